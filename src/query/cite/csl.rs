//! Items of CSL-JSON, which reference managers and citation processors read.
//!
//! `date-parts` hold what is known and no more; `circa` is set for `~`, `?` and `%`, for which CSL has this one flag;
//! what cannot be said in years, months and days is a `literal` in words. Names are `literal` as well, since the data
//! does not say which part is the family name.

use crate::model::source::Source;
use crate::model::time::Zone;
use crate::query::cite::date::{Parts, Written, written};
use crate::query::words::edtf_words;

/// The item of a source, indented, without a line break at its end.
pub(super) fn item(source: &Source, key: &str, zone: Zone) -> String {
    let (kind, publisher) = kind_of(source);
    let mut members = vec![("id", quoted(key)), ("type", quoted(kind))];
    let mut text = |name, value: &Option<String>| {
        if let Some(value) = value {
            members.push((name, quoted(value)));
        }
    };
    text(
        "title",
        &Some(source.title.clone()).filter(|title| !title.is_empty()),
    );
    text(publisher, &source.publisher);
    text("language", &source.language);
    text("URL", &source.url);
    text("archive", &source.archive_url);
    if !source.authors.is_empty() {
        let names = source.authors.iter().map(|name| author(name));
        let names = names.collect::<Vec<_>>().join(", ");
        members.push(("author", format!("[{names}]")));
    }
    for (name, value) in [
        ("issued", &source.published),
        ("accessed", &source.accessed),
    ] {
        if let Some(value) = value {
            members.push((name, date(value, zone)));
        }
    }
    let members = members
        .iter()
        .map(|(name, value)| format!("    {}: {value}", quoted(name)));
    format!("  {{\n{}\n  }}", members.collect::<Vec<_>>().join(",\n"))
}

/// The type of item, and the member that the publisher goes into.
fn kind_of(source: &Source) -> (&'static str, &'static str) {
    match source.kind.as_deref().map(str::to_lowercase).as_deref() {
        Some("news" | "newspaper") => ("article-newspaper", "container-title"),
        Some("magazine") => ("article-magazine", "container-title"),
        Some("journal") => ("article-journal", "container-title"),
        Some("book") => ("book", "publisher"),
        Some("report") => ("report", "publisher"),
        Some("video" | "film") => ("motion_picture", "publisher"),
        Some("interview") => ("interview", "container-title"),
        Some("post" | "social" | "tweet") => ("post", "container-title"),
        Some("broadcast") => ("broadcast", "publisher"),
        _ if source.url.is_some() => ("webpage", "container-title"),
        _ => ("document", "publisher"),
    }
}

fn author(name: &str) -> String {
    let parts: Vec<&str> = name.split(',').map(str::trim).collect();
    match parts[..] {
        [family, given] if !family.is_empty() && !given.is_empty() => {
            let (family, given) = (quoted(family), quoted(given));
            format!("{{ \"family\": {family}, \"given\": {given} }}")
        }
        _ => format!("{{ \"literal\": {} }}", quoted(name)),
    }
}

fn date(text: &str, zone: Zone) -> String {
    let (parts, is_qualified) = match written(text) {
        Written::One(parts) => (list(parts), parts.is_qualified),
        Written::Range(from, to) => (
            format!("{}, {}", list(from), list(to)),
            from.is_qualified || to.is_qualified,
        ),
        Written::Level1 | Written::Other => {
            return format!("{{ \"literal\": {} }}", quoted(&edtf_words(text, zone)));
        }
    };
    let circa = if is_qualified {
        ", \"circa\": true"
    } else {
        ""
    };
    format!("{{ \"date-parts\": [{parts}]{circa} }}")
}

fn list(parts: Parts) -> String {
    let Parts {
        year, month, day, ..
    } = parts;
    let mut numbers = vec![year.to_string()];
    numbers.extend(
        [month, day]
            .into_iter()
            .flatten()
            .map(|part| part.to_string()),
    );
    format!("[{}]", numbers.join(", "))
}

/// A JSON string.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            letter if letter.is_control() => {
                out.extend([format!("\\u{:04x}", u32::from(letter))]);
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}
