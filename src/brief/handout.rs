//! A document of any kind as a file: the one way that the command line and the Export dialog make them.
//!
//! The file, or the folder with all its pictures, is there whole or not at all, also when the disk is full or the user has
//! had enough.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::brief::document::{Contents, Document, Wanted};
use crate::brief::film::{FilmLook, write_gif, write_video};
use crate::brief::pages::{Look, PagePictures as _, Pictures};
use crate::brief::pdf::{PdfLook, write_pdf};
use crate::brief::picture::{SCALE_RANGE, SIDE_MAX};
use crate::brief::png::{Save, encode, write_pngs};
use crate::brief::pptx::{PptxLook, write_pptx};
use crate::brief::profile::{Public, public_dataset};
use crate::brief::web::{WEB_LOOK, write_html};
use crate::brief::{BriefError, Progress, Watch, tell};
use crate::io::atomic::{SaveError, save_atomically, save_atomically_at, write_atomically};
use crate::io::ffmpeg::Container;
use crate::state::exporting::Kind;

/// How large and how fast; `None`: what suits the kind.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measures {
    /// In points for pictures, in pixels for films.
    pub size: Option<(u32, u32)>,
    /// Pixels per point; of films: by how much larger.
    pub scale: Option<f32>,
    /// Frames per second.
    pub rate: Option<u32>,
    /// Seconds of a film.
    pub length_s: Option<f64>,
}

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum HandoutError {
    #[error("{0}")]
    Wrong(String),
    #[error(transparent)]
    Brief(#[from] BriefError),
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("could not fill the folder {path}: {source}")]
    Folder {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

impl Measures {
    /// The look of a kind's pictures; what is asked for is checked.
    fn look(&self, usual: Look) -> Result<Look, HandoutError> {
        let (width, height) = self.size.unwrap_or((usual.width, usual.height));
        let scale = self.scale.unwrap_or(usual.scale);
        if !SCALE_RANGE.contains(&scale) {
            let (min, max) = (SCALE_RANGE.start(), SCALE_RANGE.end());
            return Err(wrong(format!(
                "a scale is within {min} to {max}, not {scale}"
            )));
        }
        for side in [width, height] {
            let pixels = f64::from(side) * f64::from(scale);
            if pixels.round() > f64::from(SIDE_MAX) || pixels.round() < 1.0 {
                return Err(wrong(format!(
                    "a side has 1 to {SIDE_MAX} pixels, not {pixels:.0} (size times scale)"
                )));
            }
        }
        Ok(Look {
            width,
            height,
            scale,
            ..usual
        })
    }

    fn film_look(&self, container: Option<Container>) -> Result<FilmLook, HandoutError> {
        let usual = match container {
            Some(_) => FilmLook::VIDEO,
            None => FilmLook::GIF,
        };
        let (width, height) = self.size.unwrap_or((usual.width, usual.height));
        let scale = f64::from(self.scale.unwrap_or(1.0));
        let pixels = |side: u32| (f64::from(side) * scale).round() as u32;
        let look = FilmLook {
            width: pixels(width),
            height: pixels(height),
            rate: self.rate.unwrap_or(usual.rate),
            length_s: self.length_s,
        };
        match look.flaw(container) {
            Some(flaw) => Err(wrong(flaw)),
            None => Ok(look),
        }
    }

    /// Whether a document of this kind can be made so; before anything is read.
    pub fn check(&self, kind: Kind) -> Result<(), HandoutError> {
        match kind {
            Kind::Gif | Kind::Mp4 | Kind::Webm => {
                self.film_look(container(kind))?;
            }
            _ if self.rate.is_some() || self.length_s.is_some() => {
                return Err(wrong(String::from(
                    "a rate and a length are for films (.gif, .mp4, .webm)",
                )));
            }
            Kind::Html => {
                self.look(WEB_LOOK)?;
            }
            Kind::Pdf => {
                self.sheet_look(PdfLook::default().scale)?;
            }
            Kind::Pptx => {
                self.sheet_look(PptxLook::default().scale)?;
            }
            Kind::Png | Kind::Folder | Kind::GeoJson | Kind::Csv | Kind::Kml => {
                self.look(Look::SLIDE)?;
            }
        }
        Ok(())
    }

    /// Size and scale of the pictures on a sheet or slide, which is as large as it is.
    fn sheet_look(&self, scale: f32) -> Result<(Option<(u32, u32)>, f32), HandoutError> {
        let checked = self.look(Look {
            scale,
            ..Look::SLIDE
        })?;
        Ok((self.size, checked.scale))
    }
}

/// Makes a document of `kind` at `out`; answers what it says.
pub fn hand_out(
    kind: Kind,
    contents: &Contents,
    measures: Measures,
    out: &Path,
    watch: &mut Watch<'_>,
) -> Result<Document, HandoutError> {
    let document = Document::of(contents);
    all_readable(contents)?;
    match kind {
        Kind::Png => {
            let look = measures.look(Look::SLIDE)?;
            let [page] = &document.pages[..] else {
                return Err(wrong(format!(
                    "a .png holds one scene, not {}; choose one, or name a folder",
                    document.pages.len()
                )));
            };
            let doing = page.heading.as_str();
            tell(
                watch,
                Progress {
                    done: 0,
                    total: 1,
                    doing,
                },
            )?;
            let picture = Pictures::of(contents)?.picture(page, look)?;
            write_atomically(out, &encode(&picture, &document, page)?)?;
        }
        Kind::Folder => {
            let look = measures.look(Look::SLIDE)?;
            let mut pictures = Pictures::of(contents)?;
            write_folder(out, |save| {
                write_pngs(&document, &mut pictures, look, save, watch)
            })?;
        }
        Kind::Html => {
            let look = measures.look(WEB_LOOK)?;
            let mut pictures = Pictures::of(contents)?;
            save_atomically(out, |file| {
                Ok(write_html(&document, &mut pictures, look, file, watch)?)
            })?;
        }
        Kind::Pdf => {
            let (size, scale) = measures.sheet_look(PdfLook::default().scale)?;
            let look = PdfLook { size, scale };
            let mut pictures = Pictures::of(contents)?;
            save_atomically(out, |file| {
                Ok(write_pdf(&document, &mut pictures, look, file, watch)?)
            })?;
        }
        Kind::Pptx => {
            let (size, scale) = measures.sheet_look(PptxLook::default().scale)?;
            let look = PptxLook { size, scale };
            let mut pictures = Pictures::of(contents)?;
            save_atomically(out, |file| {
                Ok(write_pptx(&document, &mut pictures, look, file, watch)?)
            })?;
        }
        Kind::Gif => {
            let look = measures.film_look(None)?;
            save_atomically(out, |file| {
                Ok(write_gif(contents, &document, look, file, watch)?)
            })?;
        }
        Kind::Mp4 | Kind::Webm => {
            let container = container(kind).unwrap_or(Container::Mp4);
            let look = measures.film_look(Some(container))?;
            save_atomically_at(out, |path| {
                Ok(write_video(
                    contents, &document, look, container, path, watch,
                )?)
            })?;
        }
        Kind::GeoJson | Kind::Csv | Kind::Kml => {
            return Err(wrong(format!("{} holds no briefing", kind.label())));
        }
    }
    Ok(document)
}

/// Fills a folder: with everything, or with nothing where that fails.
fn write_folder(
    out: &Path,
    write: impl FnOnce(&mut Save<'_>) -> Result<(), BriefError>,
) -> Result<(), HandoutError> {
    let failed = |source: io::Error| HandoutError::Folder {
        path: out.to_owned(),
        source,
    };
    let is_new = !out.exists();
    fs::create_dir_all(out).map_err(failed)?;
    let filled = fill(out, write, failed);
    if filled.is_err() && is_new {
        // Only if it is empty.
        fs::remove_dir(out).ok();
    }
    filled
}

fn fill(
    out: &Path,
    write: impl FnOnce(&mut Save<'_>) -> Result<(), BriefError>,
    failed: impl Fn(io::Error) -> HandoutError,
) -> Result<(), HandoutError> {
    let mut beside = tempfile::Builder::new();
    beside.prefix(".strabo-").suffix(".tmp");
    let beside = beside.tempdir_in(out).map_err(&failed)?;
    let mut names = Vec::new();
    write(&mut |name, bytes| {
        names.push(name.to_owned());
        write_atomically(&beside.path().join(name), bytes)
            .map_err(|error| BriefError::Write(io::Error::other(error)))
    })?;
    for name in names {
        fs::rename(beside.path().join(&name), out.join(&name)).map_err(&failed)?;
    }
    Ok(())
}

/// Takes out what the public is not to see, and counts it; scenes that are wanted by index are those that are left.
pub fn reduce(contents: &mut Contents, public: &Public) -> Result<(), HandoutError> {
    let (reduced, removed) = public_dataset(&contents.dataset, &contents.scenes, public);
    all_readable(contents)?;
    if let Wanted::Scenes(wanted) = &mut contents.pages {
        let place = |idx: &usize| removed.kept_scenes.iter().position(|kept| kept == idx);
        *wanted = wanted.iter().filter_map(place).collect();
        if wanted.is_empty() {
            return Err(wrong(String::from(
                "the scenes that are asked for are left out for the public",
            )));
        }
    }
    contents.scenes = std::sync::Arc::new(reduced.collection().scenes.clone());
    contents.dataset = std::sync::Arc::new(reduced);
    contents.removed = Some(removed);
    for file in &mut contents.files {
        file.name = None;
    }
    Ok(())
}

/// A document is not short of events.
fn all_readable(contents: &Contents) -> Result<(), HandoutError> {
    let found = contents.dataset.all_readable();
    found.map_err(|lost| wrong(lost.to_string()))
}

fn container(kind: Kind) -> Option<Container> {
    match kind {
        Kind::Mp4 => Some(Container::Mp4),
        Kind::Webm => Some(Container::Webm),
        _ => None,
    }
}

fn wrong(words: String) -> HandoutError {
    HandoutError::Wrong(words)
}
