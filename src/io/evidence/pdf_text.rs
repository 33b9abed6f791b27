//! The text layer of a PDF: letters where they stand on the page, put together to words and lines.
//!
//! What is invisible counts, since scanned pages carry their text so. Lines of right-to-left script come out in the
//! order in which they are read. Words that a line break divides with a hyphen stay divided.
//!
//! Runs in a process of its own (see [`super::pdf`]): a hostile file may take any time and memory.

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Vec2};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, interpret_page,
};
use unicode_bidi::{BidiClass, bidi_class};

use crate::model::mirror::mirrored;

/// Gives the text of each page to `take`, until that says that it has enough.
pub(super) fn extract(bytes: Vec<u8>, take: &mut dyn FnMut(&str) -> bool) -> Result<(), String> {
    let pdf =
        Pdf::new(bytes).map_err(|error| format!("it is no PDF that can be read: {error:?}"))?;
    let cache = InterpreterCache::new();
    for page in pdf.pages().iter() {
        let settings = InterpreterSettings::default();
        let all = Rect::new(-1e6, -1e6, 1e6, 1e6);
        let mut context = Context::new(Affine::IDENTITY, all, &cache, pdf.xref(), settings);
        let mut writer = Writer::default();
        interpret_page(page, &mut context, &mut writer);
        if !take(&writer.finish()) {
            break;
        }
    }
    Ok(())
}

/// A letter, or several that are drawn as one.
struct Letter {
    text: String,
    /// Where it begins and ends along the line, in points.
    from: f64,
    to: f64,
}

/// A line of text that is being put together.
struct TextLine {
    letters: Vec<Letter>,
    /// The direction in which it is written.
    direction: Vec2,
    /// How far from the origin its baseline is.
    baseline: f64,
    /// Height of its letters in points.
    size: f64,
}

#[derive(Default)]
struct Writer {
    text: String,
    line: Option<TextLine>,
    /// Where the last filled run began: the same run may be drawn again for its outline.
    filled_at: Option<Point>,
}

impl Writer {
    fn add(&mut self, text: String, transform: Affine, advance: f64) {
        let at = transform * Point::ZERO;
        let x = transform * Point::new(1_000.0, 0.0) - at;
        let up = transform * Point::new(0.0, 1_000.0) - at;
        let (width, size) = (x.hypot(), up.hypot());
        if !(width.is_finite() && size.is_finite() && width > 0.0 && at.is_finite()) {
            return;
        }
        let direction = x / width;
        let from = at.to_vec2().dot(direction);
        let baseline = direction.cross(at.to_vec2());
        let letter = Letter {
            text,
            from,
            to: from + width * advance / 1_000.0,
        };
        if let Some(line) = &mut self.line
            && line.takes(&letter, direction, baseline)
        {
            line.size = line.size.max(size);
            line.letters.push(letter);
            return;
        }
        self.end_line(Some((direction, baseline)));
        self.line = Some(TextLine {
            letters: vec![letter],
            direction,
            baseline,
            size,
        });
    }

    /// Writes the line down; a wide gap to the next one is an empty line.
    fn end_line(&mut self, next: Option<(Vec2, f64)>) {
        /// Lines further apart than this many heights are paragraphs.
        const PARAGRAPH: f64 = 1.75;
        let Some(line) = self.line.take() else {
            return;
        };
        let is_apart = next.is_some_and(|(direction, baseline)| {
            direction.dot(line.direction) < 0.99
                || (baseline - line.baseline).abs() > PARAGRAPH * line.size
        });
        self.text.push_str(&line.words());
        self.text.push('\n');
        if is_apart {
            self.text.push('\n');
        }
    }

    fn finish(mut self) -> String {
        self.end_line(None);
        self.text
    }
}

impl TextLine {
    /// Whether a letter stands on this line.
    fn takes(&self, letter: &Letter, direction: Vec2, baseline: f64) -> bool {
        let is_level = direction.dot(self.direction) > 0.99
            && (baseline - self.baseline).abs() < 0.5 * self.size;
        let goes_back = self
            .letters
            .last()
            .is_some_and(|last| letter.from < last.from - self.size);
        // Right-to-left script is drawn from either end.
        is_level && (!goes_back || self.is_right_to_left() || has_right_to_left(&letter.text))
    }

