//! Media through the real program: what is seen, shielded, and refused with a reason.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that panics has failed; it writes small files that nobody misses"
)]

#[path = "common/program.rs"]
mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use image::{ImageFormat, RgbImage};

use strabo::app::App;
use strabo::io::dataset::open_dataset;
use strabo::io::import::table::Watch;
use strabo::io::jobs::Jobs;
use strabo::io::media::read;
use strabo::model::event::EventId;
use strabo::model::source::{CaptureKey, CaptureState};
use strabo::state::Settings;
use strabo::state::action::Action;
use strabo::state::media::{Kind, MediaShelf, Sight, THUMBNAIL_SIDE, Wanted};

fn picture(path: &Path, format: ImageFormat) {
    let image = RgbImage::from_fn(900, 600, |x, y| image::Rgb([x as u8, y as u8, 90]));
    image.save_with_format(path, format).unwrap();
}

/// A PNG of a few bytes that says it is 100,000 pixels wide and high.
fn bomb() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = b"IHDR".to_vec();
    header.extend(100_000_u32.to_be_bytes());
    header.extend(100_000_u32.to_be_bytes());
    header.extend([8, 6, 0, 0, 0]);
    bytes.extend(13_u32.to_be_bytes());
    bytes.extend(&header);
    bytes.extend(crc32(&header).to_be_bytes());
    bytes.extend([0; 64]);
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

fn sight(collection: &Path, file: &str, sha256: Option<&str>) -> Sight {
    let wanted = Wanted {
        key: CaptureKey {
            file: file.to_owned(),
            sha256: sha256.map(str::to_owned),
        },
        kind: Kind::Picture,
        side_max: THUMBNAIL_SIDE,
    };
    read(Some(collection), &wanted, &|| true).unwrap()
}

#[test]
fn hostile_and_broken_files_cost_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let collection = folder.path().join("c.geojson");
    let at = |name: &str| folder.path().join(name);
    picture(&at("whole.png"), ImageFormat::Png);
    let whole = fs::read(at("whole.png")).unwrap();
    fs::write(at("cut.png"), &whole[..whole.len() / 2]).unwrap();
    fs::write(at("bomb.png"), bomb()).unwrap();
    fs::write(at("text.png"), "<script>alert(1)</script>").unwrap();
    fs::write(at("empty.png"), "").unwrap();
    for (name, reason) in [
        ("cut.png", "cannot be decoded"),
        ("bomb.png", "cannot be decoded"),
        ("text.png", "cannot be decoded"),
        ("empty.png", "cannot be decoded"),
        ("none.png", "missing"),
        ("../c.png", "steps out"),
        ("/etc/passwd", "absolute"),
    ] {
        let found = sight(&collection, name, None).picture.unwrap_err();
        assert!(found.contains(reason), "{name}: {found}");
    }
}

#[test]
fn a_picture_with_a_wrong_extension_is_seen_small_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let collection = folder.path().join("c.geojson");
    let file = folder.path().join("photo.txt");
    picture(&file, ImageFormat::Jpeg);
    let hash = strabo::io::evidence::hash::hash_file(&file).unwrap();
    let found = sight(&collection, "photo.txt", Some(&hash));
    assert_eq!(found.check, Some(CaptureState::Matches));
    let pixels = found.picture.unwrap();
    assert_eq!((pixels.width, pixels.height), (512, 341));
    assert_eq!(pixels.size_in_file, (900, 600));
    let found = sight(&collection, "photo.txt", Some(&"0".repeat(64)));
    assert!(matches!(found.check, Some(CaptureState::Differs { .. })));
}

/// The whole program on an event with a picture, a graphic one, a broken one and a film.
fn program(folder: &Path) -> Harness<'static, App> {
    picture(&folder.join("a.png"), ImageFormat::Png);
    picture(&folder.join("b.png"), ImageFormat::Png);
    fs::write(folder.join("c.png"), "no picture").unwrap();
    fs::write(folder.join("d.mp4"), "a film").unwrap();
    let text = r#"{"type": "FeatureCollection", "strabo": {"version": 1}, "features": [
        {"type": "Feature", "id": "e", "geometry": null, "properties": {"title": "E", "media": [
            {"file": "a.png", "caption": "Quay"}, {"file": "b.png", "caption": "Deck", "graphic": true},
            {"file": "c.png", "caption": "Broken"}, {"file": "d.mp4", "kind": "video", "caption": "Film"}]}}]}"#;
    let collection: PathBuf = folder.join("c.geojson");
    fs::write(&collection, text).unwrap();
    let dataset = Arc::new(open_dataset(&collection, &Watch::default()).unwrap());
    let jobs = Jobs::new(Arc::new(|| {}), None);
    let mut app = App::new(dataset, Settings::default(), jobs);
    app.push(Action::Select(Some(EventId(String::from("e")))));
    let mut harness = program::in_window(app, [1_600.0, 1_400.0]);
    wait(&mut harness, |shelf| {
        let seen = |idx: usize| {
            shelf
                .items
                .get(idx)
                .is_some_and(|item| item.thumbnail.is_some())
        };
        seen(0) && seen(2) && seen(3)
    });
    harness
}

fn wait(harness: &mut Harness<'_, App>, is_so: impl Fn(&MediaShelf) -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !is_so(&harness.state().state.media) {
        assert!(Instant::now() < deadline, "it does not come about");
        std::thread::sleep(Duration::from_millis(5));
        harness.run_steps(1);
    }
    harness.run_steps(2);
}

#[test]
fn a_shield_is_lifted_by_its_own_button_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = program(folder.path());
    let lift = "Show what is marked graphic, Deck";
    assert!(harness.state().state.media.items[1].thumbnail.is_none());
    // In full it is behind its shield, too.
    harness.get_by_label("Show in full, Quay").click();
    harness.run_steps(3);
    assert_eq!(harness.state().state.media.open, Some(0));
    harness.key_press(Key::ArrowRight);
    harness.run_steps(3);
    assert_eq!(harness.state().state.media.open, Some(1));
    assert!(harness.state().state.media.items[1].full.is_none());
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert_eq!(harness.state().state.media.open, None);
    harness.get_by_label(lift).click();
    wait(&mut harness, |shelf| shelf.items[1].thumbnail.is_some());
    harness.get_by_label("Hide it again").click();
    harness.run_steps(3);
    harness.get_by_label(lift);
    assert!(harness.state().state.media.items[1].thumbnail.is_none());
}

#[test]
fn what_cannot_be_seen_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let harness = program(folder.path());
    for words in [
        "Not shown: the picture cannot be decoded",
        "Not shown: Strabo shows pictures only; this is a video",
    ] {
        assert!(harness.query_by_label_contains(words).is_some(), "{words}");
    }
}
