//! The timeline by its accessible labels: what a click, a key or a drag does to the state.

use eframe::egui::{self, Key, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use strabo::io::dataset::sample;
use strabo::model::time::{Timestamp, Window, window_of};
use strabo::model::view::WindowMode;
use strabo::query::derived::Derived;
use strabo::state::action::Action;
use strabo::state::update::update;
use strabo::state::{Settings, State};
use strabo::ui::{self, Memory, Surface};

/// A timeline and the loop around it.
struct Desk {
    state: State,
    derived: Derived,
    memory: Memory,
    actions: Vec<Action>,
}

impl Desk {
    fn show(&mut self, ui: &mut egui::Ui) {
        for action in self.actions.drain(..) {
            update(&mut self.state, action);
        }
        let Self {
            state,
            derived,
            memory,
            actions,
        } = self;
        ui::show(ui, state, derived, memory, actions);
        if !self.actions.is_empty() {
            ui.ctx().request_repaint();
        }
    }
}

fn window(from: &str, to: &str) -> Window {
    let zone = sample().expect("the sample is bundled").zone();
    window_of(Some(from), Some(to), zone).expect("a window of days")
}

/// The sample from 9 to 18 December 2016, with the window from the 11th to the 13th.
fn timeline(size: Vec2) -> Harness<'static, Desk> {
    let mut state = State::new(
        sample().expect("the sample is bundled"),
        Settings::default(),
    );
    for action in [
        Action::SetMode(WindowMode::Moving),
        Action::SetAxis(window("2016-12-09", "2016-12-18")),
        Action::SetWindow(window("2016-12-11", "2016-12-13")),
        Action::Select(None),
    ] {
        update(&mut state, action);
    }
    let mut memory = Memory::new(true);
    memory.surface = Surface::Timeline;
    let desk = Desk {
        state,
        derived: Derived::default(),
        memory,
        actions: Vec::new(),
    };
    let mut harness = Harness::builder()
        .with_size(size)
        .with_context_setup(ui::theme::install_fonts)
        .build_ui_state(|ui, desk: &mut Desk| desk.show(ui), desk);
    harness.run();
    harness
}

fn wide() -> Harness<'static, Desk> {
    timeline(Vec2::new(1_000.0, 240.0))
}

#[test]
fn stepping_moves_the_window_by_a_day() {
    let mut harness = wide();
    harness.get_by_label("Step forward").click();
    harness.run();
    assert_eq!(
        harness.state().state.view.window,
        window("2016-12-12", "2016-12-14")
    );
    harness.get_by_label("Step back").click();
    harness.run();
    assert_eq!(
        harness.state().state.view.window,
        window("2016-12-11", "2016-12-13")
    );
}

#[test]
fn play_becomes_pause() {
    let mut harness = wide();
    harness.get_by_label("Play").click();
    harness.run();
    assert!(harness.state().state.playback.playing);
    harness.get_by_label("Pause").click();
    harness.run();
    assert!(!harness.state().state.playback.playing);
}

#[test]
fn a_click_on_a_bar_selects_its_event() {
    let mut harness = wide();
    harness
        .get_by_label("Coalition aircraft destroy captured equipment")
        .click();
    harness.run();
    let selected = harness.state().state.view.selection.clone();
    assert_eq!(selected.unwrap().0, "strike-captured-equipment");
}

#[test]
fn arrow_keys_move_the_handle_that_has_the_focus() {
    let mut harness = wide();
    harness.get_by_label("Window end").focus();
    harness.run();
    harness.key_press(Key::ArrowRight);
    harness.run();
    assert_eq!(
        harness.state().state.view.window,
        window("2016-12-11", "2016-12-14")
    );
    harness.get_by_label("Window start").focus();
    harness.run();
    harness.key_press(Key::ArrowLeft);
    harness.run();
    assert_eq!(
        harness.state().state.view.window,
        window("2016-12-10", "2016-12-14")
    );
}

#[test]
fn a_dragged_handle_comes_to_rest_on_a_day() {
    let mut harness = wide();
    let grip = harness.get_by_label("Window end").rect().center();
    let body = harness.get_by_label("Window").rect();
    let day = body.width() / 3.0;
    harness.hover_at(grip);
    harness.run();
    harness.drag_at(grip);
    harness.run();
    harness.hover_at(grip + Vec2::new(day * 1.2, 0.0));
    harness.run();
    harness.drop_at(grip + Vec2::new(day * 1.2, 0.0));
    harness.run();
    assert_eq!(
        harness.state().state.view.window,
        window("2016-12-11", "2016-12-14")
    );
}

