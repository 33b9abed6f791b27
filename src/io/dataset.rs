//! From a file, or from the bundled sample, to a snapshot that can be asked.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use sha2::{Digest as _, Sha256};

use crate::io::import::table::{LoadedTable, TableOptions, Watch};
use crate::io::import::{hex, load_with, read_collection};
use crate::model::collection::Collection;
use crate::model::problem::Problem;
use crate::store::{Dataset, Origin};

/// The collection that the program opens with when it is given none.
const SAMPLE: &[u8] = include_bytes!("../../data/palmyra-2016.geojson");
const SAMPLE_NAME: &str = "palmyra-2016.geojson";

/// Reads a collection. Its stored copies are looked at when they are shown: they may be large.
pub fn open_dataset(path: &Path, watch: &Watch) -> Result<Dataset, Box<Problem>> {
    let loaded = load_with(path, &TableOptions::default(), watch)?;
    let origin = Origin {
        file_name: path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        path: Some(path.to_owned()),
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
        path: None,
        sha256: hex(&Sha256::digest(SAMPLE)),
        problems: reading.problems,
        ..Origin::default()
    };
    Ok(Arc::new(Dataset::new(reading.collection, origin)))
}
