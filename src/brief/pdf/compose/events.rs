//! The events of a scene: what each says, with what backs it, and the words of its sources.

use super::{BODY, Composer, SMALL, piece};
use crate::brief::document::Page;
use crate::brief::entries::{Entry, Fact, Quoted};
use crate::brief::pdf::flow::{Piece, Role, Side, Sign};
use crate::brief::pdf::style::{Palette, medium, regular, semibold};
use crate::brief::pdf::typeset::{Target, Text};
use crate::model::number::grouped;

/// Room for the labels of facts.
const LABELS: f32 = 62.0;

impl Composer<'_> {
    pub(super) fn events(&mut self, page: &Page, pieces: &mut Vec<Piece>) {
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

    pub(super) fn fact(&mut self, fact: &Fact, is_again: bool, width: f32) -> Piece {
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

    pub(super) fn quote(
        &mut self,
        quote: &Quoted,
        number: usize,
        width: f32,
        pieces: &mut Vec<Piece>,
    ) {
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
}
