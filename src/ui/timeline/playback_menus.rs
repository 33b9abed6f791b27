//! The menus of the playback row: speed, step and mode, and what did not fit into the row.

use eframe::egui::{Button, DragValue, Popup, PopupCloseBehavior, Response, RichText, Ui};

use crate::model::clock::Clock;
use crate::model::view::WindowMode;
use crate::query::known::why_not;
use crate::state::action::Action;
use crate::state::playback::{SPEEDS, StepUnit};
use crate::ui::Cx;
use crate::ui::theme::{medium, size};
use crate::ui::top_bar::sentence_case;

/// Seconds of a day.
const DAY_S: f64 = 86_400.0;
/// Speeds that can be typed, in days per second: from real time to a millennium.
const DAYS_PER_S: std::ops::RangeInclusive<f64> = 1.0 / DAY_S..=365_000.0;

/// The speed as it is said: by its name in [`SPEEDS`], else in days.
pub fn speed_words(speed: f64) -> String {
    let named = SPEEDS
        .iter()
        .find(|(offered, _)| (offered - speed).abs() < 1e-6 * offered);
    named.map_or_else(
        || {
            let days = speed / DAY_S;
            let digits = if days >= 10.0 { 0 } else { 2 };
            format!("{days:.digits$} days / s")
        },
        |(_, name)| (*name).to_owned(),
    )
}

/// A menu of the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Speeds by name, and one typed.
    Speed,
    /// Units of a step.
    Step,
    /// Ways in which the window moves.
    Mode,
    /// What time means.
    Clock,
}

impl Menu {
    /// Shows it under its button, while it is open.
    pub fn show(self, response: &Response, cx: &mut Cx<'_>) {
        let name = match self {
            Self::Speed => "Speed",
            Self::Step => "Step",
            Self::Mode => "Mode",
            Self::Clock => "What time means",
        };
        Popup::menu(response)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .accessible_name(name)
            .show(|ui| self.entries(ui, cx));
    }

    /// Its lines alone, as in the menu of what did not fit.
    pub fn entries(self, ui: &mut Ui, cx: &mut Cx<'_>) {
        match self {
            Self::Speed => speed_entries(ui, cx),
            Self::Step => {
                for unit in StepUnit::ALL {
                    let is_chosen = cx.state.playback.step == unit;
                    if entry(ui, &step_words(unit), is_chosen) {
                        cx.push(Action::SetStepUnit(unit));
                        ui.close();
                    }
                }
            }
            Self::Mode => {
                for mode in WindowMode::ALL {
                    if entry(ui, mode_explained(mode), cx.state.view.mode == mode) {
                        cx.push(Action::SetMode(mode));
                        ui.close();
                    }
                }
            }
            Self::Clock => clock_entries(ui, cx),
        }
    }
}

fn speed_entries(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.set_min_width(150.0);
    let speed = cx.state.playback.speed;
    for (offered, name) in SPEEDS {
        let is_chosen = (offered - speed).abs() < 1e-6 * offered;
        if entry(ui, name, is_chosen) {
            cx.push(Action::SetSpeed(offered));
            ui.close();
        }
    }
    ui.separator();
    ui.horizontal(|ui| {
        let label = ui.label(
            RichText::new("Days per second")
                .font(medium(size::SMALL))
                .color(cx.theme.secondary),
        );
        let days_now = speed / DAY_S;
        let mut days = days_now;
        let field = DragValue::new(&mut days)
            .range(DAYS_PER_S)
            .speed(days_now * 0.01)
            .max_decimals(3)
            .update_while_editing(false);
        if ui.add(field).labelled_by(label.id).changed() {
            cx.push(Action::SetSpeed(days * DAY_S));
        }
    });
}

/// `Step by day`.
pub fn step_words(unit: StepUnit) -> String {
    match unit {
        StepUnit::Event => String::from("Step to next event"),
        unit => format!("Step by {}", unit.label()),
    }
}

fn clock_entries(ui: &mut Ui, cx: &mut Cx<'_>) {
    for clock in Clock::ALL {
        let is_there = cx.state.base.has_clock(clock);
        let button = Button::selectable(cx.state.view.clock == clock, clock_explained(clock));
        let mut response = ui.add_enabled(is_there, button);
        if !is_there {
            let why = sentence_case(why_not(&cx.state.base, clock));
            response = response.on_disabled_hover_text(why);
        }
        if response.clicked() {
            cx.push(Action::SetClock(clock));
            ui.close();
        }
    }
    let missing = Clock::ALL.map(|clock| !cx.state.base.has_clock(clock));
    if missing.contains(&true) {
        let first = Clock::ALL
            .into_iter()
            .find(|clock| !cx.state.base.has_clock(*clock));
        let why = first.map_or("", |clock| why_not(&cx.state.base, clock));
        ui.label(
            RichText::new(sentence_case(why))
                .size(size::SMALL)
                .color(cx.theme.secondary),
        );
    }
}

fn clock_explained(clock: Clock) -> &'static str {
    match clock {
        Clock::Happened => "As it happened: when events took place",
        Clock::Reported => "As reported: what was known then, by the first publication",
        Clock::Captured => "As captured: by the first stored copy",
    }
}

fn mode_explained(mode: WindowMode) -> &'static str {
    match mode {
        WindowMode::Instant => "Instant: what goes on at a moment",
        WindowMode::Moving => "Moving window: a stretch of constant length",
        WindowMode::Cumulative => "Cumulative: everything since a fixed start",
    }
}

/// One line of a menu; whether it was chosen.
pub fn entry(ui: &mut Ui, text: &str, is_chosen: bool) -> bool {
    ui.add(Button::selectable(is_chosen, text)).clicked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_have_names_and_others_are_said_in_days() {
        assert_eq!(speed_words(86_400.0), "1 day / s");
        assert_eq!(speed_words(43_200.0), "0.50 days / s");
        assert_eq!(speed_words(86_400.0 * 45.0), "45 days / s");
    }
}
