//! Text that may run from right to left.
//!
//! egui shapes Arabic but lays every line out from left to right.
//! Until it knows the Unicode bidirectional algorithm, a line is brought into visual order here, before layout.

use std::borrow::Cow;

use unicode_bidi::{BidiInfo, Level};

/// A single line in visual order; text without right-to-left letters is returned as it is.
///
/// The shaper sets Arabic letters from right to left within a word, and words from left to right,
/// so words of a right-to-left run are put in reverse order while their letters stay as they are.
pub fn visual(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_right_to_left) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<String> = text.split('\n').map(visual_line).collect();
    Cow::Owned(lines.join("\n"))
}

/// Whether the text's first strong letter is a right-to-left one, so that it aligns to the right.
pub fn reads_right_to_left(text: &str) -> bool {
    let info = BidiInfo::new(text, None);
    info.paragraphs
        .first()
        .is_some_and(|paragraph| paragraph.level.is_rtl())
}

fn visual_line(line: &str) -> String {
    let info = BidiInfo::new(line, None);
    let Some(paragraph) = info.paragraphs.first() else {
        return line.to_owned();
    };
    let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
    let mut out = String::with_capacity(line.len());
    for run in runs {
        let level: Level = levels[run.start];
        let part = &line[run];
        if level.is_rtl() {
            push_reversed_words(&mut out, part);
        } else {
            out.push_str(part);
        }
    }
    out
}

/// Appends the words of a right-to-left run in reverse order, the spaces between them with them.
fn push_reversed_words(out: &mut String, run: &str) {
    let mut pieces: Vec<&str> = Vec::new();
    let mut start = 0;
    let mut in_space = None;
    for (idx, letter) in run.char_indices() {
        let is_space = letter.is_whitespace();
        if in_space.is_some_and(|was| was != is_space) {
            pieces.push(&run[start..idx]);
            start = idx;
        }
        in_space = Some(is_space);
    }
    pieces.push(&run[start..]);
    out.extend(pieces.into_iter().rev());
}

/// Hebrew, Arabic, Syriac, Thaana, N'Ko and the Arabic presentation forms.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_text_is_left_alone() {
        assert!(matches!(visual("Palmyra, 14 tanks"), Cow::Borrowed(_)));
    }

    #[test]
    fn words_of_an_arabic_name_come_in_visual_order() {
        assert_eq!(visual("دير الزور"), "الزور دير");
        assert_eq!(visual("Deir ez-Zor دير الزور"), "Deir ez-Zor الزور دير");
        assert_eq!(visual("تدمر"), "تدمر");
    }

    #[test]
    fn the_first_strong_letter_decides_the_direction() {
        assert!(reads_right_to_left("تدمر Palmyra"));
        assert!(!reads_right_to_left("Palmyra تدمر"));
    }
}
