//! How a table is written and what its columns are, told from its first rows.
//!
//! A guess is a proposal: everything in a [`TableSpec`] can be corrected before the import. What the sample leaves
//! open is said in the notes, which the report of the import shows.

use crate::io::import::table::dates::{
    DateReader, OrderEvidence, ends_at_midnight, is_nothing, order_evidence,
};
use crate::io::import::table::encoding::SAMPLE_BYTES;
use crate::io::import::table::header::{is_called_date, role_of};
use crate::io::import::table::layout::dialect;
use crate::io::import::table::row::plain_number;
use crate::io::import::table::split::{Dialect, Ending, cell_text, split};
use crate::model::table::Preset;
use crate::model::table::{Column, DayMonth, Encoding, Role, TableSpec};
use crate::model::time::Zone;

/// Separators that are looked for, the likelier first.
pub const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The most rows of the sample that are looked at; more change no guess.
const SAMPLE_ROWS_MAX: usize = 1_000;

/// The most kinds that the rows of a sample may have for a column to pass for a category.
const KINDS_MAX: usize = 100;

/// A guess, and what the sample left open.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    pub spec: TableSpec,
    /// What has to be known of the data set.
    pub notes: Vec<String>,
    /// What the sample says nothing about, and how it is read until somebody says otherwise.
    pub doubts: Vec<String>,
    /// Whether the sample looks like a table of events at all: two columns and more, and a header or dates in it.
    pub is_table: bool,
}

/// Rows of a sample, as they say.
type Rows = Vec<Vec<String>>;

/// The beginning of a text, up to the end of a line.
pub(super) fn sample_of(text: &str) -> &str {
    if text.len() <= SAMPLE_BYTES {
        return text;
    }
    let sample = &text[..text.floor_char_boundary(SAMPLE_BYTES)];
    match sample.rfind(['\n', '\r']) {
        Some(end) => &sample[..=end],
        None => sample,
    }
}

/// Guesses by a sample; a preset that is given is not asked for.
pub(super) fn guess(sample: &str, encoding: Encoding, preset: Option<Preset>) -> Guess {
    let (dialect, rows) = best_dialect(sample);
    let n_columns = rows.first().map_or(0, Vec::len);
    let without_header = Preset::ALL.into_iter().find(|known| {
        let first: Vec<&str> = rows
            .first()
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        known.is_record(&first)
    });
    let has_header = without_header.is_none() && first_row_names(&rows);
    let names = match without_header.and_then(|preset| preset.columns_without_header(n_columns)) {
        Some(names) => names.into_iter().map(str::to_owned).collect(),
        None => column_names(rows.first().filter(|_| has_header), n_columns),
    };
    let mut spec = TableSpec {
        encoding,
        delimiter: dialect.delimiter,
        quote: dialect.quote,
        has_header,
        decimal_comma: false,
        day_month: DayMonth::DayFirst,
        midnight_is_day: false,
        zone: None,
        preset: preset
            .or(without_header)
            .or_else(|| Preset::of_header(&names)),
        columns: names
            .into_iter()
            .map(|name| Column {
                name,
                role: Role::Other,
            })
            .collect(),
    };
    let body = &rows[usize::from(has_header).min(rows.len())..];
    spec.decimal_comma = has_decimal_comma(&spec, body);
    give_roles(&mut spec, body);
    let mut doubts = Vec::new();
    read_dates(&mut spec, body, &mut doubts);
    let notes = spec.preset.and_then(Preset::note).map(str::to_owned);
    let has_meaning = spec.preset.is_some()
        || spec
            .columns
            .iter()
            .any(|column| matches!(column.role, Role::Time | Role::Latitude | Role::Longitude));
    Guess {
        is_table: n_columns >= 2 && has_meaning,
        spec,
        notes: notes.into_iter().collect(),
        doubts,
    }
}

