//! Films: time played, or the way from scene to scene, as GIF, MP4 and `WebM`.
//!
//! What moves is moved by the window's own playback, in frames of equal length, so a film shows what the window shows, and the
//! same collection and options give the same film. Frames are drawn as the audience sees them, one at a time: however long a
//! film is, few frames are ever held. Each carries banner, filter sentence with the window of the moment, counts and legend.

mod gif;
mod palette;
mod script;

use std::io::Write;
use std::path::Path;

use image::RgbaImage;

pub use self::gif::GIF_RATE_MAX;
pub use self::script::Script;
use crate::brief::document::{Contents, Document};
use crate::brief::picture::{Film, PictureRequest, Studio};
use crate::brief::{BriefError, Progress, Watch, tell};
use crate::io::ffmpeg::{self, Container, Encoder};
use crate::state::exporting::{FILM_LENGTH_S, FILM_SIDE_MIN, SIDE_MAX};
use crate::ui::{Center, Surface};

/// How a film is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FilmLook {
    /// In pixels.
    pub width: u32,
    pub height: u32,
    /// Frames per second.
    pub rate: u32,
    /// Seconds that time is played for; of several scenes, that each stays. `None`: [`LENGTH_S`] or [`STAY_S`].
    pub length_s: Option<f64>,
}

/// Seconds that a film lasts that plays time.
pub const LENGTH_S: f64 = 12.0;
/// Seconds that each scene stays in a film of several.
pub const STAY_S: f64 = 4.0;
/// Frames per second, at least and at most.
pub const RATE_RANGE: std::ops::RangeInclusive<u32> = 2..=60;

impl FilmLook {
    /// For a chat or a slide.
    pub const GIF: Self = Self {
        width: 960,
        height: 540,
        rate: 10,
        length_s: None,
    };

    /// For a screen.
    pub const VIDEO: Self = Self {
        width: 1920,
        height: 1080,
        rate: 25,
        length_s: None,
    };

    /// What is wrong with it, in words; `container`: `None` is a GIF.
    pub fn flaw(&self, container: Option<Container>) -> Option<String> {
        let sides = [self.width, self.height];
        if sides
            .iter()
            .any(|side| !(FILM_SIDE_MIN..=SIDE_MAX).contains(side))
        {
            return Some(format!(
                "a side of a film has {FILM_SIDE_MIN} to {SIDE_MAX} pixels, not {}×{}",
                self.width, self.height
            ));
        }
        if container.is_some() && sides.iter().any(|side| side % 2 == 1) {
            return Some(format!(
                "the sides of a video are even numbers of pixels, not {}×{}",
                self.width, self.height
            ));
        }
        let rate_max = match container {
            Some(_) => *RATE_RANGE.end(),
            None => GIF_RATE_MAX,
        };
        if !(*RATE_RANGE.start()..=rate_max).contains(&self.rate) {
            return Some(format!(
                "it has {} to {rate_max} frames per second, not {}",
                RATE_RANGE.start(),
                self.rate
            ));
        }
        let length_s = self.length_s?;
        (!FILM_LENGTH_S.contains(&length_s)).then(|| {
            format!(
                "a length is {} to {} seconds, not {length_s}",
                FILM_LENGTH_S.start(),
                FILM_LENGTH_S.end()
            )
        })
    }

    /// The screen that is filmed: one on which everything has room, and pixels for each of its points.
    fn request(&self) -> PictureRequest {
        /// Presenting needs this many points.
        const ROOM: (f32, f32) = (1_066.0, 600.0);
        let lack = (ROOM.0 / self.width as f32).max(ROOM.1 / self.height as f32);
        // The inverses are such that every number of pixels can be hit.
        let (points_per_pixel, scale) = match lack {
            ..=1.0 => (1.0, 1.0),
            ..=1.34 => (4.0 / 3.0, 0.75),
            _ => (2.0, 0.5),
        };
        let points = |pixels: u32| (f64::from(pixels) * points_per_pixel).round() as u32;
        PictureRequest {
            width: points(self.width),
            height: points(self.height),
            scale,
            surface: Surface::Presenting,
            center: Center::Map,
        }
    }
}

