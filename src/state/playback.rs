//! Playing, pausing and stepping through time: pure functions of the window and the time passed.

use chrono::Months;

use crate::model::time::{Timestamp, Window, Zone};
use crate::model::view::WindowMode;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    Forward,
    Backward,
}

/// How far one step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepUnit {
    Hour,
    Day,
    Week,
    Month,
    /// To the next event.
    Event,
}

impl StepUnit {
    pub const ALL: [Self; 5] = [Self::Hour, Self::Day, Self::Week, Self::Month, Self::Event];

    pub fn label(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Event => "event",
        }
    }
}

/// Speeds offered, in seconds of time per second of playing, with their names.
pub const SPEEDS: [(f64, &str); 7] = [
    (600.0, "10 min / s"),
    (3_600.0, "1 hour / s"),
    (21_600.0, "6 hours / s"),
    (86_400.0, "1 day / s"),
    (604_800.0, "1 week / s"),
    (2_592_000.0, "30 days / s"),
    (31_536_000.0, "1 year / s"),
];

/// How time runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Playback {
    pub playing: bool,
    pub direction: Direction,
    /// Seconds of time per second of playing.
    pub speed: f64,
    pub looping: bool,
    pub step: StepUnit,
    /// Milliseconds that were too little to move the window yet.
    remainder_ms: f64,
}

impl Default for Playback {
    fn default() -> Self {
        Self {
            playing: false,
            direction: Direction::Forward,
            speed: 86_400.0,
            looping: false,
            step: StepUnit::Day,
            remainder_ms: 0.0,
        }
    }
}

/// A frame longer than this (a stall, a suspended laptop) counts as this long: time must not leap.
const TICK_S_MAX: f64 = 0.25;

impl Playback {
    /// Moves the window by `dt` seconds of playing within `extent`; stops or loops at its end.
    pub fn advance(&mut self, window: Window, mode: WindowMode, extent: Window, dt: f64) -> Window {
        let exact_ms = dt.clamp(0.0, TICK_S_MAX) * self.speed * 1_000.0 + self.remainder_ms;
        let whole_ms = exact_ms.trunc();
        self.remainder_ms = exact_ms - whole_ms;
        let delta_ms = match self.direction {
            Direction::Forward => whole_ms as i64,
            Direction::Backward => -(whole_ms as i64),
        };
        let moved = move_window(window, mode, delta_ms);
        let (at_end, restart) = match self.direction {
            Direction::Forward => (moved.to >= extent.to, Direction::Backward),
            Direction::Backward => (is_at_beginning(moved, mode, extent), Direction::Forward),
        };
        if !at_end {
            return moved;
        }
        if self.looping && window == jump_window(window, mode, extent, opposite(restart)) {
            return jump_window(window, mode, extent, restart);
        }
        if !self.looping {
            self.playing = false;
        }
        jump_window(window, mode, extent, opposite(restart))
    }
}

pub fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::Forward => Direction::Backward,
        Direction::Backward => Direction::Forward,
    }
}

fn is_at_beginning(window: Window, mode: WindowMode, extent: Window) -> bool {
    match mode {
        WindowMode::Instant => window.to <= extent.from,
        WindowMode::Moving => window.from <= extent.from,
        WindowMode::Cumulative => window.to <= window.from.plus_ms(1),
    }
}

/// The window moved by some milliseconds: whole, or its end alone where it is cumulative.
pub fn move_window(window: Window, mode: WindowMode, delta_ms: i64) -> Window {
    match mode {
        WindowMode::Moving | WindowMode::Instant => window.shifted_ms(delta_ms),
        WindowMode::Cumulative => Window {
            from: window.from,
            to: window.to.plus_ms(delta_ms).max(window.from.plus_ms(1)),
        },
    }
}

/// The window at the beginning or the end of `extent`, its length kept.
pub fn jump_window(window: Window, mode: WindowMode, extent: Window, to: Direction) -> Window {
    let length_ms = window.length_ms();
    match (mode, to) {
        (WindowMode::Cumulative, Direction::Backward) => Window {
            from: window.from,
            to: window.from.plus_ms(1),
        },
        (WindowMode::Cumulative, Direction::Forward) => Window {
            from: window.from,
            to: extent.to.max(window.from.plus_ms(1)),
        },
        (WindowMode::Instant, Direction::Backward) => Window {
            from: extent.from.plus_ms(1 - length_ms),
            to: extent.from.plus_ms(1),
        },
        (WindowMode::Moving, Direction::Backward) => Window {
            from: extent.from,
            to: extent.from.plus_ms(length_ms),
        },
        (WindowMode::Moving | WindowMode::Instant, Direction::Forward) => Window {
            from: extent.to.plus_ms(-length_ms),
            to: extent.to,
        },
    }
}