/// A way of reading with the columns that there are when a text is read in it.
///
/// Where these have other names than before, they keep their roles by their place, unless those were a guess by the
/// names that are gone.
pub(super) fn with_columns_of(sample: &str, wanted: &TableSpec) -> TableSpec {
    let dialect = dialect(wanted);
    let rows = rows_of(sample, dialect);
    let n_columns = rows.first().map_or(0, Vec::len);
    let fixed = wanted
        .preset
        .filter(|_| !wanted.has_header)
        .and_then(|preset| preset.columns_without_header(n_columns));
    let names: Vec<String> = match fixed {
        Some(names) => names.into_iter().map(str::to_owned).collect(),
        None => column_names(rows.first().filter(|_| wanted.has_header), n_columns),
    };
    let known = wanted.columns.iter().map(|column| &column.name);
    if names.iter().eq(known) {
        return wanted.clone();
    }
    let body = &rows[usize::from(wanted.has_header).min(rows.len())..];
    let with_guess = |names: Vec<String>| {
        let bare = |name| Column {
            name,
            role: Role::Other,
        };
        let mut spec = TableSpec {
            columns: names.into_iter().map(bare).collect(),
            ..wanted.clone()
        };
        give_roles(&mut spec, body);
        spec
    };
    let is_as_wide = names.len() == wanted.columns.len();
    let old_names = wanted.columns.iter().map(|column| column.name.clone());
    let is_untouched = || with_guess(old_names.collect()).columns == wanted.columns;
    if !is_as_wide || wanted.has_header && is_untouched() {
        return with_guess(names);
    }
    let mut spec = wanted.clone();
    for (column, name) in spec.columns.iter_mut().zip(names) {
        column.name = name;
    }
    spec
}

/// The separator with which most rows have the same number of cells, more than one, and those rows.
fn best_dialect(sample: &str) -> (Dialect, Rows) {
    let mut best: Option<(f64, usize, Dialect, Rows)> = None;
    for delimiter in DELIMITERS {
        let dialect = Dialect {
            delimiter,
            quote: quoting(sample, delimiter),
        };
        let rows = rows_of(sample, dialect);
        let Some(n_columns) = commonest(rows.iter().map(Vec::len)) else {
            continue;
        };
        let n_even = rows.iter().filter(|row| row.len() == n_columns).count();
        let share = if n_columns > 1 {
            n_even as f64 / rows.len() as f64
        } else {
            0.0
        };
        // Among separators that fit about as well, the one that makes more columns.
        let is_better = best.as_ref().is_none_or(|(best_share, best_columns, ..)| {
            share > best_share + 0.05 || share > best_share - 0.05 && n_columns > *best_columns
        });
        if is_better {
            best = Some((share, n_columns, dialect, rows));
        }
    }
    let (_, n_columns, dialect, mut rows) = best.unwrap_or_else(|| {
        let dialect = Dialect {
            delimiter: b',',
            quote: Some(b'"'),
        };
        (0.0, 0, dialect, Rows::new())
    });
    // Further cells of a longer first row are no columns of the others, but they are named.
    rows.truncate(SAMPLE_ROWS_MAX);
    let n_first = rows.first().map_or(0, Vec::len);
    rows.retain(|row| row.len() == n_columns || row.len() == n_first);
    (dialect, rows)
}

/// Quotation marks enclose cells where one of them begins with such a mark and ends with it.
fn quoting(sample: &str, delimiter: u8) -> Option<u8> {
    let bare = Dialect {
        delimiter,
        quote: None,
    };
    let is_with_quotes = rows_of(sample, bare)
        .iter()
        .flatten()
        .any(|cell| cell.starts_with('"'));
    // With commas the marks are meant even where the sample has none yet; tabs are written without.
    (is_with_quotes && is_closed(sample, delimiter) || !is_with_quotes && delimiter != b'\t')
        .then_some(b'"')
}

/// Whether reading with quotation marks does not run into one that is never closed.
fn is_closed(sample: &str, delimiter: u8) -> bool {
    let dialect = Dialect {
        delimiter,
        quote: Some(b'"'),
    };
    let (mut n_rows, mut n_open) = (0, 0);
    let mut cells = Vec::new();
    let mut pos = 0;
    while let Some(record) = split(sample.as_bytes(), pos, dialect, &mut cells) {
        n_rows += 1;
        n_open += usize::from(record.ending != Ending::Whole);
        pos = record.next;
    }
    // The cut end of the sample, and a slip here and there.
    n_open <= 1 + n_rows / 20
}

