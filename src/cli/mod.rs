//! The command line: one program, and every subcommand works with no display.
//!
//! The subcommands call the same rooms as the window, so they give the same answers and draw the same picture.
//! Results go to standard output, everything else to standard error; `docs/cli.md` states the shapes.

pub mod bench;
pub mod brief;
pub mod check;
pub mod convert;
pub mod info;
pub mod places;
pub mod query;
pub mod render;
pub mod shell;
pub mod window;

pub mod filter;
pub mod ground;
pub mod input;
pub mod merge;
pub mod output;
pub mod selection;
pub mod values;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

/// The exit code of what could not be done; clap uses the same for usage errors.
pub const EXIT_FAILED: u8 = 2;

/// What ran through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Exit 0: done.
    Done,
    /// Exit 1: done, and the data has problems.
    DoneWithProblems,
    /// Exit 2: some of it could not be done, and the result says so.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::DoneWithProblems => Self::from(1),
            Outcome::Failed => Self::from(EXIT_FAILED),
        }
    }
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  done, and the data has problems
  2  could not be done: wrong usage, a file that cannot be read or written";

const EXAMPLES: &str = "\
Examples:
  strabo                                     look at the bundled sample
  strabo events.geojson                      look at your own events
  strabo check events.geojson                what is wrong in it, and where
  strabo query events.geojson --from 2016-12 --to 2016-12
  strabo render events.geojson -o events.png --theme light
  strabo places ar-Raqqah                    where it is, as decimal degrees, DMS, UTM and MGRS";

/// Puts a body of events on a map and a timeline, and shows for every statement who said it and how well it is known.
///
/// With no subcommand it opens the window.
/// Every subcommand works with no display and opens no network connection; the window asks servers that you allow.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "strabo",
    version,
    args_conflicts_with_subcommands = true,
    after_help = EXIT_CODES,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"),
)]
pub struct Cli {
    /// Collection or table to open (GeoJSON, CSV, TSV); none: the bundled sample
    ///
    /// The window shows one collection at a time: of several files it opens the first.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Map file to draw under the events: .pmtiles or .mbtiles; may be repeated
    #[arg(long = "map", value_name = "MAPFILE")]
    pub maps: Vec<PathBuf>,

    /// Ask no server in this run, whatever was allowed before
    ///
    /// The window asks a server for tiles only after you have allowed its host there; the subcommands never do.
    #[arg(long)]
    pub offline: bool,

    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The subcommands.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    Check(check::CheckArgs),
    Info(info::InfoArgs),
    Query(query::QueryArgs),
    Convert(convert::ConvertArgs),
    Render(render::RenderArgs),
    Brief(brief::BriefArgs),
    Places(places::PlacesArgs),
    Bench(bench::BenchArgs),
    Completions(shell::CompletionsArgs),
    Man(shell::ManArgs),
    /// Reads a PDF from standard input and writes its text; the program starts itself so
    #[command(name = crate::io::evidence::pdf::SUBCOMMAND, hide = true)]
    ReadPdf,
}

/// How a report is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people
    #[default]
    Text,
    /// For programs: one JSON document
    Json,
}

/// Does what the command line asks for.
pub fn run(cli: Cli) -> anyhow::Result<Outcome> {
    match cli.command {
        None => window::run(&cli.files, &cli.maps, cli.offline),
        Some(Command::Check(args)) => check::run(&args),
        Some(Command::Info(args)) => info::run(&args),
        Some(Command::Query(args)) => query::run(&args),
        Some(Command::Convert(args)) => convert::run(&args),
        Some(Command::Render(args)) => render::run(&args),
        Some(Command::Brief(args)) => brief::run(&args),
        Some(Command::Places(args)) => places::run(&args),
        Some(Command::Bench(args)) => bench::run(&args),
        Some(Command::Completions(args)) => shell::completions(&args),
        Some(Command::Man(args)) => shell::man(&args),
        Some(Command::ReadPdf) => {
            crate::io::evidence::pdf::run_reader()?;
            Ok(Outcome::Done)
        }
    }
}

/// Sends warnings to standard error; `RUST_LOG` asks for more.
///
/// The graphics stack warns about every adapter that it does not take, so of it only errors are shown.
pub fn start_logger() {
    use log::LevelFilter;

    let mut builder = env_logger::Builder::new();
    builder.filter_level(LevelFilter::Warn);
    for module in ["wgpu_core", "wgpu_hal", "naga", "eframe", "egui_wgpu"] {
        builder.filter_module(module, LevelFilter::Error);
    }
    builder.parse_default_env();
    // What speaks HTTP would log addresses, and they may hold the user's keys: whatever is asked for, it does not.
    for module in ["ureq", "ureq_proto", "rustls"] {
        builder.filter_module(module, LevelFilter::Warn);
    }
    // A second logger is refused; the first one keeps working, so nothing is lost.
    builder.try_init().ok();
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_file_may_have_the_name_of_no_subcommand() {
        let cli = Cli::try_parse_from(["strabo", "a.geojson", "b.geojson"]).unwrap();
        assert_eq!(cli.files.len(), 2);
        assert!(cli.command.is_none());
    }
}
