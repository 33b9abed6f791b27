//! Reading and writing: the collection format, other data formats, checks of files, safe saving.
//!
//! The room promises that no input makes it panic, hang or change a value quietly:
//! what cannot be read becomes a [`Problem`](crate::model::problem::Problem) with its place in the file.
//! It knows nothing of the window; connections are opened by [`net`] alone, and to allowed hosts only.

/// The table of places that is part of the program.
pub mod gazetteer;
pub mod json;

pub mod import;

pub mod export;

pub mod check;

pub mod folder;

pub mod evidence;

pub mod media;

pub mod atomic;

pub mod dataset;

pub mod settings;
pub mod tiles;

pub mod save;

pub mod recovery;

pub mod dialogs;

pub mod ffmpeg;

pub mod net;

pub mod jobs;
