//! Documents for other people's programs: everything is in them, hostile text does nothing, nothing is asked of anybody,
//! and the same document gives the same bytes.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "common/documents.rs"]
mod documents;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};
use std::ops::ControlFlow;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use documents::{Blank, contents, of_text, on};
use html5gum::{DefaultEmitter, Token, Tokenizer};
use sha2::{Digest as _, Sha256};
use strabo::brief::document::{Contents, Document, FileMark, Page};
use strabo::brief::pptx::{PptxLook, write_pptx};
use strabo::brief::profile::{Public, public_dataset};
use strabo::brief::web::{WEB_LOOK, write_html};
use strabo::brief::{BriefError, Progress};
use strabo::io::dataset::sample;

fn sample_document() -> Document {
    Document::of(&contents(sample().unwrap()))
}

fn html(document: &Document) -> String {
    let mut bytes = Vec::new();
    write_html(document, &mut Blank, WEB_LOOK, &mut bytes, &mut on).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Words with every run of white space as one space.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An element as a browser's tokenizer reads it.
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
}

impl Element {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

/// What a browser reads: elements, and the text outside of style and script.
fn read(html: &str) -> (Vec<Element>, String) {
    let text_of = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let (mut elements, mut text, mut hidden): (Vec<Element>, String, bool) =
        (Vec::new(), String::new(), false);
    let mut open: Vec<String> = Vec::new();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        match token.unwrap() {
            Token::StartTag(tag) => {
                let name = text_of(&tag.name);
                hidden = matches!(name.as_str(), "style" | "script");
                let is_empty =
                    tag.self_closing || matches!(name.as_str(), "meta" | "img" | "input");
                if !is_empty {
                    open.push(name.clone());
                }
                let attributes = tag.attributes.iter();
                elements.push(Element {
                    name,
                    attributes: attributes
                        .map(|(name, value)| (text_of(name), text_of(value)))
                        .collect(),
                });
                text.push(' ');
            }
            Token::EndTag(tag) => {
                assert_eq!(open.pop(), Some(text_of(&tag.name)));
                hidden = false;
                text.push(' ');
            }
            Token::String(words) if !hidden => text.push_str(&text_of(&words)),
            Token::Error(error) => panic!("{error:?}"),
            _ => {}
        }
    }
    assert_eq!(open, Vec::<String>::new());
    (elements, one_line(&text))
}

/// What stands between the tags of an element that occurs once.
fn inside<'a>(html: &'a str, name: &str) -> &'a str {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    assert_eq!(html.matches(&open).count(), 1);
    let start = html.find(&open).unwrap() + open.len();
    &html[start..start + html[start..].find(&close).unwrap()]
}

/// Everything that a document says.
fn everything(document: &Document) -> Vec<String> {
    let mut all = vec![document.title.clone()];
    all.extend(document.summary.clone());
    for page in &document.pages {
        let spans = page.narration.iter().flat_map(|block| &block.spans);
        all.extend(spans.map(|span| span.text.clone()));
        all.extend([&page.heading, &page.shown, &page.counts].map(String::clone));
        all.extend(page.legend.iter().map(|entry| entry.label.clone()));
        all.extend(page.key.iter().map(|mark| mark.words().to_owned()));
        for entry in &page.events {
            all.push(entry.title.clone());
            all.extend(entry.summary.clone());
            all.extend(entry.facts.iter().map(|fact| fact.words.clone()));
            for quote in &entry.quotes {
                all.extend([quote.words.clone(), quote.said()]);
                all.extend(quote.translation.clone());
            }
        }
    }
    for note in &document.sources {
        all.extend([note.imprint.clone(), note.finding.clone()]);
        all.extend(note.reliability.clone());
        all.extend(note.copies.clone());
    }
    all.extend(document.colophon());
    all
}

#[test]
fn a_web_page_says_everything_and_is_the_same_twice() {
    let document = sample_document();
    let page = html(&document);
    assert!(page == html(&document));
    let (elements, text) = read(&page);
    for words in everything(&document) {
        assert!(text.contains(&one_line(&words)), "{words}");
    }
    let pictures = elements.iter().filter(|element| element.name == "img");
    let told: Vec<&str> = pictures.filter_map(|element| element.get("alt")).collect();
    let alt: Vec<String> = document.pages.iter().map(Page::alt_text).collect();
    assert_eq!(told, alt);
}

