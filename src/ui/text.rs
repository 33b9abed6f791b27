//! Text that may run from right to left.
//!
//! egui shapes Arabic but lays every line out from left to right.
//! Until it knows the Unicode bidirectional algorithm, a line is brought into visual order here, before layout.

use std::borrow::Cow;

use unicode_bidi::{BidiInfo, Level};

use crate::model::mirror::mirrored;

/// A single line in visual order; text without right-to-left letters is returned as it is.
///
/// The shaper sets runs of Arabic signs from right to left, and what stands between them from left to right:
/// so the signs are put in the order in which they are seen, and those runs turned round once more.
pub fn visual(text: &str) -> Cow<'_, str> {
    if !text.chars().any(needs_order) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<String> = text.split('\n').map(visual_line).collect();
    Cow::Owned(lines.join("\n"))
}

/// A line of the program's own words in visual order: it runs from left to right, whatever name it begins with.
pub fn visual_ltr(text: &str) -> Cow<'_, str> {
    if !text.chars().any(needs_order) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(visual_towards(text, LEFT_TO_RIGHT))
}

/// A line in visual order as part of a paragraph of known direction, of which it may be any line.
pub fn visual_line_of(line: &str, paragraph_is_right_to_left: bool) -> String {
    let mark = if paragraph_is_right_to_left {
        RIGHT_TO_LEFT
    } else {
        LEFT_TO_RIGHT
    };
    visual_towards(line, mark)
}

/// Marks of direction: a line that begins with one runs that way.
const LEFT_TO_RIGHT: char = '\u{200e}';
const RIGHT_TO_LEFT: char = '\u{200f}';

fn visual_towards(text: &str, mark: char) -> String {
    visual(&format!("{mark}{text}")).into_owned()
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
    let mut signs: Vec<char> = Vec::with_capacity(line.len());
    for run in runs {
        let level: Level = levels[run.start];
        // Controls have done their work, and no font draws them.
        let part = line[run].chars().filter(|sign| !is_control(*sign));
        if level.is_rtl() {
            signs.extend(part.rev().map(mirrored));
        } else {
            signs.extend(part);
        }
    }
    turn_runs(&mut signs);
    signs.into_iter().collect()
}

/// Turns round what the shaper will turn round: each run of signs from the Arabic font, digits and commas with letters.
fn turn_runs(signs: &mut [char]) {
    let runs = signs.chunk_by_mut(|a, b| is_turned(*a) == is_turned(*b));
    for run in runs.filter(|run| is_turned(run[0])) {
        run.reverse();
    }
}

/// Whether the shaper sets a sign from right to left, by itself and with its neighbours.
/// It does so with Arabic digits, which are read from left to right, too.
fn is_turned(sign: char) -> bool {
    // Joiners keep letters of one word together or apart.
    is_right_to_left(sign) || matches!(sign, '\u{200c}' | '\u{200d}')
}

/// Right-to-left letters, and signs that set any letter against its direction.
fn needs_order(letter: char) -> bool {
    is_right_to_left(letter) || is_control(letter)
}

/// Signs that direct the algorithm and are not drawn: marks, embeddings, overrides, isolates.
fn is_control(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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
    fn punctuation_stands_on_the_side_where_it_is_read() {
        assert_eq!(visual("“سقطت تدمر”"), "”تدمر سقطت“");
        assert_eq!(visual("(تدمر)"), "(تدمر)");
        // The Arabic comma is turned round with its word, the Latin full stop is not.
        assert_eq!(visual("تدمر، سوريا."), ".سوريا تدمر،");
        assert_eq!(visual("مُوسى"), "مُوسى");
    }

    #[test]
    fn our_own_lines_run_from_left_to_right_whatever_they_begin_with() {
        assert_eq!(
            visual_ltr("دير الزور, within 5 km"),
            "الزور دير, within 5 km"
        );
        assert_eq!(visual_line_of("Reuters تدمر", true), "تدمر Reuters");
        assert_eq!(visual_line_of("تدمر Reuters", false), "تدمر Reuters");
    }

    #[test]
    fn the_first_strong_letter_decides_the_direction() {
        assert!(reads_right_to_left("تدمر Palmyra"));
        assert!(!reads_right_to_left("Palmyra تدمر"));
    }

    /// What a reader sees from left to right.
    fn shaped(line: &str) -> String {
        let mut signs: Vec<char> = line.chars().collect();
        turn_runs(&mut signs);
        signs.into_iter().collect()
    }

    #[test]
    fn numbers_in_arabic_digits_are_read_from_left_to_right() {
        for text in [
            "٢٠١٦",
            "في ٢٠١٦",
            "م١٢",
            "١٢م",
            "١٢/١٢/٢٠١٦",
            "14 دبابة و١٥",
        ] {
            let seen = shaped(&visual(text));
            for number in ["٢٠١٦", "١٢", "14", "١٥"] {
                assert_eq!(
                    text.contains(number),
                    seen.contains(number),
                    "{text}: {seen}"
                );
            }
        }
    }

    /// Unicode's own cases (UAX #9).
    #[test]
    fn the_order_is_that_of_the_unicode_bidi_conformance_data() {
        let cases = include_str!("../../tests/data/bidi-sample.txt");
        let mut n_tested = 0;
        for case in cases.lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = case.split(';').collect();
            let letters: Vec<char> = fields[0]
                .split(' ')
                .filter_map(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?))
                .collect();
            let levels: Vec<Option<u8>> = fields[3]
                .split(' ')
                .map(|level| level.parse().ok())
                .collect();
            let expected: String = fields[4]
                .split_whitespace()
                .filter_map(|idx| {
                    let idx: usize = idx.parse().ok()?;
                    let turned = levels[idx].is_some_and(|level| level % 2 == 1);
                    Some(if turned {
                        mirrored(letters[idx])
                    } else {
                        letters[idx]
                    })
                })
                .filter(|letter| !is_control(*letter))
                .collect();
            let text: String = letters.into_iter().collect();
            let line = match fields[1] {
                "0" => visual_line_of(&text, false),
                "1" => visual_line_of(&text, true),
                _ => visual(&text).into_owned(),
            };
            // Signs without width have no place in the order, but the shaper may need them.
            let seen = shaped(&line).replace(['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}'], "");
            assert_eq!(seen, expected, "{case}");
            n_tested += 1;
        }
        assert!(n_tested > 150, "{n_tested}");
    }
}
