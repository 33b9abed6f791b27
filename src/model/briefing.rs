//! What was authored: an ordered list of scenes, each words and a view.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::annotation::Annotation;
use crate::model::claim::Extra;
use crate::model::clock::Clock;
use crate::model::event::{CategoryId, EventId};
use crate::model::filter::{CertaintyFilter, NumberRange};
use crate::model::place::{Bounds, PrecisionClass, Ring};
use crate::model::source::Reliability;
use crate::model::view::{Camera, WindowMode};

/// A scene as it is written: what it does not say stays as it is when the scene is entered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    pub id: Option<String>,
    pub heading: String,
    /// Markdown.
    pub narration: Option<String>,
    /// For the presenter alone.
    pub notes: Option<String>,
    pub camera: Option<Camera>,
    pub window: Option<SceneWindow>,
    pub filter: Option<SceneFilter>,
    pub selection: Option<EventId>,
    /// How the scene is entered: `cut`, `fly`, `play`.
    pub enter: Option<String>,
    /// How long playing takes, in seconds; above zero.
    pub seconds: Option<f64>,
    /// What is drawn on the map, from the ground up.
    pub annotations: Vec<Annotation>,
    /// Annotations that could not be read, as raw JSON; they stay behind the others.
    pub unread_annotations: Vec<String>,
    pub extra: Extra,
}

/// The window of a scene, in EDTF as written: `[L(from), H(to))`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SceneWindow {
    pub from: Option<String>,
    pub to: Option<String>,
    pub mode: Option<WindowMode>,
    /// `None`: the window is on what happened.
    pub clock: Option<Clock>,
    pub extra: Extra,
}

/// The filter of a scene.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SceneFilter {
    pub categories: BTreeSet<CategoryId>,
    pub actors: BTreeSet<String>,
    pub sources: BTreeSet<String>,
    pub tags: BTreeSet<String>,
    pub precisions: BTreeSet<PrecisionClass>,
    pub reliabilities: BTreeSet<Reliability>,
    pub measures: BTreeMap<String, NumberRange>,
    pub bounds: Option<Bounds>,
    pub lasso: Option<Ring>,
    pub text: Option<String>,
    pub certainty: CertaintyFilter,
    pub extra: Extra,
}

/// How a scene is entered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Entrance {
    /// At once.
    Cut,
    /// The camera flies there.
    Fly,
    /// The camera flies there, and the window opens from its start to its end in so many seconds.
    Play(f64),
}

impl Entrance {
    /// Seconds of playing where the scene says none.
    pub const SECONDS: f64 = 8.0;
    /// Longer than this nobody waits, in seconds.
    pub const SECONDS_MAX: f64 = 600.0;

    /// As it stands in a scene.
    pub fn id(self) -> &'static str {
        match self {
            Self::Cut => "cut",
            Self::Fly => "fly",
            Self::Play(_) => "play",
        }
    }
}

impl Scene {
    /// How the scene is entered; flown to where it does not say, or says what nobody knows.
    pub fn entrance(&self) -> Entrance {
        match self.enter.as_deref() {
            Some("cut") => Entrance::Cut,
            Some("play") => {
                let seconds = self.seconds.unwrap_or(Entrance::SECONDS);
                Entrance::Play(seconds.clamp(0.1, Entrance::SECONDS_MAX))
            }
            _ => Entrance::Fly,
        }
    }

    pub fn enter_by(&mut self, entrance: Entrance) {
        self.enter = Some(entrance.id().to_owned());
        self.seconds = match entrance {
            Entrance::Play(seconds) => Some(seconds.clamp(0.1, Entrance::SECONDS_MAX)),
            Entrance::Cut | Entrance::Fly => None,
        };
    }
}
