//! Tables by columns, in Brotli: `assets/basemap/packing.py` writes them.

use std::fmt::Write as _;
use std::io;

use super::unpack;

/// How the name of a column ends that holds, for each row, the difference to the row above.
const STEP: &str = "_step";
/// Steps to a whole.
const STEPS: i64 = 10_000;

/// A table as lines of values with tabs between; the first line has the names of the columns.
pub(super) fn lines(packed: &[u8]) -> io::Result<String> {
    let columns = unpack(packed)?;
    let lines = str::from_utf8(&columns).ok().and_then(lines_of);
    lines.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))
}

/// From the number of lines, and then column after column with a line for each value.
fn lines_of(columns: &str) -> Option<String> {
    let (n_lines, mut rest) = columns.split_once('\n')?;
    let n_lines: usize = n_lines.parse().ok()?;
    let mut values = Vec::new();
    while !rest.is_empty() {
        let end = memchr::memchr_iter(b'\n', rest.as_bytes()).nth(n_lines.checked_sub(1)?)?;
        values.push(Column::of(&rest[..end])?);
        rest = &rest[end + 1..];
    }
    let mut lines = String::with_capacity(columns.len() * 5 / 4);
    for _ in 0..n_lines {
        for (idx, column) in values.iter_mut().enumerate() {
            if idx > 0 {
                lines.push('\t');
            }
            column.write_next(&mut lines)?;
        }
        lines.push('\n');
    }
    Some(lines)
}

/// What is left of a column.
struct Column<'a> {
    name: Option<&'a str>,
    values: std::str::Split<'a, char>,
    /// The last value in steps, where differences are held.
    steps: Option<i64>,
}

impl<'a> Column<'a> {
    fn of(lines: &'a str) -> Option<Self> {
        let mut values = lines.split('\n');
        let name = values.next()?;
        let stepped = name.strip_suffix(STEP);
        Some(Self {
            name: Some(stepped.unwrap_or(name)),
            values,
            steps: stepped.map(|_| 0),
        })
    }

    fn write_next(&mut self, text: &mut String) -> Option<()> {
        if let Some(name) = self.name.take() {
            text.push_str(name);
            return Some(());
        }
        let value = self.values.next()?;
        if let Some(steps) = &mut self.steps {
            *steps = steps.checked_add(value.parse().ok()?)?;
            let sign = if *steps < 0 { "-" } else { "" };
            let (whole, part) = (steps.abs() / STEPS, steps.abs() % STEPS);
            write!(text, "{sign}{whole}.{part:04}").ok()
        } else {
            text.push_str(value);
            Some(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_become_lines() {
        let lines = lines_of("3\nname\na\nb\nkind\n\ny\n").unwrap();
        assert_eq!(lines, "name\tkind\na\t\nb\ty\n");
        for damaged in ["", "2\na\n", "0\na\n", "2\na_step\nb\n", "x\n"] {
            assert_eq!(lines_of(damaged), None, "{damaged:?}");
        }
    }

    #[test]
    fn steps_become_values() {
        let lines = lines_of("4\nlat_step\n345623\n-345624\n-900000\n").unwrap();
        assert_eq!(lines, "lat\n34.5623\n-0.0001\n-90.0001\n");
    }
}
