//! Entries for BibTeX and biblatex.
//!
//! A date that is known to the year, month or day is `year`, `month` and `day`; one that is qualified, open or
//! a range is `date` in EDTF, which biblatex reads and other programs pass over; what neither can hold is a note.
//! Names are braced, since the data does not say which part is the family name; titles are braced to keep their capitals.

use crate::model::source::Source;
use crate::model::time::Zone;
use crate::query::cite::date::{Parts, Written, iso, written};
use crate::query::words::edtf_words;

/// The entry of a source, with a line break at its end.
pub(super) fn entry(source: &Source, key: &str, zone: Zone) -> String {
    let (kind, publisher) = kind_of(source);
    let mut fields: Vec<(&str, String)> = Vec::new();
    let mut notes: Vec<String> = Vec::new();
    if !source.authors.is_empty() {
        let names = source.authors.iter().map(|name| author(name));
        fields.push(("author", names.collect::<Vec<_>>().join(" and ")));
    }
    if !source.title.is_empty() {
        fields.push(("title", format!("{{{}}}", escaped(&source.title))));
    }
    if let Some(name) = &source.publisher {
        fields.push((publisher, escaped(name)));
    }
    if let Some(published) = &source.published {
        push_published(&mut fields, &mut notes, published, zone);
    }
    if let Some(language) = &source.language {
        fields.push(("language", escaped(language)));
    }
    if let Some(url) = &source.url {
        fields.push(("url", address(url)));
    }
    if let Some(accessed) = &source.accessed {
        match written(accessed) {
            Written::One(parts) if !parts.is_qualified => fields.push(("urldate", iso(parts))),
            Written::One(_) | Written::Range(..) | Written::Level1 => {
                fields.push(("urldate", accessed.clone()));
            }
            Written::Other => notes.push(format!("Accessed {}", edtf_words(accessed, zone))),
        }
    }
    let mut notes: Vec<String> = notes.iter().map(|note| escaped(note)).collect();
    if let Some(url) = &source.archive_url {
        notes.push(format!("Archived at \\url{{{}}}", address(url)));
    }
    if !notes.is_empty() {
        fields.push(("note", notes.join(". ")));
    }
    let mut text = format!("@{kind}{{{key}");
    for (name, value) in fields {
        let value = match name {
            // A macro, which every style writes in its own way.
            "month" => value,
            _ => format!("{{{value}}}"),
        };
        text.extend([",\n  ", name, " = ", &value]);
    }
    text.push_str("\n}\n");
    text
}

/// The type of entry, and the field that the publisher goes into.
fn kind_of(source: &Source) -> (&'static str, &'static str) {
    match source.kind.as_deref().map(str::to_lowercase).as_deref() {
        Some("news" | "newspaper" | "article" | "magazine" | "journal") => ("article", "journal"),
        Some("book") => ("book", "publisher"),
        Some("report") => ("report", "institution"),
        _ if source.url.is_some() => ("online", "organization"),
        _ => ("misc", "organization"),
    }
}

fn push_published(
    fields: &mut Vec<(&str, String)>,
    notes: &mut Vec<String>,
    published: &str,
    zone: Zone,
) {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    match written(published) {
        Written::One(Parts {
            year,
            month,
            day,
            is_qualified: false,
        }) => {
            fields.push(("year", year.to_string()));
            let name = month.and_then(|month| MONTHS.get(usize::from(month).checked_sub(1)?));
            if let Some(name) = name {
                fields.push(("month", (*name).to_owned()));
            }
            if let Some(day) = day {
                fields.push(("day", day.to_string()));
            }
        }
        Written::One(_) | Written::Range(..) | Written::Level1 => {
            fields.push(("date", published.to_owned()));
        }
        Written::Other => notes.push(format!("Published {}", edtf_words(published, zone))),
    }
}

/// A name that no program takes apart; `Family, Given` says itself which is which.
fn author(name: &str) -> String {
    let parts: Vec<&str> = name.split(',').map(str::trim).collect();
    match parts[..] {
        [family, given] if !family.is_empty() && !given.is_empty() => {
            format!("{{{}}}, {{{}}}", escaped(family), escaped(given))
        }
        _ => format!("{{{}}}", escaped(name)),
    }
}

/// Text with the letters that LaTeX takes for commands written as commands. Braces always come in pairs,
/// which is what the programs that read the file count.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for letter in word.chars() {
            match letter {
                '\\' => out.push_str("\\textbackslash{}"),
                '{' => out.push_str("\\textbraceleft{}"),
                '}' => out.push_str("\\textbraceright{}"),
                '~' => out.push_str("\\textasciitilde{}"),
                '^' => out.push_str("\\textasciicircum{}"),
                '$' | '&' | '#' | '%' | '_' => {
                    out.push('\\');
                    out.push(letter);
                }
                letter if letter.is_control() => {}
                letter => out.push(letter),
            }
        }
    }
    out
}

/// An address, which is taken to the letter; what would end its field is percent-encoded.
fn address(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for letter in url.chars() {
        match letter {
            '{' => out.push_str("%7B"),
            '}' => out.push_str("%7D"),
            '\\' => out.push_str("%5C"),
            letter if letter.is_whitespace() => out.push_str("%20"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}
