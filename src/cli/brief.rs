//! `strabo brief`: the briefing as documents that carry their evidence, with no window.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};

use crate::brief::Progress;
use crate::brief::document::{Contents, FileMark, MAP_SIZE, MapTiles, Wanted};
use crate::brief::handout::{Measures, hand_out, reduce};
use crate::brief::profile::{COARSEN_M, Public};
use crate::cli::Outcome;
use crate::cli::filter::ZoneArg;
use crate::cli::ground::GroundArgs;
use crate::cli::input::{Input, file_name};
use crate::cli::output::{counted, refuse_input, say};
use crate::cli::render::{GridArg, ThemeArg};
use crate::cli::values::{self, Size};
use crate::io::tiles::TileFiles;
use crate::model::source::SourceId;
use crate::model::view::View;
use crate::state::exporting::Kind;
use crate::state::opening::opening_view;
use crate::state::places::Coordinates;
use crate::state::{Settings, ThemeChoice};
use crate::store::Dataset;

const EXAMPLES: &str = "\
Examples:
  strabo brief events.geojson -o briefing.pdf      a PDF to be printed and handed round
  strabo brief events.geojson -o briefing.pptx     slides to go on with, with the presenter's notes
  strabo brief events.geojson -o briefing.html     one page of the web that opens offline
  strabo brief events.geojson -o slides            a folder with one PNG a scene
  strabo brief events.geojson -o days.gif          a film of time passing
  strabo brief events.geojson -o strike.mp4 --scene 7 --length 20
  strabo brief events.geojson -o slides --size 3840x2160 --theme light --scene 3 --scene 4
  strabo brief events.geojson -o open --profile public --coarsen 20 --withhold interview-7";

/// Write the briefing as a document: pictures, words, quotes and sources of every scene; needs no display
///
/// OUT says which: a folder (one PNG a scene, as the audience sees it), a .png of one scene, a .pdf (a sheet a scene, its
/// events and quotes, and numbered sources), a .pptx (a slide a scene, with notes, quotes and sources), an .html (one file
/// that opens offline, with a list of events to search), or a film (.gif; .mp4 and .webm by the ffmpeg on the PATH). A
/// collection without scenes gives one page of the view that it opens with.
///
/// A film plays all of time through the view that the collection opens with; with one --scene that scene's window, opening
/// from its start to its end; with several the way from each to the next.
///
/// Every document carries the handling banner, the filter, legend and counts of each scene, its sources, the time of export
/// and the SHA-256 of the collection. The same files and options give the same bytes on the same machine, but for the time
/// of export, which --timestamp fixes.
#[derive(Args, Clone, Debug)]
#[command(
    after_help = crate::cli::EXIT_CODES,
    after_long_help = format!("{EXAMPLES}\n\n{}", crate::cli::EXIT_CODES),
)]
pub struct BriefArgs {
    /// Collection or table to brief on (GeoJSON, CSV, TSV); several are one
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// Document to write: a folder, .png, .pdf, .pptx, .html, .gif, .mp4 or .webm
    #[arg(short, long, value_name = "OUT")]
    pub out: PathBuf,

    /// Size of a picture in points, as a window counts; of a film in pixels [default: what suits the document]
    #[arg(long, value_name = "WxH", value_parser = values::size)]
    pub size: Option<Size>,

    /// Pixels for each point, 0.5 to 4 [default: what suits the document]
    #[arg(long)]
    pub scale: Option<f32>,

    /// Frames of a film each second, 2 to 60, of a GIF to 50 [default: 25, of a GIF 10]
    #[arg(long, value_name = "FPS")]
    pub rate: Option<u32>,

    /// Seconds that a film lasts, 1 to 600; with several scenes, that each stays [default: 12; 4]
    #[arg(long, value_name = "SECONDS")]
    pub length: Option<f64>,

    /// Colours of pictures and pages [default: light for a PDF, else dark]
    #[arg(long, value_enum)]
    pub theme: Option<ThemeArg>,

    /// Lines of a coordinate grid over the maps
    #[arg(long, value_enum, default_value_t)]
    pub grid: GridArg,

    /// Whose clock times are said by
    #[arg(long, value_enum, default_value_t)]
    pub zone: ZoneArg,

    #[command(flatten)]
    pub ground: GroundArgs,

    /// Only this scene, counted from 1; may be repeated
    #[arg(long, value_name = "N")]
    pub scene: Vec<usize>,

    /// For whom it is
    #[arg(long, value_enum, default_value_t)]
    pub profile: ProfileArg,

    /// How far places are coarsened for the public, in kilometres, 1 to 500 [default: 10]
    #[arg(long, value_name = "KM")]
    pub coarsen: Option<f64>,

    /// A source to leave out for the public, with what rests on it alone; may be repeated
    ///
    /// Those that are marked "restricted" in the collection are left out anyway.
    #[arg(long, value_name = "ID")]
    pub withhold: Vec<String>,

    /// The time of export that is written, instead of now
    #[arg(long, value_name = "RFC3339", value_parser = timestamp)]
    pub timestamp: Option<DateTime<Utc>>,
}

/// For whom a document is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ProfileArg {
    /// Everything, with the presenter's notes where the format has room for them
    #[default]
    Internal,
    /// Without presenter's notes, annotations, local paths, stored copies and restricted sources; places coarsened
    Public,
}

/// The kind of document that OUT's name asks for.
fn kind_of(out: &Path) -> anyhow::Result<Kind> {
    if out.is_dir() {
        return Ok(Kind::Folder);
    }
    let Some(kind) = Kind::of_document(out) else {
        let known: Vec<String> = Kind::ALL
            .into_iter()
            .filter(|kind| !kind.is_data())
            .filter_map(|kind| kind.extension().map(|extension| format!(".{extension}")))
            .collect();
        bail!(
            "there is no document of the kind .{}; OUT is a folder (one PNG a scene) or ends in {}\npath: {}",
            out.extension().unwrap_or_default().to_string_lossy(),
            known.join(", "),
            out.display()
        );
    };
    Ok(kind)
}

