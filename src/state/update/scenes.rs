//! Changing the list of scenes, entering them, and handing them to the autosave: a part of `update`.

use std::sync::Arc;

use super::clock::look_by;
use super::{annotations, fly_to, notify, record, set_window};
use crate::model::briefing::{Entrance, Scene};
use crate::state::briefing::{Run, SCENES_MAX, SceneAction, Scenes, WORDS_MAX, capture, forget};
use crate::state::effect::{Effect, Kept};
use crate::state::history::ChangeKind;
use crate::state::opening::{camera_key, enter_scene};
use crate::state::playback::Direction;
use crate::state::{Notice, State};
use crate::store::Dataset;

/// Enters a scene.
pub(super) fn go_to(state: &mut State, idx: usize) {
    let scenes = Arc::clone(&state.briefing.scenes);
    let Some(scene) = scenes.get(idx) else {
        return;
    };
    record(state, ChangeKind::Scene);
    let dataset = Arc::clone(&state.base);
    let target = enter_scene(&dataset, scene, &state.view);
    let from = state.view.camera;
    let camera = target.camera;
    state.playback.playing = false;
    look_by(state, target.clock);
    state.view = target;
    state.scene_idx = Some(idx);
    let entrance = scene.entrance();
    if entrance == Entrance::Cut {
        state.flight = None;
    } else {
        state.view.camera = from;
        fly_to(state, camera);
    }
    if let Entrance::Play(seconds) = entrance {
        let run = Run::new(state.view.window, seconds);
        set_window(state, run.beginning());
        state.run = Some(run);
    }
}

/// Enters the next or the previous scene.
pub(super) fn step(state: &mut State, direction: Direction) {
    let n_scenes = state.scenes().len();
    let next = match (state.scene_idx, direction) {
        (None, _) => 0,
        (Some(idx), Direction::Forward) => idx + 1,
        (Some(idx), Direction::Backward) => match idx.checked_sub(1) {
            Some(previous) => previous,
            None => return,
        },
    };
    if next < n_scenes {
        go_to(state, next);
    }
}

/// Plays a scene's window for another `dt` seconds, once the camera is there.
pub(super) fn tick(state: &mut State, dt: f64) {
    if state.flight.is_some() {
        return;
    }
    let Some(mut run) = state.run.take() else {
        return;
    };
    let (window, is_over) = run.advance(dt);
    set_window(state, window);
    state.run = (!is_over).then_some(run);
}

/// Changes the list of scenes.
pub(super) fn change(state: &mut State, action: SceneAction) {
    let n_scenes = state.scenes().len();
    let is_there = |idx: usize| idx < n_scenes;
    match action {
        SceneAction::Capture => {
            let at = state.scene_idx.map_or(n_scenes, |idx| idx + 1);
            let mut scene = Scene {
                id: free_id(state.scenes()),
                heading: heading_of(state),
                ..Scene::default()
            };
            capture(&mut scene, &state.view, state.dataset.zone());
            insert(state, at.min(n_scenes), scene);
        }
        SceneAction::Duplicate(idx) => {
            if let Some(scene) = state.scenes().get(idx) {
                let copy = Scene {
                    id: free_id(state.scenes()),
                    heading: format!("{} (copy)", scene.heading),
                    ..scene.clone()
                };
                insert(state, idx + 1, copy);
            }
        }
        SceneAction::Move { from, to } => {
            if is_there(from) && is_there(to) && from != to {
                let current = state.scene_idx.map(|idx| moved_idx(idx, from, to));
                edit_list(state, |scenes| {
                    let scene = scenes.remove(from);
                    scenes.insert(to, scene);
                });
                state.scene_idx = current;
            }
        }
        SceneAction::Delete(idx) => {
            if is_there(idx) {
                edit_list(state, |scenes| {
                    scenes.remove(idx);
                });
                state.scene_idx = match state.scene_idx {
                    Some(current) if current == idx => None,
                    Some(current) if current > idx => Some(current - 1),
                    other => other,
                };
            }
        }
        SceneAction::Update(idx) => {
            let (view, zone) = (state.view.clone(), state.dataset.zone());
            edit(state, idx, ChangeKind::ListOfScenes, |scene| {
                capture(scene, &view, zone);
            });
        }
        SceneAction::Rename(idx, heading) => {
            edit(state, idx, ChangeKind::SceneWords(idx), |scene| {
                scene.heading = one_line(&heading, HEADING_MAX);
                forget(scene, &["heading"]);
            });
        }
        SceneAction::Narrate(idx, words) => {
            edit(state, idx, ChangeKind::SceneWords(idx), |scene| {
                scene.narration = words_of(words);
                forget(scene, &["narration"]);
            });
        }
        SceneAction::Note(idx, words) => {
            edit(state, idx, ChangeKind::SceneWords(idx), |scene| {
                scene.notes = words_of(words);
                forget(scene, &["notes"]);
            });
        }
        SceneAction::Enter(idx, entrance) => {
            edit(state, idx, ChangeKind::SceneWords(idx), |scene| {
                scene.enter_by(entrance);
                forget(scene, &["enter", "seconds"]);
            });
        }
        SceneAction::Annotate(idx, action) => annotations::change(state, idx, action),
    }
}

