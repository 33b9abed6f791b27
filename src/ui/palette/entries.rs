//! What the palette offers: commands, scenes, saved views, values to filter by, and events by their titles.
//!
//! Every list has a limit, and says what it left out.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::filter::Filter;
use crate::model::ground::{GroundStyle, LabelLanguage};
use crate::model::time::Zones;
use crate::query::sentence::SourceNames;
use crate::state::State;
use crate::state::action::{Action, GroundAction};
use crate::state::importing::name_of;
use crate::store::{Dataset, Row};
use crate::ui::Cx;
use crate::ui::command::{Command, Group};
use crate::ui::map::stack_list::date_words;
use crate::ui::palette::fuzzy::{Closeness, Query};
use crate::ui::palette::lists;

/// Entries of one group beside the commands; more are not looked through but narrowed by a further letter.
const GROUP_MAX: usize = 6;
/// Values of one kind that are looked through: more names than any data set of the field has actors.
const VALUES_MAX: usize = 20_000;
/// Letters from which titles are looked through; one letter would find nearly all.
const TITLE_LETTERS_MIN: usize = 2;
/// Events that are looked through in one frame: a few milliseconds.
const TITLES_PER_FRAME: usize = 4_000;
/// Events whose titles are read in one frame, since making an event of a record takes a while.
const READ_PER_FRAME: usize = 250;
/// Titles that are looked through at all; beyond, the search asks the index instead.
const TITLES_MAX: usize = 200_000;

/// What an entry does.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Command(Command),
    /// Asks for a change.
    Action(Box<Action>),
}

/// A line of the palette.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) group: &'static str,
    pub(super) label: String,
    /// More about it, in grey.
    pub(super) detail: String,
    pub(super) target: Target,
    pub(super) enabled: bool,
    score: i32,
}

/// The entries that answer, best group first and best within it first, and a remark on what was not looked through.
pub(super) fn entries(cx: &mut Cx<'_>, query: &Query, titles: &TitleScan) -> Vec<Entry> {
    let mut groups = command_groups(cx.state, query);
    groups.push(ground(cx.state, query));
    groups.push(recent(cx.state, query));
    groups.push(scenes(cx.state, query));
    groups.push(views(cx.state, query));
    if !query.is_empty() {
        groups.extend(values(cx, query));
        groups.push(titles.entries(&cx.state.dataset, cx.state.zones()));
        groups.push(search(cx.state, query));
    }
    groups.retain(|group| !group.is_empty());
    if !query.is_empty() {
        // Stable: equally good groups stay in their order.
        groups.sort_by_key(|group| std::cmp::Reverse(group[0].score));
    }
    groups.concat()
}

fn command_groups(state: &State, query: &Query) -> Vec<Vec<Entry>> {
    let of = |group: Group| {
        let commands = Command::all();
        let found = commands.filter(|command| command.group() == group && lists(*command));
        ranked(
            found
                .filter_map(|command| {
                    Some(Entry {
                        group: group.label(),
                        label: command.label().to_owned(),
                        detail: String::new(),
                        target: Target::Command(command),
                        enabled: command.is_enabled(state),
                        score: score(query, command.label(), Closeness::Letters)?,
                    })
                })
                .collect(),
        )
    };
    Group::ALL.into_iter().map(of).collect()
}

/// How the ground can look otherwise than now.
fn ground(state: &State, query: &Query) -> Vec<Entry> {
    let now = state.ground();
    let styles = GroundStyle::ALL.into_iter();
    let styles = styles.filter(|style| *style != now.style).map(|style| {
        let label = format!("{} map style", style.label());
        (label, GroundAction::SetStyle(style))
    });
    let labels = LabelLanguage::ALL.into_iter();
    let labels = labels
        .filter(|labels| *labels != now.labels)
        .map(|labels| match labels {
            LabelLanguage::English | LabelLanguage::Arabic => {
                let label = format!("Map labels in {}", labels.label());
                (label, GroundAction::SetLabels(labels))
            }
            LabelLanguage::Both => {
                let label = String::from("Map labels in English and Arabic");
                (label, GroundAction::SetLabels(labels))
            }
        });
    let found = styles.chain(labels).filter_map(|(label, action)| {
        Some(Entry {
            group: "Map style",
            detail: String::new(),
            target: Target::Action(Box::new(Action::Ground(action))),
            enabled: true,
            score: score(query, &label, Closeness::Letters)?,
            label,
        })
    });
    ranked(found.collect())
}

