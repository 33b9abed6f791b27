//! The map under the hand and the keyboard, by accessible labels.

use eframe::egui::{
    Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, Pos2, TouchPhase, Ui, Vec2,
};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::model::event::EventId;
use crate::model::place::LatLon;
use crate::model::view::Camera;
use crate::query::derived::Derived;
use crate::state::action::Action;
use crate::state::update::update;
use crate::state::{Settings, State};
use crate::ui::{Cx, Memory, Surface, map, theme};

struct App {
    state: State,
    derived: Derived,
    memory: Memory,
}

impl App {
    fn show(&mut self, ui: &mut Ui) {
        let mut actions = Vec::new();
        let mut cx = Cx {
            state: &self.state,
            theme: theme::Theme::of(self.state.settings.theme),
            derived: &mut self.derived,
            memory: &mut self.memory,
            actions: &mut actions,
        };
        map::show(ui, &mut cx);
        self.memory.hover = self.memory.next_hover.take();
        for action in actions {
            update(&mut self.state, action);
        }
    }
}

fn harness() -> Harness<'static, App> {
    let mut state = State::new(crate::io::dataset::sample().unwrap(), Settings::default());
    let extent = state.time_extent();
    update(&mut state, Action::SetWindow(extent));
    update(&mut state, Action::Select(None));
    let center = LatLon {
        lat: 34.9,
        lon: 38.2,
    };
    update(&mut state, Action::SetCamera(Camera { center, zoom: 8.0 }));
    let mut memory = Memory::new(false);
    memory.surface = Surface::Window;
    // Tiles at once: a test does not wait for a thread.
    memory.map = map::MapMemory::new(true);
    Harness::builder()
        .with_size(Vec2::new(996.0, 716.0))
        .with_context_setup(theme::install_fonts)
        .build_ui_state(
            |ui, app: &mut App| app.show(ui),
            App {
                state,
                derived: Derived::default(),
                memory,
            },
        )
}

fn selection<'a>(harness: &'a Harness<'_, App>) -> Option<&'a str> {
    let selection = harness.state().state.view.selection.as_ref();
    selection.map(|EventId(id)| id.as_str())
}

#[test]
fn clicking_a_symbol_selects_its_event_and_clicking_the_ground_clears_it() {
    let mut harness = harness();
    harness.run_steps(2);
    harness
        .get_by_label("ISIS defeated near Raqqa by the SDF")
        .click();
    harness.run_steps(3);
    assert_eq!(selection(&harness), Some("isis-defeat-raqqa"));
    let ground = Pos2::new(700.0, 600.0);
    harness.hover_at(ground);
    harness.run_steps(1);
    harness.drag_at(ground);
    harness.run_steps(1);
    harness.drop_at(ground);
    harness.run_steps(2);
    assert_eq!(selection(&harness), None);
}

#[test]
fn a_stack_opens_into_a_list_that_reaches_each_event() {
    let mut harness = harness();
    harness.run_steps(2);
    harness.get_by_label("5 events at Palmyra").click();
    harness.run_steps(2);
    harness
        .get_by_label_contains("ISIS recaptures Palmyra, ")
        .click();
    harness.run_steps(2);
    assert_eq!(selection(&harness), Some("palmyra-recaptured"));
    harness.get_by_label("Close the list").click();
    harness.run_steps(2);
    assert!(harness.state().memory.open_stack.is_none());
}

#[test]
fn a_stack_opens_by_key_and_its_rows_have_the_focus() {
    let mut harness = harness();
    harness.run_steps(2);
    harness.get_by_label("5 events at Palmyra").focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert!(harness.state().memory.open_stack.is_some());
    harness.key_press(Key::ArrowDown);
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(selection(&harness), Some("palmyra-occupation"));
}

#[test]
fn the_wheel_zooms_to_the_pointer_and_not_over_the_list() {
    let mut harness = harness();
    harness.run_steps(2);
    let scroll = |harness: &mut Harness<'_, App>, at: Pos2| {
        harness.hover_at(at);
        harness.run_steps(1);
        harness.event(Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: Vec2::new(0.0, 60.0),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        harness.run_steps(8);
        harness.state().state.view.camera.zoom
    };
    let at = Pos2::new(640.0, 150.0);
    let before = harness.state().memory.pointer;
    let zoom = scroll(&mut harness, at);
    assert!(zoom > 8.3, "{zoom}");
    assert!(before.is_none(), "the pointer was nowhere");
    assert!(harness.state().memory.pointer.is_some());

    harness.get_by_label("Zoom out").hover();
    harness.run_steps(1);
    let over_buttons = Pos2::new(27.0, 57.0);
    assert!((scroll(&mut harness, over_buttons) - zoom).abs() < 1e-9);
}

#[test]
fn dragging_moves_the_ground() {
    let mut harness = harness();
    harness.run_steps(2);
    let before = harness.state().state.view.camera.center;
    harness.hover_at(Pos2::new(700.0, 600.0));
    harness.run_steps(1);
    harness.drag_at(Pos2::new(700.0, 600.0));
    harness.run_steps(1);
    harness.hover_at(Pos2::new(600.0, 500.0));
    harness.run_steps(2);
    harness.drop_at(Pos2::new(600.0, 500.0));
    harness.run_steps(2);
    let after = harness.state().state.view.camera.center;
    assert!(after.lon > before.lon && after.lat < before.lat);
}
