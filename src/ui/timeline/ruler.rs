//! Ticks and labels of the axis, histogram bins and snapping: which step of the calendar suits the scale.
//!
//! Labels never collide, those that carry context (a new day, month or year) win over those that do not,
//! and what no label says stands in the context at the left. Knows nothing of painting: text is measured by the caller.

use chrono::{Datelike as _, NaiveDateTime};

use crate::model::time::{Timestamp, Window, Zone};
use crate::query::words::{clock_words, day_words, month_name, year_words};
use crate::ui::timeline::axis::Axis;
use crate::ui::timeline::calendar::Step;

/// A mark on the axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    pub at: Timestamp,
    pub x: f32,
    /// Where a larger unit begins.
    pub is_major: bool,
}

/// A text under the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    pub text: String,
    /// Its middle and its width, in points.
    pub x: f32,
    pub width: f32,
    pub is_major: bool,
    /// The stretch of time that it names; empty for an instant.
    pub span: Window,
}

/// Everything that is written under the axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ruler {
    pub ticks: Vec<Tick>,
    pub labels: Vec<Label>,
    /// What the labels leave out at the left end: the year, or the day. Empty where they leave out nothing.
    pub context: String,
}

/// Steps between ticks, and the room in points that each needs.
const TICKS: [(Step, f64); 30] = [
    (Step::Minutes(1), 48.0),
    (Step::Minutes(2), 48.0),
    (Step::Minutes(5), 48.0),
    (Step::Minutes(10), 48.0),
    (Step::Minutes(15), 48.0),
    (Step::Minutes(30), 48.0),
    (Step::Hours(1), 48.0),
    (Step::Hours(2), 48.0),
    (Step::Hours(3), 48.0),
    // Not before days are cut into hours in the histogram, too.
    (Step::Hours(6), 60.0),
    (Step::Days(1), 24.0),
    (Step::Days(2), 28.0),
    (Step::Days(5), 32.0),
    (Step::Days(10), 38.0),
    (Step::Months(1), 44.0),
    (Step::Months(3), 48.0),
    (Step::Months(6), 48.0),
    (Step::Years(1), 40.0),
    (Step::Years(2), 44.0),
    (Step::Years(5), 48.0),
    (Step::Years(10), 56.0),
    (Step::Years(20), 56.0),
    (Step::Years(50), 56.0),
    (Step::Years(100), 56.0),
    (Step::Years(200), 64.0),
    (Step::Years(500), 64.0),
    (Step::Years(1_000), 64.0),
    (Step::Years(2_000), 64.0),
    (Step::Years(5_000), 64.0),
    (Step::Years(10_000), 64.0),
];

/// The distance kept between two labels.
const LABEL_GAP: f32 = 8.0;

/// The ticks and labels of an axis; `measure` gives the width of a text in points.
pub fn ruler(axis: &Axis, zone: Zone, measure: impl Fn(&str) -> f32) -> Ruler {
    let step = tick_step(axis.ms_per_pt());
    let boundaries = step.boundaries(axis.window, zone);
    let locals: Vec<Option<NaiveDateTime>> = boundaries.iter().map(|at| zone.local(*at)).collect();
    let ranks: Vec<Rank> = (0..boundaries.len())
        .map(|idx| match (idx.checked_sub(1), locals[idx]) {
            (Some(before), Some(local)) => rank(step, locals[before], local),
            _ => Rank::Plain,
        })
        .collect();

    let ticks = boundaries
        .iter()
        .zip(&ranks)
        .filter(|(at, _)| axis.window.from <= **at && **at <= axis.window.to)
        .map(|(at, rank)| Tick {
            at: *at,
            x: axis.x_of(*at),
            is_major: *rank != Rank::Plain,
        })
        .collect();

    let mut wanted: Vec<(Rank, Label)> = Vec::new();
    for (idx, at) in boundaries.iter().enumerate() {
        let Some(local) = locals[idx] else { continue };
        let next = boundaries.get(idx + 1).copied();
        let rank = match ranks[idx] {
            // The first label of all says the month, too.
            Rank::Plain if wanted.is_empty() && !step.is_clock() => Rank::First,
            rank => rank,
        };
        let label = place(
            axis,
            step,
            *at,
            next,
            label_text(step, rank, local),
            &measure,
        );
        wanted.extend(label.map(|label| (rank, label)));
    }
    Ruler {
        ticks,
        labels: without_collisions(wanted),
        context: context(step, axis.window.from, zone),
    }
}

