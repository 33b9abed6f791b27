//! Filters, views, table and palette through the real program: what is asked, undone, kept and said.

#[path = "common/program.rs"]
mod program;

use std::process::{Command, Output};
use std::sync::Arc;

use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, Role, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use strabo::app::App;
use strabo::io::dataset::sample;
use strabo::io::jobs::Jobs;
use strabo::model::filter::Filter;
use strabo::model::view::{Camera, WindowMode};
use strabo::query::sentence::filter_sentence;
use strabo::state::action::Action;
use strabo::state::update::update;
use strabo::state::views::VIEWS_MAX;
use strabo::state::{Settings, State};

fn state() -> State {
    State::new(sample().expect("the sample"), Settings::default())
}

fn names(state: &State) -> Vec<String> {
    let views = state.saved_views();
    views.iter().map(|view| view.name.clone()).collect()
}

#[test]
fn a_saved_view_is_gone_back_to_and_undone() {
    let mut state = state();
    update(
        &mut state,
        Action::SaveView(String::from(" As it \n opens ")),
    );
    assert_eq!(names(&state), ["As it opens"]);
    let saved = state.view.clone();
    let filter = Filter {
        text: String::from("tank"),
        ..Filter::default()
    };
    update(&mut state, Action::SetFilter(filter.clone()));
    update(&mut state, Action::SetMode(WindowMode::Cumulative));
    update(&mut state, Action::SetCamera(Camera::WORLD));
    update(&mut state, Action::GoToView(0));
    update(&mut state, Action::Tick(9.0));
    assert_eq!(state.view.filter, saved.filter);
    assert_eq!(state.view.mode, saved.mode);
    assert_eq!(state.view.camera, saved.camera);
    update(&mut state, Action::Undo);
    update(&mut state, Action::Tick(9.0));
    assert_eq!(state.view.filter, filter);
    assert_eq!(state.view.camera, Camera::WORLD);
    update(&mut state, Action::Redo);
    update(&mut state, Action::Tick(9.0));
    assert_eq!(state.view.camera, saved.camera);
}

#[test]
fn views_are_renamed_replaced_and_deleted_and_each_is_undone() {
    let mut state = state();
    for _ in 0..2 {
        update(&mut state, Action::SaveView(String::from("North")));
    }
    assert_eq!(names(&state), ["North", "North 2"]);
    update(&mut state, Action::RenameView(1, String::from("South")));
    update(&mut state, Action::RenameView(0, String::from("  ")));
    update(&mut state, Action::RenameView(7, String::from("Nowhere")));
    assert_eq!(names(&state), ["North", "South"]);
    update(&mut state, Action::SetCamera(Camera::WORLD));
    update(&mut state, Action::ReplaceView(1));
    assert_eq!(state.saved_views()[1].camera, Camera::WORLD);
    update(&mut state, Action::DeleteView(0));
    assert_eq!(names(&state), ["South"]);
    update(&mut state, Action::Undo);
    assert_eq!(names(&state), ["North", "South"]);
    update(&mut state, Action::Undo);
    assert_ne!(state.saved_views()[1].camera, Camera::WORLD);
    update(&mut state, Action::Undo);
    assert_eq!(names(&state), ["North", "North 2"]);
}

#[test]
fn the_list_has_an_end_and_says_so() {
    let mut state = state();
    for _ in 0..=VIEWS_MAX {
        update(&mut state, Action::SaveView(String::from("x").repeat(500)));
    }
    assert_eq!(state.saved_views().len(), VIEWS_MAX);
    assert_eq!(state.notices.len(), 1);
}

/// The whole program on its sample, without a window and without what is kept between starts.
fn program() -> Harness<'static, App> {
    program_of_height(1_000.0)
}

fn program_of_height(height: f32) -> Harness<'static, App> {
    let jobs = Jobs::new(Arc::new(|| {}), None);
    let app = App::new(sample().expect("the sample"), Settings::default(), jobs);
    program::in_window(app, [1_600.0, height])
}

fn press(harness: &mut Harness<'_, App>, key: Key) {
    harness.key_press(key);
    harness.run_steps(3);
}

