//! What time means: a part of `update`, with the same right to change the state.

use super::record;
use crate::model::clock::Clock;
use crate::model::time::Window;
use crate::model::view::WindowMode;
use crate::state::history::ChangeKind;
use crate::state::opening::{extent_or_a_day, padded_axis};
use crate::state::{Look, State};

/// Changes the clock; the window that was last on it comes back, else all that was known in the end is shown.
pub(super) fn set_clock(state: &mut State, clock: Clock) {
    let before = state.view.clock;
    if clock == before || !state.base.has_clock(clock) {
        return;
    }
    record(state, ChangeKind::Clock);
    state.playback.playing = false;
    state.looks[before as usize] = Some(Look {
        window: state.view.window,
        mode: state.view.mode,
        axis: state.view.axis,
    });
    look_by(state, clock);
    let look = state.looks[clock as usize].unwrap_or_else(|| first_look(state));
    state.view.window = look.window;
    state.view.mode = look.mode;
    state.view.axis = look.axis;
}

/// Brings the collection into the order of a clock, and leaves the window alone.
pub(super) fn look_by(state: &mut State, clock: Clock) {
    state.dataset = state.base.on(clock);
    state.view.clock = state.dataset.clock();
}

/// Everything by the clock: of what was reported or captured, from the first on, so that the end can be moved back.
fn first_look(state: &State) -> Look {
    let window = extent_or_a_day(&state.dataset);
    let happened = extent_or_a_day(&state.base);
    let both = Window {
        from: window.from.min(happened.from),
        to: window.to.max(happened.to),
    };
    // With what happened on the axis the lag is seen, unless it would leave no room for the reports.
    let is_near = both.length_ms() <= window.length_ms().saturating_mul(3);
    Look {
        window,
        mode: match state.view.clock {
            Clock::Happened => WindowMode::Moving,
            Clock::Reported | Clock::Captured => WindowMode::Cumulative,
        },
        axis: padded_axis(if is_near { both } else { window }),
    }
}
