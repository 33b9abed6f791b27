//! Whether words occur in a stored copy.
//!
//! White space is folded, and typographic quotation marks and dashes are taken for plain ones, since programs
//! change these on their own; nothing else is: another letter, case or accent is another text.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// The largest stored copy that is searched, in bytes. Longer texts are not what people quote from.
const TEXT_BYTES_MAX: u64 = 64 << 20;

/// The words of a quote, and those around it, folded.
#[derive(Debug)]
pub(super) struct Quotation {
    text: String,
    prefix: String,
    suffix: String,
}

impl Quotation {
    pub(super) fn new(text: &str, prefix: Option<&str>, suffix: Option<&str>) -> Self {
        let folded = |text: Option<&str>| fold(text.unwrap_or_default()).trim().to_owned();
        Self {
            text: folded(Some(text)),
            prefix: folded(prefix),
            suffix: folded(suffix),
        }
    }
}

/// Where a quote is; the best last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Occurrence {
    Nowhere,
    /// The words are there, but not between the prefix and the suffix.
    WordsAlone,
    Found,
}

/// A stored copy that can be searched, folded.
pub(super) struct StoredText(String);

impl StoredText {
    /// Reads a text or web page in UTF-8; `None` for anything else.
    pub(super) fn read(file: &Path) -> Option<Self> {
        let extension = file.extension()?.to_str()?.to_ascii_lowercase();
        let is_page = matches!(extension.as_str(), "html" | "htm" | "xhtml");
        if !is_page && !matches!(extension.as_str(), "txt" | "md") {
            return None;
        }
        let mut bytes = Vec::new();
        let opened = File::open(file).ok()?;
        opened
            .take(TEXT_BYTES_MAX + 1)
            .read_to_end(&mut bytes)
            .ok()?;
        if bytes.len() as u64 > TEXT_BYTES_MAX {
            return None;
        }
        let text = String::from_utf8(bytes).ok()?;
        Some(if is_page {
            Self::of_page(&text)
        } else {
            Self::of_text(&text)
        })
    }

    fn of_text(text: &str) -> Self {
        Self(fold(text))
    }

    fn of_page(page: &str) -> Self {
        Self(fold(&decode_entities(&strip_tags(page))))
    }

    pub(super) fn find(&self, quotation: &Quotation) -> Occurrence {
        let Quotation {
            text,
            prefix,
            suffix,
        } = quotation;
        let mut best = Occurrence::Nowhere;
        for (at, found) in self.0.match_indices(text.as_str()) {
            let (before, rest) = self.0.split_at(at);
            let after = rest.strip_prefix(found).unwrap_or_default();
            if before.trim_end().ends_with(prefix) && after.trim_start().starts_with(suffix) {
                return Occurrence::Found;
            }
            best = Occurrence::WordsAlone;
        }
        best
    }
}

/// The text as it is compared.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_whitespace() => {
                if !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            '‘' | '’' | '‚' | '‛' | '‹' | '›' => folded.push('\''),
            '“' | '”' | '„' | '‟' | '«' | '»' => folded.push('"'),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-'),
            c => folded.push(c),
        }
    }
    folded
}

/// The text of a web page: no tags, no comments, no scripts, no style.
fn strip_tags(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let name = tag_name(tag);
        let end = match name.as_str() {
            _ if tag.starts_with("!--") => "-->",
            "script" => "</script",
            "style" => "</style",
            // A lone `<` is a letter like any other.
            "" => {
                text.push('<');
                rest = tag;
                continue;
            }
            _ => ">",
        };
        let Some(end_at) = find_ignoring_case(tag, end) else {
            return text;
        };
        rest = tag.get(end_at + end.len()..).unwrap_or_default();
        if end.starts_with("</") {
            rest = rest.split_once('>').map_or("", |(_, rest)| rest);
        }
        // Bold type may stand within a word; every other tag ends one.
        if !matches!(
            name.as_str(),
            "b" | "i" | "em" | "strong" | "a" | "span" | "u" | "sup" | "sub"
        ) {
            text.push(' ');
        }
    }
    text.push_str(rest);
    text
}

