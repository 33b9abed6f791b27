//! Pieces of a document placed on sheets: line after line, column after column, sheet after sheet, so that nothing is
//! ever clipped.

use std::ops::Range;

use crate::brief::document::Rgb;
use crate::brief::pdf::typeset::Set;
use crate::query::legend::Mark;
use crate::ui::symbols::Symbol;

/// A rectangle in points from the top left of a sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Area {
    pub(super) fn bottom(self) -> f32 {
        self.y + self.height
    }
}

/// What a piece is to somebody who cannot see the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Of a level from 1.
    Heading(u16),
    Paragraph,
    /// Of a list; those that follow each other are one.
    Item,
    /// Of a quotation, by its number in the chapter.
    Quote(usize),
    /// In the bibliography, by its number.
    Note(usize),
}

/// A small drawing at a piece.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sign {
    /// A rule beside all of its lines.
    Rule(Rgb, Side),
    Symbol(Symbol, Rgb),
    Mark(Mark),
    /// A hairline above it, as wide as its column.
    Line,
}

/// The side that a quotation reads from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// A paragraph with its place in the order of things.
pub(super) struct Piece {
    pub(super) set: Set,
    pub(super) role: Role,
    /// Stands left of the first line, in the room that the indent leaves.
    pub(super) label: Option<Set>,
    /// From the left of the column, in points.
    pub(super) indent: f32,
    /// Room above it, in points; none at the top of a column.
    pub(super) before: f32,
    /// It must not stand alone at the foot of a column.
    pub(super) keep: bool,
    pub(super) sign: Option<Sign>,
}

impl Piece {
    /// From the column's left edge to its words. What reads from the right has its indent at the right.
    pub(super) fn inset(&self) -> f32 {
        let hangs = self.label.is_some() || matches!(self.sign, Some(Sign::Symbol(..)));
        if hangs && self.set.right_to_left {
            0.0
        } else {
            self.indent
        }
    }

    pub(super) fn height(&self) -> f32 {
        let label = self.label.as_ref().map_or(0.0, Set::height);
        self.set.height().max(label)
    }
}

/// Some lines of a piece on a sheet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) piece: usize,
    pub(super) lines: Range<usize>,
    /// The column's left edge and the top of the first line.
    pub(super) x: f32,
    pub(super) y: f32,
    /// The column's width.
    pub(super) width: f32,
}

/// What stands on a sheet beside banner and footer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sheet {
    /// Where the picture goes, on a scene's first sheet.
    pub(super) picture: Option<Area>,
    pub(super) placed: Vec<Placed>,
}

/// A paragraph of so many lines is not parted.
const SHORT: usize = 3;

/// Where the next line goes.
pub(super) struct Flow {
    /// The columns of every further sheet.
    columns: Vec<Area>,
    sheets: Vec<Sheet>,
    /// In the last sheet; past the end: a new sheet is needed.
    column: usize,
    y: f32,
}

impl Flow {
    /// Goes on after some sheets that are full.
    pub(super) fn after(sheets: Vec<Sheet>, columns: Vec<Area>) -> Self {
        Self {
            column: columns.len(),
            columns,
            sheets,
            y: 0.0,
        }
    }

    pub(super) fn finish(self) -> Vec<Sheet> {
        self.sheets
    }

    /// Places a piece; `follows` is how much height must be left below it.
    pub(super) fn place(&mut self, idx: usize, piece: &Piece, follows: f32) {
        let n_lines = piece.set.n_lines();
        let mut from = 0;
        let mut before = piece.before;
        let needed = before + piece.height() + follows;
        // What is short stands as one.
        let is_short = n_lines <= SHORT;
        let kept = piece.keep || is_short;
        if kept && self.left() < needed && !self.is_at_top() {
            self.next_column();
        }
        while from < n_lines {
            if self.is_at_top() {
                before = 0.0;
            }
            let room = self.left() - before;
            let mut to = from;
            let mut height = 0.0;
            while to < n_lines && height + piece.set.line_height(to) <= room {
                height += piece.set.line_height(to);
                to += 1;
            }
            // Neither the first nor the last line of a paragraph stands alone, where there is a choice.
            let is_lonely = to == from + 1 && n_lines - from > 2;
            if !self.is_at_top() && (to == from || is_lonely) {
                self.next_column();
                continue;
            }
            // Not even an empty column holds it: it is placed all the same.
            if to == from {
                to = from + 1;
                height = piece.set.line_height(from);
            } else if n_lines - to == 1 && to - from > 2 {
                to -= 1;
                height -= piece.set.line_height(to);
            }
            self.put(idx, from..to, before);
            let label = piece.label.as_ref().map_or(0.0, Set::height);
            self.y += before + if from == 0 { height.max(label) } else { height };
            before = 0.0;
            from = to;
            if from < n_lines {
                self.next_column();
            }
        }
    }

    fn put(&mut self, piece: usize, lines: Range<usize>, before: f32) {
        self.open();
        let area = self.columns[self.column];
        let y = self.y + before;
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.placed.push(Placed {
                piece,
                lines,
                x: area.x,
                y,
                width: area.width,
            });
        }
    }

    /// Makes sure that there is a column to write in.
    fn open(&mut self) {
        if self.column >= self.columns.len() {
            self.sheets.push(Sheet::default());
            self.column = 0;
            self.y = self.columns.first().map_or(0.0, |area| area.y);
        }
    }

    fn is_at_top(&mut self) -> bool {
        self.open();
        self.y <= self.columns[self.column].y
    }

    fn left(&mut self) -> f32 {
        self.open();
        self.columns[self.column].bottom() - self.y
    }

    fn next_column(&mut self) {
        self.column += 1;
        if let Some(area) = self.columns.get(self.column) {
            self.y = area.y;
        }
    }
}