/// Writes a film that loops, and needs nothing but eyes to be looked at.
pub fn write_gif(
    contents: &Contents,
    document: &Document,
    look: FilmLook,
    out: &mut dyn Write,
    watch: &mut Watch<'_>,
) -> Result<(), BriefError> {
    let studio = Studio::new()?.with_tiles(contents.tiles.0.clone());
    let mut scout = Shooting::start(&studio, contents, document, look)?;
    let mut seen = palette::Census::default();
    let mut at = 0;
    for idx in sampled(scout.n_frames) {
        let progress = Progress {
            done: 0,
            total: scout.n_frames,
            doing: "looking for the colours",
        };
        tell(watch, progress)?;
        while at < idx {
            scout.script.advance();
            at += 1;
        }
        seen.add(&scout.draw()?);
    }
    let mut writer = gif::Writer::start(
        out,
        (look.width, look.height),
        look.rate,
        &seen.palette(),
        &about(document).join("\n"),
    )?;
    shoot(&studio, contents, document, look, watch, &mut |picture| {
        writer.frame(picture)
    })?;
    writer.finish()
}

/// Lets ffmpeg write a video into the file at `out`.
pub fn write_video(
    contents: &Contents,
    document: &Document,
    look: FilmLook,
    container: Container,
    out: &Path,
    watch: &mut Watch<'_>,
) -> Result<(), BriefError> {
    let reel = ffmpeg::Reel {
        container,
        width: look.width,
        height: look.height,
        rate: look.rate,
        title: document.title.clone(),
        comment: about(document).join("\n"),
    };
    // Before anything is drawn: whoever has no ffmpeg learns it at once.
    let mut encoder = Encoder::start(&reel, out)?;
    let studio = Studio::new()?.with_tiles(contents.tiles.0.clone());
    shoot(&studio, contents, document, look, watch, &mut |picture| {
        Ok(encoder.frame(picture.as_raw())?)
    })?;
    Ok(encoder.finish()?)
}

/// What the film shows and where it comes from, for its metadata.
fn about(document: &Document) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(document.banner.as_ref().map(|banner| banner.text.clone()));
    for page in &document.pages {
        lines.push(format!("{}: {}. {}", page.heading, page.shown, page.counts));
    }
    lines.extend(document.colophon());
    for note in &document.sources {
        lines.push(format!("[{}] {}", note.number, note.line()));
    }
    lines
}

/// Draws every frame, and hands it on.
fn shoot(
    studio: &Studio,
    contents: &Contents,
    document: &Document,
    look: FilmLook,
    watch: &mut Watch<'_>,
    take: &mut dyn FnMut(&RgbaImage) -> Result<(), BriefError>,
) -> Result<(), BriefError> {
    let mut shooting = Shooting::start(studio, contents, document, look)?;
    for done in 0..shooting.n_frames {
        let progress = Progress {
            done,
            total: shooting.n_frames,
            doing: shooting.script.heading(),
        };
        tell(watch, progress)?;
        take(&shooting.draw()?)?;
        shooting.script.advance();
    }
    Ok(())
}

/// The frames whose colours stand for all: some from all over the film, the first and the last among them.
fn sampled(n_frames: usize) -> Vec<usize> {
    const N_SAMPLES: usize = 5;
    let last = n_frames.saturating_sub(1);
    let mut wanted: Vec<usize> = (0..N_SAMPLES)
        .map(|idx| last * idx / (N_SAMPLES - 1))
        .collect();
    wanted.dedup();
    wanted
}

/// A script that is being filmed.
struct Shooting<'a> {
    script: Script,
    film: Film<'a>,
    n_frames: usize,
}

impl<'a> Shooting<'a> {
    fn start(
        studio: &'a Studio,
        contents: &Contents,
        document: &Document,
        look: FilmLook,
    ) -> Result<Self, BriefError> {
        let script = || Script::new(contents, document, look.rate, look.length_s);
        Ok(Self {
            n_frames: script().count_frames(),
            script: script(),
            film: studio.film(look.request())?,
        })
    }

    fn draw(&mut self) -> Result<RgbaImage, BriefError> {
        Ok(self.film.picture(self.script.state())?)
    }
}
