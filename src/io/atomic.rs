//! Saving a file so that at every moment either the old one or the new one is there, whole.
//!
//! The new text goes to a temporary file in the same folder, which then takes the name of the old one.
//! If anything fails, the old file is untouched and no temporary file is left.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Why a file could not be saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("could not save {path}: {reason}; what was there is unchanged")]
    Failed {
        path: PathBuf,
        /// Told with the rest, so it is no further cause.
        reason: io::Error,
    },
    #[error("could not save {path}: the file is write-protected")]
    WriteProtected { path: PathBuf },
}

/// Replaces a file, or makes a new one. Permissions of a file that is there are kept; over a link its target is replaced.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    save_atomically(path, |file| file.write_all(bytes))
}

/// The same for what is written bit by bit.
pub fn save_atomically(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> Result<(), SaveError> {
    save_temporary(path, |temporary| {
        let mut buffered = BufWriter::new(temporary.as_file());
        write(&mut buffered)?;
        buffered.flush()
    })
}

fn save_temporary(
    path: &Path,
    write: impl FnOnce(&NamedTempFile) -> io::Result<()>,
) -> Result<(), SaveError> {
    let failed = |source| SaveError::Failed {
        path: path.to_owned(),
        reason: source,
    };
    let target = match path.canonicalize() {
        Ok(target) => target,
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(failed(error)),
    };
    let permissions = match fs::metadata(&target) {
        Ok(metadata) => Some(metadata.permissions()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error)),
    };
    // Renaming would replace a write-protected file without asking.
    if permissions.as_ref().is_some_and(fs::Permissions::readonly) {
        return Err(SaveError::WriteProtected {
            path: path.to_owned(),
        });
    }
    replace(&target, write, permissions).map_err(failed)
}

/// The same for what another program writes: it is given the path of a temporary file beside `path`, which is there and
/// empty, and which must still be there, whole, when it returns.
pub fn save_atomically_at(
    path: &Path,
    write: impl FnOnce(&Path) -> io::Result<()>,
) -> Result<(), SaveError> {
    save_temporary(path, |temporary| write(temporary.path()))
}

fn replace(
    target: &Path,
    write: impl FnOnce(&NamedTempFile) -> io::Result<()>,
    permissions: Option<fs::Permissions>,
) -> io::Result<()> {
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let temporary = new_temporary(folder)?;
    write(&temporary)?;
    if let Some(permissions) = permissions {
        temporary.as_file().set_permissions(permissions)?;
    }
    // Both syncs matter: this one puts the text on the disk before its name points at it,
    temporary.as_file().sync_all()?;
    temporary.persist(target).map_err(|error| error.error)?;
    // and this one makes the name itself survive a power loss. The new file is there already,
    // and some network folders cannot be synced, so a failure is none of the save.
    sync_folder(folder).ok();
    Ok(())
}

/// A temporary file that, unlike those for secrets, everybody may read whom the system lets.
fn new_temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".strabo-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Elsewhere a folder cannot be opened, and the system sees to it.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests write small files that nobody misses"
)]
mod tests {
    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_made_and_then_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.geojson");
        for text in ["first, and longer", "second"] {
            write_atomically(&path, text.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            assert_eq!(names_in(folder.path()), ["c.geojson"]);
        }
    }

    #[test]
    fn a_missing_folder_is_an_error_that_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nowhere/c.geojson");
        let error = write_atomically(&path, b"x").unwrap_err();
        assert!(error.to_string().contains("nowhere/c.geojson"), "{error}");
    }

    #[test]
    fn a_folder_of_that_name_is_an_error_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.geojson");
        fs::create_dir(&path).unwrap();
        assert!(write_atomically(&path, b"x").is_err());
        assert_eq!(names_in(folder.path()), ["c.geojson"]);
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::PermissionsExt as _;

        use super::*;

        fn set_mode(path: &Path, mode: u32) {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }

        #[test]
        fn permissions_are_kept() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("c.geojson");
            fs::write(&path, "old").unwrap();
            set_mode(&path, 0o640);
            write_atomically(&path, b"new").unwrap();
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o640);
        }

        #[test]
        fn a_write_protected_file_is_not_replaced() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("c.geojson");
            fs::write(&path, "old").unwrap();
            set_mode(&path, 0o444);
            let error = write_atomically(&path, b"new").unwrap_err();
            assert!(matches!(error, SaveError::WriteProtected { .. }), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        }

        #[test]
        fn a_folder_that_cannot_be_written_leaves_the_old_file() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("c.geojson");
            fs::write(&path, "old").unwrap();
            set_mode(folder.path(), 0o555);
            // The superuser writes everywhere; then there is nothing to see here.
            let is_superuser = File::create(folder.path().join("probe")).is_ok();
            let outcome = write_atomically(&path, b"new");
            set_mode(folder.path(), 0o755);
            if !is_superuser {
                assert!(outcome.is_err());
                assert_eq!(fs::read_to_string(&path).unwrap(), "old");
                assert_eq!(names_in(folder.path()), ["c.geojson"]);
            }
        }

        #[test]
        fn over_a_link_its_target_is_replaced() {
            let folder = tempfile::tempdir().unwrap();
            let target = folder.path().join("target.geojson");
            let link = folder.path().join("link.geojson");
            fs::write(&target, "old").unwrap();
            std::os::unix::fs::symlink(&target, &link).unwrap();
            write_atomically(&link, b"new").unwrap();
            assert_eq!(fs::read_to_string(&target).unwrap(), "new");
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        }
    }
}
