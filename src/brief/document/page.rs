//! A page: what it shows in words and numbers, its legend, and the events that it lists.

use super::{CATEGORIES_MAX, Contents, Rgb, Sources, rgb};
use crate::brief::entries::{self, Entry, Told};
use crate::model::annotation::Annotation;
use crate::model::number::grouped;
use crate::model::view::View;
use crate::query::legend::{ANNOTATION, Mark, marks_of};
use crate::query::matching::{Counts, Matching, matching};
use crate::query::sentence::{counts_sentence, filter_sentence};
use crate::store::Dataset;
use crate::ui::prose::{Block, parse_markdown};
use crate::ui::symbols::Symbol;
use crate::ui::theme::Theme;
use crate::ui::top_bar::sentence_case;

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

pub(super) fn page(
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