/// The step between ticks at a scale.
pub fn tick_step(ms_per_pt: f64) -> Step {
    TICKS
        .into_iter()
        .find(|(step, room)| step.nominal_ms() / ms_per_pt >= *room)
        .map_or(Step::Years(10_000), |(step, _)| step)
}

/// The width of a histogram bin at a scale: days wherever they can be seen, for that is how events are dated.
pub fn bin_step(ms_per_pt: f64) -> Step {
    /// The narrowest bin that still reads as a bar.
    const NARROWEST: f64 = 6.0;
    /// Days are kept until they are this wide; then hours say more.
    const DAY_WIDEST: f64 = 240.0;
    /// Months are kept until they are this wide; then weeks say more.
    const MONTH_WIDEST: f64 = 90.0;
    /// Bins of the clock are this wide at the most.
    const CLOCK_WIDEST: f64 = 60.0;
    const CLOCK: [Step; 9] = [
        Step::Hours(12),
        Step::Hours(6),
        Step::Hours(3),
        Step::Hours(1),
        Step::Minutes(30),
        Step::Minutes(10),
        Step::Minutes(5),
        Step::Minutes(2),
        Step::Minutes(1),
    ];
    const YEARS: [i32; 12] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];
    let width = |step: Step| step.nominal_ms() / ms_per_pt;
    if width(Step::Days(1)) > DAY_WIDEST {
        return CLOCK
            .into_iter()
            .find(|step| width(*step) <= CLOCK_WIDEST)
            .unwrap_or(Step::Minutes(1));
    }
    if width(Step::Days(1)) >= NARROWEST {
        Step::Days(1)
    } else if width(Step::Months(1)) > MONTH_WIDEST {
        Step::Week
    } else if width(Step::Months(1)) >= NARROWEST {
        Step::Months(1)
    } else {
        YEARS
            .into_iter()
            .map(Step::Years)
            .find(|step| width(*step) >= NARROWEST)
            .unwrap_or(Step::Years(5_000))
    }
}

/// The instant that a handle dropped at `at` comes to stand at.
///
/// That is the nearest edge of a bin; where bins are wide, finer steps in between can be reached as well.
pub fn snapped(at: Timestamp, axis: &Axis, zone: Zone) -> Timestamp {
    /// Bins up to this width, in points, are not divided further.
    const UNDIVIDED: f64 = 130.0;
    /// How near, in points, the edge of a wide bin draws.
    const MAGNET: f64 = 9.0;
    /// Distance in points of the finer steps.
    const FINE: f64 = 20.0;
    let bin = bin_step(axis.ms_per_pt());
    let edge = bin.nearest(at, zone);
    let wide = bin.nominal_ms() / axis.ms_per_pt() > UNDIVIDED;
    let near = (axis.exact_x(edge) - axis.exact_x(at)).abs() <= MAGNET;
    if !wide || near {
        return edge;
    }
    TICKS
        .into_iter()
        .map(|(step, _)| step)
        .find(|step| step.nominal_ms() / axis.ms_per_pt() >= FINE)
        .map_or(edge, |step| step.nearest(at, zone))
}

/// What a bin is called: `May 2015`, `2016`, `15 Dec 2016`; `None`: as any other window.
pub fn bin_name(step: Step, bin: Window, zone: Zone) -> Option<String> {
    let local = zone.local(bin.from)?;
    match step {
        Step::Months(1) => Some(month_words(local)),
        Step::Years(1) => Some(year_words(local.year().into())),
        _ => None,
    }
}

/// How much a label matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Plain,
    First,
    /// A new day or month.
    Change,
    NewYear,
}

fn rank(step: Step, before: Option<NaiveDateTime>, local: NaiveDateTime) -> Rank {
    let Some(before) = before else {
        return Rank::Plain;
    };
    if matches!(step, Step::Years(_)) {
        return Rank::Plain;
    }
    let new_year = before.year() != local.year();
    let new_unit = match step {
        Step::Minutes(_) | Step::Hours(_) => before.date() != local.date(),
        Step::Days(_) | Step::Week => before.month() != local.month(),
        Step::Months(_) | Step::Years(_) => false,
    };
    match (new_year, new_unit) {
        (true, _) => Rank::NewYear,
        (false, true) => Rank::Change,
        (false, false) => Rank::Plain,
    }
}

