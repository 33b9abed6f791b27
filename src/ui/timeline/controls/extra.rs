//! The controls that have a place in the row if there is room: their words, their menus, and what they do.

use crate::model::clock::Clock;
use crate::model::view::WindowMode;
use crate::query::known::why_not;
use crate::state::action::{Action, AxisFit};
use crate::state::playback::{Direction, opposite};
use crate::ui::Cx;
use crate::ui::timeline::coverage;
use crate::ui::timeline::length::length_words;
use crate::ui::timeline::playback_menus::{Menu, speed_words, step_words};
use crate::ui::top_bar::sentence_case;

/// A control that has a place in the row if there is room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extra {
    Speed,
    Mode,
    Clock,
    Step,
    Loop,
    Coverage,
    Reverse,
    Fit,
    AllOfTime,
}

impl Extra {
    pub(super) const IN_ROW: [Self; 9] = [
        Self::Speed,
        Self::Mode,
        Self::Clock,
        Self::Step,
        Self::Loop,
        Self::Coverage,
        Self::Reverse,
        Self::Fit,
        Self::AllOfTime,
    ];
    pub(super) const LEAST_IMPORTANT_FIRST: [Self; 9] = [
        Self::Coverage,
        Self::AllOfTime,
        Self::Fit,
        Self::Reverse,
        Self::Step,
        Self::Loop,
        Self::Clock,
        Self::Mode,
        Self::Speed,
    ];

    pub(super) fn text(self, cx: &Cx<'_>) -> String {
        match self {
            Self::AllOfTime => String::from("All of time"),
            Self::Fit => String::from("Fit"),
            Self::Reverse => String::from("Reverse"),
            Self::Step => step_words(cx.state.playback.step),
            Self::Loop => String::from("Loop"),
            Self::Coverage => String::from("Coverage"),
            Self::Speed => speed_words(cx.state.playback.speed),
            Self::Mode => mode_words(cx),
            Self::Clock => cx.state.view.clock.label().to_owned(),
        }
    }

    /// The menu that it opens; `None` where it acts at once.
    pub(super) fn menu(self) -> Option<Menu> {
        match self {
            Self::Speed => Some(Menu::Speed),
            Self::Mode => Some(Menu::Mode),
            Self::Step => Some(Menu::Step),
            Self::Clock => Some(Menu::Clock),
            Self::Loop | Self::Coverage | Self::Reverse | Self::Fit | Self::AllOfTime => None,
        }
    }

    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::AllOfTime => "Show all of time on the axis (A)",
            Self::Fit => "Show the window on the whole axis (W)",
            Self::Reverse => "Play backwards",
            Self::Step => "How far a step goes",
            Self::Speed => "How fast time runs",
            Self::Mode => "How the window moves (1, 2, 3)",
            Self::Clock => "What time means: happening, report or capture (K)",
            Self::Loop => "Start again at the end (L)",
            Self::Coverage => "How many sources report on each day (G)",
        }
    }

    /// Whether it is switched on; `None` where it is no switch.
    pub(super) fn is_on(self, cx: &Cx<'_>) -> Option<bool> {
        match self {
            Self::Reverse => Some(cx.state.playback.direction == Direction::Backward),
            Self::Loop => Some(cx.state.playback.looping),
            Self::Coverage => {
                Some(!cx.memory.timeline.is_coverage_folded && coverage::is_there(cx))
            }
            Self::AllOfTime | Self::Fit | Self::Step | Self::Speed | Self::Mode | Self::Clock => {
                None
            }
        }
    }

    fn action(self, cx: &Cx<'_>) -> Option<Action> {
        match self {
            Self::AllOfTime => Some(Action::FitAxis(AxisFit::All)),
            Self::Fit => Some(Action::FitAxis(AxisFit::Window)),
            Self::Reverse => Some(Action::SetPlayDirection(opposite(
                cx.state.playback.direction,
            ))),
            Self::Loop => Some(Action::ToggleLoop),
            Self::Step | Self::Speed | Self::Mode | Self::Clock | Self::Coverage => None,
        }
    }

    /// Why it cannot be asked for.
    pub(super) fn missing(self, cx: &Cx<'_>) -> Option<String> {
        let is_missing = self == Self::Coverage && !coverage::is_there(cx);
        is_missing.then(|| sentence_case(why_not(&cx.state.base, Clock::Reported)))
    }

    /// Does what it stands for.
    pub(super) fn press(self, cx: &mut Cx<'_>) {
        if self == Self::Coverage {
            cx.memory.timeline.toggle_coverage();
        }
        let action = self.action(cx);
        cx.actions.extend(action);
    }
}

/// `Moving window, 5 days`.
fn mode_words(cx: &Cx<'_>) -> String {
    let mode = cx.state.view.mode;
    match mode {
        WindowMode::Moving | WindowMode::Cumulative => {
            let length = length_words(cx.state.view.window, cx.state.zone());
            format!("{}, {length}", mode.label())
        }
        WindowMode::Instant => mode.label().to_owned(),
    }
}
