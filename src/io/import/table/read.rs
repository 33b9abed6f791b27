//! From text to records and facts: on as many threads as there are cores, each with a stretch of the file.
//!
//! Where a stretch begins is a guess by counting quotation marks. The one before it reads on until it meets that place;
//! if it meets it between two records, the guess was right, else the stretch is read again from there.
//! So the records are those of one pass from the beginning, whatever the guesses.

use std::collections::HashMap;
use std::hash::{Hash as _, Hasher as _};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use memchr::{memchr, memchr_iter, memchr2};
use rustc_hash::{FxHashMap, FxHasher};

use crate::io::import::context::PROBLEMS_MAX;
use crate::io::import::table::event::n_quotes;
use crate::io::import::table::flaw::Flaw;
use crate::io::import::table::layout::{Col, Layout, id_text};
use crate::io::import::table::row::{Fault, Plain, Row, read_facts};
use crate::io::import::table::split::{Cell, Ending, Record, skip_line_ends, split};
use crate::model::problem::ProblemCode;
use crate::store::builder::Facts;

/// The most rows that a table may have: five times what the program is made to scrub through.
pub const ROWS_MAX: usize = 50_000_000;

/// The most rejected rows that are kept to be saved; further ones are counted.
pub const REJECTS_MAX: usize = 1_000_000;

/// The most sources and categories that are listed; further ones are known by their ids alone.
pub const NAMES_MAX: usize = 100_000;

/// The most stretches that a file is read in at once: beyond it memory is the limit, not cores.
const STRETCHES_MAX: usize = 8;

/// Below this many bytes a thread costs more than it saves.
const STRETCH_BYTES_MIN: usize = 1 << 20;

/// What takes in the facts of each record, in order; each stretch of a file fills one of its own.
pub trait Sink: Default + Send {
    fn push(&mut self, facts: &Facts<'_>);

    /// Takes in what follows.
    fn append(&mut self, other: Self);
}

/// How far a reading is, and whether it is still wanted.
#[derive(Debug, Default)]
pub struct Watch {
    all_bytes: AtomicUsize,
    done_bytes: AtomicUsize,
    is_cancelled: AtomicBool,
}

impl Watch {
    /// Says how many bytes there are to read.
    pub(in crate::io) fn begin(&self, all_bytes: usize) {
        self.all_bytes.store(all_bytes, Ordering::Relaxed);
    }

    /// The share of the text that was read so far, from 0 to 1; `None` before reading has begun.
    pub fn share(&self) -> Option<f32> {
        let all = self.all_bytes.load(Ordering::Relaxed);
        (all > 0).then(|| (self.done_bytes() as f32 / all as f32).min(1.0))
    }

    /// Says that some more bytes were read.
    pub(in crate::io) fn advance(&self, n_bytes: usize) {
        self.done_bytes.fetch_add(n_bytes, Ordering::Relaxed);
    }

    /// Bytes of the text that were read so far.
    pub fn done_bytes(&self) -> usize {
        self.done_bytes.load(Ordering::Relaxed)
    }

    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }
}

/// A flaw, and where it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct FlawAt {
    /// The cell; of a flaw of the row, its first byte.
    pub(super) cell: Cell,
    /// `None`: of the row.
    pub(super) col: Option<Col>,
    pub(super) flaw: Flaw,
}

/// A row that was left out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refused {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) why: FlawAt,
}

/// Names in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Names(FxHashMap<String, usize>);

impl Names {
    fn add(&mut self, name: &str) {
        if !self.0.contains_key(name) && self.0.len() < NAMES_MAX {
            let number = self.0.len();
            self.0.insert(name.to_owned(), number);
        }
    }

    pub(super) fn into_list(self) -> Vec<String> {
        let mut named: Vec<(String, usize)> = self.0.into_iter().collect();
        named.sort_unstable_by_key(|(_, number)| *number);
        named.into_iter().map(|(name, _)| name).collect()
    }
}

/// What came out of a stretch, or of the whole.
#[derive(Debug, Default)]
pub(super) struct Stretch<S> {
    pub(super) sink: S,
    pub(super) starts: Vec<u32>,
    pub(super) row_numbers: Vec<u32>,
    /// A hash of the id of each record that was taken.
    pub(super) id_hashes: Vec<u64>,
    /// Records with an empty id.
    pub(super) without_id: Vec<u32>,
    pub(super) flaws: Vec<FlawAt>,
    pub(super) refused: Vec<Refused>,
    pub(super) n_by_code: HashMap<(ProblemCode, bool), usize>,
    pub(super) n_rows: usize,
    pub(super) n_rejected: usize,
    pub(super) n_undated: usize,
    pub(super) n_unlocated: usize,
    pub(super) n_quotes: usize,
    pub(super) sources: Names,
    pub(super) categories: Names,
    /// Where the next record begins.
    end: usize,
}

