//! The event nearest to a point on the ground.

use crate::model::place::{EARTH_RADIUS_M, LatLon};
use crate::store::Row;
use crate::store::columns::{Columns, position};
use crate::store::row_set::RowSet;

/// The located row of a set that is nearest on the sphere, and how far it is in metres; of equally near ones the first.
pub fn nearest(columns: &Columns, rows: &RowSet, at: LatLon) -> Option<(Row, f64)> {
    let mut best: Option<(Row, f64)> = None;
    // No way is shorter than the difference of latitudes, which costs nothing to know.
    let mut lat_reach = f64::INFINITY;
    for row in rows.rows() {
        let idx = row.0 as usize;
        let Some(there) = position(columns.lon[idx], columns.lat[idx]) else {
            continue;
        };
        if (there.lat - at.lat).abs() > lat_reach {
            continue;
        }
        let distance_m = at.distance_m(there);
        if best.is_none_or(|(_, least_m)| distance_m < least_m) {
            best = Some((row, distance_m));
            // Some more, for what is lost in rounding.
            lat_reach = (distance_m / EARTH_RADIUS_M).to_degrees() * 1.000_001 + 1e-9;
        }
    }
    best
}
