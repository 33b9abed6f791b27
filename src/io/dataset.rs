//! From a file, or from the bundled sample, to a snapshot that can be asked.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use sha2::{Digest as _, Sha256};

use crate::io::import::table::preview::Beginning;
use crate::io::import::table::{LoadedTable, TableOptions, Watch};
use crate::io::import::{hex, load_with, read_collection};
use crate::model::collection::Collection;
use crate::model::preview::Preview;
use crate::model::problem::Problem;
use crate::model::table::{ChosenBy, Encoding, Reading, TableImport, TableSpec};
use crate::store::{Dataset, Origin};

/// The collection that the program opens with when it is given none.
const SAMPLE: &[u8] = include_bytes!("../../data/palmyra-2016.geojson");
const SAMPLE_NAME: &str = "palmyra-2016.geojson";

/// What came of opening a file.
#[derive(Debug)]
pub enum Opening {
    Open(Box<Dataset>),
    /// A table that nobody has said how to read yet.
    Ask(Box<Preview>),
}

/// Reads a file, in a known way or a given one; of a table that is known by nothing only the beginning.
pub fn open_or_ask(path: &Path, how: &Reading, watch: &Watch) -> Result<Opening, Box<Problem>> {
    let (options, chosen_by) = match how {
        Reading::By(spec, encoding) => {
            (options_of(spec.as_ref().clone(), *encoding), ChosenBy::Hand)
        }
        Reading::Known(headers) => match Beginning::of_table(path)? {
            None => (TableOptions::default(), ChosenBy::Guess),
            Some(beginning) => {
                let (guess, key) = beginning.guess()?;
                if let Some(spec) = beginning.remembered(&guess.spec, key.as_ref(), headers) {
                    let corrected = spec.encoding != guess.spec.encoding;
                    let encoding = corrected.then_some(spec.encoding);
                    (options_of(spec, encoding), ChosenBy::Remembered)
                } else if guess.spec.preset.is_some() {
                    (TableOptions::default(), ChosenBy::Preset)
                } else {
                    return Ok(Opening::Ask(Box::new(beginning.preview(None)?)));
                }
            }
        },
    };
    let dataset = open_with(path, &options, chosen_by, watch)?;
    Ok(Opening::Open(Box::new(dataset)))
}

/// Reads a collection, or a table by its guess, without its stored copies, which are looked at when they are shown: they may be large.
pub fn open_dataset(path: &Path, watch: &Watch) -> Result<Dataset, Box<Problem>> {
    open_with(path, &TableOptions::default(), ChosenBy::Guess, watch)
}

/// The first rows of a table, read in a certain way, else as a guess.
pub fn preview(path: &Path, wanted: Option<&TableSpec>) -> Result<Preview, Box<Problem>> {
    Ok(Beginning::read(path)?.preview(wanted)?)
}

fn options_of(spec: TableSpec, encoding: Option<Encoding>) -> TableOptions {
    TableOptions {
        spec: Some(spec),
        encoding,
        ..TableOptions::default()
    }
}

fn open_with(
    path: &Path,
    options: &TableOptions,
    chosen_by: ChosenBy,
    watch: &Watch,
) -> Result<Dataset, Box<Problem>> {
    let loaded = load_with(path, options, watch)?;
    let spec = loaded.table.as_ref().and_then(|table| table.spec.clone());
    let table = spec.map(|spec| TableImport { spec, chosen_by });
    let origin = Origin {
        file_name: path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        path: Some(path.to_owned()),
        report: Some(loaded.report()),
        table,
        sha256: loaded.sha256,
        problems: loaded.problems,
        ..Origin::default()
    };
    Ok(dataset_of(loaded.collection, loaded.table, origin))
}

/// The snapshot of a file that was read: of its events, or of the records of a table.
pub fn dataset_of(
    collection: Collection,
    table: Option<Box<LoadedTable>>,
    origin: Origin,
) -> Dataset {
    match table {
        Some(table) => Dataset::from_records(collection, table.records, table.builder, origin),
        None => Dataset::new(collection, origin),
    }
}

/// The bundled sample; read once.
pub fn sample() -> Result<Arc<Dataset>, Box<Problem>> {
    static SAMPLE_READ: OnceLock<Result<Arc<Dataset>, Box<Problem>>> = OnceLock::new();
    SAMPLE_READ.get_or_init(read_sample).clone()
}

fn read_sample() -> Result<Arc<Dataset>, Box<Problem>> {
    let reading = read_collection(SAMPLE, SAMPLE_NAME)?;
    let origin = Origin {
        file_name: SAMPLE_NAME.to_owned(),
        sha256: hex(&Sha256::digest(SAMPLE)),
        problems: reading.problems,
        ..Origin::default()
    };
    Ok(Arc::new(Dataset::new(reading.collection, origin)))
}
