//! Where the words of a quote stand in a text: the W3C text quote selector, exact words with what stands before and after.
//!
//! Words are compared folded, as the module `folding` says; a place is told in positions of the text as it is.
//! `[…]` in a quote stands for words left out, unless the text itself has it.
//! Nothing is guessed: words that are not there are not found.
//!
//! The text comes in pieces of any size, and only a window of it is held, so a text may be larger than memory.

mod folding;
#[cfg(test)]
mod tests;

use std::ops::Range;

use memchr::memmem;

use crate::model::quotation::folding::{Folded, fold};

/// Words that `[…]` may stand for, at most, in folded bytes: some pages. What is further apart is not one quote.
pub const OMITTED_MAX: usize = 20_000;
/// Parts of a quote between omissions; beyond it `[…]` is no omission.
const PARTS_MAX: usize = 16;
/// Places that are counted. Words that occur more often say nothing about where a quote is from.
pub const PLACES_MAX: usize = 1_000;
/// Folded bytes that are taken in before they are searched together.
const WINDOW: usize = 1 << 20;
/// By how many letters more the surroundings of one place must agree than those of any other,
/// for it to be the one that is meant although none agrees entirely: a word, rather than a full stop by chance.
const LEAD_MIN: usize = 6;

/// The words of a quote, and those around it, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    exact: String,
    /// The words between omissions; empty where nothing is left out.
    parts: Vec<String>,
    prefix: String,
    suffix: String,
}

impl Quotation {
    /// `None` where there are no words to look for.
    pub fn new(text: &str, prefix: Option<&str>, suffix: Option<&str>) -> Option<Self> {
        let exact = fold(text);
        if exact.is_empty() {
            return None;
        }
        let parts = parts_of(&exact);
        Some(Self {
            parts,
            exact,
            prefix: fold(prefix.unwrap_or_default()),
            suffix: fold(suffix.unwrap_or_default()),
        })
    }

    /// Whether something is said about what stands around the words.
    pub fn has_surroundings(&self) -> bool {
        !self.prefix.is_empty() || !self.suffix.is_empty()
    }

    /// Finds the words in a text that is in memory; positions are bytes of it.
    pub fn find(&self, text: &str) -> Finding {
        let mut finder = Finder::new(self);
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let mut end = rest.len().min(WINDOW);
            while !rest.is_char_boundary(end) {
                end += 1;
            }
            finder.push(rest.get(..end).unwrap_or_default(), at as u64);
            at += end;
        }
        finder.finish()
    }
}

/// The words between `[...]`; none where there is no such mark, or where nothing stands at one side of it.
fn parts_of(exact: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut rest = exact;
    while let Some((before, tail)) = rest.split_once('[') {
        let omission = tail
            .trim_start()
            .strip_prefix("...")
            .and_then(|tail| tail.trim_start().strip_prefix(']'));
        let last = parts.last_mut();
        if let (Some(part), Some(tail)) = (last, omission) {
            part.push_str(before);
            parts.push(String::new());
            rest = tail;
        } else if let Some(part) = parts.last_mut() {
            part.push_str(before);
            part.push('[');
            rest = tail;
        }
    }
    if let Some(part) = parts.last_mut() {
        part.push_str(rest);
    }
    let parts: Vec<String> = parts.iter().map(|part| part.trim().to_owned()).collect();
    let is_cut = (2..=PARTS_MAX).contains(&parts.len());
    if is_cut && parts.iter().all(|part| !part.is_empty()) {
        parts
    } else {
        Vec::new()
    }
}

/// A place where the words stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The words in positions of the text; several where some are left out.
    pub ranges: Vec<Range<u64>>,
    /// Letters of prefix and suffix that stand there too.
    pub agreement: usize,
    /// Whether prefix and suffix stand there entirely, or none is given.
    pub is_between: bool,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// In the order of the text.
    pub places: Vec<Place>,
    /// The one that is meant, if that can be told.
    pub best: Option<usize>,
    /// There are more places than [`PLACES_MAX`].
    pub is_cut: bool,
}