fn filter<'a>(harness: &'a Harness<'_, App>) -> &'a Filter {
    &harness.state().state.view.filter
}

fn sentence(harness: &Harness<'_, App>) -> String {
    let state = &harness.state().state;
    filter_sentence(
        &state.dataset,
        &state.view.filter,
        state.window(),
        state.zone(),
    )
}

fn map_center(harness: &Harness<'_, App>) -> Pos2 {
    let map = harness.get_by_role_and_label(Role::Pane, "Map");
    map.rect().center()
}

/// The button held down along a path, with modifiers.
fn drag(harness: &mut Harness<'_, App>, path: &[Pos2], modifiers: Modifiers) {
    let button = |at: Pos2, pressed: bool| Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed,
        modifiers,
    };
    let (first, last) = (path[0], path[path.len() - 1]);
    harness.event_modifiers(Event::PointerMoved(first), modifiers);
    harness.step();
    harness.event_modifiers(button(first, true), modifiers);
    harness.step();
    for at in path {
        harness.event_modifiers(Event::PointerMoved(*at), modifiers);
        harness.step();
    }
    harness.event_modifiers(button(last, false), modifiers);
    harness.step();
    harness.run_steps(3);
}

fn click(harness: &mut Harness<'_, App>, at: Pos2) {
    harness.drag_at(at);
    harness.step();
    harness.drop_at(at);
    harness.run_steps(2);
}

#[test]
fn shift_and_drag_draws_a_box_that_is_said_removed_and_undone() {
    let mut harness = program();
    let camera = harness.state().state.view.camera;
    let center = map_center(&harness);
    let corners = [
        center - Vec2::new(200.0, 120.0),
        center,
        center + Vec2::new(160.0, 90.0),
    ];
    drag(&mut harness, &corners, Modifiers::SHIFT);
    let bounds = filter(&harness).bounds.expect("a box");
    assert!(bounds.contains(camera.center));
    assert!(sentence(&harness).ends_with("inside the box"));
    assert_eq!(harness.state().state.view.camera, camera);
    harness.get_by_label("Remove the box").click();
    harness.run_steps(3);
    assert_eq!(filter(&harness).bounds, None);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(3);
    assert_eq!(filter(&harness).bounds, Some(bounds));
    // Without Shift the map is moved.
    drag(&mut harness, &corners, Modifiers::NONE);
    assert_ne!(harness.state().state.view.camera, camera);
    assert_eq!(filter(&harness).bounds, Some(bounds));
}

#[test]
fn a_lasso_is_drawn_freely_and_takes_the_place_of_a_box() {
    let mut harness = program();
    let center = map_center(&harness);
    press(&mut harness, Key::I);
    assert!(filter(&harness).bounds.is_some());
    let around = harness.state().state.view.camera.center;
    harness.get_by_label("Draw a lasso").click();
    harness.run_steps(3);
    let circle: Vec<Pos2> = (0..120)
        .map(|step| center + 150.0 * Vec2::angled(step as f32 / 120.0 * std::f32::consts::TAU))
        .collect();
    drag(&mut harness, &circle, Modifiers::NONE);
    let Filter { bounds, lasso, .. } = filter(&harness);
    assert_eq!(*bounds, None);
    let ring = lasso.clone().expect("a lasso");
    assert!(ring.contains(around));
    assert!((8..=200).contains(&ring.corners().len()));
    assert!(sentence(&harness).ends_with("inside the lasso"));
    // The tool is out of the hand: the map moves again.
    let camera = harness.state().state.view.camera;
    drag(
        &mut harness,
        &[center, center + Vec2::splat(80.0)],
        Modifiers::NONE,
    );
    assert_ne!(harness.state().state.view.camera, camera);
    assert_eq!(filter(&harness).lasso, Some(ring));
}

#[test]
fn a_lasso_is_clicked_corner_by_corner_and_closed_by_enter() {
    let mut harness = program();
    let center = map_center(&harness);
    press(&mut harness, Key::O);
    for (x, y) in [(-150.0, -100.0), (150.0, -100.0), (0.0, 120.0)] {
        click(&mut harness, center + Vec2::new(x, y));
    }
    assert_eq!(filter(&harness).lasso, None);
    press(&mut harness, Key::Enter);
    let ring = filter(&harness).lasso.clone().expect("a lasso");
    assert_eq!(ring.corners().len(), 3);
}

