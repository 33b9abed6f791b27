//! Reading degrees: decimal, or with minutes and seconds, with signs or hemispheres, in either order.

use super::{Form, NotQuite, Reading};
use crate::model::place::LatLon;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Axis {
    Lat,
    Lon,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Degree,
    Minute,
    Second,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// A number as written, without its sign.
    Number {
        text: String,
        sign: Option<char>,
    },
    Unit(Unit),
    Colon,
    /// A comma or semicolon.
    Separator,
    /// The letter of a hemisphere.
    Hemisphere(char),
    /// `lat` or `lon`.
    Label(Axis),
}

impl Token {
    fn is_number(&self) -> bool {
        matches!(self, Self::Number { .. })
    }

    fn is_hemisphere(&self) -> bool {
        matches!(self, Self::Hemisphere(_))
    }
}

/// Reads degrees, latitude first where nothing says otherwise.
pub(super) fn read(plain: &str) -> Option<Result<Reading, NotQuite>> {
    read_ordered(plain, [Axis::Lat, Axis::Lon])
}

/// The same, longitude first.
pub(super) fn read_lon_first(plain: &str) -> Option<Result<Reading, NotQuite>> {
    read_ordered(plain, [Axis::Lon, Axis::Lat])
}

fn read_ordered(plain: &str, order: [Axis; 2]) -> Option<Result<Reading, NotQuite>> {
    let tokens = tokens(&with_points(plain))?;
    let is_marked = tokens.iter().any(|token| match token {
        Token::Number { text, sign } => text.contains('.') || sign.is_some(),
        Token::Colon => false,
        _ => true,
    });
    let Some([first, second]) = halves(&tokens) else {
        return only_one(&tokens);
    };
    let (first, second) = (Angle::of(first)?, Angle::of(second)?);
    let found = combined(&first, &second, order);
    // Numbers alone may be a date or a count.
    (found.is_ok() || is_marked).then_some(found)
}

/// One angle with its hemisphere: a part of a position.
fn only_one(tokens: &[Token]) -> Option<Result<Reading, NotQuite>> {
    let n_numbers = tokens.iter().filter(|token| token.is_number()).count();
    let axis = tokens.iter().find_map(|token| match token {
        Token::Hemisphere(letter) => Some(axis_of(*letter)),
        Token::Label(axis) => Some(*axis),
        _ => None,
    })?;
    ((1..=3).contains(&n_numbers)).then(|| {
        Err(NotQuite::new(match axis {
            Axis::Lat => "This is a latitude only; the longitude is missing",
            Axis::Lon => "This is a longitude only; the latitude is missing",
        }))
    })
}

/// With decimal points for decimal commas.
fn with_points(plain: &str) -> String {
    let bytes = plain.as_bytes();
    let is_digit = |idx: Option<usize>| {
        idx.and_then(|idx| bytes.get(idx))
            .is_some_and(u8::is_ascii_digit)
    };
    let inner: Vec<usize> = (0..bytes.len())
        .filter(|idx| bytes[*idx] == b',')
        .filter(|idx| is_digit(idx.checked_sub(1)) && is_digit(Some(idx + 1)))
        .collect();
    let has_signs = plain.contains(['°', 'N', 'S', 'E', 'W', '\'']);
    let are_decimal = !plain.contains('.')
        && match inner.as_slice() {
            [one, other] => plain[*one..*other].contains([' ', ';', '/']) || has_signs,
            [_] => has_signs,
            _ => false,
        };
    if !are_decimal {
        return plain.to_owned();
    }
    let mut text = plain.to_owned();
    for idx in inner {
        text.replace_range(idx..=idx, ".");
    }
    text
}

