//! A GIF, frame by frame: of each only the part that has changed, and what is shown longer is written once.
//!
//! It loops for ever. Its comment says what it shows and where it comes from.

use std::io::{self, Write};

use ::gif::{AnyExtension, DisposalMethod, Encoder, EncodingError, Extension, Frame, Repeat};
use image::RgbaImage;

use crate::brief::BriefError;
use crate::brief::film::palette::{Nearest, Rgb};

/// Frames per second at most: players slow down what is shown for less than two hundredths of a second.
pub const GIF_RATE_MAX: u32 = 50;
/// Stands for a pixel that is as it was.
const SAME: u8 = 255;

/// Writes a GIF.
pub(super) struct Writer<W: Write> {
    encoder: Encoder<W>,
    nearest: Nearest,
    size: (u16, u16),
    rate: u32,
    /// The picture that is shown, by its colours' places in the palette.
    shown: Vec<u8>,
    /// A frame whose end is not known yet, and when it began.
    waiting: Option<(Frame<'static>, u64)>,
    n_frames: u64,
}

impl<W: Write> Writer<W> {
    pub(super) fn start(
        out: W,
        (width, height): (u32, u32),
        rate: u32,
        palette: &[Rgb],
        comment: &str,
    ) -> Result<Self, BriefError> {
        let side = |side: u32| {
            u16::try_from(side).map_err(|error| BriefError::Write(io::Error::other(error)))
        };
        let size = (side(width)?, side(height)?);
        let mut colors = palette.concat();
        // All 256, so that the last of them is there.
        colors.resize(256 * 3, 0);
        let mut encoder = Encoder::new(out, size.0, size.1, &colors).map_err(failed)?;
        encoder.set_repeat(Repeat::Infinite).map_err(failed)?;
        let kind: AnyExtension = Extension::Comment.into();
        encoder
            .write_raw_extension(kind, &[comment.as_bytes()])
            .map_err(failed)?;
        Ok(Self {
            encoder,
            nearest: Nearest::new(palette),
            size,
            rate,
            shown: Vec::new(),
            waiting: None,
            n_frames: 0,
        })
    }

    pub(super) fn frame(&mut self, picture: &RgbaImage) -> Result<(), BriefError> {
        let at = self.hundredths(self.n_frames);
        self.n_frames += 1;
        let nearest = &mut self.nearest;
        let indices: Vec<u8> = picture
            .pixels()
            .map(|pixel| nearest.idx([pixel.0[0], pixel.0[1], pixel.0[2]]))
            .collect();
        let Some(frame) = self.change_to(&indices) else {
            return Ok(());
        };
        self.shown = indices;
        self.write_waiting(at)?;
        self.waiting = Some((frame, at));
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(), BriefError> {
        let end = self.hundredths(self.n_frames);
        self.write_waiting(end)?;
        self.encoder.into_inner().map_err(failed)?;
        Ok(())
    }

    /// When a frame begins, in hundredths of a second: rounded one by one, so that the whole keeps its length.
    fn hundredths(&self, frame: u64) -> u64 {
        let rate = u64::from(self.rate.max(1));
        (frame * 100 + rate / 2) / rate
    }

    fn write_waiting(&mut self, end: u64) -> Result<(), BriefError> {
        let Some((mut frame, from)) = self.waiting.take() else {
            return Ok(());
        };
        frame.delay = u16::try_from(end - from).unwrap_or(u16::MAX);
        self.encoder.write_frame(&frame).map_err(failed)
    }

    /// The frame that makes this of what is shown; `None`: it is the same.
    fn change_to(&self, indices: &[u8]) -> Option<Frame<'static>> {
        let (width, height) = (usize::from(self.size.0), usize::from(self.size.1));
        let frame = |left: usize, top: usize, width: usize, height: usize, buffer: Vec<u8>| Frame {
            left: left as u16,
            top: top as u16,
            width: width as u16,
            height: height as u16,
            dispose: DisposalMethod::Keep,
            transparent: (!self.shown.is_empty()).then_some(SAME),
            buffer: buffer.into(),
            ..Frame::default()
        };
        if self.shown.is_empty() {
            return Some(frame(0, 0, width, height, indices.to_vec()));
        }
        let (mut left, mut right, mut top, mut bottom) = (width, 0, height, 0);
        let rows = indices
            .chunks_exact(width)
            .zip(self.shown.chunks_exact(width));
        for (y, (new, old)) in rows.enumerate() {
            let Some(first) = new.iter().zip(old).position(|(a, b)| a != b) else {
                continue;
            };
            let last = new.iter().zip(old).rposition(|(a, b)| a != b);
            left = left.min(first);
            right = right.max(last.unwrap_or(first) + 1);
            top = top.min(y);
            bottom = y + 1;
        }
        if top >= bottom {
            return None;
        }
        let mut buffer = Vec::with_capacity((right - left) * (bottom - top));
        for y in top..bottom {
            let row = y * width + left..y * width + right;
            let pixels = indices[row.clone()].iter().zip(&self.shown[row]);
            buffer.extend(pixels.map(|(new, old)| if new == old { SAME } else { *new }));
        }
        Some(frame(left, top, right - left, bottom - top, buffer))
    }
}

fn failed(error: EncodingError) -> BriefError {
    match error {
        EncodingError::Io(error) => BriefError::Write(error),
        other => BriefError::Write(io::Error::other(other)),
    }
}

#[cfg(test)]
mod tests {
    use image::AnimationDecoder as _;
    use image::codecs::gif::GifDecoder;

    use super::*;

    fn picture(x: u32) -> RgbaImage {
        RgbaImage::from_fn(20, 10, |at, y| {
            let [r, g, b] = if at == x && y == 4 {
                [250, 0, 0]
            } else {
                [10, 20, 30]
            };
            image::Rgba([r, g, b, 255])
        })
    }

    fn write(pictures: &[RgbaImage], rate: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let palette = [[10, 20, 30], [250, 0, 0]];
        let mut writer = Writer::start(&mut bytes, (20, 10), rate, &palette, "said").unwrap();
        for picture in pictures {
            writer.frame(picture).unwrap();
        }
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn frames_come_back_as_they_were_and_what_stays_is_one() {
        let bytes = write(&[picture(3), picture(3), picture(9), picture(3)], 10);
        let decoder = GifDecoder::new(io::Cursor::new(&bytes)).unwrap();
        let frames = decoder.into_frames().collect_frames().unwrap();
        let expected = [(3, 200), (9, 100), (3, 100)];
        assert_eq!(frames.len(), expected.len());
        for (frame, (x, ms)) in frames.iter().zip(expected) {
            assert_eq!(frame.buffer(), &picture(x));
            assert_eq!(frame.delay().numer_denom_ms().0, ms);
        }
        assert!(bytes.windows(4).any(|part| part == b"said"));
    }

    #[test]
    fn a_rate_that_hundredths_do_not_divide_keeps_the_length() {
        let pictures: Vec<RgbaImage> = (0..15).map(picture).collect();
        let bytes = write(&pictures, 15);
        let decoder = GifDecoder::new(io::Cursor::new(&bytes)).unwrap();
        let frames = decoder.into_frames().collect_frames().unwrap();
        let total: u32 = frames
            .iter()
            .map(|frame| frame.delay().numer_denom_ms().0)
            .sum();
        assert_eq!((frames.len(), total), (15, 1_000));
    }
}
