//! Everything that a written briefing says, as plain data: all formats say the same, in the same words.
//!
//! A page is a scene; a collection without scenes has one page of the view that it opens with. The words are those of the
//! window: `query` makes them. Sources are numbered over the whole document in the order in which they are first cited.
//! What does not fit within a limit is counted and said, never left out silently.
//!
//! Pure: the time of export and the hashes of the files come from outside.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use eframe::egui::Color32;

use crate::brief::entries::{self, Entry, Told};
use crate::brief::profile::Removed;
use crate::model::annotation::Annotation;
use crate::model::ground::Tiles;
use crate::model::number::grouped;
use crate::model::report::ImportReport;
use crate::model::source::{Capture, Source, SourceId};
use crate::model::time::Zones;
use crate::model::view::View;
use crate::query::attribution::{finding_parts, imprint_parts, reliability_words};
use crate::query::legend::{ANNOTATION, Mark, marks_of};
use crate::query::matching::{Counts, Matching, matching};
use crate::query::sentence::{counts_sentence, filter_sentence};
use crate::query::words::{clock_words, day_words};
use crate::state::briefing::Scenes;
use crate::state::opening::{enter_scene, everything_view, opening_view};
use crate::state::{Settings, ThemeChoice};
use crate::store::Dataset;
use crate::ui::prose::{Block, parse_markdown};
use crate::ui::symbols::Symbol;
use crate::ui::theme::Theme;
use crate::ui::top_bar::sentence_case;

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

/// A scene.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The number of its scene in the briefing, from 1.
    pub number: usize,
    /// Of how many.
    pub n_scenes: usize,
    /// `None`: the page is a view without a scene.
    pub scene_idx: Option<usize>,
    pub heading: String,
    pub narration: Vec<Block>,
    /// For the presenter alone; empty where there are none, and in a public document.
    pub notes: Vec<Block>,
    /// What is shown: filter and window in one sentence.
    pub shown: String,
    /// How much of what there is, with undated and unlocated events.
    pub counts: String,
    /// The same as numbers.
    pub numbers: Counts,
    pub legend: Vec<LegendEntry>,
    /// Categories beyond those of the legend.
    pub n_more_categories: usize,
    /// What the ways of drawing mean that occur.
    pub key: Vec<Mark>,
    /// What the scene's author drew on the map, each by its name: `Arrow, “The way east”`.
    pub annotations: Vec<String>,
    /// The events that are shown: the selected one first, then in time order, undated ones last.
    pub events: Vec<Entry>,
    /// How many more are shown than listed.
    pub n_more_events: usize,
    pub view: View,
}

/// A category among what is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct LegendEntry {
    pub symbol: Symbol,
    pub color: Rgb,
    pub label: String,
    pub n_events: usize,
}

/// A source in the bibliography.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// From 1, as it is cited.
    pub number: usize,
    pub id: SourceId,
    /// Authors, title, publisher, date; the id where nothing else is known.
    pub imprint: String,
    /// Where it is found.
    pub url: Option<String>,
    pub archive_url: Option<String>,
    /// Address, archive and date of access, as in a citation.
    pub finding: String,
    /// `Reliability F, cannot be judged`.
    pub reliability: Option<String>,
    /// The number of the source that it repeats.
    pub repeats: Option<usize>,
    /// Stored copies with their hashes, in words.
    pub copies: Vec<String>,
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

impl Note {
    /// All of it in one line, without its number.
    pub fn line(&self) -> String {
        let mut parts = vec![self.imprint.clone()];
        parts.extend((!self.finding.is_empty()).then(|| self.finding.clone()));
        parts.extend(self.reliability.clone());
        parts.extend(self.repeats.map(|number| format!("repeats [{number}]")));
        parts.extend(self.copies.iter().cloned());
        parts.join("; ")
    }
}

impl Page {
    /// `Scene 3 of 8`.
    pub fn number_words(&self) -> String {
        match self.scene_idx {
            Some(_) => format!("Scene {} of {}", self.number, self.n_scenes),
            None => String::from("View"),
        }
    }

    /// What the picture shows, for whoever does not see it.
    pub fn alt_text(&self) -> String {
        let categories: Vec<String> = self
            .legend
            .iter()
            .map(|entry| format!("{} {}", entry.label, grouped(entry.n_events as u64)))
            .collect();
        let mut words = format!("Map: {}. {}. {}", self.heading, self.shown, self.counts);
        if !categories.is_empty() {
            words.push_str(". Events by category: ");
            words.push_str(&categories.join(", "));
        }
        if let Some(drawn) = self.annotation_words() {
            words.push_str(". ");
            words.push_str(&drawn);
        }
        words
    }

    /// `Drawn for this scene, not from a source: Arrow, “The way east”`.
    pub fn annotation_words(&self) -> Option<String> {
        let words = format!(
            "{}: {}",
            sentence_case(ANNOTATION),
            self.annotations.join("; ")
        );
        (!self.annotations.is_empty()).then_some(words)
    }

    /// `Events: 12 shown, 6 undated`; `None` where there is none.
    pub fn events_heading(&self) -> Option<String> {
        let Counts {
            matching,
            undated,
            clock,
            ..
        } = self.numbers;
        let [shown, apart] = [matching, undated].map(|n| grouped(n as u64));
        match (matching, undated) {
            (0, 0) => None,
            (_, 0) => Some(format!("Events: {shown} shown")),
            _ => Some(format!(
                "Events: {shown} shown, {apart} {}",
                clock.undated()
            )),
        }
    }

