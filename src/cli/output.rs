//! Where results and remarks go: standard output, standard error, a file.
//!
//! A reader that has seen enough (`strabo query … | head`) closes the pipe; that is no error.

use std::fmt::Arguments;
use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde::Serialize;

use crate::io::atomic::{save_atomically, write_atomically};

/// Writes a result to standard output.
pub fn print(bytes: &[u8]) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("could not write to standard output")
        }
        _ => Ok(()),
    }
}

/// Writes a value to standard output as one indented JSON document.
pub fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    let mut bytes = serde_json::to_vec_pretty(value).context("could not write JSON")?;
    bytes.push(b'\n');
    print(&bytes)
}

/// Writes a remark to standard error. If nobody reads it there, nobody misses it.
pub fn say(remark: Arguments<'_>) {
    writeln!(io::stderr(), "{remark}").ok();
}

/// An error with its causes, each told once: some errors tell their cause themselves.
pub fn with_causes(error: &anyhow::Error) -> String {
    let mut words = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if words.is_empty() {
            words = cause;
        } else if !words.contains(&cause) {
            words.push_str(": ");
            words.push_str(&cause);
        }
    }
    words
}

/// Writes a result to a file: afterwards it is there whole, or the old one still is.
pub fn write_file(out: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    Ok(write_atomically(out, bytes)?)
}

/// The same for what is written bit by bit.
pub fn write_file_by(
    out: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> anyhow::Result<()> {
    Ok(save_atomically(out, write)?)
}

/// Refuses to write over a file that is read: evidence is only read.
pub fn refuse_input(out: &Path, files: &[PathBuf]) -> anyhow::Result<()> {
    let Some(resolved) = resolved(out) else {
        return Ok(());
    };
    for file in files {
        if file.canonicalize().is_ok_and(|file| file == resolved) {
            bail!(
                "the output is one of the files that are read; choose another name\npath: {}",
                out.display()
            );
        }
    }
    Ok(())
}

/// The file that a path leads to, through all links, if there is one.
fn resolved(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

/// `1 problem`, `2 problems`.
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn a_cause_is_told_once() {
        let full = || anyhow!("no space left");
        assert_eq!(
            with_causes(&full().context("could not save x.pdf")),
            "could not save x.pdf: no space left"
        );
        assert_eq!(
            with_causes(&full().context("could not save x.pdf: no space left; it is unchanged")),
            "could not save x.pdf: no space left; it is unchanged"
        );
    }
}
