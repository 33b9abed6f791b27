//! Against published vectors, to a metre, and against anything at all.

use proptest::prelude::*;

use super::*;
use crate::model::geodesic;

fn at(lat: f64, lon: f64) -> LatLon {
    LatLon { lat, lon }
}

fn reading(text: &str) -> Reading {
    match read(text) {
        Some(Ok(reading)) => reading,
        other => panic!("{text}: {other:?}"),
    }
}

/// Reads as a position within so many metres.
fn check_within(text: &str, lat: f64, lon: f64, metres: f64) {
    let found = reading(text).at;
    let off = geodesic::distance_m(found, at(lat, lon));
    assert!(off <= metres, "{text}: {found:?}, {off} m off");
}

fn check(text: &str, lat: f64, lon: f64) {
    check_within(text, lat, lon, 1.0);
}

/// The manual page of `GeoConvert`, which is part of `GeographicLib` (its description and its examples), and its tests
/// `GeoConvert0` and `GeoConvert1`.
#[test]
fn the_examples_of_geoconvert_agree() {
    for same in [
        "33.3 44.4",
        "E44.4 N33.3",
        "33d18'N 44d24'E",
        "44d24 33d18N",
        "33:18 +44:24",
        "38n 444140.54 3684706.36",
    ] {
        check(same, 33.3, 44.4);
    }
    let square = mgrs(at(33.3, 44.4), 2);
    assert_eq!(square, "38SMB4484");
    assert_eq!(mgrs(at(33.3, 44.4), 5), "38SMB4414084706");
    assert_eq!(Utm::of(at(33.3, 44.4)).to_text(), "38S 444141 3684706");
    // `echo 38SMB4488 | GeoConvert` gives 33.33424 44.40363, and with `-u` 38n 444500 3688500.
    check("38SMB4488", 33.33424, 44.40363);
    assert_eq!(reading("38SMB4488").square_m, Some(1_000.0));
    check("38n 444500 3688500", 33.33424, 44.40363);
    // `echo 38SMB4488 | GeoConvert -: -p 1`
    check("33:20:03.25N 044:24:13.06E", 33.33424, 44.40363);
    assert_eq!(mgrs(reading("E44d24 N33d20").at, 2), "38SMB4488");
    // GeoConvert1: the middle of a square of 100 km, 32d59'14.1"N 044d27'53.4"E.
    check_within(
        "38smb",
        32.0 + 59.0 / 60.0 + 14.1 / 3600.0,
        44.0 + 27.0 / 60.0 + 53.4 / 3600.0,
        3.0,
    );
}

/// The test tables of `chrisveness/geodesy` (utm-mgrs-tests), which hold IBM's `coordconvert` listing among others.
/// The letter there is a hemisphere.
#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn positions_have_the_published_utm_and_mgrs() {
    for (lat, lon, zone, easting, northing, square) in [
        (0.0, 0.0, 31, 166_021.443_081, 0.0, "31N AA 66021 00000"),
        (
            1.0,
            1.0,
            31,
            277_438.263_52,
            110_597.972_52,
            "31N BB 77438 10597",
        ),
        (
            -1.0,
            -1.0,
            30,
            722_561.736_48,
            9_889_402.027_48,
            "30M YD 22561 89402",
        ),
        (
            48.8583,
            2.2945,
            31,
            448_251.898,
            5_411_943.794,
            "31U DQ 48251 11943",
        ),
        (
            -33.857,
            151.215,
            56,
            334_873.199,
            6_252_266.092,
            "56H LH 34873 52266",
        ),
        (
            38.8977,
            -77.0365,
            18,
            323_394.296,
            4_307_395.634,
            "18S UJ 23394 07395",
        ),
        (
            -22.9519,
            -43.2106,
            23,
            683_466.254,
            7_460_687.433,
            "23K PQ 83466 60687",
        ),
        (
            60.39135,
            5.3249,
            32,
            297_508.41,
            6_700_645.30,
            "32V KN 97508 00645",
        ),
        (0.13, -0.2324, 30, 808_084.0, 14_385.5, "30N ZF 08084 14385"),
        (
            -45.6456,
            23.3545,
            34,
            683_473.5,
            4_942_631.0,
            "34G FQ 83473 42631",
        ),
        (
            -12.765,
            -33.8765,
            25,
            404_859.0,
            8_588_690.5,
            "25L DF 04859 88691",
        ),
        (
            23.4578,
            -135.4545,
            8,
            453_580.0,
            2_594_272.5,
            "8Q ML 53580 94272",
        ),
        (
            77.345,
            156.9876,
            57,
            450_793.5,
            8_586_116.0,
            "57X VF 50793 86116",
        ),
    ] {
        let place = at(lat, lon);
        let found = Utm::of(place);
        assert_eq!(found.zone, zone, "{square}");
        assert!((found.easting - easting).abs() < 1.0, "{found:?} {square}");
        assert!(
            (found.northing - northing).abs() < 1.0,
            "{found:?} {square}"
        );
        assert_eq!(found.north, lat >= 0.0);
        if square != "25L DF 04859 88691" {
            assert_eq!(written(place, Form::Mgrs), square);
        }
        check_within(square, lat, lon, 1.5);
        let side = if lat < 0.0 { "south" } else { "north" };
        check(&format!("{zone} {side} {easting} {northing}"), lat, lon);
    }
}

