//! Opening files, and asking how a table is to be read: a part of `update`, with the same right to change the state.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::notify;
use crate::model::preview::Preview;
use crate::model::problem::Problem;
use crate::model::remembered::{Corrections, RememberedHeader, remember};
use crate::model::table::{Reading, TableSpec};
use crate::state::effect::{Effect, Snapshot};
use crate::state::importing::{Importing, RECENT_MAX, name_of};
use crate::state::{Loading, Notice, State};

/// Opens a file; a table that is known by nothing is asked about first.
pub(super) fn open(state: &mut State, path: &Path) -> Vec<Effect> {
    let known = Arc::clone(&state.settings.headers);
    load(state, path, Reading::Known(known))
}

fn load(state: &mut State, path: &Path, how: Reading) -> Vec<Effect> {
    state.importing = None;
    state.load_request += 1;
    state.loading = Some(Loading {
        file: name_of(path),
        share: None,
    });
    vec![Effect::Load {
        request: state.load_request,
        path: path.to_owned(),
        how,
    }]
}

/// Asks about a table whose first rows have been read.
pub(super) fn ask(state: &mut State, request: u64, path: &Path, preview: Arc<Preview>) {
    if request != state.load_request {
        return;
    }
    state.loading = None;
    let mut importing = Importing::new(path, request);
    take_preview(&mut importing, preview);
    state.importing = Some(importing);
}

/// Asks about the table that is open.
pub(super) fn ask_again(state: &mut State) -> Vec<Effect> {
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
pub(super) fn choose(state: &mut State, spec: TableSpec) -> Vec<Effect> {
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
pub(super) fn previewed(
    state: &mut State,
    request: u64,
    result: Result<Arc<Preview>, Box<Problem>>,
) {
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
pub(super) fn import(state: &mut State) -> Vec<Effect> {
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
pub(super) fn save_rejects(state: &State) -> Vec<Effect> {
    let has_rejects = state.has_rejects();
    let effect = || Effect::SaveRejects(Snapshot(Arc::clone(&state.dataset)));
    has_rejects.then(effect).into_iter().collect()
}

/// A file has been opened: it is the first to be offered again.
pub(super) fn add_recent(state: &mut State, path: PathBuf) {
    let recent = &mut state.settings.recent;
    recent.retain(|known| *known != path);
    recent.push(path);
    let n_over = recent.len().saturating_sub(RECENT_MAX);
    recent.drain(..n_over);
}

/// A file that was to be opened is not there; it is offered no more.
pub(super) fn gone(state: &mut State, request: u64, path: &Path) -> Vec<Effect> {
    if request != state.load_request {
        return Vec::new();
    }
    state.loading = None;
    let n_known = state.settings.recent.len();
    state.settings.recent.retain(|known| known != path);
    let was_known = state.settings.recent.len() < n_known;
    let mut details = vec![format!("It was looked for at {}", path.display())];
    if was_known {
        details.push(String::from(
            "It is no longer among the files that are offered.",
        ));
    }
    let kept = state.dataset.title();
    let text = format!(
        "Could not open {}: it is not there; “{kept}” stays open",
        name_of(path)
    );
    notify(state, Notice::error(text, details));
    super::save_if(was_known, state)
}
