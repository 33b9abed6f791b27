//! The time axis: instants to points and back, zooming and panning.
//!
//! Computes in `f64`, so that a millisecond survives beside five thousand years. Knows nothing of painting.

use crate::model::time::{Timestamp, Window};
use crate::model::view::{AXIS_MS_MAX, AXIS_MS_MIN};

/// A stretch of time laid over a stretch of the screen, in points from left to right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// What it shows; both ends are finite.
    pub window: Window,
    pub left: f32,
    pub right: f32,
}

impl Axis {
    /// An axis is never narrower than this, so that nothing is divided by zero.
    const WIDTH_MIN: f32 = 1.0;

    pub fn new(window: Window, left: f32, right: f32) -> Self {
        Self {
            window,
            left,
            right: right.max(left + Self::WIDTH_MIN),
        }
    }

    pub fn width(&self) -> f32 {
        self.right - self.left
    }

    /// Milliseconds that one point stands for.
    pub fn ms_per_pt(&self) -> f64 {
        self.window.length_ms().max(1) as f64 / f64::from(self.width())
    }

    /// Where an instant lies, in points; the two infinities stay infinite.
    pub fn exact_x(&self, at: Timestamp) -> f64 {
        match at {
            Timestamp::NEG_INFINITY => f64::NEG_INFINITY,
            Timestamp::POS_INFINITY => f64::INFINITY,
            Timestamp(ms) => {
                let since_ms = ms as f64 - self.window.from.0 as f64;
                f64::from(self.left) + since_ms / self.ms_per_pt()
            }
        }
    }

    /// Where an instant lies; what is far off the axis is brought near it, where painting cuts it off anyway.
    pub fn x_of(&self, at: Timestamp) -> f32 {
        /// Far enough off that no handle or outline reaches back into the picture.
        const BEYOND: f64 = 64.0;
        let left = f64::from(self.left) - BEYOND;
        let right = f64::from(self.right) + BEYOND;
        self.exact_x(at).clamp(left, right) as f32
    }

    /// The instant at a point, to the millisecond.
    pub fn time_at(&self, x: f32) -> Timestamp {
        let since_ms = f64::from(x - self.left) * self.ms_per_pt();
        self.window.from.plus_ms(since_ms.round() as i64)
    }

    /// What it shows after zooming about a point, which keeps its instant; `factor` above one shows less time.
    pub fn zoomed(&self, x: f32, factor: f64) -> Window {
        let length_ms = self.window.length_ms() as f64;
        let wanted_ms = (length_ms / factor.max(1e-6)).round();
        let length_ms = (wanted_ms as i64).clamp(AXIS_MS_MIN, AXIS_MS_MAX);
        let share = f64::from((x - self.left) / self.width());
        let at = self.time_at(x);
        let from = at.plus_ms(-((length_ms as f64 * share).round() as i64));
        Window {
            from,
            to: from.plus_ms(length_ms),
        }
    }

    /// What it shows after its content moved by some points to the right.
    pub fn panned(&self, points: f32) -> Window {
        let by_ms = f64::from(points) * self.ms_per_pt();
        self.window.shifted_ms(-(by_ms.round() as i64))
    }
}

/// An axis moved, not stretched, so that it shows at least a part of `all`: nobody gets lost in empty time.
pub fn within_reach(axis: Window, all: Window) -> Window {
    let margin_ms = axis.length_ms() / 10;
    let too_late_ms = axis.from.0 - (all.to.0 - margin_ms);
    let too_early_ms = (all.from.0 + margin_ms) - axis.to.0;
    if too_late_ms > 0 {
        axis.shifted_ms(-too_late_ms)
    } else if too_early_ms > 0 {
        axis.shifted_ms(too_early_ms)
    } else {
        axis
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, prop_assert, proptest};

    use super::*;

    fn any_axis(from: i64, length_ms: i64, width: f32) -> Axis {
        let from = Timestamp(from);
        Axis::new(
            Window {
                from,
                to: from.plus_ms(length_ms),
            },
            100.0,
            100.0 + width,
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_point_keeps_its_place_through_time_and_back(
            from in -60_000_000_000_000_i64..60_000_000_000_000,
            length_ms in AXIS_MS_MIN..AXIS_MS_MAX,
            width in 300.0_f32..3_000.0,
            share in 0.0_f32..1.0,
        ) {
            let axis = any_axis(from, length_ms, width);
            let x = axis.left + share * axis.width();
            prop_assert!((axis.x_of(axis.time_at(x)) - x).abs() < 0.01);
        }

        #[test]
        fn zooming_keeps_the_instant_under_the_pointer(
            length_ms in AXIS_MS_MIN..AXIS_MS_MAX,
            share in 0.0_f32..1.0,
            factor in 0.2_f64..5.0,
        ) {
            let axis = any_axis(0, length_ms, 800.0);
            let x = axis.left + share * axis.width();
            let zoomed = Axis { window: axis.zoomed(x, factor), ..axis };
            prop_assert!((zoomed.x_of(axis.time_at(x)) - x).abs() < 0.05);
            prop_assert!((AXIS_MS_MIN..=AXIS_MS_MAX).contains(&zoomed.window.length_ms()));
        }
    }

    #[test]
    fn panning_moves_what_is_under_the_pointer_with_it() {
        let axis = any_axis(0, 1_000 * Timestamp::DAY_MS, 1_000.0);
        let panned = Axis {
            window: axis.panned(50.0),
            ..axis
        };
        assert_eq!(panned.time_at(200.0), axis.time_at(150.0));
    }

    #[test]
    fn panning_ends_where_only_empty_time_would_be_left() {
        let all = Window {
            from: Timestamp(0),
            to: Timestamp(1_000),
        };
        let far = Window {
            from: Timestamp(50_000),
            to: Timestamp(50_500),
        };
        let back = within_reach(far, all);
        assert_eq!(back.from, Timestamp(950));
        assert_eq!(back.length_ms(), far.length_ms());
        assert_eq!(within_reach(all, all), all);
    }
}
