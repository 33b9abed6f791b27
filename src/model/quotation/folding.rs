//! Text as it is compared with a quote: what programs change on their own is folded, nothing else is.
//!
//! Runs of white space are one space; typographic quotation marks, dashes and ellipses are plain ones; ligatures and
//! Arabic presentation forms are their letters; what is written in several ways in Unicode is written in one (NFD);
//! soft hyphens, joiners without width and marks of direction are left out.
//! Another letter, case or accent stays another text. Every folded byte knows the letter that it came from.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::{canonical_combining_class, decompose_canonical};

/// Marks on one letter that are brought into order together. No script stacks more; beyond it they stay as they are.
const MARKS_MAX: usize = 32;

/// Bits of an origin that hold the length of its letter.
const LENGTH_BITS: u32 = 8;

/// Folded text, and for each of its bytes the letter that it came from.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    text: String,
    /// Position of the letter, and its length in bytes.
    origins: Vec<u64>,
    /// Marks on the last letter, which are not in order yet: class, mark, origin.
    marks: Vec<(u8, char, u64)>,
    in_space: bool,
}

impl Folded {
    /// Folds some text whose first byte stands at a position; the next byte stands at the next one.
    pub(super) fn push_str(&mut self, text: &str, at: u64) {
        let origin_of =
            |idx: usize, length: usize| (at + idx as u64) << LENGTH_BITS | length as u64;
        let bytes = text.as_bytes();
        let mut idx = 0;
        while let Some(rest) = bytes.get(idx..).filter(|rest| !rest.is_empty()) {
            // Nearly everything is one of these two, and is taken a run at a time: a text may have a gigabyte.
            let n_graphic = run_of(rest, u8::is_ascii_graphic);
            let n_spaces = if self.in_space {
                run_of(rest, |byte| *byte == b' ')
            } else {
                0
            };
            if n_graphic > 0 {
                self.settle();
                self.in_space = false;
                let end = idx + n_graphic;
                self.text.push_str(text.get(idx..end).unwrap_or_default());
                self.origins.extend((idx..end).map(|idx| origin_of(idx, 1)));
                idx = end;
            } else if n_spaces > 0 {
                idx += n_spaces;
            } else {
                let letter = text.get(idx..).and_then(|rest| rest.chars().next());
                let Some(letter) = letter else {
                    break;
                };
                self.push(letter, origin_of(idx, letter.len_utf8()));
                idx += letter.len_utf8();
            }
        }
    }

