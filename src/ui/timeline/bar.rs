//! The shape of an event's bar: how dense it is drawn along the axis, and which row of its lane it lies in.
//!
//! Solid where the event certainly went on, fading where it may have begun or ended; lighter and softer the more room
//! there is in "at some time within". Knows nothing of painting.

use crate::model::time::{EventTime, Extent, Timestamp};
use crate::ui::timeline::axis::Axis;

/// Density at a point of the axis: 0 is nothing, 1 is solid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shade {
    pub x: f32,
    pub density: f32,
}

/// A bar from left to right; between two shades the density changes evenly.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// At least two, ascending; what lies far off the axis is cut off.
    pub shades: Vec<Shade>,
    /// Drawn as an outline with little inside: the text says "approximately" or "uncertain".
    pub is_hollow: bool,
}

/// The width in points below which no bar falls, so that it can be seen and hit.
pub const WIDTH_MIN: f64 = 8.0;
/// Bounds up to this length are as exact as dates get: a day, however long its clock makes it.
const FINE_MS: i64 = 36 * Timestamp::HOUR_MS;
/// The density of what has no end that could be faded to.
const ENDLESS: f64 = 0.3;
/// What is only just possible is still to be seen.
const FAINTEST: f64 = 0.16;

impl Bar {
    /// The bar of a time on an axis; `None` where nothing of it is in sight.
    pub fn new(time: &EventTime, axis: &Axis) -> Option<Self> {
        /// Room beyond both ends of the axis that is still laid out, so that round ends are cut off with the bar.
        const BEYOND: f64 = 16.0;
        /// A hair's breadth in points.
        const INSIDE: f64 = 0.001;
        let (from, to) = extent_x(time, axis);
        let sight = (
            f64::from(axis.left) - BEYOND,
            f64::from(axis.right) + BEYOND,
        );
        if to < f64::from(axis.left) || from > f64::from(axis.right) {
            return None;
        }
        // Too short to be drawn with any nuance.
        let is_dot = to - from <= WIDTH_MIN + INSIDE;
        let density: Box<dyn Fn(f64) -> f64> = match time.extent {
            _ if is_dot => Box::new(|_| 1.0),
            Extent::Within => within_density(time, axis),
            Extent::WentOn => went_on_density(time, axis),
        };
        let mut stops: Vec<f64> = vec![from, to];
        stops.extend(breaks(time, axis, from, to));
        for stop in &mut stops {
            *stop = stop.clamp(sight.0.max(from), sight.1.min(to));
        }
        stops.sort_by(f64::total_cmp);
        stops.dedup_by(|a, b| (*a - *b).abs() < 0.01);
        let shades: Vec<Shade> = stops
            .into_iter()
            .map(|x| Shade {
                x: x as f32,
                // Measured just inside: a sharp end jumps there.
                density: density(x.clamp(from + INSIDE, to - INSIDE)) as f32,
            })
            .collect();
        (shades.len() >= 2).then_some(Self {
            shades: without_needless(shades),
            is_hollow: time.is_qualified(),
        })
    }

    pub fn left(&self) -> f32 {
        self.shades.first().map_or(0.0, |shade| shade.x)
    }

    pub fn right(&self) -> f32 {
        self.shades.last().map_or(0.0, |shade| shade.x)
    }
}

/// Leaves out what lies between two shades of the same density, so that an even bar is one piece.
fn without_needless(shades: Vec<Shade>) -> Vec<Shade> {
    let is_same = |a: &Shade, b: &Shade| (a.density - b.density).abs() < 0.001;
    let mut kept: Vec<Shade> = Vec::with_capacity(shades.len());
    for shade in shades {
        if let [.., before, last] = kept.as_slice()
            && is_same(before, last)
            && is_same(last, &shade)
        {
            kept.pop();
        }
        kept.push(shade);
    }
    kept
}

/// The ends of a bar in points, with the least width; an open end is infinite.
pub fn extent_x(time: &EventTime, axis: &Axis) -> (f64, f64) {
    let outer = time.outer();
    let (from, to) = (axis.exact_x(outer.from), axis.exact_x(outer.to));
    if to - from >= WIDTH_MIN {
        return (from, to);
    }
    let middle = from.midpoint(to);
    (middle - WIDTH_MIN / 2.0, middle + WIDTH_MIN / 2.0)
}

