//! What can be exported, as data: the kinds of documents, and an order for one.
//!
//! `brief::handout` makes them; the command line and the Export dialog offer the same list.

use std::path::{Path, PathBuf};

use crate::model::ground::Ground;
use crate::model::view::View;
use crate::state::briefing::Scenes;
use crate::state::effect::Snapshot;
use crate::state::places::Coordinates;
use crate::state::{Notice, ThemeChoice, ZoneChoice};

/// The kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One picture.
    Png,
    /// A folder with one picture a scene.
    Folder,
    Pdf,
    /// Slides.
    Pptx,
    /// One file with everything in it.
    Html,
    Gif,
    Mp4,
    Webm,
    /// What matches, as a collection.
    GeoJson,
    /// What matches, as a table.
    Csv,
    /// What matches, for Google Earth and its kin.
    Kml,
}

impl Kind {
    pub const ALL: [Self; 11] = [
        Self::Png,
        Self::Folder,
        Self::Pdf,
        Self::Pptx,
        Self::Html,
        Self::Gif,
        Self::Mp4,
        Self::Webm,
        Self::GeoJson,
        Self::Csv,
        Self::Kml,
    ];

    /// By a file's name: a folder is without an extension, and data are no documents of a briefing.
    pub fn of_document(out: &Path) -> Option<Self> {
        let Some(extension) = out.extension() else {
            return Some(Self::Folder);
        };
        if extension.eq_ignore_ascii_case("htm") {
            return Some(Self::Html);
        }
        let has = |kind: &Self| {
            !kind.is_data()
                && kind
                    .extension()
                    .is_some_and(|known| extension.eq_ignore_ascii_case(known))
        };
        Self::ALL.into_iter().find(has)
    }

    /// What its files' names end with; a folder's with nothing.
    pub fn extension(self) -> Option<&'static str> {
        match self {
            Self::Folder => None,
            Self::Png => Some("png"),
            Self::Pdf => Some("pdf"),
            Self::Pptx => Some("pptx"),
            Self::Html => Some("html"),
            Self::Gif => Some("gif"),
            Self::Mp4 => Some("mp4"),
            Self::Webm => Some("webm"),
            Self::GeoJson => Some("geojson"),
            Self::Csv => Some("csv"),
            Self::Kml => Some("kml"),
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Png | Self::Folder => "PNG",
            Self::Pdf => "PDF",
            Self::Pptx => "PPTX",
            Self::Html => "HTML",
            Self::Gif => "GIF",
            Self::Mp4 => "MP4",
            Self::Webm => "WebM",
            Self::GeoJson => "GeoJSON",
            Self::Csv => "CSV",
            Self::Kml => "KML",
        }
    }

    pub fn is_film(self) -> bool {
        matches!(self, Self::Gif | Self::Mp4 | Self::Webm)
    }

    /// Whether it holds events alone.
    pub fn is_data(self) -> bool {
        matches!(self, Self::GeoJson | Self::Csv | Self::Kml)
    }

    /// What is shown on screens is dark; what is printed is not.
    pub fn theme(self) -> ThemeChoice {
        match self {
            Self::Pdf => ThemeChoice::Light,
            _ => ThemeChoice::Dark,
        }
    }
}

/// What is exported.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// The view as it is: a picture or page of it, or its time played.
    View(Box<View>),
    /// One scene, by its index: a picture or page of it, or its window played through.
    Scene(usize),
    /// All scenes, in their order; as a film the way from one to the next.
    Scenes,
    /// The events that match in a view.
    Matching(Box<View>),
}

/// An order for a document.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportOrder {
    pub kind: Kind,
    pub subject: Subject,
    pub snapshot: Snapshot,
    /// As they are now; they may not be saved yet.
    pub scenes: Scenes,
    /// In points for pictures, in pixels for films; `None`: what suits the kind.
    pub size: Option<(u32, u32)>,
    pub theme: ThemeChoice,
    pub zone: ZoneChoice,
    /// The grid that the map shows.
    pub coordinates: Coordinates,
    /// What lies under the events.
    pub ground: Ground,
    /// Metres that places are coarsened by for the public; `None`: an internal document, with everything.
    pub coarsen_m: Option<f64>,
    /// Seconds of a film; `None`: what suits it.
    pub length_s: Option<f64>,
    /// The name that is proposed.
    pub name: String,
    /// The folder that is proposed.
    pub folder: Option<PathBuf>,
}

/// A step of exporting.
#[derive(Clone, Debug)]
pub enum ExportAction {
    /// Asks where to, and makes the document there.
    Start(Box<ExportOrder>),
    /// The place is chosen, and the document is being made.
    Begun {
        request: u64,
        /// Its name without the folder.
        file: String,
    },
    /// So many of its pages or frames are done.
    SoFar {
        request: u64,
        done: usize,
        total: usize,
    },
    /// It is made, or not; `None`: nobody wanted it after all.
    Ended {
        request: u64,
        notice: Option<Notice>,
    },
    /// Stops making it.
    Cancel,
}

/// A document that is being made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exporting {
    pub request: u64,
    /// Its name without the folder; `None` while the place is asked for.
    pub file: Option<String>,
    pub done: usize,
    /// 0: not known yet.
    pub total: usize,
}

impl Exporting {
    /// `Exporting strike.mp4… 40 of 300`.
    pub fn words(&self) -> Option<String> {
        let file = self.file.as_ref()?;
        Some(match self.total {
            0 => format!("Exporting {file}…"),
            total => format!("Exporting {file}… {} of {total}", self.done + 1),
        })
    }
}

/// What became of an order, for the notice that tells of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// What was taken out for the public and what could not be read, counted, one line each.
    pub left_out: Vec<String>,
    /// Where words still give away what was taken out.
    pub warnings: Vec<String>,
}

/// A side of a picture or film in pixels, at most; 8K and a margin.
pub const SIDE_MAX: u32 = 8_192;
/// A side of a film in pixels, at least: below it nothing can be read.
pub const FILM_SIDE_MIN: u32 = 160;
/// Seconds of a film, at least and at most.
pub const FILM_LENGTH_S: std::ops::RangeInclusive<f64> = 1.0..=600.0;
/// The grid that places are moved to for the public may be this fine or coarse, in metres.
pub const COARSEN_M: std::ops::RangeInclusive<f64> = 1_000.0..=500_000.0;
