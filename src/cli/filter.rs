//! The filter flags, shared by `query`, `convert` and `render`.
//!
//! A name that nothing in the data bears is a usage error that says which names there are:
//! an empty answer to a misspelled question would look like an answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};

use crate::cli::values;
use crate::model::clock::Clock;
use crate::model::event::CategoryId;
use crate::model::filter::{CertaintyFilter, Filter, NumberRange};
use crate::model::fold::fold;
use crate::model::place::{Bounds, PrecisionClass, Ring};
use crate::model::source::{Reliability, SourceId};
use crate::model::time::{Window, Zone, Zones, window_of};
use crate::state::ZoneChoice;
use crate::store::Dataset;

/// How many names a message lists; more would bury what it says.
const NAMES_LISTED_MAX: usize = 20;

/// Which events are meant. Kinds of flags narrow each other; a repeated flag widens: either value will do.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Filter")]
pub struct FilterArgs {
    /// Beginning of the window on time: a date of any precision, or an instant
    ///
    /// A day, month or year is included whole; an instant such as 2016-12-15T14:00:00Z is that very instant.
    /// Dates without an offset are in the time zone that --zone names, the collection's by default.
    #[arg(long, value_name = "EDTF", value_parser = values::window_end, allow_hyphen_values = true)]
    pub from: Option<String>,

    /// End of the window on time, likewise: the day, month or year that is named is included whole
    #[arg(long, value_name = "EDTF", value_parser = values::window_end, allow_hyphen_values = true)]
    pub to: Option<String>,

    /// What time means: when it happened, when the first of its sources was published, or first captured
    ///
    /// With reported and --to, that is what was known then: `--clock reported --to 2016-12-14T18:00:00Z`.
    #[arg(long, value_enum)]
    pub clock: Option<ClockArg>,

    /// Zone that --from and --to are read in, and that times are shown in; what events say stays in their own
    #[arg(long, value_enum, default_value_t)]
    pub zone: ZoneArg,

    /// Only events that are certainly in the window, or only those that possibly are and not certainly
    #[arg(long, value_enum)]
    pub certainty: Option<CertaintyArg>,

    /// Only events that stand in this box, in degrees; W greater than E crosses the antimeridian
    #[arg(long, value_name = "W,S,E,N", value_parser = values::bbox, allow_hyphen_values = true)]
    pub bbox: Option<Bounds>,

    /// Only events of this category; may be repeated
    #[arg(long, value_name = "ID")]
    pub category: Vec<String>,

    /// Only events whose title, summary, names, tags or quotes hold all of these words
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true)]
    pub text: Vec<String>,

    /// Only events with a quote from this source; may be repeated
    #[arg(long, value_name = "ID")]
    pub source: Vec<String>,

    /// Only events in which this actor took part; may be repeated
    #[arg(long, value_name = "NAME")]
    pub actor: Vec<String>,

    /// Only events with this tag; may be repeated
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,

    /// Only events with a quote from a source of one of these grades, A to F; several with commas
    #[arg(long, value_name = "GRADES", value_parser = values::reliability, value_delimiter = ',')]
    pub reliability: Vec<Reliability>,

    /// Only events with this measure, and its number in a range; either end may be open; may be repeated
    #[arg(long, value_name = "NAME:MIN..MAX", value_parser = values::measure)]
    pub measure: Vec<(String, NumberRange)>,

    /// Only events that stand inside an area with these corners, in degrees
    #[arg(long, value_name = "LAT,LON LAT,LON …", value_parser = values::lasso, allow_hyphen_values = true)]
    pub lasso: Option<Ring>,

    /// Only events whose place is known this exactly; may be repeated
    #[arg(long, value_enum)]
    pub precision: Vec<PrecisionArg>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClockArg {
    /// When it happened
    Happened,
    /// When the first of its sources was published
    Reported,
    /// When the first stored copy of one of its sources was made
    Captured,
}