    fn is_right_to_left(&self) -> bool {
        self.letters
            .iter()
            .any(|letter| has_right_to_left(&letter.text))
    }

    /// The letters with spaces where there are gaps.
    fn words(mut self) -> String {
        /// A gap wider than this many heights is a space.
        const SPACE: f64 = 0.16;
        let right_to_left = self.is_right_to_left();
        if right_to_left {
            self.letters.sort_by(|a, b| a.from.total_cmp(&b.from));
        }
        let mut pieces: Vec<String> = Vec::new();
        let mut end: Option<f64> = None;
        for letter in self.letters {
            let is_gap = end.is_some_and(|end| letter.from - end > SPACE * self.size);
            let is_spaced = |text: &String| text.ends_with(char::is_whitespace);
            if is_gap
                && !letter.text.starts_with(char::is_whitespace)
                && !pieces.last().is_some_and(is_spaced)
            {
                pieces.push(String::from(" "));
            }
            end = Some(letter.to.max(letter.from));
            pieces.push(letter.text);
        }
        if right_to_left {
            return in_reading_order(pieces);
        }
        pieces.concat()
    }
}

/// Letters of a right-to-left line from left to right, in the order in which they are read:
/// the whole line turned round, and what runs from left to right in it turned back.
///
/// This undoes the reordering and the mirroring of the Unicode bidirectional algorithm (UAX #9, rules L2 and L4) for
/// one level of words and numbers within a line, which is what such lines have.
fn in_reading_order(mut pieces: Vec<String>) -> String {
    pieces.reverse();
    let is_arabic = |letter: char| bidi_class(letter) == BidiClass::AL;
    let in_arabic = pieces.iter().any(|piece| piece.contains(is_arabic));
    let kinds: Vec<Kind> = pieces
        .iter()
        .map(|piece| Kind::of(piece, in_arabic))
        .collect();
    let mut text = String::new();
    let mut start = 0;
    while start < pieces.len() {
        let length = left_to_right_length(kinds.get(start..).unwrap_or_default(), in_arabic);
        let run = pieces.get(start..start + length.max(1)).unwrap_or_default();
        if length == 0 {
            text.extend(run.iter().flat_map(|piece| piece.chars()).map(mirrored));
        } else {
            text.extend(run.iter().rev().map(String::as_str));
        }
        start += length.max(1);
    }
    text
}

/// What a letter does to the direction of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Runs from left to right.
    Letter,
    /// Runs from left to right, also in right-to-left words: digits, and what belongs to a number.
    Number,
    /// Belongs to what stands on both of its sides: the stroke of `15/12`.
    Joint,
    /// So does this, as in `T-72`, but for numbers among Arabic words (rules W2 and W4).
    Hyphen,
    /// White space and other marks.
    Neutral,
    RightToLeft,
}

impl Kind {
    fn of(piece: &str, in_arabic: bool) -> Self {
        let mut kinds = piece.chars().map(|letter| match bidi_class(letter) {
            BidiClass::L => Self::Letter,
            BidiClass::EN | BidiClass::AN => Self::Number,
            // The per cent sign belongs to a number, but for numbers among Arabic words (rules W2 and W5).
            BidiClass::ET if !in_arabic => Self::Number,
            BidiClass::CS => Self::Joint,
            BidiClass::ES => Self::Hyphen,
            BidiClass::R | BidiClass::AL => Self::RightToLeft,
            _ => Self::Neutral,
        });
        let first = kinds.next().unwrap_or(Self::Neutral);
        if kinds.all(|kind| kind == first) {
            first
        } else {
            Self::Neutral
        }
    }
}

