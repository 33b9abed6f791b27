//! The table of places that is part of the program, unpacked when somebody first looks for one.

use std::sync::Arc;

use crate::assets;
use crate::store::gazetteer::Gazetteer;

/// Unpacks and indexes the table; takes some tenths of a second.
///
/// # Errors
/// Where the program itself is damaged.
pub fn read() -> Result<Arc<Gazetteer>, String> {
    let table = assets::gazetteer();
    let table = table.map_err(|error| format!("the table of places cannot be read: {error}"))?;
    let (gazetteer, n_bad) = Gazetteer::new(table);
    if n_bad > 0 {
        log::warn!("{n_bad} lines of the table of places cannot be read");
    }
    if gazetteer.is_empty() {
        return Err(String::from("the table of places is empty"));
    }
    Ok(Arc::new(gazetteer))
}
