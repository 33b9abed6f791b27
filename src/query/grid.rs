//! Events by cells of the map: how many are where, and what they are.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::model::mercator::{Unit, world_size};
use crate::store::columns::{Columns, Reach, UNLOCATED};
use crate::store::parallel;
use crate::store::row_set::{Bits, RowSet, WORD_ROWS};

/// Cells of a grid that is kept as a table at most; of more, only those that hold something are kept.
const TABLE_CELLS_MAX: u64 = 1 << 22;

/// Longitude steps around the Earth.
const STEPS_AROUND: i64 = 3_600_000_000;

/// Square cells over the map at a zoom, counted from its north-west corner.
///
/// A column is `lon · per_step >> shift`, a row `y · per_share >> shift`.
/// The factors have 32 bits and the products 64: that is what a processor multiplies several of at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellSize {
    per_step: u32,
    per_share: u32,
    shift: u32,
}

impl CellSize {
    /// Cells of so many points at a zoom.
    pub fn new(zoom: f64, points: f64) -> Self {
        let n_cells = (world_size(zoom) / points).clamp(1.0, f64::from(u32::MAX / 4));
        // As many bits as leave room for the product of two numbers below 2³².
        let shift = 62 - n_cells.log2().ceil() as u32;
        let scaled = n_cells * f64::from(shift).exp2();
        Self {
            per_step: (scaled / STEPS_AROUND as f64) as u32,
            per_share: (scaled / 32f64.exp2()) as u32,
            shift,
        }
    }

    /// The column and row of a position; of no use where there is none.
    #[inline]
    pub fn of(self, lon: i32, y: u32) -> (u32, u32) {
        let step = lon.wrapping_add((STEPS_AROUND / 2) as i32) as u32;
        let of = |value: u32, factor: u32| (u64::from(value) * u64::from(factor)) >> self.shift;
        (of(step, self.per_step) as u32, of(y, self.per_share) as u32)
    }
}

/// What lies in one cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    pub cell: (u32, u32),
    /// Number of events.
    pub count: u32,
    /// The middle of their positions.
    pub center: Unit,
    /// Number of events by category, as [`crate::store::Dataset::categories`] numbers them.
    pub by_category: Vec<u32>,
}

/// The located rows of a set by cells, in the order of rows of cells from the north-west; empty cells are not among them.
pub fn clusters(
    columns: &Columns,
    n_categories: usize,
    rows: &RowSet,
    size: CellSize,
) -> Vec<Cluster> {
    let mut sums = Sums::new(columns, size, n_categories);
    for_each_position(columns, rows, |idx, lon, y| {
        sums.add(size, lon, y, columns.category[idx]);
    });
    sums.into_clusters()
}

/// Number of located rows of a set in each cell that holds any, in the order of cells.
pub fn density(columns: &Columns, rows: &RowSet, size: CellSize) -> Vec<((u32, u32), u32)> {
    match columns.reach.and_then(|reach| Table::new(reach, size)) {
        Some(table) => density_in_table(columns, rows, size, &table),
        None => density_in_map(columns, rows, size),
    }
}