    fn push(&mut self, letter: char, origin: u64) {
        match letter {
            letter if letter.is_whitespace() => {
                if !self.in_space {
                    self.settle();
                    self.append(' ', origin);
                    self.in_space = true;
                }
            }
            letter if is_unseen(letter) => {}
            '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' => {
                self.push_starter('\'', origin);
            }
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' => self.push_starter('"', origin),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => self.push_starter('-', origin),
            '…' => {
                for _ in 0..3 {
                    self.push_starter('.', origin);
                }
            }
            '\u{fb00}'..='\u{fb17}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => {
                for part in std::iter::once(letter).nfkd() {
                    self.push_decomposed(part, origin);
                }
            }
            letter => decompose_canonical(letter, |part| self.push_decomposed(part, origin)),
        }
    }

    fn push_decomposed(&mut self, letter: char, origin: u64) {
        match canonical_combining_class(letter) {
            0 if letter.is_whitespace() => self.push(' ', origin),
            0 => self.push_starter(letter, origin),
            class => {
                self.in_space = false;
                if self.marks.len() == MARKS_MAX {
                    self.settle();
                }
                self.marks.push((class, letter, origin));
            }
        }
    }

    fn push_starter(&mut self, letter: char, origin: u64) {
        self.settle();
        self.in_space = false;
        self.append(letter, origin);
    }

    /// Appends the marks on the last letter, in the one order that Unicode gives them.
    fn settle(&mut self) {
        if self.marks.is_empty() {
            return;
        }
        let mut marks = std::mem::take(&mut self.marks);
        marks.sort_by_key(|(class, ..)| *class);
        for (_, mark, origin) in marks.drain(..) {
            self.append(mark, origin);
        }
        self.marks = marks;
    }

    fn append(&mut self, letter: char, origin: u64) {
        self.text.push(letter);
        self.origins
            .extend(std::iter::repeat_n(origin, letter.len_utf8()));
    }

    /// Nothing more comes.
    pub(super) fn finish(&mut self) {
        self.settle();
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Where the letter of a folded byte begins.
    pub(super) fn start_of(&self, idx: usize) -> u64 {
        self.origins.get(idx).copied().unwrap_or_default() >> LENGTH_BITS
    }

    /// Where the letter of a folded byte ends.
    pub(super) fn end_of(&self, idx: usize) -> u64 {
        let origin = self.origins.get(idx).copied().unwrap_or_default();
        (origin >> LENGTH_BITS) + (origin & ((1 << LENGTH_BITS) - 1))
    }

    /// Whether a letter ends before a byte, rather than going on or having a mark.
    pub(super) fn is_between_letters(&self, idx: usize) -> bool {
        let goes_on = idx
            .checked_sub(1)
            .and_then(|before| Some(self.origins.get(before)? == self.origins.get(idx)?));
        if goes_on == Some(true) {
            return false;
        }
        let next = self.text.get(idx..).and_then(|rest| rest.chars().next());
        next.is_none_or(|letter| canonical_combining_class(letter) == 0)
    }

    /// Forgets the first bytes; `n` lies between two letters.
    pub(super) fn forget(&mut self, n: usize) {
        self.text.drain(..n);
        self.origins.drain(..n);
    }
}

/// How many bytes at the beginning are of a kind.
fn run_of(bytes: &[u8], is_kind: impl Fn(&u8) -> bool) -> usize {
    let end = bytes.iter().position(|byte| !is_kind(byte));
    end.unwrap_or(bytes.len())
}

/// Soft hyphens, joiners and spaces without width, and marks of direction.
fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'
            ..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// The folded form of a short text, without white space at its ends.
pub(super) fn fold(text: &str) -> String {
    let mut folded = Folded::default();
    folded.push_str(text, 0);
    folded.finish();
    folded.text().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_change_is_folded() {
        let check = |text: &str, folded: &str| assert_eq!(fold(text), folded, "{text}");
        check("  We’ve\u{a0}\n left\t– “all”… ", "We've left - \"all\"...");
        check("o\u{fb03}ce Pal\u{ad}myra", "office Palmyra");
        check("Caf\u{e9}", "Cafe\u{301}");
        check(
            "a\u{323}\u{307} a\u{307}\u{323}",
            "a\u{323}\u{307} a\u{323}\u{307}",
        );
        check("ﻻ \u{200f}تدمر", "لا تدمر");
        check("\u{feff}", "");
    }

    #[test]
    fn nothing_else_is_folded() {
        for text in ["Palmyra", "14 (fourteen) tanks; 3.5 %", "تدمر", "a_b*c`d"] {
            assert_eq!(fold(text), text);
        }
    }

    #[test]
    fn every_byte_knows_its_letter() {
        let mut folded = Folded::default();
        folded.push_str("a…é ", 100);
        folded.finish();
        assert_eq!(folded.text(), "a...e\u{301} ");
        let origins: Vec<(u64, u64)> = (0..folded.len())
            .map(|idx| (folded.start_of(idx), folded.end_of(idx)))
            .collect();
        let dots = (101, 104);
        let e = (104, 106);
        assert_eq!(origins, [(100, 101), dots, dots, dots, e, e, e, (106, 107)]);
    }

    #[test]
    fn a_stack_of_marks_without_end_is_bounded() {
        let mut folded = Folded::default();
        folded.push_str(&"\u{301}".repeat(10_000), 0);
        assert!(folded.marks.len() <= MARKS_MAX);
        folded.finish();
        assert_eq!(folded.len(), 20_000);
    }
}
