//! The files beside a collection: stored copies and media, named relative to it.
//!
//! A name never reaches a file outside of the collection's folder: not by `..`, not as an absolute path,
//! not over a link. The files are only ever read.

use std::fs::File;
use std::path::{Path, PathBuf};

/// Why a name leads to no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FolderError {
    #[error("it is an absolute path")]
    Absolute,
    #[error("it steps out of the collection's folder")]
    StepsOut,
    #[error("it leads out of the collection's folder over a link")]
    LinksOut,
    #[error("there is no such file")]
    Missing,
    #[error("it is a folder or a device, not a file")]
    NotAFile,
}

impl FolderError {
    /// Whether the name is not allowed, whatever there is on the disk.
    pub fn leaves_folder(self) -> bool {
        !matches!(self, Self::Missing | Self::NotAFile)
    }
}

/// The file that a collection means by a relative name.
pub fn resolve(collection: &Path, name: &str) -> Result<PathBuf, FolderError> {
    check_name(name)?;
    let folder = match collection.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let missing = |_: std::io::Error| FolderError::Missing;
    let folder = folder.canonicalize().map_err(missing)?;
    let file = folder.join(name).canonicalize().map_err(missing)?;
    if !file.starts_with(&folder) {
        return Err(FolderError::LinksOut);
    }
    if file.is_file() {
        Ok(file)
    } else {
        Err(FolderError::NotAFile)
    }
}

/// Opens the file that a collection means by a relative name, for reading only.
pub fn open(collection: &Path, name: &str) -> Result<File, OpenError> {
    let path = resolve(collection, name)?;
    let mut options = File::options();
    options.read(true);
    // What has become a pipe since it was looked at must not be waited for.
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(FolderError::NotAFile.into())
    }
}

/// Why a file beside a collection cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Name(#[from] FolderError),
    #[error("the system does not let it be read: {0}")]
    System(#[from] std::io::Error),
}

/// Judges a name by its letters alone, by the rules of every system: a collection travels between them.
fn check_name(name: &str) -> Result<(), FolderError> {
    let has_drive = matches!(name.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    if name.starts_with(['/', '\\']) || has_drive {
        return Err(FolderError::Absolute);
    }
    if name.split(['/', '\\']).any(|part| part == "..") {
        return Err(FolderError::StepsOut);
    }
    if name.is_empty() || name.contains('\0') {
        return Err(FolderError::Missing);
    }
    Ok(())
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests write small files that nobody misses"
)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_name_inside_of_the_folder_is_the_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("copies")).unwrap();
        fs::write(folder.path().join("copies/a.txt"), "a").unwrap();
        let collection = folder.path().join("c.geojson");
        for name in ["copies/a.txt", "./copies/a.txt"] {
            let file = resolve(&collection, name).unwrap();
            assert_eq!(fs::read_to_string(file).unwrap(), "a");
        }
        assert_eq!(resolve(&collection, "copies"), Err(FolderError::NotAFile));
        assert_eq!(resolve(&collection, "b.txt"), Err(FolderError::Missing));
        assert_eq!(resolve(&collection, ""), Err(FolderError::Missing));
    }

    #[test]
    fn no_name_leaves_the_folder() {
        let collection = Path::new("c.geojson");
        for name in [
            "/etc/passwd",
            "\\\\host\\share",
            "C:\\x",
            "c:x",
            "../x",
            "a/../../x",
            "a\\..\\x",
            "..",
        ] {
            let error = resolve(collection, name).unwrap_err();
            assert!(error.leaves_folder(), "{name}: {error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_not_followed() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.txt"), "s").unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("way")).unwrap();
        let collection = folder.path().join("c.geojson");
        assert_eq!(
            resolve(&collection, "way/secret.txt"),
            Err(FolderError::LinksOut)
        );
    }
}