/// `None`: something stands there that no position has.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let has_hemisphere = text.contains(['N', 'S', 'E', 'W']);
    let mut tokens: Vec<Token> = Vec::new();
    let mut sign = None;
    let mut rest = text;
    let mut is_glued = false;
    while let Some(letter) = rest.chars().next() {
        let width = match letter {
            '0'..='9' | '.' => {
                let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.');
                let number = &rest[..end.unwrap_or(rest.len())];
                number.parse::<f64>().ok()?;
                tokens.push(Token::Number {
                    text: number.to_owned(),
                    sign: sign.take(),
                });
                number.len()
            }
            'A'..='Z' => {
                let end = rest.find(|letter: char| !letter.is_ascii_uppercase());
                let word = &rest[..end.unwrap_or(rest.len())];
                push_word(&mut tokens, word)?;
                word.len()
            }
            _ => {
                match letter {
                    ' ' => {}
                    ',' | ';' | '/' => tokens.push(Token::Separator),
                    ':' if matches!(tokens.last(), Some(Token::Label(_))) => {}
                    ':' => tokens.push(Token::Colon),
                    '°' => tokens.push(Token::Unit(Unit::Degree)),
                    '\'' => tokens.push(Token::Unit(Unit::Minute)),
                    '"' => tokens.push(Token::Unit(Unit::Second)),
                    // As pilots write it: 34-33-36N.
                    '-' if has_hemisphere && is_glued => {}
                    '+' | '-' if sign.is_none() => sign = Some(letter),
                    _ => return None,
                }
                letter.len_utf8()
            }
        };
        is_glued = letter.is_ascii_digit();
        rest = &rest[width..];
    }
    while tokens.last() == Some(&Token::Separator) {
        tokens.pop();
    }
    sign.is_none().then_some(tokens)
}

fn push_word(tokens: &mut Vec<Token>, word: &str) -> Option<()> {
    let after_number = tokens.last().is_some_and(Token::is_number);
    let before = tokens.len().checked_sub(2).map(|idx| &tokens[idx]);
    let after_minutes = before == Some(&Token::Unit(Unit::Minute));
    match word {
        // After minutes that were written with a letter or a sign, at the end of a half: seconds only where a
        // hemisphere follows, which is taken below.
        "N" | "S" | "E" | "W" => tokens.push(Token::Hemisphere(word.chars().next()?)),
        "NORTH" | "SOUTH" | "EAST" | "WEST" => {
            tokens.push(Token::Hemisphere(word.chars().next()?));
        }
        "LAT" | "LATITUDE" => tokens.push(Token::Label(Axis::Lat)),
        "LON" | "LONG" | "LNG" | "LONGITUDE" => tokens.push(Token::Label(Axis::Lon)),
        "D" | "DEG" | "DEGREE" | "DEGREES" if after_number => {
            tokens.push(Token::Unit(Unit::Degree));
        }
        "M" | "MIN" | "MINUTE" | "MINUTES" if after_number => {
            tokens.push(Token::Unit(Unit::Minute));
        }
        "SEC" | "SECOND" | "SECONDS" if after_number => tokens.push(Token::Unit(Unit::Second)),
        "SN" | "SS" | "SE" | "SW" if after_number && after_minutes => {
            tokens.push(Token::Unit(Unit::Second));
            tokens.push(Token::Hemisphere(word.chars().nth(1)?));
        }
        "MN" | "MS" | "ME" | "MW" | "DN" | "DS" | "DE" | "DW" if after_number => {
            let is_minute = word.starts_with('M');
            let unit = if is_minute {
                Unit::Minute
            } else {
                Unit::Degree
            };
            tokens.push(Token::Unit(unit));
            tokens.push(Token::Hemisphere(word.chars().nth(1)?));
        }
        _ => return None,
    }
    Some(())
}

fn axis_of(hemisphere: char) -> Axis {
    match hemisphere {
        'N' | 'S' => Axis::Lat,
        _ => Axis::Lon,
    }
}

/// The tokens of the two angles.
fn halves(tokens: &[Token]) -> Option<[&[Token]; 2]> {
    let split = split(tokens)?;
    let (first, second) = tokens.split_at(split);
    let has_number = |half: &[Token]| half.iter().any(Token::is_number);
    (has_number(first) && has_number(second)).then_some([first, second])
}

