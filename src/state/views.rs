//! Views that the user has given a name: what is asked and from where it is looked at, kept for each collection.

use std::sync::Arc;

use crate::model::filter::Filter;
use crate::model::time::Window;
use crate::model::view::{Camera, View, WindowMode};
use crate::state::history::ChangeKind;
use crate::state::opening::{axis_holding, camera_key, finite_window};
use crate::state::update::{fly_to, notify, record};
use crate::state::{Notice, NoticeKind, Settings, State};

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

/// Keeps other views for the open collection.
pub(super) fn set_views(state: &mut State, views: Views) {
    let key = camera_key(&state.dataset);
    let Settings { views: all, .. } = &mut state.settings;
    all.retain(|(of, _)| *of != key);
    if !views.is_empty() {
        all.push((key, views));
    }
    if all.len() > COLLECTIONS_MAX {
        all.remove(0);
    }
}

/// Keeps the view as it is now under a name; whether the list has changed.
pub(super) fn save(state: &mut State, name: &str) -> bool {
    let views = state.saved_views();
    if views.len() >= VIEWS_MAX {
        notify(
            state,
            Notice {
                kind: NoticeKind::Warning,
                text: format!("{VIEWS_MAX} views are saved for this collection; delete one first"),
                details: Vec::new(),
            },
        );
        return false;
    }
    let Some(name) = free_name(&views, name, None) else {
        return false;
    };
    let view = SavedView::of(&state.view, name);
    change(state, |views| views.push(view))
}

/// Gives a saved view another name.
pub(super) fn rename(state: &mut State, idx: usize, name: &str) -> bool {
    let views = state.saved_views();
    match free_name(&views, name, Some(idx)) {
        Some(name) if idx < views.len() => change(state, |views| views[idx].name = name),
        _ => false,
    }
}

/// Puts the view as it is now in the place of a saved one, under its name.
pub(super) fn replace(state: &mut State, idx: usize) -> bool {
    let now = state.view.clone();
    idx < state.saved_views().len()
        && change(state, |views| {
            let name = std::mem::take(&mut views[idx].name);
            views[idx] = SavedView::of(&now, name);
        })
}

pub(super) fn delete(state: &mut State, idx: usize) -> bool {
    idx < state.saved_views().len()
        && change(state, |views| {
            views.remove(idx);
        })
}

/// Looks as a saved view does.
pub(super) fn go_to(state: &mut State, idx: usize) {
    let views = state.saved_views();
    let Some(saved) = views.get(idx) else {
        return;
    };
    record(state, ChangeKind::SavedView);
    state.playback.playing = false;
    let window = finite_window(saved.window, &state.dataset);
    let view = &mut state.view;
    view.filter = saved.filter.clone();
    view.mode = saved.mode;
    view.window = window;
    view.axis = axis_holding(view.axis, window);
    fly_to(state, saved.camera);
}

/// Changes the list, so that it can be undone.
fn change(state: &mut State, edit: impl FnOnce(&mut Vec<SavedView>)) -> bool {
    record(state, ChangeKind::ListOfViews);
    let mut views = state.saved_views();
    edit(Arc::make_mut(&mut views));
    set_views(state, views);
    true
}

/// The name, with a number behind it where another view has it already.
fn free_name(views: &[SavedView], name: &str, own: Option<usize>) -> Option<String> {
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
