//! One row as a whole event: made when somebody looks at it, not before.

use crate::io::export::geojson::OWN_NAMES;
use crate::io::import::feature::UNTITLED;
use crate::io::import::table::dates::Dated;
use crate::io::import::table::layout::{
    ActorRole, ActorRule, CategoryRule, Col, Layout, MeasureRule, RadiusRule, SourceRule, TimeRule,
    Title, decoded,
};
use crate::io::import::table::row::{
    Row, anchor, category, for_each_source, for_each_tag, host, items, measure, radius_m, time,
};
use crate::model::claim::Claim;
use crate::model::event::{Actor, CategoryId, Event, EventId, Measure, When};
use crate::model::place::{Geometry, Place};
use crate::model::source::{Quote, QuoteId, SourceId};

/// What stands between the parts of a title and of a place name.
const BETWEEN: &str = ", ";

/// The event of a row. The row was taken, so what would reject it cannot occur; if it did, that part would be empty.
///
/// An id that the row does not give itself is not written when the event is saved.
pub(super) fn event(layout: &Layout, row: Row<'_, '_>, id: EventId, is_own_id: bool) -> Event {
    let mut event = Event::new(id, title(layout, row));
    event.written.id = is_own_id
        .then(|| serde_json::to_string(&event.id.0).ok())
        .flatten();
    event.summary = layout
        .summary
        .and_then(|col| row.some(col))
        .map(str::to_owned);
    event.category = category(layout, row).map(|id| CategoryId(id.to_owned()));
    for rule in &layout.tags {
        for_each_tag(*rule, row, |tag| {
            if !event.tags.iter().any(|known| known == tag) {
                event.tags.push(tag.to_owned());
            }
        });
    }
    event.quotes = quotes(layout, row, &event.id);
    let cites: Vec<QuoteId> = event.quotes.iter().map(|quote| quote.id.clone()).collect();
    let claims = |value| Claim {
        cites: cites.clone(),
        ..value
    };
    if let Ok(Some(dated)) = time(layout, row) {
        event.when.push(Claim {
            cites: cites.clone(),
            ..when(layout, row, &dated)
        });
    }
    event.geometry = anchor(layout, row).ok().flatten().map(Geometry::Point);
    event.places.extend(place(layout, row).map(|place| Claim {
        cites: cites.clone(),
        ..place
    }));
    for rule in &layout.actors {
        let named = items(row.get(rule.col), rule.is_list);
        event
            .actors
            .extend(named.map(|name| claims(Claim::bare(actor(*rule, row, name)))));
    }
    for rule in &layout.measures {
        let measure = read_measure(layout, row, rule);
        event.measures.extend(measure.map(|measure| Claim {
            cites: cites.clone(),
            ..Claim::bare(measure)
        }));
    }
    for col in &layout.kept {
        event.extra.extend(kept(layout, row, *col));
    }
    event
}

/// A cell that stays as it is. A column whose name has a meaning in the format goes by another one.
fn kept(layout: &Layout, row: Row<'_, '_>, col: Col) -> Option<(String, String)> {
    let text = row.some(col)?;
    let name = &layout.names[col];
    let prefix = if OWN_NAMES.contains(&name.as_str()) {
        "original_"
    } else {
        ""
    };
    Some((format!("{prefix}{name}"), serde_json::to_string(text).ok()?))
}

