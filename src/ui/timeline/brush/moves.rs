//! Where a window comes to that is moved by hand or by key. Pure: no screen, no pointer.

use super::End;
use crate::model::time::{Timestamp, Window, Zone};
use crate::model::view::WindowMode;
use crate::state::playback::{Direction, StepUnit, step_window};
use crate::ui::timeline::axis::Axis;
use crate::ui::timeline::ruler::snapped;

/// An instant one step of the calendar away.
pub(super) fn stepped(
    at: Timestamp,
    unit: StepUnit,
    direction: Direction,
    zone: Zone,
) -> Timestamp {
    let unit = match unit {
        StepUnit::Event => StepUnit::Day,
        unit => unit,
    };
    let at = Window { from: at, to: at };
    step_window(at, WindowMode::Moving, unit, direction, zone, &[]).to
}

/// The window with one end elsewhere; the other end is never passed. An instant moves whole.
pub(super) fn with_end(window: Window, end: End, at: Timestamp, mode: WindowMode) -> Window {
    match (end, mode) {
        (End::To, WindowMode::Instant) => ending_at(window, at),
        (End::From, _) => Window {
            from: at.min(window.to.plus_ms(-1)),
            to: window.to,
        },
        (End::To, _) => Window {
            from: window.from,
            to: at.max(window.from.plus_ms(1)),
        },
    }
}

/// The window moved so that it ends at an instant.
pub(super) fn ending_at(window: Window, to: Timestamp) -> Window {
    window.shifted_ms(to.0 - window.to.0)
}

/// The window between two instants, whichever comes first.
pub(super) fn spanning(a: Timestamp, b: Timestamp) -> Window {
    Window {
        from: a.min(b),
        to: a.max(b),
    }
}

/// A window moved by hand: each end that lay on the calendar comes to lie on it again, so that a month stays a month.
pub(super) fn moved(origin: Window, by_ms: i64, snap: Option<(&Axis, Zone)>) -> Window {
    let exact = origin.shifted_ms(by_ms);
    let Some((axis, zone)) = snap else {
        return exact;
    };
    let from = snapped(exact.from, axis, zone);
    let was_aligned = snapped(origin.from, axis, zone) == origin.from
        && snapped(origin.to, axis, zone) == origin.to;
    let to = if was_aligned {
        snapped(exact.to, axis, zone)
    } else {
        from.plus_ms(origin.length_ms())
    };
    Window {
        from,
        to: to.max(from.plus_ms(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::window_of;

    fn window(from: &str, to: &str) -> Window {
        window_of(Some(from), Some(to), Zone::default()).unwrap()
    }

    #[test]
    fn a_dragged_window_keeps_to_whole_days() {
        let axis = Axis::new(window("2016-12-05", "2016-12-19"), 0.0, 860.0);
        let origin = window("2016-12-11", "2016-12-13");
        let almost_two_days = 45 * Timestamp::HOUR_MS;
        assert_eq!(
            moved(origin, almost_two_days, Some((&axis, Zone::default()))),
            window("2016-12-13", "2016-12-15")
        );
        assert_eq!(
            moved(origin, almost_two_days, None),
            origin.shifted_ms(almost_two_days)
        );
    }

    #[test]
    fn a_dragged_month_stays_a_month() {
        let axis = Axis::new(window("2015", "2016"), 0.0, 1_000.0);
        assert_eq!(
            moved(
                window("2015-05", "2015-05"),
                29 * Timestamp::DAY_MS,
                Some((&axis, Zone::default()))
            ),
            window("2015-06", "2015-06")
        );
    }

    #[test]
    fn an_end_never_passes_the_other() {
        let before = window("2016-12-11", "2016-12-13");
        let far = window("2017-01-01", "2017-01-01").from;
        let after = with_end(before, End::From, far, WindowMode::Moving);
        assert!(after.from < after.to);
        assert_eq!(after.to, before.to);
    }

    #[test]
    fn an_instant_moves_without_changing_the_length_behind_it() {
        let before = window("2016-12-11", "2016-12-13");
        let to = window("2016-12-20", "2016-12-20").to;
        let after = with_end(before, End::To, to, WindowMode::Instant);
        assert_eq!(after.length_ms(), before.length_ms());
        assert_eq!(after.to, to);
    }
}
