//! Lines, dashes and arrowheads, each parted from what lies below by the colour of the land.

use eframe::egui::epaint::PathShape;
use eframe::egui::{Color32, Painter, Pos2, Shape, Stroke, Vec2};

use super::line_width;
use super::trace::{Run, Traced};
use crate::model::annotation::{Kind, Line, Style};
use crate::ui::theme::Theme;

/// How much wider than the line its halo is, in points.
const HALO: f32 = 3.4;
/// An arrow shorter than this, in points, is a dot.
const SHORT: f32 = 5.0;

/// Draws the line of an annotation; its words are set later.
pub(super) fn line(painter: &Painter, traced: &Traced, theme: &Theme) {
    let color = theme.tone(traced.style.tone);
    let pen = Pen {
        painter,
        style: traced.style,
        color,
        land: theme.land,
    };
    match traced.kind {
        Kind::Arrow => {
            for ends in &traced.ends {
                pen.arrow(*ends, &traced.runs);
            }
        }
        Kind::Circle | Kind::Polygon | Kind::Highlight => pen.outline(&traced.runs),
        Kind::Text => {}
    }
}

/// A short arrow in the usual style.
pub(super) fn arrow_sample(painter: &Painter, ends: [Pos2; 2], color: Color32, land: Color32) {
    let pen = Pen {
        painter,
        style: Style {
            width: crate::model::annotation::Width::Thin,
            ..Style::default()
        },
        color,
        land,
    };
    let run = Run {
        points: ends.to_vec(),
        is_closed: false,
        begins: 0.0,
    };
    pen.arrow(ends, &[run]);
}

struct Pen<'a> {
    painter: &'a Painter,
    style: Style,
    color: Color32,
    land: Color32,
}

impl Pen<'_> {
    fn width(&self) -> f32 {
        line_width(self.style)
    }

    fn halo(&self) -> Stroke {
        Stroke::new(self.width() + HALO, self.land.gamma_multiply(0.9))
    }

    fn outline(&self, runs: &[Run]) {
        for run in runs {
            self.path(run, self.halo());
        }
        let stroke = Stroke::new(self.width(), self.color);
        for run in runs {
            match self.style.line {
                Line::Solid => self.path(run, stroke),
                Line::Dashed => self.dashes(run),
            }
        }
    }

    fn path(&self, run: &Run, stroke: Stroke) {
        let points = run.points.clone();
        self.painter.add(if run.is_closed {
            PathShape::closed_line(points, stroke)
        } else {
            PathShape::line(points, stroke)
        });
    }

    /// Long dashes: short ones, with hatching, stand for what is not known.
    fn dashes(&self, run: &Run) {
        let width = self.width();
        let (dash, gap) = (7.0 + 2.6 * width, 4.0 + 1.6 * width);
        let mut points = run.points.clone();
        if run.is_closed {
            points.extend(run.points.first());
        }
        // Where along a dash, or the gap after it, the stretch begins.
        let phase = run.begins.rem_euclid(f64::from(dash + gap)) as f32;
        let stroke = Stroke::new(width, self.color);
        let (dashes, gaps, offset) = if phase < dash {
            // The rest of a dash that began before.
            let head = head_of(&points, dash - phase);
            self.painter.line(head, stroke);
            ([dash], [gap], dash - phase + gap)
        } else {
            ([dash], [gap], dash + gap - phase)
        };
        let shapes = Shape::dashed_line_with_offset(&points, stroke, &dashes, &gaps, offset);
        self.painter.extend(shapes);
    }

    fn arrow(&self, [from, to]: [Pos2; 2], runs: &[Run]) {
        let length = from.distance(to);
        if length < SHORT {
            let radius = self.width() + 0.5;
            let outline = Stroke::new(HALO / 2.0, self.land);
            self.painter.circle(to, radius, self.color, outline);
            return;
        }
        let head = Head::new(from, to, self.width());
        // The shaft ends inside of the head.
        let shafts: Vec<Run> = runs
            .iter()
            .filter_map(|run| {
                let [first, .., last] = run.points.as_slice() else {
                    return None;
                };
                let ahead = (to - from) / length;
                let reach = (*last - from).dot(ahead).min(length - head.length * 0.6);
                let end = from + ahead * reach;
                ((end - *first).dot(ahead) > 0.0).then(|| Run {
                    points: vec![*first, end],
                    ..run.clone()
                })
            })
            .collect();
        for shaft in &shafts {
            self.path(shaft, self.halo());
        }
        let halo = Stroke::new(HALO, self.land.gamma_multiply(0.9));
        self.painter
            .add(PathShape::closed_line(head.corners().to_vec(), halo));
        let stroke = Stroke::new(self.width(), self.color);
        for shaft in &shafts {
            match self.style.line {
                Line::Solid => self.path(shaft, stroke),
                Line::Dashed => self.dashes(shaft),
            }
        }
        let [tip, left, notch, right] = head.corners();
        for side in [left, right] {
            let triangle = vec![tip, side, notch];
            self.painter
                .add(Shape::convex_polygon(triangle, self.color, Stroke::NONE));
        }
        // The seam between the halves.
        self.painter
            .line_segment([tip, notch], Stroke::new(1.0, self.color));
    }
}

/// The beginning of a line, so many points long.
fn head_of(points: &[Pos2], length: f32) -> Vec<Pos2> {
    let mut head: Vec<Pos2> = points.iter().take(1).copied().collect();
    let mut left = length;
    for pair in points.windows(2) {
        let step = pair[0].distance(pair[1]);
        if step >= left {
            head.push(pair[0].lerp(pair[1], left / step.max(1e-6)));
            break;
        }
        head.push(pair[1]);
        left -= step;
    }
    head
}

/// The head of an arrow: swept back, and in proportion to its shaft.
struct Head {
    tip: Pos2,
    ahead: Vec2,
    length: f32,
}

impl Head {
    fn new(from: Pos2, tip: Pos2, width: f32) -> Self {
        let shaft = tip - from;
        Self {
            tip,
            ahead: shaft.normalized(),
            length: (7.5 + 3.4 * width).min(shaft.length() * 0.7),
        }
    }

    /// The tip, the left barb, the notch between the barbs, and the right barb.
    fn corners(&self) -> [Pos2; 4] {
        let (back, aside) = (-self.ahead * self.length, self.ahead.rot90());
        let half = aside * self.length * 0.44;
        [
            self.tip,
            self.tip + back - half,
            self.tip + back * 0.74,
            self.tip + back + half,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_in_proportion_and_never_longer_than_its_arrow() {
        let long = |width| Head::new(Pos2::ZERO, Pos2::new(300.0, 0.0), width).length;
        assert!(long(1.6) < long(2.6) && long(2.6) < long(4.4) && long(4.4) < 30.0);
        let short = Head::new(Pos2::ZERO, Pos2::new(10.0, 0.0), 4.4);
        assert!(short.length <= 7.1);
        for corner in short.corners() {
            assert!((0.0..=10.0).contains(&corner.x), "{corner:?}");
        }
    }

    #[test]
    fn the_beginning_of_a_line_follows_its_bends() {
        let line = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)].map(Pos2::from);
        assert_eq!(
            head_of(&line, 4.0),
            [(0.0, 0.0), (4.0, 0.0)].map(Pos2::from)
        );
        let bent = head_of(&line, 15.0);
        assert_eq!(bent, [(0.0, 0.0), (10.0, 0.0), (10.0, 5.0)].map(Pos2::from));
    }
}
