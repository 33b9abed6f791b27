//! A briefing as one HTML file that opens offline and asks nobody for anything: scenes with their pictures, the events with
//! their quotes, the sources as numbered notes.
//!
//! Pictures and fonts are in the file, and its own policy forbids any request, and any script or style but the two that it
//! brings. Without script it can be read whole; with it events are filtered and scenes are stepped through by key.
//! It is written as it is made, with no more than one picture in memory. The same document gives the same bytes.

mod builder;
mod card;
mod list;
mod scene;
mod style;
mod symbol;

use std::io::{self, Write};

use crate::brief::document::{Banner, Document};
use crate::brief::pages::{Look, LookKind, PagePictures};
use crate::brief::png::encode;
use crate::brief::web::builder::{Html, OF_FILE};
use crate::brief::web::list::Listing;
use crate::brief::web::style::{Sheet, policy};
use crate::brief::{BriefError, Progress, Watch, tell};
use crate::state::ThemeChoice;

/// How pictures are drawn for a page of the web: sharp on a dense screen, and when one looks closer.
pub const WEB_LOOK: Look = Look {
    kind: LookKind::Map,
    width: 1200,
    height: 700,
    scale: 1.75,
};

/// What filters events and steps through scenes.
const SCRIPT: &str = include_str!("script.js");

/// Writes the whole document; stops between two scenes where that is asked for.
pub fn write_html(
    document: &Document,
    pictures: &mut dyn PagePictures,
    look: Look,
    out: &mut dyn Write,
    watch: &mut Watch<'_>,
) -> Result<(), BriefError> {
    let listing = Listing::of(document);
    let html = &mut Html::new(out);
    head(html, document)?;
    html.raw("<body>\n<a class=\"skip\" href=\"#scenes\">Skip to the scenes</a>\n")?;
    if let Some(banner) = &document.banner {
        let attributes = [("class", "banner top"), ("role", "note"), OF_FILE];
        html.element("div", &attributes, &banner.text)?;
    }
    masthead(html, document, &listing)?;
    bar(html, document, &listing)?;
    html.raw("\n<main id=\"scenes\">\n")?;
    let total = document.pages.len();
    for (done, page) in document.pages.iter().enumerate() {
        let doing = page.heading.as_str();
        tell(watch, Progress { done, total, doing })?;
        let picture = pictures.picture(page, look)?;
        let size = (picture.width(), picture.height());
        let png = encode(&picture, document, page)?;
        drop(picture);
        scene::write(
            html,
            document,
            &listing,
            done,
            &scene::Picture { png: &png, size },
        )?;
    }
    list::write(html, document, &listing)?;
    list::sources(html, document, &listing)?;
    html.raw("</main>\n")?;
    colophon(html, document)?;
    if let Some(Banner { text, .. }) = &document.banner {
        // Said once: at the top.
        let attributes = [("class", "banner bottom"), ("aria-hidden", "true"), OF_FILE];
        html.element("div", &attributes, text)?;
    }
    html.raw("\n<script>")?;
    html.raw(SCRIPT)?;
    html.raw("</script>\n</body>\n</html>\n")?;
    Ok(())
}

fn head(html: &mut Html<'_>, document: &Document) -> io::Result<()> {
    let sheet = Sheet::of(document).text();
    let scheme = match document.theme {
        ThemeChoice::Dark => "dark",
        ThemeChoice::Light => "light",
    };
    html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")?;
    let policy = policy(&sheet, SCRIPT);
    let equivalents = [
        ("Content-Security-Policy", policy.as_str()),
        // The policy does not cover that browsers look up the names of hosts that are linked to.
        ("x-dns-prefetch-control", "off"),
    ];
    for (name, content) in equivalents {
        html.empty("meta", &[("http-equiv", name), ("content", content)])?;
        html.raw("\n")?;
    }
    let description = document.summary.as_deref().unwrap_or(&document.title);
    let metas = [
        ("referrer", "no-referrer"),
        ("viewport", "width=device-width, initial-scale=1"),
        ("color-scheme", scheme),
        ("generator", &document.program),
        ("description", description),
    ];
    for (name, content) in metas {
        html.empty("meta", &[("name", name), ("content", content)])?;
        html.raw("\n")?;
    }
    html.element("title", &[], &document.title)?;
    html.raw("\n<style>")?;
    html.raw(&sheet)?;
    html.raw("</style>\n</head>\n")
}

/// Title, summary, and what is in it.
fn masthead(html: &mut Html<'_>, document: &Document, listing: &Listing<'_>) -> io::Result<()> {
    html.within("header", &[("class", "masthead")], |html| {
        html.element("p", &[("class", "kicker")], "Briefing")?;
        html.element("h1", &[OF_FILE], &document.title)?;
        if let Some(summary) = &document.summary {
            html.element("p", &[("class", "standfirst"), OF_FILE], summary)?;
        }
        let words = format!(
            "{} · {}",
            document.exported_words(),
            listing.counts(document)
        );
        html.element("p", &[("class", "byline")], &words)?;
        html.element("p", &[("class", "byline")], &document.profile)?;
        if document.pages.len() < 2 {
            return Ok(());
        }
        html.within(
            "nav",
            &[("aria-label", "Contents"), ("class", "contents")],
            |html| {
                html.within("ol", &[], |html| {
                    for page in &document.pages {
                        html.within("li", &[], |html| {
                            let href = format!("#scene-{}", page.number);
                            html.within("a", &[("href", &href)], |html| {
                                let number = page.number.to_string();
                                html.element("span", &[("class", "number")], &number)?;
                                html.element("span", &[OF_FILE], &page.heading)
                            })
                        })?;
                    }
                    Ok(())
                })
            },
        )
    })
}

/// The bar that stays in sight: a number for each scene.
fn bar(html: &mut Html<'_>, document: &Document, listing: &Listing<'_>) -> io::Result<()> {
    html.raw("\n")?;
    html.within(
        "nav",
        &[("aria-label", "Scenes"), ("class", "bar")],
        |html| {
            html.within("ol", &[], |html| {
                for page in &document.pages {
                    html.within("li", &[], |html| {
                        let href = format!("#scene-{}", page.number);
                        let name = format!("{}: {}", page.number_words(), page.heading);
                        let words = match page.scene_idx {
                            Some(_) => page.number.to_string(),
                            None => String::from("Map"),
                        };
                        let attributes = [
                            ("href", href.as_str()),
                            ("title", page.heading.as_str()),
                            ("aria-label", name.as_str()),
                        ];
                        html.element("a", &attributes, &words)
                    })?;
                }
                Ok(())
            })?;
            html.within("ul", &[], |html| {
                if !listing.events.is_empty() {
                    html.raw("<li><a href=\"#events\">Events</a></li>")?;
                }
                if !document.sources.is_empty() {
                    html.raw("<li><a href=\"#sources\">Sources</a></li>")?;
                }
                html.raw("<li><a href=\"#colophon\">About</a></li>")
            })?;
            // The script shows what it answers to.
            html.raw(
                "<p class=\"keys\" hidden><kbd>←</kbd> <kbd>→</kbd> scene <kbd>/</kbd> search</p>",
            )
        },
    )
}

/// From what, when and by what it was made, and what is not in it.
fn colophon(html: &mut Html<'_>, document: &Document) -> io::Result<()> {
    let attributes = [("id", "colophon"), ("class", "colophon")];
    html.within("footer", &attributes, |html| {
        html.element("h2", &[("tabindex", "-1")], "About this document")?;
        for line in document.colophon() {
            html.element("p", &[OF_FILE], &line)?;
        }
        Ok(())
    })
}
