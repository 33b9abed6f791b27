//! SHA-256 of stored copies, and what it says about them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::io::folder::{FolderError, OpenError, open};
use crate::io::import::hex;
use crate::model::collection::Collection;
use crate::model::source::{CaptureKey, CaptureState};

/// Of every stored copy whether it is still what it was.
pub fn capture_states(path: &Path, collection: &Collection) -> BTreeMap<CaptureKey, CaptureState> {
    let sources = collection.sources.iter();
    let captures = sources.flat_map(|source| &source.captures);
    captures
        .map(CaptureKey::of)
        .map(|key| {
            let state = capture_state(path, &key, &|| true);
            // Only an unwanted answer is none.
            let state = state.unwrap_or(CaptureState::Missing);
            (key, state)
        })
        .collect()
}

/// Whether one stored copy is what it was; `None` when the answer is no longer wanted.
pub fn capture_state(
    collection: &Path,
    key: &CaptureKey,
    is_wanted: &dyn Fn() -> bool,
) -> Option<CaptureState> {
    let file = match open(collection, &key.file) {
        Ok(file) => file,
        Err(OpenError::Name(FolderError::Missing)) => return Some(CaptureState::Missing),
        Err(error) => return Some(CaptureState::Unreadable(error.to_string())),
    };
    Some(match (hash_of(file, is_wanted), &key.sha256) {
        (Ok(None), _) => return None,
        (Err(error), _) => {
            CaptureState::Unreadable(format!("the system does not let it be read: {error}"))
        }
        (Ok(Some(found)), None) => CaptureState::NoHash { found },
        (Ok(Some(found)), Some(stated)) if found.eq_ignore_ascii_case(stated) => {
            CaptureState::Matches
        }
        (Ok(Some(found)), Some(_)) => CaptureState::Differs { found },
    })
}

/// SHA-256 of a file of any size, in lower-case hexadecimal.
pub fn hash_file(file: &Path) -> io::Result<String> {
    let hash = hash_of(File::open(file)?, &|| true)?;
    Ok(hash.unwrap_or_default())
}

/// `None` when it is no longer wanted.
fn hash_of(mut file: File, is_wanted: &dyn Fn() -> bool) -> io::Result<Option<String>> {
    /// Large enough that reading costs little, small enough to be no matter.
    const BUFFER_BYTES: usize = 256 * 1024;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; BUFFER_BYTES];
    while is_wanted() {
        match file.read(&mut buffer)? {
            0 => return Ok(Some(hex(&hash.finalize()))),
            count => hash.update(buffer.get(..count).unwrap_or_default()),
        }
    }
    Ok(None)
}
