//! Figures as text.

use super::suite::{Measured, Row};
use std::fmt::Write as _;

/// A number in the form that fits its size.
pub fn number(n: f64) -> String {
    match n.abs() {
        size if size >= 1e6 => format!("{:.3}M", n / 1e6),
        size if size >= 1e4 => format!("{:.1}k", n / 1e3),
        size if size >= 100.0 => format!("{n:.0}"),
        size if size >= 1.0 => format!("{n:.2}"),
        _ => format!("{n:.4}"),
    }
}

fn ratio(n: Option<f64>) -> String {
    n.map_or_else(|| "-".to_owned(), |n| format!("{n:.2}"))
}

/// One metric on one line.
pub fn line(row: &Row) -> String {
    let figure = &row.figure;
    let peer = match &row.peer {
        Some((n, system)) => format!("{n:.2} ({system})"),
        None => "-".to_owned(),
    };
    let (least, most) = figure
        .values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), n| (least.min(*n), most.max(*n)));
    format!(
        "| {} | {}{} | {} [{} - {}] | {} | {} | {} | {} | {} |",
        figure.name,
        figure.unit,
        if figure.is_lower_better() { ", less is better" } else { "" },
        number(figure.median()),
        number(least),
        number(most),
        ratio(row.target),
        ratio(row.original),
        peer,
        ratio(row.median_floor()),
        ratio(row.median_against()),
    )
}

/// All of one Lua as a Markdown table.
pub fn suite(measured: &Measured) -> String {
    let mut text = format!(
        "Plain Lua runs at {:.2} of the speed at which the references were recorded.\n\n\
         | metric | unit | median [least - most] | x target | x original | x best peer | x floor | x against |\n\
         |---|---|---|---|---|---|---|---|\n",
        measured.speed
    );
    for row in &measured.rows {
        let _ = writeln!(text, "{}", line(row));
    }
    if !measured.floor.is_empty() {
        text.push_str("\n| floor | unit | median |\n|---|---|---|\n");
        for figure in &measured.floor {
            let _ = writeln!(text, "| {} | {} | {} |", figure.name, figure.unit, number(figure.median()));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let shown = [3_514_320.0, 14_840.0, 912.4, 8.508, 0.0321].map(number);
        assert_eq!(shown, ["3.514M", "14.8k", "912", "8.51", "0.0321"]);
    }
}
