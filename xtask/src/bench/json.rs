//! Figures for programs.

use super::Figure;
use crate::flavour::Flavour;

/// `{"lua5.4": {"metric": {"unit": .., "median": .., "values": [..]}, ..}, ..}`. Names and units are plain ASCII without
/// quotes, so nothing needs escaping.
pub fn text(all: &[(Flavour, Vec<Figure>)]) -> String {
    let luas: Vec<String> = all
        .iter()
        .map(|(flavour, figures)| {
            let figures: Vec<String> = figures.iter().map(figure).collect();
            format!("  \"{flavour}\": {{\n{}\n  }}", figures.join(",\n"))
        })
        .collect();
    format!("{{\n{}\n}}\n", luas.join(",\n"))
}

fn figure(figure: &Figure) -> String {
    let values: Vec<String> = figure.values.iter().map(ToString::to_string).collect();
    format!(
        "    \"{}\": {{\"unit\": \"{}\", \"median\": {}, \"values\": [{}]}}",
        figure.name,
        figure.unit,
        figure.median(),
        values.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_json() {
        let figures =
            vec![Figure { name: "a".to_owned(), unit: "us".to_owned(), values: vec![1.0, 2.5, 4.0] }];
        let text = text(&[(Flavour::Lua54, figures)]);
        assert!(
            text.contains("\"a\": {\"unit\": \"us\", \"median\": 2.5, \"values\": [1, 2.5, 4]}"),
            "{text}"
        );
        assert_eq!(text.matches('{').count(), text.matches('}').count());
    }
}
