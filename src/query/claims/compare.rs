//! When two claims say the same, and when values that differ may all hold.

use crate::model::claim::adopted_idx;
use crate::model::event::{Event, Measure, When};
use crate::model::fold::fold;
use crate::model::place::{Geometry, LatLon, Place};
use crate::model::time::{EventTime, Timestamp};

/// Two spellings of the same bounds are the same time; "about" moves none.
pub(super) fn same_time(a: &When, b: &When) -> bool {
    let plain = |time: EventTime| EventTime {
        approximate: false,
        uncertain: false,
        ..time
    };
    plain(a.time) == plain(b.time)
}

/// Whether there is a beginning and an end that all times allow.
pub(super) fn times_may_all_hold(times: &[EventTime]) -> bool {
    let overlap = |low: &dyn Fn(&EventTime) -> Timestamp,
                   high: &dyn Fn(&EventTime) -> Timestamp| {
        let last_low = times.iter().map(low).max();
        // A bound that is known to the instant is that instant.
        let first_high = times
            .iter()
            .map(|time| high(time).max(low(time).plus_ms(1)))
            .min();
        last_low
            .zip(first_high)
            .is_some_and(|(low, high)| low < high)
    };
    let starts = overlap(&|time| time.start_min, &|time| time.start_max);
    starts && overlap(&|time| time.end_min, &|time| time.end_max)
}

/// A place that a claim names.
pub(super) struct Spot<'a> {
    pub(super) place: &'a Place,
    pub(super) shape: Option<&'a Geometry>,
}

impl Spot<'_> {
    /// The same shape as exactly known; without shapes, the same name.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        if let (Some(a), Some(b)) = (self.shape, other.shape) {
            return a == b && self.place.precision_m == other.place.precision_m;
        }
        let name = |place: &Place| place.name.as_deref().map(fold);
        name(self.place) == name(other.place)
    }

    /// The circle within which the event lies, where the claim says so.
    pub(super) fn circle(&self) -> Option<(LatLon, f64)> {
        match self.shape {
            Some(Geometry::Point(at)) => Some((*at, self.place.precision_m?)),
            _ => None,
        }
    }
}

pub(super) fn meet((a, radius_a): (LatLon, f64), (b, radius_b): (LatLon, f64)) -> bool {
    a.distance_m(b) <= radius_a + radius_b
}

/// The shape of one of an event's place claims: its own; for the adopted one else the feature's.
pub(super) fn shape_of(event: &Event, idx: usize) -> Option<&Geometry> {
    let own = event.places.get(idx)?.value.geometry.as_ref();
    let is_adopted = adopted_idx(&event.places) == Some(idx);
    own.or(event.geometry.as_ref().filter(|_| is_adopted))
}

pub(super) fn numbers(measure: &Measure) -> [Option<f64>; 3] {
    [measure.value, measure.low, measure.high]
}

/// Whether some number lies between the lows and highs of all; one without either is just itself.
pub(super) fn numbers_may_all_hold<'a>(
    measures: impl Iterator<Item = &'a Measure> + Clone,
) -> bool {
    let low = |measure: &Measure| match (measure.low, measure.high) {
        (Some(low), _) => low,
        (None, Some(_)) => f64::NEG_INFINITY,
        (None, None) => measure.value.unwrap_or(f64::NEG_INFINITY),
    };
    let high = |measure: &Measure| match (measure.low, measure.high) {
        (_, Some(high)) => high,
        (Some(_), None) => f64::INFINITY,
        (None, None) => measure.value.unwrap_or(f64::INFINITY),
    };
    let last_low = measures.clone().map(low).fold(f64::NEG_INFINITY, f64::max);
    let first_high = measures.map(high).fold(f64::INFINITY, f64::min);
    last_low <= first_high
}
