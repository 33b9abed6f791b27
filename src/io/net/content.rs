//! Whether what a server sent is a tile: a picture that can be decoded, of a size that tiles have.

use std::io::Cursor;

use image::{ImageFormat, ImageReader, Limits};

/// The longest side of a tile in pixels; tiles have 256 or 512, for fine screens twice as many.
const SIDE_MAX: u32 = 1_024;
/// Memory that decoding may take; a tile of the largest size has 4 MiB.
const DECODED_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// Why it is no tile, in words that stand after the host's name; `None`: it is one.
pub(super) fn fault(bytes: &[u8]) -> Option<&'static str> {
    if bytes.is_empty() {
        return Some("sent nothing");
    }
    let Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) =
        image::guess_format(bytes)
    else {
        return Some(what_else(bytes));
    };
    let reader = || ImageReader::with_format(Cursor::new(bytes), format);
    let Ok((width, height)) = reader().into_dimensions() else {
        return Some("sent a damaged picture");
    };
    if width > SIDE_MAX || height > SIDE_MAX {
        return Some("sent a picture that is larger than any tile");
    }
    let mut reader = reader();
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    reader.limits(limits);
    if reader.decode().is_err() {
        return Some("sent a damaged picture");
    }
    None
}

/// What came instead of a picture, as far as its first bytes tell.
fn what_else(bytes: &[u8]) -> &'static str {
    let start = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let start = start.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    if start.contains("<svg") {
        "sent a drawing (SVG), which is no tile here"
    } else if start.starts_with("<!doctype html") || start.starts_with("<html") {
        "sent a web page in place of a tile"
    } else if start.starts_with(['{', '[']) {
        "sent a message in place of a tile"
    } else {
        "sent something that is no picture"
    }
}

#[cfg(test)]
mod tests {
    use image::DynamicImage;

    use super::*;

    fn picture(side: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(side, side)
            .write_to(&mut bytes, format)
            .unwrap();
        bytes.into_inner()
    }

    #[test]
    fn pictures_of_a_tile_s_size_are_tiles() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            for side in [1, 256, 512, 1_024] {
                assert_eq!(fault(&picture(side, format)), None, "{format:?} {side}");
            }
        }
    }

    #[test]
    fn anything_else_is_told_for_what_it_is() {
        let check = |bytes: &[u8], word: &str| {
            let found = fault(bytes).unwrap_or_default();
            assert!(found.contains(word), "{found}");
        };
        check(b"", "nothing");
        check(b"\n<!DOCTYPE html><html>", "web page");
        check(b"<?xml version=\"1.0\"?><svg xmlns=\"\">", "SVG");
        check(b"{\"error\": \"no\"}", "message");
        check(&[0; 100], "no picture");
        check(&picture(1_025, ImageFormat::Png), "larger");
        let whole = picture(256, ImageFormat::Png);
        check(&whole[..whole.len() / 2], "damaged");
        check(&picture(64, ImageFormat::Gif), "no picture");
    }
}
