//! For the shell: completions and manual pages, made from the command line's own definition.

use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use clap::{Args, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::cli::output::{print, say, write_file};
use crate::cli::{Cli, Outcome};

/// Print a completion script for a shell
///
/// Bash: strabo completions bash > ~/.local/share/bash-completion/completions/strabo
///
/// Zsh: strabo completions zsh > a folder of $fpath, as _strabo
///
/// Fish: strabo completions fish > ~/.config/fish/completions/strabo.fish
#[derive(Args, Clone, Debug)]
pub struct CompletionsArgs {
    /// The shell to write for
    #[arg(value_enum)]
    pub shell: Shell,
}

/// Print the manual page, or write one page for each subcommand into a folder
#[derive(Args, Clone, Debug)]
pub struct ManArgs {
    /// Folder for strabo.1, strabo-check.1 and so on; without it the main page goes to standard output
    #[arg(short, long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
}

pub fn completions(args: &CompletionsArgs) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "strabo", &mut script);
    print(&script)?;
    Ok(Outcome::Done)
}

pub fn man(args: &ManArgs) -> anyhow::Result<Outcome> {
    let Some(folder) = &args.out else {
        print(&page(&Man::new(Cli::command()))?)?;
        return Ok(Outcome::Done);
    };
    std::fs::create_dir_all(folder).map_err(|error| {
        anyhow!(
            "could not make the folder: {error}\npath: {}",
            folder.display()
        )
    })?;
    let mut command = Cli::command();
    // Gives the subcommands their full names: `strabo-check`.
    command.build();
    let visible = command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help");
    let commands: Vec<clap::Command> = visible.cloned().collect();
    for command in std::iter::once(Cli::command()).chain(commands) {
        let man = Man::new(command);
        write_file(&folder.join(man.get_filename()), &page(&man)?)?;
    }
    say(format_args!("manual pages written to {}", folder.display()));
    Ok(Outcome::Done)
}

fn page(man: &Man) -> anyhow::Result<Vec<u8>> {
    let mut page = Vec::new();
    man.render(&mut page)
        .context("could not write the manual page")?;
    Ok(page)
}
