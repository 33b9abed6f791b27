//! Who says so, in plain words: voices, grades, and the particulars of a source.
//!
//! Says what the collection says and nothing else: a part that is missing is left out.

use crate::model::event::Actor;
use crate::model::source::{Credibility, Quote, Reliability, Source};
use crate::model::time::Zones;
use crate::query::words::edtf_words;

/// `Col. John Dorrian, spokesperson, said Wednesday 14 Dec 2016`; empty for a source that is only named.
pub fn voice_words(quote: &Quote, zones: impl Into<Zones>) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(quote.speaker.clone());
    parts.extend(quote.role.clone());
    let said = quote.said.as_deref();
    parts.extend(said.map(|said| format!("said {}", edtf_words(said, zones))));
    if parts.is_empty() && quote.text.is_empty() {
        String::new()
    } else if parts.is_empty() {
        String::from("Speaker not stated")
    } else {
        parts.join(", ")
    }
}

/// `credibility 6, truth cannot be judged`.
pub fn credibility_words(credibility: Credibility) -> String {
    format!(
        "credibility {}, {}",
        credibility.grade(),
        credibility.meaning()
    )
}

/// `Reliability F, cannot be judged`.
pub fn reliability_words(grade: Reliability) -> String {
    let meaning = grade.meaning();
    let meaning = meaning.strip_prefix("reliability ").unwrap_or(meaning);
    format!("Reliability {}, {meaning}", grade.letter())
}

/// `US-led coalition, attacker`.
pub fn actor_words(actor: &Actor) -> String {
    match &actor.role {
        Some(role) => format!("{}, {role}", actor.name),
        None => actor.name.clone(),
    }
}

/// What a source is: authors, title, publisher, date.
pub fn imprint_parts(source: &Source, zones: impl Into<Zones>) -> Vec<String> {
    let mut parts = Vec::new();
    if !source.authors.is_empty() {
        parts.push(names(&source.authors));
    }
    if !source.title.is_empty() {
        parts.push(format!("“{}”", source.title));
    }
    parts.extend(source.publisher.clone());
    let published = source.published.as_deref();
    parts.extend(published.map(|at| format!("published {}", edtf_words(at, zones))));
    parts
}

/// Where a source is found: address, archive, when it was looked at.
pub fn finding_parts(source: &Source, zones: impl Into<Zones>) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(source.url.clone());
    let archive = source.archive_url.as_deref();
    parts.extend(archive.map(|url| format!("archived at {url}")));
    let accessed = source.accessed.as_deref();
    parts.extend(accessed.map(|at| format!("accessed {}", edtf_words(at, zones))));
    parts
}

/// `A`, `A and B`, `A, B and C`.
pub fn names(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// The English name of a common language by its BCP 47 tag; the tag itself for others.
pub fn language_name(tag: &str) -> String {
    let name = match tag.split('-').next().unwrap_or(tag) {
        "ar" => "Arabic",
        "de" => "German",
        "en" => "English",
        "es" => "Spanish",
        "fa" => "Persian",
        "fr" => "French",
        "he" => "Hebrew",
        "ku" | "kmr" => "Kurdish",
        "ru" => "Russian",
        "tr" => "Turkish",
        "uk" => "Ukrainian",
        _ => tag,
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_joined_as_people_do() {
        let check = |list: &[&str], words: &str| {
            let list: Vec<String> = list.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(names(&list), words);
        };
        check(&["A"], "A");
        check(&["A", "B"], "A and B");
        check(&["A", "B", "C"], "A, B and C");
    }
}