/// The name of a tag in lower case, without its slash; empty if it is none.
fn tag_name(tag: &str) -> String {
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    if tag.starts_with(['!', '?']) {
        return String::from("!");
    }
    tag.chars()
        .take_while(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

fn find_ignoring_case(text: &str, pattern: &str) -> Option<usize> {
    text.as_bytes()
        .windows(pattern.len())
        .position(|window| window.eq_ignore_ascii_case(pattern.as_bytes()))
}

/// Turns the common entities into their characters.
fn decode_entities(text: &str) -> String {
    /// The longest entity that is looked for, in bytes, after its `&`.
    const ENTITY_BYTES_MAX: usize = 10;
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('&') {
        decoded.push_str(before);
        let end = tail
            .bytes()
            .take(ENTITY_BYTES_MAX)
            .position(|byte| byte == b';');
        let entity = end.and_then(|end| Some((character(tail.get(..end)?)?, end)));
        if let Some((c, end)) = entity {
            decoded.push(c);
            rest = tail.get(end + 1..).unwrap_or_default();
        } else {
            decoded.push('&');
            rest = tail;
        }
    }
    decoded.push_str(rest);
    decoded
}

fn character(entity: &str) -> Option<char> {
    Some(match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" | "ldquo" | "rdquo" | "laquo" | "raquo" => '"',
        "apos" | "lsquo" | "rsquo" => '\'',
        "nbsp" => ' ',
        "ndash" | "mdash" => '-',
        "hellip" => '…',
        numeric => {
            let digits = numeric.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_text(text: &str, words: &str) -> Occurrence {
        StoredText::of_text(text).find(&Quotation::new(words, None, None))
    }

    #[test]
    fn white_space_quotation_marks_and_dashes_are_folded() {
        let text = "He said:\n  “We’ve left\u{a0}– all of us”.";
        assert_eq!(
            in_text(text, "\"We've left - all\n of us\""),
            Occurrence::Found
        );
    }

    #[test]
    fn nothing_else_is_folded() {
        let text = "Fourteen tanks in Palmyra, Café, تدمر";
        for words in [
            "fourteen tanks",
            "Fourteen tank in",
            "Cafe",
            "14 tanks",
            "تدمرة",
            "Palmyra Café",
        ] {
            assert_eq!(in_text(text, words), Occurrence::Nowhere, "{words}");
        }
        assert_eq!(in_text(text, "تدمر"), Occurrence::Found);
    }

    #[test]
    fn a_prefix_and_a_suffix_surround_one_occurrence() {
        let text = StoredText::of_text("first: ten tanks here. second: ten tanks there.");
        let find = |prefix, suffix| text.find(&Quotation::new("ten tanks", prefix, suffix));
        assert_eq!(find(Some("second:"), None), Occurrence::Found);
        assert_eq!(find(Some("first:"), Some("here")), Occurrence::Found);
        assert_eq!(find(Some("first:"), Some("there")), Occurrence::WordsAlone);
    }

    #[test]
    fn the_words_of_a_web_page_are_found_across_its_tags() {
        let page = "<p>The <b>T4</b> base<br>was &ldquo;lost&rdquo;&#46;</p><SCRIPT>x < 1</Script><!-- no --><p>2 < 3";
        let text = StoredText::of_page(page);
        let find = |words| text.find(&Quotation::new(words, None, None));
        for words in ["The T4 base was “lost”.", "2 < 3"] {
            assert_eq!(find(words), Occurrence::Found, "{words} in {}", text.0);
        }
        for words in ["x < 1", "no"] {
            assert_eq!(find(words), Occurrence::Nowhere, "{words}");
        }
    }
}