/// The grid reference in Honolulu that descriptions of MGRS take as their example; its position is that of c:geo's tests.
#[test]
fn the_usual_example_has_every_precision() {
    let middle = reading("4Q FJ 12345 67890").at;
    check("4QFJ1234567890", 21.409_796_7, -157.916_081_2);
    for (text, side) in [
        ("4QFJ", 100_000.0),
        ("4QFJ16", 10_000.0),
        ("4QFJ1267", 1_000.0),
        ("4QFJ123678", 100.0),
        ("4QFJ12346789", 10.0),
        ("4QFJ1234567890", 1.0),
    ] {
        let found = reading(text);
        assert_eq!(found.square_m, Some(side), "{text}");
        assert!(
            geodesic::distance_m(found.at, middle) <= side * 0.71,
            "{text}"
        );
        let n_digits = (text.len() - 4) / 2;
        assert_eq!(mgrs(middle, n_digits), text);
    }
    assert_eq!(mgrs_spaced(middle, 3), "4Q FJ 123 678");
    // And with a zero before the zone.
    assert_eq!(reading("04QFJ1234567890").at, middle);
}

#[test]
fn norway_and_svalbard_have_their_own_zones() {
    for (lat, lon, zone) in [
        (60.0, 2.999, 31),
        (60.0, 3.0, 32),
        (60.0, 4.0, 32),
        (55.999, 4.0, 31),
        (64.0, 4.0, 31),
        (75.0, 8.0, 31),
        (75.0, 9.0, 33),
        (75.0, 20.0, 33),
        (75.0, 21.0, 35),
        (75.0, 32.0, 35),
        (75.0, 33.0, 37),
        (72.0, 41.999, 37),
        (71.999, 8.0, 32),
        (83.999, 41.0, 37),
        (84.0, 41.0, 0),
        (-80.0, 41.0, 37),
        (-80.001, 41.0, 0),
        (10.0, 180.0, 1),
        (10.0, -180.0, 1),
        (10.0, 179.999, 60),
    ] {
        assert_eq!(zone_of(at(lat, lon)), zone, "{lat} {lon}");
    }
}

