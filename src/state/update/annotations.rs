//! Changing what is drawn on the map of a scene: a part of `update`. All of it can be undone.

use super::notify;
use super::scenes::{edit, one_line};
use crate::model::annotation::{ANNOTATIONS_MAX, Annotation, LABEL_MAX};
use crate::model::briefing::Scene;
use crate::state::briefing::{AnnotationAction, forget, without};
use crate::state::history::ChangeKind;
use crate::state::{Notice, State};

/// Changes the annotations of a scene. What is not there, or beyond the limits, changes nothing.
pub(super) fn change(state: &mut State, scene_idx: usize, action: AnnotationAction) {
    match action {
        AnnotationAction::Add(annotation) => add(state, scene_idx, *annotation),
        AnnotationAction::Reshape(idx, figure) => {
            if figure.is_sound() {
                let kind = ChangeKind::ListOfScenes;
                edit_one(state, scene_idx, idx, kind, |one| one.figure = *figure);
            }
        }
        AnnotationAction::Nudge(idx, figure) => {
            if figure.is_sound() {
                let kind = ChangeKind::AnnotationByKeys(scene_idx, idx);
                edit_one(state, scene_idx, idx, kind, |one| one.figure = *figure);
            }
        }
        AnnotationAction::Label(idx, words) => {
            let kind = ChangeKind::AnnotationWords(scene_idx, idx);
            edit_one(state, scene_idx, idx, kind, |one| {
                let words = one_line(&words, LABEL_MAX);
                one.label = (!words.trim().is_empty()).then_some(words);
                one.extra = without(std::mem::take(&mut one.extra), &["label"]);
            });
        }
        AnnotationAction::Restyle(idx, style) => {
            let kind = ChangeKind::ListOfScenes;
            edit_one(state, scene_idx, idx, kind, |one| {
                one.style = style;
                let said_anew = ["tone", "line", "width"];
                one.extra = without(std::mem::take(&mut one.extra), &said_anew);
            });
        }
        AnnotationAction::Delete(idx) => {
            edit_list(state, scene_idx, ChangeKind::ListOfScenes, |scene| {
                if idx < scene.annotations.len() {
                    scene.annotations.remove(idx);
                }
            });
        }
    }
}

fn add(state: &mut State, scene_idx: usize, annotation: Annotation) {
    let Some(scene) = state.scenes().get(scene_idx) else {
        return;
    };
    if scene.annotations.len() >= ANNOTATIONS_MAX {
        let words = format!("A scene has at most {ANNOTATIONS_MAX} annotations; delete one first");
        notify(state, Notice::warning(words, Vec::new()));
        return;
    }
    if annotation.figure.is_sound() {
        edit_list(state, scene_idx, ChangeKind::ListOfScenes, |scene| {
            scene.annotations.push(annotation);
        });
    }
}

fn edit_one(
    state: &mut State,
    scene_idx: usize,
    idx: usize,
    kind: ChangeKind,
    change: impl FnOnce(&mut Annotation),
) {
    edit_list(state, scene_idx, kind, |scene| {
        if let Some(annotation) = scene.annotations.get_mut(idx) {
            change(annotation);
        }
    });
}

fn edit_list(
    state: &mut State,
    scene_idx: usize,
    kind: ChangeKind,
    change: impl FnOnce(&mut Scene),
) {
    edit(state, scene_idx, kind, |scene| {
        let before = scene.annotations.clone();
        change(scene);
        if scene.annotations != before {
            // A value that was no list of annotations, or an empty one.
            forget(scene, &["annotations"]);
        }
    });
}