/// Files that were opened before, but for the one that is open.
fn recent(state: &State, query: &Query) -> Vec<Entry> {
    let open = state.dataset.origin().path.as_ref();
    let files = state.settings.recent.iter().rev();
    let found = files.filter(|path| Some(*path) != open).filter_map(|path| {
        let folder = path.parent().map(|folder| folder.display().to_string());
        let label = format!("Open recent: {}", name_of(path));
        let whole = format!("{label} {}", folder.as_deref().unwrap_or_default());
        Some(Entry {
            group: "Recent files",
            detail: folder.unwrap_or_default(),
            target: Target::Action(Box::new(Action::Open(path.clone()))),
            enabled: true,
            score: score(query, &whole, Closeness::Letters)?,
            label,
        })
    });
    first(ranked(found.collect()))
}

fn scenes(state: &State, query: &Query) -> Vec<Entry> {
    let scenes = state.scenes().iter().enumerate();
    let found = scenes.filter_map(|(idx, scene)| {
        let label = format!("Go to scene {}, {}", idx + 1, scene.heading);
        Some(Entry {
            group: "Scenes",
            detail: String::new(),
            target: Target::Action(Box::new(Action::GoToScene(idx))),
            enabled: true,
            score: score(query, &label, Closeness::Letters)?,
            label,
        })
    });
    first(ranked(found.collect()))
}

fn views(state: &State, query: &Query) -> Vec<Entry> {
    let views = state.saved_views();
    let found = views.iter().enumerate().filter_map(|(idx, view)| {
        let label = format!("Go to the view {}", view.name);
        Some(Entry {
            group: "Saved views",
            detail: String::new(),
            target: Target::Action(Box::new(Action::GoToView(idx))),
            enabled: true,
            score: score(query, &label, Closeness::Letters)?,
            label,
        })
    });
    first(ranked(found.collect()))
}

/// Values to filter by, with how many events each would give.
fn values(cx: &mut Cx<'_>, query: &Query) -> Vec<Vec<Entry>> {
    let facets = cx.facets();
    let dataset = Arc::clone(&cx.state.dataset);
    let filter = &cx.state.view.filter;
    let categories = facets.categories.iter().filter_map(|value| {
        let info = &dataset.categories()[value.value];
        Some((info.id.clone()?, info.label.clone(), value.count))
    });
    let actors = facets.actors.iter();
    let actors = actors.map(|value| (value.value.clone(), value.value.clone(), value.count));
    let names = SourceNames::of(&dataset);
    let sources = facets.sources.iter().map(|value| {
        let name = names.name(&value.value);
        (value.value.clone(), name, value.count)
    });
    let tags = facets.tags.iter();
    let tags = tags.map(|value| (value.value.clone(), value.value.clone(), value.count));
    vec![
        offered("Category", query, filter, categories, |filter| {
            &mut filter.categories
        }),
        offered("Actor", query, filter, actors, |filter| &mut filter.actors),
        offered("Source", query, filter, sources, |filter| {
            &mut filter.sources
        }),
        offered("Tag", query, filter, tags, |filter| &mut filter.tags),
    ]
}