impl From<ClockArg> for Clock {
    fn from(arg: ClockArg) -> Self {
        match arg {
            ClockArg::Happened => Self::Happened,
            ClockArg::Reported => Self::Reported,
            ClockArg::Captured => Self::Captured,
        }
    }
}

/// Which wall clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ZoneArg {
    /// The collection's own
    #[default]
    Collection,
    /// UTC
    Utc,
}

impl From<ZoneArg> for ZoneChoice {
    fn from(arg: ZoneArg) -> Self {
        match arg {
            ZoneArg::Collection => Self::Collection,
            ZoneArg::Utc => Self::Utc,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CertaintyArg {
    /// Certainly in the window
    Certain,
    /// Possibly, and not certainly
    Possible,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PrecisionArg {
    /// Within 250 m
    Exact,
    /// Within 5 km
    Town,
    /// Within 20 km
    Vicinity,
    /// 20 km and more
    Region,
    /// The area or line itself
    Shape,
    /// Located, and nothing is said about how exactly
    Unknown,
    /// Not located
    Unlocated,
}

impl From<PrecisionArg> for PrecisionClass {
    fn from(arg: PrecisionArg) -> Self {
        match arg {
            PrecisionArg::Exact => Self::Exact,
            PrecisionArg::Town => Self::Town,
            PrecisionArg::Vicinity => Self::Vicinity,
            PrecisionArg::Region => Self::Region,
            PrecisionArg::Shape => Self::Shape,
            PrecisionArg::Unknown => Self::Unknown,
            PrecisionArg::Unlocated => Self::Unlocated,
        }
    }
}

impl FilterArgs {
    /// Whether no flag is given.
    pub fn is_empty(&self) -> bool {
        !self.asks_for_time() && !self.asks_for_more_than_time()
    }

    /// Whether the question is about time, so that undated events are no answer to it.
    pub fn asks_for_time(&self) -> bool {
        self.has_window() || self.certainty.is_some() || self.clock.is_some()
    }

    pub fn has_window(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    fn asks_for_more_than_time(&self) -> bool {
        let Self {
            from: _,
            to: _,
            certainty: _,
            clock: _,
            zone: _,
            bbox,
            category,
            text,
            source,
            actor,
            tag,
            precision,
            reliability,
            measure,
            lasso,
        } = self;
        let lists = [category, text, source, actor, tag];
        bbox.is_some()
            || lasso.is_some()
            || !precision.is_empty()
            || !reliability.is_empty()
            || !measure.is_empty()
            || lists.iter().any(|list| !list.is_empty())
    }

    /// The data by the clock that is asked for; an error where its sources bear no such dates.
    pub fn on_clock(&self, dataset: &Arc<Dataset>) -> anyhow::Result<Arc<Dataset>> {
        let clock = self.clock.map_or_else(Clock::default, Clock::from);
        if !dataset.has_clock(clock) {
            bail!(
                "--clock {}: {}",
                clock.id(),
                crate::query::known::why_not(dataset, clock)
            );
        }
        Ok(dataset.on(clock))
    }

    /// The zone that times are read and shown in.
    pub fn zone(&self, dataset: &Dataset) -> Zone {
        ZoneChoice::from(self.zone).zones(dataset.zone()).shown
    }

    /// The collection's zone and the one that times are shown in.
    pub fn zones(&self, dataset: &Dataset) -> Zones {
        ZoneChoice::from(self.zone).zones(dataset.zone())
    }

    /// The window that `--from` and `--to` give; open where one is missing.
    pub fn window(&self, dataset: &Dataset) -> anyhow::Result<Window> {
        window_of(self.from.as_deref(), self.to.as_deref(), self.zone(dataset))
            .context("--from and --to give no window")
    }

    /// The filter that the flags give.
    pub fn filter(&self, dataset: &Dataset) -> anyhow::Result<Filter> {
        self.over(dataset, Filter::default())
    }

    /// Another filter, with every part replaced that a flag is given for.
    pub fn over(&self, dataset: &Dataset, mut filter: Filter) -> anyhow::Result<Filter> {
        let columns = dataset.columns();
        if !self.category.is_empty() {
            let infos = dataset.categories().iter();
            let ids = infos
                .filter_map(|info| info.id.as_ref())
                .map(|id| id.0.as_str());
            let names = known("category", &self.category, ids, str::to_owned)?;
            filter.categories = names.into_iter().map(CategoryId).collect();
        }
        if !self.source.is_empty() {
            let sources = dataset.collection().sources.iter();
            let ids = sources.map(|source| source.id.0.as_str());
            let names = known("source", &self.source, ids, str::to_owned)?;
            filter.sources = names.into_iter().map(SourceId).collect();
        }
        if !self.actor.is_empty() {
            let names = columns.actors.names();
            filter.actors = known("actor", &self.actor, names, fold)?;
        }
        if !self.tag.is_empty() {
            let names = columns.tags.names();
            filter.tags = known("tag", &self.tag, names, fold)?;
        }
        if !self.precision.is_empty() {
            filter.precisions = self.precision.iter().map(|arg| (*arg).into()).collect();
        }
        if !self.reliability.is_empty() {
            filter.reliabilities = self.reliability.iter().copied().collect();
        }
        if !self.measure.is_empty() {
            let measures = dataset.measures().iter();
            let names: Vec<&str> = measures.map(|measure| measure.name.as_str()).collect();
            filter.measures = self.ranges(&names)?;
        }
        if !self.text.is_empty() {
            filter.text = self.text.join(" ");
        }
        if self.bbox.is_some() {
            filter.bounds = self.bbox;
        }
        if self.lasso.is_some() {
            filter.lasso.clone_from(&self.lasso);
        }
        match self.certainty {
            Some(CertaintyArg::Certain) => filter.certainty = CertaintyFilter::CertainOnly,
            Some(CertaintyArg::Possible) => filter.certainty = CertaintyFilter::PossibleOnly,
            None => {}
        }
        Ok(filter)
    }
}

impl FilterArgs {
    /// The range of each measure, by its name as the data spells it.
    fn ranges(&self, names: &[&str]) -> anyhow::Result<BTreeMap<String, NumberRange>> {
        let mut ranges = BTreeMap::new();
        for (asked, range) in &self.measure {
            let there = names.iter().copied();
            for name in known("measure", std::slice::from_ref(asked), there, fold)? {
                if ranges.insert(name, *range).is_some() {
                    bail!("two ranges are given for the measure “{asked}”");
                }
            }
        }
        Ok(ranges)
    }
}

/// The names that are asked for, as the data spells them; `same` maps spellings of one name onto each other.
fn known<'a>(
    what: &str,
    asked: &[String],
    there: impl Iterator<Item = &'a str>,
    same: impl Fn(&str) -> String,
) -> anyhow::Result<BTreeSet<String>> {
    let there: BTreeSet<&str> = there.collect();
    let mut found = BTreeSet::new();
    for name in asked {
        if there.contains(name.as_str()) {
            found.insert(name.clone());
            continue;
        }
        let wanted = same(name);
        let alike = there.iter().filter(|other| same(other) == wanted);
        let alike: Vec<String> = alike.map(|other| (*other).to_owned()).collect();
        if alike.is_empty() {
            bail!("there is no {what} “{name}”; {}", listed(&there));
        }
        found.extend(alike);
    }
    Ok(found)
}

fn listed(names: &BTreeSet<&str>) -> String {
    if names.is_empty() {
        return String::from("the data has none");
    }
    let mut text: Vec<&str> = names.iter().copied().take(NAMES_LISTED_MAX).collect();
    let more;
    if names.len() > NAMES_LISTED_MAX {
        more = format!("and {} more", names.len() - NAMES_LISTED_MAX);
        text.push(&more);
    }
    format!("known: {}", text.join(", "))
}
