//! The events of a page: what each says of when, where, who and how many, and the words of its sources.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::brief::document::{EVENTS_MAX, Sources};
use crate::model::claim::{Claim, adopted};
use crate::model::clock::Clock;
use crate::model::event::{Event, EventId};
use crate::model::place::{Geometry, LatLon};
use crate::model::source::{Quote, QuoteId};
use crate::model::time::{Membership, Window, Zones};
use crate::model::view::View;
use crate::query::attribution::{actor_words, credibility_words, language_name, voice_words};
use crate::query::claims::{Dispute, Field, disputes};
use crate::query::known::{Known, date_words};
use crate::query::matching::Matching;
use crate::query::origins::Origins;
use crate::query::words::{place_words, when_words};
use crate::store::{Dataset, Row};

/// Quotes of one event at most; the rest is counted.
pub const QUOTES_MAX: usize = 50;

/// An event that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub id: EventId,
    pub title: String,
    /// The label of its category; empty for none.
    pub category: String,
    /// Whether it is the one that the scene is about.
    pub selected: bool,
    /// The index of an earlier page that tells of it; it need not be told of in full again.
    pub told_on: Option<usize>,
    /// `possibly in the window`, `undated`; `None`: certainly in it.
    pub membership: Option<&'static str>,
    /// When, where, who and how many, each with what backs it. When and where always come first, in this order.
    pub facts: Vec<Fact>,
    pub summary: Option<String>,
    pub quotes: Vec<Quoted>,
    /// How many quotes it has beyond these.
    pub n_more_quotes: usize,
    /// Where its symbol stands.
    pub at: Option<LatLon>,
}

/// What figures that nobody disputes are told under, one after the other.
const FIGURES: &str = "Figures";

/// One thing that is said of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// `When`, `Where`, `Who`, `Figures`; the name of a figure that is disputed.
    pub label: String,
    pub words: String,
    /// The words of the sources that it was worked out from.
    pub as_written: Vec<String>,
    /// Where several are claimed: whether the collection adopts this one.
    pub rival: Option<Rival>,
    /// The numbers of the sources that it cites, each once.
    pub sources: Vec<usize>,
}

/// One of several claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rival {
    Adopted,
    Other,
}

/// Somebody's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// Without quotation marks; empty where the source is only named.
    pub words: String,
    pub translation: Option<String>,
    /// The name of its language.
    pub language: Option<String>,
    /// Who, in what role, when.
    pub voice: String,
    /// `credibility 6, truth cannot be judged`.
    pub credibility: Option<String>,
    /// Where in the source.
    pub locator: Option<String>,
    /// The number of its source.
    pub source: usize,
    /// By the clock that the page goes by its source was not there yet.
    pub is_later: bool,
}

impl Entry {
    pub fn when(&self) -> &str {
        self.facts.first().map_or("", |fact| fact.words.as_str())
    }

    pub fn place(&self) -> &str {
        let mut facts = self.facts.iter();
        facts
            .find(|fact| fact.label == Field::Where.label())
            .map_or("", |fact| fact.words.as_str())
    }
}

impl Fact {
    /// The value with the words that it was worked out from, and whether it is one of several.
    pub fn line(&self) -> String {
        let mut line = self.words.clone();
        for words in &self.as_written {
            line.extend([" “", words, "”"]);
        }
        if let Some(rival) = self.rival {
            line.extend([", ", rival.words()]);
        }
        line
    }
}

impl Rival {
    pub fn words(self) -> &'static str {
        match self {
            Self::Adopted => "adopted",
            Self::Other => "also claimed",
        }
    }
}

impl Quoted {
    /// What stands below the words: voice, place in the source, grade.
    pub fn said(&self) -> String {
        let mut parts: Vec<&str> = Vec::new();
        parts.extend((!self.voice.is_empty()).then_some(self.voice.as_str()));
        parts.extend(self.locator.as_deref());
        parts.extend(self.credibility.as_deref());
        parts.extend(self.is_later.then_some("not yet known then"));
        parts.join(" · ")
    }

