//! Flows through the real program, by what a person would see and press: accessible labels and keys.

mod common;

#[path = "common/program.rs"]
mod program;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::{self, Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use strabo::app::App;
use strabo::io::dataset::sample;
use strabo::io::jobs::Jobs;
use strabo::model::event::EventId;
use strabo::model::view::{Camera, WindowMode};
use strabo::query::matching::{Counts, matching};
use strabo::state::action::Action;
use strabo::state::{NoticeKind, Settings, ThemeChoice};

/// The whole program on its sample, without a window and without what is kept between starts.
fn program() -> Harness<'static, App> {
    program_with(Settings::default())
}

fn program_with(settings: Settings) -> Harness<'static, App> {
    let jobs = Jobs::new(Arc::new(|| {}), None);
    let app = App::new(sample().expect("the sample"), settings, jobs);
    program::in_window(app, [1_600.0, 1_000.0])
}

fn counts(harness: &Harness<'_, App>) -> Counts {
    let state = &harness.state().state;
    matching(&state.dataset, &state.view.filter, state.window()).counts
}

/// What the status line says.
fn shown_line(harness: &Harness<'_, App>) -> String {
    let Counts {
        matching, total, ..
    } = counts(harness);
    let words = format!("{matching} of {total} shown");
    assert!(
        harness.query_by_label_contains(&words).is_some(),
        "the status line does not say “{words}”"
    );
    words
}

fn selection(harness: &Harness<'_, App>) -> Option<String> {
    let EventId(id) = harness.state().state.view.selection.clone()?;
    Some(id)
}

fn press(harness: &mut Harness<'_, App>, key: Key) {
    harness.key_press(key);
    harness.run_steps(3);
}

/// Drops a file on the window, and waits until it was read.
fn drop_file(harness: &mut Harness<'_, App>, path: &Path) {
    harness
        .state_mut()
        .push(strabo::state::action::Action::Open(path.to_owned()));
    harness.step();
    let deadline = Instant::now() + Duration::from_mins(1);
    while harness.state().state.loading.is_some() {
        assert!(Instant::now() < deadline, "the file is still being read");
        std::thread::sleep(Duration::from_millis(5));
        harness.step();
    }
    harness.run_steps(3);
}

fn file_of(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    strabo::io::atomic::write_atomically(&path, text.as_bytes()).expect("a file");
    path
}

#[test]
fn scrubbing_changes_what_is_shown() {
    let mut harness = program();
    let before = shown_line(&harness);
    press(&mut harness, Key::ArrowLeft);
    press(&mut harness, Key::ArrowLeft);
    press(&mut harness, Key::ArrowLeft);
    let after = shown_line(&harness);
    assert_ne!(before, after);
    let window = harness.state().state.view.window;
    harness.get_by_label("Window end").focus();
    harness.run_steps(2);
    press(&mut harness, Key::ArrowLeft);
    let scrubbed = harness.state().state.view.window;
    assert_eq!(scrubbed.from, window.from);
    assert!(scrubbed.to < window.to);
}

#[test]
fn the_end_of_the_window_is_dragged_by_its_grip() {
    let mut harness = program();
    let window = harness.state().state.view.window;
    let grip = harness.get_by_label("Window end").rect().center();
    harness.drag_at(grip);
    harness.step();
    harness.hover_at(grip - egui::vec2(90.0, 0.0));
    harness.step();
    harness.drop_at(grip - egui::vec2(90.0, 0.0));
    harness.run_steps(3);
    let dragged = harness.state().state.view.window;
    assert_eq!(dragged.from, window.from);
    assert!(dragged.to < window.to, "{dragged:?}");
}

#[test]
fn play_advances_and_pause_holds() {
    let mut harness = program();
    press(&mut harness, Key::Home);
    let start = harness.state().state.view.window;
    harness.get_by_label("Play").click();
    harness.run_steps(60);
    let played = harness.state().state.view.window;
    assert!(played.from > start.from);
    assert_eq!(played.length_ms(), start.length_ms());
    harness.get_by_label("Pause").click();
    harness.run_steps(3);
    let held = harness.state().state.view.window;
    harness.run_steps(20);
    assert_eq!(harness.state().state.view.window, held);
    // The space bar does the same.
    press(&mut harness, Key::Space);
    assert!(harness.state().state.playback.playing);
}