fn rows_of(sample: &str, dialect: Dialect) -> Rows {
    let mut rows = Rows::new();
    let mut cells = Vec::new();
    let mut pos = 0;
    while rows.len() <= SAMPLE_ROWS_MAX
        && let Some(record) = split(sample.as_bytes(), pos, dialect, &mut cells)
    {
        pos = record.next;
        if record.ending == Ending::Whole {
            let texts = cells
                .iter()
                .map(|cell| cell_text(sample, *cell, dialect.quote));
            rows.push(texts.map(|text| text.trim().to_owned()).collect());
        }
    }
    rows
}

fn commonest(numbers: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    for number in numbers {
        *counts.entry(number).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(number, _)| number)
}

/// Whether the first row names the columns: it holds a word that columns are called by, or no number and no date
/// where rows below it do.
fn first_row_names(rows: &Rows) -> bool {
    let Some((first, body)) = rows.split_first() else {
        return false;
    };
    let is_value = |cell: &str| plain_number(cell, true).is_some() || date_share([cell]) > 0.0;
    if first.iter().any(|cell| is_value(cell)) {
        return false;
    }
    let has_word = first.iter().any(|cell| role_of(cell).is_some());
    has_word || body.is_empty() || body.iter().flatten().any(|cell| is_value(cell))
}

/// The names of the columns, made unique.
pub(super) fn column_names(header: Option<&Vec<String>>, n_columns: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(n_columns);
    let mut taken = std::collections::HashSet::new();
    let mut next = std::collections::HashMap::new();
    for idx in 0..n_columns {
        let written = header.and_then(|header| header.get(idx));
        let base = match written {
            Some(name) if !name.is_empty() => name.clone(),
            _ => format!("column {}", idx + 1),
        };
        let mut name = base.clone();
        // Thousands of columns of one name must not be counted from the beginning each time.
        let n = next.entry(base.clone()).or_insert(2_usize);
        while !taken.insert(name.clone()) {
            name = format!("{base} {n}");
            *n += 1;
        }
        names.push(name);
    }
    names
}

/// Gives each column the role that its name asks for; dates are known by what they look like as well.
fn give_roles(spec: &mut TableSpec, body: &[Vec<String>]) {
    let mut best: Vec<(Role, usize, usize)> = Vec::new();
    for (idx, column) in spec.columns.iter_mut().enumerate() {
        let Some((role, rank)) = role_of(&column.name).filter(|_| spec.has_header) else {
            continue;
        };
        let cells = || body.iter().filter_map(|row| row.get(idx));
        let fits = match role {
            // A column that is called a date is one, even where its dates cannot be read: then its rows are rejected
            // for it, rather than undated without a word.
            Role::Time | Role::End => {
                is_called_date(&column.name)
                    || cells().next().is_none()
                    || date_share(cells().map(String::as_str)) >= 0.5
            }
            Role::Latitude | Role::Longitude | Role::Measure | Role::Precision => {
                let mut filled = cells().filter(|cell| !is_nothing(cell)).peekable();
                filled.peek().is_none() || filled.any(|cell| plain_number(cell, true).is_some())
            }
            Role::Category => {
                let kinds: std::collections::HashSet<&String> = cells().collect();
                kinds.len() <= KINDS_MAX
            }
            Role::Clock => cells().all(|cell| cell.is_empty() || cell.contains(':')),
            _ => true,
        };
        if !fits {
            continue;
        }
        if role.is_shared() {
            column.role = role;
        } else if let Some(held) = best.iter_mut().find(|(known, ..)| *known == role) {
            if rank < held.1 {
                *held = (role, rank, idx);
            }
        } else {
            best.push((role, rank, idx));
        }
    }
    for (role, _, idx) in best {
        spec.columns[idx].role = role;
    }
    if spec.column_of(Role::Time).is_none() {
        let is_dates = |idx: &usize| {
            let cells = body.iter().filter_map(|row| row.get(*idx));
            spec.columns[*idx].role == Role::Other && date_share(cells.map(String::as_str)) >= 0.8
        };
        if let Some(idx) = (0..spec.columns.len()).find(is_dates) {
            spec.columns[idx].role = Role::Time;
        }
    }
}

