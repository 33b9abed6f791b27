//! Opening files: what is asked for, what came of it, and what the user is told.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{evidence, notify, save_if};
use crate::model::problem::Problem;
use crate::model::table::Reading;
use crate::state::effect::Effect;
use crate::state::evidence::EvidenceAction;
use crate::state::importing::{RECENT_MAX, name_of, notice_of};
use crate::state::opening::camera_key;
use crate::state::{CAMERAS_MAX, LoadResult, Loading, Notice, Returning, State};

/// Opens a file; a table that is known by nothing is asked about first. What is open stays open meanwhile.
pub(super) fn open(state: &mut State, path: &Path) -> Vec<Effect> {
    let known = Arc::clone(&state.settings.headers);
    load(state, path, Reading::Known(known))
}

/// Asks for a file to be read in a certain way.
pub(super) fn load(state: &mut State, path: &Path, how: Reading) -> Vec<Effect> {
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

/// Takes in how much of the file has been read.
pub(super) fn read_so_far(state: &mut State, request: u64, share: f32) {
    if request == state.load_request
        && let Some(loading) = &mut state.loading
    {
        loading.share = Some(share);
    }
}

/// Stops waiting for the file that is being read.
pub(super) fn cancel_open(state: &mut State) -> Vec<Effect> {
    let Some(loading) = state.loading.take() else {
        return Vec::new();
    };
    // Its answer may be on the way: it is of an old request from now on.
    state.load_request += 1;
    let kept = state.dataset.title();
    let text = format!("Reading {} was stopped; “{kept}” stays open", loading.file);
    notify(state, Notice::info(text));
    vec![Effect::CancelLoad]
}

/// Puts what was read in the place of what was open, or says why it could not be read.
pub(super) fn opened(state: &mut State, request: u64, result: LoadResult) -> Vec<Effect> {
    if request != state.load_request {
        return Vec::new();
    }
    state.loading = None;
    match result {
        Ok(dataset) => {
            let mut effects = evidence::update(state, EvidenceAction::Close);
            let mut settings = std::mem::take(&mut state.settings);
            let map_size = state.map_size;
            let notice = notice_of(&dataset);
            settings.cameras.truncate(CAMERAS_MAX);
            let mut fresh = State::new(Arc::clone(&dataset), settings);
            fresh.view = crate::state::opening::opening_view(&dataset, &fresh.settings, map_size);
            fresh.dataset = dataset.on(fresh.view.clock);
            fresh.map_size = map_size;
            fresh.load_request = state.load_request;
            fresh.evidence.follow(&state.evidence);
            fresh.media.follow(&state.media);
            fresh.network = std::mem::take(&mut state.network);
            fresh.network.question = None;
            fresh.search_request = state.search_request;
            fresh.playback = state.playback;
            fresh.playback.playing = false;
            let returning = state.returning.take();
            if let Some(back) = returning.filter(|back| back.request == request) {
                look_as_before(&mut fresh, back);
                // What was said of the save stays to be read.
                fresh.notices = std::mem::take(&mut state.notices);
            }
            *state = fresh;
            if let Some(path) = dataset.origin().path.clone() {
                add_recent(state, path);
            }
            if let Some(notice) = notice {
                notify(state, notice);
            }
            effects.push(Effect::SaveSettings(state.settings.clone()));
            effects.push(find_scenes(state));
            effects
        }
        Err(problem) => {
            let kept = state.dataset.title().to_owned();
            notify(state, failure_notice(&problem, &kept));
            Vec::new()
        }
    }
}

/// Looks at the file that was just saved as one looked before.
fn look_as_before(state: &mut State, back: Returning) {
    let dataset = Arc::clone(&state.base);
    state.view = back.view;
    let selection = state.view.selection.take();
    state.view.selection = selection.filter(|id| dataset.row(id).is_some());
    state.dataset = dataset.on(state.view.clock);
    state.view.clock = state.dataset.clock();
    state.scene_idx = back.scene_idx;
    super::scenes::keep_current(state);
}

/// Looks for unsaved scenes of an earlier run.
pub fn find_scenes(state: &State) -> Effect {
    Effect::FindScenes {
        collection: camera_key(&state.base),
        sha256: state.briefing.sha256.clone(),
    }
}

/// What a user is told of a file that could not be opened.
fn failure_notice(problem: &Problem, kept: &str) -> Notice {
    let mut details = vec![problem.to_string()];
    details.push(format!("“{kept}” stays open."));
    Notice::error(
        format!("Could not open {}: {}", problem.file, problem.message),
        details,
    )
}

/// A file has been opened: it is the first to be offered again.
fn add_recent(state: &mut State, path: PathBuf) {
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
    save_if(was_known, state)
}
