//! Symbols of categories: shape and colour together, so that they survive a beamer and colour blindness.

use eframe::egui::{Color32, Mesh, Painter, Pos2, Shape, Stroke, Vec2, epaint::PathShape};

use crate::store::CategoryInfo;

/// The shapes, in the order in which categories without one get them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbol {
    Triangle,
    Diamond,
    Square,
    TriangleDown,
    Circle,
    Hexagon,
    Cross,
    Star,
}

/// What bounds a symbol.
#[derive(Clone, Debug, PartialEq)]
pub enum Outline {
    /// Around the centre, with this radius.
    Circle(f32),
    Corners(Vec<Pos2>),
}

const IN_ORDER: [Symbol; 8] = [
    Symbol::Triangle,
    Symbol::Diamond,
    Symbol::Square,
    Symbol::TriangleDown,
    Symbol::Circle,
    Symbol::Hexagon,
    Symbol::Cross,
    Symbol::Star,
];

impl Symbol {
    /// The symbol of a category: the one that the file names, else one by its number.
    pub fn of(categories: &[CategoryInfo], idx: usize) -> Self {
        categories
            .get(idx)
            .and_then(|category| category.symbol.as_deref())
            .and_then(Self::parse)
            .unwrap_or_else(|| Self::by_number(idx))
    }

    /// The symbol of a category that names none. It moves on whenever colours begin anew, so that no two of the first
    /// 64 categories look the same; first by four, which are the colours that nobody takes for each other.
    fn by_number(idx: usize) -> Self {
        let round = idx / IN_ORDER.len();
        IN_ORDER[(idx + 4 * round + round / 2) % IN_ORDER.len()]
    }

    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "triangle" => Self::Triangle,
            "diamond" => Self::Diamond,
            "square" => Self::Square,
            "triangle_down" => Self::TriangleDown,
            "circle" => Self::Circle,
            "hexagon" => Self::Hexagon,
            "cross" => Self::Cross,
            "star" => Self::Star,
            _ => return None,
        })
    }

    /// The point in the middle that says "here, and nowhere else": an exact fix.
    pub fn paint_fix(self, painter: &Painter, center: Pos2, radius: f32, color: Color32) {
        let at = center + self.middle(radius);
        painter.circle_filled(at, (radius * 0.27).max(1.5), color);
    }

    /// The outline around `center`, with `radius` as half its size; sizes look alike across shapes.
    pub fn shape(self, center: Pos2, radius: f32, fill: Color32, outline: Stroke) -> Shape {
        let points = match self.outline(center, radius) {
            Outline::Corners(points) => points,
            Outline::Circle(radius) => {
                return Shape::Vec(vec![
                    Shape::circle_filled(center, radius, fill),
                    Shape::circle_stroke(center, radius, outline),
                ]);
            }
        };
        let is_convex = !matches!(self, Self::Cross | Self::Star);
        if is_convex {
            return Shape::convex_polygon(points, fill, outline);
        }
        // Concave outlines are filled by a fan from the centre; a thin line in the same colour smooths the edge.
        let mut fan = Mesh::default();
        fan.colored_vertex(center, fill);
        for point in &points {
            fan.colored_vertex(*point, fill);
        }
        let n_points = points.len() as u32;
        for corner in 0..n_points {
            fan.add_triangle(0, 1 + corner, 1 + (corner + 1) % n_points);
        }
        let edge = if outline.is_empty() {
            Stroke::new(0.8, fill)
        } else {
            outline
        };
        Shape::Vec(vec![
            Shape::mesh(fan),
            Shape::Path(PathShape::closed_line(points, edge)),
        ])
    }

    /// The outline alone, for whoever draws it by other means than egui's.
    pub fn outline(self, center: Pos2, radius: f32) -> Outline {
        let at = |x: f32, y: f32| center + Vec2::new(x, y) * radius;
        Outline::Corners(match self {
            Self::Circle => return Outline::Circle(radius * 0.95),
            Self::Triangle => vec![at(0.0, -1.08), at(1.05, 0.82), at(-1.05, 0.82)],
            Self::TriangleDown => vec![at(0.0, 1.08), at(-1.05, -0.82), at(1.05, -0.82)],
            Self::Square => vec![
                at(-0.88, -0.88),
                at(0.88, -0.88),
                at(0.88, 0.88),
                at(-0.88, 0.88),
            ],
            Self::Diamond => vec![at(0.0, -1.18), at(1.18, 0.0), at(0.0, 1.18), at(-1.18, 0.0)],
            Self::Hexagon => regular_polygon(center, radius * 1.08, 6),
            Self::Cross => {
                let (a, b) = (0.36, 1.02);
                vec![
                    at(-a, -b),
                    at(a, -b),
                    at(a, -a),
                    at(b, -a),
                    at(b, a),
                    at(a, a),
                    at(a, b),
                    at(-a, b),
                    at(-a, a),
                    at(-b, a),
                    at(-b, -a),
                    at(-a, -a),
                ]
            }
            Self::Star => star(center, radius * 1.2),
        })
    }

    /// How much larger it is drawn to hold a count: some shapes have less room inside than others.
    pub fn roominess(self) -> f32 {
        match self {
            Self::Triangle | Self::TriangleDown | Self::Star | Self::Cross => 1.2,
            _ => 1.0,
        }
    }

    /// From the centre to where a count sits best: a triangle has its room off the middle.
    pub fn middle(self, radius: f32) -> Vec2 {
        match self {
            Self::Triangle => Vec2::new(0.0, radius * 0.22),
            Self::TriangleDown => Vec2::new(0.0, -radius * 0.22),
            _ => Vec2::ZERO,
        }
    }

    /// Draws it without an outline, as in lists.
    pub fn paint(self, painter: &Painter, center: Pos2, radius: f32, fill: Color32) {
        painter.add(self.shape(center, radius, fill, Stroke::NONE));
    }
}

fn regular_polygon(center: Pos2, radius: f32, corners: usize) -> Vec<Pos2> {
    (0..corners)
        .map(|corner| {
            let angle = std::f32::consts::TAU * corner as f32 / corners as f32;
            center + radius * Vec2::angled(angle)
        })
        .collect()
}

fn star(center: Pos2, radius: f32) -> Vec<Pos2> {
    (0..10)
        .map(|corner| {
            let angle = std::f32::consts::TAU * (corner as f32 / 10.0 - 0.25);
            let reach = if corner % 2 == 0 {
                radius
            } else {
                radius * 0.45
            };
            center + reach * Vec2::angled(angle)
        })
        .collect()
}
