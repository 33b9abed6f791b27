//! Pictures: decoded with limits on their size and on the memory that they take.

use std::fs::File;
use std::io::{BufReader, Cursor, Read as _};
use std::panic::catch_unwind;

use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits};

use crate::model::stored::Pixels;

/// The largest file that is decoded, in bytes.
const FILE_BYTES_MAX: u64 = 128 << 20;
/// A side of a picture in its file, in pixels: more than any camera.
const SIDE_MAX: u32 = 30_000;
/// Memory that decoding may take, in bytes.
const MEMORY_BYTES_MAX: u64 = 1 << 30;
/// A side of the picture that is kept, in pixels: what a large screen shows, and what every adapter takes.
pub const KEPT_SIDE_MAX: u32 = 2_048;

/// Decodes PNG, JPEG, GIF (its first picture) and WebP, turned as the camera was held.
pub fn decode(file: File) -> Result<Pixels, String> {
    let mut bytes = Vec::new();
    BufReader::new(file)
        .take(FILE_BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(format!(
            "pictures of more than {} MB are not shown",
            FILE_BYTES_MAX >> 20
        ));
    }
    // Decoders promise not to panic; a promise of so much code is worth a second one.
    catch_unwind(move || decode_bytes(&bytes))
        .unwrap_or_else(|_| Err(String::from("its decoder failed on it")))
}

fn decode_bytes(bytes: &[u8]) -> Result<Pixels, String> {
    let reason = |error: image::ImageError| format!("the picture cannot be decoded: {error}");
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| error.to_string())?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(reason)?;
    let orientation = decoder.orientation().map_err(reason)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(reason)?;
    let size_in_file = (picture.width(), picture.height());
    if picture.width().max(picture.height()) > KEPT_SIDE_MAX {
        picture = picture.thumbnail(KEPT_SIDE_MAX, KEPT_SIDE_MAX);
    }
    picture.apply_orientation(orientation);
    let rgba = picture.into_rgba8();
    Ok(Pixels {
        width: rgba.width() as usize,
        height: rgba.height() as usize,
        rgba: rgba.into_raw(),
        size_in_file,
    })
}
