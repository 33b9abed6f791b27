//! Saving scenes, and asking before any of them would be lost: a part of `update`.

use std::path::Path;
use std::sync::Arc;

use super::files::load;
use super::{files, notify, scenes, update};
use crate::model::table::Reading;
use crate::state::action::Action;
use crate::state::briefing::{Answer, Asking, FileAction, Saved};
use crate::state::effect::{Effect, SaveOrder, Snapshot};
use crate::state::opening::camera_key;
use crate::state::{Returning, State};

pub(super) fn update_file(state: &mut State, action: FileAction) -> Vec<Effect> {
    match action {
        FileAction::Save => save(state, false),
        FileAction::SaveAs => save_as(state),
        FileAction::Saved(saved) => saved_now(state, *saved),
        FileAction::NotSaved(notice) => {
            state.saving = false;
            state.after_save = None;
            if let Some(notice) = notice {
                notify(state, notice);
            }
            Vec::new()
        }
        FileAction::FoundChanged => {
            state.saving = false;
            state.asking = Some(Asking::ChangedOnDisk);
            Vec::new()
        }
        FileAction::Recovered(recovery) => {
            // Scenes of a collection that is no longer open wait for it.
            if recovery.collection == camera_key(&state.base)
                && !state.briefing.is_changed()
                && recovery.scenes != *state.briefing.scenes
            {
                state.asking = Some(Asking::Recovery(recovery));
            }
            Vec::new()
        }
        FileAction::Close => {
            if !asks_first(state, Action::File(FileAction::Close)) {
                state.closing = true;
            }
            Vec::new()
        }
        FileAction::Answer(answer) => answered(state, answer),
    }
}

/// Opens a file, unless unsaved changes are asked about first.
pub(super) fn open(state: &mut State, path: &Path) -> Vec<Effect> {
    if asks_first(state, Action::Open(path.to_owned())) {
        return Vec::new();
    }
    files::open(state, path)
}

/// Whether the user is asked before an action that leaves the collection; then it is not to be done now.
pub(super) fn asks_first(state: &mut State, action: Action) -> bool {
    if matches!(state.asking, Some(Asking::Recovery(_))) {
        // Nothing is lost: they are offered again when the collection is opened again.
        state.asking = None;
    }
    let asks = state.briefing.is_changed();
    if asks {
        state.asking = Some(Asking::Unsaved(Box::new(action)));
    }
    asks
}

fn save(state: &mut State, over_changes: bool) -> Vec<Effect> {
    if state.saving {
        return Vec::new();
    }
    if !state.saves_in_place() {
        return save_as(state);
    }
    state.saving = true;
    let mut order = order_of(state);
    if over_changes {
        order.expected = None;
    }
    vec![Effect::SaveScenes(order)]
}

fn save_as(state: &mut State) -> Vec<Effect> {
    if state.saving {
        return Vec::new();
    }
    state.saving = true;
    vec![Effect::SaveScenesAs(order_of(state))]
}

fn order_of(state: &State) -> SaveOrder {
    SaveOrder {
        snapshot: Snapshot(Arc::clone(&state.base)),
        scenes: Arc::clone(&state.briefing.scenes),
        expected: Some(state.briefing.sha256.clone()),
    }
}

/// The scenes are in a file: unsaved is what was changed since.
fn saved_now(state: &mut State, saved: Saved) -> Vec<Effect> {
    let Saved {
        path,
        sha256,
        scenes,
        is_new,
        notice,
    } = saved;
    state.saving = false;
    let is_all = Arc::ptr_eq(&state.briefing.scenes, &scenes);
    if is_all || !is_new {
        state.briefing.saved = scenes;
    }
    let key = camera_key(&state.base);
    if let Some(notice) = notice {
        notify(state, notice);
    }
    let mut effects = Vec::new();
    if !state.briefing.is_changed() {
        effects.push(Effect::ForgetScenes(key));
    }
    if let Some(action) = state.after_save.take() {
        effects.extend(update(state, *action));
    } else if is_new {
        if !is_all {
            // What was changed meanwhile is in neither file: the one that is open stays open.
            return effects;
        }
        effects.extend(load(state, &path, Reading::Known(Arc::default())));
        state.returning = Some(Returning {
            request: state.load_request,
            view: state.view.clone(),
            scene_idx: state.scene_idx,
        });
    } else {
        state.briefing.sha256 = sha256;
    }
    effects
}

fn answered(state: &mut State, answer: Answer) -> Vec<Effect> {
    let Some(asking) = state.asking.take() else {
        return Vec::new();
    };
    match (asking, answer) {
        (Asking::Unsaved(action), Answer::Save) => {
            state.after_save = Some(action);
            save(state, false)
        }
        (Asking::Unsaved(action), Answer::Discard) => {
            state.briefing.scenes = Arc::clone(&state.briefing.saved);
            scenes::keep_current(state);
            update(state, *action)
        }
        (Asking::ChangedOnDisk, Answer::Save) => save(state, true),
        (Asking::ChangedOnDisk | Asking::Unsaved(_), Answer::SaveAs) => save_as(state),
        (Asking::Recovery(recovery), Answer::Restore) => {
            scenes::replace(state, recovery.scenes);
            Vec::new()
        }
        (Asking::Recovery(recovery), Answer::Discard) => {
            vec![Effect::ForgetScenes(recovery.collection)]
        }
        (Asking::Recovery(recovery), _) => {
            state.asking = Some(Asking::Recovery(recovery));
            Vec::new()
        }
        (Asking::Unsaved(_) | Asking::ChangedOnDisk, _) => {
            state.after_save = None;
            Vec::new()
        }
    }
}
