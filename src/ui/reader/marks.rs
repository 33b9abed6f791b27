//! Lines of a stored copy as they are laid out, with the words of a quote marked.
//!
//! The place that is shown has a ground and a line below it, other places a ground alone: a beamer may lose the colour.
//! In a line with right-to-left words whole words are marked, since letters of such a line change places.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use eframe::egui::epaint::text::Glyph;
use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Align, Galley, Painter, Pos2, Rangef, Rect, Stroke, Ui, vec2};

use crate::model::quotation::Finding;
use crate::model::stored::Spot;
use crate::ui::text::{reads_right_to_left, visual, visual_line_of};
use crate::ui::theme::{Theme, regular, size};
use crate::ui::widgets::text_width;

/// A marked stretch of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) bytes: Range<usize>,
    /// It belongs to the place that is shown.
    pub(super) is_shown: bool,
}

/// The marks on a line of some length, in their order.
pub(super) fn marks_on(
    finding: Option<&Finding>,
    shown: Option<usize>,
    line: u64,
    length: usize,
) -> Vec<Mark> {
    let Some(finding) = finding else {
        return Vec::new();
    };
    let line_from = Spot { line, byte: 0 }.position();
    let line_to = Spot {
        line: line + 1,
        byte: 0,
    }
    .position();
    let mut marks = Vec::new();
    for (idx, place) in finding.places.iter().enumerate() {
        for range in &place.ranges {
            if range.end <= line_from || range.start >= line_to {
                continue;
            }
            let byte_in = |position: u64| {
                let spot = Spot::of(position.clamp(line_from, line_to));
                if spot.line > line {
                    length
                } else {
                    spot.byte.min(length)
                }
            };
            let bytes = byte_in(range.start)..byte_in(range.end);
            if !bytes.is_empty() {
                marks.push(Mark {
                    bytes,
                    is_shown: shown == Some(idx),
                });
            }
        }
    }
    // Places may overlap; the one that is shown counts.
    marks.sort_by_key(|mark| (mark.bytes.start, !mark.is_shown));
    marks
}

/// A line that is laid out, and which parts of it are marked.
pub(super) struct Laid {
    pub(super) galley: Arc<Galley>,
    stretches: Vec<Stretch>,
}

/// A part of a galley that is marked.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stretch {
    part: Part,
    is_shown: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Letters of the whole galley, each of which is one glyph.
    Letters(Range<usize>),
    /// Words of a row from left to right: letters that join have glyphs in an order and number of their own,
    /// but spaces stay spaces.
    Words(usize, Range<usize>),
}

/// Lays out a line over a width.
pub(super) fn laid_out(ui: &Ui, theme: &Theme, text: &str, marks: &[Mark], width: f32) -> Laid {
    let right_to_left = reads_right_to_left(text);
    let (mut text, stretches, width) = if matches!(visual(text), Cow::Borrowed(_)) {
        (text.to_owned(), plain_stretches(text, marks), width)
    } else {
        let lines = broken_lines(ui, text, marks, width);
        let (text, stretches) = in_visual_order(&lines, right_to_left);
        // It is broken already, and its rows are counted.
        (text, stretches, f32::INFINITY)
    };
    if text.is_empty() {
        // As high as any line.
        text.push(' ');
    }
    let mut job = LayoutJob::single_section(text, format(theme));
    job.wrap.max_width = width;
    if right_to_left {
        job.halign = Align::RIGHT;
    }
    Laid {
        galley: ui.painter().layout_job(job),
        stretches,
    }
}

impl Laid {
    /// Draws the grounds of the marked letters; the galley is drawn above them at the same place.
    pub(super) fn paint_marks(&self, painter: &Painter, theme: &Theme, at: Pos2) {
        /// How strong the ground is.
        const SHOWN: f32 = 0.30;
        const OTHER: f32 = 0.14;
        for Stretch { part, is_shown } in &self.stretches {
            let strength = if *is_shown { SHOWN } else { OTHER };
            let ground = theme.panel.lerp_to_gamma(theme.accent, strength);
            for rect in self.rects(part) {
                let rect = rect.translate(at.to_vec2()).expand2(vec2(1.0, 0.0));
                painter.rect_filled(rect.shrink2(vec2(0.0, 1.0)), 2.0, ground);
                if *is_shown {
                    let y = rect.bottom() - 1.5;
                    painter.hline(rect.x_range(), y, Stroke::new(1.5, theme.accent));
                }
            }
        }
    }

