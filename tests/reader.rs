//! The reader and the stored copies, through the real program: what is looked at, found, said, and drawn.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "common/program.rs"]
mod program;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use strabo::app::App;
use strabo::brief::picture::{PictureRequest, Studio, encode_png};
use strabo::io::atomic::write_atomically;
use strabo::io::dataset::open_dataset;
use strabo::io::import::table::Watch;
use strabo::io::jobs::Jobs;
use strabo::model::event::EventId;
use strabo::model::source::QuoteId;
use strabo::state::action::Action;
use strabo::state::evidence::{EvidenceAction, ReaderRequest, ReadingStatus};
use strabo::state::{Settings, ThemeChoice};
use strabo::ui::Surface;

fn barges() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/evidence/barges.geojson")
}

/// The whole program on the invented collection, with an event selected.
fn program(event: &str) -> Harness<'static, App> {
    program_on(&barges(), event)
}

fn program_on(collection: &Path, event: &str) -> Harness<'static, App> {
    strabo::io::evidence::pdf::use_program(PathBuf::from(env!("CARGO_BIN_EXE_strabo")));
    let dataset = Arc::new(open_dataset(collection, &Watch::default()).unwrap());
    let jobs = Jobs::new(Arc::new(|| {}), None);
    let mut app = App::new(dataset, Settings::default(), jobs);
    app.push(Action::Select(Some(EventId(event.to_owned()))));
    program::in_window(app, [1_600.0, 1_400.0])
}

/// Steps until something is so.
fn wait(harness: &mut Harness<'_, App>, is_so: impl Fn(&Harness<'_, App>) -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !is_so(harness) {
        assert!(Instant::now() < deadline, "it does not come about");
        std::thread::sleep(Duration::from_millis(5));
        harness.step();
    }
    harness.run_steps(3);
}

fn is_read(harness: &Harness<'_, App>) -> bool {
    let reading = harness.state().state.evidence.reading.as_ref();
    reading.is_some_and(|reading| !matches!(reading.status, ReadingStatus::Pending(_)))
}

fn open_quote(harness: &mut Harness<'_, App>, id: &str) {
    let dataset = Arc::clone(&harness.state().state.dataset);
    let quote = dataset.quote(&QuoteId(id.to_owned())).unwrap().into_owned();
    let request = ReaderRequest {
        source: quote.source.clone(),
        capture_idx: None,
        quote: Some(quote),
    };
    harness
        .state_mut()
        .push(Action::Evidence(EvidenceAction::Read(Box::new(request))));
    harness.step();
    harness.step();
    wait(harness, is_read);
}

fn says(harness: &Harness<'_, App>, words: &str) -> bool {
    harness.query_all_by_label_contains(words).next().is_some()
}

#[test]
fn a_quote_opens_the_stored_copy_at_its_words_by_enter_and_escape_closes_it() {
    let mut harness = program("barges");
    harness
        .get_by_label("Read quote 1 in its stored copy")
        .focus();
    harness.step();
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    wait(&mut harness, is_read);
    assert!(says(&harness, "Place 1 of 1"));
    assert!(says(&harness, "The night shift counted nine barges"));
    let state = &harness.state().state;
    let selection = state.view.selection.clone();
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    let state = &harness.state().state;
    assert!(state.evidence.reading.is_none());
    assert_eq!(state.view.selection, selection);
}

#[test]
fn every_state_of_a_stored_copy_is_said_in_words() {
    let mut harness = program("barges");
    wait(&mut harness, |harness| {
        !says(harness, "being checked") && says(harness, "✓ stored copy matches")
    });
    for words in [
        "≠ stored copy differs",
        "✗ stored copy missing",
        "○ stored copy, no hash stated",
    ] {
        assert!(says(&harness, words), "{words}");
    }
}

#[test]
fn words_that_are_not_there_are_said_not_to_be() {
    let mut harness = program("barges");
    open_quote(&mut harness, "q-eight");
    assert!(says(&harness, "≠ These words are not in the stored copy."));
}

#[test]
fn a_quote_is_found_in_text_page_and_pdf() {
    for id in ["q-signed", "q-guard", "q-shadows", "q-register", "q-date"] {
        let mut harness = program("barges");
        open_quote(&mut harness, id);
        assert!(says(&harness, "Place 1 of 1"), "{id}");
    }
}

