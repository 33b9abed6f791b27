//! Pictures and documents: what the window shows, drawn off screen by the same code, and everything that is said with it.
//!
//! [`document`] gathers what any written briefing says as plain data, [`pages`] draws its pictures one at a time, and each
//! format writes both into a [`std::io::Write`]; a video alone is written by ffmpeg. Only [`handout`] and [`order`] know
//! files, and see to it that a document is there whole or not at all.

pub mod document;
pub mod entries;
pub mod film;
pub mod handout;
pub mod kml;
mod markup;
pub mod order;
pub mod pages;
pub mod pdf;
pub mod picture;
pub mod png;
pub mod pptx;
pub mod profile;
pub mod web;

use std::io;
use std::ops::ControlFlow;

use crate::brief::picture::PictureError;
use crate::io::ffmpeg::FfmpegError;

/// How far the writing of a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// Pages that are done.
    pub done: usize,
    pub total: usize,
    /// What is being done now: the heading of a page.
    pub doing: &'a str,
}

/// Is told before every page how far it is, and may say that it is enough.
pub type Watch<'a> = dyn FnMut(Progress<'_>) -> ControlFlow<()> + 'a;

/// Why a document could not be written.
#[derive(Debug, thiserror::Error)]
pub enum BriefError {
    #[error("could not draw the picture: {0}")]
    Picture(#[from] PictureError),
    #[error("could not write: {0}")]
    Write(#[from] io::Error),
    #[error("could not make the {format}: {message}")]
    Format {
        format: &'static str,
        message: String,
    },
    #[error(transparent)]
    Video(#[from] FfmpegError),
    #[error("cancelled")]
    Cancelled,
}

impl From<BriefError> for io::Error {
    /// For what is written through a file: the reason stays readable.
    fn from(error: BriefError) -> Self {
        match error {
            BriefError::Write(error) => error,
            other => Self::other(other),
        }
    }
}

/// Tells how far it is, and stops where that is asked for.
pub fn tell(watch: &mut Watch<'_>, progress: Progress<'_>) -> Result<(), BriefError> {
    match watch(progress) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(BriefError::Cancelled),
    }
}