#[test]
fn a_web_page_asks_nobody_for_anything() {
    let page = html(&sample_document());
    let (elements, _) = read(&page);
    for element in &elements {
        let Element { name, attributes } = element;
        assert!(
            !matches!(
                name.as_str(),
                "link" | "iframe" | "object" | "embed" | "base" | "form"
            ),
            "{name}"
        );
        for (attribute, value) in attributes {
            assert!(!attribute.starts_with("on"), "{name} {attribute}");
            match attribute.as_str() {
                "src" => assert!(value.starts_with("data:image/png;base64,"), "{value}"),
                "srcset" | "style" | "ping" | "background" | "poster" => panic!("{attribute}"),
                _ => {}
            }
        }
    }
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    let (style, script) = (inside(&page, "style"), inside(&page, "script"));
    let policy = elements
        .iter()
        .find(|element| element.get("http-equiv") == Some("Content-Security-Policy"))
        .and_then(|element| element.get("content"));
    assert_eq!(
        policy.unwrap(),
        format!(
            "default-src 'none'; img-src data:; font-src data:; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
            hash(style),
            hash(script)
        )
    );
    for address in style.split("url(").skip(1) {
        assert!(address.starts_with("data:font/woff2;base64,"));
    }
}

#[test]
fn every_link_within_a_web_page_leads_somewhere_and_every_control_has_a_name() {
    let (elements, _) = read(&html(&sample_document()));
    let ids: Vec<&str> = elements
        .iter()
        .filter_map(|element| element.get("id"))
        .collect();
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(known.len(), ids.len(), "an id is given twice");
    let refers = |element: &Element| {
        let own = ["aria-labelledby", "for"].iter();
        let own = own.filter_map(|name| element.get(name).map(str::to_owned));
        let href = element.get("href").and_then(|href| href.strip_prefix('#'));
        own.chain(href.map(str::to_owned)).collect::<Vec<_>>()
    };
    for id in elements.iter().flat_map(refers) {
        assert!(known.contains(id.as_str()), "#{id}");
    }
    // Levels of headings are never skipped on the way down.
    let mut before = 0;
    for element in &elements {
        if let Some(level) = element
            .name
            .strip_prefix('h')
            .and_then(|level| level.parse::<u8>().ok())
        {
            assert!(level <= before + 1, "h{level} after h{before}");
            before = level;
        }
    }
    assert_eq!(
        elements
            .iter()
            .filter(|element| element.name == "h1")
            .count(),
        1
    );
}

const HOSTILE: &str = r##"{"type": "FeatureCollection",
"strabo": {"version": 1, "title": "</title><script>alert(1)</script>\u202egnp.exe", "zone": "UTC",
  "handling": {"text": "SECRET\" onload=\"x</style><b>", "color": "#b45309"},
  "categories": [{"id": "a", "label": "<img src=x onerror=alert(1)>"}],
  "sources": [{"id": "s", "title": "]]><!--", "url": "javascript:alert(1)", "archive_url": "https://example.org/\"><script>"}],
  "scenes": [{"heading": "\"><script>alert(2)</script>", "narration": "**</p>** <svg onload=alert(3)> \u0007 --> ]]>"}]},
"features": [{"type": "Feature", "id": "e", "geometry": {"type": "Point", "coordinates": [38, 34]},
  "properties": {"title": "'\"><script>", "category": "a", "when": "2016-12-11", "where": {"name": "<b>&amp;"},
  "quotes": [{"id": "q", "source": "s", "text": "</script><script>alert(4)</script> \u202eabc", "translation": "</blockquote>"}]}}]}"##;

