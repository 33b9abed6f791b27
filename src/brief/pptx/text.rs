//! Text of a slide: paragraphs of runs, by the colours of the deck's theme.

use crate::ui::prose::{Block, BlockKind};
use crate::ui::text::reads_right_to_left;

/// Height of a line in sizes, as it is written into the file too.
pub(super) const LEADING: f32 = 1.3;
/// Indentation of list items in points.
pub(super) const INDENT: f32 = 14.0;

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
    pub(super) fn cut(&self, at: usize) -> (Self, Self) {
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
