//! A briefing as slides to go on with in other programs: a slide a scene with its picture and real text, the presenter's
//! notes, then events with their quotes and the sources as numbered notes.
//!
//! The package is written by hand: it is little XML, and the crates for it know no notes or make no use of themes.
//! Pictures go into the file as they are drawn. The same document gives the same bytes: its time is that of the export.

mod compose;
mod evidence;
mod measure;
mod parts;
mod slide;
mod text;

use std::io::{self, Seek, Write};

use chrono::{Datelike as _, Timelike as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::brief::document::Document;
use crate::brief::pages::{Look, LookKind, PagePictures};
use crate::brief::png::encode;
use crate::brief::pptx::compose::{Deck, PICTURE};
use crate::brief::pptx::parts::Parts;
use crate::brief::{BriefError, Progress, Watch, tell};

/// How pictures are drawn for slides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PptxLook {
    /// Size in points; `None`: as the slide has room. Another proportion is fitted into it.
    pub size: Option<(u32, u32)>,
    /// Pixels per point.
    pub scale: f32,
}

impl Default for PptxLook {
    /// Sharp on a screen of 4K.
    fn default() -> Self {
        Self {
            size: None,
            scale: 2.5,
        }
    }
}

/// Writes the whole document; stops between two scenes where that is asked for.
pub fn write_pptx(
    document: &Document,
    pictures: &mut dyn PagePictures,
    look: PptxLook,
    out: impl Write + Seek,
    watch: &mut Watch<'_>,
) -> Result<(), BriefError> {
    let mut deck = Deck::of(document);
    let look = look.look();
    deck.fit_pictures(look.width as f32 / look.height.max(1) as f32);
    let parts = Parts::of(document, &deck);
    let mut package = Package::new(document, out);
    for (name, xml) in parts.fixed() {
        package.text(&name, &xml)?;
    }
    let total = document.pages.len();
    let mut n_scenes = 0;
    for (idx, slide) in deck.slides.iter().enumerate() {
        if let Some(page) = document.pages.get(n_scenes)
            && slide.picture.is_some()
        {
            let doing = page.heading.as_str();
            tell(
                watch,
                Progress {
                    done: n_scenes,
                    total,
                    doing,
                },
            )?;
            let picture = pictures.picture(page, look)?;
            let png = encode(&picture, document, page)?;
            drop(picture);
            n_scenes += 1;
            package.picture(&format!("ppt/media/scene{}.png", idx + 1), &png)?;
        }
        for (name, xml) in parts.of_slide(idx, slide) {
            package.text(&name, &xml)?;
        }
    }
    package.finish()
}

impl PptxLook {
    fn look(self) -> Look {
        let (width, height) = self.size.unwrap_or((
            (PICTURE.width * 1.25) as u32,
            (PICTURE.height * 1.25) as u32,
        ));
        Look {
            kind: LookKind::Map,
            width,
            height,
            scale: self.scale,
        }
    }
}

/// The zip that a deck is.
struct Package<W: Write + Seek> {
    zip: ZipWriter<W>,
    options: SimpleFileOptions,
}

impl<W: Write + Seek> Package<W> {
    fn new(document: &Document, out: W) -> Self {
        let at = document.exported.naive_utc();
        let time = zip::DateTime::from_date_and_time(
            u16::try_from(at.year()).unwrap_or_default(),
            at.month() as u8,
            at.day() as u8,
            at.hour() as u8,
            at.minute() as u8,
            at.second() as u8,
        );
        Self {
            zip: ZipWriter::new(out),
            // A time before 1980 or after 2107 has no place in a zip.
            options: SimpleFileOptions::default().last_modified_time(time.unwrap_or_default()),
        }
    }

    fn text(&mut self, name: &str, xml: &str) -> Result<(), BriefError> {
        let options = self.options.compression_method(CompressionMethod::Deflated);
        self.zip.start_file(name, options).map_err(failed)?;
        Ok(self.zip.write_all(xml.as_bytes())?)
    }

    /// A picture is compressed already.
    fn picture(&mut self, name: &str, png: &[u8]) -> Result<(), BriefError> {
        let options = self.options.compression_method(CompressionMethod::Stored);
        self.zip.start_file(name, options).map_err(failed)?;
        Ok(self.zip.write_all(png)?)
    }

    fn finish(self) -> Result<(), BriefError> {
        self.zip.finish().map_err(failed)?.flush()?;
        Ok(())
    }
}

fn failed(error: zip::result::ZipError) -> BriefError {
    match error {
        zip::result::ZipError::Io(error) => BriefError::Write(error),
        other => BriefError::Write(io::Error::other(other)),
    }
}