/// Which share of the filled cells is a date in one order of day and month or the other.
fn date_share<'c>(cells: impl IntoIterator<Item = &'c str>) -> f64 {
    let reader = |day_month| DateReader {
        day_month,
        zone: Zone::default(),
        midnight_is_day: false,
    };
    let (day_first, month_first) = (reader(DayMonth::DayFirst), reader(DayMonth::MonthFirst));
    let (mut n_filled, mut n_dates) = (0, 0);
    for cell in cells.into_iter().filter(|cell| !is_nothing(cell)) {
        n_filled += 1;
        let is_date = day_first.read(cell).is_ok() || month_first.read(cell).is_ok();
        n_dates += usize::from(is_date);
    }
    if n_filled == 0 {
        0.0
    } else {
        n_dates as f64 / n_filled as f64
    }
}

/// Numbers have a decimal comma where coordinates have one, or, without coordinates, where cells are numbers with one.
fn has_decimal_comma(spec: &TableSpec, body: &[Vec<String>]) -> bool {
    let is_comma_number = |cell: &&String| {
        cell.contains(',') && !cell.contains('.') && plain_number(cell, true).is_some()
    };
    let is_point_number =
        |cell: &&String| cell.contains('.') && plain_number(cell, false).is_some();
    let coordinates: Vec<usize> = spec
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| {
            let role = role_of(&column.name).map(|(role, _)| role);
            matches!(role, Some(Role::Latitude | Role::Longitude))
        })
        .map(|(idx, _)| idx)
        .collect();
    let cells = || {
        body.iter().flat_map(|row| {
            let all = row.iter().enumerate();
            all.filter(|(idx, _)| coordinates.is_empty() || coordinates.contains(idx))
                .map(|(_, cell)| cell)
        })
    };
    let n_comma = cells().filter(is_comma_number).count();
    n_comma > cells().filter(is_point_number).count()
}

/// The order of day and month, and whether midnights stand for days.
fn read_dates(spec: &mut TableSpec, body: &[Vec<String>], doubts: &mut Vec<String>) {
    let columns: Vec<usize> = match spec.preset {
        Some(_) => (0..spec.columns.len())
            .filter(|idx| {
                let name = spec.columns[*idx].name.to_ascii_lowercase();
                ["event_date", "date_start", "date_end", "date"].contains(&name.as_str())
            })
            .collect(),
        None => spec
            .columns_of(Role::Time)
            .chain(spec.columns_of(Role::End))
            .collect(),
    };
    let (mut n_day, mut n_month, mut n_open) = (0_usize, 0_usize, 0_usize);
    let (mut n_midnight, mut n_other) = (0_usize, 0_usize);
    let mut example = None;
    for cell in columns
        .iter()
        .flat_map(|col| body.iter().filter_map(|row| row.get(*col)))
    {
        match order_evidence(cell) {
            OrderEvidence::None => {}
            OrderEvidence::Open => {
                n_open += 1;
                example.get_or_insert(cell);
            }
            OrderEvidence::For(DayMonth::DayFirst) => n_day += 1,
            OrderEvidence::For(DayMonth::MonthFirst) => n_month += 1,
        }
        match ends_at_midnight(cell) {
            Some(true) => n_midnight += 1,
            Some(false) => n_other += 1,
            None => {}
        }
    }
    if n_month > n_day {
        spec.day_month = DayMonth::MonthFirst;
    }
    if n_day > 0 && n_month > 0 {
        doubts.push(format!(
            "in {n_day} of the first dates the day comes first, in {n_month} the month; the commoner order is used, and the others are rejected"
        ));
    } else if n_day + n_month == 0
        && n_open > 0
        && let Some(example) = example
    {
        let first = if spec.preset == Some(Preset::TimeMap) {
            // As TimeMap itself does where it is not told otherwise.
            spec.day_month = DayMonth::MonthFirst;
            "month"
        } else {
            "day"
        };
        doubts.push(format!(
            "nothing in the first rows says whether day or month comes first in “{example}”; it is read with the {first} first"
        ));
    }
    spec.midnight_is_day = n_midnight > 0 && n_other == 0;
    if spec.midnight_is_day {
        doubts.push(String::from(
            "every time of day in the first rows is midnight; midnight is read as the whole day",
        ));
    }
}
