//! `strabo brief`: the briefing as documents that carry their evidence, with no window.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};

use crate::brief::document::{Contents, Document, FileMark, Wanted};
use crate::brief::pages::{Look, Pictures};
use crate::brief::pdf::{PdfLook, write_pdf};
use crate::brief::picture::{SCALE_RANGE, SIDE_MAX};
use crate::brief::png::write_pngs;
use crate::brief::profile::{COARSEN_M, Public, public_dataset};
use crate::brief::web::{WEB_LOOK, write_html};
use crate::brief::{BriefError, Progress};
use crate::cli::Outcome;
use crate::cli::filter::ZoneArg;
use crate::cli::input::{Input, file_name};
use crate::cli::output::{counted, refuse_input, say, write_file_by};
use crate::cli::render::ThemeArg;
use crate::cli::values::{self, Size};
use crate::io::atomic::write_atomically;
use crate::model::source::SourceId;
use crate::state::{Settings, ThemeChoice};
use crate::store::Dataset;

const EXAMPLES: &str = "\
Examples:
  strabo brief events.geojson -o briefing.pdf      a PDF to be printed and handed round
  strabo brief events.geojson -o briefing.html     one page of the web that opens offline
  strabo brief events.geojson -o slides            a folder with one PNG a scene
  strabo brief events.geojson -o slides --size 3840x2160 --theme light --scene 3 --scene 4
  strabo brief events.geojson -o open --profile public --coarsen 20 --withhold interview-7";

/// Write the briefing as a document: pictures, words, quotes and sources of every scene; needs no display
///
/// OUT says which: a folder (one PNG a scene, as the audience sees it), a .pdf (a sheet a scene, its events and quotes, and
/// numbered sources), or an .html (one file that opens offline, with a list of events to search). A collection without
/// scenes gives one page of the view that it opens with. Every document carries the handling banner, the filter, legend and
/// counts of each scene, its sources, the time of export and the SHA-256 of the collection. The same files and options give
/// the same bytes on the same machine, but for the time of export, which --timestamp fixes.
#[derive(Args, Clone, Debug)]
#[command(
    after_help = crate::cli::EXIT_CODES,
    after_long_help = format!("{EXAMPLES}\n\n{}", crate::cli::EXIT_CODES),
)]
pub struct BriefArgs {
    /// Collection or table to brief on (GeoJSON, CSV, TSV); several are one
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// Document to write: a folder, .pdf or .html
    #[arg(short, long, value_name = "OUT")]
    pub out: PathBuf,

    /// Size of a picture in points, as a window counts [default: what suits the document]
    #[arg(long, value_name = "WxH", value_parser = values::size)]
    pub size: Option<Size>,

    /// Pixels for each point, 0.5 to 4 [default: what suits the document]
    #[arg(long)]
    pub scale: Option<f32>,

    /// Colours of pictures and pages [default: light for a PDF, else dark]
    #[arg(long, value_enum)]
    pub theme: Option<ThemeArg>,

    /// Whose clock times are said by
    #[arg(long, value_enum, default_value_t)]
    pub zone: ZoneArg,

    /// Only this scene, counted from 1; may be repeated
    #[arg(long, value_name = "N")]
    pub scene: Vec<usize>,

    /// For whom it is
    #[arg(long, value_enum, default_value_t)]
    pub profile: ProfileArg,

    /// How far places are coarsened for the public, in kilometres, 1 to 500
    #[arg(long, value_name = "KM", default_value = "10")]
    pub coarsen: f64,

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

/// The kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A folder of pictures.
    Folder,
    Pdf,
    /// One file with everything in it.
    Html,
}

impl Kind {
    /// As OUT's name says.
    fn of(out: &Path) -> anyhow::Result<Self> {
        match out.extension() {
            None => Ok(Self::Folder),
            Some(_) if out.is_dir() => Ok(Self::Folder),
            Some(extension) if extension.eq_ignore_ascii_case("pdf") => Ok(Self::Pdf),
            Some(extension) if is_html(extension) => Ok(Self::Html),
            Some(extension) => bail!(
                "there is no document of the kind .{}; OUT is a folder (one PNG a scene) or ends in .pdf or .html\npath: {}",
                extension.to_string_lossy(),
                out.display()
            ),
        }
    }

    /// What is not asked for otherwise.
    fn scale(self) -> f32 {
        match self {
            Self::Folder => Look::SLIDE.scale,
            Self::Pdf => PdfLook::default().scale,
            Self::Html => WEB_LOOK.scale,
        }
    }

    /// What is shown on screens is dark; what is printed is not.
    fn theme(self) -> ThemeChoice {
        match self {
            Self::Folder | Self::Html => ThemeChoice::Dark,
            Self::Pdf => ThemeChoice::Light,
        }
    }
}

fn is_html(extension: &OsStr) -> bool {
    ["html", "htm"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}

fn timestamp(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.to_utc())
        .map_err(|error| format!("write a time such as 2016-12-16T09:00:00Z: {error}"))
}

