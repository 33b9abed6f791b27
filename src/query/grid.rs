//! Events by cells of the map: how many are where, and what they are.

use rustc_hash::FxHashMap;

use crate::model::mercator::{Unit, world_size};
use crate::store::columns::Columns;
use crate::store::row_set::{Bits, RowSet, WORD_ROWS};

/// Cells of a grid that is kept as a table at most; of more, only those that hold something are kept.
const TABLE_CELLS_MAX: u64 = 1 << 22;

/// Longitude steps around the Earth.
const STEPS_AROUND: i64 = 3_600_000_000;

/// Square cells over the map at a zoom, counted from its north-west corner.
///
/// A column is `lon · per_step >> shift`, a row `y · per_share >> shift`, all in 64 bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellSize {
    per_step: u64,
    per_share: u64,
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
            per_step: (scaled / STEPS_AROUND as f64) as u64,
            per_share: (scaled / 32f64.exp2()) as u64,
            shift,
        }
    }

    /// The column and row of a position.
    #[inline]
    pub fn of(self, lon: i32, y: u32) -> (u32, u32) {
        let step = (i64::from(lon) + STEPS_AROUND / 2) as u64;
        (
            ((step * self.per_step) >> self.shift) as u32,
            ((u64::from(y) * self.per_share) >> self.shift) as u32,
        )
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
    for word in rows.filled() {
        for bit in Bits(rows.words()[word]) {
            let idx = word * WORD_ROWS + bit as usize;
            let lon = columns.lon[idx];
            if lon != crate::store::columns::UNLOCATED {
                sums.add(size, lon, columns.y[idx], columns.category[idx]);
            }
        }
    }
    sums.into_clusters()
}

/// Number of located rows of a set in each cell that holds any, in the order of cells.
pub fn density(columns: &Columns, rows: &RowSet, size: CellSize) -> Vec<((u32, u32), u32)> {
    let mut cells = Cells::new(columns, size);
    let mut counts: Vec<u32> = Vec::new();
    for word in rows.filled() {
        for bit in Bits(rows.words()[word]) {
            let idx = word * WORD_ROWS + bit as usize;
            let lon = columns.lon[idx];
            if lon != crate::store::columns::UNLOCATED {
                let slot = cells.slot(size.of(lon, columns.y[idx]));
                if slot == counts.len() {
                    counts.push(0);
                }
                counts[slot] += 1;
            }
        }
    }
    let mut found: Vec<_> = cells.found.into_iter().zip(counts).collect();
    found.sort_by_key(|((column, row), _)| (*row, *column));
    found
}

/// Numbers cells as they are come to.
struct Cells {
    found: Vec<(u32, u32)>,
    look_up: LookUp,
}

/// From a cell to its number.
enum LookUp {
    /// A number for each cell of a box, from its corner on; `u32::MAX`: not come to yet.
    Table {
        corner: (u32, u32),
        n_columns: usize,
        numbers: Vec<u32>,
    },
    Map(FxHashMap<(u32, u32), u32>),
}

impl Cells {
    fn new(columns: &Columns, size: CellSize) -> Self {
        let look_up = columns
            .reach
            .map_or(LookUp::Map(FxHashMap::default()), |reach| {
                let corner = size.of(reach.west, reach.y_min);
                let last = size.of(reach.east, reach.y_max);
                let n_columns = u64::from(last.0 - corner.0) + 1;
                let n_rows = u64::from(last.1 - corner.1) + 1;
                if n_columns * n_rows <= TABLE_CELLS_MAX {
                    LookUp::Table {
                        corner,
                        n_columns: n_columns as usize,
                        numbers: vec![u32::MAX; (n_columns * n_rows) as usize],
                    }
                } else {
                    LookUp::Map(FxHashMap::default())
                }
            });
        Self {
            found: Vec::new(),
            look_up,
        }
    }

    /// The number of a cell; a new one if it is come to for the first time.
    #[inline]
    fn slot(&mut self, cell: (u32, u32)) -> usize {
        let next = self.found.len() as u32;
        let number = match &mut self.look_up {
            LookUp::Table {
                corner,
                n_columns,
                numbers,
            } => {
                let column = (cell.0 - corner.0) as usize;
                let row = (cell.1 - corner.1) as usize;
                &mut numbers[row * *n_columns + column]
            }
            LookUp::Map(map) => map.entry(cell).or_insert(u32::MAX),
        };
        if *number == u32::MAX {
            *number = next;
            self.found.push(cell);
        }
        *number as usize
    }
}

/// Clusters as they grow.
struct Sums {
    cells: Cells,
    n_categories: usize,
    /// By cluster: the sums of `lon` and `y`.
    positions: Vec<(i64, u64)>,
    /// By cluster and category.
    counts: Vec<u32>,
}

impl Sums {
    fn new(columns: &Columns, size: CellSize, n_categories: usize) -> Self {
        Self {
            cells: Cells::new(columns, size),
            n_categories,
            positions: Vec::new(),
            counts: Vec::new(),
        }
    }

    #[inline]
    fn add(&mut self, size: CellSize, lon: i32, y: u32, category: u16) {
        let slot = self.cells.slot(size.of(lon, y));
        if slot == self.positions.len() {
            self.positions.push((0, 0));
            self.counts.resize((slot + 1) * self.n_categories, 0);
        }
        let (lon_sum, y_sum) = &mut self.positions[slot];
        *lon_sum += i64::from(lon);
        *y_sum += u64::from(y);
        self.counts[slot * self.n_categories + usize::from(category)] += 1;
    }

    fn into_clusters(self) -> Vec<Cluster> {
        let counts = self.counts.chunks(self.n_categories.max(1));
        let parts = self.cells.found.into_iter().zip(self.positions).zip(counts);
        let mut clusters: Vec<Cluster> = parts
            .map(|((cell, (lon_sum, y_sum)), counts)| {
                let count: u32 = counts.iter().sum();
                let n = f64::from(count.max(1));
                Cluster {
                    cell,
                    count,
                    center: Unit {
                        x: lon_sum as f64 / n / STEPS_AROUND as f64 + 0.5,
                        y: y_sum as f64 / n / f64::from(u32::MAX),
                    },
                    by_category: counts.to_vec(),
                }
            })
            .collect();
        clusters.sort_by_key(|cluster| (cluster.cell.1, cluster.cell.0));
        clusters
    }
}
