//! Words that give away what was taken out. They are looked for and told of, not rewritten: only a person knows what
//! else must then be said.

use std::collections::BTreeSet;

use crate::model::collection::Collection;
use crate::model::event::Event;
use crate::model::fold::fold;
use crate::model::source::{Quote, Source};

/// Shorter words are part of too many others.
const LETTERS_MIN: usize = 8;
/// Warnings at most; more are not read.
const WARNINGS_MAX: usize = 50;

/// What was taken out, in words, folded.
#[derive(Default)]
pub(super) struct Secrets(BTreeSet<String>);

impl Secrets {
    pub(super) fn source(&mut self, source: &Source) {
        self.add(&source.title);
        source.publisher.iter().for_each(|name| self.add(name));
        source.authors.iter().for_each(|name| self.add(name));
        source.url.iter().for_each(|url| self.add(url));
    }

    pub(super) fn quote(&mut self, quote: &Quote) {
        self.add(&quote.text);
        quote.translation.iter().for_each(|words| self.add(words));
        quote.speaker.iter().for_each(|name| self.add(name));
    }

    pub(super) fn event(&mut self, event: &Event) {
        self.add(&event.title);
    }

    fn add(&mut self, words: &str) {
        let words = fold(words.trim());
        if words.chars().count() >= LETTERS_MIN {
            self.0.insert(words);
        }
    }

    /// What other sources say too, or are called, is no secret.
    pub(super) fn forget_what_others_say(&mut self, collection: &Collection) {
        let mut others = Self::default();
        collection
            .sources
            .iter()
            .for_each(|source| others.source(source));
        for event in &collection.events {
            event.quotes.iter().for_each(|quote| others.quote(quote));
        }
        self.0.retain(|words| !others.0.contains(words));
    }
}

/// Where words of what was taken out, coordinates or paths still stand.
pub(super) fn still_said(collection: &Collection, secrets: &Secrets) -> Vec<String> {
    let mut warnings = Vec::new();
    let mut look = |place: &str, words: &str| {
        if warnings.len() >= WARNINGS_MAX {
            return;
        }
        let folded = fold(words);
        if let Some(secret) = secrets
            .0
            .iter()
            .find(|secret| folded.contains(secret.as_str()))
        {
            warnings.push(format!(
                "{place} still says “{secret}”, which was left out elsewhere"
            ));
        }
        if holds_coordinates(words) {
            warnings.push(format!("{place} still holds coordinates"));
        }
        if holds_path(words) {
            warnings.push(format!("{place} still holds a local path"));
        }
    };
    collection
        .title
        .iter()
        .for_each(|words| look("The title", words));
    collection
        .summary
        .iter()
        .for_each(|words| look("The summary", words));
    for (idx, scene) in collection.scenes.iter().enumerate() {
        let place = format!("Scene {}", idx + 1);
        look(&place, &scene.heading);
        scene.narration.iter().for_each(|words| look(&place, words));
    }
    for event in &collection.events {
        let place = format!("Event “{}”", event.title);
        look(&place, &event.title);
        event.summary.iter().for_each(|words| look(&place, words));
        event.tags.iter().for_each(|words| look(&place, words));
        for quote in &event.quotes {
            look(&place, &quote.text);
            quote.locator.iter().for_each(|words| look(&place, words));
        }
    }
    warnings
}

/// Whether two numbers stand in the words that are exact enough to be a position, or a degree sign.
pub(super) fn holds_coordinates(words: &str) -> bool {
    const DECIMALS: usize = 3;
    let is_exact = |part: &&str| {
        let digits = part.trim_matches(|letter: char| !letter.is_ascii_digit());
        let Some((whole, decimals)) = digits.split_once('.') else {
            return false;
        };
        (1..=3).contains(&whole.len())
            && decimals.len() >= DECIMALS
            && whole
                .chars()
                .chain(decimals.chars())
                .all(|digit| digit.is_ascii_digit())
    };
    let parts =
        words.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '/'));
    let has_degrees = words.contains('°') && words.contains(['\'', '′', '"', '″']);
    has_degrees || parts.filter(is_exact).count() >= 2
}

/// Whether a path on somebody's disk stands in the words.
fn holds_path(words: &str) -> bool {
    words.split_whitespace().any(|word| {
        let word = word.trim_matches(|letter: char| {
            !letter.is_alphanumeric() && !matches!(letter, '/' | '\\' | '~')
        });
        let is_drive = word.len() > 3
            && word.as_bytes()[0].is_ascii_alphabetic()
            && word[1..].starts_with(":\\");
        let is_home = [
            "/home/", "/users/", "/mnt/", "/media/", "/tmp/", "~/", "\\\\", "file:",
        ]
        .iter()
        .any(|start| word.to_lowercase().starts_with(start));
        is_home || is_drive
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_told_from_other_numbers() {
        for words in ["at 34.5523, 37.6273", "34.5523/37.6273", "34°33′08″N"] {
            assert!(holds_coordinates(words), "{words}");
        }
        for words in [
            "14 tanks, 3.5 tonnes",
            "12.345 dead",
            "from 11.12.2016 to 13.12.2016",
            "30° heat",
        ] {
            assert!(!holds_coordinates(words), "{words}");
        }
    }

    #[test]
    fn paths_are_told_from_other_slashes() {
        for words in [
            "see /home/ana/copies/a.pdf",
            "C:\\Users\\ana\\a.pdf",
            "“~/evidence”",
            "file:///x",
        ] {
            assert!(holds_path(words), "{words}");
        }
        for words in ["and/or", "https://example.org/home/x", "Tiyas (T4)", "é:\\"] {
            assert!(!holds_path(words), "{words}");
        }
    }
}
