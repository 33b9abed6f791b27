//! Documents: everything is in them, the same bytes twice, nothing that was to be taken out, and a clear word where
//! something is in the way.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "common/documents.rs"]
mod documents;

use std::fs;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use documents::{AT, Blank, contents, of_text, on};
use strabo::brief::document::{Contents, Document, FileMark};
use strabo::brief::pages::Look;
use strabo::brief::pdf::{PdfLook, write_pdf};
use strabo::brief::png::write_pngs;
use strabo::brief::profile::{Public, public_dataset};
use strabo::brief::{BriefError, Progress};
use strabo::io::dataset::sample;
use strabo::query::legend::Mark;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/palmyra-2016.geojson");

fn pdf(document: &Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_pdf(
        document,
        &mut Blank,
        PdfLook::default(),
        &mut bytes,
        &mut on,
    )
    .unwrap();
    bytes
}

/// The text of a PDF by somebody else's program; `None` where that is not installed.
fn text_of(pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pdf");
    fs::File::create(&path).unwrap().write_all(pdf).unwrap();
    let output = Command::new("pdftotext").arg(&path).arg("-").output();
    let Ok(output) = output else {
        eprintln!("skipped: pdftotext is not installed (poppler-utils)");
        return None;
    };
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap())
}

/// The words alone: lines and columns end where they end, and what stands on every sheet may stand in between.
fn letters(text: &str) -> String {
    let is_furniture = |line: &&str| {
        let is_number = |part: &str| part.trim().parse::<u32>().is_ok();
        let is_page = line
            .split_once('/')
            .is_some_and(|(a, b)| is_number(a) && is_number(b));
        is_page
            || line.contains("exported 22 Nov")
            || (line.contains("Scene ") && line.contains(": "))
    };
    let lines = text.lines().filter(|line| !is_furniture(line));
    let marks = [
        '\u{202a}', '\u{202b}', '\u{202c}', '\u{200e}', '\u{200f}', '-',
    ];
    let letters = lines.flat_map(str::chars);
    letters
        .filter(|letter| !letter.is_whitespace() && !marks.contains(letter))
        .collect()
}

#[test]
fn a_document_says_what_the_window_says() {
    let document = Document::of(&contents(sample().unwrap()));
    assert_eq!(document.title, "Palmyra, December 2016");
    assert_eq!(document.pages.len(), 8);
    let page = &document.pages[6];
    assert_eq!(page.number_words(), "Scene 7 of 8");
    assert_eq!(page.heading, "The strike: 22 targets");
    assert_eq!(page.shown, "All events, 15 Dec 2016 (Damascus time)");
    assert_eq!(
        page.counts,
        "5 of 19 shown: 1 certain, 4 possible; 6 undated, 6 unlocated"
    );
    assert_eq!(page.events_heading().unwrap(), "Events: 5 shown, 6 undated");
    assert_eq!(page.key, [Mark::Halo, Mark::Faint, Mark::Rival]);
    let first = &page.events[0];
    assert!(first.selected);
    assert_eq!(first.when(), "Thursday 15 Dec 2016");
    assert!(
        first
            .place()
            .starts_with("vicinity of Tiyas Military Airfield")
    );
    assert_eq!(first.quotes[0].source, 1);
    assert_eq!(first.told_on, Some(0));
    assert_eq!(document.sources.len(), 1);
    assert!(document.sources[0].line().contains("ARA News"));
    assert_eq!(document.exported_words(), "22 Nov 2026, 18:00 UTC");
    assert!(document.colophon().iter().any(|line| line.contains("e5a7")));
}

#[test]
fn a_collection_without_scenes_is_one_page() {
    let dataset = of_text(
        r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [38, 34]}, "properties": {"title": "Alone"}}]}"#,
    );
    let document = Document::of(&contents(dataset));
    assert_eq!(document.pages.len(), 1);
    assert_eq!(document.pages[0].scene_idx, None);
    assert_eq!(document.pages[0].events[0].membership, Some("undated"));
    assert!(pdf(&document).starts_with(b"%PDF-"));
}