pub fn run(args: &BriefArgs) -> anyhow::Result<Outcome> {
    let out = args.out.as_path();
    let kind = Kind::of(out)?;
    let scale = scale(args, kind)?;
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
    let document = Document::of(&contents);
    let mut pictures = Pictures::of(&contents)?;
    match kind {
        Kind::Folder => {
            let look = looked(Look::SLIDE, args.size, scale);
            write_folder(out, &document, &mut pictures, look)?;
        }
        Kind::Html => {
            let look = looked(WEB_LOOK, args.size, scale);
            write_file_by(out, |file| {
                Ok(write_html(&document, &mut pictures, look, file, &mut said)?)
            })?;
        }
        Kind::Pdf => {
            let size = args.size.map(sides);
            write_file_by(out, |file| {
                let look = PdfLook { size, scale };
                Ok(write_pdf(&document, &mut pictures, look, file, &mut said)?)
            })?;
        }
    }
    for line in document.removed.iter().chain(&document.rejected) {
        say(format_args!("{line}"));
    }
    say(format_args!(
        "{}: {}, {}",
        out.display(),
        counted(document.pages.len(), "page"),
        counted(document.sources.len(), "source")
    ));
    Ok(outcome)
}

/// A look with the size and scale that are asked for.
fn looked(look: Look, size: Option<Size>, scale: f32) -> Look {
    let (width, height) = size.map_or((look.width, look.height), sides);
    Look {
        width,
        height,
        scale,
        ..look
    }
}

fn sides(size: Size) -> (u32, u32) {
    (size.width, size.height)
}

/// Pixels per point, checked with the size.
fn scale(args: &BriefArgs, kind: Kind) -> anyhow::Result<f32> {
    let scale = args.scale.unwrap_or(kind.scale());
    if !SCALE_RANGE.contains(&scale) {
        let (min, max) = (SCALE_RANGE.start(), SCALE_RANGE.end());
        bail!("--scale is within {min} to {max}, not {scale}");
    }
    let (width, height) = args
        .size
        .map_or((Look::SLIDE.width, Look::SLIDE.height), sides);
    for side in [width, height] {
        let pixels = f64::from(side) * f64::from(scale);
        if pixels.round() > f64::from(SIDE_MAX) || pixels.round() < 1.0 {
            bail!("a side has 1 to {SIDE_MAX} pixels, not {pixels:.0} (--size times --scale)");
        }
    }
    Ok(scale)
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
        ..Settings::default()
    };
    let is_public = args.profile == ProfileArg::Public;
    let files = input
        .files()
        .iter()
        .map(|loaded| FileMark {
            name: (!is_public).then(|| file_name(loaded)),
            sha256: loaded.sha256.clone(),
        })
        .collect();
    let mut dataset = input.into_one()?;
    let mut pages = pages(args, &dataset)?;
    let removed = if is_public {
        let scenes = dataset.collection().scenes.clone();
        let (reduced, removed) = public_dataset(&dataset, &scenes, &terms(args, &dataset)?);
        dataset = reduced;
        if let Wanted::Scenes(wanted) = &mut pages {
            let place = |idx: &usize| removed.kept_scenes.iter().position(|kept| kept == idx);
            *wanted = wanted.iter().filter_map(place).collect();
            if wanted.is_empty() {
                bail!("the scenes that are asked for are left out for the public");
            }
        }
        Some(removed)
    } else if !args.withhold.is_empty() {
        bail!("--withhold is for --profile public: an internal document leaves nothing out");
    } else {
        None
    };
    Ok(Contents {
        scenes: Arc::new(dataset.collection().scenes.clone()),
        dataset: Arc::new(dataset),
        pages,
        settings,
        files,
        exported: args.timestamp.unwrap_or_else(Utc::now),
        removed,
    })
}

fn terms(args: &BriefArgs, dataset: &Dataset) -> anyhow::Result<Public> {
    let coarsen_m = args.coarsen * 1_000.0;
    if !COARSEN_M.contains(&coarsen_m) {
        bail!("--coarsen is within 1 to 500 km, not {}", args.coarsen);
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

fn write_folder(
    out: &Path,
    document: &Document,
    pictures: &mut Pictures,
    look: Look,
) -> anyhow::Result<()> {
    std::fs::create_dir_all(out)
        .with_context(|| format!("could not make the folder\npath: {}", out.display()))?;
    let mut save = |name: &str, bytes: &[u8]| {
        let path = out.join(name);
        write_atomically(&path, bytes)
            .map_err(|error| BriefError::Write(std::io::Error::other(error)))
    };
    Ok(write_pngs(document, pictures, look, &mut save, &mut said)?)
}

/// Says how far it is, on one line of a terminal's or a log's.
fn said(progress: Progress<'_>) -> ControlFlow<()> {
    let Progress { done, total, doing } = progress;
    writeln!(std::io::stderr(), "{} of {total}: {doing}", done + 1).ok();
    ControlFlow::Continue(())
}
