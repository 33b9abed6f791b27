//! Text of a slide: paragraphs of runs, how many lines they take, and where they are cut when a box is full.
//!
//! Widths are those of Inter, which is wider than the Arial that slides are set in: what fits here fits there.

use std::collections::HashMap;

use eframe::egui::{Context, FontId, RawInput};

use crate::ui::prose::{Block, BlockKind};
use crate::ui::text::reads_right_to_left;
use crate::ui::theme;

/// Height of a line in sizes, as it is written into the file too.
pub(super) const LEADING: f32 = 1.3;
/// Indentation of list items in points.
pub(super) const INDENT: f32 = 14.0;
/// Size at which letters are measured.
const MEASURED: f32 = 64.0;

/// Colours by the deck's theme, so that a deck can be given another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Text,
    Secondary,
    Accent,
    /// On a handling banner, which keeps its own colours.
    White,
    Black,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) ink: Ink,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Para {
    pub(super) runs: Vec<Run>,
    /// In points.
    pub(super) size: f32,
    pub(super) is_item: bool,
    /// From the left, or from the right in a right-to-left paragraph.
    pub(super) indent: f32,
    /// Distance from what stands above it, in points.
    pub(super) before: f32,
    /// Stands on the same slide as what follows.
    pub(super) keeps: bool,
    pub(super) align: Align,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Start,
    Center,
}

impl Run {
    pub(super) fn new(text: impl Into<String>, ink: Ink) -> Self {
        Self {
            text: text.into(),
            bold: false,
            italic: false,
            ink,
        }
    }

    pub(super) fn bold(text: impl Into<String>, ink: Ink) -> Self {
        Self {
            bold: true,
            ..Self::new(text, ink)
        }
    }
}

impl Para {
    pub(super) fn of(runs: Vec<Run>, size: f32) -> Self {
        Self {
            runs,
            size,
            is_item: false,
            indent: 0.0,
            before: 0.0,
            keeps: false,
            align: Align::Start,
        }
    }

    pub(super) fn new(text: impl Into<String>, ink: Ink, size: f32) -> Self {
        Self::of(vec![Run::new(text, ink)], size)
    }

    pub(super) fn bold(text: impl Into<String>, ink: Ink, size: f32) -> Self {
        Self::of(vec![Run::bold(text, ink)], size)
    }

    pub(super) fn before(self, before: f32) -> Self {
        Self { before, ..self }
    }

    pub(super) fn indent(self, indent: f32) -> Self {
        Self { indent, ..self }
    }

    pub(super) fn keeps(self) -> Self {
        Self {
            keeps: true,
            ..self
        }
    }

    pub(super) fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }

    pub(super) fn words(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    pub(super) fn is_right_to_left(&self) -> bool {
        reads_right_to_left(&self.words())
    }

    pub(super) fn leading(&self) -> f32 {
        self.size * LEADING
    }

    /// The paragraph up to a sign and from there on, without the spaces between.
    fn cut(&self, at: usize) -> (Self, Self) {
        let mut left = at;
        let (mut head, mut tail) = (Vec::new(), Vec::new());
        for run in &self.runs {
            let n = run.text.chars().count();
            let here = left.min(n);
            let byte = run
                .text
                .char_indices()
                .nth(here)
                .map_or(run.text.len(), |(byte, _)| byte);
            for (part, into) in [
                (&run.text[..byte], &mut head),
                (&run.text[byte..], &mut tail),
            ] {
                if !part.is_empty() {
                    into.push(Run {
                        text: part.to_owned(),
                        ..run.clone()
                    });
                }
            }
            left -= here;
        }
        if let Some(run) = tail.first_mut() {
            run.text = run.text.trim_start().to_owned();
        }
        let with = |runs| Self {
            runs,
            ..self.clone()
        };
        // What goes on is no item of its own.
        let rest = Self {
            is_item: false,
            before: 0.0,
            indent: self.indent + if self.is_item { INDENT } else { 0.0 },
            ..with(tail)
        };
        (with(head), rest)
    }
}