#[test]
fn at_the_poles_ups_takes_the_place_of_utm() {
    assert_eq!(written(at(90.0, 0.0), Form::Utm), "Z 2000000 2000000");
    assert_eq!(written(at(-90.0, 0.0), Form::Utm), "B 2000000 2000000");
    assert_eq!(mgrs(at(90.0, 0.0), 5), "ZAH0000000000");
    assert_eq!(mgrs(at(-90.0, 0.0), 5), "BAN0000000000");
    check("Z 2000000 2000000", 90.0, 0.0);
    check("ZAH 00000 00000", 90.0, 0.0);
    check("n 2000000 2000000", 90.0, 0.0);
    // DMA Technical Manual 8358.2, section 3-7, examples 1 and 3.
    check(
        "Y 1530125.78 2426773.60",
        84.0 + 17.0 / 60.0 + 14.042 / 3_600.0,
        -(132.0 + 14.0 / 60.0 + 52.761 / 3_600.0),
    );
    check(
        "B 2222979.47 1797474.90",
        -(87.0 + 17.0 / 60.0 + 14.4 / 3_600.0),
        132.0 + 14.0 / 60.0 + 52.303 / 3_600.0,
    );
}

#[test]
fn degrees_are_read_as_people_write_them() {
    for same in [
        "34.56 38.2672",
        "34.56, 38.2672",
        "34.56,38.2672",
        "34.56; 38.2672",
        "34.56/38.2672",
        "(34.56, 38.2672)",
        "[34.56, 38.2672]",
        "+34.56 +38.2672",
        "+34.56+038.2672/",
        "34,56 38,2672",
        "34,56; 38,2672",
        "34,56, 38,2672",
        "34,56N 38,2672E",
        "34.56N 38.2672E",
        "34.56 N, 38.2672 E",
        "34.56°N, 38.2672°E",
        "34.56° N 38.2672° E",
        "N34.56 E38.2672",
        "N 34.56°, E 38.2672°",
        "38.2672E 34.56N",
        "38.2672 E, 34.56 N",
        "E38.2672 N34.56",
        "lat 34.56 lon 38.2672",
        "lat: 34.56, lon: 38.2672",
        "Latitude: 34.56 Longitude: 38.2672",
        "lon 38.2672 lat 34.56",
        "lat=34.56 lng=38.2672",
        "34.56 north 38.2672 east",
        "34.56N 38.2672",
        "34.56, E38.2672",
        "٣٤٫٥٦ ٣٨٫٢٦٧٢",
        "٣٤.٥٦، ٣٨.٢٦٧٢",
        "٣٤٫٥٦ شمالا ٣٨٫٢٦٧٢ شرقا",
        "۳۴٫۵۶ ۳۸٫۲۶۷۲",
        "geo:34.56,38.2672",
        "geo:34.56,38.2672,400;u=35?z=12",
        "POINT(38.2672 34.56)",
        "https://www.openstreetmap.org/#map=12/34.5600/38.2672",
        "https://www.google.com/maps/@34.56,38.2672,15z",
        "https://maps.google.com/?q=34.56,38.2672",
        "34°33.6' 38°16.032'",
        "34° 33.6′ N, 38° 16.032′ E",
        "34 33.6 N 38 16.032 E",
        "34 33.6 38 16.032",
        "N34 33.6 E38 16.032",
        "34°33,6′N 38°16,032′E",
        "34°33'36\"N 38°16'01.92\"E",
        "34° 33′ 36″ N 38° 16′ 01.92″ E",
        "34º33’36”N, 38º16’1.92”E",
        "34°33'36''N 38°16'01.92''E",
        "34°33'36,00\"N 38°16'01,92\"E",
        "34 33 36 38 16 1.92",
        "34 33 36 N 38 16 1.92 E",
        "34d33m36sN 38d16m1.92sE",
        "34d33m36s N 38d16m1.92s E",
        "34deg 33min 36sec N 38deg 16min 1.92sec E",
        "34:33:36N 38:16:01.92E",
        "34:33:36 38:16:01.92",
        "34-33-36N 38-16-01.92E",
        "343336N 0381601.92E",
        "N343336 E0381601.92",
        "3433.6N 03816.032E",
    ] {
        check(same, 34.56, 38.2672);
    }
    for same in [
        "-34.56 -58.3",
        "−34.56, −58.3",
        "34.56S 58.3W",
        "S34.56 W58.3",
        "-34.56-058.3",
        "34°33'36\"S 58°18'0\"W",
        "34d33m36sS 58d18m0sW",
        "58.3W 34.56S",
    ] {
        check(same, -34.56, -58.3);
    }
    assert_eq!(reading("34.56 38.27").form, Form::Decimal);
    assert_eq!(reading("34°33'36\"N 38°16'E").form, Form::Dms);
    check("34°33'36\"N 38°16'E", 34.56, 38.0 + 16.0 / 60.0);
}