/// The values of one kind that answer; choosing one puts it into the filter, or takes it out again.
fn offered<T: Ord + Clone>(
    kind: &'static str,
    query: &Query,
    filter: &Filter,
    values: impl Iterator<Item = (T, String, usize)>,
    part: impl Fn(&mut Filter) -> &mut BTreeSet<T>,
) -> Vec<Entry> {
    let scored = values.take(VALUES_MAX).filter_map(|(value, name, count)| {
        let words = format!("{kind} {name}");
        Some((score(query, &words, Closeness::Words)?, value, name, count))
    });
    let mut scored: Vec<_> = scored.collect();
    scored.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
    let entry = |(score, value, name, count): (i32, T, String, usize)| {
        let mut asked = filter.clone();
        let chosen = part(&mut asked);
        let verb = if chosen.remove(&value) {
            "No longer only"
        } else {
            chosen.insert(value);
            "Only"
        };
        Entry {
            group: kind,
            label: format!("{verb} {name}"),
            detail: counted(count),
            target: Target::Action(Box::new(Action::SetFilter(asked))),
            enabled: true,
            score,
        }
    };
    scored.into_iter().take(GROUP_MAX).map(entry).collect()
}

/// The last resort, which is always there: what was typed, looked for in every text.
fn search(state: &State, query: &Query) -> Vec<Entry> {
    let filter = Filter {
        text: query.typed().to_owned(),
        ..state.view.filter.clone()
    };
    vec![Entry {
        group: "Search",
        label: format!("Search all texts for “{}”", query.typed()),
        detail: String::new(),
        target: Target::Action(Box::new(Action::SetFilter(filter))),
        enabled: true,
        score: i32::MIN,
    }]
}

/// A look through the titles, a part in each frame, so that a million of them stall nothing.
#[derive(Debug, Default)]
pub(super) struct TitleScan {
    query: Query,
    of: Option<Arc<Dataset>>,
    next: usize,
    /// The best so far, best first.
    best: Vec<(i32, Row)>,
}

impl TitleScan {
    /// Looks through the next part; whether there is more to come.
    pub(super) fn advance(&mut self, dataset: &Arc<Dataset>, query: &Query) -> bool {
        let is_same = self.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, dataset));
        if !is_same || self.query != *query {
            *self = Self {
                query: query.clone(),
                of: Some(Arc::clone(dataset)),
                ..Self::default()
            };
        }
        if query.n_letters() < TITLE_LETTERS_MIN {
            return false;
        }
        let end = dataset.len().min(TITLES_MAX);
        let until = end.min(self.next + TITLES_PER_FRAME);
        let mut n_read = 0;
        while self.next < until && n_read < READ_PER_FRAME {
            let row = Row(self.next as u32);
            self.next += 1;
            // What is not in the texts is not in the title.
            if !dataset.holds_words(row, query.words()) {
                continue;
            }
            n_read += 1;
            let found = query.score(&dataset.event(row).title, Closeness::Words);
            if let Some(score) = found {
                self.take(score, row);
            }
        }
        self.next < end
    }

    fn take(&mut self, score: i32, row: Row) {
        let at = self.best.partition_point(|(other, _)| *other >= score);
        if at < GROUP_MAX {
            self.best.insert(at, (score, row));
            self.best.truncate(GROUP_MAX);
        }
    }

    /// What was not looked through, if anything.
    pub(super) fn remark(&self, dataset: &Dataset) -> Option<String> {
        let looked = self.query.n_letters() >= TITLE_LETTERS_MIN;
        (looked && dataset.len() > TITLES_MAX).then(|| {
            format!(
                "Titles of the first {TITLES_MAX} of {} events",
                dataset.len()
            )
        })
    }

    fn entries(&self, dataset: &Dataset, zones: Zones) -> Vec<Entry> {
        let entry = |(score, row): &(i32, Row)| {
            let event = dataset.event(*row);
            Entry {
                group: "Events",
                label: event.title.clone(),
                detail: date_words(dataset, *row, zones),
                target: Target::Action(Box::new(Action::Select(Some(event.id.clone())))),
                enabled: true,
                score: *score,
            }
        };
        self.best.iter().map(entry).collect()
    }
}

fn score(query: &Query, name: &str, closeness: Closeness) -> Option<i32> {
    if query.is_empty() {
        Some(0)
    } else {
        query.score(name, closeness)
    }
}

fn ranked(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.score));
    entries
}

fn first(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.truncate(GROUP_MAX);
    entries
}

/// `1 event`, `2 events`.
fn counted(n: usize) -> String {
    format!("{n} {}", if n == 1 { "event" } else { "events" })
}