#[test]
fn the_body_of_the_window_is_dragged_whole() {
    let mut harness = wide();
    let body = harness.get_by_label("Window").rect();
    let from = body.left_top() + Vec2::new(body.width() / 2.0, 6.0);
    let to = from + Vec2::new(body.width() / 3.0 * 2.0, 0.0);
    harness.hover_at(from);
    harness.run();
    harness.drag_at(from);
    harness.run();
    harness.hover_at(to);
    harness.run();
    harness.drop_at(to);
    harness.run();
    assert_eq!(
        harness.state().state.view.window,
        window("2016-12-13", "2016-12-15")
    );
}

#[test]
fn undated_events_are_counted_and_can_be_reached() {
    let mut harness = wide();
    harness.get_by_label("6 undated").click();
    harness.run();
    harness
        .get_by_label("Syrian Army and Russia concentrate on Aleppo")
        .click();
    harness.run();
    let selected = harness.state().state.view.selection.clone();
    assert_eq!(selected.unwrap().0, "aleppo-concentration");
}

#[test]
fn a_window_can_be_typed_and_an_unreadable_one_changes_nothing() {
    let mut harness = wide();
    harness.get_by_label("Window, 11–13 Dec 2016").click();
    harness.run();
    let type_into = |harness: &mut Harness<'static, Desk>, name: &str, text: &str| {
        harness.get_by_label(name).focus();
        harness.run();
        harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
        harness.get_by_label(name).type_text(text);
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
    };
    type_into(&mut harness, "To", "last Sunday");
    assert_eq!(
        harness.state().state.view.window,
        window("2016-12-11", "2016-12-13")
    );
    assert!(harness.query_by_label_contains("To: not a date").is_some());
    type_into(&mut harness, "To", "2016-12-15");
    assert_eq!(
        harness.state().state.view.window,
        window("2016-12-11", "2016-12-15")
    );
    assert!(harness.query_by_label("From").is_none());
}

#[test]
fn what_does_not_fit_into_a_narrow_row_is_in_a_menu() {
    // The menu needs the height that a window has at the least.
    let mut harness = timeline(Vec2::new(640.0, 320.0));
    assert!(harness.query_by_label("All of time").is_none());
    harness.get_by_label("More").click();
    harness.run();
    let before = harness.state().state.view.axis;
    harness.get_by_label("All of time").click();
    harness.run();
    assert!(harness.state().state.view.axis.length_ms() > before.length_ms());
}

#[test]
fn even_the_narrowest_row_keeps_playing_words_and_every_menu() {
    let harness = timeline(Vec2::new(300.0, 180.0));
    for label in ["Step back", "Play", "Step forward", "More"] {
        let rect = harness.get_by_label(label).rect();
        assert!(
            rect.left() >= 0.0 && rect.right() <= 300.0,
            "{label}: {rect:?}"
        );
    }
    let more = harness.get_by_label("More").rect();
    let words = harness.get_by_label("Window, 11–13 Dec 2016").rect();
    assert!(more.right() <= words.left(), "{more:?} {words:?}");
    assert!(harness.query_by_label_contains("Damascus time").is_some());
}

#[test]
fn in_instant_mode_there_is_one_handle() {
    let mut harness = wide();
    harness
        .state_mut()
        .actions
        .push(Action::SetMode(WindowMode::Instant));
    harness.run();
    assert!(harness.query_by_label("Window start").is_none());
    assert!(harness.query_by_label("Moment").is_some());
}

#[test]
fn nothing_dated_says_so() {
    let mut harness = wide();
    let mut filter = harness.state().state.view.filter.clone();
    filter.text = String::from("concentrate Aleppo");
    harness.state_mut().actions.push(Action::SetFilter(filter));
    harness.run();
    assert!(harness.query_by_label("Window end").is_none());
    assert!(harness.query_by_label("1 undated").is_some());
}

#[test]
fn while_time_plays_the_window_is_told_in_whole_hours() {
    let mut state = State::new(sample().expect("the sample"), Settings::default());
    let at_rest = state.window();
    assert_eq!(state.window_in_words(), at_rest);
    update(&mut state, Action::TogglePlay);
    update(&mut state, Action::Tick(0.0371));
    let (window, words) = (state.window(), state.window_in_words());
    assert_ne!(window, at_rest);
    for (exact, told) in [(window.from, words.from), (window.to, words.to)] {
        assert_eq!(told.0.rem_euclid(Timestamp::HOUR_MS), 0);
        assert!((told.0 - exact.0).abs() <= Timestamp::HOUR_MS / 2);
    }
    update(&mut state, Action::TogglePlay);
    assert_eq!(state.window_in_words(), state.window());
}