#[test]
fn utm_and_mgrs_are_read_as_people_write_them() {
    let place = at(34.56, 38.2672);
    let found = Utm::of(place);
    let (e, n) = (found.easting.round(), found.northing.round());
    for same in [
        format!("37S {e} {n}"),
        format!("37s {e} {n}"),
        format!("37 S {e} {n}"),
        format!("37S {e}E {n}N"),
        format!("37S {e} m E {n} m N"),
        format!("37S {e}mE, {n}mN"),
        format!("UTM 37S {e} {n}"),
        format!("UTM zone 37N {e} {n}"),
        format!("zone 37 north {e} {n}"),
        format!("37S E{e} N{n}"),
        format!("37S N{n} E{e}"),
        format!("37S 0{e} {n}"),
        format!("{e} {n} 37S"),
        format!("37N {e}.00 {n}.00"),
        written(place, Form::Utm),
    ] {
        check(&same, 34.56, 38.2672);
        assert_eq!(reading(&same).form, Form::Utm);
    }
    for same in [
        written(place, Form::Mgrs),
        mgrs(place, 5),
        mgrs(place, 5).to_lowercase(),
        format!("MGRS {}", mgrs_spaced(place, 5)),
        mgrs_spaced(place, 5).replace(' ', "-").replace('-', " "),
        mgrs_spaced(place, 5).replacen(' ', "", 1),
    ] {
        check(&same, 34.56, 38.2672);
        assert_eq!(reading(&same).form, Form::Mgrs);
    }
}

#[test]
fn an_s_that_is_band_or_hemisphere_says_how_it_was_read() {
    let band = reading("37S 616307 3825036");
    assert!(band.at.lat > 34.0 && band.remark.is_some_and(|words| words.contains("south")));
    // 6,252 km is no northing of the band S.
    let south = reading("56S 334873 6252266");
    assert!((south.at.lat + 33.857).abs() < 1e-4);
    assert!(
        south
            .remark
            .is_some_and(|words| words.contains("hemisphere"))
    );
    assert_eq!(reading("37N 616307 3825036").remark, None);
}

