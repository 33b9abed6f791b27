//! All events of the document once, to be searched, and the sources that they cite.

use std::collections::{BTreeMap, HashMap};
use std::io;

use crate::brief::document::{Document, LegendEntry, Note};
use crate::brief::entries::Entry;
use crate::brief::markup::followable;
use crate::brief::web::builder::{Html, OF_FILE};
use crate::brief::web::{card, symbol};
use crate::model::event::EventId;
use crate::model::number::grouped;

/// Events that a note names at most as those that cite it; the rest is counted.
const CITING_MAX: usize = 40;

/// An event of the list.
pub(super) struct Listed<'a> {
    /// From 1.
    pub(super) number: usize,
    pub(super) entry: &'a Entry,
    /// The indices of the pages that show it so.
    pages: Vec<usize>,
    /// It is told of differently elsewhere: what was known then was something else.
    is_variant: bool,
}

/// What the document lists, and where.
pub(super) struct Listing<'a> {
    pub(super) events: Vec<Listed<'a>>,
    /// For every page the indices of its events.
    pub(super) pages: Vec<Vec<usize>>,
    /// The numbers of the events that cite a source, by its number.
    citing: HashMap<usize, Vec<usize>>,
    categories: BTreeMap<&'a str, &'a LegendEntry>,
}

impl<'a> Listing<'a> {
    pub(super) fn of(document: &'a Document) -> Self {
        let mut events: Vec<Listed<'a>> = Vec::new();
        let mut by_id: HashMap<&EventId, Vec<usize>> = HashMap::new();
        let mut pages = Vec::with_capacity(document.pages.len());
        for (page_idx, page) in document.pages.iter().enumerate() {
            let mut listed = Vec::with_capacity(page.events.len());
            for entry in &page.events {
                let known = by_id.entry(&entry.id).or_default();
                let same = known
                    .iter()
                    .find(|idx| says_the_same(events[**idx].entry, entry));
                let idx = same.copied().unwrap_or(events.len());
                if idx == events.len() {
                    known.push(idx);
                    for idx in known.iter().filter(|_| known.len() > 1) {
                        if let Some(listed) = events.get_mut(*idx) {
                            listed.is_variant = true;
                        }
                    }
                    events.push(Listed {
                        number: idx + 1,
                        entry,
                        pages: Vec::new(),
                        is_variant: known.len() > 1,
                    });
                }
                events[idx].pages.push(page_idx);
                listed.push(idx);
            }
            pages.push(listed);
        }
        let mut citing: HashMap<usize, Vec<usize>> = HashMap::new();
        for Listed { number, entry, .. } in &events {
            let of_facts = entry
                .facts
                .iter()
                .flat_map(|fact| fact.sources.iter().copied());
            for source in of_facts.chain(entry.quotes.iter().map(|quote| quote.source)) {
                let numbers = citing.entry(source).or_default();
                if numbers.last() != Some(number) {
                    numbers.push(*number);
                }
            }
        }
        let legends = document.pages.iter().flat_map(|page| &page.legend);
        Self {
            events,
            pages,
            citing,
            categories: legends.map(|entry| (entry.label.as_str(), entry)).collect(),
        }
    }

    /// `8 scenes, 19 events, 1 source`.
    pub(super) fn counts(&self, document: &Document) -> String {
        let n_events: usize = self
            .events
            .iter()
            .map(|listed| &listed.entry.id)
            .collect::<std::collections::HashSet<_>>()
            .len();
        let counts = [
            (document.pages.len(), "scene"),
            (n_events, "event"),
            (document.sources.len(), "source"),
        ];
        counts
            .map(|(n, noun)| {
                let ending = if n == 1 { "" } else { "s" };
                format!("{} {noun}{ending}", grouped(n as u64))
            })
            .join(", ")
    }

    /// The symbol of a category, where the legend has it.
    pub(super) fn symbol(&self, html: &mut Html<'_>, category: &str) -> io::Result<()> {
        match self.categories.get(category) {
            Some(entry) => symbol::symbol(html, entry.symbol, entry.color),
            None => Ok(()),
        }
    }