    /// What a part takes up, row by row.
    fn rects(&self, part: &Part) -> Vec<Rect> {
        let mut rects = Vec::new();
        let mut first = 0;
        for (idx, row) in self.galley.rows.iter().enumerate() {
            let n_glyphs = row.glyphs.len();
            let glyphs = match part {
                Part::Letters(letters) => {
                    let from = letters.start.saturating_sub(first).min(n_glyphs);
                    let to = letters.end.saturating_sub(first).min(n_glyphs);
                    row.glyphs.get(from..to).unwrap_or_default()
                }
                Part::Words(of, words) if *of == idx => glyphs_of(&row.glyphs, words),
                Part::Words(..) => &[],
            };
            let x_range = glyphs.iter().fold(Rangef::NOTHING, |range, glyph| Rangef {
                min: range.min.min(glyph.pos.x),
                max: range.max.max(glyph.max_x()),
            });
            if x_range.span() > 0.0 {
                let rect = Rect::from_x_y_ranges(x_range, 0.0..=row.size.y);
                rects.push(rect.translate(row.pos.to_vec2()));
            }
            first += n_glyphs + usize::from(row.ends_with_newline);
        }
        rects
    }
}

/// The glyphs of some words of a row, with the spaces between them.
fn glyphs_of<'g>(glyphs: &'g [Glyph], words: &Range<usize>) -> &'g [Glyph] {
    let spaces = glyphs.iter().enumerate();
    let mut spaces = spaces.filter(|(_, glyph)| glyph.chr == ' ');
    let from = match words.start.checked_sub(1) {
        Some(before) => spaces.nth(before).map_or(glyphs.len(), |(at, _)| at + 1),
        None => 0,
    };
    let length = words.len().saturating_sub(1);
    let to = spaces.nth(length).map_or(glyphs.len(), |(at, _)| at);
    glyphs.get(from..to).unwrap_or_default()
}

fn format(theme: &Theme) -> TextFormat {
    TextFormat {
        font_id: regular(size::QUOTE),
        color: theme.text,
        line_height: Some((size::QUOTE * 1.55).round()),
        ..TextFormat::default()
    }
}

/// The marks of a text whose letters stay where they are.
fn plain_stretches(text: &str, marks: &[Mark]) -> Vec<Stretch> {
    let n_letters = |end: usize| text.get(..end).map_or(0, |part| part.chars().count());
    let mut stretches = Vec::new();
    let mut at = 0;
    for mark in marks {
        let (from, to) = (mark.bytes.start.max(at), mark.bytes.end.max(at));
        if from < to {
            stretches.push(Stretch {
                part: Part::Letters(n_letters(from)..n_letters(to)),
                is_shown: mark.is_shown,
            });
            at = to;
        }
    }
    stretches
}

/// Letters that no font draws and that bidirectional order passes over: they travel with a marked word.
const SHOWN_SIGN: char = '\u{2060}';
const OTHER_SIGN: char = '\u{2061}';

/// Breaks the text into lines that fit, with the signs of marked words.
fn broken_lines(ui: &Ui, text: &str, marks: &[Mark], width: f32) -> Vec<String> {
    let font = regular(size::QUOTE);
    let space = text_width(ui, " ", font.clone());
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut line_width = 0.0;
    for (word, sign) in signed_words(text, marks) {
        let word_width = text_width(ui, &word, font.clone());
        if !line.is_empty() && line_width + space + word_width > width {
            lines.push(std::mem::take(&mut line));
        }
        line_width = if line.is_empty() {
            word_width
        } else {
            line.push(' ');
            line_width + space + word_width
        };
        line.push_str(&word);
        line.extend(sign);
    }
    lines.push(line);
    lines
}

/// Brings lines into visual order, and takes the signs out. Words that are marked alike and stand together
/// are one stretch.
fn in_visual_order(lines: &[String], right_to_left: bool) -> (String, Vec<Stretch>) {
    let mut text = String::new();
    let mut stretches: Vec<Stretch> = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        if row > 0 {
            text.push('\n');
        }
        for (idx, word) in visual_line_of(line, right_to_left).split(' ').enumerate() {
            if idx > 0 {
                text.push(' ');
            }
            let is_shown = word.contains(SHOWN_SIGN);
            if is_shown || word.contains(OTHER_SIGN) {
                match stretches.last_mut() {
                    Some(Stretch {
                        part: Part::Words(of, words),
                        is_shown: was_shown,
                    }) if *of == row && words.end == idx && *was_shown == is_shown => {
                        words.end += 1;
                    }
                    _ => stretches.push(Stretch {
                        part: Part::Words(row, idx..idx + 1),
                        is_shown,
                    }),
                }
            }
            text.push_str(&word.replace([SHOWN_SIGN, OTHER_SIGN], ""));
        }
    }
    (text, stretches)
}

