//! A quote as a plain-text citation, ready to be pasted into a report.
//!
//! Says what the collection says and nothing else: a part that is missing is left out.

use crate::model::source::{Quote, Source};
use crate::model::time::Zone;
use crate::query::attribution::{finding_parts, imprint_parts};
use crate::query::words::edtf_words;

/// `“Words.” — Speaker, role, said …, in: Authors, “Title”, Publisher, published …, page 3, https://…, accessed ….`
pub fn citation(quote: &Quote, source: Option<&Source>, zone: Zone) -> String {
    let mut text = String::new();
    if !quote.text.is_empty() {
        text = format!("“{}”", quote.text.trim());
    }
    if let Some(translation) = &quote.translation {
        text.push_str(" [translation: “");
        text.push_str(translation.trim());
        text.push_str("”]");
    }
    let mut voice: Vec<String> = Vec::new();
    voice.extend(quote.speaker.clone());
    voice.extend(quote.role.clone());
    voice.extend(
        quote
            .said
            .as_deref()
            .map(|said| format!("said {}", edtf_words(said, zone))),
    );
    if !voice.is_empty() {
        text.push_str(" — ");
        text.push_str(&voice.join(", "));
    }
    let origin = source.map_or_else(
        || {
            let mut parts = vec![format!("source “{}”", quote.source.0)];
            parts.extend(quote.locator.clone());
            parts
        },
        |source| source_parts(source, quote.locator.as_deref(), zone),
    );
    text.push_str(if text.is_empty() {
        "In: "
    } else if voice.is_empty() {
        " — in: "
    } else {
        ", in: "
    });
    text.push_str(&origin.join(", "));
    text.push('.');
    text
}

fn source_parts(source: &Source, locator: Option<&str>, zone: Zone) -> Vec<String> {
    let mut parts = imprint_parts(source, zone);
    parts.extend(locator.map(str::to_owned));
    parts.extend(finding_parts(source, zone));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::fixture;

    #[test]
    fn a_citation_names_speaker_document_and_place_in_it() {
        let dataset = fixture::dataset();
        let collection = dataset.collection();
        let event = &collection.events[0];
        let source = collection.source(&event.quotes[0].source);
        assert_eq!(
            citation(&event.quotes[0], source, collection.zone()),
            "“We would strike the equipment before it posed a threat.” — Col. John Dorrian, spokesperson, \
             in: Haytham Mustafa and Wladimir van Wilgenburg, “US-led coalition strikes Palmyra”, ARA News, \
             published about Friday 16 Dec 2016, paragraph 3, https://aranews.example/palmyra, \
             accessed Monday 2 Jan 2017."
        );
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let dataset = fixture::dataset();
        let quote = Quote {
            speaker: None,
            role: None,
            said: None,
            locator: None,
            translation: None,
            text: String::from("Words"),
            ..dataset.collection().events[0].quotes[0].clone()
        };
        assert_eq!(
            citation(&quote, None, Zone::default()),
            "“Words” — in: source “ara-news”."
        );
    }

    #[test]
    fn a_translation_stands_beside_the_original() {
        let dataset = fixture::dataset();
        let quote = &dataset.collection().events[0].quotes[1];
        let text = citation(quote, None, Zone::default());
        assert!(
            text.contains("[translation: “The army withdrew from the city."),
            "{text}"
        );
    }
}