#[test]
fn the_modes_are_a_key_away() {
    let mut harness = program();
    for (key, mode) in [
        (Key::Num1, WindowMode::Instant),
        (Key::Num3, WindowMode::Cumulative),
        (Key::Num2, WindowMode::Moving),
    ] {
        press(&mut harness, key);
        assert_eq!(harness.state().state.view.mode, mode);
    }
}

#[test]
fn selecting_on_the_timeline_opens_the_detail_with_its_quotes() {
    let mut harness = program();
    let title = "ISIS seizes tanks and military hardware at Tiyas airfield";
    harness
        .get_all_by_role_and_label(Role::Button, title)
        .last()
        .expect("a bar of the event")
        .click();
    harness.run_steps(3);
    assert_eq!(selection(&harness).as_deref(), Some("tiyas-seizure"));
    assert!(
        harness
            .query_by_label_contains("ISIS seized the tanks and other military hardware")
            .is_some()
    );
    assert!(
        harness
            .query_by_role_and_label(Role::Heading, title)
            .is_some()
    );
}

#[test]
fn a_stack_on_the_map_opens_and_each_entry_is_reached() {
    let mut harness = program();
    harness.get_by_label_contains("3 events at").click();
    harness.run_steps(3);
    let entries =
        |harness: &Harness<'_, App>| harness.query_all_by_role(Role::ListBoxOption).count();
    assert_eq!(entries(&harness), 3);
    harness
        .get_by(|node| {
            let is_entry = node.role() == Role::ListBoxOption;
            is_entry
                && node
                    .label()
                    .is_some_and(|label| label.contains("withdraw at Tiyas"))
        })
        .click();
    harness.run_steps(3);
    assert_eq!(selection(&harness).as_deref(), Some("tiyas-withdrawal"));
    assert!(
        harness
            .query_by_label_contains("after the withdrawal of the Syrian regime forces")
            .is_some()
    );
    press(&mut harness, Key::Escape);
    assert_eq!(entries(&harness), 0);
}

#[test]
fn each_of_841_events_at_one_place_is_reached_by_key() {
    let Some(bytes) = common::ucdp_syria() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ucdp.csv");
    strabo::io::atomic::write_atomically(&path, &bytes).expect("a file");
    let mut harness = program();
    drop_file(&mut harness, &path);
    let dataset = Arc::clone(&harness.state().state.dataset);
    let mut stacks = std::collections::HashMap::new();
    for row in dataset.rows() {
        let at = dataset.anchor(row).expect("every row has a place");
        let rows: &mut Vec<_> = stacks
            .entry((at.lat.to_bits(), at.lon.to_bits()))
            .or_default();
        rows.push(row);
    }
    let stack = stacks
        .into_values()
        .max_by_key(Vec::len)
        .expect("there are stacks");
    assert_eq!(stack.len(), 841);
    let center = dataset.anchor(stack[0]).expect("a place");
    harness
        .state_mut()
        .push(Action::SetCamera(Camera { center, zoom: 14.0 }));
    harness.run_steps(4);
    harness.get_by_label_contains("841 events at").focus();
    harness.run_steps(2);
    press(&mut harness, Key::Enter);
    for (idx, row) in stack.iter().enumerate() {
        let title = dataset.event(*row).title.clone();
        let focused = harness
            .get_by(|node| node.is_focused() && node.role() == Role::ListBoxOption)
            .accesskit_node()
            .label();
        assert!(
            focused.is_some_and(|label| label.starts_with(&title)),
            "row {idx} has not the focus"
        );
        // Many have the same title: some are told by what Enter selects.
        if idx % 100 == 17 {
            press(&mut harness, Key::Enter);
            assert_eq!(selection(&harness), Some(dataset.id(*row).0));
        }
        harness.key_press(Key::ArrowDown);
        harness.step();
    }
    press(&mut harness, Key::Home);
    press(&mut harness, Key::PageDown);
    press(&mut harness, Key::End);
    press(&mut harness, Key::Enter);
    assert_eq!(selection(&harness), Some(dataset.id(stack[840]).0));
    press(&mut harness, Key::Escape);
    assert_eq!(harness.query_all_by_role(Role::ListBoxOption).count(), 0);
}

#[test]
fn a_single_symbol_on_the_map_selects_its_event() {
    let mut harness = program();
    let title = "ISIS defeated in Manbij by the SDF";
    harness
        .get_all_by_role_and_label(Role::Button, title)
        .next()
        .expect("a symbol")
        .click();
    harness.run_steps(3);
    assert_eq!(selection(&harness).as_deref(), Some("isis-defeat-manbij"));
}