#[test]
fn hostile_text_does_nothing_in_a_web_page() {
    let document = Document::of(&contents(of_text(HOSTILE)));
    let page = html(&document);
    // The tokenizer finds no element and no attribute but ours, and the text as it was written.
    let (elements, text) = read(&page);
    let names: BTreeSet<&str> = elements
        .iter()
        .map(|element| element.name.as_str())
        .collect();
    assert!(
        !names.contains("b")
            && elements
                .iter()
                .filter(|element| element.name == "script")
                .count()
                == 1
    );
    assert_eq!(
        elements
            .iter()
            .filter(|element| element.name == "img")
            .count(),
        1
    );
    for element in &elements {
        for attribute in element.attributes.keys() {
            assert!(!attribute.starts_with("on"), "{attribute}");
        }
        if let Some(href) = element.get("href") {
            assert!(
                href.starts_with('#') || href.starts_with("https://"),
                "{href}"
            );
        }
    }
    for words in [
        "</title><script>alert(1)</script>\u{fffd}gnp.exe",
        "</p> <svg onload=alert(3)> \u{fffd}",
        "</script><script>alert(4)</script> \u{fffd}abc",
        "<img src=x onerror=alert(1)>",
        "javascript:alert(1)",
        "--> ]]>",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(!page.contains('\u{202e}') && !page.contains('\u{7}'));
}

#[test]
fn an_arabic_web_page_brings_the_letters_and_their_direction() {
    let document = Document::of(&contents(of_text(
        r#"{"type": "FeatureCollection", "strabo": {"version": 1, "title": "تدمر", "scenes": [{"heading": "انسحاب الجيش"}]}, "features": []}"#,
    )));
    let page = html(&document);
    assert!(inside(&page, "style").contains("Strabo Arabic\";font-weight:600;src:url(data:"));
    let (elements, text) = read(&page);
    assert!(text.contains("انسحاب الجيش"));
    let heading = elements.iter().find(|element| element.name == "h1");
    assert_eq!(heading.unwrap().get("dir"), Some("auto"));
    let latin = html(&sample_document());
    assert!(!inside(&latin, "style").contains("Strabo Arabic\";font-weight"));
}

const SECRET: &str = r#"{"type": "FeatureCollection",
"strabo": {"version": 1, "title": "House", "zone": "UTC",
  "sources": [
    {"id": "open", "title": "Open report", "archive_url": "file:///home/ana/secret-path.html",
     "captures": [{"file": "copies/secret-copy.html", "sha256": "00aa00aa00aa00aa00aa00aa00aa00aa00aa00aa00aa00aa00aa00aa00aa00aa"}]},
    {"id": "mole", "title": "A talk with the secret-mole", "restricted": true}],
  "scenes": [{"heading": "First", "narration": "They say so.", "notes": "secret-notes"}]},
"features": [
{"type": "Feature", "id": "seen", "geometry": {"type": "Point", "coordinates": [37.6273, 34.5523]},
 "properties": {"title": "Seen", "when": "2016-12-15", "where": {"name": "Hangar", "precision_m": 50},
  "media": [{"file": "copies/secret-photo.jpg"}],
  "quotes": [{"id": "q1", "source": "open", "text": "It burned."}, {"id": "q2", "source": "mole", "text": "secret-words of nobody"}]}},
{"type": "Feature", "id": "hidden", "geometry": {"type": "Point", "coordinates": [37.7, 34.6]},
 "properties": {"title": "secret-event", "quotes": [{"id": "q3", "source": "mole", "text": "secret-tale"}]}}]}"#;

fn public_document() -> Document {
    let dataset = of_text(SECRET);
    let terms = Public {
        coarsen_m: 10_000.0,
        withheld: BTreeSet::new(),
    };
    let scenes = dataset.collection().scenes.clone();
    let (reduced, removed) = public_dataset(&dataset, &scenes, &terms);
    Document::of(&Contents {
        removed: Some(removed),
        files: vec![FileMark {
            name: None,
            sha256: String::from("e5a7"),
        }],
        ..contents(Arc::new(reduced))
    })
}

