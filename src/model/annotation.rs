//! What a scene's author drew on the map: arrows, circles, areas, words and highlights, tied to the ground.
//!
//! An annotation says what its author means, not what a source says; it has no time and no quote.

mod change;
mod outline;

pub use self::outline::{Outline, destination};

use crate::model::claim::Extra;
use crate::model::place::{LatLon, Ring};

/// Annotations of one scene; more are a drawing, and cost a frame.
pub const ANNOTATIONS_MAX: usize = 200;
/// Corners of a polygon.
pub const CORNERS_MAX: usize = 2_000;
/// Letters of the words beside an annotation; more are a narration.
pub const LABEL_MAX: usize = 200;
/// The smallest radius in metres; it can still be seen at the closest camera.
pub const RADIUS_M_MIN: f64 = 1.0;
/// The largest radius in metres: half of the way from a pole to the equator.
pub const RADIUS_M_MAX: f64 = 5_000_000.0;

/// One thing drawn on the map of a scene.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    pub figure: Figure,
    /// Words beside it, on one line; of a text the words themselves.
    pub label: Option<String>,
    pub style: Style,
    pub extra: Extra,
}

/// What is drawn, and where on the ground.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// A straight line on the map with a head at its end.
    Arrow { from: LatLon, to: LatLon },
    /// All that is so far from a place; a true circle on the ground.
    Circle { center: LatLon, radius_m: f64 },
    /// A closed line. An edge runs the shorter way round the world.
    Polygon(Ring),
    /// Words at a place.
    Text(LatLon),
    /// An ellipse outside which everything is dimmed; its radii are to the east and to the north, in metres.
    Highlight { center: LatLon, radii_m: [f64; 2] },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Arrow,
    Circle,
    Polygon,
    Text,
    Highlight,
}

/// How it is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    pub tone: Tone,
    pub line: Line,
    pub width: Width,
}

/// A colour by its name; the theme decides which it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Accent,
    Red,
    Blue,
    Green,
    Neutral,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Line {
    #[default]
    Solid,
    Dashed,
}

/// How wide a line is, and how large the words of a text are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    Thin,
    #[default]
    Medium,
    Bold,
}

impl Annotation {
    /// Without words, as it is drawn first.
    pub fn new(figure: Figure) -> Self {
        Self {
            figure,
            label: None,
            style: Style::default(),
            extra: Extra::new(),
        }
    }

    /// What it is called in a list: `Arrow, “The way east”`.
    pub fn name(&self) -> String {
        let kind = self.figure.kind().label();
        match self.label.as_deref().map(str::trim) {
            Some(label) if !label.is_empty() => format!("{kind}, “{label}”"),
            _ => kind.to_owned(),
        }
    }
}

impl Kind {
    pub const ALL: [Self; 5] = [
        Self::Arrow,
        Self::Circle,
        Self::Polygon,
        Self::Text,
        Self::Highlight,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Arrow => "Arrow",
            Self::Circle => "Circle",
            Self::Polygon => "Polygon",
            Self::Text => "Text",
            Self::Highlight => "Highlight",
        }
    }

    /// As it stands in a scene.
    pub fn id(self) -> &'static str {
        match self {
            Self::Arrow => "arrow",
            Self::Circle => "circle",
            Self::Polygon => "polygon",
            Self::Text => "text",
            Self::Highlight => "highlight",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == text)
    }
}

impl Tone {
    pub const ALL: [Self; 5] = [
        Self::Accent,
        Self::Red,
        Self::Blue,
        Self::Green,
        Self::Neutral,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Accent => "Amber",
            Self::Red => "Red",
            Self::Blue => "Blue",
            Self::Green => "Green",
            Self::Neutral => "Neutral",
        }
    }

    /// As it stands in a scene.
    pub fn id(self) -> &'static str {
        match self {
            Self::Accent => "accent",
            Self::Red => "red",
            Self::Blue => "blue",
            Self::Green => "green",
            Self::Neutral => "neutral",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tone| tone.id() == text)
    }
}

impl Line {
    pub const ALL: [Self; 2] = [Self::Solid, Self::Dashed];

    pub fn label(self) -> &'static str {
        match self {
            Self::Solid => "Solid",
            Self::Dashed => "Dashed",
        }
    }

    /// As it stands in a scene.
    pub fn id(self) -> &'static str {
        match self {
            Self::Solid => "solid",
            Self::Dashed => "dashed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|line| line.id() == text)
    }
}

impl Width {
    pub const ALL: [Self; 3] = [Self::Thin, Self::Medium, Self::Bold];

    pub fn label(self) -> &'static str {
        match self {
            Self::Thin => "Thin",
            Self::Medium => "Medium",
            Self::Bold => "Bold",
        }
    }

    /// As it stands in a scene.
    pub fn id(self) -> &'static str {
        match self {
            Self::Thin => "thin",
            Self::Medium => "medium",
            Self::Bold => "bold",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|width| width.id() == text)
    }
}

/// Whether a circle or highlight can have this radius.
pub fn is_radius(metres: f64) -> bool {
    (RADIUS_M_MIN..=RADIUS_M_MAX).contains(&metres)
}

impl Figure {
    pub fn kind(&self) -> Kind {
        match self {
            Self::Arrow { .. } => Kind::Arrow,
            Self::Circle { .. } => Kind::Circle,
            Self::Polygon(_) => Kind::Polygon,
            Self::Text(_) => Kind::Text,
            Self::Highlight { .. } => Kind::Highlight,
        }
    }

    /// Whether it is within the limits, and can be drawn and written.
    pub fn is_sound(&self) -> bool {
        let is_place = |at: &LatLon| LatLon::new(at.lat, at.lon).is_some();
        match self {
            Self::Arrow { from, to } => is_place(from) && is_place(to) && from != to,
            Self::Circle { center, radius_m } => is_place(center) && is_radius(*radius_m),
            Self::Polygon(ring) => {
                ring.corners().len() <= CORNERS_MAX && ring.corners().iter().all(is_place)
            }
            Self::Text(at) => is_place(at),
            Self::Highlight { center, radii_m } => {
                is_place(center) && radii_m.iter().all(|metres| is_radius(*metres))
            }
        }
    }
}
