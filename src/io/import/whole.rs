//! A file's bytes at once; a large one by several threads, since the system copies no faster than a thread waits for it.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// All bytes of a file; of one that is longer than `bytes_max`, one byte more than that.
pub(super) fn read(path: &Path, bytes_max: u64) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    // A pipe has no length, and a file may have another than it says: what is read decides.
    let n_bytes = file.metadata().map_or(0, |about| about.len());
    let mut bytes = side_by_side(&file, n_bytes.min(bytes_max))?;
    let mut rest = after(file, bytes.len() as u64)?;
    // Room for all of it at once: a buffer that grows is copied again and again.
    let expected = n_bytes.min(bytes_max).saturating_sub(bytes.len() as u64);
    bytes.reserve(expected as usize + 1);
    rest.by_ref()
        .take(bytes_max + 1 - bytes.len() as u64)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The file from some byte on.
fn after(mut file: File, n_bytes: u64) -> io::Result<File> {
    use std::io::{Seek as _, SeekFrom};
    if n_bytes > 0 {
        file.seek(SeekFrom::Start(n_bytes))?;
    }
    Ok(file)
}

/// The first bytes of a large file, as many as it has; none of a small one, nor where a system cannot read this way.
#[cfg(unix)]
fn side_by_side(file: &File, n_bytes: u64) -> io::Result<Vec<u8>> {
    use std::os::unix::fs::FileExt as _;
    use std::sync::Mutex;

    use crate::store::parallel;

    /// What a thread reads at a time; less is not worth a thread.
    const PART_BYTES: usize = 8 << 20;

    if n_bytes < 2 * PART_BYTES as u64 {
        return Ok(Vec::new());
    }
    // One more, so that looking for the file's end moves nothing.
    let mut bytes = vec![0; n_bytes as usize + 1];
    bytes.truncate(n_bytes as usize);
    let failed = Mutex::new(None);
    let parts = bytes.chunks_mut(PART_BYTES).enumerate().collect();
    parallel::for_each(
        parallel::n_threads(),
        parts,
        |(idx, part): (usize, &mut [u8])| {
            if let Err(error) = file.read_exact_at(part, (idx * PART_BYTES) as u64)
                && let Ok(mut failed) = failed.lock()
            {
                failed.get_or_insert(error);
            }
        },
    );
    match failed.into_inner() {
        Ok(Some(error)) => Err(error),
        _ => Ok(bytes),
    }
}

#[cfg(not(unix))]
fn side_by_side(_file: &File, _n_bytes: u64) -> io::Result<Vec<u8>> {
    Ok(Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::atomic::write_atomically;

    fn written(n_bytes: usize) -> (tempfile::TempDir, std::path::PathBuf, Vec<u8>) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        let bytes: Vec<u8> = (0..n_bytes).map(|at| ((at * 31) >> 3) as u8).collect();
        write_atomically(&path, &bytes).expect("it can be written");
        (folder, path, bytes)
    }

    #[test]
    fn files_of_any_size_are_read_whole() {
        for n_bytes in [0, 1, 1000, (16 << 20) - 1, 16 << 20, (24 << 20) + 77] {
            let (_folder, path, bytes) = written(n_bytes);
            assert!(
                read(&path, 1 << 30).expect("it can be read") == bytes,
                "{n_bytes}"
            );
        }
    }

    #[test]
    fn of_a_file_that_is_too_large_one_byte_more_is_read() {
        for n_bytes in [1001, 20 << 20] {
            let (_folder, path, bytes) = written(n_bytes);
            let n_max = n_bytes as u64 - 1;
            assert!(
                read(&path, n_max).expect("it can be read") == bytes,
                "{n_bytes}"
            );
            assert_eq!(
                read(&path, n_max - 500).expect("it can be read").len() as u64,
                n_max - 499
            );
        }
    }

    #[test]
    fn a_folder_is_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(read(folder.path(), 1000).is_err());
    }
}
