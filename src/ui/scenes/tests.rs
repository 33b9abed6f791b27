use eframe::egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::state::Settings;
use crate::state::update::update;
use crate::ui::fixture::{self, Panel};

type Harness = egui_kittest::Harness<'static, Panel>;

fn with_scenes(words: &[&str]) -> State {
    let mut state = State::new(fixture::dataset(), Settings::default());
    for heading in words {
        update(&mut state, Action::Scene(SceneAction::Capture));
        let idx = state.scene_idx.unwrap_or_default();
        let rename = SceneAction::Rename(idx, (*heading).to_owned());
        update(&mut state, Action::Scene(rename));
    }
    state
}

fn run(harness: &mut Harness) {
    harness.run_steps(3);
    let actions = std::mem::take(&mut harness.state_mut().actions);
    for action in actions {
        update(&mut harness.state_mut().state, action);
    }
    harness.run_steps(3);
}

fn headings(harness: &Harness) -> Vec<String> {
    let scenes = harness.state().state.scenes().iter();
    scenes.map(|scene| scene.heading.clone()).collect()
}

#[test]
fn the_first_scene_is_made_by_what_the_empty_list_names() {
    let mut harness = fixture::harness(fixture::state(), show);
    run(&mut harness);
    assert!(
        harness
            .query_by_label_contains("press “Capture view”")
            .is_some()
    );
    harness.get_by_label("Capture view").click();
    run(&mut harness);
    assert_eq!(harness.state().state.scenes().len(), 1);
    assert_eq!(harness.state().state.scene_idx, Some(0));
}

#[test]
fn a_row_is_dragged_to_another_place() {
    let mut harness = fixture::harness(with_scenes(&["One", "Two", "Three"]), show);
    run(&mut harness);
    let row = |harness: &Harness, name: &str| harness.get_by_label(name).rect().center();
    let from = row(&harness, "Scene 1, One");
    let to = row(&harness, "Scene 3, Three") + vec2(0.0, 12.0);
    harness.drag_at(from);
    harness.step();
    harness.hover_at(from + vec2(0.0, 20.0));
    harness.step();
    harness.hover_at(to);
    harness.step();
    harness.drop_at(to);
    run(&mut harness);
    assert_eq!(headings(&harness), ["Two", "Three", "One"]);
}

#[test]
fn the_menu_duplicates_and_deletes() {
    let mut harness = fixture::harness(with_scenes(&["One", "Two"]), show);
    run(&mut harness);
    harness.get_by_label("More for scene 1, One").click();
    run(&mut harness);
    harness.get_by_label("Duplicate").click();
    run(&mut harness);
    assert_eq!(headings(&harness), ["One", "One (copy)", "Two"]);
    harness.get_by_label("More for scene 1, One").click();
    run(&mut harness);
    harness.get_by_label("Delete").click();
    run(&mut harness);
    assert_eq!(headings(&harness), ["One (copy)", "Two"]);
}

#[test]
fn a_heading_is_typed_in_its_row() {
    let mut harness = fixture::harness(with_scenes(&["One"]), show);
    run(&mut harness);
    harness.get_by_label("More for scene 1, One").click();
    run(&mut harness);
    harness.get_by_label("Rename").click();
    run(&mut harness);
    let field = harness.get_by_label("Heading of the scene");
    field.type_text(" more");
    run(&mut harness);
    harness.key_press(Key::Enter);
    run(&mut harness);
    assert_eq!(headings(&harness), ["One more"]);
    harness.get_by_label("More for scene 1, One more").click();
    run(&mut harness);
    harness.get_by_label("Rename").click();
    run(&mut harness);
    let field = harness.get_by_label("Heading of the scene");
    field.type_text(" lost");
    run(&mut harness);
    harness.key_press_modifiers(Modifiers::NONE, Key::Escape);
    run(&mut harness);
    assert_eq!(headings(&harness), ["One more"]);
}

#[test]
fn narration_notes_and_entrance_are_edited_as_they_are_typed() {
    fn editor(ui: &mut Ui, cx: &mut Cx<'_>) {
        super::editor::show(ui, cx, 0, 900.0, false);
    }
    let mut harness = fixture::harness(with_scenes(&["One"]), editor);
    run(&mut harness);
    harness.get_by_label("Narration").focus();
    run(&mut harness);
    harness
        .get_by_label("Narration")
        .type_text("It **began** here");
    run(&mut harness);
    harness.get_by_label("Presenter notes").focus();
    run(&mut harness);
    harness.get_by_label("Presenter notes").type_text("Slowly");
    run(&mut harness);
    harness.get_by_label("Playing through its time").click();
    run(&mut harness);
    let scene = harness.state().state.scenes()[0].clone();
    assert_eq!(scene.narration.as_deref(), Some("It **began** here"));
    assert_eq!(scene.notes.as_deref(), Some("Slowly"));
    assert_eq!(scene.entrance(), Entrance::Play(Entrance::SECONDS));
    assert!(
        harness.query_by_label("It began here").is_some(),
        "the preview"
    );
}

#[test]
fn a_row_is_put_where_the_line_is() {
    assert_eq!(place_after(0, 0), None);
    assert_eq!(place_after(0, 1), None);
    assert_eq!(place_after(0, 3), Some(2));
    assert_eq!(place_after(2, 0), Some(0));
    assert_eq!(place_after(2, 2), None);
}
