//! UTM, UPS and MGRS by way of `geoconvert`, kept from what that library cannot take.
//!
//! The library computes the projections. It refuses the meridian 180°, and panics on some strings and where rounding
//! carries a position over the edge of a band; so letters and digits of MGRS are written here.

use geoconvert::UtmUps;

use crate::model::place::LatLon;

/// Latitudes from which UPS takes the place of UTM: south of the first, and from the second on.
pub(super) const UTM_LAT_MIN: f64 = -80.0;
pub(super) const UTM_LAT_MAX: f64 = 84.0;

const BANDS: &[u8; 20] = b"CDEFGHJKLMNPQRSTUVWX";
const UTM_COLUMNS: [&[u8; 8]; 3] = [b"STUVWXYZ", b"ABCDEFGH", b"JKLMNPQR"];
const UTM_ROWS: &[u8; 20] = b"ABCDEFGHJKLMNPQRSTUV";
/// Side of a square with two letters, in metres.
const SQUARE_M: f64 = 100_000.0;
/// A micrometre: coordinates that rounding has put this little below a square's edge belong into the square.
const SLACK_M: f64 = 1e-6;

/// A position on the grid of a zone; zone 0 is UPS.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Utm {
    /// 1 to 60; 0 near the poles.
    pub zone: u8,
    pub north: bool,
    /// Metres, false easting and northing included.
    pub easting: f64,
    pub northing: f64,
    /// The letter of the latitude band; near the poles A, B, Y or Z.
    pub band: char,
}

/// The UTM zone of a position, with the exceptions of Norway and Svalbard; 0 near the poles.
pub fn zone_of(at: LatLon) -> u8 {
    Utm::of(at).zone
}

impl Utm {
    pub fn of(at: LatLon) -> Self {
        // The library knows 180° as -180° only, and takes -0 for the south.
        let lon = if at.lon >= 180.0 { -180.0 } else { at.lon };
        let lat = at.lat.clamp(-90.0, 90.0) + 0.0;
        let Ok(place) = geoconvert::LatLon::create(lat, lon.max(-180.0)) else {
            // Not a number: nothing that a `LatLon` may hold.
            return Self::of(LatLon { lat: 0.0, lon: 0.0 });
        };
        let found = place.to_utmups();
        let zone = found.zone().clamp(0, 60) as u8;
        let (easting, northing) = (found.easting(), found.northing());
        let band = match (zone, found.is_north()) {
            (0, true) => ['Y', 'Z'][usize::from(easting + SLACK_M >= 2_000_000.0)],
            (0, false) => ['A', 'B'][usize::from(easting + SLACK_M >= 2_000_000.0)],
            _ => band_of(lat),
        };
        Self {
            zone,
            north: found.is_north(),
            easting,
            northing,
            band,
        }
    }

    /// The position on the ground of a place on a zone's grid, also somewhat outside the zone. `None` far outside.
    pub fn ground(zone: u8, north: bool, easting: f64, northing: f64) -> Option<LatLon> {
        if !(easting.is_finite() && northing.is_finite()) {
            return None;
        }
        let grid = UtmUps::create(i32::from(zone), north, easting, northing).ok()?;
        let found = grid.to_latlon();
        LatLon::new(found.latitude(), found.longitude())
    }

    /// `37S 616307 3825036`: zone and band, easting and northing in metres. Near the poles `Z 2000000 2000000`.
    pub fn to_text(self) -> String {
        let (easting, northing) = (self.easting.round(), self.northing.round());
        format!("{} {easting:.0} {northing:.0}", self.zone_and_band())
    }

    /// `37S`; near the poles one letter.
    pub fn zone_and_band(self) -> String {
        if self.zone == 0 {
            return self.band.to_string();
        }
        format!("{}{}", self.zone, self.band)
    }

    pub(super) fn to_mgrs(self, at: LatLon, digits: usize) -> Mgrs {
        // In the southern hemisphere the equator is the edge of a square that is not there.
        let northing_max = if self.zone > 0 && !self.north {
            10_000_000.0 - 0.5
        } else {
            f64::INFINITY
        };
        let easting = (self.easting + SLACK_M).max(0.0);
        let northing = (self.northing + SLACK_M).max(0.0).min(northing_max);
        let column = (easting / SQUARE_M) as usize;
        let row = (northing / SQUARE_M) as usize;
        let letters = if self.zone > 0 {
            let set = usize::from(self.zone % 3);
            // From set to set the columns go on; in even zones rows begin with F.
            let columns = UTM_COLUMNS[set];
            let shift = if self.zone.is_multiple_of(2) { 5 } else { 0 };
            let column = columns[column.clamp(1, columns.len()) - 1];
            [column, UTM_ROWS[(row + shift) % UTM_ROWS.len()]]
        } else {
            ups_letters(self.north, column, row)
        };
        debug_assert!(self.zone == 0 || self.band == band_of(at.lat), "{self:?}");
        let digits = digits.min(super::MGRS_DIGITS_MAX);
        let unit_m = SQUARE_M / 10_f64.powi(digits as i32);
        let within = |metres: f64| (metres.rem_euclid(SQUARE_M) / unit_m) as u32;
        Mgrs {
            zone_and_band: self.zone_and_band(),
            square: letters.iter().copied().map(char::from).collect(),
            digits,
            numbers: [within(easting), within(northing)],
        }
    }
}

fn band_of(lat: f64) -> char {
    let idx = ((lat + 80.0) / 8.0).floor().clamp(0.0, 19.0) as usize;
    char::from(BANDS[idx])
}

/// Letters of column and row near a pole.
fn ups_letters(north: bool, column: usize, row: usize) -> [u8; 2] {
    const WEST: [&[u8]; 2] = [b"JKLPQRSTUXYZ", b"RSTUXYZ"];
    const EAST: [&[u8]; 2] = [b"ABCFGHJKLPQR", b"ABCFGHJ"];
    const ROWS: [&[u8]; 2] = [b"ABCDEFGHJKLMNPQRSTUVWXYZ", b"ABCDEFGHJKLMNP"];
    /// The column of the pole.
    const MIDDLE: usize = 20;
    let pole = usize::from(north);
    let first = if north { 13 } else { 8 };
    let letter = |letters: &[u8], idx: usize| letters[idx.min(letters.len() - 1)];
    let column = if column >= MIDDLE {
        letter(EAST[pole], column - MIDDLE)
    } else {
        letter(WEST[pole], column.saturating_sub(first))
    };
    [column, letter(ROWS[pole], row.saturating_sub(first))]
}

/// A square of the grid, in parts.
pub(super) struct Mgrs {
    zone_and_band: String,
    square: String,
    digits: usize,
    numbers: [u32; 2],
}

impl Mgrs {
    /// `37SDU1630725036`
    pub(super) fn to_compact(&self) -> String {
        self.parts().concat()
    }

    /// `37S DU 16307 25036`
    pub(super) fn to_text(&self) -> String {
        self.parts().join(" ")
    }

    fn parts(&self) -> Vec<String> {
        let digits = self.digits;
        let mut parts = vec![self.zone_and_band.clone(), self.square.clone()];
        if digits > 0 {
            parts.extend(self.numbers.map(|number| format!("{number:0digits$}")));
        }
        parts
    }
}
