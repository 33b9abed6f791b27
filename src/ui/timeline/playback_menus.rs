//! The menus of the playback row: speed, step and mode, and what did not fit into the row.

use eframe::egui::{Button, DragValue, Popup, PopupCloseBehavior, Response, RichText, Ui};

use crate::model::view::WindowMode;
use crate::state::action::Action;
use crate::state::playback::{SPEEDS, StepUnit};
use crate::ui::Cx;
use crate::ui::theme::{medium, size};

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
}

impl Menu {
    /// Shows it under its button, while it is open.
    pub fn show(self, response: &Response, cx: &mut Cx<'_>) {
        let name = match self {
            Self::Speed => "Speed",
            Self::Step => "Step",
            Self::Mode => "Mode",
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
