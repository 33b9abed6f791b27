//! `strabo convert`: a collection, or what matches of it, as another file.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::Args;

use crate::brief::kml::write_kml;
use crate::cli::Outcome;
use crate::cli::filter::FilterArgs;
use crate::cli::input::Input;
use crate::cli::output::{counted, refuse_input, say, write_file, write_file_by};
use crate::cli::selection::Selection;
use crate::io::export::csv::write_rows;
use crate::io::export::geojson::{write_collection, write_events};
use crate::io::import::Loaded;
use crate::io::import::table::TableOptions;
use crate::model::event::EventId;
use crate::model::table::Preset;
use crate::query::cite::{Format, cited_sources, write_sources};
use crate::store::Dataset;

/// Write a collection, or what matches of it, as another file
///
/// The kind of file is told by OUT's extension: .geojson or .json is the collection format (plain GeoJSON stays plain),
/// .csv a table with one row for each event, .kml placemarks for a globe; .bib and .csl.json are the sources that they cite. Several files become one. OUT is replaced whole or not at all, and is never
/// one of the files that are read.
#[derive(Args, Clone, Debug)]
#[command(after_help = crate::cli::EXIT_CODES)]
pub struct ConvertArgs {
    /// Collection or table to convert (GeoJSON, CSV, TSV)
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// File to write: .geojson, .json, .csv, .kml, .bib or .csl.json
    #[arg(short, long, value_name = "OUT")]
    pub out: PathBuf,

    /// Read tables as this data set, where their columns do not tell
    #[arg(long, value_enum, value_name = "NAME")]
    pub preset: Option<PresetName>,

    /// Write the rejected rows of a table here, each with its reason first (CSV)
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,

    #[command(flatten)]
    pub filter: FilterArgs,
}

/// The data sets that tables can be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum PresetName {
    Acled,
    Ucdp,
    Gdelt,
    Timemap,
}

impl PresetName {
    fn preset(self) -> Preset {
        match self {
            Self::Acled => Preset::Acled,
            Self::Ucdp => Preset::Ucdp,
            Self::Gdelt => Preset::Gdelt,
            Self::Timemap => Preset::TimeMap,
        }
    }
}

/// The kinds of files that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Geojson,
    Csv,
    Kml,
    Sources(Format),
}

impl Kind {
    fn of(out: &Path) -> anyhow::Result<Self> {
        let name = out.file_name().unwrap_or_default().to_string_lossy();
        if name.to_lowercase().ends_with(".csl.json") {
            return Ok(Self::Sources(Format::CslJson));
        }
        let extension = out
            .extension()
            .map(|text| text.to_string_lossy().to_lowercase());
        match extension.as_deref() {
            Some("geojson" | "json") => Ok(Self::Geojson),
            Some("csv") => Ok(Self::Csv),
            Some("kml") => Ok(Self::Kml),
            Some("bib") => Ok(Self::Sources(Format::BibTex)),
            _ => bail!(
                "OUT's extension says what to write: .geojson, .json, .csv, .kml, .bib or .csl.json\npath: {}",
                out.display()
            ),
        }
    }
}

