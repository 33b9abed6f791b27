//! Presenting through the real program, by keys and clicks, and what the audience and the presenter then see.

#[path = "common/program.rs"]
mod program;

use std::sync::Arc;

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use strabo::app::App;
use strabo::io::dataset::sample;
use strabo::io::jobs::Jobs;
use strabo::model::collection::Collection;
use strabo::state::presenting::Page;
use strabo::state::{Settings, State};
use strabo::store::{Dataset, Origin};

fn program_on(dataset: Arc<Dataset>) -> Harness<'static, App> {
    let jobs = Jobs::new(Arc::new(|| {}), None);
    let app = App::new(dataset, Settings::default(), jobs);
    program::in_window(app, [1_600.0, 1_000.0])
}

/// The sample, being presented.
fn presented() -> Harness<'static, App> {
    let mut harness = program_on(sample().expect("the sample"));
    press(&mut harness, Key::F5);
    assert!(state(&harness).presenting.is_some());
    harness
}

fn press(harness: &mut Harness<'_, App>, key: Key) {
    harness.key_press(key);
    harness.run_steps(3);
}

/// Waits until nothing moves: a scene may play for some seconds as it is entered.
fn settled(harness: &mut Harness<'_, App>) {
    for _ in 0..2_000 {
        if !state(harness).is_moving() {
            harness.run_steps(2);
            return;
        }
        harness.step();
    }
    panic!("it goes on moving");
}

fn state<'a>(harness: &'a Harness<'_, App>) -> &'a State {
    &harness.state().state
}

fn scene(harness: &Harness<'_, App>) -> Option<usize> {
    state(harness).scene_idx.map(|idx| idx + 1)
}

fn page(harness: &Harness<'_, App>) -> Page {
    state(harness).presenting.as_ref().expect("presenting").page
}

fn says(harness: &Harness<'_, App>, words: &str) -> bool {
    harness.query_all_by_label_contains(words).next().is_some()
}

#[test]
fn the_briefing_is_presented_from_start_to_end_by_keyboard() {
    let mut harness = presented();
    assert_eq!(scene(&harness), Some(1));
    assert!(harness.query_by_label("Search").is_none(), "no controls");
    let scenes = state(&harness).scenes().to_vec();
    for (idx, of) in scenes.iter().enumerate() {
        assert_eq!(scene(&harness), Some(idx + 1));
        assert!(says(&harness, &of.heading), "{}", of.heading);
        assert!(says(&harness, &format!("scene {} / 8", idx + 1)));
        settled(&mut harness);
        press(&mut harness, Key::PageDown);
    }
    assert_eq!(scene(&harness), Some(8));
    assert!(says(&harness, "This was the last scene"));
}

#[test]
fn every_key_of_a_clicker_goes_on_or_back() {
    let mut harness = presented();
    for (key, at) in [
        (Key::ArrowRight, 2),
        (Key::PageDown, 3),
        (Key::Space, 4),
        (Key::Enter, 5),
        (Key::ArrowLeft, 4),
        (Key::PageUp, 3),
        (Key::End, 8),
        (Key::Home, 1),
    ] {
        settled(&mut harness);
        press(&mut harness, key);
        assert_eq!(scene(&harness), Some(at), "{key:?}");
    }
}

#[test]
fn a_key_during_a_flight_ends_it_and_the_next_goes_on() {
    let mut harness = presented();
    settled(&mut harness);
    press(&mut harness, Key::ArrowRight);
    settled(&mut harness);
    press(&mut harness, Key::ArrowRight);
    assert_eq!(scene(&harness), Some(3));
    assert!(state(&harness).is_moving(), "the third scene is flown to");
    press(&mut harness, Key::ArrowRight);
    assert_eq!(scene(&harness), Some(3));
    assert!(!state(&harness).is_moving());
    let camera = state(&harness).scenes()[2].camera.expect("a camera");
    assert_eq!(state(&harness).view.camera, camera);
    press(&mut harness, Key::ArrowRight);
    assert_eq!(scene(&harness), Some(4));
}

