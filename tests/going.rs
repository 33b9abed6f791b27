//! Places, coordinates, grid and tape through the real program, by key and by accessible label.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "common/program.rs"]
mod program;

use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::{Event, Key, Modifiers, OutputCommand, PointerButton, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use strabo::app::App;
use strabo::io::dataset::sample;
use strabo::io::jobs::Jobs;
use strabo::model::annotation::Figure;
use strabo::model::coordinate::Form;
use strabo::model::geodesic;
use strabo::model::place::LatLon;
use strabo::state::Settings;
use strabo::state::places::Grid;

type Program = Harness<'static, App>;

/// What the table of places takes to be read by a program that is not optimized, on a busy machine.
const WAIT_MAX: Duration = Duration::from_mins(2);

fn program() -> Program {
    let jobs = Jobs::new(Arc::new(|| {}), None);
    let app = App::new(sample().unwrap(), Settings::default(), jobs);
    program::in_window(app, [1_600.0, 1_000.0])
}

fn press(harness: &mut Program, key: Key) {
    press_with(harness, Modifiers::NONE, key);
}

fn press_with(harness: &mut Program, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(4);
}

fn find(harness: &mut Program, typed: &str) {
    press_with(harness, Modifiers::COMMAND, Key::G);
    harness.get_by_label("Place or coordinate").type_text(typed);
    harness.run_steps(4);
}

/// Waits until something with such a label is there.
fn wait_for(harness: &mut Program, label: &str) {
    let begun = Instant::now();
    while harness.query_all_by_label_contains(label).next().is_none() {
        assert!(begun.elapsed() < WAIT_MAX, "no {label}");
        std::thread::sleep(Duration::from_millis(20));
        harness.run_steps(1);
    }
}

/// Until the camera has come to rest.
fn fly(harness: &mut Program) {
    harness.run_steps(4);
    for _ in 0..400 {
        if harness.state().state.flight.is_none() {
            break;
        }
        harness.run_steps(1);
    }
    harness.run_steps(2);
}

fn center(harness: &Program) -> LatLon {
    harness.state().state.view.camera.center
}

/// What a key puts on the clipboard.
fn copied_by(harness: &mut Program, key: Key) -> Option<String> {
    harness.event(Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    });
    harness.step();
    let commands = &harness.output().platform_output.commands;
    let text = commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    harness.run_steps(3);
    text
}

