//! The first sheet of a scene: its words beside the picture, and the legend below it.

use super::{BODY, Composer, SMALL, piece};
use crate::brief::document::Page;
use crate::brief::pdf::flow::{Piece, Placed, Role, Sheet, Sign};
use crate::brief::pdf::style::{Palette, medium, regular, semibold};
use crate::brief::pdf::typeset::{Set, Text};
use crate::model::number::grouped;
use crate::ui::prose::{Block, BlockKind};
use crate::ui::text::reads_right_to_left;

/// Between picture and legend, in points.
const LEGEND_GAP: f32 = 10.0;
/// Columns and height of a line of the legend below the picture.
const LEGEND_COLUMNS: usize = 3;
const LEGEND_LINE: f32 = 14.0;
/// The legend may take this share of the height; what is more stands among the words that follow.
const LEGEND_SHARE: f32 = 0.22;
/// Sizes that a narration is set in, the first that fits.
const NARRATION: [f32; 3] = [11.0, 10.0, 9.2];

impl Composer<'_> {
    /// Places the legend at the foot of the picture; returns the height that it takes.
    pub(super) fn legend(
        &mut self,
        page: &Page,
        pieces: &mut Vec<Piece>,
        sheet: &mut Sheet,
    ) -> f32 {
        const INDENT: f32 = 15.0;
        let picture = self.frame.picture(0.0);
        let style = regular(SMALL, self.palette.secondary);
        let mut cells: Vec<(String, Sign)> = page
            .legend
            .iter()
            .map(|entry| {
                let n = grouped(entry.n_events as u64);
                // After a name that runs from the right, the number still follows at its right.
                let mark = if reads_right_to_left(&entry.label) {
                    "\u{200e}"
                } else {
                    ""
                };
                (
                    format!("{}{mark}, {n}", entry.label),
                    Sign::Symbol(entry.symbol, entry.color),
                )
            })
            .collect();
        let key = page
            .key
            .iter()
            .map(|mark| (mark.words().to_owned(), Sign::Mark(*mark)));
        cells.extend(key);
        // As many columns as leave every label on one line.
        let mut sets: Vec<Set> = Vec::new();
        let mut n_columns = LEGEND_COLUMNS;
        for columns in (1..=LEGEND_COLUMNS).rev() {
            n_columns = columns;
            let room = picture.width / columns as f32 - INDENT - 8.0;
            let texts = cells
                .iter()
                .map(|(words, _)| Text::of(words, style).leading(1.2).ours());
            sets = texts.map(|text| self.fonts.set(&text, room)).collect();
            if sets.iter().all(|set| set.n_lines() <= 1) {
                break;
            }
        }
        let width = picture.width / n_columns as f32;
        let lines_max = (picture.height * LEGEND_SHARE / LEGEND_LINE) as usize;
        cells.truncate(lines_max * n_columns);
        let n_lines = cells.len().div_ceil(n_columns);
        if n_lines == 0 {
            return 0.0;
        }
        let below = LEGEND_GAP + n_lines as f32 * LEGEND_LINE;
        let top = picture.bottom() - below + LEGEND_GAP;
        for (idx, ((_, sign), set)) in cells.into_iter().zip(sets).enumerate() {
            let (column, line) = (idx / n_lines, idx % n_lines);
            sheet.placed.push(Placed {
                piece: pieces.len(),
                lines: 0..set.n_lines(),
                x: picture.x + column as f32 * width,
                y: top + line as f32 * LEGEND_LINE,
                width,
            });
            pieces.push(Piece {
                indent: INDENT,
                sign: Some(sign),
                ..piece(set, Role::Item, 0.0)
            });
        }
        below
    }

    /// The words beside the picture; returns what found no room there.
    pub(super) fn beside(
        &mut self,
        page: &Page,
        pieces: &mut Vec<Piece>,
        sheet: &mut Sheet,
    ) -> Vec<Piece> {
        let area = self.frame.beside();
        let width = area.width;
        let head = self.head(page, width);
        let shown = self.shown(page, width);
        let fixed: f32 = head
            .iter()
            .chain(&shown)
            .map(|piece| piece.before + piece.height())
            .sum();
        let room = area.height - fixed;
        let mut narration = Vec::new();
        for size in NARRATION {
            narration = self.narration(&page.narration, size, width);
            let height: f32 = narration
                .iter()
                .map(|piece| piece.before + piece.height())
                .sum();
            if height <= room {
                break;
            }
        }
        let mut y = area.y;
        let mut put = |piece: Piece, pieces: &mut Vec<Piece>, y: &mut f32| {
            *y += if *y > area.y { piece.before } else { 0.0 };
            sheet.placed.push(Placed {
                piece: pieces.len(),
                lines: 0..piece.set.n_lines(),
                x: area.x,
                y: *y,
                width,
            });
            *y += piece.height();
            pieces.push(piece);
        };
        for piece in head {
            put(piece, pieces, &mut y);
        }
        let below: f32 = shown
            .iter()
            .map(|piece| piece.before + piece.height())
            .sum();
        let mut n_placed = 0;
        for piece in narration {
            if y + piece.before + piece.height() + below > area.bottom() {
                break;
            }
            put(piece, pieces, &mut y);
            n_placed += 1;
        }
        for piece in shown {
            put(piece, pieces, &mut y);
        }
        if n_placed == page.narration.len() {
            let about = self.about(page, width);
            for group in about {
                let height: f32 = group
                    .iter()
                    .map(|piece| piece.before + piece.height())
                    .sum();
                if y + height > area.bottom() {
                    break;
                }
                for piece in group {
                    put(piece, pieces, &mut y);
                }
            }
        }
        // What found no room is set anew, as wide as the columns that follow.
        let left = page.narration.get(n_placed..).unwrap_or_default();
        let column = self.column_width();
        self.narration(left, NARRATION[0], column)
    }

    fn head(&mut self, page: &Page, width: f32) -> Vec<Piece> {
        let Palette {
            text, secondary, ..
        } = self.palette;
        let number = Text::of(&page.number_words(), medium(SMALL + 0.5, secondary));
        let heading = Text::of(&page.heading, semibold(19.0, text)).leading(1.2);
        vec![
            piece(self.fonts.set(&number, width), Role::Paragraph, 0.0),
            piece(self.fonts.set(&heading, width), Role::Heading(1), 3.0),
        ]
    }

    /// Filter, window and counts.
    fn shown(&mut self, page: &Page, width: f32) -> Vec<Piece> {
        let Palette {
            text, secondary, ..
        } = self.palette;
        let mut shown = piece(
            self.fonts
                .set(&Text::of(&page.shown, medium(BODY, text)).ours(), width),
            Role::Paragraph,
            22.0,
        );
        shown.sign = Some(Sign::Line);
        let drawn = page.annotation_words();
        let mut pieces = vec![shown];
        for words in std::iter::once(&page.counts).chain(&drawn) {
            let text = Text::of(words, regular(BODY, secondary)).ours();
            pieces.push(piece(self.fonts.set(&text, width), Role::Paragraph, 3.0));
        }
        pieces
    }

    /// What the scene is about, in short, as groups of which each stands or falls as one: the selected event with when
    /// and where, then its quotes. All of it is told again, and in full, among the events.
    fn about(&mut self, page: &Page, width: f32) -> Vec<Vec<Piece>> {
        const INDENT: f32 = 15.0;
        let Palette { text, .. } = self.palette;
        let Some(entry) = page.events.first().filter(|entry| entry.selected) else {
            return Vec::new();
        };
        let category = page.legend.iter().find(|of| of.label == entry.category);
        let sign = category.map(|of| Sign::Symbol(of.symbol, of.color));
        let indent = if sign.is_some() { INDENT } else { 0.0 };
        let title = Text::of(&entry.title, semibold(10.2, text)).leading(1.25);
        let mut line = piece(
            self.fonts.set(&Text::of("", regular(1.0, text)), width),
            Role::Paragraph,
            16.0,
        );
        line.sign = Some(Sign::Line);
        let mut first = vec![
            line,
            Piece {
                indent,
                sign,
                ..piece(
                    self.fonts.set(&title, width - indent),
                    Role::Heading(2),
                    6.0,
                )
            },
        ];
        for (idx, fact) in entry.facts.iter().enumerate() {
            if ["When", "Where"].contains(&fact.label.as_str()) {
                let is_again = idx > 0 && entry.facts[idx - 1].label == fact.label;
                let piece = self.fact(fact, is_again, width);
                first.push(piece);
            }
        }
        let mut groups = vec![first];
        for (idx, quote) in entry.quotes.iter().enumerate() {
            let mut group = Vec::new();
            // Numbers beyond those of the events' quotes, which begin anew.
            self.quote(quote, usize::MAX - idx, width, &mut group);
            groups.push(group);
        }
        groups
    }

    fn narration(&mut self, blocks: &[Block], size: f32, width: f32) -> Vec<Piece> {
        let ink = self.palette.text;
        let mut pieces = Vec::new();
        for block in blocks {
            let is_item = block.kind == BlockKind::Item;
            let base = if block.kind == BlockKind::Heading {
                semibold(size + 1.0, ink)
            } else {
                regular(size, ink)
            };
            let mut text = Text::new(base).leading(1.45);
            for span in &block.spans {
                let mut style = if span.bold {
                    semibold(base.size, ink)
                } else {
                    base
                };
                style.italic = span.italic;
                text = text.styled(&span.text, style);
            }
            let indent = if is_item { 12.0 } else { 0.0 };
            let label = is_item.then(|| self.fonts.set(&Text::of("•", base).leading(1.45), 12.0));
            pieces.push(Piece {
                label,
                indent,
                keep: block.kind == BlockKind::Heading,
                ..piece(
                    self.fonts.set(&text, width - indent),
                    match block.kind {
                        BlockKind::Heading => Role::Heading(2),
                        BlockKind::Item => Role::Item,
                        BlockKind::Paragraph => Role::Paragraph,
                    },
                    if is_item { size * 0.3 } else { size * 0.8 },
                )
            });
        }
        pieces
    }
}
