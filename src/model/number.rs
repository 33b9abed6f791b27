//! Numbers as people read them.

/// A number with its thousands set apart: `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (idx, digit) in digits.chars().enumerate() {
        if idx > 0 && (digits.len() - idx).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A size as people read it: `300 bytes`, `12 kB`, `1.4 MB`, `120 MB`.
pub fn bytes_in_words(n_bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if n_bytes < 1_000 {
        return format!("{n_bytes} bytes");
    }
    let mut size = n_bytes as f64 / 1_000.0;
    let mut unit = UNITS[0];
    for larger in &UNITS[1..] {
        if size < 999.5 {
            break;
        }
        size /= 1_000.0;
        unit = larger;
    }
    if size < 9.95 {
        format!("{size:.1} {unit}")
    } else {
        format!("{} {unit}", grouped(size.round() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_the_unit_that_suits_them() {
        let check = |n: u64, words: &str| assert_eq!(bytes_in_words(n), words);
        check(0, "0 bytes");
        check(999, "999 bytes");
        check(1_000, "1.0 kB");
        check(9_960, "10 kB");
        check(15_400, "15 kB");
        check(999_700, "1.0 MB");
        check(199_000_000, "199 MB");
        check(5_000_000_000_000_000, "5,000 TB");
    }

    #[test]
    fn thousands_are_set_apart() {
        let words = [0, 12, 999, 1_000, 65_432, 1_234_567].map(grouped);
        assert_eq!(words, ["0", "12", "999", "1,000", "65,432", "1,234,567"]);
    }
}
