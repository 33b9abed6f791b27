//! No subcommand: the window.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::CommandFactory as _;

use crate::app::{NetworkUse, run_window};
use crate::cli::output::say;
use crate::cli::{Cli, Outcome};

/// Opens the window on the first file, else on the bundled sample.
pub fn run(files: &[PathBuf], maps: &[PathBuf], offline: bool) -> anyhow::Result<Outcome> {
    for file in files.iter().chain(maps) {
        if !file.exists() {
            bail!("{}\npath: {}", missing_message(file), file.display());
        }
    }
    if !has_display() {
        bail!(
            "there is no display to open a window on: neither WAYLAND_DISPLAY nor DISPLAY is set\n\
             hint: “strabo render FILE -o OUT.png” draws the same picture without one"
        );
    }
    if let [first, others @ ..] = files
        && !others.is_empty()
    {
        let others: Vec<String> = others
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        say(format_args!(
            "strabo: one collection is shown at a time: opening {}, not {}",
            first.display(),
            others.join(", ")
        ));
    }
    let network = if offline {
        NetworkUse::Forbidden
    } else {
        NetworkUse::AsAllowed
    };
    run_window(files, maps, network)?;
    Ok(Outcome::Done)
}

/// A misspelled subcommand looks like a file that is not there.
fn missing_message(file: &Path) -> String {
    let name = file.to_string_lossy();
    let looks_like_a_word = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic());
    if !looks_like_a_word {
        return String::from("there is no such file");
    }
    let command = Cli::command();
    let subcommands = command.get_subcommands();
    let names: Vec<&str> = subcommands.map(clap::Command::get_name).collect();
    format!(
        "there is no such file, and no such subcommand (there are {})",
        names.join(", ")
    )
}

#[cfg(all(unix, not(target_os = "macos")))]
fn has_display() -> bool {
    ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"]
        .into_iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn has_display() -> bool {
    true
}
