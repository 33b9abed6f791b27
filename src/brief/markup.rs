//! Text from a file as it may stand in HTML and XML: it means nothing but itself there.
//!
//! Signs that no document may hold, and those that would turn the words round them about, become `�`, so that it is seen
//! that something was there.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Text without what neither XML nor a reader can do with: control signs, non-characters, overrides of direction.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_harmful) {
        let kept = |sign| if is_harmful(sign) { '\u{fffd}' } else { sign };
        Cow::Owned(text.chars().map(kept).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Marks of direction (U+200E, U+200F) and isolates stay: Arabic text needs them, and they end where the text ends.
fn is_harmful(sign: char) -> bool {
    match sign {
        '\n' | '\t' => false,
        '\u{202d}' | '\u{202e}' | '\u{fffe}' | '\u{ffff}' => true,
        _ => sign.is_control(),
    }
}

/// Clean text, escaped for text and for attributes in either kind of quotation marks.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    let text = clean(text);
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            sign => escaped.push(sign),
        }
    }
    Cow::Owned(escaped)
}

/// `#1c2b3f`.
pub(super) fn hex([red, green, blue]: [u8; 3]) -> String {
    let mut hex = String::with_capacity(7);
    write!(hex, "#{red:02x}{green:02x}{blue:02x}").ok();
    hex
}

/// An address that a reader may follow; `None` for all others, which stay words.
pub(super) fn followable(address: &str) -> Option<&str> {
    let address = address.trim();
    let lower = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    let is_web = lower.starts_with("https://") || lower.starts_with("http://");
    let is_plain = !address
        .chars()
        .any(|sign| sign.is_control() || sign.is_whitespace());
    (is_web && is_plain).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_is_escaped() {
        assert_eq!(
            escaped("<script>alert('x')</script> ]]> \"&amp;\""),
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; ]]&gt; &quot;&amp;amp;&quot;"
        );
        assert_eq!(escaped("تدمر, Homs"), "تدمر, Homs");
    }

    #[test]
    fn what_would_turn_words_about_is_seen_and_does_nothing() {
        assert_eq!(
            clean("a\u{202e}b\u{0}c\u{1b}[0m"),
            "a\u{fffd}b\u{fffd}c\u{fffd}[0m"
        );
        assert_eq!(clean("line\nline\tcell"), "line\nline\tcell");
        assert_eq!(
            clean("\u{200f}حمص\u{2067}x\u{2069}"),
            "\u{200f}حمص\u{2067}x\u{2069}"
        );
    }

    #[test]
    fn only_addresses_of_the_web_can_be_followed() {
        assert_eq!(followable(" https://x.org/a"), Some("https://x.org/a"));
        assert_eq!(followable("HTTP://x.org"), Some("HTTP://x.org"));
        for address in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc",
            "/a",
            "https://x\u{0}y",
            "كتاب",
        ] {
            assert_eq!(followable(address), None, "{address}");
        }
    }
}
