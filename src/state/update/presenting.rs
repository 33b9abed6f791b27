//! Presenting: a part of `update`, with the same right to change the state.

use super::{clock, scenes, search, set_camera, set_window};
use crate::state::State;
use crate::state::effect::Effect;
use crate::state::history::History;
use crate::state::opening::enter_scene;
use crate::state::presenting::{Answer, Around, Key, PresentAction, Presenting, Standing};

pub(super) fn update(state: &mut State, action: PresentAction) -> Vec<Effect> {
    match action {
        PresentAction::Start => return start(state, Some(0)),
        PresentAction::StartHere => return start(state, state.scene_idx),
        PresentAction::Press(key) => return press(state, key),
        PresentAction::ShowPresenter => {
            if let Some(presenting) = &mut state.presenting {
                presenting.presenter = true;
            }
        }
    }
    Vec::new()
}

fn start(state: &mut State, scene_idx: Option<usize>) -> Vec<Effect> {
    if state.presenting.is_some() {
        return Vec::new();
    }
    let before = Standing::of(state);
    state.presenting = Some(Presenting::new(before, state.scenes().len()));
    state.playback.playing = false;
    // What was done before is done again afterwards; what is presented is not to be undone.
    state.history = History::default();
    enter(state, scene_idx)
}

fn enter(state: &mut State, scene_idx: Option<usize>) -> Vec<Effect> {
    state.run = None;
    if let Some(idx) = scene_idx {
        scenes::go_to(state, idx);
        return search::defer(state);
    }
    Vec::new()
}

fn press(state: &mut State, key: Key) -> Vec<Effect> {
    let around = Around {
        n_scenes: state.scenes().len(),
        scene_idx: state.scene_idx,
        moves: state.is_moving(),
    };
    let Some(presenting) = &mut state.presenting else {
        return Vec::new();
    };
    match presenting.press(key, around) {
        Answer::Nothing => {}
        Answer::Settle => settle(state),
        Answer::Enter(idx) => return enter(state, Some(idx)),
        Answer::Hold => {
            state.playback.playing = false;
            state.flight = None;
            state.run = None;
            let held = Box::new(Standing::of(state));
            if let Some(presenting) = &mut state.presenting {
                presenting.held = Some(held);
            }
        }
        Answer::Release => {
            if let Some(held) = presenting.held.take() {
                return stand(state, *held);
            }
        }
        Answer::Leave => {
            if let Some(presenting) = state.presenting.take() {
                return stand(state, *presenting.before);
            }
        }
    }
    Vec::new()
}

/// What is on its way arrives.
fn settle(state: &mut State) {
    if let Some(mut flight) = state.flight.take() {
        let (camera, _) = flight.advance(f64::INFINITY);
        set_camera(state, camera);
    }
    if let Some(run) = state.run.take() {
        set_window(state, run.window);
    }
    let was_playing = std::mem::take(&mut state.playback.playing);
    if let Some(scene) = state.scene().filter(|_| was_playing) {
        let view = enter_scene(&state.base, scene, &state.view);
        clock::look_by(state, view.clock);
        state.view = view;
    }
}

/// Everything as it was.
fn stand(state: &mut State, standing: Standing) -> Vec<Effect> {
    let Standing {
        view,
        scene_idx,
        playback,
        looks,
        history,
    } = standing;
    state.flight = None;
    state.run = None;
    state.playback = playback;
    state.playback.playing = false;
    state.looks = looks;
    state.history = history;
    state.scene_idx = scene_idx;
    clock::look_by(state, view.clock);
    let camera = view.camera;
    state.view = view;
    set_camera(state, camera);
    search::defer(state)
}
