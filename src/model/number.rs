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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let words = [0, 12, 999, 1_000, 65_432, 1_234_567].map(grouped);
        assert_eq!(words, ["0", "12", "999", "1,000", "65,432", "1,234,567"]);
    }
}