fn title(layout: &Layout, row: Row<'_, '_>) -> String {
    let title = match &layout.title {
        Title::Column(col) => col.and_then(|col| row.some(col)).map(str::to_owned),
        Title::Joined(cols) => joined(row, cols),
        Title::Verb {
            actor,
            code,
            other,
            place,
        } => {
            let label = match layout.category {
                CategoryRule::Coded(_, codes) => codes
                    .iter()
                    .find(|(known, ..)| *known == row.get(*code))
                    .map(|(_, _, label)| *label),
                _ => None,
            };
            let parties: Vec<&str> = [*actor, *other]
                .into_iter()
                .filter_map(|col| row.some(col))
                .collect();
            let what = [label.map(str::to_owned), some(parties.join(" – "))];
            let what = what.into_iter().flatten().collect::<Vec<_>>().join(": ");
            let parts = [some(what), row.some(*place).map(str::to_owned)];
            some(
                parts
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(BETWEEN),
            )
        }
    };
    title
        .or_else(|| beginning(row.some(layout.summary?)?))
        .or_else(|| joined(row, &layout.place))
        .unwrap_or_else(|| UNTITLED.to_owned())
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// The first words of a text.
fn beginning(text: &str) -> Option<String> {
    /// What fits into a line.
    const LETTERS_MAX: usize = 100;
    let line = text.lines().next()?;
    Some(match line.char_indices().nth(LETTERS_MAX) {
        None => line.to_owned(),
        Some((end, _)) => {
            let end = line[..end].rfind(' ').unwrap_or(end);
            format!("{}…", &line[..end])
        }
    })
}

/// Cells in a row, each once.
fn joined(row: Row<'_, '_>, cols: &[Col]) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in cols.iter().filter_map(|col| row.some(*col)) {
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    some(parts.join(BETWEEN))
}

fn when(layout: &Layout, row: Row<'_, '_>, dated: &Dated) -> Claim<When> {
    let written = match layout.time {
        TimeRule::Undated => String::new(),
        TimeRule::At(col) => row.get(col).to_owned(),
        TimeRule::AtClock(date, clock) => format!("{} {}", row.get(date), row.get(clock))
            .trim()
            .to_owned(),
        TimeRule::Span(from, to) => match (row.get(from), row.get(to)) {
            (from, to) if from == to || to.is_empty() => from.to_owned(),
            (from, to) => format!("{from}/{to}"),
        },
        TimeRule::Within(start, end) => match (row.get(start), row.get(end)) {
            (from, to) if from == to => from.to_owned(),
            (from, to) => {
                let names = [start, end].map(|col| column_name(layout, col));
                format!("{} {from}, {} {to}", names[0], names[1])
            }
        },
        TimeRule::DayWeekMonth(date, code) => match row.get(code) {
            "1" | "1.0" => row.get(date).to_owned(),
            "" => format!("{}, no {}", row.get(date), column_name(layout, code)),
            prec => format!("{}, {} {prec}", row.get(date), column_name(layout, code)),
        },
    };
    dated.claim(&written)
}

fn column_name(layout: &Layout, col: Col) -> &str {
    layout.names.get(col).map_or("", String::as_str)
}

fn place(layout: &Layout, row: Row<'_, '_>) -> Option<Claim<Place>> {
    let name = joined(row, &layout.place);
    let is_located = matches!(anchor(layout, row), Ok(Some(_)));
    let precision_m = radius_m(layout, row).ok().flatten().filter(|_| is_located);
    if name.is_none() && precision_m.is_none() {
        return None;
    }
    let as_written = match layout.radius {
        RadiusRule::Coded(col, _) => row
            .some(col)
            .map(|code| format!("{} {code}", column_name(layout, col))),
        RadiusRule::Unknown | RadiusRule::Metres(_) => None,
    };
    Some(Claim {
        as_written,
        ..Claim::bare(Place {
            name,
            precision_m,
            geometry: None,
            raw_geometry: None,
        })
    })
}

fn actor(rule: ActorRule, row: Row<'_, '_>, name: &str) -> Actor {
    let role = match rule.role {
        ActorRole::Unsaid => None,
        ActorRole::Fixed(role) => Some(role),
        ActorRole::Coded(col, labels) => row
            .some(col)
            .and_then(|code| decoded(labels, code).or(Some(code)))
            // 0 stands for nobody.
            .filter(|role| *role != "0"),
    };
    Actor {
        name: name.to_owned(),
        role: role.map(str::to_owned),
    }
}

fn read_measure(layout: &Layout, row: Row<'_, '_>, rule: &MeasureRule) -> Option<Measure> {
    let number = |col: Option<Col>| measure(layout, row, col?).ok().flatten();
    let (value, low, high) = (
        number(Some(rule.value)),
        number(rule.low),
        number(rule.high),
    );
    let has_any = value.or(low).or(high).is_some();
    has_any.then(|| Measure {
        name: rule.name.clone(),
        value,
        low,
        high,
        written_as_best: low.or(high).is_some(),
    })
}

/// How many quotes with words the event of a row has, without making it where there can be none.
pub(super) fn n_quotes(layout: &Layout, row: Row<'_, '_>) -> usize {
    let has_words = match layout.sources {
        SourceRule::None | SourceRule::Address(_) => false,
        SourceRule::Lists => layout.listed.quote.is_some(),
        SourceRule::Reports { .. } => true,
    };
    if !has_words {
        return 0;
    }
    let quotes = quotes(layout, row, &EventId(String::new()));
    quotes.iter().filter(|quote| !quote.text.is_empty()).count()
}

/// What the row's sources said. A source that is only named has no words.
fn quotes(layout: &Layout, row: Row<'_, '_>, id: &EventId) -> Vec<Quote> {
    let mut quotes: Vec<Quote> = Vec::new();
    for_each_source(layout, row, |source| {
        let id = QuoteId(format!("{}-{}", id.0, quotes.len() + 1));
        quotes.push(Quote::new(id, String::new(), SourceId(source.to_owned())));
    });
    match layout.sources {
        SourceRule::Reports {
            article,
            date,
            headline,
            ..
        } => add_reports(&mut quotes, row, [article, date, headline]),
        SourceRule::Address(col) => {
            for quote in &mut quotes {
                let address = row.get(col);
                quote.locator = Some(address.to_owned()).filter(|_| host(address) != address);
            }
        }
        SourceRule::Lists => {
            // With several sources nobody can say whose words they are; then they stay among the other cells.
            let words = layout.listed.quote.and_then(|col| row.some(col));
            if let ([quote], Some(words)) = (quotes.as_mut_slice(), words) {
                words.clone_into(&mut quote.text);
            }
        }
        SourceRule::None => {}
    }
    quotes
}

/// Gives each report its headline and date: from the articles, else from the lists, where these are as long as the
/// list of outlets.
fn add_reports(quotes: &mut [Quote], row: Row<'_, '_>, cols: [Option<Col>; 3]) {
    let [article, date, headline] = cols;
    let articles = article
        .map(|col| articles(row.get(col)))
        .unwrap_or_default();
    let list = |col: Option<Col>| -> Vec<&str> {
        let items: Vec<&str> = col
            .map(|col| items(row.get(col), true).collect())
            .unwrap_or_default();
        if items.len() == quotes.len() {
            items
        } else {
            Vec::new()
        }
    };
    let (dates, headlines) = (list(date), list(headline));
    let from_articles = articles.len() == quotes.len();
    for (idx, quote) in quotes.iter_mut().enumerate() {
        let (said, words) = if from_articles {
            let article = articles[idx];
            (Some(article.date), Some(article.headline))
        } else {
            (dates.get(idx).copied(), headlines.get(idx).copied())
        };
        if let Some(words) = words.filter(|words| !words.is_empty()) {
            words.clone_into(&mut quote.text);
            quote.locator = Some(String::from("headline"));
        }
        quote.said = said
            .filter(|said| crate::model::time::parse_edtf(said).is_ok())
            .map(str::to_owned);
    }
}

/// One report as UCDP writes it: `"SOHR,2016-01-01,Headline"`.
#[derive(Clone, Copy)]
struct Article<'t> {
    date: &'t str,
    headline: &'t str,
}

fn articles(text: &str) -> Vec<Article<'_>> {
    let Some(inner) = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    else {
        return Vec::new();
    };
    let read = |item| -> Option<Article<'_>> {
        let item: &str = item;
        // Outlets may have commas in their names; the date is the first part that is one.
        let mut from = 0;
        loop {
            let comma = from + item.get(from..)?.find(',')?;
            let date = item.get(comma + 1..comma + 11).unwrap_or_default();
            let is_date = date.len() == 10
                && date.bytes().enumerate().all(|(at, byte)| match at {
                    4 | 7 => byte == b'-',
                    _ => byte.is_ascii_digit(),
                });
            if is_date && item.as_bytes().get(comma + 11) == Some(&b',') {
                return Some(Article {
                    date,
                    headline: item.get(comma + 12..)?.trim(),
                });
            }
            from = comma + 1;
        }
    };
    let articles: Option<Vec<_>> = inner.split("\";\"").map(read).collect();
    articles.unwrap_or_default()
}
