//! The table of places that is part of the program, unpacked when somebody first looks for one.

use std::io::Read as _;
use std::sync::Arc;

use brotli_decompressor::Decompressor;

use crate::store::gazetteer::Gazetteer;

/// Made by `assets/basemap`; `assets/LICENSES.md` says of what.
static PACKED: &[u8] = include_bytes!("../../assets/gazetteer.br");

/// The table unpacked may be as large as this; it has 16 MB.
const BYTES_MAX: u64 = 256 * 1024 * 1024;
/// What is unpacked at a time.
const BUFFER: usize = 1 << 16;
/// Columns of the table.
const N_COLUMNS: usize = 9;

/// Unpacks and indexes the table; takes some tenths of a second.
///
/// # Errors
/// Where the program itself is damaged.
pub fn read() -> Result<Arc<Gazetteer>, String> {
    let mut columns = String::new();
    let mut unpacked = Decompressor::new(PACKED, BUFFER).take(BYTES_MAX);
    let read = unpacked.read_to_string(&mut columns);
    read.map_err(|error| format!("the table of places cannot be read: {error}"))?;
    let table = lines_of(&columns).ok_or("the table of places is not whole")?;
    drop(columns);
    let (gazetteer, n_bad) = Gazetteer::new(table);
    if n_bad > 0 {
        log::warn!("{n_bad} lines of the table of places cannot be read");
    }
    if gazetteer.is_empty() {
        return Err(String::from("the table of places is empty"));
    }
    Ok(Arc::new(gazetteer))
}

/// The table with a line for each place and tabs between its values, from the number of lines and then column after
/// column with a line for each value: like beside like packs a sixth smaller.
fn lines_of(columns: &str) -> Option<String> {
    let (n, mut rest) = columns.split_once('\n')?;
    let n: usize = n.parse().ok()?;
    let mut values = Vec::with_capacity(N_COLUMNS);
    for _ in 0..N_COLUMNS {
        let end = memchr::memchr_iter(b'\n', rest.as_bytes()).nth(n.checked_sub(1)?)?;
        values.push(rest[..end].split('\n'));
        rest = &rest[end + 1..];
    }
    let mut lines = String::with_capacity(columns.len());
    for _ in 0..n {
        for (idx, column) in values.iter_mut().enumerate() {
            if idx > 0 {
                lines.push('\t');
            }
            lines.push_str(column.next()?);
        }
        lines.push('\n');
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_become_lines() {
        let columns = (0..N_COLUMNS).fold(String::from("2\n"), |text, column| {
            text + &format!("a{column}\nb{column}\n")
        });
        let lines = lines_of(&columns).unwrap();
        assert_eq!(
            lines,
            "a0\ta1\ta2\ta3\ta4\ta5\ta6\ta7\ta8\nb0\tb1\tb2\tb3\tb4\tb5\tb6\tb7\tb8\n"
        );
        assert_eq!(lines_of("2\na\n"), None);
        assert_eq!(lines_of("0\n"), None);
    }
}
