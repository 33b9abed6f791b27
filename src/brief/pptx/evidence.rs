//! The words of the slides behind the scenes: what a scene shows, its events with their quotes, and the sources.

use crate::brief::document::{Document, Note, Page};
use crate::brief::entries::{Entry, Fact, Quoted, Rival};
use crate::brief::pptx::text::{Ink, Para, Run};
use crate::model::number::grouped;

/// Events that the slides of a scene tell of in full; slides are not where one reads a hundred.
const TOLD_MAX: usize = 25;

/// What a scene shows in words: legend, key, and its events with their quotes.
pub(super) fn events(document: &Document, page: &Page) -> Vec<Para> {
    let small = |text: String| Para::new(text, Ink::Secondary, 10.0).before(2.0);
    let mut paras = vec![
        Para::new(&page.shown, Ink::Text, 10.5),
        small(page.counts.clone()),
    ];
    let mut legend: Vec<String> = page
        .legend
        .iter()
        .map(|entry| format!("{} {}", entry.label, grouped(entry.n_events as u64)))
        .collect();
    if page.n_more_categories > 0 {
        legend.push(format!(
            "{} more categories",
            grouped(page.n_more_categories as u64)
        ));
    }
    if !legend.is_empty() {
        paras.push(small(format!("Legend: {}", legend.join(", "))));
    }
    let key: Vec<String> = page
        .key
        .iter()
        .map(|mark| format!("{}: {}", mark.look(), mark.words()))
        .collect();
    if !key.is_empty() {
        paras.push(small(format!("How it is drawn: {}", key.join("; "))));
    }
    if let Some(heading) = page.events_heading() {
        paras.push(Para::bold(heading, Ink::Accent, 11.0).before(10.0).keeps());
    }
    for entry in page.events.iter().take(TOLD_MAX) {
        event(document, entry, &mut paras);
    }
    let n_more = page.events.len().saturating_sub(TOLD_MAX) + page.n_more_events;
    match n_more {
        0 => {}
        1 => paras.push(small(String::from("1 more event is not listed here")).before(8.0)),
        n => paras.push(
            small(format!(
                "{} more events are not listed here",
                grouped(n as u64)
            ))
            .before(8.0),
        ),
    }
    paras
}

fn event(document: &Document, entry: &Entry, paras: &mut Vec<Para>) {
    let mut heading = vec![Run::bold(&entry.title, Ink::Text)];
    let told_on = entry.told_on.and_then(|idx| document.pages.get(idx));
    let tags = [
        (!entry.category.is_empty()).then(|| entry.category.clone()),
        entry.membership.map(str::to_owned),
        told_on
            .filter(|_| !entry.selected)
            .map(|page| format!("told of with scene {}", page.number)),
    ];
    for tag in tags.into_iter().flatten() {
        heading.push(Run::new(format!("  {tag}"), Ink::Secondary));
    }
    let heading = Para::of(heading, 11.0).before(9.0);
    if told_on.is_some() && !entry.selected {
        paras.push(heading);
        return;
    }
    paras.push(heading.keeps());
    if let Some(summary) = &entry.summary {
        paras.push(Para::new(summary, Ink::Text, 10.0).before(2.0));
    }
    for group in entry.facts.chunk_by(|a, b| a.label == b.label) {
        paras.push(facts(group));
    }
    for quote in &entry.quotes {
        quoted(quote, paras);
    }
    if entry.n_more_quotes > 0 {
        let n = grouped(entry.n_more_quotes as u64);
        let words = format!("{n} more quotes are not listed here");
        paras.push(Para::new(words, Ink::Secondary, 9.5).before(2.0));
    }
}

/// All that is claimed of one thing.
fn facts(group: &[Fact]) -> Para {
    let mut runs = Vec::new();
    for (idx, fact) in group.iter().enumerate() {
        let lead = if idx == 0 {
            format!("{}  ", fact.label)
        } else {
            String::from("; ")
        };
        runs.push(Run::new(lead, Ink::Secondary));
        runs.push(Run::new(&fact.words, Ink::Text));
        for written in &fact.as_written {
            runs.push(Run::new(format!(" “{written}”"), Ink::Secondary));
        }
        match fact.rival {
            Some(Rival::Adopted) => runs.push(Run::new(" (adopted)", Ink::Secondary)),
            Some(Rival::Other) => runs.push(Run::new(" (also claimed)", Ink::Secondary)),
            None => {}
        }
        cited(&mut runs, &fact.sources);
    }
    Para::of(runs, 10.0).before(2.0)
}

fn quoted(quote: &Quoted, paras: &mut Vec<Para>) {
    const SHIFT: f32 = 14.0;
    let words = quote.words_or_named().into_owned();
    paras.push(Para::new(words, Ink::Text, 10.5).indent(SHIFT).before(5.0));
    if let Some(translation) = &quote.translation {
        let from = quote.language.as_ref().map_or_else(
            || String::from("Translation: "),
            |language| format!("Translated from {language}: "),
        );
        let runs = vec![
            Run::new(from, Ink::Secondary),
            Run::new(format!("“{translation}”"), Ink::Text),
        ];
        paras.push(Para::of(runs, 10.0).indent(SHIFT).before(1.0));
    }
    let mut runs = vec![Run::new(quote.said(), Ink::Secondary)];
    cited(&mut runs, &[quote.source]);
    paras.push(Para::of(runs, 9.5).indent(SHIFT).before(1.0));
}

fn cited(runs: &mut Vec<Run>, sources: &[usize]) {
    for source in sources {
        runs.push(Run::new(format!(" [{source}]"), Ink::Accent));
    }
}

pub(super) fn note(note: &Note) -> Para {
    let line = note.line();
    let rest = line.strip_prefix(note.imprint.as_str()).unwrap_or_default();
    let runs = vec![
        Run::bold(format!("[{}]  ", note.number), Ink::Accent),
        Run::new(&note.imprint, Ink::Text),
        Run::new(rest, Ink::Secondary),
    ];
    Para::of(runs, 11.0).before(8.0)
}
