//! Reading UTM, UPS and MGRS.

use geoconvert::Mgrs;

use super::utm::{UTM_LAT_MAX, UTM_LAT_MIN, Utm};
use super::{Form, NotQuite, Reading};
use crate::model::place::LatLon;

/// Digits of each half that the library can take; they name a centimetre.
const DIGITS_MAX: usize = 7;

/// Reads UTM or MGRS; `None`: the words are neither.
pub(super) fn read(plain: &str) -> Option<Result<Reading, NotQuite>> {
    if !plain.is_ascii() {
        return None;
    }
    let words = words(plain);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    mgrs(&words).or_else(|| utm(&words))
}

/// Letters and numbers apart, without what only names the system.
fn words(plain: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let kind = |letter: char| match letter {
        '0'..='9' | '.' => Some(true),
        'A'..='Z' => Some(false),
        _ => None,
    };
    let mut last = None;
    for letter in plain.chars() {
        let now = kind(letter);
        match (now, words.last_mut()) {
            (Some(_), Some(word)) if now == last => word.push(letter),
            (Some(_), _) => words.push(letter.to_string()),
            // A sign or a degree belongs to neither system.
            (None, _) if matches!(letter, '-' | '+' | '°' | '\'' | '"') => {
                words.push(letter.to_string());
            }
            (None, _) => {}
        }
        last = now;
    }
    if matches!(
        words.first().map(String::as_str),
        Some("UTM" | "UPS" | "MGRS" | "USNG")
    ) {
        words.remove(0);
    }
    words.retain(|word| !matches!(word.as_str(), "UTM" | "ZONE"));
    words
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn mgrs(words: &[&str]) -> Option<Result<Reading, NotQuite>> {
    let (zone, rest) = match words {
        [zone, rest @ ..] if is_digits(zone) && zone.len() <= 2 => (*zone, rest),
        rest => ("", rest),
    };
    let n_letters = rest.iter().take_while(|word| is_letters(word)).count();
    let (letters, digits) = rest.split_at(n_letters);
    let letters = letters.concat();
    if letters.len() != 3 || !digits.iter().all(|word| is_digits(word)) {
        return None;
    }
    let halves: Vec<usize> = digits.iter().map(|word| word.len()).collect();
    let digits = digits.concat();
    let is_polar = zone.is_empty();
    // Three letters without a zone are more often a word than a square near a pole.
    if is_polar && (digits.is_empty() || !letters.starts_with(['A', 'B', 'Y', 'Z'])) {
        return None;
    }
    let (zone_and_band, square) = (format!("{zone}{}", &letters[..1]), &letters[1..]);
    let not_quite = |words: String| Some(Err(NotQuite::new(words)));
    if !is_polar && !zone.parse().is_ok_and(|zone: u8| (1..=60).contains(&zone)) {
        return not_quite(format!("MGRS has zones 1 to 60, not {zone}"));
    }
    if digits.len() % 2 == 1 || halves.len() == 2 && halves[0] != halves[1] {
        return not_quite(format!(
            "MGRS has as many digits for the easting as for the northing; here are {}",
            match halves.as_slice() {
                [easting, northing] => format!("{easting} and {northing}"),
                _ => format!("{} in all", digits.len()),
            }
        ));
    }
    if digits.len() > 2 * DIGITS_MAX {
        return not_quite(format!(
            "MGRS has at most {DIGITS_MAX} digits for each half here, not {}",
            digits.len() / 2
        ));
    }
    let found = Mgrs::parse_str(&format!("{zone_and_band}{square}{digits}"));
    let ground = found.ok().and_then(|found| {
        let zone = u8::try_from(found.zone()).ok()?;
        Utm::ground(zone, found.is_north(), found.easting(), found.northing())
    });
    let Some(at) = ground else {
        return not_quite(format!(
            "There is no square {square} in {zone_and_band} of MGRS"
        ));
    };
    let square_m = 100_000.0 / 10_f64.powi(digits.len() as i32 / 2);
    Some(Ok(Reading {
        at,
        form: Form::Mgrs,
        square_m: Some(square_m),
        remark: None,
    }))
}

fn is_letters(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// What stands before easting and northing.
#[derive(Clone, Copy)]
enum Zone<'a> {
    Utm(u8, &'a str),
    Ups(&'a str),
}

fn utm(words: &[&str]) -> Option<Result<Reading, NotQuite>> {
    let (zone, rest) = zone_and_rest(words);
    let (easting, northing) = metres(rest)?;
    Some(match zone? {
        Zone::Utm(zone, letter) => utm_ground(zone, letter, easting, northing),
        Zone::Ups(letter) => ups_ground(letter, easting, northing),
    })
}

/// What to say of easting and northing without a zone.
pub(super) fn without_zone(plain: &str) -> Option<NotQuite> {
    let words = words(plain);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (easting, northing) = metres(&words)?;
    (100_000.0..10_000_000.0).contains(&easting).then(|| {
        NotQuite::new(format!(
            "This looks like UTM without its zone; write it before, as in 37S {easting:.0} {northing:.0}"
        ))
    })
}

/// Easting and northing; degrees are less, and whoever writes kilometres says so.
fn metres(words: &[&str]) -> Option<(f64, f64)> {
    let (easting, northing) = easting_northing(words)?;
    (easting >= 1_000.0 && northing >= 0.0).then_some((easting, northing))
}

fn zone_and_rest<'a, 'b>(words: &'b [&'a str]) -> (Option<Zone<'a>>, &'b [&'a str]) {
    let zone_of = |zone: &str, letter: &'a str| {
        let is_band = letter.len() == 1 && is_letters(letter);
        let zone: u8 = zone.parse().ok()?;
        (is_band || matches!(letter, "NORTH" | "SOUTH")).then_some(Zone::Utm(zone, letter))
    };
    match words {
        [zone, letter, rest @ ..] if zone_of(zone, letter).is_some() => {
            (zone_of(zone, letter), rest)
        }
        [rest @ .., zone, letter] if zone.len() <= 2 && zone_of(zone, letter).is_some() => {
            (zone_of(zone, letter), rest)
        }
        [letter @ ("A" | "B" | "Y" | "Z" | "N" | "S"), rest @ ..] => {
            (Some(Zone::Ups(letter)), rest)
        }
        _ => (None, words),
    }
}

/// Two numbers, each with or without its letter before or behind.
fn easting_northing(words: &[&str]) -> Option<(f64, f64)> {
    let mut numbers = Vec::new();
    let mut marks = Vec::new();
    for word in words {
        match *word {
            "E" | "ME" | "EASTING" => marks.push('E'),
            "N" | "MN" | "NORTHING" => marks.push('N'),
            "M" => {}
            word => numbers.push(word.parse::<f64>().ok().filter(|n| n.is_finite())?),
        }
    }
    match (numbers.as_slice(), marks.as_slice()) {
        ([easting, northing], [] | ['E', 'N']) | ([northing, easting], ['N', 'E']) => {
            Some((*easting, *northing))
        }
        _ => None,
    }
}

fn utm_ground(zone: u8, letter: &str, easting: f64, northing: f64) -> Result<Reading, NotQuite> {
    if !(1..=60).contains(&zone) {
        return Err(NotQuite::new(format!("UTM has zones 1 to 60, not {zone}")));
    }
    let ground = |north: bool| {
        let at = Utm::ground(zone, north, easting, northing)?;
        let is_in_reach = (UTM_LAT_MIN - 1.0..=UTM_LAT_MAX + 1.0).contains(&at.lat);
        let side = if north {
            at.lat >= -1e-6
        } else {
            at.lat <= 1e-6
        };
        let is_easting = (100_000.0..1_000_000.0).contains(&easting);
        (is_in_reach && side && is_easting).then_some(at)
    };
    let reading = |at: LatLon, remark: Option<String>| Reading {
        at,
        form: Form::Utm,
        square_m: None,
        remark,
    };
    let out_of_reach = || {
        NotQuite::new(format!(
            "UTM has eastings of 100 to 999 km and northings of 0 to 10,000 km, not {easting:.0} and {northing:.0}"
        ))
    };
    match letter {
        "SOUTH" => {
            return ground(false)
                .map(|at| reading(at, None))
                .ok_or_else(out_of_reach);
        }
        "N" | "NORTH" => {
            return ground(true)
                .map(|at| reading(at, None))
                .ok_or_else(out_of_reach);
        }
        _ => {}
    }
    let band = letter.chars().next().unwrap_or_default();
    if !band.is_ascii_uppercase() || matches!(band, 'A' | 'B' | 'I' | 'O' | 'Y' | 'Z') {
        return Err(NotQuite::new(format!(
            "UTM has the bands C to X without I and O, not {band}"
        )));
    }
    let at = ground(band >= 'N');
    if let Some(at) = at
        && is_in_band(at.lat, band)
    {
        let remark = (band == 'S').then(|| {
            String::from("S is read as the band from 32° to 40° N; write “south” for the southern hemisphere")
        });
        return Ok(reading(at, remark));
    }
    if band == 'S' {
        // The northing does not lie in the band S, so S can only be the hemisphere.
        let remark = String::from(
            "S is read as the southern hemisphere: the northing does not lie in the band S",
        );
        return ground(false)
            .map(|at| reading(at, Some(remark)))
            .ok_or_else(out_of_reach);
    }
    let at = at.ok_or_else(out_of_reach)?;
    Err(NotQuite::new(format!(
        "This northing lies at {:.1}° {}, not in the band {band}",
        at.lat.abs(),
        if at.lat < 0.0 { "S" } else { "N" },
    )))
}

/// Whether a latitude lies in a band, or so little outside that whoever wrote it may have rounded.
fn is_in_band(lat: f64, band: char) -> bool {
    const SLACK: f64 = 0.05;
    let Some(idx) = "CDEFGHJKLMNPQRSTUVWX".find(band) else {
        return false;
    };
    let south = -80.0 + 8.0 * idx as f64;
    let north = if band == 'X' { 84.0 } else { south + 8.0 };
    (south - SLACK..=north + SLACK).contains(&lat)
}

fn ups_ground(letter: &str, easting: f64, northing: f64) -> Result<Reading, NotQuite> {
    let north = matches!(letter, "Y" | "Z" | "N");
    let at = Utm::ground(0, north, easting, northing).filter(|at| at.lat.abs() >= 79.0);
    let reading = at.map(|at| Reading {
        at,
        form: Form::Utm,
        square_m: None,
        remark: None,
    });
    reading.ok_or_else(|| {
        NotQuite::new(format!(
            "UPS lies around the poles, with eastings and northings about 2,000,000; not {easting:.0} and {northing:.0}"
        ))
    })
}