fn label_text(step: Step, rank: Rank, local: NaiveDateTime) -> String {
    let day_and_month = || format!("{} {}", local.day(), month_name(local.month()));
    match (step, rank) {
        (Step::Years(_), _) => year_words(local.year().into()),
        (Step::Months(_), Rank::NewYear) => month_words(local),
        (Step::Months(_), _) => month_name(local.month()).to_owned(),
        (_, Rank::NewYear) => day_words(local.date()),
        (_, Rank::Change | Rank::First) => day_and_month(),
        (Step::Minutes(_) | Step::Hours(_), Rank::Plain) => clock_words(local.time()),
        (Step::Days(_) | Step::Week, Rank::Plain) => local.day().to_string(),
    }
}

fn month_words(local: NaiveDateTime) -> String {
    format!(
        "{} {}",
        month_name(local.month()),
        year_words(local.year().into())
    )
}

fn context(step: Step, from: Timestamp, zone: Zone) -> String {
    let Some(local) = zone.local(from) else {
        return String::new();
    };
    match step {
        Step::Minutes(_) | Step::Hours(_) => day_words(local.date()),
        Step::Days(_) | Step::Week | Step::Months(_) => year_words(local.year().into()),
        Step::Years(_) => String::new(),
    }
}

/// The label of one boundary: in the middle of what it names, or at the instant; `None` where it would be cut off.
fn place(
    axis: &Axis,
    step: Step,
    at: Timestamp,
    next: Option<Timestamp>,
    text: String,
    measure: &impl Fn(&str) -> f32,
) -> Option<Label> {
    let names_stretch = matches!(step, Step::Days(1) | Step::Months(1) | Step::Years(1));
    let (x, span) = match next {
        Some(next) if names_stretch => {
            let from = axis.x_of(at).max(axis.left);
            let to = axis.x_of(next).min(axis.right);
            (from.midpoint(to), Window { from: at, to: next })
        }
        _ => (axis.x_of(at), Window { from: at, to: at }),
    };
    let width = measure(&text);
    let is_whole = axis.left <= x - width / 2.0 && x + width / 2.0 <= axis.right;
    is_whole.then_some(Label {
        text,
        x,
        width,
        is_major: false,
        span,
    })
}