#[test]
fn digits_and_enter_go_to_a_scene_and_what_is_typed_shows_briefly() {
    let mut harness = presented();
    press(&mut harness, Key::Num6);
    assert!(says(&harness, "Scene 6 of 8, Enter"));
    press(&mut harness, Key::Enter);
    assert_eq!(scene(&harness), Some(6));
    settled(&mut harness);
    press(&mut harness, Key::Num9);
    press(&mut harness, Key::Enter);
    assert_eq!(scene(&harness), Some(6));
    assert!(says(&harness, "There is no scene 9: there are 1 to 8"));
    press(&mut harness, Key::Num2);
    harness.run_steps(260);
    assert!(!says(&harness, "Scene 2 of 8, Enter"));
    press(&mut harness, Key::Enter);
    assert_eq!(scene(&harness), Some(7), "the digit was not meant any more");
}

#[test]
fn the_screen_goes_black_or_white_and_any_key_brings_it_back() {
    for (key, on, words) in [
        (Key::B, Page::Black, "Black screen"),
        (Key::W, Page::White, "White screen"),
    ] {
        for back in [key, Key::ArrowRight, Key::Q, Key::Escape] {
            let mut harness = presented();
            press(&mut harness, key);
            assert_eq!(page(&harness), on);
            assert!(says(&harness, words));
            press(&mut harness, back);
            assert_eq!(page(&harness), Page::Map, "{back:?}");
            assert_eq!(scene(&harness), Some(1));
        }
    }
}

#[test]
fn sources_and_quotes_are_a_page_that_scrolls() {
    let mut harness = presented();
    press(&mut harness, Key::S);
    assert!(says(&harness, "Sources and quotes"));
    assert!(says(&harness, "in ARA News"));
    let before = harness.get_by_label("Sources and quotes").rect();
    press(&mut harness, Key::ArrowDown);
    let after = harness.query_by_label("Sources and quotes");
    assert!(after.is_none_or(|node| node.rect().top() < before.top()));
    press(&mut harness, Key::Escape);
    assert!(!says(&harness, "Sources and quotes"));
    assert!(state(&harness).presenting.is_some());
}

#[test]
fn the_pointer_and_the_keys_are_asked_for_and_put_away() {
    let mut harness = presented();
    press(&mut harness, Key::L);
    assert!(
        state(&harness)
            .presenting
            .as_ref()
            .expect("presenting")
            .pointer
    );
    press(&mut harness, Key::L);
    assert!(
        !state(&harness)
            .presenting
            .as_ref()
            .expect("presenting")
            .pointer
    );
    press(&mut harness, Key::Questionmark);
    assert!(says(&harness, "Presenter’s window"));
    press(&mut harness, Key::Questionmark);
    assert!(!says(&harness, "Presenter’s window"));
}

#[test]
fn escape_restores_where_one_was_exactly() {
    let mut harness = program_on(sample().expect("the sample"));
    for key in [
        Key::ArrowDown,
        Key::ArrowLeft,
        Key::Num3,
        Key::Plus,
        Key::OpenBracket,
    ] {
        press(&mut harness, key);
    }
    settled(&mut harness);
    let view = state(&harness).view.clone();
    let layout = state(&harness).settings.layout;
    let can_undo = state(&harness).history.can_undo();
    press(&mut harness, Key::F5);
    for key in [Key::ArrowRight, Key::ArrowRight, Key::End, Key::S] {
        press(&mut harness, key);
    }
    assert_ne!(state(&harness).view, view);
    press(&mut harness, Key::Escape);
    press(&mut harness, Key::Escape);
    assert!(state(&harness).presenting.is_none());
    assert_eq!(state(&harness).view, view);
    assert_eq!(state(&harness).settings.layout, layout);
    assert_eq!(state(&harness).scene_idx, Some(0));
    assert_eq!(state(&harness).history.can_undo(), can_undo);
    assert!(harness.query_by_label("Search").is_some());
    // What is undone is what was done before, not what was presented.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(3);
    assert_eq!(state(&harness).scene_idx, Some(0));
}