#[test]
fn the_arrow_keys_go_from_event_to_event() {
    let mut harness = program();
    press(&mut harness, Key::Escape);
    assert_eq!(selection(&harness), None);
    let mut seen = Vec::new();
    for _ in 0..counts(&harness).matching {
        press(&mut harness, Key::ArrowDown);
        seen.push(selection(&harness).expect("a selection"));
    }
    let mut distinct = seen.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), seen.len());
}

#[test]
fn a_category_filters_and_its_counts_stay() {
    let mut harness = program();
    let before = counts(&harness);
    harness.get_by_label("Statement, 7 events").click();
    harness.run_steps(3);
    let after = counts(&harness);
    assert!(after.matching < before.matching);
    shown_line(&harness);
    // The other categories still say what a further click would give.
    assert!(harness.query_by_label("Air strike, 1 event").is_some());
    press(&mut harness, Key::X);
    assert_eq!(counts(&harness), before);
}

#[test]
fn the_search_finds_words_of_quotes() {
    let mut harness = program();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run_steps(3);
    harness
        .get_by_label("Search")
        .type_text("turned a BLIND eye");
    harness.run_steps(3);
    let state = &harness.state().state;
    let found = matching(&state.dataset, &state.view.filter, state.window());
    assert!(found.counts.matching >= 1);
    assert!(found.counts.matching < state.dataset.len());
    assert!(
        harness
            .query_by_label_contains("containing “turned a BLIND eye”")
            .is_some()
    );
}

#[test]
fn a_letter_typed_into_the_search_is_no_command() {
    let mut harness = program();
    press(&mut harness, Key::Slash);
    harness.get_by_label("Search").type_text("dtb1");
    harness.run_steps(3);
    let state = &harness.state().state;
    assert_eq!(state.view.filter.text, "dtb1");
    assert_eq!(state.settings.theme, ThemeChoice::Dark);
    assert!(state.settings.layout.bottom_open);
}

#[test]
fn what_is_typed_right_after_the_slash_is_searched_for() {
    let mut harness = program();
    let window = harness.state().state.view.window;
    // All in one frame, as on a slow machine.
    for (key, text) in [
        (Key::Slash, "/"),
        (Key::T, "t"),
        (Key::D, "d"),
        (Key::N, "n"),
    ] {
        let pressed = egui::Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        };
        let typed = egui::Event::Text(text.to_owned());
        harness.input_mut().events.extend([pressed, typed]);
    }
    harness.run_steps(4);
    let state = &harness.state().state;
    assert_eq!(state.view.filter.text, "tdn");
    assert_eq!(state.view.window, window);
    assert_eq!(state.settings.theme, ThemeChoice::Dark);
    assert!(state.settings.layout.bottom_open);
}

#[test]
fn a_broken_file_keeps_the_open_one_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text, reason) in [
        (
            "broken.geojson",
            "{ \"type\": \"FeatureCollection\", ",
            "broken.geojson",
        ),
        ("list.geojson", "[1, 2]", "list.geojson"),
        ("empty.geojson", "", "empty.geojson"),
    ] {
        let mut harness = program();
        drop_file(&mut harness, &file_of(&folder, name, text));
        let state = &harness.state().state;
        assert_eq!(state.dataset.title(), "Palmyra, December 2016");
        assert_eq!(state.notices.len(), 1);
        assert_eq!(state.notices[0].kind, NoticeKind::Error);
        assert!(
            state.notices[0].text.contains(reason),
            "{}",
            state.notices[0].text
        );
        assert!(
            harness
                .query_all_by_label_contains("Could not open")
                .next()
                .is_some()
        );
        harness.get_by_label("Dismiss").click();
        harness.run_steps(3);
        assert!(harness.state().state.notices.is_empty());
    }
    let mut harness = program();
    drop_file(&mut harness, &folder.path().join("missing.geojson"));
    assert_eq!(harness.state().state.notices.len(), 1);
}

#[test]
fn another_collection_replaces_the_open_one() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [36.2, 33.5]},
         "properties": {"name": "A meeting in Damascus", "date": "2020-01-05", "type": "meeting"}},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [4239, 33.5]},
         "properties": {"name": "Nowhere on Earth", "date": "2020-01-06"}}]}"#;
    let mut harness = program();
    drop_file(&mut harness, &file_of(&folder, "plain.geojson", text));
    let state = &harness.state().state;
    assert_eq!(state.dataset.len(), 1);
    assert_eq!(state.notices.len(), 1);
    assert!(
        state.notices[0].text.contains("1 left out"),
        "{}",
        state.notices[0].text
    );
    assert_eq!(counts(&harness).matching, 1);
    shown_line(&harness);
    press(&mut harness, Key::ArrowDown);
    assert!(
        harness
            .query_by_role_and_label(Role::Heading, "A meeting in Damascus")
            .is_some()
    );
}

