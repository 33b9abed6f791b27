//! The values of options, read strictly: what is out of range is refused, never bent into it.

use crate::model::filter::NumberRange;
use crate::model::mercator;
use crate::model::place::{Bounds, LatLon, Ring};
use crate::model::source::Reliability;
use crate::model::time::{Timestamp, Zone, parse_edtf, window_of};
use crate::model::view::Camera;

/// Reads `W,S,E,N` in degrees. `W` greater than `E` crosses the antimeridian.
pub fn bbox(text: &str) -> Result<Bounds, String> {
    let [west, south, east, north] = numbers(text, "W,S,E,N, such as 37.5,34.2,39,35")?;
    for (name, lon) in [("W", west), ("E", east)] {
        if !(-180.0..=180.0).contains(&lon) {
            return Err(format!("{name} is a longitude within ±180, not {lon}"));
        }
    }
    for (name, lat) in [("S", south), ("N", north)] {
        if !(-90.0..=90.0).contains(&lat) {
            return Err(format!("{name} is a latitude within ±90, not {lat}"));
        }
    }
    if south > north {
        return Err(format!(
            "S ({south}) lies north of N ({north}); the order is W,S,E,N"
        ));
    }
    Ok(Bounds {
        west,
        south,
        east,
        north,
    })
}

/// Reads `LAT,LON`, or a position in any other form.
pub fn position(text: &str) -> Result<LatLon, String> {
    match crate::model::coordinate::read(text) {
        Some(Ok(reading)) => Ok(reading.at),
        Some(Err(error)) => Err(error.to_string()),
        None => Err(String::from(
            "write a position as LAT,LON, such as 34.56,38.28",
        )),
    }
}

/// Corners of a lasso; each is tested against every event.
const LASSO_CORNERS_MAX: usize = 1_000;

/// Reads `LAT,LON LAT,LON LAT,LON…`, the corners of an area in their order; the first may be repeated at the end.
pub fn lasso(text: &str) -> Result<Ring, String> {
    let mut corners = Vec::new();
    for part in text
        .split([' ', ';', '\t', '\n'])
        .filter(|part| !part.is_empty())
    {
        let [lat, lon] = numbers(part, "LAT,LON for each corner, such as 34,38 35,38 35,39")?;
        let corner = LatLon::new(lat, lon);
        corners.push(corner.ok_or_else(|| {
            format!("{lat},{lon} is no position: LAT is within ±90, LON within ±180")
        })?);
        if corners.len() > LASSO_CORNERS_MAX {
            return Err(format!("more than {LASSO_CORNERS_MAX} corners"));
        }
    }
    if corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    Ring::new(corners).ok_or_else(|| String::from("an area has three corners or more"))
}

/// Reads a grade of the Admiralty code, A to F, in either case.
pub fn reliability(text: &str) -> Result<Reliability, String> {
    Reliability::parse(&text.trim().to_uppercase())
        .ok_or_else(|| format!("a grade is one of A to F, not “{text}”"))
}

/// Reads `NAME:MIN..MAX`, either end open, or `NAME:NUMBER`.
pub fn measure(text: &str) -> Result<(String, NumberRange), String> {
    const FORM: &str = "write NAME:MIN..MAX, such as killed:5..20, killed:5.. or killed:..20";
    let (name, range) = text.rsplit_once(':').ok_or(FORM)?;
    let name = name.trim();
    if name.is_empty() {
        return Err(FORM.to_owned());
    }
    let end = |text: &str, open: f64| match text.trim() {
        "" => Ok(open),
        text => text
            .parse()
            .ok()
            .filter(|n: &f64| n.is_finite())
            .ok_or_else(|| format!("“{text}” is no number; {FORM}")),
    };
    let (min, max) = match range.split_once("..") {
        Some((min, max)) => (end(min, f64::NEG_INFINITY)?, end(max, f64::INFINITY)?),
        None if range.trim().is_empty() => return Err(FORM.to_owned()),
        None => {
            let number = end(range, 0.0)?;
            (number, number)
        }
    };
    if min > max {
        return Err(format!("{min} is more than {max}; {FORM}"));
    }
    Ok((name.to_owned(), NumberRange { min, max }))
}

/// Reads `LAT,LON,ZOOM`.
pub fn camera(text: &str) -> Result<Camera, String> {
    let [lat, lon, zoom] = numbers(text, "LAT,LON,ZOOM, such as 34.56,38.05,8.5")?;
    let lat_max = (mercator::LAT_MAX * 100.0).floor() / 100.0;
    if lat.abs() > mercator::LAT_MAX {
        return Err(format!(
            "LAT is a latitude within ±{lat_max}, where the map ends, not {lat}"
        ));
    }
    let center = LatLon::new(lat, lon)
        .ok_or_else(|| format!("LON is a longitude within ±180, not {lon}"))?;
    let (zoom_min, zoom_max) = (Camera::ZOOM_MIN, Camera::ZOOM_MAX);
    if !(zoom_min..=zoom_max).contains(&zoom) {
        return Err(format!(
            "ZOOM is within {zoom_min} to {zoom_max}, not {zoom}"
        ));
    }
    Ok(Camera { center, zoom })
}

/// Width and height of a picture in points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

