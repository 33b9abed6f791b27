//! Reads the pictures that belong to an event: local files only, with limits, and a reason wherever there is none.

use std::path::Path;
use std::sync::Arc;

use image::imageops;

use crate::io::evidence::hash::capture_state;
use crate::io::evidence::picture;
use crate::io::folder::{FolderError, OpenError, open};
use crate::model::stored::Pixels;
use crate::state::media::{Kind, Sight, Wanted};

/// Reads one; `None` when it is no longer wanted.
pub fn read(
    collection: Option<&Path>,
    wanted: &Wanted,
    is_wanted: &dyn Fn() -> bool,
) -> Option<Sight> {
    let sight = |check, picture| {
        Some(Sight {
            side_max: wanted.side_max,
            check,
            picture,
        })
    };
    let Some(collection) = collection else {
        let reason = "media lie beside the collection's file, and this collection is in no file";
        return sight(None, Err(reason.to_owned()));
    };
    let check = match wanted.key.sha256 {
        Some(_) => Some(capture_state(collection, &wanted.key, is_wanted)?),
        None => None,
    };
    if !is_wanted() {
        return None;
    }
    sight(check, picture_of(collection, wanted).map(Arc::new))
}

fn picture_of(collection: &Path, wanted: &Wanted) -> Result<Pixels, String> {
    let file = open(collection, &wanted.key.file).map_err(|error| match error {
        OpenError::Name(FolderError::Missing) => String::from("the file is missing"),
        error => error.to_string(),
    })?;
    if wanted.kind != Kind::Picture {
        return Err(format!(
            "Strabo shows pictures only; this is a {}",
            wanted.kind.label()
        ));
    }
    picture::decode(file).map(|pixels| smaller(pixels, wanted.side_max))
}

/// The picture with no side longer than `side_max` pixels.
fn smaller(pixels: Pixels, side_max: u32) -> Pixels {
    let (width, height) = (pixels.width as u32, pixels.height as u32);
    let longest = width.max(height);
    if longest <= side_max {
        return pixels;
    }
    let side = |side: u32| {
        let scaled = u64::from(side) * u64::from(side_max) / u64::from(longest);
        (scaled as u32).max(1)
    };
    let size_in_file = pixels.size_in_file;
    let Some(picture) = image::RgbaImage::from_raw(width, height, pixels.rgba) else {
        return Pixels {
            width: 0,
            height: 0,
            rgba: Vec::new(),
            size_in_file,
        };
    };
    let small = imageops::thumbnail(&picture, side(width), side(height));
    Pixels {
        width: small.width() as usize,
        height: small.height() as usize,
        rgba: small.into_raw(),
        size_in_file,
    }
}
