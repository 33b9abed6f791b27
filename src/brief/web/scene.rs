//! A scene: heading, narration, picture with what it shows, legend, the event that it is about, and the others by name.

use std::io;

use crate::brief::document::{Document, Page};
use crate::brief::web::builder::{Html, OF_FILE};
use crate::brief::web::list::Listing;
use crate::brief::web::{card, symbol};
use crate::model::number::grouped;
use crate::ui::prose::{Block, BlockKind};
use crate::ui::symbols::Symbol;
use crate::ui::theme::Theme;

/// The map of a scene.
pub(super) struct Picture<'a> {
    pub(super) png: &'a [u8],
    /// In pixels.
    pub(super) size: (u32, u32),
}

/// Writes the page of that index.
pub(super) fn write(
    html: &mut Html<'_>,
    document: &Document,
    listing: &Listing<'_>,
    idx: usize,
    picture: &Picture<'_>,
) -> io::Result<()> {
    let page = &document.pages[idx];
    let id = format!("scene-{}", page.number);
    let title = format!("{id}-title");
    let attributes = [
        ("id", id.as_str()),
        ("class", "scene"),
        ("aria-labelledby", title.as_str()),
    ];
    html.within("section", &attributes, |html| {
        html.within("header", &[], |html| {
            html.element("p", &[("class", "kicker")], &page.number_words())?;
            let attributes = [("id", title.as_str()), ("tabindex", "-1"), OF_FILE];
            html.element("h2", &attributes, &page.heading)?;
            narration(html, &page.narration)
        })?;
        figure(html, page, picture)?;
        keys(html, document, page)?;
        events(html, listing, idx, page)
    })?;
    html.raw("\n")
}

fn figure(html: &mut Html<'_>, page: &Page, picture: &Picture<'_>) -> io::Result<()> {
    html.within("figure", &[], |html| {
        // Around the picture, so that on a small screen it can be moved about in it.
        html.raw("<div class=\"picture\"><img src=\"")?;
        html.data("image/png", picture.png)?;
        html.raw("\" alt=\"")?;
        html.text(&page.alt_text())?;
        let (width, height) = picture.size;
        html.raw(&format!("\" width=\"{width}\" height=\"{height}\"></div>"))?;
        html.within("figcaption", &[], |html| {
            html.element("p", &[("class", "shown"), OF_FILE], &page.shown)?;
            html.element("p", &[("class", "counts")], &page.counts)
        })
    })
}

/// What the symbols mean, and what the ways of drawing do.
fn keys(html: &mut Html<'_>, document: &Document, page: &Page) -> io::Result<()> {
    if page.legend.is_empty() && page.key.is_empty() {
        return Ok(());
    }
    html.within("div", &[("class", "legends")], |html| {
        if !page.legend.is_empty() {
            html.within("section", &[], |html| {
                html.element("h3", &[], "Legend")?;
                html.within("ul", &[("class", "legend")], |html| {
                    for entry in &page.legend {
                        html.within("li", &[], |html| {
                            symbol::symbol(html, entry.symbol, entry.color)?;
                            html.element("span", &[OF_FILE], &entry.label)?;
                            let n = grouped(entry.n_events as u64);
                            html.element("span", &[("class", "count")], &n)
                        })?;
                    }
                    Ok(())
                })?;
                if page.n_more_categories > 0 {
                    let n = grouped(page.n_more_categories as u64);
                    let words = format!("{n} more categories are not in the legend");
                    html.element("p", &[("class", "quiet")], &words)?;
                }
                Ok(())
            })?;
        }
        if page.key.is_empty() {
            return Ok(());
        }
        html.within("section", &[], |html| {
            html.element("h3", &[], "How it is drawn")?;
            let faint = crate::brief::document::rgb(Theme::of(document.theme).secondary);
            let (of, color) = page
                .legend
                .first()
                .map_or((Symbol::Circle, faint), |entry| (entry.symbol, entry.color));
            html.within("ul", &[("class", "legend")], |html| {
                for mark in &page.key {
                    html.within("li", &[], |html| {
                        symbol::mark(html, *mark, of, color)?;
                        html.within("span", &[], |html| {
                            html.element("span", &[("class", "hidden")], mark.look())?;
                            html.raw(" ")?;
                            html.text(mark.words())
                        })
                    })?;
                }
                Ok(())
            })
        })
    })
}

fn events(html: &mut Html<'_>, listing: &Listing<'_>, idx: usize, page: &Page) -> io::Result<()> {
    let entries = || page.events.iter().zip(&listing.pages[idx]);
    if let Some((entry, listed)) = entries().find(|(entry, _)| entry.selected) {
        html.within("section", &[("class", "focus")], |html| {
            html.element("h3", &[], "The event that this scene is about")?;
            html.within("article", &[("class", "card")], |html| {
                card::heading(html, listing, *listed, "h4")?;
                if let Some(membership) = entry.membership {
                    html.element("p", &[("class", "quiet")], membership)?;
                }
                card::body(html, entry)
            })
        })?;
    }
    let Some(heading) = page.events_heading() else {
        let words = "No event matches in this scene";
        return html.element("p", &[("class", "quiet")], words);
    };
    html.within("section", &[("class", "others")], |html| {
        html.element("h3", &[], &heading)?;
        html.within("ul", &[("class", "rows")], |html| {
            for (entry, listed) in entries() {
                html.within("li", &[], |html| {
                    let number = listing.events[*listed].number;
                    html.within("a", &[("href", &format!("#event-{number}"))], |html| {
                        listing.symbol(html, &entry.category)?;
                        html.element("span", &[("class", "title"), OF_FILE], &entry.title)
                    })?;
                    html.element("span", &[("class", "when")], entry.when())?;
                    html.element("span", &[("class", "where"), OF_FILE], entry.place())?;
                    if let Some(membership) = entry.membership {
                        html.element("span", &[("class", "tag")], membership)?;
                    }
                    Ok(())
                })?;
            }
            Ok(())
        })?;
        if let Some(more) = page.more_words() {
            html.element("p", &[("class", "quiet")], &more)?;
        }
        Ok(())
    })
}

/// Paragraphs and lists.
fn narration(html: &mut Html<'_>, blocks: &[Block]) -> io::Result<()> {
    if blocks.is_empty() {
        return Ok(());
    }
    html.within("div", &[("class", "narration")], |html| {
        let lists = blocks.chunk_by(|a, b| a.kind == BlockKind::Item && b.kind == BlockKind::Item);
        for run in lists {
            match run[0].kind {
                BlockKind::Item => html.within("ul", &[], |html| {
                    run.iter().try_for_each(|block| words(html, "li", block))
                })?,
                BlockKind::Heading => words(html, "h3", &run[0])?,
                BlockKind::Paragraph => words(html, "p", &run[0])?,
            }
        }
        Ok(())
    })
}

fn words(html: &mut Html<'_>, name: &str, block: &Block) -> io::Result<()> {
    html.within(name, &[OF_FILE], |html| {
        for span in &block.spans {
            let (open, close) = match (span.bold, span.italic) {
                (false, false) => ("", ""),
                (true, false) => ("<strong>", "</strong>"),
                (false, true) => ("<em>", "</em>"),
                (true, true) => ("<strong><em>", "</em></strong>"),
            };
            html.raw(open)?;
            html.text(&span.text)?;
            html.raw(close)?;
        }
        Ok(())
    })
}
