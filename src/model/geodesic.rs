//! Lengths, bearings and areas on the ellipsoid (WGS 84), by the algorithms of `GeographicLib`.
//!
//! Answers to about 15 nanometres; distances on a sphere are [`LatLon::distance_m`], and good enough for ranking.

use std::sync::LazyLock;

use geographiclib_rs::{DirectGeodesic as _, Geodesic, InverseGeodesic as _, PolygonArea, Winding};

use crate::model::place::LatLon;

static WGS84: LazyLock<Geodesic> = LazyLock::new(Geodesic::wgs84);

/// The shortest way from one place to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leg {
    pub length_m: f64,
    /// True bearing at the start, clockwise from north, in degrees from 0 to 360.
    pub bearing: f64,
    /// The same at the end.
    pub bearing_end: f64,
}

impl Leg {
    pub fn between(from: LatLon, to: LatLon) -> Self {
        let (length_m, start, end, _): (f64, f64, f64, f64) =
            WGS84.inverse(from.lat, from.lon, to.lat, to.lon);
        Self {
            length_m,
            bearing: start.rem_euclid(360.0),
            bearing_end: end.rem_euclid(360.0),
        }
    }
}

/// Metres along the shortest way.
pub fn distance_m(from: LatLon, to: LatLon) -> f64 {
    WGS84.inverse(from.lat, from.lon, to.lat, to.lon)
}

/// Where one comes to on a straight way.
pub fn destination(from: LatLon, bearing: f64, length_m: f64) -> LatLon {
    let (lat, lon): (f64, f64) = WGS84.direct(from.lat, from.lon, bearing, length_m);
    LatLon {
        lat: lat.clamp(-90.0, 90.0),
        lon: wrapped(lon),
    }
}

/// Metres along a path.
pub fn length_m(path: &[LatLon]) -> f64 {
    let legs = path.windows(2);
    legs.map(|ends| distance_m(ends[0], ends[1])).sum()
}

/// Square metres within a closed line; its first corner is not repeated. Of the two sides of the line the smaller.
///
/// A line that crosses itself gives the difference of its loops, as with `GeographicLib`.
pub fn area_m2(corners: &[LatLon]) -> f64 {
    let mut polygon = PolygonArea::new(&WGS84, Winding::CounterClockwise);
    for corner in corners {
        polygon.add_point(corner.lat, corner.lon);
    }
    if corners.len() < 3 {
        return 0.0;
    }
    polygon.compute(true).1.abs()
}

/// Parts of a line of 180°; enough for a smooth curve on any map.
const PARTS_MAX: usize = 180;
/// The longest part of a line, in metres.
const PART_M: f64 = 50_000.0;

/// The shortest way as a line that can be drawn: its ends, and places between them.
pub fn line(from: LatLon, to: LatLon) -> Vec<LatLon> {
    let leg = Leg::between(from, to);
    let n_parts = ((leg.length_m / PART_M).ceil() as usize).clamp(1, PARTS_MAX);
    let inner = (1..n_parts).map(|part| {
        let share = part as f64 / n_parts as f64;
        destination(from, leg.bearing, leg.length_m * share)
    });
    std::iter::once(from)
        .chain(inner)
        .chain(std::iter::once(to))
        .collect()
}