#[test]
fn a_collection_without_dates_shows_none() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [36.2, 33.5]},
         "properties": {"name": "Somewhere, some time"}}]}"#;
    let mut harness = program();
    drop_file(&mut harness, &file_of(&folder, "undated.geojson", text));
    assert_eq!(counts(&harness).undated, 1);
    assert!(harness.query_all_by_label_contains("1970").next().is_none());
    assert!(
        harness
            .query_all_by_label_contains("No dates")
            .next()
            .is_some()
    );
}

#[test]
fn the_scenes_are_stepped_through_by_key() {
    let mut harness = program();
    let n_scenes = harness.state().state.dataset.collection().scenes.len();
    for idx in 1..n_scenes {
        press(&mut harness, Key::PageDown);
        assert_eq!(harness.state().state.scene_idx, Some(idx));
    }
    press(&mut harness, Key::PageDown);
    assert_eq!(harness.state().state.scene_idx, Some(n_scenes - 1));
    press(&mut harness, Key::PageUp);
    assert_eq!(harness.state().state.scene_idx, Some(n_scenes - 2));
}

#[test]
fn undo_and_redo_are_buttons_and_keys() {
    let mut harness = program();
    let before = counts(&harness);
    harness.get_by_label("Statement, 7 events").click();
    harness.run_steps(3);
    let filtered = counts(&harness);
    harness.get_by_label("Undo").click();
    harness.run_steps(3);
    assert_eq!(counts(&harness), before);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Y);
    harness.run_steps(3);
    assert_eq!(counts(&harness), filtered);
}

#[test]
fn a_question_mark_lists_every_key() {
    let mut harness = program();
    press(&mut harness, Key::Questionmark);
    for command in strabo::ui::command::Command::all() {
        assert!(
            harness
                .query_all_by_label_contains(command.label())
                .next()
                .is_some(),
            "{command:?}"
        );
    }
    press(&mut harness, Key::Escape);
    assert!(
        harness
            .query_by_label_contains("To the beginning of time")
            .is_none()
    );
}

#[test]
fn an_idle_window_does_not_repaint() {
    for theme in [ThemeChoice::Dark, ThemeChoice::Light] {
        let mut harness = program_with(Settings {
            theme,
            ..Settings::default()
        });
        // Settling may take a while where tiles are decoded on another thread.
        let deadline = Instant::now() + Duration::from_mins(1);
        while harness.try_run().is_err() {
            assert!(Instant::now() < deadline, "it never comes to rest");
        }
        harness.step();
        let delay = harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        assert!(delay > Duration::from_secs(1), "{delay:?}");
    }
}

#[test]
fn every_control_has_a_name() {
    let harness = program();
    let mut nameless = Vec::new();
    for role in [
        Role::Button,
        Role::CheckBox,
        Role::Slider,
        Role::TextInput,
        Role::Tab,
        Role::ComboBox,
    ] {
        for node in harness.query_all_by_role(role) {
            let node = node.accesskit_node();
            if node.label().is_none_or(|label| label.trim().is_empty()) {
                nameless.push(format!("{role:?} {:?}", node.bounding_box()));
            }
        }
    }
    assert!(nameless.is_empty(), "{nameless:#?}");
}

#[test]
fn panels_collapse_and_keep_their_size() {
    let mut harness = program();
    let map = |harness: &Harness<'_, App>| harness.get_by_role_and_label(Role::Pane, "Map").rect();
    let before = map(&harness);
    for key in [Key::OpenBracket, Key::CloseBracket, Key::Backslash] {
        press(&mut harness, key);
    }
    let alone = map(&harness);
    assert!(alone.width() > before.width() && alone.height() > before.height());
    for key in [Key::OpenBracket, Key::CloseBracket, Key::Backslash] {
        press(&mut harness, key);
    }
    assert_eq!(map(&harness), before);
}

#[test]
fn the_theme_changes_by_key() {
    let mut harness = program();
    press(&mut harness, Key::D);
    assert_eq!(harness.state().state.settings.theme, ThemeChoice::Light);
}
