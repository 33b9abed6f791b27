//! What is said, as pieces on sheets: a scene with its picture, its events and their quotes, and the end matter.

mod events;
mod front;

use crate::brief::document::{Document, Note, Page};
use crate::brief::pdf::flow::{Area, Flow, Piece, Role, Sheet};
use crate::brief::pdf::style::{Frame, Palette, medium, regular, semibold};
use crate::brief::pdf::typeset::{Set, Target, Text, Type};

/// Sizes of words: those that are read, and those about them.
const BODY: f32 = 9.2;
const SMALL: f32 = 8.0;

/// Pieces, and the sheets that they stand on.
pub(super) struct Chapter {
    pub(super) pieces: Vec<Piece>,
    pub(super) sheets: Vec<Sheet>,
}

/// Sets words in the colours of a document.
pub(super) struct Composer<'a> {
    pub(super) fonts: &'a mut Type,
    pub(super) document: &'a Document,
    pub(super) palette: Palette,
    pub(super) frame: Frame,
}

impl Composer<'_> {
    /// A scene: its picture with the words that explain it on the first sheet, and its events on those that follow.
    pub(super) fn scene(&mut self, page: &Page) -> Chapter {
        let mut pieces = Vec::new();
        let mut first = Sheet::default();
        let mut rest = self.beside(page, &mut pieces, &mut first);
        let below = self.legend(page, &mut pieces, &mut first);
        first.picture = Some(self.frame.picture(below));
        self.events(page, &mut rest);
        let mut flow = Flow::after(vec![first], self.frame.columns());
        Self::pour(&mut flow, &mut pieces, rest);
        Chapter {
            pieces,
            sheets: flow.finish(),
        }
    }

    /// The bibliography, and what is to be known of the document.
    pub(super) fn end(&mut self) -> Chapter {
        let width = self.column_width();
        let mut all = Vec::new();
        all.push(self.heading(1, "Sources", 16.0, 0.0, width));
        if self.document.sources.is_empty() {
            let words = "Nothing in this document is quoted from a source.";
            all.push(self.paragraph(words, 4.0, width));
        }
        for note in &self.document.sources {
            let piece = self.note(note, width);
            all.push(piece);
        }
        all.push(self.heading(1, "About this document", 16.0, 24.0, width));
        if let Some(summary) = &self.document.summary {
            let style = regular(BODY, self.palette.text);
            let set = self.fonts.set(&Text::of(summary, style), width);
            all.push(piece(set, Role::Paragraph, 4.0));
        }
        for line in self.document.colophon() {
            all.push(self.paragraph(&line, 5.0, width));
        }
        let mut flow = Flow::after(Vec::new(), self.frame.columns());
        let mut pieces = Vec::new();
        Self::pour(&mut flow, &mut pieces, all);
        Chapter {
            pieces,
            sheets: flow.finish(),
        }
    }

    /// Lets pieces follow each other over columns and sheets.
    fn pour(flow: &mut Flow, pieces: &mut Vec<Piece>, rest: Vec<Piece>) {
        /// Two lines of what a heading belongs to stand with it.
        const KEPT: f32 = 30.0;
        for piece in rest {
            flow.place(pieces.len(), &piece, if piece.keep { KEPT } else { 0.0 });
            pieces.push(piece);
        }
    }

    fn column_width(&self) -> f32 {
        self.frame.columns().first().map_or(0.0, |area| area.width)
    }

    /// Words with the numbers of their sources behind them.
    fn cited(&self, mut words: Text, sources: &[usize]) -> Text {
        let style = medium(SMALL, self.palette.accent);
        for number in sources {
            // Never at the beginning of a line.
            words = words.plain("\u{a0}");
            words = words.link(&format!("[{number}]"), style, Target::Source(*number));
        }
        words
    }

    fn note(&mut self, note: &Note, width: f32) -> Piece {
        const INDENT: f32 = 28.0;
        let Palette {
            text,
            secondary,
            accent,
            ..
        } = self.palette;
        let quiet = regular(SMALL, secondary);
        let mut words = Text::of(&note.imprint, regular(BODY, text)).ours();
        let mut rest = note.finding.as_str();
        if let Some(url) = &note.url
            && let Some(after) = rest.strip_prefix(url.as_str())
        {
            let style = regular(SMALL, accent);
            words = words.plain("\n").link(url, style, Target::Web(url.clone()));
            rest = after;
        } else if !rest.is_empty() {
            words = words.plain("\n");
        }
        words = words.styled(rest, quiet);
        if let Some(reliability) = &note.reliability {
            words = words.styled(&format!("\n{reliability}"), quiet);
        }
        if let Some(number) = note.repeats {
            words = words.styled("\nRepeats", quiet);
            words = self.cited(words, &[number]);
        }
        for copy in &note.copies {
            words = words.styled(&format!("\n{copy}"), quiet);
        }
        let label = Text::of(&format!("[{}]", note.number), medium(BODY, secondary));
        Piece {
            label: Some(self.fonts.set(&label, INDENT)),
            indent: INDENT,
            ..piece(
                self.fonts.set(&words, width - INDENT),
                Role::Note(note.number),
                10.0,
            )
        }
    }

    fn heading(&mut self, level: u16, words: &str, size: f32, before: f32, width: f32) -> Piece {
        let text = Text::of(words, semibold(size, self.palette.text)).leading(1.25);
        Piece {
            keep: true,
            ..piece(self.fonts.set(&text, width), Role::Heading(level), before)
        }
    }

    fn paragraph(&mut self, words: &str, before: f32, width: f32) -> Piece {
        let text = Text::of(words, regular(BODY, self.palette.secondary)).ours();
        piece(self.fonts.set(&text, width), Role::Paragraph, before)
    }

    /// One line that is drawn by hand: banner, footer, running head.
    pub(super) fn line(&mut self, text: &Text) -> Set {
        self.fonts.set(text, Area::default_width())
    }
}

impl Area {
    /// Wider than any line.
    fn default_width() -> f32 {
        10_000.0
    }
}

fn piece(set: Set, role: Role, before: f32) -> Piece {
    Piece {
        set,
        role,
        label: None,
        indent: 0.0,
        before,
        keep: false,
        sign: None,
    }
}
