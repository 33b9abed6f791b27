//! Views that the user has given a name: what is asked and from where it is looked at, kept for each collection.

use std::sync::Arc;

use crate::model::clock::Clock;
use crate::model::filter::Filter;
use crate::model::time::Window;
use crate::model::view::{Camera, View, WindowMode};
use crate::state::State;
use crate::state::opening::camera_key;

/// Views kept for one collection; a list that is longer is no help to find one.
pub const VIEWS_MAX: usize = 100;
/// Letters of a name; more do not fit beside anything.
pub const NAME_LETTERS_MAX: usize = 80;
/// Collections whose views are kept; enough for all that a person works with.
pub const COLLECTIONS_MAX: usize = 200;

/// A view with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedView {
    pub name: String,
    pub filter: Filter,
    /// Its ends are finite.
    pub window: Window,
    pub mode: WindowMode,
    pub clock: Clock,
    pub camera: Camera,
}

/// The views of one collection, shared with the history of changes.
pub type Views = Arc<Vec<SavedView>>;

impl SavedView {
    /// The view as it is now, under a name.
    pub fn of(view: &View, name: String) -> Self {
        Self {
            name,
            filter: view.filter.clone(),
            window: view.window,
            mode: view.mode,
            clock: view.clock,
            camera: view.camera,
        }
    }
}

/// A name as it is kept: one line, neither empty nor too long; `None` where nothing is left of it.
pub fn tidy_name(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let name: String = words.join(" ").chars().take(NAME_LETTERS_MAX).collect();
    (!name.is_empty()).then_some(name)
}

impl State {
    /// The views that are saved for the open collection, in the order in which they were.
    pub fn saved_views(&self) -> Views {
        let key = camera_key(&self.dataset);
        let all = &self.settings.views;
        all.iter()
            .find(|(of, _)| *of == key)
            .map(|(_, views)| Arc::clone(views))
            .unwrap_or_default()
    }
}

/// The name, with a number behind it where another view has it already.
pub(super) fn free_name(views: &[SavedView], name: &str, own: Option<usize>) -> Option<String> {
    let name = tidy_name(name)?;
    let is_taken = |name: &str| {
        let mut others = views.iter().enumerate();
        others.any(|(idx, view)| Some(idx) != own && view.name == name)
    };
    if !is_taken(&name) {
        return Some(name);
    }
    // One of as many numbers as there are views, and one more, is free.
    (2..=views.len() + 2)
        .map(|n| format!("{name} {n}"))
        .find(|name| !is_taken(name))
}