/// Blocks of Markdown at a size.
pub(super) fn paras(blocks: &[Block], size: f32) -> Vec<Para> {
    let mut before = 0.0;
    let mut paras = Vec::with_capacity(blocks.len());
    for block in blocks {
        let is_item = block.kind == BlockKind::Item;
        let is_heading = block.kind == BlockKind::Heading;
        let runs = block.spans.iter().map(|span| Run {
            text: span.text.clone(),
            bold: span.bold || is_heading,
            italic: span.italic,
            ink: Ink::Text,
        });
        paras.push(Para {
            is_item,
            before: if is_item { before * 0.5 } else { before },
            keeps: is_heading,
            ..Para::of(runs.collect(), size)
        });
        before = size * 0.6;
    }
    paras
}

/// Knows how wide letters are.
pub(super) struct Ruler {
    ctx: Context,
    widths: HashMap<(char, bool), f32>,
}

impl Ruler {
    pub(super) fn new() -> Self {
        let ctx = Context::default();
        theme::install_fonts(&ctx);
        // Fonts are there after the first pass.
        let mut output = ctx.run_ui(RawInput::default(), |_| {});
        output.textures_delta.clear();
        Self {
            ctx,
            widths: HashMap::new(),
        }
    }

    /// The width of a sign in sizes.
    fn sign(&mut self, sign: char, bold: bool) -> f32 {
        let ctx = &self.ctx;
        *self.widths.entry((sign, bold)).or_insert_with(|| {
            let font: FontId = if bold {
                theme::semibold(MEASURED)
            } else {
                theme::regular(MEASURED)
            };
            let width = ctx.fonts_mut(|fonts| fonts.glyph_width(&font, sign));
            // What the bundled fonts do not have is taken from one whose letters may be as wide as high.
            let is_other = !matches!(sign, '\0'..='\u{6ff}' | '\u{1e00}'..='\u{22ff}' | '\u{fb50}'..='\u{feff}');
            let width = if is_other { MEASURED } else { width };
            width / MEASURED
        })
    }

    /// After how many signs each line of a paragraph ends.
    fn lines(&mut self, para: &Para, width: f32) -> Vec<usize> {
        let indent = para.indent + if para.is_item { INDENT } else { 0.0 };
        let room = ((width - indent) / para.size).max(1.0);
        let signs: Vec<(char, bool)> = para
            .runs
            .iter()
            .flat_map(|run| run.text.chars().map(|sign| (sign, run.bold)))
            .collect();
        let mut ends = Vec::new();
        let (mut line, mut word) = (0.0, 0.0);
        let mut word_start = 0;
        let mut line_start = 0;
        for (idx, (sign, bold)) in signs.iter().enumerate() {
            let wide = self.sign(*sign, *bold);
            if *sign == '\n' {
                ends.push(idx + 1);
                (line, word, word_start, line_start) = (0.0, 0.0, idx + 1, idx + 1);
                continue;
            }
            if sign.is_whitespace() {
                line += word + wide;
                (word, word_start) = (0.0, idx + 1);
                continue;
            }
            if line + word + wide > room {
                if word_start > line_start {
                    ends.push(word_start);
                    (line, line_start) = (0.0, word_start);
                }
                // A word that is longer than a line is broken.
                if word + wide > room {
                    ends.push(idx);
                    (line, word, word_start, line_start) = (0.0, 0.0, idx, idx);
                }
            }
            word += wide;
        }
        ends.push(signs.len());
        ends
    }

    /// The height of paragraphs below each other.
    pub(super) fn height(&mut self, paras: &[Para], width: f32) -> f32 {
        let mut height = 0.0;
        for (idx, para) in paras.iter().enumerate() {
            let before = if idx == 0 { 0.0 } else { para.before };
            height += before + self.lines(para, width).len() as f32 * para.leading();
        }
        height
    }

    /// The largest size, from `sizes`, at which `make` fits; the smallest if none does.
    pub(super) fn fitted(
        &mut self,
        sizes: &[f32],
        (width, height): (f32, f32),
        make: impl Fn(f32) -> Vec<Para>,
    ) -> Vec<Para> {
        let mut made = Vec::new();
        for size in sizes {
            made = make(*size);
            if self.height(&made, width) <= height {
                break;
            }
        }
        made
    }