    /// `… and 20 more events`, where not all are listed.
    pub fn more_words(&self) -> Option<String> {
        let n = grouped(self.n_more_events as u64);
        match self.n_more_events {
            0 => None,
            1 => Some(String::from("1 more event is not listed here")),
            _ => Some(format!("{n} more events are not listed here")),
        }
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

fn page(
    contents: &Contents,
    idx: Option<usize>,
    view: View,
    sources: &mut Sources<'_>,
    told: &mut Told,
) -> Page {
    let Contents {
        dataset: base,
        scenes,
        settings,
        ..
    } = contents;
    let dataset = &base.on(view.clock);
    let zones = settings.zone_shown.zones(dataset.zone());
    let window = view.effective_window();
    let found = matching(dataset, &view.filter, window);
    let scene = idx.and_then(|idx| scenes.get(idx));
    let blocks = |text: Option<&String>| text.map(|text| parse_markdown(text)).unwrap_or_default();
    let (legend, n_more_categories) = legend(dataset, &found, Theme::of(settings.theme));
    let (events, n_more_events) = entries::of(dataset, &found, &view, zones, sources, told);
    Page {
        number: idx.map_or(1, |idx| idx + 1),
        n_scenes: scenes.len(),
        scene_idx: idx,
        heading: scene.map_or_else(|| dataset.title().to_owned(), |scene| scene.heading.clone()),
        narration: blocks(scene.and_then(|scene| scene.narration.as_ref())),
        notes: blocks(scene.and_then(|scene| scene.notes.as_ref())),
        shown: filter_sentence(dataset, &view.filter, window, zones.shown),
        counts: counts_sentence(found.counts),
        numbers: found.counts,
        legend,
        n_more_categories,
        annotations: scene
            .map(|scene| scene.annotations.iter().map(Annotation::name).collect())
            .unwrap_or_default(),
        key: marks_of(dataset, &found, view.selection.as_ref())
            .into_iter()
            .collect(),
        events,
        n_more_events,
        view,
    }
}

/// The categories of what is shown, in the collection's order, and how many there are beyond.
fn legend(dataset: &Dataset, found: &Matching, theme: &Theme) -> (Vec<LegendEntry>, usize) {
    let categories = dataset.categories();
    let mut n_events = vec![0_usize; categories.len()];
    for row in found.shown.rows() {
        n_events[dataset.category_idx(row)] += 1;
    }
    let mut entries: Vec<LegendEntry> = categories
        .iter()
        .enumerate()
        .filter(|(idx, _)| n_events[*idx] > 0)
        .map(|(idx, category)| LegendEntry {
            symbol: Symbol::of(categories, idx),
            color: rgb(theme.category(categories, idx)),
            label: category.label.clone(),
            n_events: n_events[idx],
        })
        .collect();
    let n_more = entries.len().saturating_sub(CATEGORIES_MAX);
    entries.truncate(CATEGORIES_MAX);
    (entries, n_more)
}

pub(in crate::brief) fn rgb(color: Color32) -> Rgb {
    [color.r(), color.g(), color.b()]
}

/// The bibliography while it grows.
pub(in crate::brief) struct Sources<'a> {
    by_id: HashMap<&'a SourceId, &'a Source>,
    numbers: HashMap<SourceId, usize>,
    notes: Vec<Note>,
    zones: Zones,
}

impl<'a> Sources<'a> {
    pub(in crate::brief) fn new(dataset: &'a Dataset, zones: Zones) -> Self {
        let sources = dataset.collection().sources.iter();
        Self {
            by_id: sources.map(|source| (&source.id, source)).collect(),
            numbers: HashMap::new(),
            notes: Vec::new(),
            zones,
        }
    }

    /// A source in one line, by its number.
    pub(in crate::brief) fn line(&self, number: usize) -> String {
        let note = number.checked_sub(1).and_then(|idx| self.notes.get(idx));
        note.map_or_else(String::new, Note::line)
    }

    /// The number of a source, which from now on is cited.
    pub(in crate::brief) fn number(&mut self, id: &SourceId) -> usize {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        let first = self.notes.len() + 1;
        let mut id = id;
        // What a source repeats is cited with it; a circle ends where it began.
        loop {
            let number = self.notes.len() + 1;
            let source = self.by_id.get(id).copied();
            self.numbers.insert(id.clone(), number);
            self.notes.push(note(number, id, source, self.zones));
            let Some(origin) = source.and_then(|source| source.origin.as_ref()) else {
                return first;
            };
            let known = self.numbers.get(origin).copied();
            if let Some(note) = self.notes.last_mut() {
                note.repeats = Some(known.unwrap_or(number + 1));
            }
            if known.is_some() {
                return first;
            }
            id = origin;
        }
    }
}

fn note(number: usize, id: &SourceId, source: Option<&Source>, zones: Zones) -> Note {
    let imprint = source.map(|source| imprint_parts(source, zones).join(", "));
    Note {
        number,
        id: id.clone(),
        imprint: imprint
            .filter(|words| !words.is_empty())
            .unwrap_or_else(|| id.0.clone()),
        url: source.and_then(|source| source.url.clone()),
        archive_url: source.and_then(|source| source.archive_url.clone()),
        finding: source
            .map(|source| finding_parts(source, zones).join(", "))
            .unwrap_or_default(),
        reliability: source
            .and_then(|source| source.reliability)
            .map(reliability_words),
        repeats: None,
        copies: source
            .map(|source| source.captures.iter().map(copy_words).collect())
            .unwrap_or_default(),
    }
}

/// `stored copy captures/ara.html, SHA-256 …`.
fn copy_words(capture: &Capture) -> String {
    match &capture.sha256 {
        Some(sha256) => format!("stored copy {}, SHA-256 {sha256}", capture.file),
        None => format!("stored copy {}, no SHA-256 given", capture.file),
    }
}
