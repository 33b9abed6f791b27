//! What is part of the program, packed as `assets/` has it: the map, its names, the places to search for, and fonts.

mod blocks;
mod fonts;
mod table;

use std::io::{self, Read as _};
use std::sync::OnceLock;

use brotli_decompressor::Decompressor;

use blocks::Blocks;
pub use fonts::{Font, font};

/// What Brotli has packed. There is no limit to it: all of it was packed for this program.
fn unpack(packed: &[u8]) -> io::Result<Vec<u8>> {
    /// What is unpacked at a time.
    const BUFFER: usize = 1 << 16;
    let mut bytes = Vec::new();
    Decompressor::new(packed, BUFFER).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The map: a PMTiles archive, whose tiles are not compressed.
///
/// # Errors
/// Where the program itself is damaged.
pub fn basemap() -> io::Result<&'static Blocks> {
    static ARCHIVE: OnceLock<Option<Blocks>> = OnceLock::new();
    ARCHIVE
        .get_or_init(|| Blocks::new(include_bytes!("../../assets/basemap.blocks")))
        .as_ref()
        .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))
}

/// The names on the map, the most important first: lines of values with tabs between, the first their names.
///
/// # Errors
/// Where the program itself is damaged.
pub fn places() -> io::Result<String> {
    table::lines(include_bytes!("../../assets/places.br"))
}

/// The places to search for, as [`places`] gives its; takes a tenth of a second.
///
/// # Errors
/// Where the program itself is damaged.
pub fn gazetteer() -> io::Result<String> {
    table::lines(include_bytes!("../../assets/gazetteer.br"))
}