/// The words of a text, each with the sign that it travels with, if it is marked.
fn signed_words<'t>(
    text: &'t str,
    marks: &'t [Mark],
) -> impl Iterator<Item = (String, Option<char>)> + 't {
    let mut at = 0;
    text.split(char::is_whitespace).filter_map(move |word| {
        let from = at;
        let to = from + word.len();
        let space = text.get(to..).and_then(|rest| rest.chars().next());
        at = to + space.map_or(0, char::len_utf8);
        let touches = |mark: &&Mark| mark.bytes.start < to && from < mark.bytes.end;
        let mut touching = marks.iter().filter(touches);
        let sign = touching
            .clone()
            .any(|mark| mark.is_shown)
            .then_some(SHOWN_SIGN)
            .or_else(|| touching.next().map(|_| OTHER_SIGN));
        (!word.is_empty()).then(|| (word.replace([SHOWN_SIGN, OTHER_SIGN], ""), sign))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::quotation::Place;

    fn position(line: u64, byte: usize) -> u64 {
        Spot { line, byte }.position()
    }

    fn finding(ranges: &[Range<u64>]) -> Finding {
        let place = |range: &Range<u64>| Place {
            ranges: vec![range.clone()],
            agreement: 0,
            is_between: true,
        };
        Finding {
            places: ranges.iter().map(place).collect(),
            ..Finding::default()
        }
    }

    #[test]
    fn a_place_over_several_lines_is_marked_on_each() {
        let range = position(1, 4)..position(3, 2);
        let finding = finding(std::slice::from_ref(&range));
        let marked = |line, length| {
            let marks = marks_on(Some(&finding), Some(0), line, length);
            marks.into_iter().map(|mark| mark.bytes).next()
        };
        assert_eq!(marked(0, 10), None);
        assert_eq!(marked(1, 10), Some(4..10));
        assert_eq!(marked(2, 7), Some(0..7));
        assert_eq!(marked(2, 0), None);
        assert_eq!(marked(3, 9), Some(0..2));
        assert_eq!(marked(4, 9), None);
    }

    #[test]
    fn the_place_that_is_shown_comes_before_one_that_it_overlaps() {
        let finding = finding(&[
            position(0, 0)..position(0, 4),
            position(0, 0)..position(0, 6),
        ]);
        let marks = marks_on(Some(&finding), Some(1), 0, 9);
        assert!(marks[0].is_shown);
        let stretches = plain_stretches("Palmyra !", &marks);
        let shown = Stretch {
            part: Part::Letters(0..6),
            is_shown: true,
        };
        assert_eq!(stretches, [shown]);
    }

    #[test]
    fn words_marked_alike_are_one_stretch() {
        let line = format!("a b{SHOWN_SIGN} c{SHOWN_SIGN} d{OTHER_SIGN} e");
        let (text, stretches) = in_visual_order(&[line], false);
        assert_eq!(text, "a b c d e");
        let part = |words, is_shown| Stretch {
            part: Part::Words(0, words),
            is_shown,
        };
        assert_eq!(stretches, [part(1..3, true), part(3..4, false)]);
    }

    #[test]
    fn words_of_arabic_carry_their_mark() {
        let text = "سقطت مدينة تدمر";
        let from = text.find("مدينة").unwrap();
        let marks = [Mark {
            bytes: from..text.len(),
            is_shown: true,
        }];
        let signs: Vec<Option<char>> = signed_words(text, &marks).map(|(_, sign)| sign).collect();
        assert_eq!(signs, [None, Some(SHOWN_SIGN), Some(SHOWN_SIGN)]);
        let line = format!("سقطت مدينة{SHOWN_SIGN} تدمر{SHOWN_SIGN}");
        let visual = visual_line_of(&line, true);
        let marked: Vec<bool> = visual
            .split(' ')
            .map(|word| word.contains(SHOWN_SIGN))
            .collect();
        assert_eq!(marked, [true, true, false]);
    }
}
