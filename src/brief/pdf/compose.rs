//! What is said, as pieces on sheets: a scene with its picture, its events and their quotes, and the end matter.

use crate::brief::document::{Document, Note, Page};
use crate::brief::entries::{Entry, Fact, Quoted};
use crate::brief::pdf::flow::{Area, Flow, Piece, Placed, Role, Sheet, Side, Sign};
use crate::brief::pdf::style::{Frame, Palette, medium, regular, semibold};
use crate::brief::pdf::typeset::{Set, Target, Text, Type};
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
const BODY: f32 = 9.2;
const SMALL: f32 = 8.0;
/// Room for the labels of facts.
const LABELS: f32 = 62.0;

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

    /// Places the legend at the foot of the picture; returns the height that it takes.
    fn legend(&mut self, page: &Page, pieces: &mut Vec<Piece>, sheet: &mut Sheet) -> f32 {
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
    fn beside(&mut self, page: &Page, pieces: &mut Vec<Piece>, sheet: &mut Sheet) -> Vec<Piece> {
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

    fn events(&mut self, page: &Page, pieces: &mut Vec<Piece>) {
        let width = self.column_width();
        let Some(heading) = page.events_heading() else {
            return;
        };
        let before = if pieces.is_empty() { 0.0 } else { 24.0 };
        let heading = self.heading(2, &heading, 13.0, before, width);
        pieces.push(heading);
        let mut n_quotes = 0;
        for entry in &page.events {
            self.entry(page, entry, &mut n_quotes, pieces);
        }
        let left_out = page.more_words().into_iter();
        let categories = (page.n_more_categories > 0).then(|| {
            let n = grouped(page.n_more_categories as u64);
            format!("{n} more categories are not in the legend")
        });
        for words in left_out.chain(categories) {
            let piece = self.paragraph(&words, 14.0, width);
            pieces.push(piece);
        }
    }

    fn entry(&mut self, page: &Page, entry: &Entry, n_quotes: &mut usize, pieces: &mut Vec<Piece>) {
        const INDENT: f32 = 15.0;
        let width = self.column_width();
        let Palette {
            text, secondary, ..
        } = self.palette;
        let mut title = Text::of(&entry.title, semibold(10.2, text)).leading(1.25);
        if let Some(membership) = entry.membership {
            title = title.styled(&format!("  {membership}"), regular(SMALL, secondary));
        }
        let category = page.legend.iter().find(|of| of.label == entry.category);
        let sign = category.map(|of| Sign::Symbol(of.symbol, of.color));
        let indent = if sign.is_some() { INDENT } else { 0.0 };
        pieces.push(Piece {
            indent,
            sign,
            keep: true,
            ..piece(
                self.fonts.set(&title, width - indent),
                Role::Heading(3),
                16.0,
            )
        });
        if let Some(idx) = entry.told_on
            && !entry.selected
        {
            let piece = self.told(entry, idx, indent, width);
            pieces.push(piece);
            return;
        }
        for (idx, fact) in entry.facts.iter().enumerate() {
            // A label that repeats is said once.
            let is_again = idx > 0 && entry.facts[idx - 1].label == fact.label;
            let piece = self.fact(fact, is_again, width);
            pieces.push(piece);
        }
        if let Some(summary) = &entry.summary {
            let set = self
                .fonts
                .set(&Text::of(summary, regular(BODY, text)), width);
            pieces.push(piece(set, Role::Paragraph, 5.0));
        }
        for quote in &entry.quotes {
            *n_quotes += 1;
            self.quote(quote, *n_quotes, width, pieces);
        }
        if entry.n_more_quotes > 0 {
            let words = format!(
                "{} more quotes are not listed here",
                grouped(entry.n_more_quotes as u64)
            );
            let piece = self.paragraph(&words, 5.0, width);
            pieces.push(piece);
        }
    }

    /// What is said of an event that an earlier page has told of in full.
    fn told(&mut self, entry: &Entry, idx: usize, indent: f32, width: f32) -> Piece {
        let Palette {
            text,
            secondary,
            accent,
            ..
        } = self.palette;
        let words = format!("{}  ·  {}  ·  ", entry.when(), entry.place());
        let page = self.document.pages.get(idx);
        let place = page.map_or_else(String::new, |page| format!("scene\u{a0}{}", page.number));
        let words = Text::of(&words, regular(BODY, text))
            .ours()
            .styled("told with ", regular(BODY, secondary))
            .link(&place, medium(BODY, accent), Target::Page(idx));
        Piece {
            indent,
            ..piece(self.fonts.set(&words, width - indent), Role::Paragraph, 2.0)
        }
    }

    fn fact(&mut self, fact: &Fact, is_again: bool, width: f32) -> Piece {
        let Palette {
            text, secondary, ..
        } = self.palette;
        let body = regular(BODY, text);
        let quiet = regular(BODY, secondary);
        let label = self.fonts.set(&Text::of(&fact.label, quiet), 10_000.0);
        let hangs = label.width() <= LABELS - 6.0;
        let mut words = Text::new(body).ours();
        if !hangs {
            words = words.styled(&format!("{}  ", fact.label), quiet);
        }
        words = words.plain(&fact.words);
        for written in &fact.as_written {
            words = words.styled(&format!("  “{written}”"), quiet);
        }
        if let Some(rival) = fact.rival {
            let mark = format!("  {}", rival.words());
            words = words.styled(&mark, medium(SMALL, secondary));
        }
        words = self.cited(words, &fact.sources);
        let indent = if hangs { LABELS } else { 0.0 };
        Piece {
            label: (hangs && !is_again).then_some(label),
            indent,
            ..piece(self.fonts.set(&words, width - indent), Role::Paragraph, 2.0)
        }
    }

    fn quote(&mut self, quote: &Quoted, number: usize, width: f32, pieces: &mut Vec<Piece>) {
        const INDENT: f32 = 12.0;
        let Palette {
            text,
            secondary,
            hairline,
            ..
        } = self.palette;
        let role = Role::Quote(number);
        let ink = if quote.words.is_empty() {
            secondary
        } else {
            text
        };
        let words = quote.words_or_named();
        let mut texts = vec![(
            Text::of(&words, regular(BODY + 0.4, ink)).leading(1.45),
            7.0,
        )];
        if let Some(translation) = &quote.translation {
            let from = quote.language.as_ref().map_or_else(
                || String::from("Translation  "),
                |language| format!("Translated from {language}  "),
            );
            let text = Text::new(regular(BODY, text))
                .ours()
                .styled(&from, regular(SMALL, secondary))
                .plain(&format!("“{translation}”"));
            texts.push((text, 3.0));
        }
        let said = Text::of(&quote.said(), regular(SMALL, secondary)).ours();
        texts.push((self.cited(said, &[quote.source]), 2.0));
        let mut side = Side::Left;
        let last = texts.len() - 1;
        for (idx, (text, before)) in texts.into_iter().enumerate() {
            let set = self.fonts.set(&text, width - 2.0 * INDENT);
            if idx == 0 && set.right_to_left {
                side = Side::Right;
            }
            pieces.push(Piece {
                indent: INDENT,
                sign: Some(Sign::Rule(hairline, side)),
                // Who says so stands with what is said.
                keep: idx < last,
                ..piece(set, role, before)
            });
        }
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