#[test]
fn what_is_not_listed_is_counted() {
    let features: Vec<String> = (0..250)
        .map(|n| {
            format!(
                r#"{{"type": "Feature", "id": "e{n}", "geometry": null, "properties": {{"title": "E{n}", "when": "2020-01-01"}}}}"#
            )
        })
        .collect();
    let text = format!(
        r#"{{"type": "FeatureCollection", "strabo": {{"version": 1}}, "features": [{}]}}"#,
        features.join(",")
    );
    let document = Document::of(&contents(of_text(&text)));
    let page = &document.pages[0];
    assert_eq!(page.events.len() + page.n_more_events, 250);
    assert_eq!(
        page.more_words().unwrap(),
        "150 more events are not listed here"
    );
    if let Some(text) = text_of(&pdf(&document)) {
        assert!(letters(&text).contains(&letters("150 more events are not listed here")));
    }
}

#[test]
fn a_pdf_holds_every_word_and_is_the_same_twice() {
    let document = Document::of(&contents(sample().unwrap()));
    let bytes = pdf(&document);
    assert!(bytes == pdf(&document));
    let Some(text) = text_of(&bytes) else { return };
    let text = letters(&text);
    for page in &document.pages {
        let narration: String = page
            .narration
            .iter()
            .flat_map(|block| &block.spans)
            .map(|span| span.text.as_str())
            .collect();
        for words in [&page.heading, &page.shown, &page.counts, &narration] {
            assert!(text.contains(&letters(words)), "{words}");
        }
        for entry in &page.events {
            assert!(text.contains(&letters(&entry.title)), "{}", entry.title);
            for quote in &entry.quotes {
                assert!(text.contains(&letters(&quote.words)), "{}", quote.words);
                assert!(text.contains(&letters(&quote.said())), "{}", quote.said());
            }
        }
    }
    for note in &document.sources {
        assert!(text.contains(&letters(&note.imprint)), "{}", note.imprint);
    }
    for line in document.colophon() {
        assert!(text.contains(&letters(&line)), "{line}");
    }
}

const ARABIC: &str = r##"{"type": "FeatureCollection",
"strabo": {"version": 1, "title": "تدمر", "zone": "Asia/Damascus",
  "handling": {"text": "FOR OFFICIAL USE ONLY", "color": "#b45309"},
  "categories": [{"id": "a", "label": "انسحاب"}],
  "sources": [{"id": "s", "title": "انسحب الجيش من المدينة", "publisher": "وكالة", "url": "https://example.org/a"}],
  "scenes": [{"heading": "انسحاب الجيش من تدمر", "narration": "انسحب الجيش من **مدينة تدمر** في 11 كانون الأول 2016.\n\n- أولا\n- ثانيا"}]},
"features": [{"type": "Feature", "id": "e", "geometry": null, "properties": {"title": "انسحاب", "category": "a", "when": "2016-12-11",
  "quotes": [{"id": "q", "source": "s", "text": "انسحب الجيش من المدينة", "language": "ar", "translation": "The army withdrew from the city", "credibility": 2}]}}]}"##;

#[test]
fn arabic_is_read_out_of_a_pdf_as_it_was_written() {
    let document = Document::of(&contents(of_text(ARABIC)));
    let bytes = pdf(&document);
    let Some(text) = text_of(&bytes) else { return };
    let text = letters(&text);
    for words in [
        "انسحاب الجيش من تدمر",
        "انسحب الجيش من المدينة",
        "FOR OFFICIAL USE ONLY",
        "The army withdrew",
    ] {
        assert!(text.contains(&letters(words)), "{words} in\n{text}");
    }
}

#[test]
fn a_long_narration_and_many_quotes_go_on_on_further_sheets() {
    let narration = "A sentence that goes on about what happened there and when. ".repeat(400);
    let quotes: Vec<String> = (0..50)
        .map(|n| format!(r#"{{"id": "q{n}", "source": "s", "text": "Quote number {n} says so."}}"#))
        .collect();
    let long = "unbreakable".repeat(60);
    let text = format!(
        r#"{{"type": "FeatureCollection", "strabo": {{"version": 1, "title": "Long",
        "sources": [{{"id": "s", "title": "S", "url": "https://example.org/{long}"}}],
        "scenes": [{{"heading": "Long", "narration": "{narration}\n\nThe end of the narration."}}]}},
        "features": [{{"type": "Feature", "id": "e", "geometry": null, "properties": {{"title": "Event {long}", "when": "2020", "quotes": [{}]}}}}]}}"#,
        quotes.join(",")
    );
    let document = Document::of(&contents(of_text(&text)));
    let Some(text) = text_of(&pdf(&document)) else {
        return;
    };
    let text = letters(&text);
    assert_eq!(text.matches("happened").count(), 400);
    assert!(text.contains(&letters("The end of the narration.")));
    for n in 0..50 {
        assert!(text.contains(&format!("Quotenumber{n}saysso.")), "{n}");
    }
    assert_eq!(text.matches("unbreakable").count(), 120);
}