/// Where the density of a bar changes its course.
fn breaks(time: &EventTime, axis: &Axis, from: f64, to: f64) -> Vec<f64> {
    match time.extent {
        Extent::Within => {
            let soft = soft_end(time, from, to);
            vec![from + soft, to - soft]
        }
        Extent::WentOn => {
            let (rise, fall) = ramps(time, axis);
            let mut stops = vec![rise.0, rise.1, fall.0, fall.1];
            // Where the end may come before the beginning is over, the two ramps cross.
            if rise.1 > fall.0 {
                let across = (fall.1 - fall.0) + (rise.1 - rise.0);
                let share = (fall.1 - rise.0) / across;
                stops.push(rise.0 + share * (rise.1 - rise.0));
            }
            stops.retain(|x| x.is_finite());
            stops
        }
    }
}

/// Something that happened at some time within its bounds.
fn within_density(time: &EventTime, axis: &Axis) -> Box<dyn Fn(f64) -> f64> {
    let (from, to) = extent_x(time, axis);
    match (from.is_finite(), to.is_finite()) {
        (true, true) => {
            let body = within_body(time, to - from);
            let soft = soft_end(time, from, to);
            if soft <= 0.0 {
                return Box::new(move |_| body);
            }
            Box::new(move |x| body * ((x - from).min(to - x) / soft).clamp(FAINTEST / body, 1.0))
        }
        // At some time before, or after: it thins out towards the side that has no end.
        (false, true) => {
            let start = f64::from(axis.left).min(to);
            Box::new(move |x| thinning((to - x) / (to - start).max(1.0)))
        }
        (true, false) => {
            let end = f64::from(axis.right).max(from);
            Box::new(move |x| thinning((x - from) / (end - from).max(1.0)))
        }
        (false, false) => Box::new(|_| ENDLESS),
    }
}

/// From the known bound (0) to where the axis ends (1).
fn thinning(share: f64) -> f64 {
    let share = share.clamp(0.0, 1.0);
    0.6 + (FAINTEST - 0.6) * share
}

/// The density of the middle: a day on a scale of days is solid; the wider the bounds are drawn, the lighter.
fn within_body(time: &EventTime, width: f64) -> f64 {
    let is_fine = time.outer().length_ms() <= FINE_MS;
    let (solid_to, light_from, lightest) = if is_fine {
        (72.0, 320.0, 0.45)
    } else {
        (14.0, 60.0, 0.5)
    };
    let share = ((width - solid_to) / (light_from - solid_to)).clamp(0.0, 1.0);
    1.0 + (lightest - 1.0) * share
}

/// How far in points the ends of something within bounds fade.
fn soft_end(time: &EventTime, from: f64, to: f64) -> f64 {
    const LONGEST: f64 = 40.0;
    let width = to - from;
    if !width.is_finite() || within_body(time, width) >= 1.0 {
        return 0.0;
    }
    (width * 0.25).min(LONGEST)
}

/// Something that went on from a beginning to an end.
fn went_on_density(time: &EventTime, axis: &Axis) -> Box<dyn Fn(f64) -> f64> {
    /// What is nowhere certain is still to be seen.
    const PEAK_MIN: f64 = 0.5;
    let (rise, fall) = ramps(time, axis);
    let raw = move |x: f64| begun(x, rise).min(going_on(x, fall));
    // The thickest point lies at one of the breaks.
    let peak = breaks(time, axis, 0.0, 0.0)
        .into_iter()
        .map(raw)
        .fold(0.0, f64::max);
    let lift = if peak > 0.0 && peak < PEAK_MIN {
        PEAK_MIN / peak
    } else {
        1.0
    };
    Box::new(move |x| (raw(x) * lift).clamp(FAINTEST, 1.0))
}