/// Of the sample's internal document as of all others, but for what was taken out.
fn shows_nothing_secret(text: &str) {
    for words in ["secret", "37.62", "34.55", "00aa", "/home/"] {
        assert!(!text.contains(words), "{words}");
    }
    for words in [
        "Public: places are coarsened to 10 km",
        "It burned.",
        "1 event left out",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn nothing_of_what_was_taken_out_is_in_a_public_web_page() {
    let page = html(&public_document());
    shows_nothing_secret(&read(&page).1);
    assert!(!page.contains("secret"));
}

/// Stops before the third scene.
fn two_scenes(progress: Progress<'_>) -> ControlFlow<()> {
    if progress.done < 2 {
        ControlFlow::Continue(())
    } else {
        ControlFlow::Break(())
    }
}

#[test]
fn writing_a_web_page_stops_between_two_scenes() {
    let mut bytes = Vec::new();
    let document = sample_document();
    let outcome = write_html(&document, &mut Blank, WEB_LOOK, &mut bytes, &mut two_scenes);
    assert!(matches!(outcome, Err(BriefError::Cancelled)));
    let written = String::from_utf8(bytes).unwrap();
    assert_eq!(written.matches("<section id=\"scene-").count(), 2);
}

fn pptx(document: &Document) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let look = PptxLook::default();
    write_pptx(document, &mut Blank, look, &mut bytes, &mut on).unwrap();
    bytes.into_inner()
}

/// The parts of a package by their names.
fn parts(package: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    let mut parts = BTreeMap::new();
    for idx in 0..zip.len() {
        let mut file = zip.by_index(idx).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        assert!(parts.insert(file.name().to_owned(), bytes).is_none());
    }
    parts
}

/// What stands between `<a:t>` and `</a:t>` in the parts whose names begin so, paragraph by paragraph.
fn slide_text(parts: &BTreeMap<String, Vec<u8>>, folder: &str) -> String {
    let mut text = String::new();
    for (name, bytes) in parts {
        if !name.starts_with(folder) || name.contains("_rels") {
            continue;
        }
        let xml = std::str::from_utf8(bytes).unwrap();
        for piece in xml.split("<a:t>").skip(1) {
            let (words, rest) = piece.split_once("</a:t>").unwrap();
            text.push_str(words);
            if rest.starts_with("</a:r></a:p>") || rest.starts_with("</a:r><a:br/>") {
                text.push(' ');
            }
        }
    }
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    one_line(&text.replace("&#39;", "'").replace("&amp;", "&"))
}

#[test]
fn slides_say_everything_and_are_the_same_twice() {
    let document = sample_document();
    let bytes = pptx(&document);
    assert!(bytes == pptx(&document));
    let parts = parts(&bytes);
    let text = slide_text(&parts, "ppt/slides/");
    // A paragraph that goes on in the next column is cut at a space: words are compared without any.
    let joined: String = text.split_whitespace().collect();
    for words in everything(&document) {
        let words: String = words.split_whitespace().collect();
        assert!(joined.contains(&words), "{words}");
    }
    let notes = slide_text(&parts, "ppt/notesSlides/");
    for page in &document.pages {
        let spans = page.notes.iter().flat_map(|block| &block.spans);
        for span in spans {
            assert!(notes.contains(&one_line(&span.text)), "{}", span.text);
        }
    }
    let slides = parts
        .values()
        .filter_map(|bytes| std::str::from_utf8(bytes).ok());
    let alt = slides.filter(|xml| xml.contains("descr=\"Map: ")).count();
    assert_eq!(alt, document.pages.len());
}

#[test]
fn every_part_of_a_deck_is_well_formed_declared_and_related() {
    for document in [sample_document(), Document::of(&contents(of_text(HOSTILE)))] {
        let parts = parts(&pptx(&document));
        let types = std::str::from_utf8(&parts["[Content_Types].xml"]).unwrap();
        for (name, bytes) in &parts {
            if name.starts_with("ppt/media/") {
                assert!(bytes.starts_with(b"\x89PNG"));
                continue;
            }
            let xml = std::str::from_utf8(bytes).unwrap();
            balanced(xml, name);
            if let Some(owner) = name.strip_suffix(".rels") {
                related(&parts, owner, xml);
            } else if name != "[Content_Types].xml" {
                assert!(types.contains(&format!("PartName=\"/{name}\"")), "{name}");
            }
        }
        for declared in types.split("PartName=\"/").skip(1) {
            let (name, _) = declared.split_once('"').unwrap();
            assert!(parts.contains_key(name), "{name}");
        }
    }
}

/// Every element that is opened is closed, and no text holds what XML may not.
fn balanced(xml: &str, name: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in xml.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap();
        assert!(!text.contains('>') && !tag.contains('<'), "{name}: {tag}");
        assert_eq!(tag.matches('"').count() % 2, 0, "{name}: {tag}");
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "{name}");
        } else if !tag.ends_with(['/', '?']) {
            open.push(tag.split(' ').next().unwrap());
        }
    }
    assert!(open.is_empty(), "{name}: {open:?}");
    let allowed = |sign: char| sign == '\n' || sign == '\t' || !sign.is_control();
    assert!(xml.chars().all(allowed), "{name}");
}

