//! Everything that a written briefing says, as plain data: all formats say the same, in the same words.
//!
//! A page is a scene; a collection without scenes has one page of the view that it opens with. The words are those of the
//! window: `query` makes them. Sources are numbered over the whole document in the order in which they are first cited.
//! What does not fit within a limit is counted and said, never left out silently.
//!
//! Pure: the time of export and the hashes of the files come from outside.

mod page;
mod sources;

pub use self::page::{LegendEntry, Page};
pub use self::sources::Note;

pub(in crate::brief) use self::sources::Sources;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use eframe::egui::Color32;

use self::page::page;
use crate::brief::entries::Told;
use crate::brief::profile::Removed;
use crate::model::ground::Tiles;
use crate::model::report::ImportReport;
use crate::model::view::View;
use crate::query::words::{clock_words, day_words};
use crate::state::briefing::Scenes;
use crate::state::opening::{enter_scene, everything_view, opening_view};
use crate::state::{Settings, ThemeChoice};
use crate::store::Dataset;
use crate::ui::theme::Theme;

/// Events that a page lists at most, and of which it says how many more there are. A page of more is a database.
pub const EVENTS_MAX: usize = 100;
/// Categories that a page's legend explains at most.
pub const CATEGORIES_MAX: usize = 24;

/// The size in points of the map that a view without a camera of its own is fitted to.
pub const MAP_SIZE: (f32, f32) = (1_066.0, 600.0);

/// Red, green and blue.
pub type Rgb = [u8; 3];

/// What a document is made of.
#[derive(Clone, Debug)]
pub struct Contents {
    /// The collection by the clock of what happened; reduced already, where a profile asks for it.
    pub dataset: Arc<Dataset>,
    /// As they are now; they may not be saved yet.
    pub scenes: Scenes,
    /// What is made pages.
    pub pages: Wanted,
    /// Theme, and zone of the clocks.
    pub settings: Settings,
    /// The files that the collection was read from.
    pub files: Vec<FileMark>,
    pub exported: DateTime<Utc>,
    /// Who gets the tiles of the ground.
    pub tiles: MapTiles,
    /// What the public profile took out; `None`: nothing was to be taken out.
    pub removed: Option<Removed>,
}

/// Who gets the tiles of map files; `None`: the embedded map is all there is.
#[derive(Clone, Default)]
pub struct MapTiles(pub Option<Tiles>);

impl std::fmt::Debug for MapTiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MapTiles({})", self.0.is_some())
    }
}

/// What is made pages.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Wanted {
    /// Every scene; the opening view where there is none.
    #[default]
    All,
    /// Scenes by their index, in this order; those that are not there are passed over.
    Scenes(Vec<usize>),
    /// One page of a view.
    View(Box<View>),
}

/// A file that a document is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileMark {
    /// Without its folder; `None`: not to be told.
    pub name: Option<String>,
    /// Of its bytes, lower-case hexadecimal.
    pub sha256: String,
}

/// A whole document.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub title: String,
    /// What the collection says of itself.
    pub summary: Option<String>,
    pub banner: Option<Banner>,
    pub theme: ThemeChoice,
    /// When it was made.
    pub exported: DateTime<Utc>,
    pub files: Vec<FileMark>,
    /// `Strabo 0.1.0`.
    pub program: String,
    /// `Internal: nothing was taken out`.
    pub profile: String,
    /// What was taken out, counted, one line each.
    pub removed: Vec<String>,
    /// What the file holds and the collection does not: `15 features read: 14 taken, 1 rejected`.
    pub rejected: Option<String>,
    pub pages: Vec<Page>,
    /// The sources that the document cites, in the order of their numbers from 1.
    pub sources: Vec<Note>,
}

/// The handling caveat, at the top and the bottom of every page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Banner {
    pub text: String,
    pub ground: Rgb,
    pub ink: Rgb,
}

impl Document {
    pub fn of(contents: &Contents) -> Self {
        let Contents {
            dataset,
            settings,
            files,
            exported,
            removed,
            ..
        } = contents;
        let collection = dataset.collection();
        let theme = Theme::of(settings.theme);
        let zones = settings.zone_shown.zones(dataset.zone());
        let mut sources = Sources::new(dataset, zones);
        let mut told = Told::default();
        let pages = views(contents)
            .into_iter()
            .enumerate()
            .map(|(idx, (scene_idx, view))| {
                told.page = idx;
                page(contents, scene_idx, view, &mut sources, &mut told)
            })
            .collect();
        let report = dataset.origin().report.as_ref();
        Self {
            title: dataset.title().to_owned(),
            summary: collection.summary.clone(),
            banner: collection.handling.as_ref().map(|handling| {
                let ground = Theme::from_file(handling.color.as_deref(), theme.accent);
                Banner {
                    text: handling.text.trim().to_owned(),
                    ground: rgb(ground),
                    ink: rgb(Theme::text_on(ground)),
                }
            }),
            theme: settings.theme,
            exported: *exported,
            files: files.clone(),
            program: format!("Strabo {}", env!("CARGO_PKG_VERSION")),
            profile: removed.as_ref().map_or_else(
                || String::from("Internal: nothing was taken out"),
                Removed::heading,
            ),
            removed: removed.as_ref().map(Removed::lines).unwrap_or_default(),
            rejected: report
                .filter(|report| report.rejected > 0)
                .map(ImportReport::sentence),
            pages,
            sources: sources.notes,
        }
    }

    /// `22 Nov 2026, 18:14:05 UTC`.
    pub fn exported_words(&self) -> String {
        let at = self.exported.naive_utc();
        let time = chrono::Timelike::with_nanosecond(&at.time(), 0).unwrap_or(at.time());
        format!("{}, {} UTC", day_words(at.date()), clock_words(time))
    }

    /// What stands at the end of every document: from what, when and by what it was made, and what is not in it.
    pub fn colophon(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "Exported {} by {}",
            self.exported_words(),
            self.program
        )];
        for FileMark { name, sha256 } in &self.files {
            let name = name.as_deref().unwrap_or("the collection");
            lines.push(format!("SHA-256 of {name}: {sha256}"));
        }
        lines.extend(self.rejected.clone());
        lines.push(self.profile.clone());
        lines.extend(self.removed.iter().cloned());
        lines
    }
}

/// The views of the pages, with the scenes that make them: each from the one before it, as when it is presented.
fn views(contents: &Contents) -> Vec<(Option<usize>, View)> {
    let Contents {
        dataset,
        scenes,
        settings,
        ..
    } = contents;
    let wanted = match &contents.pages {
        Wanted::View(view) => return vec![(None, (**view).clone())],
        Wanted::All if scenes.is_empty() => {
            return vec![(None, opening_view(dataset, settings, MAP_SIZE))];
        }
        Wanted::All => None,
        Wanted::Scenes(wanted) => Some(wanted),
    };
    let mut view = everything_view(dataset, MAP_SIZE);
    let mut all = Vec::with_capacity(scenes.len());
    for scene in scenes.iter() {
        view = enter_scene(dataset, scene, &view);
        all.push(view.clone());
    }
    match wanted {
        None => all
            .into_iter()
            .enumerate()
            .map(|(idx, view)| (Some(idx), view))
            .collect(),
        Some(wanted) => wanted
            .iter()
            .filter_map(|idx| Some((Some(*idx), all.get(*idx)?.clone())))
            .collect(),
    }
}

pub(in crate::brief) fn rgb(color: Color32) -> Rgb {
    [color.r(), color.g(), color.b()]
}