/// Over which stretch it may have begun, and over which it may have ended.
///
/// A stretch without an end is drawn to the edge of the axis: "ended at some time since" thins out towards it.
fn ramps(time: &EventTime, axis: &Axis) -> ((f64, f64), (f64, f64)) {
    let reach = f64::from(axis.width()) * 0.25;
    let (left, right) = (f64::from(axis.left), f64::from(axis.right));
    let mut rise = (axis.exact_x(time.start_min), axis.exact_x(time.start_max));
    let mut fall = (axis.exact_x(time.end_min), axis.exact_x(time.end_max));
    if rise.0.is_infinite() && rise.1.is_finite() {
        rise.0 = (left - reach).min(rise.1 - reach);
    }
    if fall.1.is_infinite() && fall.0.is_finite() {
        fall.1 = (right + reach).max(fall.0 + reach);
    }
    (rise, fall)
}

/// How surely it has begun: 0 before a stretch, 1 after it, evenly between.
fn begun(x: f64, (from, to): (f64, f64)) -> f64 {
    if x >= to {
        1.0
    } else if x <= from {
        0.0
    } else if to == f64::INFINITY {
        ENDLESS
    } else {
        (x - from) / (to - from)
    }
}

/// How surely it has not ended yet: the same, seen from the other side.
fn going_on(x: f64, (from, to): (f64, f64)) -> f64 {
    begun(-x, (-to, -from))
}

