//! What is done with saved views: a part of `update`, with the same right to change the state.

use std::sync::Arc;

use super::clock::look_by;
use super::{fly_to, notify, record};
use crate::state::history::ChangeKind;
use crate::state::opening::{axis_holding, camera_key, finite_window};
use crate::state::views::{COLLECTIONS_MAX, SavedView, VIEWS_MAX, Views, free_name};
use crate::state::{Notice, Settings, State};

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
            Notice::warning(
                format!("{VIEWS_MAX} views are saved for this collection; delete one first"),
                Vec::new(),
            ),
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
    look_by(state, saved.clock);
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
