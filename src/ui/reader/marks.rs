//! Lines of a stored copy as they are laid out, with the words of a quote marked.
//!
//! The place that is shown has a ground and a line below it, other places a ground alone: a beamer may lose the colour.
//! In a line with right-to-left words whole words are marked, since letters of such a line change places.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Align, Color32, Galley, Stroke, Ui};

use crate::model::quotation::Finding;
use crate::model::stored::Spot;
use crate::ui::text::{reads_right_to_left, visual, visual_line_of};
use crate::ui::theme::{Theme, regular, size};

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

/// Lays out a line over a width.
pub(super) fn galley(
    ui: &Ui,
    theme: &Theme,
    text: &str,
    marks: &[Mark],
    width: f32,
) -> Arc<Galley> {
    let right_to_left = reads_right_to_left(text);
    let mut job = if matches!(visual(text), std::borrow::Cow::Borrowed(_)) {
        plain_job(theme, text, marks)
    } else {
        mixed_job(ui, theme, text, marks, width, right_to_left)
    };
    job.wrap.max_width = width;
    if right_to_left {
        job.halign = Align::RIGHT;
    }
    ui.painter().layout_job(job)
}

fn format_of(theme: &Theme, mark: Option<bool>) -> TextFormat {
    // Opaque, since the grounds of neighbouring words overlap a little.
    /// How strong the ground of marked words is.
    const SHOWN: f32 = 0.30;
    const OTHER: f32 = 0.14;
    let (background, underline) = match mark {
        Some(true) => (
            theme.panel.lerp_to_gamma(theme.accent, SHOWN),
            Stroke::new(1.5, theme.accent),
        ),
        Some(false) => (theme.panel.lerp_to_gamma(theme.accent, OTHER), Stroke::NONE),
        None => (Color32::TRANSPARENT, Stroke::NONE),
    };
    TextFormat {
        font_id: regular(size::QUOTE),
        color: theme.text,
        background,
        underline,
        line_height: Some((size::QUOTE * 1.55).round()),
        ..TextFormat::default()
    }
}

fn plain_job(theme: &Theme, text: &str, marks: &[Mark]) -> LayoutJob {
    let mut job = LayoutJob::default();
    let mut at = 0;
    for mark in marks {
        let (from, to) = (mark.bytes.start.max(at), mark.bytes.end.max(at));
        if let (Some(before), Some(words)) = (text.get(at..from), text.get(from..to)) {
            job.append(before, 0.0, format_of(theme, None));
            job.append(words, 0.0, format_of(theme, Some(mark.is_shown)));
            at = to;
        }
    }
    let rest = text.get(at..).unwrap_or_default();
    job.append(rest, 0.0, format_of(theme, None));
    job
}

/// Letters that no font draws and that bidirectional order passes over: they travel with a marked word.
const SHOWN_SIGN: char = '\u{2060}';
const OTHER_SIGN: char = '\u{2061}';

/// Breaks the text into lines that fit, and brings each into visual order with its marked words.
fn mixed_job(
    ui: &Ui,
    theme: &Theme,
    text: &str,
    marks: &[Mark],
    width: f32,
    right_to_left: bool,
) -> LayoutJob {
    let font = regular(size::QUOTE);
    let measure = |words: &str| {
        let galley = ui
            .painter()
            .layout_no_wrap(words.to_owned(), font.clone(), theme.text);
        galley.size().x
    };
    let space = measure(" ");
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut line_width = 0.0;
    for (word, sign) in signed_words(text, marks) {
        let word_width = measure(&word);
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
    let mut job = LayoutJob::default();
    for (idx, line) in lines.iter().enumerate() {
        if idx > 0 {
            job.append("\n", 0.0, format_of(theme, None));
        }
        let line = visual_line_of(line, right_to_left);
        // Words that are marked alike are one stretch, with the spaces between them.
        let mut stretch = (String::new(), None);
        for (idx, word) in line.split(' ').enumerate() {
            let mark = if word.contains(SHOWN_SIGN) {
                Some(true)
            } else {
                word.contains(OTHER_SIGN).then_some(false)
            };
            let space = if idx > 0 { " " } else { "" };
            if mark != stretch.1 {
                let is_marked = stretch.1.is_some();
                let (ended, begun) = if is_marked { ("", space) } else { (space, "") };
                job.append(&(stretch.0 + ended), 0.0, format_of(theme, stretch.1));
                if mark.is_some() && is_marked {
                    // The space between two places belongs to neither.
                    job.append(begun, 0.0, format_of(theme, None));
                    stretch = (String::new(), mark);
                } else {
                    stretch = (begun.to_owned(), mark);
                }
            } else {
                stretch.0.push_str(space);
            }
            stretch
                .0
                .push_str(&word.replace([SHOWN_SIGN, OTHER_SIGN], ""));
        }
        job.append(&stretch.0, 0.0, format_of(theme, stretch.1));
    }
    job
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
        let job = plain_job(
            Theme::of(crate::state::ThemeChoice::default()),
            "Palmyra !",
            &marks,
        );
        assert_eq!(job.text, "Palmyra !");
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