/// Where the second angle begins.
fn split(tokens: &[Token]) -> Option<usize> {
    let places = |is: &dyn Fn(&Token) -> bool| -> Vec<usize> {
        (0..tokens.len()).filter(|idx| is(&tokens[*idx])).collect()
    };
    if let [_, second] = places(&|token| matches!(token, Token::Label(_))).as_slice() {
        return Some(*second);
    }
    let hemispheres = hemispheres(tokens);
    match hemispheres.as_slice() {
        [first, second] if *first == 0 => return Some(*second),
        [first, _] => return Some(first + 1),
        // Alone in the middle it ends the first angle, unless a comma parts it from that.
        [only] if 0 < *only && *only + 1 < tokens.len() => {
            let is_behind_comma = tokens.get(only - 1) == Some(&Token::Separator);
            return Some(if is_behind_comma { *only } else { only + 1 });
        }
        [] | [_] => {}
        _ => return None,
    }
    match places(&|token| *token == Token::Separator).as_slice() {
        [] => {}
        [only] => return Some(*only),
        _ => return None,
    }
    let degrees = places(&|token| *token == Token::Unit(Unit::Degree));
    if let [_, second] = degrees.as_slice() {
        return second.checked_sub(1);
    }
    let numbers = places(&Token::is_number);
    let is_joined =
        |idx: &usize| idx.checked_sub(1).map(|before| &tokens[before]) == Some(&Token::Colon);
    if numbers.iter().any(is_joined) {
        let begins: Vec<usize> = numbers.into_iter().filter(|idx| !is_joined(idx)).collect();
        return (begins.len() == 2).then(|| begins[1]);
    }
    matches!(numbers.len(), 2 | 4 | 6).then(|| numbers[numbers.len() / 2])
}

/// Where the hemispheres stand; an `S` that ends `34d33m36s` is none.
fn hemispheres(tokens: &[Token]) -> Vec<usize> {
    (0..tokens.len())
        .filter(|idx| tokens[*idx].is_hemisphere())
        .filter(|idx| !is_second(tokens, *idx))
        .collect()
}

/// Whether an `S` stands for seconds: it follows minutes and a number, and a hemisphere follows it.
fn is_second(tokens: &[Token], idx: usize) -> bool {
    let before = |by: usize| idx.checked_sub(by).map(|idx| &tokens[idx]);
    tokens[idx] == Token::Hemisphere('S')
        && before(1).is_some_and(Token::is_number)
        && before(2) == Some(&Token::Unit(Unit::Minute))
        && tokens.get(idx + 1).is_some_and(Token::is_hemisphere)
}

/// One half of a position, not yet checked.
#[derive(Debug)]
struct Angle {
    axis: Option<Axis>,
    hemisphere: Option<char>,
    negative: bool,
    /// Degrees, minutes, seconds.
    parts: [f64; 3],
    n_parts: usize,
}

impl Angle {
    /// `None`: the tokens make no angle.
    fn of(tokens: &[Token]) -> Option<Self> {
        let mut hemisphere = None;
        let mut axis = None;
        let mut values: Vec<(f64, bool, Option<Unit>)> = Vec::new();
        let mut negative = false;
        let mut compact = None;
        for (idx, token) in tokens.iter().enumerate() {
            match token {
                Token::Number { text, sign } => {
                    if sign.is_some() && !values.is_empty() {
                        return None;
                    }
                    negative |= *sign == Some('-');
                    compact = Some(text.as_str()).filter(|_| values.is_empty());
                    values.push((text.parse().ok()?, text.contains('.'), None));
                }
                Token::Unit(unit) => {
                    let value = values.last_mut()?;
                    if value.2.replace(*unit).is_some() {
                        return None;
                    }
                }
                Token::Hemisphere(_) if is_second(tokens, idx) => {
                    values.last_mut()?.2 = Some(Unit::Second);
                }
                Token::Hemisphere(letter) => {
                    if hemisphere.replace(*letter).is_some() {
                        return None;
                    }
                }
                Token::Label(label) => axis = Some(*label),
                Token::Colon | Token::Separator => {}
            }
        }
        let (parts, n_parts) = match (hemisphere, compact) {
            (Some(letter), Some(digits)) if values.len() == 1 && values[0].2.is_none() => {
                compact_parts(digits, axis_of(letter)).unwrap_or(([values[0].0, 0.0, 0.0], 1))
            }
            _ => placed(&values)?,
        };
        Some(Self {
            axis: axis.or(hemisphere.map(axis_of)),
            hemisphere,
            negative,
            parts,
            n_parts,
        })
    }

