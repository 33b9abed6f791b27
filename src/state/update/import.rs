//! Asking how a table is to be read: a part of `update`, with the same right to change the state.

use std::path::Path;
use std::sync::Arc;

use super::files::load;
use super::saving::asks_first;
use crate::model::preview::Preview;
use crate::model::problem::Problem;
use crate::model::remembered::{Corrections, RememberedHeader, remember};
use crate::model::table::{Reading, TableSpec};
use crate::state::State;
use crate::state::action::Action;
use crate::state::effect::{Effect, Snapshot};
use crate::state::importing::{ImportAction, Importing};

/// Takes a step of asking how a table is to be read.
pub(super) fn update(state: &mut State, action: ImportAction) -> Vec<Effect> {
    match action {
        ImportAction::Ask {
            request,
            path,
            preview,
        } => ask(state, request, &path, preview),
        ImportAction::Previewed { request, result } => previewed(state, request, result),
        ImportAction::Cancel => state.importing = None,
        ImportAction::Choose(spec) => return choose(state, *spec),
        ImportAction::Take => return import(state),
        ImportAction::Change => {
            // The table is read anew, which its unsaved scenes would not survive.
            if asks_first(state, Action::Import(ImportAction::Change)) {
                return Vec::new();
            }
            return ask_again(state);
        }
        ImportAction::SaveRejects => return save_rejects(state),
    }
    Vec::new()
}

/// Asks about a table whose first rows have been read.
fn ask(state: &mut State, request: u64, path: &Path, preview: Arc<Preview>) {
    if request != state.load_request {
        return;
    }
    state.loading = None;
    let mut importing = Importing::new(path, request);
    take_preview(&mut importing, preview);
    state.importing = Some(importing);
}

/// Asks about the table that is open.
fn ask_again(state: &mut State) -> Vec<Effect> {
    let origin = state.dataset.origin();
    let (Some(path), Some(table)) = (&origin.path, &origin.table) else {
        return Vec::new();
    };
    let is_reading = state.loading.take().is_some();
    let mut effects: Vec<Effect> = is_reading
        .then_some(Effect::CancelLoad)
        .into_iter()
        .collect();
    state.load_request += 1;
    let mut importing = Importing::new(path, state.load_request);
    importing.spec = Some(table.spec.clone());
    state.importing = Some(importing);
    effects.extend(look(state));
    effects
}

/// Chooses how the table is read, and looks at its first rows again.
fn choose(state: &mut State, spec: TableSpec) -> Vec<Effect> {
    let Some(importing) = &mut state.importing else {
        return Vec::new();
    };
    importing.spec = Some(spec);
    state.load_request += 1;
    importing.request = state.load_request;
    importing.waits = true;
    look(state)
}

fn look(state: &State) -> Vec<Effect> {
    let looks = state
        .importing
        .iter()
        .map(|importing| Effect::PreviewTable {
            request: importing.request,
            path: importing.path.clone(),
            spec: importing.spec.clone(),
        });
    looks.collect()
}

/// The first rows have been read, or not.
fn previewed(state: &mut State, request: u64, result: Result<Arc<Preview>, Box<Problem>>) {
    let Some(importing) = &mut state.importing else {
        return;
    };
    if importing.request != request {
        return;
    }
    match result {
        Ok(preview) => take_preview(importing, preview),
        Err(problem) => {
            importing.waits = false;
            importing.obstacle = Some(problem.message);
        }
    }
}

fn take_preview(importing: &mut Importing, preview: Arc<Preview>) {
    importing.waits = false;
    importing.obstacle = None;
    importing.spec = Some(preview.spec.clone());
    importing.preview = Some(preview);
}

/// Reads the table as it was chosen, and remembers it for others of the same header.
fn import(state: &mut State) -> Vec<Effect> {
    if !state.importing.as_ref().is_some_and(Importing::is_ready) {
        return Vec::new();
    }
    let Some(Importing {
        path,
        spec: Some(spec),
        preview: Some(preview),
        ..
    }) = state.importing.take()
    else {
        return Vec::new();
    };
    let encoding = Corrections::between(&preview.guessed, &spec).encoding;
    let header = preview.header.clone().filter(|_| spec.has_header);
    let known = header.and_then(|key| RememberedHeader::of(key, &preview.guessed, &spec));
    let mut effects = Vec::new();
    if let Some(known) = known {
        remember(Arc::make_mut(&mut state.settings.headers), known);
        effects.push(Effect::SaveSettings(state.settings.clone()));
    }
    effects.extend(load(state, &path, Reading::By(Box::new(spec), encoding)));
    effects
}

/// The rows of the open table that were left out, as a file.
fn save_rejects(state: &State) -> Vec<Effect> {
    let has_rejects = state.has_rejects();
    let effect = || Effect::SaveRejects(Snapshot(Arc::clone(&state.dataset)));
    has_rejects.then(effect).into_iter().collect()
}