impl<S: Sink> Stretch<S> {
    fn append(&mut self, other: Self) {
        let (base, n_rows) = (self.starts.len() as u32, self.n_rows as u32);
        self.sink.append(other.sink);
        self.starts.extend(other.starts);
        let numbers = other.row_numbers.into_iter();
        self.row_numbers
            .extend(numbers.map(|number| number + n_rows));
        self.id_hashes.extend(other.id_hashes);
        let without_id = other.without_id.into_iter();
        self.without_id.extend(without_id.map(|idx| idx + base));
        self.flaws.extend(other.flaws);
        self.flaws.truncate(PROBLEMS_MAX);
        self.refused.extend(other.refused);
        self.refused.truncate(REJECTS_MAX);
        #[expect(
            clippy::iter_over_hash_type,
            reason = "sums do not depend on the order"
        )]
        for (code, count) in other.n_by_code {
            *self.n_by_code.entry(code).or_default() += count;
        }
        self.n_rows += other.n_rows;
        self.n_rejected += other.n_rejected;
        self.n_undated += other.n_undated;
        self.n_unlocated += other.n_unlocated;
        self.n_quotes += other.n_quotes;
        for name in other.sources.into_list() {
            self.sources.add(&name);
        }
        for name in other.categories.into_list() {
            self.categories.add(&name);
        }
        self.end = other.end;
    }

    pub(super) fn count(&mut self, at: FlawAt) {
        let code = (at.flaw.code(), at.flaw.rejects());
        *self.n_by_code.entry(code).or_default() += 1;
        if self.flaws.len() < PROBLEMS_MAX {
            self.flaws.push(at);
        }
    }

    fn refuse(&mut self, record: Record, why: FlawAt) {
        self.n_rejected += 1;
        self.count(why);
        if self.refused.len() < REJECTS_MAX {
            self.refused.push(Refused {
                start: record.start as u32,
                end: record.end as u32,
                why,
            });
        }
    }
}

/// What a reading is of.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) text: &'a str,
    pub(super) layout: &'a Layout,
    /// Whether rows may hold U+FFFD in place of bytes that could not be read.
    pub(super) is_damaged: bool,
    pub(super) watch: &'a Watch,
}

/// Reads the records from `from` on, on as many threads as there are cores.
pub(super) fn read_all<S: Sink>(job: Job<'_>, from: usize) -> Stretch<S> {
    let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
    let n_bytes = job.text.len().saturating_sub(from);
    let n_stretches = n_cores
        .min(STRETCHES_MAX)
        .min(n_bytes / STRETCH_BYTES_MIN)
        .max(1);
    let at = |idx: usize| from + n_bytes / n_stretches * idx;
    let guesses: Vec<usize> = (1..n_stretches).map(at).collect();
    read_stretches(job, from, &guess_bounds(job, from, &guesses))
}

/// Where records may begin, near some places in the text.
fn guess_bounds(job: Job<'_>, from: usize, near: &[usize]) -> Vec<usize> {
    let bytes = job.text.as_bytes();
    let (mut at, mut is_quoted) = (from, false);
    let mut bounds = Vec::new();
    for target in near {
        if *target <= at {
            continue;
        }
        let mut end = *target;
        if let Some(quote) = job.layout.dialect.quote {
            let n_quotes = memchr_iter(quote, &bytes[at..end]).count();
            is_quoted ^= n_quotes % 2 == 1;
            if is_quoted {
                end += memchr(quote, &bytes[end..]).map_or(bytes.len() - end, |len| len + 1);
                is_quoted = false;
            }
        }
        let line_end = memchr2(b'\n', b'\r', &bytes[end.min(bytes.len())..]);
        let bound = line_end.map_or(bytes.len(), |len| skip_line_ends(bytes, end + len));
        if bound < bytes.len() {
            bounds.push(bound);
            // From the target on quotes were not counted, but between records none is open.
            at = bound;
        }
    }
    bounds
}

/// Reads the records from `from` on in stretches that begin at the bounds, where these are right.
pub(super) fn read_stretches<S: Sink>(job: Job<'_>, from: usize, bounds: &[usize]) -> Stretch<S> {
    let mut starts = vec![from];
    starts.extend(bounds.iter().copied().filter(|bound| *bound > from));
    starts.dedup();
    let end_of = |idx: usize| starts.get(idx + 1).copied().unwrap_or(job.text.len());
    let mut stretches: Vec<Option<Stretch<S>>> = Vec::new();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (1..starts.len())
            .map(|idx| {
                let (start, end) = (starts[idx], end_of(idx));
                std::thread::Builder::new()
                    .name(format!("table-{idx}"))
                    .spawn_scoped(scope, move || read_stretch(job, start, end))
            })
            .collect();
        stretches.push(Some(read_stretch(job, from, end_of(0))));
        for worker in workers {
            // A thread that could not be started leaves its stretch to be read below.
            stretches.push(worker.ok().and_then(|worker| worker.join().ok()));
        }
    });
    let mut whole = Stretch {
        end: from,
        ..Stretch::default()
    };
    for (idx, stretch) in stretches.into_iter().enumerate() {
        let end = end_of(idx);
        match stretch {
            Some(stretch) if whole.end == starts[idx] => whole.append(stretch),
            _ if whole.end >= end && idx + 1 < starts.len() => {}
            _ => {
                let again = read_stretch(job, whole.end, end);
                whole.append(again);
            }
        }
    }
    whole
}

