//! What was authored: an ordered list of scenes, each words and a view.

use std::collections::BTreeSet;

use crate::model::claim::Extra;
use crate::model::clock::Clock;
use crate::model::event::{CategoryId, EventId};
use crate::model::filter::CertaintyFilter;
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
    pub text: Option<String>,
    pub certainty: CertaintyFilter,
    pub extra: Extra,
}