/// How many of the pieces, from the first on, run from left to right: several words, or one number.
fn left_to_right_length(kinds: &[Kind], in_arabic: bool) -> usize {
    let runs = |kind: Kind| matches!(kind, Kind::Letter | Kind::Number);
    let Some(mut last) = kinds.first().copied().filter(|kind| runs(*kind)) else {
        return 0;
    };
    let mut length = 1;
    for (idx, kind) in kinds.iter().copied().enumerate().skip(1) {
        match kind {
            Kind::RightToLeft => break,
            Kind::Joint | Kind::Hyphen | Kind::Neutral => {}
            Kind::Letter | Kind::Number => {
                let between = kinds.get(length..idx).unwrap_or_default();
                let is_joined = match (between, last, kind) {
                    ([Kind::Hyphen], Kind::Number, Kind::Number) => !in_arabic,
                    (_, Kind::Letter, Kind::Letter) | ([] | [Kind::Joint | Kind::Hyphen], ..) => {
                        true
                    }
                    _ => false,
                };
                if !is_joined {
                    break;
                }
                length = idx + 1;
                last = kind;
            }
        }
    }
    length
}

fn has_right_to_left(text: &str) -> bool {
    text.chars()
        .any(|letter| matches!(bidi_class(letter), BidiClass::R | BidiClass::AL))
}

impl Device<'_> for Writer {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        let first = run.glyphs().first();
        let at = first.map(|glyph| props.transform * glyph.transform() * Point::ZERO);
        let is_outline = matches!(mode, DrawMode::Stroke(_));
        if is_outline && at.is_some() && at == self.filled_at {
            return;
        }
        self.filled_at = at.filter(|_| !is_outline);
        for glyph in run.glyphs() {
            let text = match glyph.as_unicode() {
                Some(BfString::Char(letter)) => letter.to_string(),
                Some(BfString::String(text)) => text,
                None => String::from('\u{fffd}'),
            };
            // What a program for reading sets between words is a space, whatever its name.
            let text = text.replace(|letter: char| letter.is_control(), " ");
            let advance = match &**glyph {
                Glyph::Outline(glyph) => glyph.advance_width(),
                Glyph::Type3(glyph) => glyph.advance_width(),
            };
            let advance = f64::from(advance.unwrap_or(500.0));
            self.add(text, props.transform * glyph.transform(), advance);
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'_>, _: &DrawMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &Rect) {}
    fn pop_clip(&mut self) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn pop_transparency_group(&mut self) {}
}

#[cfg(test)]
mod tests {
    use unicode_bidi::{BidiInfo, Level};

    use super::*;

    /// The line as it stands on the page, from left to right.
    fn on_the_page(line: &str) -> Vec<String> {
        let bidi = BidiInfo::new(line, Some(Level::rtl()));
        let paragraph = bidi.paragraphs.first().expect("a paragraph");
        let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
        let mut page = Vec::new();
        for run in runs {
            let letters = line[run.clone()].chars();
            if levels[run.start].is_rtl() {
                page.extend(letters.rev().map(mirrored).map(String::from));
            } else {
                page.extend(letters.map(String::from));
            }
        }
        page
    }

    fn assert_is_read_as_written(line: &str) {
        assert_eq!(in_reading_order(on_the_page(line)), line);
    }

    #[test]
    fn numbers_and_words_of_other_scripts_keep_their_order() {
        assert_is_read_as_written("دمرت 14 دبابة");
        assert_is_read_as_written("قالت United States of America بعد");
        assert_is_read_as_written("يوم 15/12/2016 في 10:30 على T-72 و BMP-1");
        assert_is_read_as_written("نحو 50% من ١٢ ألف في 2016-2017");
        assert_is_read_as_written("בערך 50% בין 2016-2017");
    }

    #[test]
    fn a_comma_after_a_number_stays_after_it() {
        assert_is_read_as_written("2016، وذلك بعد 14, ثم");
    }

    #[test]
    fn brackets_and_quotation_marks_open_where_the_reader_meets_them() {
        assert_is_read_as_written("وأضاف: «لن نسمح (T-72 و BMP-1) ضد [شركائنا]».");
    }
}
