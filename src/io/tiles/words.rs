//! What files say of themselves, made fit to be shown: attributions are HTML, and as long as somebody liked.

use std::io::Read;
use std::path::Path;

/// Letters of an attribution or name that are shown.
const LETTERS_MAX: usize = 160;

/// The words of a piece of HTML, on one line; what is between angle brackets goes.
pub(super) fn plain(html: &str) -> String {
    let mut words = String::new();
    let mut in_tag = false;
    for letter in html.chars().take(16 * LETTERS_MAX) {
        match letter {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            _ if letter.is_control() => words.push(' '),
            _ => words.push(letter),
        }
    }
    for (entity, letter) in [
        ("&copy;", "©"),
        ("&#169;", "©"),
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ] {
        words = words.replace(entity, letter);
    }
    let joined: Vec<&str> = words.split_whitespace().collect();
    let joined = joined.join(" ");
    if joined.chars().count() <= LETTERS_MAX {
        return joined;
    }
    let cut: String = joined.chars().take(LETTERS_MAX).collect();
    format!("{}…", cut.trim_end())
}

/// What a file is called: what it says itself, else its name.
pub(super) fn name_of(said: Option<&str>, path: &Path) -> String {
    let said = said.map(plain).filter(|name| !name.is_empty());
    said.unwrap_or_else(|| {
        path.file_stem()
            .map(|stem| plain(&stem.to_string_lossy()))
            .unwrap_or_default()
    })
}

/// Fills as much of the buffer as there is; how much that was.
pub(super) fn read_up_to(from: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut n_read = 0;
    while n_read < buffer.len() {
        match from.read(&mut buffer[n_read..]) {
            Ok(0) => break,
            Ok(n) => n_read += n,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(n_read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribution_is_one_line_of_words() {
        assert_eq!(
            plain("<a href=\"https://osm.org\">&copy;\n OpenStreetMap</a> &amp; others"),
            "© OpenStreetMap & others"
        );
        assert!(plain(&"x ".repeat(100_000)).chars().count() <= LETTERS_MAX + 1);
    }
}