    /// What stands in place of words that the data does not have.
    pub fn words_or_named(&self) -> Cow<'_, str> {
        if self.words.is_empty() {
            Cow::Borrowed("Named as a source; the data does not quote its words")
        } else {
            Cow::Owned(format!("“{}”", self.words))
        }
    }
}

/// On which page each event is told of first.
#[derive(Default)]
pub(super) struct Told {
    pages: HashMap<EventId, usize>,
    /// The index of the page that is made.
    pub(super) page: usize,
}

impl Told {
    fn tell(&mut self, id: &EventId) -> Option<usize> {
        let known = self.pages.get(id).copied();
        if known.is_none() {
            self.pages.insert(id.clone(), self.page);
        }
        known
    }
}

/// The events of a page, and how many more are shown.
pub(super) fn of(
    dataset: &Dataset,
    found: &Matching,
    view: &View,
    zones: Zones,
    sources: &mut Sources<'_>,
    told: &mut Told,
) -> (Vec<Entry>, usize) {
    let origins = Origins::of(&dataset.collection().sources);
    let selected = view.selection.as_ref().and_then(|id| dataset.row(id));
    let selected = selected.filter(|row| found.shown.contains(*row));
    let others = found.shown.rows().filter(|row| Some(*row) != selected);
    let rows: Vec<Row> = selected
        .into_iter()
        .chain(others)
        .take(EVENTS_MAX)
        .collect();
    let n_more = found.shown.len() - rows.len();
    let mut teller = Teller {
        dataset,
        origins: &origins,
        known: Known::by(dataset, view.effective_window()),
        zones,
        sources,
    };
    let entries = rows.into_iter().map(|row| {
        let event = &*dataset.event(row);
        let told_on = told.tell(&event.id);
        Entry {
            selected: selected == Some(row),
            told_on,
            membership: match found.membership(row) {
                Membership::Certain => None,
                Membership::PossibleOnly => Some("possibly in the window"),
                Membership::Outside => Some(dataset.clock().undated()),
            },
            ..teller.entry(row, event)
        }
    });
    (entries.collect(), n_more)
}

/// An event by itself, whatever is looked at.
pub(super) fn single(
    dataset: &Dataset,
    row: Row,
    event: &Event,
    zones: Zones,
    sources: &mut Sources<'_>,
    origins: &Origins,
) -> Entry {
    let mut teller = Teller {
        dataset,
        origins,
        known: Known::by(dataset, Window::ALL),
        zones,
        sources,
    };
    teller.entry(row, event)
}

/// Tells of events, and numbers their sources as it goes.
struct Teller<'a, 'b, 's> {
    dataset: &'a Dataset,
    origins: &'a Origins,
    known: Known<'a>,
    zones: Zones,
    sources: &'b mut Sources<'s>,
}