/// The labels that fit beside each other, the more important ones first; in order of time.
fn without_collisions(mut wanted: Vec<(Rank, Label)>) -> Vec<Label> {
    wanted.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
    let mut kept: Vec<Label> = Vec::new();
    for (rank, label) in wanted {
        let collides = kept
            .iter()
            .any(|other| (other.x - label.x).abs() < other.width.midpoint(label.width) + LABEL_GAP);
        if !collides {
            kept.push(Label {
                is_major: rank > Rank::First,
                ..label
            });
        }
    }
    kept.sort_by(|a, b| a.x.total_cmp(&b.x));
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, prop_assert, proptest};

    use super::*;
    use crate::model::time::window_of;
    use crate::model::view::{AXIS_MS_MAX, AXIS_MS_MIN};

    /// About as wide as the small text is.
    fn measure(text: &str) -> f32 {
        text.chars().count() as f32 * 6.2
    }

    fn damascus() -> Zone {
        Zone::from_name("Asia/Damascus").unwrap()
    }

    fn axis(from: &str, to: &str, width: f32) -> Axis {
        let window = window_of(Some(from), Some(to), damascus()).unwrap();
        Axis::new(window, 100.0, 100.0 + width)
    }

    fn texts(ruler: &Ruler) -> Vec<&str> {
        ruler
            .labels
            .iter()
            .map(|label| label.text.as_str())
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_axis_has_ticks_in_order_and_labels_apart(
            from in -60_000_000_000_000_i64..60_000_000_000_000,
            // Even over the magnitudes, not over the milliseconds.
            magnitude in (AXIS_MS_MIN as f64).ln()..(AXIS_MS_MAX as f64).ln(),
            width in 400.0_f32..2_400.0,
            zone in proptest::sample::select(vec!["UTC", "Asia/Damascus", "Europe/Paris", "Pacific/Apia", "Asia/Kathmandu"]),
        ) {
            let zone = Zone::from_name(zone).unwrap();
            let length_ms = (magnitude.exp() as i64).clamp(AXIS_MS_MIN, AXIS_MS_MAX);
            let from = Timestamp(from);
            let axis = Axis::new(Window { from, to: from.plus_ms(length_ms) }, 50.0, 50.0 + width);
            let ruler = ruler(&axis, zone, measure);
            prop_assert!(ruler.ticks.len() >= 2, "{} ticks", ruler.ticks.len());
            prop_assert!(ruler.ticks.len() as f32 <= width / 20.0 + 2.0);
            prop_assert!(ruler.ticks.windows(2).all(|pair| pair[0].at < pair[1].at));
            prop_assert!(ruler.ticks.iter().all(|tick| axis.left <= tick.x && tick.x <= axis.right));
            prop_assert!(!ruler.labels.is_empty());
            for pair in ruler.labels.windows(2) {
                prop_assert!(pair[0].x + pair[0].width / 2.0 < pair[1].x - pair[1].width / 2.0);
            }
            for label in &ruler.labels {
                prop_assert!(axis.left <= label.x - label.width / 2.0);
                prop_assert!(label.x + label.width / 2.0 <= axis.right);
            }
        }

        #[test]
        fn bins_are_neither_too_narrow_nor_too_many(
            magnitude in (AXIS_MS_MIN as f64).ln()..(AXIS_MS_MAX as f64).ln(),
        ) {
            let ms_per_pt = magnitude.exp() / 860.0;
            let width = bin_step(ms_per_pt).nominal_ms() / ms_per_pt;
            prop_assert!((5.9..=240.1).contains(&width), "{width} {:?}", bin_step(ms_per_pt));
        }
    }

    #[test]
    fn days_of_one_month_name_the_month_once() {
        let ruler = ruler(
            &axis("2016-12-09", "2016-12-18", 860.0),
            damascus(),
            measure,
        );
        assert_eq!(
            texts(&ruler),
            [
                "9 Dec", "10", "11", "12", "13", "14", "15", "16", "17", "18"
            ]
        );
        assert_eq!(ruler.context, "2016");
    }

    #[test]
    fn a_new_year_is_said_where_it_begins() {
        let ruler = ruler(
            &axis("2016-12-29", "2017-01-03", 860.0),
            damascus(),
            measure,
        );
        assert_eq!(
            texts(&ruler),
            ["29 Dec", "30", "31", "1 Jan 2017", "2", "3"]
        );
    }

    #[test]
    fn hours_say_the_day_at_its_midnight_and_at_the_left() {
        let ruler = ruler(
            &axis("2016-12-14T18:00:00Z", "2016-12-15T06:00:00Z", 760.0),
            damascus(),
            measure,
        );
        assert_eq!(ruler.context, "14 Dec 2016");
        let texts = texts(&ruler);
        assert!(
            texts.contains(&"15 Dec") && texts.contains(&"21:00"),
            "{texts:?}"
        );
    }

    #[test]
    fn months_over_two_years_say_each_year() {
        let ruler = ruler(&axis("2015-05", "2016-12", 960.0), damascus(), measure);
        assert_eq!(ruler.context, "2015");
        assert!(texts(&ruler).contains(&"Jan 2016"));
    }

    #[test]
    fn bins_are_days_where_days_can_be_seen() {
        let step = |from, to| bin_step(axis(from, to, 860.0).ms_per_pt());
        assert_eq!(step("2016-12-05", "2016-12-19"), Step::Days(1));
        assert_eq!(step("2016-11-01", "2016-12-31"), Step::Days(1));
        assert_eq!(step("2015-05", "2016-12"), Step::Months(1));
        assert_eq!(step("2016", "2016"), Step::Months(1));
        assert_eq!(step("1816", "2016"), Step::Years(2));
        assert_eq!(step("2016-12-15", "2016-12-15"), Step::Hours(1));
    }

    #[test]
    fn handles_snap_to_local_midnight() {
        let axis = axis("2016-12-05", "2016-12-19", 860.0);
        let midnight = Timestamp::parse_rfc3339("2016-12-11T00:00:00+02:00").unwrap();
        let near = midnight.plus_ms(5 * Timestamp::HOUR_MS);
        assert_eq!(snapped(near, &axis, damascus()), midnight);
    }
}