    /// What has room, and what goes on elsewhere. At least a line always has room, so that it comes to an end.
    pub(super) fn split(
        &mut self,
        paras: Vec<Para>,
        width: f32,
        height: f32,
    ) -> (Vec<Para>, Vec<Para>) {
        let mut fits: Vec<Para> = Vec::new();
        let mut used = 0.0;
        let mut rest = paras.into_iter();
        while let Some(para) = rest.next() {
            let ends = self.lines(&para, width);
            let before = if fits.is_empty() { 0.0 } else { para.before };
            let n_room = ((height - used - before) / para.leading() + 0.001)
                .floor()
                .max(0.0) as usize;
            if ends.len() <= n_room {
                used += before + ends.len() as f32 * para.leading();
                fits.push(para);
                continue;
            }
            let mut behind = Vec::new();
            // A line alone at either end reads badly.
            let n_head = n_room.min(ends.len().saturating_sub(2));
            if n_head >= 2 || (fits.is_empty() && !ends.is_empty()) {
                let (head, tail) = para.cut(ends[n_head.max(1) - 1]);
                fits.push(head);
                behind.push(tail);
            } else {
                behind.push(para);
                while fits.len() > 1 && fits.last().is_some_and(|para| para.keeps) {
                    behind.extend(fits.pop());
                }
                behind.reverse();
            }
            behind.retain(|para| !para.words().trim().is_empty());
            behind.extend(rest);
            return (fits, behind);
        }
        (fits, Vec::new())
    }

    /// As much of a paragraph as has room, with an ellipsis where that is not all.
    pub(super) fn clipped(&mut self, para: Para, width: f32, height: f32) -> Para {
        let (mut fits, rest) = self.split(vec![para.clone()], width, height);
        if rest.is_empty() {
            return para;
        }
        let mut head = fits.pop().unwrap_or(para);
        if let Some(run) = head.runs.last_mut() {
            run.text.truncate(run.text.trim_end().len());
            run.text.pop();
            run.text.pop();
            run.text.push('…');
        }
        head
    }

    /// Everything, in boxes of one size.
    pub(super) fn boxes(
        &mut self,
        mut paras: Vec<Para>,
        width: f32,
        height: f32,
    ) -> Vec<Vec<Para>> {
        let mut boxes = Vec::new();
        while !paras.is_empty() {
            let (fits, rest) = self.split(paras, width, height);
            boxes.push(fits);
            paras = rest;
        }
        boxes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(paras: &[Para]) -> String {
        paras.iter().map(Para::words).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_cut_into_boxes_is_all_there_and_none_is_too_full() {
        let text =
            "Between 11 and 13 December ISIS seized tanks and other military hardware ".repeat(40);
        let text = text.trim_end().to_owned();
        let paras = vec![
            Para::bold("Heading", Ink::Text, 12.0).keeps(),
            Para::new(text.clone(), Ink::Text, 12.0).before(6.0),
            Para::new("End", Ink::Text, 12.0).before(6.0),
        ];
        let mut ruler = Ruler::new();
        let boxes = ruler.boxes(paras, 300.0, 100.0);
        assert!(boxes.len() > 3);
        for paras in &boxes {
            assert!(ruler.height(paras, 300.0) <= 100.0);
        }
        let all: Vec<String> = boxes.iter().map(|paras| words(paras)).collect();
        let all = all
            .join(" ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(all, format!("Heading {text} End"));
    }

    #[test]
    fn a_word_without_end_ends() {
        let mut ruler = Ruler::new();
        let word = "x".repeat(5_000);
        let boxes = ruler.boxes(vec![Para::new(word.clone(), Ink::Text, 12.0)], 200.0, 60.0);
        let all: String = boxes.iter().map(|paras| words(paras)).collect();
        assert_eq!(all, word);
    }

    #[test]
    fn even_a_box_without_height_takes_a_line() {
        let mut ruler = Ruler::new();
        let boxes = ruler.boxes(vec![Para::new("a b c", Ink::Text, 12.0)], 8.0, 0.0);
        assert_eq!(boxes.len(), 3);
    }
}