    /// Degrees with their sign, for an axis.
    fn degrees(&self, axis: Axis) -> Result<f64, NotQuite> {
        let [degrees, minutes, seconds] = self.parts;
        let (name, max) = match axis {
            Axis::Lat => ("latitude", 90.0),
            Axis::Lon => ("longitude", 180.0),
        };
        if let Some(letter) = self.hemisphere
            && axis_of(letter) != axis
        {
            return Err(NotQuite::new(format!(
                "{letter} is no hemisphere of a {name}"
            )));
        }
        if minutes >= 60.0 || seconds >= 60.0 {
            let (value, unit) = if minutes >= 60.0 {
                (minutes, "minutes")
            } else {
                (seconds, "seconds")
            };
            return Err(NotQuite::new(format!(
                "A {name} has less than 60 {unit}, not {value}"
            )));
        }
        let size = degrees + minutes / 60.0 + seconds / 3_600.0;
        if size > max {
            return Err(NotQuite::new(format!(
                "A {name} lies within ±{max}°, and {} does not",
                (size * 1e5).round() / 1e5
            )));
        }
        let is_far_side = matches!(self.hemisphere, Some('S' | 'W'));
        Ok(if is_far_side == self.negative {
            size
        } else {
            -size
        })
    }
}

/// Values by their units, or by their order; only the last may have decimals.
fn placed(values: &[(f64, bool, Option<Unit>)]) -> Option<([f64; 3], usize)> {
    let mut parts = [0.0; 3];
    let mut next = 0;
    for (idx, (value, has_point, unit)) in values.iter().enumerate() {
        let place = match unit {
            Some(Unit::Degree) => 0,
            Some(Unit::Minute) => 1,
            Some(Unit::Second) => 2,
            None => next,
        };
        let is_last = idx + 1 == values.len();
        if place < next || place > 2 || *has_point && !is_last || idx == 0 && place != 0 {
            return None;
        }
        parts[place] = *value;
        next = place + 1;
    }
    (next > 0).then_some((parts, next))
}

/// `343336` as 34° 33′ 36″, as notices to airmen write it.
fn compact_parts(text: &str, axis: Axis) -> Option<([f64; 3], usize)> {
    let n_degrees = match axis {
        Axis::Lat => 2,
        Axis::Lon => 3,
    };
    let n_digits = text.find('.').unwrap_or(text.len());
    let n_parts = match n_digits.checked_sub(n_degrees)? {
        2 => 2,
        4 => 3,
        _ => return None,
    };
    let degrees = text[..n_degrees].parse().ok()?;
    let minutes = &text[n_degrees..];
    Some(if n_parts == 2 {
        ([degrees, minutes.parse().ok()?, 0.0], 2)
    } else {
        (
            [
                degrees,
                minutes[..2].parse().ok()?,
                minutes[2..].parse().ok()?,
            ],
            3,
        )
    })
}

fn combined(first: &Angle, second: &Angle, order: [Axis; 2]) -> Result<Reading, NotQuite> {
    let other = |axis: Axis| match axis {
        Axis::Lat => Axis::Lon,
        Axis::Lon => Axis::Lat,
    };
    let axes = match (first.axis, second.axis) {
        (Some(Axis::Lat), Some(Axis::Lat)) => {
            return Err(NotQuite::new(
                "These are two latitudes; the longitude is missing",
            ));
        }
        (Some(Axis::Lon), Some(Axis::Lon)) => {
            return Err(NotQuite::new(
                "These are two longitudes; the latitude is missing",
            ));
        }
        (Some(axis), _) => [axis, other(axis)],
        (None, Some(axis)) => [other(axis), axis],
        (None, None) => order,
    };
    let is_told = first.axis.is_some() || second.axis.is_some();
    let values = [first.degrees(axes[0]), second.degrees(axes[1])];
    if let [Err(_), _] | [_, Err(_)] = &values
        && !is_told
        && first.degrees(axes[1]).is_ok()
        && second.degrees(axes[0]).is_ok()
    {
        return Err(NotQuite::new(
            "The latitude comes first, and this one is beyond 90°; with E and N behind the numbers either order will do",
        ));
    }
    let [first_value, second_value] = values;
    let (lat, lon) = match axes[0] {
        Axis::Lat => (first_value?, second_value?),
        Axis::Lon => {
            let lon = first_value?;
            (second_value?, lon)
        }
    };
    let form = if first.n_parts.max(second.n_parts) > 1 {
        Form::Dms
    } else {
        Form::Decimal
    };
    let at = LatLon::new(lat, lon).ok_or_else(|| NotQuite::new("This lies nowhere on Earth"))?;
    Ok(Reading {
        at,
        form,
        square_m: None,
        remark: None,
    })
}
