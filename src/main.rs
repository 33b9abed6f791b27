//! The program: arguments, logger, the subcommand or the window, the printed error, the exit code.

use std::process::ExitCode;

use clap::Parser as _;
use strabo::cli::{self, Cli};

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli::start_logger();
    if let Ok(program) = std::env::current_exe() {
        strabo::io::evidence::pdf::use_program(program);
    }
    match cli::run(cli) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            let words = cli::output::with_causes(&error);
            cli::output::say(format_args!("strabo: {words}"));
            ExitCode::from(cli::EXIT_FAILED)
        }
    }
}