pub fn run(args: &ConvertArgs) -> anyhow::Result<Outcome> {
    let out = args.out.as_path();
    let kind = Kind::of(out)?;
    refuse_input(out, &args.files)?;
    let options = TableOptions {
        preset: args.preset.map(PresetName::preset),
        ..TableOptions::default()
    };
    let input = Input::read_with(&args.files, &options)?;
    let outcome = input.outcome();
    if let Some(rejects) = &args.rejects {
        write_rejects(&input, args, rejects)?;
    }
    if kind == Kind::Geojson {
        input.check_zone()?;
        say_files_elsewhere(input.files(), out);
    }
    let dataset = args.filter.on_clock(&Arc::new(input.into_one()?))?;
    let selection = Selection::of(&dataset, &args.filter)?;
    let collection = dataset.collection();
    if let Kind::Sources(format) = kind {
        return write_cited(&dataset, &selection, out, format).map(|()| outcome);
    }
    if kind == Kind::Geojson && args.filter.is_empty() && !dataset.has_records() {
        write_file(out, write_collection(collection).as_bytes())?;
    } else {
        if kind == Kind::Geojson && !dataset.has_records() {
            say_left_behind(&dataset, &selection)?;
        }
        // What is whole need not say of what it is a part.
        let about = (!args.filter.is_empty()).then(|| selection.about(&dataset));
        let events = selection.each_event(&dataset);
        write_file_by(out, |file| {
            match (kind, &about) {
                (Kind::Kml, _) => {
                    let lines = selection.about(&dataset).0;
                    let lines: Vec<String> = lines.into_iter().map(|(_, words)| words).collect();
                    write_kml(
                        file,
                        &dataset,
                        selection.rows(),
                        args.filter.zones(&dataset),
                        &lines,
                    )
                }
                (Kind::Csv, about) => Ok(write_rows(file, collection, events, about.as_ref())?),
                (_, Some(about)) => write_events(file, &about.header(collection), events),
                (_, None) => write_events(file, collection, events),
            }?;
            dataset.all_readable().map_err(std::io::Error::other)
        })?;
    }
    say(format_args!("{}: {}", out.display(), selection.remark()));
    Ok(outcome)
}

/// Writes the sources that the selected events cite.
fn write_cited(
    dataset: &Dataset,
    selection: &Selection,
    out: &Path,
    format: Format,
) -> anyhow::Result<()> {
    let collection = dataset.collection();
    let mut n_events = 0;
    let events = selection.each_event(dataset).inspect(|_| n_events += 1);
    let sources = cited_sources(collection, events);
    dataset.all_readable()?;
    let text = write_sources(collection, &sources, format);
    write_file(out, text.as_bytes())?;
    let total = selection.matching.counts.total;
    let sources = counted(sources.len(), "source");
    say(format_args!(
        "{}: {sources} written, which {n_events} of {total} events cite",
        out.display(),
    ));
    Ok(())
}

/// Writes the rows that were left out, each with its reason.
fn write_rejects(input: &Input, args: &ConvertArgs, rejects: &Path) -> anyhow::Result<()> {
    refuse_input(rejects, &args.files)?;
    let [table] = input
        .files()
        .iter()
        .filter_map(|loaded| loaded.table.as_ref())
        .collect::<Vec<_>>()[..]
    else {
        bail!("--rejects needs one table among the files, whose rows it is about");
    };
    let bytes = table
        .rejects()
        .context("could not write the rejected rows")?;
    write_file(rejects, &bytes)?;
    let count = counted(table.report.rejected, "row");
    say(format_args!("{}: {count} rejected", rejects.display()));
    Ok(())
}

/// Says what a part of a collection no longer leads to.
fn say_left_behind(dataset: &Dataset, selection: &Selection) -> anyhow::Result<()> {
    let events = selection.events(dataset)?;
    let n_scenes = dataset.collection().scenes.len();
    if n_scenes > 0 {
        let scenes = counted(n_scenes, "scene");
        say(format_args!(
            "{scenes} left out: they tell of the whole collection"
        ));
    }
    let written: HashSet<&EventId> = events.iter().map(|event| &event.id).collect();
    let links = events.iter().flat_map(|event| &event.links);
    let n_links = links.filter(|link| !written.contains(&link.to)).count();
    if n_links > 0 {
        let links = counted(n_links, "link");
        say(format_args!("{links} written that lead to events left out"));
    }
    Ok(())
}

/// Stored copies and media are named relative to the collection, so in another folder they are not found.
fn say_files_elsewhere(files: &[Loaded], out: &Path) {
    for loaded in files {
        let captures = loaded
            .collection
            .sources
            .iter()
            .map(|source| source.captures.len());
        let media = loaded
            .collection
            .events
            .iter()
            .map(|event| event.media.len());
        let n_files: usize = captures.sum::<usize>() + media.sum::<usize>();
        if n_files > 0 && folder(&loaded.path) != folder(out) {
            say(format_args!(
                "{} of {} stay where they are, named relative to the collection: copy them to OUT's folder too",
                counted(n_files, "stored copy or medium").replace("mediums", "media"),
                loaded.path.display(),
            ));
        }
    }
}

fn folder(path: &Path) -> Option<PathBuf> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new(".")).canonicalize().ok()
}