#[test]
fn what_is_nearly_a_position_says_what_is_wrong_with_it() {
    for (text, words) in [
        ("95.2, 38.1", "beyond 90"),
        ("195.2, 38.1", "±90°"),
        ("34.5N", "latitude only"),
        ("38.5E", "longitude only"),
        ("34.5N 35.5N", "two latitudes"),
        ("34.5E 35.5W", "two longitudes"),
        ("34°61'N 38°16'E", "60 minutes"),
        ("34°33'75\"N 38°16'E", "60 seconds"),
        ("34.5N 238.1E", "±180°"),
        ("37S DU 1630 725", "as many digits"),
        ("37S DU 16307 2503", "as many digits"),
        ("61S DU 16307 25036", "zones 1 to 60"),
        ("37S ZZ 16307 25036", "no square ZZ"),
        ("61N 616307 3825036", "zones 1 to 60"),
        ("616307 3825036", "without its zone"),
        ("37T 616307 3825036", "band T"),
        ("37O 616307 3825036", "without I and O"),
        ("37N 1616307 3825036", "eastings"),
    ] {
        match read(text) {
            Some(Err(error)) => assert!(error.to_string().contains(words), "{text}: {error}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn what_is_something_else_is_none() {
    for text in [
        "",
        " ",
        "Palmyra",
        "T4",
        "T-4",
        "Deir ez-Zor",
        "تدمر",
        "التيفور",
        "Tripoli, Lebanon",
        "12 December 2016",
        "2016-12-15",
        "2016 12 15",
        "12.12.2016",
        "34",
        "34.5",
        "-",
        ".",
        "°",
        "N",
        "S E",
        "E45",
        "Route 66 N",
        "BAN",
        "Zab",
        "37",
        "10th of Ramadan City",
        "6th of October",
        "14 tanks",
        "90210 12345 555",
        "90210 12345",
    ] {
        let found = read(text);
        assert!(
            found.is_none() || text == "E45" && matches!(found, Some(Err(_))),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn minutes_and_seconds_carry_over() {
    let text = written(at(34.999_999_9, -0.000_000_1), Form::Dms);
    assert_eq!(text, "35°00′00.00″ N 0°00′00.00″ E");
    assert_eq!(written(at(-0.0, 0.0), Form::Decimal), "0.00000, 0.00000");
}

/// Places where conversions go wrong, and all others.
fn places() -> impl Strategy<Value = LatLon> {
    let edges = prop::sample::select(vec![
        -90.0,
        -89.999_999,
        -80.000_000_1,
        -80.0,
        -72.0,
        -8.0,
        -1e-12,
        0.0,
        1e-12,
        8.0,
        32.0,
        40.0,
        56.0,
        64.0,
        72.0,
        83.999_999_9,
        84.0,
        84.000_000_1,
        89.999_999,
        90.0,
    ]);
    let meridians = prop::sample::select(vec![
        -180.0,
        -179.999_999_9,
        -174.0,
        -6.0,
        -1e-12,
        0.0,
        1e-12,
        3.0,
        6.0,
        9.0,
        12.0,
        21.0,
        33.0,
        42.0,
        174.0,
        179.999_999_9,
        180.0,
    ]);
    let lats = prop_oneof![edges, -90.0..=90.0_f64];
    let lons = prop_oneof![meridians, -180.0..=180.0_f64];
    (lats, lons).prop_map(|(lat, lon)| LatLon { lat, lon })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_written_is_read_back_within_a_metre_and_a_half(place in places()) {
        for form in Form::ALL {
            let text = written(place, form);
            let found = match read(&text) {
                Some(Ok(found)) => found,
                other => panic!("{text} of {place:?}: {other:?}"),
            };
            prop_assert_eq!(found.form, form);
            let off = geodesic::distance_m(found.at, place);
            prop_assert!(off <= 1.5, "{}: {} m off {:?}", text, off, place);
        }
        prop_assert_eq!(
            reading(&mgrs(place, 5)).at,
            reading(&written(place, Form::Mgrs)).at
        );
    }

    #[test]
    fn every_precision_names_a_square_that_holds_the_place(place in places(), digits in 0..=5_usize) {
        let text = mgrs(place, digits);
        // A large square near a pole or an edge may have its middle beyond what MGRS covers.
        if let Some(Ok(found)) = read(&text) {
            let side = found.square_m.unwrap_or_default();
            let off = geodesic::distance_m(found.at, place);
            prop_assert!(off <= side * 0.72 + 0.1, "{}: {} m of {}", text, off, side);
        } else {
            prop_assert!(digits == 0, "{}", text);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}") {
        read(&text);
    }

    #[test]
    fn nothing_like_a_position_makes_it_panic(
        text in "[0-9]{0,3}[ ,.°'\"NSEWA-Z+-]{0,4}[0-9]{0,8}[ ,.:;°'\"NSEWA-Z+-]{0,4}[0-9]{0,8}[ NSEW]{0,2}",
    ) {
        if let Some(Ok(found)) = read(&text) {
            prop_assert!(LatLon::new(found.at.lat, found.at.lon).is_some(), "{}", text);
        }
    }

    #[test]
    fn no_square_makes_it_panic(text in "[0-6]?[0-9]?[A-Z]{1,3} ?[0-9]{0,12} ?[0-9]{0,7}") {
        read(&text);
    }

    #[test]
    fn no_grid_makes_it_panic(zone in 0..70_u8, north: bool, e in -1e7..1e8_f64, n in -1e7..1e8_f64) {
        if let Some(found) = Utm::ground(zone, north, e, n) {
            prop_assert!(LatLon::new(found.lat, found.lon).is_some());
        }
    }
}
