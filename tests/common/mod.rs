//! What several tests need.

#![expect(clippy::print_stdout, reason = "a skipped test says so")]

use std::path::Path;
use std::process::Command;

/// UCDP's events of Syria, a table of 16,566 rows; `None` where they are not to be had, which is said.
pub(crate) fn ucdp_syria() -> Option<Vec<u8>> {
    let Some(shared) = std::env::var_os("STRABO_SHARED") else {
        println!("skipped: STRABO_SHARED is not set, so there is no UCDP file to open");
        return None;
    };
    let file = Path::new(&shared).join("data/ucdp_ged191_syria.csv.xz");
    let unpacked = Command::new("xz").arg("-dc").arg(file).output();
    let Some(unpacked) = unpacked.ok().filter(|output| output.status.success()) else {
        println!("skipped: the UCDP file cannot be unpacked; is xz there?");
        return None;
    };
    Some(unpacked.stdout)
}