#[test]
fn escape_puts_the_tool_away_and_keeps_the_selection() {
    let mut harness = program();
    let selection = harness.state().state.view.selection.clone();
    assert!(selection.is_some());
    press(&mut harness, Key::O);
    let center = map_center(&harness);
    click(&mut harness, center);
    press(&mut harness, Key::Escape);
    press(&mut harness, Key::Enter);
    assert_eq!(filter(&harness).lasso, None);
    assert_eq!(harness.state().state.view.selection, selection);
}

#[test]
fn keys_with_shift_are_not_taken_for_those_without() {
    let mut harness = program();
    let (window, camera) = {
        let view = &harness.state().state.view;
        (view.window, view.camera)
    };
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
    harness.run_steps(3);
    let view = &harness.state().state.view;
    assert_eq!(view.window, window);
    assert!(view.camera.center.lon > camera.center.lon);
    press(&mut harness, Key::X);
    press(&mut harness, Key::I);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(3);
    assert_eq!(filter(&harness).bounds, None);
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    harness.run_steps(3);
    assert!(filter(&harness).bounds.is_some());
}

#[test]
fn the_palette_runs_commands_from_anywhere() {
    let mut harness = program();
    press(&mut harness, Key::Slash);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::P);
    harness.run_steps(3);
    harness.get_by_label("Command palette").type_text("scene 3");
    harness.run_steps(3);
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().state.scene_idx, Some(2));
    assert!(harness.query_by_label("Command palette").is_none());
    assert_eq!(filter(&harness).text, "");
}

#[test]
fn the_table_lists_what_matches_and_selects_with_the_map() {
    let mut harness = program();
    press(&mut harness, Key::T);
    assert!(harness.query_by_role_and_label(Role::Pane, "Map").is_none());
    let state = &harness.state().state;
    let n = state.dataset.len();
    let all = strabo::query::matching::matching(&state.dataset, &state.view.filter, state.window());
    let n_rows = all.counts.matching + all.counts.undated;
    assert!(n_rows > 8 && n_rows <= n);
    assert!(
        harness
            .query_by_label(&format!("Table of {n_rows} events"))
            .is_some()
    );
    assert_eq!(harness.query_all_by_role(Role::Row).count(), n_rows);
    // The keyboard is at the rows: down and Enter selects the second.
    press(&mut harness, Key::Home);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Enter);
    let state = &harness.state().state;
    let second = state.dataset.id(all.shown.nth(1).expect("a row"));
    assert_eq!(state.view.selection.as_ref(), Some(&second));
    press(&mut harness, Key::PageDown);
    assert_eq!(
        harness.state().state.scene_idx,
        Some(0),
        "Page Down is the table's"
    );
    harness.get_by_label("Map").click();
    harness.run_steps(3);
    assert!(harness.query_by_role_and_label(Role::Pane, "Map").is_some());
}

#[test]
fn a_click_on_a_column_sorts_and_another_turns_it_round() {
    let mut harness = program();
    press(&mut harness, Key::T);
    let first_row = |harness: &Harness<'_, App>| {
        let rows = harness.query_all_by_role(Role::Row);
        let top = rows.min_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
        let node = top.expect("a row").accesskit_node();
        node.label().expect("a label")
    };
    harness.get_by_label("Title").click();
    harness.run_steps(3);
    let first = first_row(&harness);
    harness.get_by_label("Title, sorted upwards").click();
    harness.run_steps(3);
    let last = first_row(&harness);
    assert!(first < last, "{first} {last}");
    assert!(harness.query_by_label("Title, sorted downwards").is_some());
}