#[test]
fn a_pdf_is_sound_to_another_program() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pdf");
    let document = Document::of(&contents(of_text(ARABIC)));
    fs::File::create(&path)
        .unwrap()
        .write_all(&pdf(&document))
        .unwrap();
    let Ok(output) = Command::new("qpdf").arg("--check").arg(&path).output() else {
        eprintln!("skipped: qpdf is not installed");
        return;
    };
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn writing_stops_between_two_scenes() {
    let document = Document::of(&contents(sample().unwrap()));
    let mut headings = Vec::new();
    let mut watch = |progress: Progress<'_>| {
        headings.push(progress.doing.to_owned());
        if progress.done < 2 {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    };
    let mut bytes = Vec::new();
    let outcome = write_pdf(
        &document,
        &mut Blank,
        PdfLook::default(),
        &mut bytes,
        &mut watch,
    );
    assert!(matches!(outcome, Err(BriefError::Cancelled)));
    assert!(bytes.is_empty());
    assert_eq!(headings.len(), 3);
}

#[test]
fn a_picture_says_in_its_file_what_it_shows() {
    let document = Document::of(&contents(sample().unwrap()));
    let mut files = Vec::new();
    let mut save = |name: &str, bytes: &[u8]| {
        files.push((name.to_owned(), bytes.to_vec()));
        Ok(())
    };
    write_pngs(&document, &mut Blank, Look::SLIDE, &mut save, &mut on).unwrap();
    assert_eq!(files.len(), 8);
    assert_eq!(files[6].0, "07-the-strike-22-targets.png");
    let decoder = png::Decoder::new(std::io::Cursor::new(&files[6].1));
    let reader = decoder.read_info().unwrap();
    let texts: Vec<(String, String)> = reader
        .info()
        .utf8_text
        .iter()
        .map(|chunk| (chunk.keyword.clone(), chunk.get_text().unwrap()))
        .collect();
    let of = |keyword: &str| {
        texts
            .iter()
            .find(|(of, _)| of == keyword)
            .unwrap()
            .1
            .clone()
    };
    assert_eq!(of("Title"), "The strike: 22 targets");
    assert!(of("Description").contains("5 of 19 shown"));
    assert!(of("Source").contains("ARA News"));
    assert!(of("Comment").contains("e5a7"));
}

const SECRET: &str = r#"{"type": "FeatureCollection",
"strabo": {"version": 1, "title": "House", "zone": "UTC",
  "sources": [
    {"id": "open", "title": "Open report", "archive_url": "file:///home/ana/secret-path.html",
     "captures": [{"file": "copies/secret-copy.html"}]},
    {"id": "mole", "title": "A talk with the secret-mole", "restricted": true}],
  "scenes": [{"heading": "First", "narration": "They say so.", "notes": "secret-notes"}]},
"features": [
{"type": "Feature", "id": "seen", "geometry": {"type": "Point", "coordinates": [37.6273, 34.5523]},
 "properties": {"title": "Seen", "when": "2016-12-15", "where": {"name": "Hangar", "precision_m": 50},
  "media": [{"file": "copies/secret-photo.jpg"}],
  "quotes": [{"id": "q1", "source": "open", "text": "It burned."}, {"id": "q2", "source": "mole", "text": "secret-words of nobody"}]}},
{"type": "Feature", "id": "hidden", "geometry": {"type": "Point", "coordinates": [37.7, 34.6]},
 "properties": {"title": "secret-event", "quotes": [{"id": "q3", "source": "mole", "text": "secret-tale"}]}}]}"#;