/// Reads the records that begin in `[from, until)`.
fn read_stretch<S: Sink>(job: Job<'_>, from: usize, until: usize) -> Stretch<S> {
    /// Rows between two looks at whether the reading is still wanted.
    const ROWS_A_LOOK: usize = 4096;
    let bytes = job.text.as_bytes();
    let asked = job.layout.columns_asked();
    let mut stretch = Stretch::<S>::default();
    let mut cells = Vec::new();
    let mut facts = Facts::default();
    let mut looked_at = from;
    let mut pos = skip_line_ends(bytes, from);
    while pos < until && stretch.n_rows <= ROWS_MAX {
        let Some(record) = split(bytes, pos, job.layout.dialect, &mut cells) else {
            break;
        };
        stretch.n_rows += 1;
        read_record(job, &mut stretch, record, &cells, &asked, &mut facts);
        pos = record.next;
        if stretch.n_rows.is_multiple_of(ROWS_A_LOOK) {
            job.watch.advance(pos - looked_at);
            looked_at = pos;
            if job.watch.is_cancelled() {
                break;
            }
        }
    }
    stretch.end = pos;
    stretch
}

fn read_record<'t, S: Sink>(
    job: Job<'t>,
    stretch: &mut Stretch<S>,
    record: Record,
    cells: &[Cell],
    asked: &[Col],
    facts: &mut Facts<'t>,
) {
    if let Some(why) = flaw_of_row(job, record, cells) {
        stretch.refuse(record, why);
        return;
    }
    let is_escaped = |col: &Col| cells.get(*col).is_some_and(|cell| cell.is_escaped);
    if asked.iter().any(is_escaped) {
        let plain = Plain::of(job.text, cells, job.layout.dialect.quote);
        take(
            job,
            stretch,
            record,
            cells,
            plain.row(),
            &mut Facts::default(),
        );
    } else {
        let row = Row {
            text: job.text,
            cells,
        };
        take(job, stretch, record, cells, row, facts);
    }
}

fn flaw_of_row(job: Job<'_>, record: Record, cells: &[Cell]) -> Option<FlawAt> {
    let n_columns = job.layout.names.len();
    let n_cells = cells.len() + record.n_beyond;
    let is_blank = |cell: &Cell| cell.start == cell.end;
    let surplus = cells.get(n_columns..).unwrap_or_default();
    let mut at = record.start;
    let flaw = match record.ending {
        Ending::Unclosed(quote_at) => {
            at = quote_at;
            Flaw::UnclosedQuote
        }
        Ending::TooLong => Flaw::TooLong,
        // Spreadsheets write empty cells behind the last column; they say nothing.
        Ending::Whole
            if n_cells < n_columns
                || n_cells > n_columns
                    && !(record.n_beyond == 0 && surplus.iter().all(is_blank)) =>
        {
            Flaw::CellCount(n_cells as u32)
        }
        Ending::Whole if job.is_damaged && is_damaged(job.text, record) => Flaw::BadBytes,
        Ending::Whole => return None,
    };
    let at = Cell {
        start: at as u32,
        end: at as u32,
        is_escaped: false,
    };
    Some(FlawAt {
        cell: at,
        col: None,
        flaw,
    })
}

fn is_damaged(text: &str, record: Record) -> bool {
    text.get(record.start..record.end)
        .is_some_and(|raw| raw.contains(char::REPLACEMENT_CHARACTER))
}

fn take<'t, S: Sink>(
    job: Job<'t>,
    stretch: &mut Stretch<S>,
    record: Record,
    cells: &[Cell],
    row: Row<'t, '_>,
    facts: &mut Facts<'t>,
) {
    let at = |(col, flaw): Fault| FlawAt {
        cell: cells.get(col).copied().unwrap_or(Cell {
            start: record.start as u32,
            end: record.start as u32,
            is_escaped: false,
        }),
        col: Some(col),
        flaw,
    };
    let read = read_facts(job.layout, row, facts, |fault| stretch.count(at(fault)));
    if let Err(fault) = read {
        stretch.refuse(record, at(fault));
        return;
    }
    stretch.n_undated += usize::from(facts.time.is_none());
    stretch.n_unlocated += usize::from(facts.anchor.is_none());
    stretch.n_quotes += n_quotes(job.layout, row);
    if let Some(category) = facts.category {
        stretch.categories.add(category);
    }
    for source in &facts.sources {
        stretch.sources.add(source);
    }
    if let Some(col) = job.layout.id {
        let id = id_text(job.layout, row.get(col));
        if id.is_empty() {
            stretch.without_id.push(stretch.starts.len() as u32);
        }
        let mut hasher = FxHasher::default();
        id.hash(&mut hasher);
        stretch.id_hashes.push(hasher.finish());
    }
    stretch.starts.push(record.start as u32);
    stretch.row_numbers.push(stretch.n_rows as u32);
    stretch.sink.push(facts);
}
