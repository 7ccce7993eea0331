//! Line charts with logarithmic axes, as SVG.

use super::table::number;
use std::fmt::Write as _;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 36.0;
const BOTTOM: f64 = 48.0;

/// One chart of one curve.
pub struct Chart<'a> {
    /// What it shows.
    pub title: &'a str,
    /// The axes' names, with units.
    pub x: &'a str,
    /// As above.
    pub y: &'a str,
    /// The points, from left to right; all above zero.
    pub points: &'a [(f64, f64)],
}

/// A logarithmic axis: whole powers of ten around what it has to show.
struct Axis {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
}

impl Axis {
    fn new(values: impl Iterator<Item = f64> + Clone, start: f64, end: f64) -> Self {
        let least = values.clone().fold(f64::INFINITY, f64::min).log10().floor();
        let most = values.fold(f64::NEG_INFINITY, f64::max).log10().ceil();
        Self { from: least, to: if most > least { most } else { least + 1.0 }, start, end }
    }

    fn place(&self, value: f64) -> f64 {
        self.start + (value.log10() - self.from) / (self.to - self.from) * (self.end - self.start)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let (from, to) = (self.from, self.to);
        std::iter::successors(Some(from), |power| Some(power + 1.0))
            .take_while(move |power| *power <= to)
            .map(|power| 10f64.powf(power))
    }
}

impl Chart<'_> {
    /// The whole file.
    pub fn svg(&self) -> String {
        let x = Axis::new(self.points.iter().map(|p| p.0), LEFT, WIDTH - RIGHT);
        let y = Axis::new(self.points.iter().map(|p| p.1), HEIGHT - BOTTOM, TOP);
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
             font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
             <text x=\"{LEFT}\" y=\"20\" font-size=\"14\">{}</text>\n",
            self.title
        );
        for tick in x.ticks() {
            let at = x.place(tick);
            line(&mut out, (at, TOP), (at, HEIGHT - BOTTOM));
            label(&mut out, (at, HEIGHT - BOTTOM + 16.0), "middle", &number(tick));
        }
        for tick in y.ticks() {
            let at = y.place(tick);
            line(&mut out, (LEFT, at), (WIDTH - RIGHT, at));
            label(&mut out, (LEFT - 6.0, at + 4.0), "end", &number(tick));
        }
        label(&mut out, (f64::midpoint(LEFT, WIDTH - RIGHT), HEIGHT - 10.0), "middle", self.x);
        let _ = writeln!(
            out,
            "<text transform=\"translate(14 {}) rotate(-90)\" text-anchor=\"middle\">{}</text>",
            HEIGHT / 2.0,
            self.y
        );
        let places = self.points.iter().map(|p| format!("{:.1},{:.1}", x.place(p.0), y.place(p.1)));
        let places: Vec<String> = places.collect();
        let _ = writeln!(
            out,
            "<polyline fill=\"none\" stroke=\"#0060a0\" stroke-width=\"2\" points=\"{}\"/>",
            places.join(" ")
        );
        for place in &places {
            let (x, y) = place.split_once(',').unwrap_or_default();
            let _ = writeln!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"3\" fill=\"#0060a0\"/>");
        }
        out.push_str("</svg>\n");
        out
    }
}

fn line(out: &mut String, from: (f64, f64), to: (f64, f64)) {
    let _ = writeln!(
        out,
        "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"#ddd\"/>",
        from.0, from.1, to.0, to.1
    );
}

fn label(out: &mut String, at: (f64, f64), anchor: &str, text: &str) {
    let _ = writeln!(out, "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{text}</text>", at.0, at.1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_lies_inside() {
        let points = [(1.0, 3.0), (64.0, 250.0), (1e5, 0.02)];
        let svg = Chart { title: "t", x: "x", y: "y", points: &points }.svg();
        assert_eq!(svg.matches("<circle").count(), 3);
        for circle in svg.lines().filter(|line| line.starts_with("<circle")) {
            let mut parts = circle.split('"').skip(1).step_by(2);
            let at = |part: Option<&str>| part.and_then(|p| p.parse::<f64>().ok()).expect("a number");
            let (x, y) = (at(parts.next()), at(parts.next()));
            assert!((LEFT..=WIDTH - RIGHT).contains(&x) && (TOP..=HEIGHT - BOTTOM).contains(&y), "{circle}");
        }
    }
}