#[test]
fn nothing_of_what_was_taken_out_is_in_a_public_document() {
    let dataset = of_text(SECRET);
    let terms = Public {
        coarsen_m: 10_000.0,
        withheld: std::collections::BTreeSet::new(),
    };
    let scenes = dataset.collection().scenes.clone();
    let (reduced, removed) = public_dataset(&dataset, &scenes, &terms);
    assert_eq!(removed.warnings, Vec::<String>::new());
    let document = Document::of(&Contents {
        removed: Some(removed),
        files: vec![FileMark {
            name: None,
            sha256: String::from("e5a7"),
        }],
        ..contents(Arc::new(reduced))
    });
    let told = format!("{document:?}");
    assert!(
        !told.contains("secret") && !told.contains("37.6273") && !told.contains("34.5523"),
        "{told}"
    );
    assert!(
        document
            .colophon()
            .contains(&String::from("1 event left out that rests on these alone"))
    );
    let bytes = pdf(&document);
    let Some(text) = text_of(&bytes) else { return };
    assert!(!text.contains("secret"), "{text}");
    assert!(text.contains("Public: places are coarsened to 10 km"));
    assert!(text.contains("It burned."));
    assert!(
        letters(&text).contains(&letters("Hangar, within about 8 km")),
        "{text}"
    );
}

fn strabo(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_strabo"))
        .args(args)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn the_command_line_writes_the_same_folder_and_pdf_twice() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let out = folder.path().join(name);
        let flags = [
            "--scene",
            "7",
            "--scale",
            "0.5",
            "--timestamp",
            AT,
            "--theme",
            "dark",
        ];
        let output =
            strabo(&[&["brief", SAMPLE, "-o", out.to_str().unwrap()], &flags[..]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(
            stderr(&output).contains("1 page, 1 source"),
            "{}",
            stderr(&output)
        );
        out
    };
    let (a, b) = (write("a.pdf"), write("b.pdf"));
    assert!(fs::read(a).unwrap() == fs::read(b).unwrap());
    let [a, b] = ["a", "b"].map(|name| write(name).join("07-the-strike-22-targets.png"));
    assert!(fs::read(a).unwrap() == fs::read(b).unwrap());
}

#[test]
fn what_is_in_the_way_is_said_and_nothing_is_half_written() {
    let folder = tempfile::tempdir().unwrap();
    let check = |args: &[&str], words: &str| {
        let output = strabo(&[&["brief", SAMPLE], args].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(
            stderr(&output).contains(words),
            "{args:?}: {}",
            stderr(&output)
        );
    };
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    check(
        &["-o", &path("a.doc")],
        "there is no document of the kind .doc; OUT is a folder (one PNG a scene) or ends in .png",
    );
    check(
        &[
            "-o",
            &path("nowhere/a.pdf"),
            "--scene",
            "1",
            "--scale",
            "0.5",
        ],
        "could not save",
    );
    check(
        &["-o", &path("a.pdf"), "--scene", "99"],
        "there is no scene 99: the collection has scenes 1 to 8",
    );
    check(
        &[
            "-o",
            &path("a.pdf"),
            "--coarsen",
            "0",
            "--profile",
            "public",
        ],
        "--coarsen is within 1 to 500 km",
    );
    check(
        &["-o", &path("a.pdf"), "--withhold", "ara-news"],
        "--withhold and --coarsen are for --profile public",
    );
    check(
        &[
            "-o",
            &path("a.pdf"),
            "--withhold",
            "nobody",
            "--profile",
            "public",
        ],
        "there is no source “nobody”",
    );
    check(
        &["-o", &path("a.pdf"), "--timestamp", "yesterday"],
        "write a time such as",
    );
    check(&["-o", SAMPLE], "there is no document of the kind .geojson");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_said_and_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("a.pdf");
    fs::File::create(&out).unwrap().write_all(b"old").unwrap();
    // No file may grow beyond a few kilobytes; the signal that says so is ignored, as a full disk sends none.
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$@\"";
    let output = Command::new("bash")
        .args([
            "-c",
            script,
            "bash",
            env!("CARGO_BIN_EXE_strabo"),
            "brief",
            SAMPLE,
            "-o",
        ])
        .arg(&out)
        .args(["--scene", "1", "--scale", "0.5"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("could not save"),
        "{}",
        stderr(&output)
    );
    assert_eq!(fs::read(&out).unwrap(), b"old");
    assert_eq!(names(folder.path()), ["a.pdf"]);
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn the_time_of_export_is_in_utc() {
    let at: DateTime<Utc> = DateTime::parse_from_rfc3339("2026-11-22T20:00:05+02:00")
        .unwrap()
        .to_utc();
    let document = Document::of(&Contents {
        exported: at,
        ..contents(sample().unwrap())
    });
    assert_eq!(document.exported_words(), "22 Nov 2026, 18:00:05 UTC");
}