impl Finding {
    fn of(places: Vec<Place>) -> Self {
        Self {
            best: best_of(&places),
            is_cut: places.len() >= PLACES_MAX,
            places,
        }
    }

    /// Whether the words stand somewhere between the prefix and the suffix.
    pub fn is_between(&self) -> bool {
        self.places.iter().any(|place| place.is_between)
    }
}

/// The only place; else the only one that agrees entirely; else the one that agrees by some letters more than any other.
fn best_of(places: &[Place]) -> Option<usize> {
    if places.len() == 1 {
        return Some(0);
    }
    let mut between = places.iter().enumerate().filter(|(_, at)| at.is_between);
    if let Some((idx, _)) = between.next() {
        return between.next().is_none().then_some(idx);
    }
    let most = places.iter().enumerate().max_by_key(|(_, at)| at.agreement);
    let (idx, most) = most?;
    let others = places.iter().enumerate().filter(|(other, _)| *other != idx);
    let next = others.map(|(_, at)| at.agreement).max()?;
    (most.agreement >= next + LEAD_MIN).then_some(idx)
}

/// Looks for a quote in a text that comes in pieces.
pub struct Finder<'q> {
    quotation: &'q Quotation,
    folded: Folded,
    exact: Search,
    parted: Option<Search>,
    /// Folded bytes that must follow a place before it can be judged, and that stay before what comes next.
    ahead: usize,
    behind: usize,
}

impl<'q> Finder<'q> {
    pub fn new(quotation: &'q Quotation) -> Self {
        /// White space and brackets between the words and what is around them, and a letter with its marks.
        const SLACK: usize = 256;
        let Quotation {
            exact,
            parts,
            prefix,
            suffix,
        } = quotation;
        let n_omissions = parts.len().saturating_sub(1);
        Self {
            exact: Search::new(std::slice::from_ref(exact)),
            parted: (!parts.is_empty()).then(|| Search::new(parts)),
            ahead: exact.len() + n_omissions * OMITTED_MAX + suffix.len() + SLACK,
            behind: prefix.len() + SLACK,
            folded: Folded::default(),
            quotation,
        }
    }

    /// Takes in the next piece, whose first byte stands at `at`; positions only grow.
    pub fn push(&mut self, text: &str, at: u64) {
        self.folded.push_str(text, at);
        if self.folded.len() > self.behind + self.ahead + WINDOW {
            let until = self.folded.len() - self.ahead;
            self.search(until);
        }
    }

    /// Whether enough was found for the rest of the text not to matter.
    pub fn is_done(&self) -> bool {
        self.exact.places.len() >= PLACES_MAX
    }

    /// Nothing more comes.
    pub fn finish(mut self) -> Finding {
        self.folded.finish();
        let until = self.folded.len();
        self.search(until);
        let parted = self.parted.map(|search| search.places);
        Finding::of(match parted {
            Some(parted) if self.exact.places.is_empty() => parted,
            _ => self.exact.places,
        })
    }

    /// Judges every place that begins before a byte, and forgets what no later one needs.
    fn search(&mut self, until: usize) {
        let searches = [Some(&mut self.exact), self.parted.as_mut()];
        for search in searches.into_iter().flatten() {
            search.run(&self.folded, self.quotation, until);
        }
        let mut forgotten = until.saturating_sub(self.behind);
        while forgotten > 0 && !self.folded.text().is_char_boundary(forgotten) {
            forgotten -= 1;
        }
        self.folded.forget(forgotten);
        self.exact.forget(forgotten);
        if let Some(parted) = &mut self.parted {
            parted.forget(forgotten);
        }
    }
}

/// The search for words, or for several parts of them one after the other.
struct Search {
    finders: Vec<memmem::Finder<'static>>,
    lengths: Vec<usize>,
    /// Where in the window the next place of the first part may begin.
    next: usize,
    /// Where each part was found last: later parts are looked for from ever later on, so each byte is read once.
    seen: Vec<Option<usize>>,
    places: Vec<Place>,
}

impl Search {
    fn new(parts: &[String]) -> Self {
        Self {
            finders: parts
                .iter()
                .map(|part| memmem::Finder::new(part).into_owned())
                .collect(),
            lengths: parts.iter().map(String::len).collect(),
            next: 0,
            seen: vec![None; parts.len()],
            places: Vec::new(),
        }
    }