/// Reads `1600x1000`.
pub fn size(text: &str) -> Result<Size, String> {
    let side = |text: &str| text.trim().parse::<u32>().ok().filter(|side| *side > 0);
    text.split_once(['x', 'X', '×'])
        .and_then(|(width, height)| {
            Some(Size {
                width: side(width)?,
                height: side(height)?,
            })
        })
        .ok_or_else(|| String::from("write WIDTHxHEIGHT, such as 1600x1000"))
}

/// Reads one end of a window: an EDTF date of any precision, or an instant.
pub fn window_end(text: &str) -> Result<String, String> {
    use edtf_core::Edtf;

    let text = text.trim();
    if Timestamp::parse_rfc3339(text).is_none()
        && !matches!(
            parse_edtf(text).map_err(|error| error.to_string())?,
            Edtf::Date(_) | Edtf::DateTime(_)
        )
    {
        return Err(String::from(
            "an end of the window is one date or instant, not an interval or a set",
        ));
    }
    // The zone moves it by hours; whether it is a date at all does not depend on it.
    window_of(Some(text), None, Zone::default()).map_err(|error| error.to_string())?;
    Ok(text.to_owned())
}

/// Reads exactly `N` finite numbers with commas between them.
fn numbers<const N: usize>(text: &str, form: &str) -> Result<[f64; N], String> {
    let numbers: Option<Vec<f64>> = text
        .split(',')
        .map(|part| part.trim().parse().ok().filter(|n: &f64| n.is_finite()))
        .collect();
    numbers
        .and_then(|numbers| numbers.try_into().ok())
        .ok_or_else(|| format!("write {N} numbers as {form}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lasso_has_three_corners_on_earth() {
        let ring = lasso("34,38 35,38; 35,39").unwrap();
        assert_eq!(ring.corners().len(), 3);
        assert_eq!(lasso("34,38 35,38 35,39 34,38").unwrap(), ring);
        for wrong in [
            "",
            "34,38 35,38",
            "34,38 35,38 34,38",
            "34 38 35",
            "91,0 0,0 1,1",
            "a,b c,d e,f",
        ] {
            assert!(lasso(wrong).is_err(), "{wrong}");
        }
        assert!(lasso(&"1,1 2,2 ".repeat(LASSO_CORNERS_MAX)).is_err());
    }

    #[test]
    fn a_range_may_be_open_at_either_end() {
        let check = |text: &str, name: &str, min: f64, max: f64| {
            assert_eq!(
                measure(text),
                Ok((name.to_owned(), NumberRange { min, max }))
            );
        };
        check("killed:5..20", "killed", 5.0, 20.0);
        check("killed : 0.5 .. ", "killed", 0.5, f64::INFINITY);
        check("killed:..-2", "killed", f64::NEG_INFINITY, -2.0);
        check("ratio 1:2:7", "ratio 1:2", 7.0, 7.0);
        for wrong in [
            "killed",
            "killed:",
            ":5..6",
            "killed:6..5",
            "killed:x..",
            "killed:1...2",
            "killed:nan..",
        ] {
            assert!(measure(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_box_may_cross_the_antimeridian_and_nothing_else() {
        let found = bbox("170, -20,-170,10").unwrap();
        assert!(found.west > found.east);
        for bad in [
            "1,2,3",
            "1,2,3,4,5",
            "a,b,c,d",
            "nan,0,1,1",
            "-181,0,1,1",
            "0,-91,1,1",
            "0,10,1,5",
            "",
        ] {
            assert!(bbox(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_position_may_have_any_form() {
        let check = |text: &str, lat: f64, lon: f64| {
            let found = position(text).unwrap();
            assert!(
                (found.lat - lat).abs() < 1e-4 && (found.lon - lon).abs() < 1e-4,
                "{text}"
            );
        };
        check("34.56,38.28", 34.56, 38.28);
        check("-33.857,151.215", -33.857, 151.215);
        check("56H LH 34873 52266", -33.857, 151.215);
        for bad in ["", "Palmyra", "95,12", "34.5N", "34"] {
            assert!(position(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_camera_is_within_the_map() {
        let found = camera("-34.5,-58.4,11").unwrap();
        assert_eq!(
            (found.center.lat, found.center.lon, found.zoom),
            (-34.5, -58.4, 11.0)
        );
        for bad in ["90,0,3", "0,181,3", "0,0,0", "0,0,19", "0,0", "0,0,inf"] {
            assert!(camera(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_size_has_two_sides() {
        let (width, height) = (1600, 1000);
        assert_eq!(size("1600x1000"), Ok(Size { width, height }));
        for bad in [
            "",
            "1600",
            "0x10",
            "10x0",
            "-1x10",
            "1.5x2",
            "10x99999999999",
        ] {
            assert!(size(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_end_of_the_window_is_one_date_or_instant() {
        for good in [
            "2016",
            "2016-12",
            "2016-12-15",
            "-0043",
            "2016-21",
            "2016-12-15T14:00:00Z",
            "2016-12-15T14:00:00.5+03:00",
            "2016-12~",
            "201X",
        ] {
            assert_eq!(window_end(good).as_deref(), Ok(good));
        }
        for bad in [
            "",
            "yesterday",
            "2016-13-01",
            "2016-02-30",
            "2016/2017",
            "[2016,2017]",
            "2016-12-15T25:00:00Z",
        ] {
            assert!(window_end(bad).is_err(), "{bad}");
        }
    }
}