#[test]
fn presenting_goes_on_from_the_scene_that_one_is_at() {
    let mut harness = program_on(sample().expect("the sample"));
    press(&mut harness, Key::PageDown);
    press(&mut harness, Key::PageDown);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F5);
    harness.run_steps(3);
    assert!(state(&harness).presenting.is_some());
    assert_eq!(scene(&harness), Some(3));
}

#[test]
fn a_click_goes_on_and_a_drag_moves_the_map() {
    let mut harness = presented();
    settled(&mut harness);
    let middle = egui::pos2(800.0, 500.0);
    let before = state(&harness).view.camera;
    harness.drag_at(middle);
    harness.step();
    harness.hover_at(middle + egui::vec2(120.0, 40.0));
    harness.step();
    harness.drop_at(middle + egui::vec2(120.0, 40.0));
    harness.run_steps(3);
    assert_eq!(scene(&harness), Some(1));
    assert_ne!(state(&harness).view.camera, before);
    harness.drag_at(middle);
    harness.drop_at(middle);
    harness.run_steps(3);
    assert_eq!(scene(&harness), Some(2));
}

#[test]
fn the_present_button_begins() {
    let mut harness = program_on(sample().expect("the sample"));
    harness.get_by_label("Present").click();
    harness.run_steps(3);
    assert!(state(&harness).presenting.is_some());
}

#[test]
fn a_collection_without_scenes_is_presented_and_says_so_once() {
    let dataset = Dataset::new(Collection::default(), Origin::default());
    let mut harness = program_on(Arc::new(dataset));
    let view = state(&harness).view.clone();
    press(&mut harness, Key::F5);
    assert!(says(&harness, "This collection has no scenes"));
    assert_eq!(state(&harness).view, view);
    press(&mut harness, Key::L);
    assert!(!says(&harness, "This collection has no scenes"));
    press(&mut harness, Key::Escape);
    assert!(state(&harness).presenting.is_none());
}

#[test]
fn the_presenters_window_shows_notes_and_what_comes_next() {
    let mut harness = presented();
    press(&mut harness, Key::N);
    assert!(says(&harness, "Scene 1 of 8"));
    assert!(says(&harness, "One source carries everything here"));
    assert!(says(&harness, "Palmyra falls a first time"));
    assert!(says(&harness, "The map that comes next"));
    assert!(says(&harness, "Elapsed 0:"));
    harness.get_by_label("Next scene").click();
    harness.run_steps(3);
    assert_eq!(scene(&harness), Some(2));
    press(&mut harness, Key::N);
    assert!(!says(&harness, "The map that comes next"));
}

#[test]
fn while_held_one_looks_something_up_and_the_audience_sees_what_it_saw() {
    let mut harness = presented();
    settled(&mut harness);
    let heading = "Palmyra and Tiyas, 11 to 15 December 2016";
    let view = state(&harness).view.clone();
    press(&mut harness, Key::H);
    assert!(says(&harness, "Held: the audience sees"));
    assert!(says(&harness, heading));
    let event = "Obama";
    harness.get_by_label("Search").focus();
    harness.run_steps(2);
    harness.get_by_label("Search").type_text(event);
    harness.run_steps(3);
    assert_eq!(state(&harness).view.filter.text, event);
    // The audience's caption speaks of all events still.
    assert!(says(&harness, "All events, 11–15 Dec 2016"));
    harness.get_by_label("Go on").click();
    harness.run_steps(3);
    assert_eq!(state(&harness).view, view);
    assert_eq!(scene(&harness), Some(1));
    press(&mut harness, Key::ArrowRight);
    assert_eq!(scene(&harness), Some(2));
}

#[test]
fn nothing_is_drawn_while_nothing_moves() {
    let mut harness = presented();
    settled(&mut harness);
    harness.run_steps(200);
    let waits = harness.ctx.requested_repaint_last_pass();
    assert!(!waits);
}
