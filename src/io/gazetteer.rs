//! The table of places that is part of the program, unpacked when somebody first looks for one.

use std::io::Read as _;
use std::sync::Arc;

use flate2::read::GzDecoder;

use crate::store::gazetteer::Gazetteer;

/// Made by `assets/basemap`; `assets/LICENSES.md` says of what.
static PACKED: &[u8] = include_bytes!("../../assets/gazetteer.tsv.gz");

/// The table unpacked may be as large as this; it has 17 MB.
const BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Unpacks and indexes the table; takes some tenths of a second.
///
/// # Errors
/// Where the program itself is damaged.
pub fn read() -> Result<Arc<Gazetteer>, String> {
    let mut table = String::with_capacity(PACKED.len() * 3);
    let mut unpacked = GzDecoder::new(PACKED).take(BYTES_MAX);
    let read = unpacked.read_to_string(&mut table);
    read.map_err(|error| format!("the table of places cannot be read: {error}"))?;
    let (gazetteer, n_bad) = Gazetteer::new(table);
    if n_bad > 0 {
        log::warn!("{n_bad} lines of the table of places cannot be read");
    }
    if gazetteer.is_empty() {
        return Err(String::from("the table of places is empty"));
    }
    Ok(Arc::new(gazetteer))
}