/// One step by the calendar of `zone`; `bounds` are the moments at which events begin, ascending, for [`StepUnit::Event`].
pub fn step_window(
    window: Window,
    mode: WindowMode,
    unit: StepUnit,
    direction: Direction,
    zone: Zone,
    beginnings: &[Timestamp],
) -> Window {
    let sign = match direction {
        Direction::Forward => 1,
        Direction::Backward => -1,
    };
    let by_ms = match unit {
        StepUnit::Hour => sign * Timestamp::HOUR_MS,
        StepUnit::Day => calendar_step_ms(window.to, sign, CalendarUnit::Days(1), zone),
        StepUnit::Week => calendar_step_ms(window.to, sign, CalendarUnit::Days(7), zone),
        StepUnit::Month => calendar_step_ms(window.to, sign, CalendarUnit::Months(1), zone),
        StepUnit::Event => {
            // The end of the window comes to stand just after the next beginning.
            let target = match direction {
                Direction::Forward => beginnings.iter().find(|at| **at >= window.to),
                Direction::Backward => beginnings.iter().rev().find(|at| at.plus_ms(1) < window.to),
            };
            target.map_or(0, |at| at.0 + 1 - window.to.0)
        }
    };
    move_window(window, mode, by_ms)
}

enum CalendarUnit {
    Days(u64),
    Months(u32),
}

/// The distance in milliseconds from `at` to the same wall-clock time some days or months away.
fn calendar_step_ms(at: Timestamp, sign: i64, unit: CalendarUnit, zone: Zone) -> i64 {
    let fallback = match unit {
        CalendarUnit::Days(days) => days as i64 * Timestamp::DAY_MS,
        CalendarUnit::Months(months) => i64::from(months) * 30 * Timestamp::DAY_MS,
    };
    let target = zone.local(at).and_then(|local| match (unit, sign > 0) {
        (CalendarUnit::Days(days), true) => local.checked_add_days(chrono::Days::new(days)),
        (CalendarUnit::Days(days), false) => local.checked_sub_days(chrono::Days::new(days)),
        (CalendarUnit::Months(months), true) => local.checked_add_months(Months::new(months)),
        (CalendarUnit::Months(months), false) => local.checked_sub_months(Months::new(months)),
    });
    target.map_or(sign * fallback, |local| zone.first_instant(local).0 - at.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = Timestamp::DAY_MS;

    fn days(from: i64, to: i64) -> Window {
        Window {
            from: Timestamp(from * DAY),
            to: Timestamp(to * DAY),
        }
    }

    #[test]
    fn playing_moves_by_speed_and_stops_at_the_end() {
        let mut playback = Playback {
            playing: true,
            ..Playback::default()
        };
        let moved = playback.advance(days(0, 2), WindowMode::Moving, days(0, 10), 0.25);
        assert_eq!(moved, days(0, 2).shifted_ms(DAY / 4));
        let moved = playback.advance(days(7, 9), WindowMode::Moving, days(0, 9), 0.25);
        assert_eq!(moved, days(7, 9));
        assert!(!playback.playing);
    }

    #[test]
    fn looping_starts_again_after_the_end_was_shown() {
        let mut playback = Playback {
            playing: true,
            looping: true,
            ..Playback::default()
        };
        let at_end = playback.advance(days(6, 8), WindowMode::Moving, days(0, 8), 0.1);
        assert_eq!(at_end, days(0, 2));
        let shown = playback.advance(
            days(6, 8).shifted_ms(-1),
            WindowMode::Moving,
            days(0, 8),
            0.1,
        );
        assert_eq!(shown, days(6, 8));
        assert!(playback.playing);
    }

    #[test]
    fn cumulative_keeps_its_start() {
        let mut playback = Playback::default();
        let moved = playback.advance(days(0, 2), WindowMode::Cumulative, days(0, 10), 0.25);
        assert_eq!(moved.from, Timestamp(0));
        assert_eq!(moved.to, Timestamp(2 * DAY + DAY / 4));
    }

    #[test]
    fn steps_follow_the_calendar() {
        let zone = Zone::from_name("Europe/Paris").unwrap();
        // The night of 27 March 2016 is an hour short there.
        let to = Timestamp::parse_rfc3339("2016-03-27T00:00:00+01:00").unwrap();
        let window = Window {
            from: to.plus_ms(-DAY),
            to,
        };
        let step = |unit| {
            step_window(
                window,
                WindowMode::Moving,
                unit,
                Direction::Forward,
                zone,
                &[],
            )
            .to
        };
        assert_eq!(
            step(StepUnit::Day),
            Timestamp::parse_rfc3339("2016-03-28T00:00:00+02:00").unwrap()
        );
        assert_eq!(
            step(StepUnit::Month),
            Timestamp::parse_rfc3339("2016-04-27T00:00:00+02:00").unwrap()
        );
        assert_eq!(step(StepUnit::Hour), to.plus_ms(Timestamp::HOUR_MS));
    }

    #[test]
    fn stepping_from_event_to_event_reaches_each() {
        let beginnings = [Timestamp(10), Timestamp(20), Timestamp(30)];
        let step = |to: i64, direction| {
            let window = Window {
                from: Timestamp(to - 5),
                to: Timestamp(to),
            };
            step_window(
                window,
                WindowMode::Moving,
                StepUnit::Event,
                direction,
                Zone::default(),
                &beginnings,
            )
            .to
            .0
        };
        assert_eq!(step(11, Direction::Forward), 21);
        assert_eq!(step(21, Direction::Forward), 31);
        assert_eq!(step(31, Direction::Forward), 31);
        assert_eq!(step(31, Direction::Backward), 21);
        assert_eq!(step(21, Direction::Backward), 11);
    }
}