    fn run(&mut self, folded: &Folded, quotation: &Quotation, until: usize) {
        while self.places.len() < PLACES_MAX {
            let Some(at) = self.find_part(folded, 0, self.next, until) else {
                break;
            };
            self.next = at + first_letter_len(folded.text(), at);
            if let Some(spans) = self.spans_from(folded, at) {
                self.add(judged(folded, quotation, &spans));
            }
        }
        self.next = self.next.max(until);
    }

    /// The first occurrence of a part that begins at `from` or later and before `until`.
    fn find_part(
        &mut self,
        folded: &Folded,
        idx: usize,
        from: usize,
        until: usize,
    ) -> Option<usize> {
        let length = *self.lengths.get(idx)?;
        let bytes = folded.text().as_bytes();
        let end = (until + length).saturating_sub(1).min(bytes.len());
        let mut from = from;
        while let Some(at) = self
            .finders
            .get(idx)
            .and_then(|finder| finder.find(bytes.get(from..end)?))
        {
            let at = from + at;
            if folded.is_between_letters(at) && folded.is_between_letters(at + length) {
                return Some(at);
            }
            from = at + first_letter_len(folded.text(), at);
        }
        None
    }

    /// The parts after the first, each the nearest behind the one before.
    fn spans_from(&mut self, folded: &Folded, at: usize) -> Option<Vec<Range<usize>>> {
        let mut end = at + self.lengths.first()?;
        let mut spans = Vec::with_capacity(self.lengths.len());
        spans.push(at..end);
        for idx in 1..self.lengths.len() {
            let until = (end + OMITTED_MAX).min(folded.len());
            let known = self.seen.get(idx).copied().flatten();
            let found = known.filter(|known| *known >= end).or_else(|| {
                let found = self.find_part(folded, idx, end, folded.len());
                // Not in the whole window: as good as at its end, until more of the text comes.
                *self.seen.get_mut(idx)? = found.or(Some(folded.len()));
                found
            });
            let start = found.filter(|start| *start < until)?;
            end = start + self.lengths.get(idx)?;
            spans.push(start..end);
        }
        Some(spans)
    }

    /// Adds a place, unless another beginning of the same words is known: then the better one stays,
    /// of two alike the one with less left out.
    fn add(&mut self, place: Place) {
        let rest = |place: &Place| place.ranges.get(1..).map(<[_]>::to_vec);
        match self.places.last_mut() {
            Some(last) if self.lengths.len() > 1 && rest(last) == rest(&place) => {
                if place.agreement >= last.agreement {
                    *last = place;
                }
            }
            _ => self.places.push(place),
        }
    }

    fn forget(&mut self, n: usize) {
        self.next = self.next.saturating_sub(n);
        // What was not found in the old window may be in the new one.
        self.seen.fill(None);
    }
}

fn first_letter_len(text: &str, at: usize) -> usize {
    let letter = text.get(at..).and_then(|rest| rest.chars().next());
    letter.map_or(1, char::len_utf8)
}

/// A place with how well its surroundings agree.
fn judged(folded: &Folded, quotation: &Quotation, spans: &[Range<usize>]) -> Place {
    let Quotation { prefix, suffix, .. } = quotation;
    let text = folded.text();
    let start = spans.first().map_or(0, |span| span.start);
    let end = spans.last().map_or(0, |span| span.end);
    let before = text.get(..start).unwrap_or_default().trim_end();
    let after = text.get(end..).unwrap_or_default().trim_start();
    let backwards = agreeing(before.chars().rev(), prefix.chars().rev());
    let forwards = agreeing(after.chars(), suffix.chars());
    Place {
        ranges: spans
            .iter()
            .map(|span| folded.start_of(span.start)..folded.end_of(span.end.saturating_sub(1)))
            .collect(),
        agreement: backwards + forwards,
        is_between: before.ends_with(prefix.as_str()) && after.starts_with(suffix.as_str()),
    }
}

/// How many letters are the same from the beginning on.
fn agreeing(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}