/// What is to be kept of unsaved scenes, or no longer, after a change of state.
pub(super) fn autosave(state: &State, base: &Arc<Dataset>, before: &Scenes) -> Option<Effect> {
    let briefing = &state.briefing;
    if !Arc::ptr_eq(base, &state.base) || Arc::ptr_eq(before, &briefing.scenes) {
        return None;
    }
    let collection = camera_key(&state.base);
    Some(if briefing.is_changed() {
        Effect::KeepScenes(Kept {
            collection,
            sha256: briefing.sha256.clone(),
            scenes: Arc::clone(&briefing.scenes),
        })
    } else {
        Effect::ForgetScenes(collection)
    })
}

/// Puts other scenes in the place of all, so that it can be undone.
pub(super) fn replace(state: &mut State, scenes: Vec<Scene>) {
    record(state, ChangeKind::ListOfScenes);
    state.briefing.scenes = Arc::new(scenes);
    keep_current(state);
}

/// The scene that was entered last is one that there is.
pub(super) fn keep_current(state: &mut State) {
    let n_scenes = state.scenes().len();
    state.scene_idx = state.scene_idx.filter(|idx| *idx < n_scenes);
}

fn insert(state: &mut State, at: usize, scene: Scene) {
    if state.scenes().len() >= SCENES_MAX {
        let words = format!("A briefing has at most {SCENES_MAX} scenes; delete one first");
        notify(state, Notice::warning(words, Vec::new()));
        return;
    }
    edit_list(state, |scenes| scenes.insert(at, scene));
    state.scene_idx = Some(at);
}

fn edit_list(state: &mut State, change: impl FnOnce(&mut Vec<Scene>)) {
    record(state, ChangeKind::ListOfScenes);
    change(Arc::make_mut(&mut state.briefing.scenes));
}

/// Changes one scene; what changes nothing is none to be undone.
pub(super) fn edit(
    state: &mut State,
    idx: usize,
    kind: ChangeKind,
    change: impl FnOnce(&mut Scene),
) {
    let Some(scene) = state.scenes().get(idx) else {
        return;
    };
    let mut changed = scene.clone();
    change(&mut changed);
    if changed != *scene {
        record(state, kind);
        Arc::make_mut(&mut state.briefing.scenes)[idx] = changed;
    }
}

/// Where a scene stands after another was moved.
fn moved_idx(idx: usize, from: usize, to: usize) -> usize {
    if idx == from {
        to
    } else if from < idx && idx <= to {
        idx - 1
    } else if to <= idx && idx < from {
        idx + 1
    } else {
        idx
    }
}

/// What a captured scene is called until it is renamed: the selected event, else its number.
fn heading_of(state: &State) -> String {
    let selected = state.view.selection.as_ref();
    let event = selected.and_then(|id| state.dataset.event_by_id(id));
    match event {
        Some(event) => one_line(&event.title, HEADING_MAX),
        None => format!("Scene {}", state.scenes().len() + 1),
    }
}

/// An id that no scene has.
fn free_id(scenes: &[Scene]) -> Option<String> {
    let is_free = |id: &String| scenes.iter().all(|scene| scene.id.as_ref() != Some(id));
    (scenes.len() + 1..)
        .map(|n| format!("scene-{n}"))
        .take(scenes.len() + 1)
        .find(is_free)
}

/// Letters of a heading; more is a narration.
const HEADING_MAX: usize = 300;

/// Text as a single line of so many letters at most.
pub(super) fn one_line(text: &str, letters_max: usize) -> String {
    // A space at the end stays: the next word is still being typed.
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(letters_max).collect()
}

fn words_of(words: String) -> Option<String> {
    let words: String = if words.len() > WORDS_MAX {
        words.chars().take(WORDS_MAX).collect()
    } else {
        words
    };
    (!words.is_empty()).then_some(words)
}