#[test]
fn a_view_is_saved_gone_to_renamed_and_deleted_by_hand() {
    let mut harness = program();
    harness.get_by_label("Statement, 7 events").click();
    harness.run_steps(3);
    let filtered = filter(&harness).clone();
    // The letter that opens the field is no part of the name.
    let pressed = Event::Key {
        key: Key::V,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    let typed = Event::Text(String::from("v"));
    harness.input_mut().events.extend([pressed, typed]);
    harness.run_steps(4);
    let field = harness.get_by_label("Name of this view");
    assert!(field.value().expect("a text").starts_with("Statement, "));
    field.type_text("Statements");
    harness.run_steps(2);
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::X);
    assert_ne!(*filter(&harness), filtered);
    harness.get_by_label("View Statements").click();
    harness.run_steps(3);
    assert_eq!(*filter(&harness), filtered);
    harness.get_by_label("Edit the view Statements").click();
    harness.run_steps(3);
    harness.get_by_label("Rename…").click();
    harness.run_steps(3);
    harness.get_by_label("Name of this view").type_text("Words");
    harness.run_steps(2);
    press(&mut harness, Key::Enter);
    assert_eq!(names(&harness.state().state), ["Words"]);
    harness.get_by_label("Edit the view Words").click();
    harness.run_steps(3);
    harness.get_by_label("Delete").click();
    harness.run_steps(3);
    assert!(harness.state().state.saved_views().is_empty());
    harness.get_by_label("Undo").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("View Words").is_some());
}

#[test]
fn a_figure_with_one_number_can_be_asked_for() {
    let mut harness = program_of_height(2_000.0);
    let label = "tanks destroyed, 14, asks for it";
    harness.get_by_label(label).click();
    harness.run_steps(3);
    assert!(filter(&harness).measures.contains_key("tanks destroyed"));
    assert!(sentence(&harness).contains("tanks destroyed known"));
    harness
        .get_by_label("tanks destroyed, 14, asks for it no longer")
        .click();
    harness.run_steps(3);
    assert!(filter(&harness).is_empty());
}

#[test]
fn a_grade_is_chosen_and_said() {
    let mut harness = program_of_height(2_000.0);
    let grade = harness
        .query_all_by_role(Role::CheckBox)
        .find(|node| {
            let label = node.accesskit_node().label().unwrap_or_default();
            label.contains("cannot be judged")
        })
        .expect("a grade");
    grade.click();
    harness.run_steps(3);
    assert_eq!(filter(&harness).reliabilities.len(), 1);
    assert!(sentence(&harness).contains("from sources graded "));
}

fn strabo(args: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_strabo");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/data/palmyra-2016.geojson");
    Command::new(program)
        .args(["query", file])
        .args(args)
        .output()
        .expect("a run")
}

#[test]
fn flags_for_grades_measures_and_lasso_are_said_in_the_answer() {
    let check = |flags: &[&str], words: &str| {
        let output = strabo(flags);
        let text = String::from_utf8_lossy(&output.stdout);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{flags:?}: {said}");
        assert!(text.contains(words), "{flags:?}: {text}");
    };
    check(&["--reliability", "a,F"], ", from sources graded A or F,");
    check(&["--lasso", "34,38 35,38 35,39"], "inside the lasso");
    check(
        &["--measure", "TANKS destroyed:2..9"],
        ", tanks destroyed 2 to 9,",
    );
}

#[test]
fn a_lasso_with_the_corners_of_a_box_keeps_what_the_box_keeps() {
    let count = |flags: &[&str]| {
        let output = strabo(&[&["--format", "count"], flags].concat());
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let boxed = count(&["--bbox", "37.5,34,39,35"]);
    let ringed = count(&["--lasso", "34,37.5 34,39 35,39 35,37.5"]);
    assert_eq!(boxed, ringed);
    assert_ne!(boxed, count(&[]));
}

#[test]
fn flags_that_make_no_sense_are_refused_with_a_reason() {
    let check = |flags: &[&str], words: &str| {
        let output = strabo(flags);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{flags:?}: {said}");
        assert!(said.contains(words), "{flags:?}: {said}");
        assert!(output.stdout.is_empty());
    };
    check(&["--reliability", "G"], "one of A to F");
    check(&["--lasso", "34,38 35,38"], "three corners");
    check(&["--measure", "tanks"], "NAME:MIN..MAX");
    check(
        &["--measure", "camels:1..2"],
        "there is no measure “camels”",
    );
    check(
        &[
            "--measure",
            "tanks destroyed:1..2",
            "--measure",
            "tanks destroyed:5..",
        ],
        "two ranges are given",
    );
}