/// A longitude within ±180.
fn wrapped(lon: f64) -> f64 {
    if (-180.0..=180.0).contains(&lon) {
        return lon;
    }
    (lon + 180.0).rem_euclid(360.0) - 180.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat: f64, lon: f64) -> LatLon {
        LatLon {
            lat,
            lon: wrapped(lon),
        }
    }

    /// The test cases of the geodesic libraries of `GeographicLib` (`geodtest`, after Karney's `GeodTest`): latitude,
    /// longitude and azimuth of both ends, metres between them, and square metres between the line and the equator.
    #[expect(
        clippy::excessive_precision,
        clippy::unreadable_literal,
        reason = "as published"
    )]
    const CASES: [[f64; 8]; 20] = [
        [
            35.60777,
            -139.44815,
            111.098748429560326,
            -11.17491,
            -69.95921,
            129.289270889708762,
            8935244.5604818305,
            12841384694976.432,
        ],
        [
            55.52454,
            106.05087,
            22.020059880982801,
            77.03196,
            197.18234,
            109.112041110671519,
            4105086.1713924406,
            61674961290615.615,
        ],
        [
            -21.97856,
            142.59065,
            -32.44456876433189,
            41.84138,
            98.56635,
            -41.84359951440466,
            8394328.894657671,
            -6637997720646.717,
        ],
        [
            -66.99028,
            112.2363,
            173.73491240878403,
            -12.70631,
            285.90344,
            2.512956620913668,
            11150344.2312080241,
            -121287239862139.744,
        ],
        [
            -17.42761,
            173.34268,
            -159.033557661192928,
            -15.84784,
            5.93557,
            -20.787484651536988,
            16076603.1631180673,
            97825992354058.708,
        ],
        [
            32.84994,
            48.28919,
            150.492927788121982,
            -56.28556,
            202.29132,
            48.113449399816759,
            16727068.9438164461,
            -72445258525585.010,
        ],
        [
            6.96833,
            52.74123,
            92.581585386317712,
            -7.39675,
            206.17291,
            90.721692165923907,
            17102477.2496958388,
            -1311796973197.995,
        ],
        [
            -50.56724,
            -16.30485,
            -105.439679907590164,
            -33.56571,
            -94.97412,
            -47.348547835650331,
            6455670.5118668696,
            41071447902810.047,
        ],
        [
            -58.93002,
            -8.90775,
            140.965397902500679,
            -8.91104,
            133.13503,
            19.255429433416599,
            11756066.0219864627,
            -86143460552774.735,
        ],
        [
            -68.82867,
            -74.28391,
            93.774347763114881,
            -50.63005,
            -8.36685,
            34.65564085411343,
            3956936.926063544,
            -41845309450093.787,
        ],
        [
            -10.62672,
            -32.0898,
            -86.426713286747751,
            5.883,
            -134.31681,
            -80.473780971034875,
            11470869.3864563009,
            4198803992123.548,
        ],
        [
            -21.76221,
            166.90563,
            29.319421206936428,
            48.72884,
            213.97627,
            43.508671946410168,
            9098627.3986554915,
            10024709850277.476,
        ],
        [
            -19.79938,
            -174.47484,
            71.167275780171533,
            -11.99349,
            -154.35109,
            65.589099775199228,
            2319004.8601169389,
            -3935477535005.785,
        ],
        [
            -11.95887,
            -116.94513,
            92.712619830452549,
            4.57352,
            7.16501,
            78.64960934409585,
            13834722.5801401374,
            -9919582785894.853,
        ],
        [
            -87.85331,
            85.66836,
            -65.120313040242748,
            66.48646,
            16.09921,
            -4.888658719272296,
            17286615.3147144645,
            42667211366919.534,
        ],
        [
            1.74708,
            128.32011,
            -101.584843631173858,
            -11.16617,
            11.87109,
            -86.325793296437476,
            12942901.1241347408,
            10763055294345.653,
        ],
        [
            -25.72959,
            -144.90758,
            -153.647468693117198,
            -57.70581,
            -269.17879,
            -48.343983158876487,
            9413446.7452453107,
            74515122850712.444,
        ],
        [
            -41.22777,
            122.32875,
            14.285113402275739,
            -7.57291,
            130.37946,
            10.805303085187369,
            3812686.035106021,
            -2456961531057.857,
        ],
        [
            11.01307,
            138.25278,
            79.43682622782374,
            6.62726,
            247.05981,
            103.708090215522657,
            11911190.819018408,
            17121631423099.696,
        ],
        [
            -29.47124,
            95.14681,
            -163.779130441688382,
            -27.46601,
            -69.15955,
            -15.909335945554969,
            13487015.8381145492,
            104679964020340.318,
        ],
    ];

    #[test]
    fn lengths_and_bearings_are_those_of_geographiclib() {
        for [lat1, lon1, azi1, lat2, lon2, azi2, length_m, _] in CASES {
            let (from, to) = (at(lat1, lon1), at(lat2, lon2));
            let leg = Leg::between(from, to);
            assert!((leg.length_m - length_m).abs() < 1e-3, "{leg:?} {length_m}");
            assert!((distance_m(to, from) - length_m).abs() < 1e-3);
            let near = |a: f64, b: f64| ((a - b + 180.0).rem_euclid(360.0) - 180.0).abs() < 1e-9;
            assert!(
                near(leg.bearing, azi1) && near(leg.bearing_end, azi2),
                "{leg:?}"
            );
            let end = destination(from, azi1, length_m);
            assert!(distance_m(end, to) < 1e-3, "{end:?} {to:?}");
        }
    }

    #[test]
    fn areas_are_those_of_geographiclib() {
        // Between the line, the equator and two meridians; the published value has the sign of the way.
        for [lat1, lon1, _, lat2, lon2, _, _, area] in CASES {
            let far = lat1 * lat2 < 0.0;
            if far {
                // The line crosses the equator: what lies on both sides of it would have to be told apart.
                continue;
            }
            let n_steps = ((lon2 - lon1).abs() / 30.0).ceil() as usize;
            let foot = (0..=n_steps)
                .rev()
                .map(|step| at(0.0, lon1 + (lon2 - lon1) * step as f64 / n_steps as f64));
            let corners: Vec<LatLon> = [at(lat1, lon1), at(lat2, lon2)]
                .into_iter()
                .chain(foot)
                .collect();
            let found = area_m2(&corners);
            assert!((found - area.abs()).abs() < 1.0, "{found} {area}");
        }
    }

    #[test]
    fn polygons_have_the_areas_of_the_planimeter() {
        // Tests Planimeter0 and 19 of GeographicLib.
        let check = |corners: &[(f64, f64)], perimeter_m: f64, area: f64| {
            let corners: Vec<LatLon> = corners.iter().map(|(lat, lon)| at(*lat, *lon)).collect();
            let around: Vec<LatLon> = corners
                .iter()
                .copied()
                .chain(corners.first().copied())
                .collect();
            assert!((length_m(&around) - perimeter_m).abs() < 1.0, "{corners:?}");
            assert!((area_m2(&corners) - area).abs() < 1.0, "{corners:?}");
        };
        let cap = [(89.0, 0.0), (89.0, 90.0), (89.0, 180.0), (89.0, 270.0)];
        check(&cap, 631_819.874_5, 24_952_305_678.0);
        let south = cap.map(|(lat, lon)| (-lat, lon));
        check(&south, 631_819.874_5, 24_952_305_678.0);
        check(
            &[(0.0, -1.0), (-1.0, 0.0), (0.0, 1.0), (1.0, 0.0)],
            627_598.273_1,
            24_619_419_146.0,
        );
        check(
            &[(90.0, 0.0), (0.0, 0.0), (0.0, 90.0)],
            30_022_685.0,
            63_758_202_715_511.0,
        );
        check(&[], 0.0, 0.0);
        check(&[(1.0, 1.0)], 0.0, 0.0);
    }

    #[test]
    fn a_drawn_line_runs_along_the_shortest_way() {
        let (from, to) = (at(34.55, 38.27), at(38.9, -77.04));
        let line = line(from, to);
        assert_eq!((line.first(), line.last()), (Some(&from), Some(&to)));
        let whole = distance_m(from, to);
        assert!((length_m(&line) - whole).abs() < 1e-3);
        assert!(
            line.windows(2)
                .all(|part| distance_m(part[0], part[1]) < 80_000.0)
        );
        assert!(line.iter().any(|at| at.lat > 50.0), "it bends to the north");
    }
}