fn density_in_table(
    columns: &Columns,
    rows: &RowSet,
    size: CellSize,
    table: &Table,
) -> Vec<((u32, u32), u32)> {
    let words = rows.filled();
    let n_parts = (words.len() / PART_WORDS).min(parallel::n_threads()).max(1);
    let mut counts: Vec<_> = parallel::parts(words.len(), n_parts)
        .map(|part| (words.start + part.start..words.start + part.end, Vec::new()))
        .collect();
    parallel::for_each(n_parts, counts.iter_mut().collect(), |(part, counts)| {
        *counts = counts_in_table(columns, rows, part.clone(), size, table);
    });
    let mut sums = vec![0u32; table.n_cells()];
    for (_, counts) in counts {
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    let sums = sums.into_iter();
    sums.enumerate()
        .filter(|(_, count)| *count > 0)
        .map(|(cell, count)| (table.place(cell), count))
        .collect()
}

/// Words of rows that are worth a thread, and a table of its own.
const PART_WORDS: usize = 4096;

fn counts_in_table(
    columns: &Columns,
    rows: &RowSet,
    words: Range<usize>,
    size: CellSize,
    table: &Table,
) -> Vec<u32> {
    // The last one takes what has no place.
    let mut counts = vec![0u32; table.n_cells() + 1];
    for word in words {
        let bits = rows.words()[word];
        if bits == 0 {
            continue;
        }
        let first = word * WORD_ROWS;
        let last = (first + WORD_ROWS).min(columns.len());
        let mut cells = [0u32; WORD_ROWS];
        table.cells_of(
            &columns.lon[first..last],
            &columns.y[first..last],
            size,
            &mut cells,
        );
        if bits == u64::MAX {
            for cell in cells {
                counts[cell as usize] += 1;
            }
        } else {
            for bit in Bits(bits) {
                counts[cells[bit as usize] as usize] += 1;
            }
        }
    }
    counts.pop();
    counts
}

fn density_in_map(columns: &Columns, rows: &RowSet, size: CellSize) -> Vec<((u32, u32), u32)> {
    let mut counts: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for_each_position(columns, rows, |_, lon, y| {
        *counts.entry(size.of(lon, y)).or_default() += 1;
    });
    let mut found: Vec<_> = counts.into_iter().collect();
    found.sort_unstable_by_key(|((column, row), _)| (*row, *column));
    found
}

/// Calls `visit` with the index, longitude and y of each located row of a set.
#[inline]
fn for_each_position(columns: &Columns, rows: &RowSet, mut visit: impl FnMut(usize, i32, u32)) {
    for word in rows.filled() {
        let first = word * WORD_ROWS;
        let last = (first + WORD_ROWS).min(columns.len());
        let (lon, y) = (&columns.lon[first..last], &columns.y[first..last]);
        let mut look = |bit: usize| {
            if lon[bit] != UNLOCATED {
                visit(first + bit, lon[bit], y[bit]);
            }
        };
        match rows.words()[word] {
            u64::MAX => (0..WORD_ROWS).for_each(look),
            bits => Bits(bits).for_each(|bit| look(bit as usize)),
        }
    }
}

/// The cells of a box, numbered row by row.
struct Table {
    corner: (u32, u32),
    n_columns: u32,
    n_rows: u32,
}

impl Table {
    /// The cells that positions can lie in; `None` if they are too many for a table.
    fn new(reach: Reach, size: CellSize) -> Option<Self> {
        let corner = size.of(reach.west, reach.y_min);
        let last = size.of(reach.east, reach.y_max);
        let n_columns = u64::from(last.0 - corner.0) + 1;
        let n_rows = u64::from(last.1 - corner.1) + 1;
        (n_columns * n_rows <= TABLE_CELLS_MAX).then_some(Self {
            corner,
            n_columns: n_columns as u32,
            n_rows: n_rows as u32,
        })
    }

    fn n_cells(&self) -> usize {
        self.n_columns as usize * self.n_rows as usize
    }

    /// The number of a cell; one of no use for a cell that no position lies in.
    #[inline]
    fn cell(&self, (column, row): (u32, u32)) -> u32 {
        let (column, row) = (
            column.wrapping_sub(self.corner.0),
            row.wrapping_sub(self.corner.1),
        );
        row.wrapping_mul(self.n_columns).wrapping_add(column)
    }

    /// The numbers of the cells of up to a word of rows; one too many for rows without a place.
    ///
    /// Not part of its caller: on its own it becomes vector instructions, inside a loop it does not.
    #[inline(never)]
    fn cells_of(&self, lon: &[i32], y: &[u32], size: CellSize, cells: &mut [u32; WORD_ROWS]) {
        let nowhere = self.n_cells() as u32;
        for ((cell, lon), y) in cells.iter_mut().zip(lon).zip(y) {
            let at = self.cell(size.of(*lon, *y));
            *cell = if *lon == UNLOCATED { nowhere } else { at };
        }
    }

    fn place(&self, cell: usize) -> (u32, u32) {
        (
            self.corner.0 + cell as u32 % self.n_columns,
            self.corner.1 + cell as u32 / self.n_columns,
        )
    }
}

/// Clusters as they grow, cell by cell.
struct Sums {
    cells: Cells,
    n_categories: usize,
    /// By number of the cell: the sums of `lon` and `y`.
    positions: Vec<(i64, u64)>,
    /// By number of the cell and category.
    counts: Vec<u32>,
}

/// How cells are numbered.
enum Cells {
    /// All that can be come to, row by row.
    Table(Table),
    /// As they are come to.
    Found(FxHashMap<(u32, u32), u32>),
}

impl Sums {
    fn new(columns: &Columns, size: CellSize, n_categories: usize) -> Self {
        let table = columns.reach.and_then(|reach| Table::new(reach, size));
        let small = |table: &Table| table.n_cells() * n_categories <= TABLE_CELLS_MAX as usize;
        let cells = match table.filter(small) {
            Some(table) => Cells::Table(table),
            None => Cells::Found(FxHashMap::default()),
        };
        let n_cells = match &cells {
            Cells::Table(table) => table.n_cells(),
            Cells::Found(_) => 0,
        };
        Self {
            cells,
            n_categories,
            positions: vec![(0, 0); n_cells],
            counts: vec![0; n_cells * n_categories],
        }
    }

    #[inline]
    fn add(&mut self, size: CellSize, lon: i32, y: u32, category: u16) {
        let cell = size.of(lon, y);
        let number = match &mut self.cells {
            Cells::Table(table) => table.cell(cell) as usize,
            Cells::Found(numbers) => {
                let next = numbers.len() as u32;
                let number = *numbers.entry(cell).or_insert(next) as usize;
                if number == self.positions.len() {
                    self.positions.push((0, 0));
                    self.counts.resize((number + 1) * self.n_categories, 0);
                }
                number
            }
        };
        let (lon_sum, y_sum) = &mut self.positions[number];
        *lon_sum += i64::from(lon);
        *y_sum += u64::from(y);
        self.counts[number * self.n_categories + usize::from(category)] += 1;
    }

    fn into_clusters(self) -> Vec<Cluster> {
        let places: Vec<(u32, u32)> = match self.cells {
            Cells::Table(table) => (0..table.n_cells()).map(|cell| table.place(cell)).collect(),
            Cells::Found(numbers) => {
                let mut found: Vec<_> = numbers.into_iter().collect();
                found.sort_unstable_by_key(|(_, number)| *number);
                found.into_iter().map(|(cell, _)| cell).collect()
            }
        };
        let counts = self.counts.chunks(self.n_categories.max(1));
        let parts = places.into_iter().zip(self.positions).zip(counts);
        let mut clusters: Vec<Cluster> = parts
            .filter_map(|((cell, (lon_sum, y_sum)), counts)| {
                let count: u32 = counts.iter().sum();
                let n = f64::from(count);
                (count > 0).then(|| Cluster {
                    cell,
                    count,
                    center: Unit {
                        x: lon_sum as f64 / n / STEPS_AROUND as f64 + 0.5,
                        y: y_sum as f64 / n / f64::from(u32::MAX),
                    },
                    by_category: counts.to_vec(),
                })
            })
            .collect();
        clusters.sort_by_key(|cluster| (cluster.cell.1, cluster.cell.0));
        clusters
    }
}
