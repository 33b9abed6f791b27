//! What a document is made of in tests, with pictures that cost nothing.

use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::DateTime;
use image::RgbaImage;
use strabo::brief::document::{Contents, FileMark, Page, Wanted};
use strabo::brief::pages::{Look, PagePictures};
use strabo::brief::{BriefError, Progress};
use strabo::io::import::read_collection;
use strabo::state::Settings;
use strabo::store::{Dataset, Origin};

/// When all of them are exported.
pub(crate) const AT: &str = "2026-11-22T18:00:00Z";

/// Draws nothing, quickly; the pictures themselves are tested where they are drawn.
pub(crate) struct Blank;

impl PagePictures for Blank {
    fn picture(&mut self, _: &Page, _: Look) -> Result<RgbaImage, BriefError> {
        Ok(RgbaImage::from_pixel(8, 6, image::Rgba([20, 120, 90, 255])))
    }
}

pub(crate) fn contents(dataset: Arc<Dataset>) -> Contents {
    Contents {
        scenes: Arc::new(dataset.collection().scenes.clone()),
        dataset,
        pages: Wanted::All,
        settings: Settings::default(),
        files: vec![FileMark {
            name: Some(String::from("palmyra-2016.geojson")),
            sha256: String::from("e5a7"),
        }],
        exported: DateTime::parse_from_rfc3339(AT).unwrap().to_utc(),
        tiles: strabo::brief::document::MapTiles::default(),
        removed: None,
    }
}

pub(crate) fn of_text(text: &str) -> Arc<Dataset> {
    let read = read_collection(text.as_bytes(), "test.geojson").unwrap();
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    Arc::new(Dataset::new(read.collection, Origin::default()))
}

/// Nobody stops the work.
pub(crate) fn on(_: Progress<'_>) -> ControlFlow<()> {
    ControlFlow::Continue(())
}