/// Lays bars into rows so that none overlaps another of its row: the row of each, and the number of rows.
///
/// Bars that start earlier come first. Beyond `rows_max` rows they share the last one.
pub fn pack(extents: &[(f64, f64)], gap: f64, rows_max: usize) -> (Vec<u16>, usize) {
    let mut order: Vec<usize> = (0..extents.len()).collect();
    order.sort_by(|a, b| extents[*a].0.total_cmp(&extents[*b].0).then(a.cmp(b)));
    let mut rows = vec![0_u16; extents.len()];
    let mut ends: Vec<f64> = Vec::new();
    for idx in order {
        let (from, to) = extents[idx];
        let free = ends.iter().position(|end| end + gap <= from);
        let row = match free {
            Some(row) => row,
            None if ends.len() < rows_max => {
                ends.push(f64::NEG_INFINITY);
                ends.len() - 1
            }
            None => rows_max.saturating_sub(1),
        };
        ends[row] = ends[row].max(to);
        rows[idx] = row as u16;
    }
    (rows, ends.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, prop_assert, proptest};

    use super::*;
    use crate::model::time::{Zone, read_edtf, window_of};

    /// December 2016 on 310 points: ten points a day.
    fn december() -> Axis {
        let window = window_of(Some("2016-12"), Some("2016-12"), Zone::default()).unwrap();
        Axis::new(window, 100.0, 410.0)
    }

    fn bar(edtf: &str, axis: &Axis) -> Option<Bar> {
        Bar::new(&read_edtf(edtf, Zone::default()).unwrap(), axis)
    }

    fn density_at(bar: &Bar, x: f32) -> f32 {
        let pair = bar
            .shades
            .windows(2)
            .find(|pair| pair[0].x <= x && x <= pair[1].x)
            .unwrap();
        let share = (x - pair[0].x) / (pair[1].x - pair[0].x);
        pair[0].density + share * (pair[1].density - pair[0].density)
    }

    #[test]
    fn a_day_is_a_solid_bar_as_wide_as_the_day() {
        let bar = bar("2016-12-15", &december()).unwrap();
        assert_eq!((bar.left(), bar.right()), (240.0, 250.0));
        assert!(bar.shades.iter().all(|shade| shade.density == 1.0));
        assert!(!bar.is_hollow);
    }

    #[test]
    fn a_range_of_days_is_solid_with_sharp_ends() {
        let bar = bar("2016-12-11/2016-12-13", &december()).unwrap();
        assert_eq!((bar.left(), bar.right()), (200.0, 230.0));
        assert_eq!(density_at(&bar, 215.0), 1.0);
        assert_eq!(density_at(&bar, 201.0), 1.0);
        assert_eq!(bar.shades.len(), 2);
    }

    #[test]
    fn some_time_within_a_month_is_soft_and_lighter_than_a_day() {
        let bar = bar("2016-12", &december()).unwrap();
        assert!(density_at(&bar, 101.0) < 0.25);
        let middle = density_at(&bar, 255.0);
        assert!(0.3 < middle && middle < 0.7, "{middle}");
    }

    #[test]
    fn a_coarse_end_fades_over_the_month_that_it_lies_in() {
        let bar = bar("2016-11-20/2016-12", &december()).unwrap();
        assert!(density_at(&bar, 110.0) > density_at(&bar, 250.0));
        assert!(density_at(&bar, 250.0) > density_at(&bar, 400.0));
    }

    #[test]
    fn what_is_still_going_on_is_solid_to_the_edge() {
        let bar = bar("2016-12-11/..", &december()).unwrap();
        assert_eq!(bar.left(), 200.0);
        assert!(bar.right() >= 410.0);
        assert_eq!(density_at(&bar, 400.0), 1.0);
    }

    #[test]
    fn an_unknown_end_thins_out() {
        let bar = bar("2016-12-11/", &december()).unwrap();
        assert!(density_at(&bar, 210.0) > density_at(&bar, 400.0));
        assert!(density_at(&bar, 400.0) > 0.0);
    }

    #[test]
    fn a_short_bar_is_wide_enough_to_be_hit() {
        let bar = bar("2016-12-15T14:00:00Z", &december()).unwrap();
        assert!((f64::from(bar.right() - bar.left()) - WIDTH_MIN).abs() < 0.01);
    }

    #[test]
    fn an_approximate_date_is_hollow_and_keeps_its_place() {
        let plain = bar("2016-12-15", &december()).unwrap();
        let about = bar("2016-12-15~", &december()).unwrap();
        assert!(about.is_hollow);
        assert_eq!(plain.shades, about.shades);
    }

    #[test]
    fn what_is_out_of_sight_has_no_bar() {
        assert_eq!(bar("2015-05", &december()), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn every_bar_is_in_order_and_of_a_density_that_can_be_painted(
            bounds in proptest::collection::vec(-400_i64..400, 4),
            open in 0_usize..16,
            within: bool,
        ) {
            let mut bounds: Vec<Timestamp> =
                bounds.into_iter().map(|day| Timestamp(day * Timestamp::DAY_MS)).collect();
            bounds.sort();
            let pick = |bit: usize, finite, infinite| if open & (1 << bit) == 0 { finite } else { infinite };
            let start_min = pick(0, bounds[0], Timestamp::NEG_INFINITY);
            let end_max = pick(1, bounds[3], Timestamp::POS_INFINITY);
            let time = if within {
                EventTime::within(start_min, end_max)
            } else {
                EventTime {
                    // Beginning and end may overlap.
                    start_max: pick(2, bounds[2], Timestamp::POS_INFINITY),
                    end_min: pick(3, bounds[1], Timestamp::NEG_INFINITY),
                    extent: Extent::WentOn,
                    ..EventTime::within(start_min, end_max)
                }
            };
            let days = |day: i64| Timestamp(day * Timestamp::DAY_MS);
            let axis = Axis::new(
                crate::model::time::Window { from: days(-100), to: days(100) },
                0.0,
                800.0,
            );
            if let Some(bar) = Bar::new(&time, &axis) {
                prop_assert!(bar.shades.windows(2).all(|pair| pair[0].x < pair[1].x));
                prop_assert!(bar.shades.iter().all(|shade| (0.1..=1.0).contains(&shade.density)), "{bar:?}");
            }
        }

        #[test]
        fn bars_of_one_row_never_overlap(
            bars in proptest::collection::vec((0.0_f64..500.0, 1.0_f64..80.0), 0..60),
        ) {
            let extents: Vec<(f64, f64)> = bars.iter().map(|(from, width)| (*from, from + width)).collect();
            let (rows, n_rows) = pack(&extents, 2.0, 100);
            prop_assert!(rows.iter().all(|row| usize::from(*row) < n_rows));
            for a in 0..extents.len() {
                for b in 0..a {
                    let apart = extents[a].1 + 2.0 <= extents[b].0 || extents[b].1 + 2.0 <= extents[a].0;
                    prop_assert!(rows[a] != rows[b] || apart);
                }
            }
        }
    }

    #[test]
    fn too_many_bars_share_the_last_row() {
        let (rows, n_rows) = pack(&[(0.0, 10.0), (0.0, 10.0), (0.0, 10.0)], 1.0, 2);
        assert_eq!(n_rows, 2);
        assert_eq!(rows, [0, 1, 1]);
    }
}