/// Every relation leads to a part.
fn related(parts: &BTreeMap<String, Vec<u8>>, owner: &str, xml: &str) {
    let (folder, _) = owner.split_once("_rels/").unwrap();
    for target in xml.split("Target=\"").skip(1) {
        let (target, _) = target.split_once('"').unwrap();
        let path = match target.strip_prefix("../") {
            Some(rest) => format!(
                "{}/{rest}",
                folder.trim_end_matches('/').rsplit_once('/').unwrap().0
            ),
            None => format!("{folder}{target}"),
        };
        assert!(parts.contains_key(&path), "{owner}: {path}");
    }
}

#[test]
fn hostile_text_does_nothing_in_slides() {
    let document = Document::of(&contents(of_text(HOSTILE)));
    let parts = parts(&pptx(&document));
    let text = slide_text(&parts, "ppt/slides/");
    for words in [
        "<script>alert(4)</script> \u{fffd}abc",
        "SECRET\" onload=\"x</style><b>",
        "]]><!--",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn arabic_paragraphs_run_from_the_right() {
    let document = Document::of(&contents(of_text(
        r#"{"type": "FeatureCollection", "strabo": {"version": 1, "scenes": [{"heading": "انسحاب الجيش", "narration": "- أولا"}]}, "features": []}"#,
    )));
    let parts = parts(&pptx(&document));
    let slide = std::str::from_utf8(&parts["ppt/slides/slide2.xml"]).unwrap();
    assert_eq!(slide.matches("algn=\"r\" rtl=\"1\"").count(), 2);
    assert!(slide.contains("lang=\"ar-SA\"") && slide.contains("انسحاب الجيش"));
}

#[test]
fn a_long_narration_goes_on_on_further_slides() {
    let words =
        "Between 11 and 13 December ISIS seized tanks and other military hardware. ".repeat(120);
    let text = serde_json::json!({"type": "FeatureCollection", "features": [],
        "strabo": {"version": 1, "scenes": [{"heading": words, "narration": words}]}});
    let document = Document::of(&contents(of_text(&text.to_string())));
    let parts = parts(&pptx(&document));
    let slides = parts
        .keys()
        .filter(|name| name.starts_with("ppt/slides/slide"))
        .count();
    assert!(slides > 4, "{slides}");
    let joined: String = slide_text(&parts, "ppt/slides/")
        .split_whitespace()
        .collect();
    let sentence: String = words.split_whitespace().take(12).collect();
    // Twice in full; titles that are cut hold it a few times more.
    assert!(joined.matches(&sentence).count() >= 240);
}

#[test]
fn nothing_of_what_was_taken_out_is_in_public_slides() {
    let parts = parts(&pptx(&public_document()));
    shows_nothing_secret(&slide_text(&parts, "ppt/slides/"));
    for (name, bytes) in &parts {
        assert!(!name.contains("notes"), "{name}");
        assert!(!String::from_utf8_lossy(bytes).contains("secret"), "{name}");
    }
}

#[test]
fn writing_slides_stops_between_two_scenes() {
    let mut bytes = Cursor::new(Vec::new());
    let look = PptxLook::default();
    let outcome = write_pptx(
        &sample_document(),
        &mut Blank,
        look,
        &mut bytes,
        &mut two_scenes,
    );
    assert!(matches!(outcome, Err(BriefError::Cancelled)));
}