fn timestamp(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.to_utc())
        .map_err(|error| format!("write a time such as 2016-12-16T09:00:00Z: {error}"))
}

pub fn run(args: &BriefArgs) -> anyhow::Result<Outcome> {
    let out = args.out.as_path();
    let kind = kind_of(out)?;
    let measures = Measures {
        size: args.size.map(|size| (size.width, size.height)),
        scale: args.scale,
        rate: args.rate,
        length_s: args.length,
    };
    measures.check(kind)?;
    refuse_input(out, &args.files)?;
    let input = Input::read(&args.files)?;
    let mut outcome = input.outcome();
    let contents = contents(args, kind, input)?;
    let warnings = contents
        .removed
        .iter()
        .flat_map(|removed| &removed.warnings);
    for warning in warnings {
        say(format_args!("strabo: {warning}"));
        if outcome == Outcome::Done {
            outcome = Outcome::DoneWithProblems;
        }
    }
    let document = hand_out(kind, &contents, measures, out, &mut sayer(kind))?;
    for line in document.removed.iter().chain(&document.rejected) {
        say(format_args!("{line}"));
    }
    say(format_args!(
        "{}: {}, {}",
        out.display(),
        counted(
            document.pages.len(),
            if kind.is_film() { "scene" } else { "page" }
        ),
        counted(document.sources.len(), "source")
    ));
    Ok(outcome)
}

/// What goes into the document, by the flags.
fn contents(args: &BriefArgs, kind: Kind, input: Input) -> anyhow::Result<Contents> {
    let settings = Settings {
        theme: match args.theme {
            Some(ThemeArg::Dark) => ThemeChoice::Dark,
            Some(ThemeArg::Light) => ThemeChoice::Light,
            None => kind.theme(),
        },
        zone_shown: args.zone.into(),
        coordinates: Coordinates {
            grid: args.grid.into(),
            ..Coordinates::default()
        },
        ground: args.ground.ground()?,
        ..Settings::default()
    };
    let files = input
        .files()
        .iter()
        .map(|loaded| FileMark {
            name: Some(file_name(loaded)),
            sha256: loaded.sha256.clone(),
        })
        .collect();
    let dataset = Arc::new(input.into_one()?);
    let mut contents = Contents {
        scenes: Arc::new(dataset.collection().scenes.clone()),
        pages: pages(args, &dataset)?,
        dataset,
        settings,
        files,
        tiles: MapTiles(Some(Arc::new(TileFiles::default()))),
        exported: args.timestamp.unwrap_or_else(Utc::now),
        removed: None,
    };
    if args.profile == ProfileArg::Public {
        let terms = terms(args, &contents.dataset)?;
        reduce(&mut contents, &terms)?;
    } else if !args.withhold.is_empty() || args.coarsen.is_some() {
        bail!(
            "--withhold and --coarsen are for --profile public: an internal document leaves nothing out"
        );
    }
    if kind.is_film() && contents.pages == Wanted::All {
        contents.pages = Wanted::View(Box::new(played_view(&contents)));
    }
    Ok(contents)
}

/// The view whose time is played where no scene is asked for: the one that the collection opens with.
fn played_view(contents: &Contents) -> View {
    let view = opening_view(&contents.dataset, &contents.settings, MAP_SIZE);
    View {
        // What a scene is about is not what its time is about.
        selection: None,
        ..view
    }
}

fn terms(args: &BriefArgs, dataset: &Dataset) -> anyhow::Result<Public> {
    const COARSEN_KM: f64 = 10.0;
    let coarsen_km = args.coarsen.unwrap_or(COARSEN_KM);
    let coarsen_m = coarsen_km * 1_000.0;
    if !COARSEN_M.contains(&coarsen_m) {
        bail!("--coarsen is within 1 to 500 km, not {coarsen_km}");
    }
    let withheld: BTreeSet<SourceId> = args.withhold.iter().cloned().map(SourceId).collect();
    for id in &withheld {
        if dataset.collection().source(id).is_none() {
            bail!("there is no source “{}” to withhold", id.0);
        }
    }
    Ok(Public {
        coarsen_m,
        withheld,
    })
}

/// The scenes that are asked for, in the order in which they are.
fn pages(args: &BriefArgs, dataset: &Dataset) -> anyhow::Result<Wanted> {
    if args.scene.is_empty() {
        return Ok(Wanted::All);
    }
    let n_scenes = dataset.collection().scenes.len();
    let mut wanted = Vec::new();
    for number in &args.scene {
        match number.checked_sub(1) {
            Some(idx) if idx < n_scenes => wanted.push(idx),
            _ if n_scenes == 0 => {
                bail!("there is no scene {number}: the collection has no scenes")
            }
            _ => bail!("there is no scene {number}: the collection has scenes 1 to {n_scenes}"),
        }
    }
    Ok(Wanted::Scenes(wanted))
}

/// Says how far it is, one line for a page; of a film's many frames for every twentieth part.
fn sayer(kind: Kind) -> impl FnMut(Progress<'_>) -> ControlFlow<()> {
    const PARTS: usize = 20;
    let mut said = None;
    move |Progress { done, total, doing }| {
        let part = if kind.is_film() {
            done * PARTS / total.max(1)
        } else {
            done
        };
        if said != Some(part) {
            said = Some(part);
            writeln!(std::io::stderr(), "{} of {total}: {doing}", done + 1).ok();
        }
        ControlFlow::Continue(())
    }
}