#[test]
fn a_text_too_long_to_hold_is_read_page_by_page_and_every_place_is_reached() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("The needle is at the beginning.\n");
    for idx in 0..1_000_000_u32 {
        text.extend([format!("Line {idx} of many that say nothing\n")]);
    }
    text.push_str("The needle is at the end, too.\n");
    write_atomically(&folder.path().join("long.txt"), text.as_bytes()).unwrap();
    let collection = folder.path().join("c.geojson");
    let document = r#"{"type":"FeatureCollection","strabo":{"version":1,"sources":[{"id":"s","title":"A long text",
        "captures":[{"file":"long.txt"}]}]},"features":[{"type":"Feature","id":"e","geometry":null,"properties":{"title":"E",
        "quotes":[{"id":"q","source":"s","text":"The needle is at the"}]}}]}"#;
    write_atomically(&collection, document.as_bytes()).unwrap();
    let mut harness = program_on(&collection, "e");
    open_quote(&mut harness, "q");
    assert!(says(
        &harness,
        "Place 1 of 2; what the collection says does not tell which"
    ));
    wait(&mut harness, |harness| says(harness, "at the beginning."));
    assert!(says(&harness, "of 1,000,002"));
    harness.key_press(Key::N);
    wait(&mut harness, |harness| says(harness, "at the end, too."));
    assert!(says(&harness, "Place 2 of 2"));
    harness.key_press(Key::Home);
    wait(&mut harness, |harness| says(harness, "at the beginning."));
    assert!(!says(&harness, "at the end, too."));
    harness.key_press(Key::PageDown);
    wait(&mut harness, |harness| says(harness, "Line 25 of many"));
    harness.key_press(Key::End);
    wait(&mut harness, |harness| says(harness, "at the end, too."));
    harness.key_press(Key::ArrowUp);
    harness.run_steps(3);
    harness.get_by_label("Previous place").click();
    wait(&mut harness, |harness| says(harness, "at the beginning."));
    // Nothing moves any more, so nothing is drawn.
    assert!(!harness.ctx.has_requested_repaint());
}

/// Draws the pictures of `docs/evidence.md` into the folder that `STRABO_PICTURES` names.
#[test]
fn the_reader_is_drawn_the_same_in_both_themes() {
    let studio = Studio::new().unwrap();
    let mut harness = program("barges");
    wait(&mut harness, |harness| {
        !says(harness, "being checked") && says(harness, "✓ stored copy matches")
    });
    let folder = std::env::var_os("STRABO_PICTURES").map(PathBuf::from);
    harness.state_mut().push(Action::Select(None));
    harness.run_steps(2);
    wait(&mut harness, |harness| !says(harness, "being checked"));
    for name in [
        "captures",
        "reader",
        "reader-arabic",
        "reader-not-found",
        "reader-pdf",
        "reader-small",
    ] {
        match name {
            "reader" => open_quote(&mut harness, "q-signed"),
            "reader-arabic" => open_quote(&mut harness, "q-guard"),
            "reader-not-found" | "reader-small" => open_quote(&mut harness, "q-eight"),
            "reader-pdf" => open_quote(&mut harness, "q-register"),
            _ => {}
        }
        for (theme, suffix) in [(ThemeChoice::Dark, "dark"), (ThemeChoice::Light, "light")] {
            harness.state_mut().push(Action::SetTheme(theme));
            harness.run_steps(2);
            let (width, height) = match name {
                "reader-small" => (900, 560),
                _ => (1_600, 1_000),
            };
            let request = PictureRequest {
                width,
                height,
                scale: 1.0,
                surface: Surface::Window,
                center: strabo::ui::Center::Map,
            };
            let draw = || {
                let picture = studio.draw(&harness.state().state, &request).unwrap();
                encode_png(&picture).unwrap()
            };
            let png = draw();
            assert!(png == draw(), "{name}, {suffix}");
            if let Some(folder) = &folder {
                let path = folder.join(format!("{name}-{suffix}.png"));
                write_atomically(&path, &png).unwrap();
            }
        }
    }
}
