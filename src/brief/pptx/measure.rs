//! How many lines text takes on a slide, and where it is cut when a box is full.
//!
//! Widths are those of Inter, which is wider than the Arial that slides are set in: what fits here fits there.

use std::collections::HashMap;

use eframe::egui::{Context, FontId, RawInput};

use crate::brief::pptx::text::{INDENT, Para};
use crate::ui::theme;

/// Size at which letters are measured.
const MEASURED: f32 = 64.0;

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
    use crate::brief::pptx::text::Ink;

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