    /// The categories of the list with the number of their events, in the order of their names.
    fn categories(&self) -> BTreeMap<&'a str, usize> {
        let mut counts = BTreeMap::new();
        for listed in &self.events {
            *counts.entry(listed.entry.category.as_str()).or_default() += 1;
        }
        counts
    }
}

/// Whether two pages tell the same of an event.
fn says_the_same(a: &Entry, b: &Entry) -> bool {
    a.facts == b.facts
        && a.quotes == b.quotes
        && a.title == b.title
        && a.category == b.category
        && a.summary == b.summary
}

/// The list with what filters it.
pub(super) fn write(
    html: &mut Html<'_>,
    document: &Document,
    listing: &Listing<'_>,
) -> io::Result<()> {
    if listing.events.is_empty() {
        return Ok(());
    }
    let categories = listing.categories();
    let attributes = [("id", "events"), ("aria-labelledby", "events-title")];
    html.within("section", &attributes, |html| {
        let title = [("id", "events-title"), ("tabindex", "-1")];
        html.element("h2", &title, "Events and their quotes")?;
        filter(html, listing, &categories)?;
        html.within("ol", &[("class", "list")], |html| {
            for (idx, listed) in listing.events.iter().enumerate() {
                let category = listed.entry.category.as_str();
                let category = categories.keys().position(|known| *known == category);
                let category = category.unwrap_or_default().to_string();
                let id = format!("event-{}", listed.number);
                let attributes = [("id", id.as_str()), ("data-category", category.as_str())];
                html.within("li", &attributes, |html| {
                    html.within("details", &[], |html| {
                        html.within("summary", &[], |html| summary(html, listing, listed))?;
                        told(html, document, listing, idx)
                    })
                })?;
                html.raw("\n")?;
            }
            Ok(())
        })?;
        let attributes = [("class", "quiet"), ("id", "none"), ("hidden", "")];
        html.element(
            "p",
            &attributes,
            "No event has these words in these categories.",
        )
    })?;
    html.raw("\n")
}

/// Words and categories to filter by; shown by the script, which answers to them.
fn filter(
    html: &mut Html<'_>,
    listing: &Listing<'_>,
    categories: &BTreeMap<&str, usize>,
) -> io::Result<()> {
    let attributes = [("class", "filter"), ("role", "search"), ("hidden", "")];
    html.within("div", &attributes, |html| {
        html.raw(
            "<label for=\"words\">Words in events and quotes</label>\
            <input id=\"words\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\">",
        )?;
        let attributes = [
            ("class", "chips"),
            ("role", "group"),
            ("aria-label", "Categories"),
        ];
        html.within("div", &attributes, |html| {
            for (idx, (label, n)) in categories.iter().enumerate() {
                let idx = idx.to_string();
                let attributes = [
                    ("type", "button"),
                    ("aria-pressed", "false"),
                    ("data-category", idx.as_str()),
                ];
                html.within("button", &attributes, |html| {
                    listing.symbol(html, label)?;
                    let label = if label.is_empty() {
                        "No category"
                    } else {
                        label
                    };
                    html.element("span", &[OF_FILE], label)?;
                    html.raw(" ")?;
                    html.element("span", &[("class", "count")], &grouped(*n as u64))
                })?;
            }
            Ok(())
        })?;
        html.raw(
            "<p class=\"found\"><output id=\"found\" for=\"words\"></output> \
            <button type=\"button\" id=\"open\">Open all</button></p>",
        )
    })
}

fn summary(html: &mut Html<'_>, listing: &Listing<'_>, listed: &Listed<'_>) -> io::Result<()> {
    let entry = listed.entry;
    html.element("span", &[("class", "number")], &listed.number.to_string())?;
    listing.symbol(html, &entry.category)?;
    html.element("span", &[("class", "title"), OF_FILE], &entry.title)?;
    html.element("span", &[("class", "when")], entry.when())
}