/// Clicks the map, and says where on the ground that was.
fn click_at(harness: &mut Program, at: Pos2) {
    harness.event(Event::PointerMoved(at));
    harness.run_steps(1);
    for pressed in [true, false] {
        harness.event(Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        harness.run_steps(1);
    }
    // Two clicks are no double click.
    harness.run_steps(40);
}

fn middle(harness: &Program) -> Pos2 {
    harness.get_by_label("Map").rect().center()
}

#[test]
fn a_place_of_the_events_comes_first_and_enter_goes_there() {
    let mut harness = program();
    find(&mut harness, "palm");
    // Known before the table is read.
    assert!(
        harness
            .query_all_by_label_contains("Palmyra, ")
            .next()
            .is_some()
    );
    press(&mut harness, Key::Enter);
    fly(&mut harness);
    let palmyra = LatLon {
        lat: 34.5624,
        lon: 38.284,
    };
    assert!(
        center(&harness).distance_m(palmyra) < 1_000.0,
        "{:?}",
        center(&harness)
    );
    assert!(harness.query_by_label("Marked place, Palmyra").is_some());
    press(&mut harness, Key::Escape);
    assert!(harness.query_by_label("Marked place, Palmyra").is_none());
}

#[test]
fn a_place_of_the_table_is_found_in_any_spelling() {
    let mut harness = program();
    find(&mut harness, "al-Mawsil");
    wait_for(&mut harness, "Mosul");
    press(&mut harness, Key::Enter);
    fly(&mut harness);
    let mosul = LatLon {
        lat: 36.335,
        lon: 43.1189,
    };
    assert!(
        center(&harness).distance_m(mosul) < 1_000.0,
        "{:?}",
        center(&harness)
    );
    assert!(harness.query_by_label("Marked place, Mosul").is_some());
    find(&mut harness, "qxzjqxzj");
    assert!(harness.query_by_label("No place is called so").is_some());
    press(&mut harness, Key::Escape);
    assert!(harness.query_by_label("Place or coordinate").is_none());
    assert!(
        harness.query_by_label("Marked place, Mosul").is_some(),
        "Escape closed the search alone"
    );
}

#[test]
fn who_presses_enter_before_the_table_is_read_goes_there_once_it_is() {
    let mut harness = program();
    find(&mut harness, "samarkand");
    press(&mut harness, Key::Enter);
    let begun = Instant::now();
    while harness.query_by_label("Place or coordinate").is_some() {
        assert!(begun.elapsed() < WAIT_MAX, "the search stays open");
        std::thread::sleep(Duration::from_millis(20));
        harness.run_steps(1);
    }
    fly(&mut harness);
    let samarkand = LatLon::new(39.65, 66.96).unwrap();
    assert!(center(&harness).distance_m(samarkand) < 10_000.0);
}

#[test]
fn what_no_event_says_is_looked_for_among_places() {
    let mut harness = program();
    let search = harness.get_by_label("Search");
    search.focus();
    search.type_text("samarkand");
    harness.run_steps(8);
    assert_eq!(harness.state().state.view.filter.text, "samarkand");
    find(&mut harness, "");
    wait_for(&mut harness, "Samarkand");
    press(&mut harness, Key::Enter);
    fly(&mut harness);
    let samarkand = LatLon::new(39.65, 66.96).unwrap();
    assert!(center(&harness).distance_m(samarkand) < 10_000.0);
    // Words that some event has are about events.
    let search = harness.get_by_label("Clear search");
    search.click();
    harness.run_steps(4);
    harness.get_by_label("Search").focus();
    harness.get_by_label("Search").type_text("tanks");
    harness.run_steps(8);
    press_with(&mut harness, Modifiers::COMMAND, Key::G);
    let field = harness.get_by_label("Place or coordinate");
    assert_eq!(field.value().unwrap_or_default(), "");
}

#[test]
fn a_coordinate_is_shown_in_all_forms_and_each_is_copied() {
    let mut harness = program();
    find(&mut harness, "37S DU 16307 25036");
    for text in ["37S DU 16307 25036", "37S 41630"] {
        assert!(
            harness.query_all_by_label_contains(text).next().is_some(),
            "{text}"
        );
    }
    press(&mut harness, Key::ArrowDown);
    let text = copied_by(&mut harness, Key::Enter);
    assert_eq!(text.as_deref(), Some("34.56368, 38.08767"));
    assert!(
        harness
            .query_all_by_label_contains("Copied")
            .next()
            .is_some()
    );
    press(&mut harness, Key::ArrowUp);
    press(&mut harness, Key::Enter);
    fly(&mut harness);
    let at = LatLon {
        lat: 34.56368,
        lon: 38.08767,
    };
    assert!(
        center(&harness).distance_m(at) < 50.0,
        "{:?}",
        center(&harness)
    );
    assert!(
        harness
            .query_by_label("Marked place, 37S DU 16307 25036")
            .is_some()
    );
}

#[test]
fn what_is_nearly_a_coordinate_is_explained() {
    let mut harness = program();
    find(&mut harness, "34.5N");
    assert!(
        harness
            .query_all_by_label_contains("longitude is missing")
            .next()
            .is_some()
    );
}

#[test]
fn the_status_line_tells_coordinates_in_the_form_that_was_chosen() {
    let mut harness = program();
    harness
        .get_by_label("Form of coordinates, Decimal degrees")
        .click();
    harness.run_steps(4);
    harness.get_by_label("MGRS").click();
    harness.run_steps(4);
    assert_eq!(harness.state().state.settings.coordinates.form, Form::Mgrs);
    assert!(
        harness
            .query_by_label("Form of coordinates, MGRS")
            .is_some()
    );
    press_with(&mut harness, Modifiers::SHIFT, Key::Y);
    assert_eq!(
        harness.state().state.settings.coordinates.form,
        Form::Decimal
    );
}

#[test]
fn a_key_copies_the_coordinate_under_the_pointer() {
    let mut harness = program();
    press_with(&mut harness, Modifiers::SHIFT, Key::Y);
    let at = middle(&harness);
    harness.event(Event::PointerMoved(at));
    harness.run_steps(2);
    let text = copied_by(&mut harness, Key::Y);
    assert!(
        text.as_deref().is_some_and(|text| text.contains("″ N")),
        "{text:?}"
    );
}

#[test]
fn the_menu_of_the_map_copies_marks_and_measures() {
    let mut harness = program();
    let at = middle(&harness) + eframe::egui::vec2(-150.0, 120.0);
    harness.event(Event::PointerMoved(at));
    harness.run_steps(2);
    for pressed in [true, false] {
        let button = PointerButton::Secondary;
        let modifiers = Modifiers::NONE;
        harness.event(Event::PointerButton {
            pos: at,
            button,
            pressed,
            modifiers,
        });
        harness.run_steps(1);
    }
    harness.run_steps(4);
    for form in ["Decimal", "DMS", "UTM", "MGRS"] {
        let label = format!("Copy {form}, ");
        assert!(
            harness.query_all_by_label_contains(&label).next().is_some(),
            "{form}"
        );
    }
    harness.get_by_label("Measure from here").click();
    harness.run_steps(4);
    assert!(
        harness
            .query_all_by_label_contains("Click the next point")
            .next()
            .is_some()
    );
}

#[test]
fn the_grid_goes_round_by_key_and_is_kept() {
    let mut harness = program();
    for grid in [Grid::Graticule, Grid::Mgrs, Grid::None] {
        press(&mut harness, Key::H);
        assert_eq!(harness.state().state.settings.coordinates.grid, grid);
    }
}

#[test]
fn a_path_is_measured_by_hand_taken_back_and_kept_as_annotations() {
    let mut harness = program();
    harness.get_by_label("Measure").click();
    harness.run_steps(4);
    let at = middle(&harness);
    for off in [(-200.0, 60.0), (0.0, -120.0), (150.0, 60.0), (180.0, 90.0)] {
        click_at(&mut harness, at + eframe::egui::Vec2::from(off));
    }
    press(&mut harness, Key::Backspace);
    assert!(
        harness
            .query_all_by_label_contains("bearing ")
            .next()
            .is_some()
    );
    let before = harness.state().state.scene().unwrap().annotations.len();
    harness.get_by_label("Keep as annotation").click();
    harness.run_steps(4);
    let scene = harness.state().state.scene().unwrap();
    let kept = &scene.annotations[before..];
    assert_eq!(kept.len(), 2);
    let Figure::Arrow { from, to } = &kept[0].figure else {
        panic!("{:?}", kept[0]);
    };
    let km = geodesic::distance_m(*from, *to) / 1_000.0;
    let label = kept[0].label.as_deref().unwrap();
    assert!(label.starts_with(&format!("{km:.1} km")), "{label} {km}");
    assert!(kept[1].label.as_deref().unwrap().ends_with(" in all"));
    assert!(harness.query_by_label("Keep as annotation").is_none());
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(
        harness.state().state.scene().unwrap().annotations.len(),
        before
    );
}

#[test]
fn an_area_is_measured_by_keys_alone() {
    let mut harness = program();
    press(&mut harness, Key::M);
    press(&mut harness, Key::Enter);
    press_with(&mut harness, Modifiers::SHIFT, Key::ArrowRight);
    press(&mut harness, Key::Enter);
    press_with(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    press(&mut harness, Key::Enter);
    harness.get_by_label("Close as area").click();
    harness.run_steps(4);
    assert!(harness.query_all_by_label_contains("km²").next().is_some());
    harness.get_by_label("Unit of lengths, km").click();
    harness.run_steps(4);
    assert!(harness.query_all_by_label_contains("NM²").next().is_some());
    press(&mut harness, Key::Escape);
    assert!(harness.query_all_by_label_contains("NM²").next().is_none());
}
