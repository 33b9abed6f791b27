//! An event in full: what is said of when, where, who and how many, and the words of its sources.

use std::io;

use crate::brief::entries::{Entry, Fact, Quoted, Rival};
use crate::brief::web::builder::{Html, OF_FILE};
use crate::brief::web::list::Listing;
use crate::model::number::grouped;

/// Category and title.
pub(super) fn heading(
    html: &mut Html<'_>,
    listing: &Listing<'_>,
    listed: usize,
    level: &str,
) -> io::Result<()> {
    let entry = listing.events[listed].entry;
    if !entry.category.is_empty() {
        html.within("p", &[("class", "category")], |html| {
            listing.symbol(html, &entry.category)?;
            html.element("span", &[OF_FILE], &entry.category)
        })?;
    }
    html.element(level, &[OF_FILE], &entry.title)
}

/// Everything below the title.
pub(super) fn body(html: &mut Html<'_>, entry: &Entry) -> io::Result<()> {
    html.within("div", &[("class", "told")], |html| {
        html.within("div", &[("class", "said")], |html| {
            if let Some(summary) = &entry.summary {
                html.element("p", &[("class", "summary"), OF_FILE], summary)?;
            }
            html.within("dl", &[], |html| {
                for group in entry.facts.chunk_by(|a, b| a.label == b.label) {
                    html.element("dt", &[OF_FILE], &group[0].label)?;
                    group.iter().try_for_each(|fact| said(html, fact))?;
                }
                Ok(())
            })
        })?;
        html.within("div", &[("class", "quotes")], |html| {
            entry
                .quotes
                .iter()
                .try_for_each(|quote| quoted(html, quote))?;
            match entry.n_more_quotes {
                0 => Ok(()),
                n => {
                    let words = format!("{} more quotes are not listed here", grouped(n as u64));
                    html.element("p", &[("class", "quiet")], &words)
                }
            }
        })
    })
}

fn said(html: &mut Html<'_>, fact: &Fact) -> io::Result<()> {
    html.within("dd", &[], |html| {
        html.element("bdi", &[], &fact.words)?;
        for written in &fact.as_written {
            html.raw(" ")?;
            html.element("q", &[OF_FILE], written)?;
        }
        let rival = match fact.rival {
            Some(Rival::Adopted) => Some("adopted"),
            Some(Rival::Other) => Some("also claimed"),
            None => None,
        };
        if let Some(rival) = rival {
            html.raw(" ")?;
            html.element("span", &[("class", "tag")], rival)?;
        }
        cited(html, &fact.sources)
    })
}

fn quoted(html: &mut Html<'_>, quote: &Quoted) -> io::Result<()> {
    html.within("figure", &[("class", "quote")], |html| {
        if quote.words.is_empty() {
            html.element("p", &[("class", "quiet")], &quote.words_or_named())?;
        } else {
            html.element("blockquote", &[OF_FILE], &quote.words_or_named())?;
        }
        if let Some(translation) = &quote.translation {
            html.within("p", &[("class", "translation")], |html| {
                let from = quote.language.as_ref().map_or_else(
                    || String::from("Translation"),
                    |language| format!("Translated from {language}"),
                );
                html.element("span", &[("class", "quiet")], &from)?;
                html.raw(" ")?;
                html.element("q", &[OF_FILE], translation)
            })?;
        }
        html.within("figcaption", &[], |html| {
            html.element("bdi", &[], &quote.said())?;
            cited(html, &[quote.source])
        })
    })
}

/// The numbers of sources, each of which leads to its note.
fn cited(html: &mut Html<'_>, sources: &[usize]) -> io::Result<()> {
    for source in sources {
        html.raw(" ")?;
        let href = format!("#source-{source}");
        let name = format!("Source {source}");
        let attributes = [
            ("class", "cite"),
            ("href", href.as_str()),
            ("aria-label", name.as_str()),
        ];
        html.element("a", &attributes, &format!("[{source}]"))?;
    }
    Ok(())
}
