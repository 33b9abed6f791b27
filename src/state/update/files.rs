//! Opening files: what is asked for, what came of it, and what the user is told.

use std::path::Path;
use std::sync::Arc;

use super::{evidence, notify};
use crate::model::problem::Problem;
use crate::state::effect::Effect;
use crate::state::evidence::EvidenceAction;
use crate::state::{CAMERAS_MAX, LoadResult, Loading, Notice, NoticeKind, State};
use crate::store::Dataset;

/// Asks for a file to be read; what is open stays open meanwhile.
pub(super) fn open(state: &mut State, path: &Path) -> Vec<Effect> {
    state.load_request += 1;
    let name = path.file_name().unwrap_or(path.as_os_str());
    state.loading = Some(Loading {
        file: name.to_string_lossy().into_owned(),
        share: None,
    });
    vec![Effect::Load {
        request: state.load_request,
        path: path.to_owned(),
    }]
}

/// Stops waiting for the file that is being read.
pub(super) fn cancel_open(state: &mut State) -> Vec<Effect> {
    let Some(loading) = state.loading.take() else {
        return Vec::new();
    };
    // Its answer may be on the way: it is of an old request from now on.
    state.load_request += 1;
    let kept = state.dataset.title();
    let notice = Notice {
        kind: NoticeKind::Info,
        text: format!("Reading {} was stopped; “{kept}” stays open", loading.file),
        details: Vec::new(),
    };
    notify(state, notice);
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
            let notices = notices_of(&dataset);
            settings.cameras.truncate(CAMERAS_MAX);
            let mut fresh = State::new(Arc::clone(&dataset), settings);
            fresh.view = crate::state::opening::opening_view(&dataset, &fresh.settings, map_size);
            fresh.map_size = map_size;
            fresh.load_request = state.load_request;
            fresh.evidence.follow(&state.evidence);
            fresh.search_request = state.search_request;
            fresh.playback = state.playback;
            fresh.playback.playing = false;
            *state = fresh;
            for notice in notices {
                notify(state, notice);
            }
            effects.push(Effect::SaveSettings(state.settings.clone()));
            effects
        }
        Err(problem) => {
            let kept = state.dataset.title().to_owned();
            notify(state, failure_notice(&problem, &kept));
            Vec::new()
        }
    }
}

/// What a user is told of a file that could not be opened.
fn failure_notice(problem: &Problem, kept: &str) -> Notice {
    let mut details = vec![problem.to_string()];
    details.push(format!("“{kept}” stays open."));
    Notice {
        kind: NoticeKind::Error,
        text: format!("Could not open {}: {}", problem.file, problem.message),
        details,
    }
}

/// What a user is told of a file that was opened with problems.
fn notices_of(dataset: &Dataset) -> Vec<Notice> {
    let problems = &dataset.origin().problems;
    if problems.is_empty() {
        return Vec::new();
    }
    let n_rejected = problems.iter().filter(|problem| problem.rejects).count();
    let n_problems = problems.len();
    let plural = if n_problems == 1 { "" } else { "s" };
    let text = if n_rejected > 0 {
        format!(
            "{}: {} events read, {n_rejected} left out, {n_problems} problem{plural}",
            dataset.origin().file_name,
            dataset.len()
        )
    } else {
        format!(
            "{}: {} events read, {n_problems} problem{plural}",
            dataset.origin().file_name,
            dataset.len()
        )
    };
    vec![Notice {
        kind: NoticeKind::Warning,
        text,
        details: problems.iter().map(Problem::to_string).collect(),
    }]
}
