//! One spelling for the signs and digits that keyboards and documents write differently.

/// Upper case, Western digits, plain signs, and single letters for hemispheres.
pub(super) fn plain(typed: &str) -> String {
    const ARABIC: [(&str, &str); 8] = [
        ("شمالا", "N"),
        ("شمال", "N"),
        ("جنوبا", "S"),
        ("جنوب", "S"),
        ("شرقا", "E"),
        ("شرق", "E"),
        ("غربا", "W"),
        ("غرب", "W"),
    ];
    let mut plain = String::with_capacity(typed.len());
    for letter in typed.trim().chars() {
        match letter {
            '٠'..='٩' => plain.push(western(letter, '٠')),
            '۰'..='۹' => plain.push(western(letter, '۰')),
            '٫' => plain.push('.'),
            '،' => plain.push(','),
            '؛' => plain.push(';'),
            '−' | '–' | '—' | '‐' | '‑' => plain.push('-'),
            '′' | '’' | '‘' | '´' | '`' | 'ʹ' | '‵' => plain.push('\''),
            '″' | '”' | '“' | 'ʺ' | '„' => plain.push('"'),
            'º' | '˚' | '⁰' | '∘' => plain.push('°'),
            '(' | ')' | '[' | ']' | '{' | '}' | '|' | '=' | '_' => plain.push(' '),
            // Marks of direction that come along when a line of Arabic is copied.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            letter if letter.is_whitespace() => plain.push(' '),
            letter => plain.extend(letter.to_uppercase()),
        }
    }
    // Two single strokes are seconds.
    let plain = plain.replace("''", "\"");
    if plain.is_ascii() {
        return plain;
    }
    ARABIC
        .into_iter()
        .fold(plain, |text, (word, letter)| text.replace(word, letter))
}

fn western(digit: char, zero: char) -> char {
    char::from(b'0' + (digit as u32 - zero as u32) as u8)
}

/// Latitude and longitude of a `geo:` URI or of a map's address, as `LAT,LON`.
pub(super) fn of_address(plain: &str) -> Option<String> {
    if let Some(rest) = plain.strip_prefix("GEO:") {
        let end = rest.find([';', '?']).unwrap_or(rest.len());
        let mut parts = rest[..end].split(',');
        return Some(format!("{},{}", parts.next()?.trim(), parts.next()?.trim()));
    }
    if !plain.starts_with("HTTPS://") && !plain.starts_with("HTTP://") {
        return None;
    }
    let pair = |text: &str, separator: char| {
        let mut parts = text.split(|letter: char| {
            letter == separator || !(letter.is_ascii_digit() || matches!(letter, '.' | '-' | '+'))
        });
        let (lat, lon) = (parts.next()?, parts.next()?);
        let is_number = |text: &str| text.parse::<f64>().is_ok();
        (is_number(lat) && is_number(lon)).then(|| format!("{lat},{lon}"))
    };
    if let Some((_, rest)) = plain.split_once("#MAP ") {
        // `=` has become a space; the zoom comes first.
        return pair(rest.split_once('/')?.1, '/');
    }
    ["@", "?Q ", "&Q ", "?LL ", "&LL ", "QUERY "]
        .into_iter()
        .filter_map(|mark| plain.split_once(mark))
        .find_map(|(_, rest)| pair(&rest.replace("%2C", ","), ','))
}

/// What stands in `POINT(LON LAT)`.
pub(super) fn of_wkt(plain: &str) -> Option<&str> {
    plain.strip_prefix("POINT ").map(str::trim)
}