impl Teller<'_, '_, '_> {
    fn entry(&mut self, row: Row, event: &Event) -> Entry {
        let category = self.dataset.category_of(row);
        Entry {
            id: event.id.clone(),
            title: event.title.clone(),
            category: category
                .id
                .as_ref()
                .map(|_| category.label.clone())
                .unwrap_or_default(),
            selected: false,
            told_on: None,
            membership: None,
            facts: self.facts(event),
            summary: event.summary.clone(),
            quotes: self.quotes(event),
            n_more_quotes: event.quotes.len().saturating_sub(QUOTES_MAX),
            at: event.anchor(),
        }
    }

    fn facts(&mut self, event: &Event) -> Vec<Fact> {
        let disputes = disputes(self.dataset, event, self.origins);
        let about = |field: &Field| disputes.iter().find(|dispute| dispute.field == *field);
        let mut facts = Vec::new();
        match (about(&Field::When), adopted(&event.when)) {
            (Some(dispute), _) => self.sides(event, dispute, &mut facts),
            (None, Some(claim)) => {
                let words = when_words(&claim.value, self.zones);
                facts.push(self.fact(event, Field::When.label(), words, claim));
            }
            (None, None) => facts.push(bare(Field::When.label(), "Undated")),
        }
        self.reported(event, &mut facts);
        let shape = event.shape();
        match (about(&Field::Where), event.place()) {
            (Some(dispute), _) => self.sides(event, dispute, &mut facts),
            (None, claim) => {
                let is_area = shape.is_some_and(Geometry::has_extent);
                let words = place_words(claim, shape.is_some(), is_area);
                facts.push(match claim {
                    Some(claim) => self.fact(event, Field::Where.label(), words, claim),
                    None => bare(Field::Where.label(), &words),
                });
            }
        }
        let is_told = |field: &Field| about(field).is_some();
        for claim in &event.actors {
            let role = claim.value.role.clone().map(Field::Role);
            if !role.is_some_and(|role| is_told(&role)) {
                facts.push(self.fact(event, "Who", actor_words(&claim.value), claim));
            }
        }
        for claim in &event.measures {
            let field = Field::Measure(claim.value.name.clone());
            if !is_told(&field) {
                let words = format!("{} {}", claim.value.value_text(), claim.value.name);
                facts.push(self.fact(event, FIGURES, words, claim));
            }
        }
        for dispute in &disputes {
            if !matches!(dispute.field, Field::When | Field::Where) {
                self.sides(event, dispute, &mut facts);
            }
        }
        facts
    }

    /// Since when it could be known, where time means that.
    fn reported(&self, event: &Event, facts: &mut Vec<Fact>) {
        let (clock, label) = match self.dataset.clock() {
            Clock::Happened => return,
            clock @ Clock::Reported => (clock, "First reported"),
            clock @ Clock::Captured => (clock, "First captured"),
        };
        if let Some(time) = self.dataset.time_on(event, clock) {
            facts.push(bare(label, &date_words(&time, self.zones)));
        }
    }

    fn fact<T>(&mut self, event: &Event, label: &str, words: String, claim: &Claim<T>) -> Fact {
        Fact {
            label: label.to_owned(),
            words,
            as_written: claim.as_written.iter().cloned().collect(),
            rival: None,
            sources: self.cited(event, &claim.cites),
        }
    }

    /// A line for each value that is claimed.
    fn sides(&mut self, event: &Event, dispute: &Dispute, facts: &mut Vec<Fact>) {
        for side in &dispute.sides {
            let written = side.as_written(&dispute.field, event);
            facts.push(Fact {
                label: dispute.field.label().to_owned(),
                words: side.value_words(&dispute.field, event, self.zones),
                as_written: written.into_iter().map(str::to_owned).collect(),
                rival: dispute.is_contradiction().then_some(if side.adopted {
                    Rival::Adopted
                } else {
                    Rival::Other
                }),
                sources: self.cited(event, &side.cites),
            });
        }
    }

    /// The numbers of the sources of some quotes, each once.
    fn cited(&mut self, event: &Event, cites: &[QuoteId]) -> Vec<usize> {
        let mut numbers = Vec::new();
        for id in cites {
            let own = event.quote(id).map(Cow::Borrowed);
            if let Some(quote) = own.or_else(|| self.dataset.quote(id)) {
                let number = self.sources.number(&quote.source);
                if !numbers.contains(&number) {
                    numbers.push(number);
                }
            }
        }
        numbers
    }

    fn quotes(&mut self, event: &Event) -> Vec<Quoted> {
        let quotes = event.quotes.iter().take(QUOTES_MAX);
        quotes.map(|quote| self.quoted(quote)).collect()
    }

    fn quoted(&mut self, quote: &Quote) -> Quoted {
        Quoted {
            words: quote.text.trim().to_owned(),
            translation: quote
                .translation
                .as_deref()
                .map(|words| words.trim().to_owned()),
            language: quote.language.as_deref().map(language_name),
            voice: voice_words(quote, self.zones),
            credibility: quote.credibility.map(credibility_words),
            locator: quote.locator.clone(),
            source: self.sources.number(&quote.source),
            is_later: !self.known.has(&quote.source),
        }
    }
}

fn bare(label: &str, words: &str) -> Fact {
    Fact {
        label: label.to_owned(),
        words: words.to_owned(),
        as_written: Vec::new(),
        rival: None,
        sources: Vec::new(),
    }
}