fn told(
    html: &mut Html<'_>,
    document: &Document,
    listing: &Listing<'_>,
    idx: usize,
) -> io::Result<()> {
    let Listed {
        entry,
        pages,
        is_variant,
        ..
    } = &listing.events[idx];
    html.within("div", &[("class", "card")], |html| {
        if !entry.category.is_empty() {
            html.element("p", &[("class", "category"), OF_FILE], &entry.category)?;
        }
        card::body(html, entry)?;
        html.within("p", &[("class", "in")], |html| {
            html.text(if *is_variant {
                "As it was known in"
            } else {
                "Shown in"
            })?;
            for (idx, page_idx) in pages.iter().enumerate() {
                let page = &document.pages[*page_idx];
                html.raw(if idx == 0 { " " } else { ", " })?;
                let words = match page.scene_idx {
                    Some(_) => format!("scene {}", page.number),
                    None => String::from("the map"),
                };
                let href = format!("#scene-{}", page.number);
                let attributes = [("href", href.as_str()), ("title", page.heading.as_str())];
                html.element("a", &attributes, &words)?;
            }
            Ok(())
        })
    })
}

/// The numbered notes.
pub(super) fn sources(
    html: &mut Html<'_>,
    document: &Document,
    listing: &Listing<'_>,
) -> io::Result<()> {
    if document.sources.is_empty() {
        return Ok(());
    }
    let attributes = [("id", "sources"), ("aria-labelledby", "sources-title")];
    html.within("section", &attributes, |html| {
        let title = [("id", "sources-title"), ("tabindex", "-1")];
        html.element("h2", &title, "Sources")?;
        html.within("ol", &[("class", "sources")], |html| {
            for note in &document.sources {
                source(html, note, listing)?;
                html.raw("\n")?;
            }
            Ok(())
        })
    })?;
    html.raw("\n")
}

fn source(html: &mut Html<'_>, note: &Note, listing: &Listing<'_>) -> io::Result<()> {
    let id = format!("source-{}", note.number);
    html.within("li", &[("id", &id)], |html| {
        html.element(
            "span",
            &[("class", "number")],
            &format!("[{}]", note.number),
        )?;
        html.within("div", &[], |html| {
            html.element("p", &[("class", "imprint"), OF_FILE], &note.imprint)?;
            let lines = [
                Some(&note.finding).filter(|words| !words.is_empty()),
                note.reliability.as_ref(),
            ];
            for line in lines.into_iter().flatten().chain(&note.copies) {
                html.element("p", &[OF_FILE], line)?;
            }
            if let Some(number) = note.repeats {
                let href = format!("#source-{number}");
                html.within("p", &[], |html| {
                    html.raw("Repeats ")?;
                    html.element("a", &[("href", &href)], &format!("source {number}"))
                })?;
            }
            let addresses = [
                (&note.url, "Open the source"),
                (&note.archive_url, "Open the archived copy"),
            ];
            html.within("p", &[("class", "links")], |html| {
                for (address, words) in addresses {
                    let Some(href) = address.as_deref().and_then(followable) else {
                        continue;
                    };
                    let rel = ("rel", "noopener noreferrer nofollow");
                    html.element("a", &[("href", href), rel, ("target", "_blank")], words)?;
                    html.raw(" ")?;
                }
                Ok(())
            })?;
            citing(
                html,
                listing.citing.get(&note.number).map_or(&[], Vec::as_slice),
            )
        })
    })
}

/// The way back: the events that cite it.
fn citing(html: &mut Html<'_>, numbers: &[usize]) -> io::Result<()> {
    if numbers.is_empty() {
        return Ok(());
    }
    html.within("p", &[("class", "in")], |html| {
        html.raw(if numbers.len() == 1 {
            "Cited by event"
        } else {
            "Cited by events"
        })?;
        for (idx, number) in numbers.iter().take(CITING_MAX).enumerate() {
            html.raw(if idx == 0 { " " } else { ", " })?;
            let href = format!("#event-{number}");
            let name = format!("Event {number}");
            let attributes = [("href", href.as_str()), ("aria-label", name.as_str())];
            html.element("a", &attributes, &number.to_string())?;
        }
        match numbers.len().saturating_sub(CITING_MAX) {
            0 => Ok(()),
            n => html.text(&format!(" and {} more", grouped(n as u64))),
        }
    })
}
