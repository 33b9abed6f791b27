//! Made-up events for measuring: seeded, the same numbers on every machine and in every language.
//!
//! A counter-based generator (mulberry32) gives draw `k` by itself, so any row can be made alone.
//! 85 % of the events lie close around fifty towns of Syria and Iraq, the rest within a degree;
//! they are spread evenly over ten years, in time order, over twelve categories of uneven size.

/// The seed of everything that is compared between programs.
pub const SEED: u32 = 20_130_101;
/// 2013-01-01 00:00 UTC, in seconds since 1970: `t` counts from here.
pub const T0_S: i64 = 1_356_998_400;
/// The stretch of time that the events lie in, in seconds.
pub const SPAN_S: i32 = 3652 * 86_400;
/// What the categories are called.
pub const CATEGORIES: [&str; 12] = [
    "Battles",
    "Air strike",
    "Shelling",
    "IED",
    "Protest",
    "Riot",
    "Arrest",
    "Attack",
    "Abduction",
    "Looting",
    "Agreement",
    "Other",
];

/// Draws that one event takes.
const DRAWS: u32 = 8;

/// Synthetic events as columns, in time order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    /// Degrees.
    pub lon: Vec<f32>,
    /// Degrees.
    pub lat: Vec<f32>,
    /// Seconds since [`T0_S`], below [`SPAN_S`].
    pub t: Vec<i32>,
    /// Index into [`CATEGORIES`].
    pub category: Vec<u8>,
}

/// `n` events of a seed, the same for every caller.
pub fn columns(n: usize, seed: u32) -> Columns {
    let mut columns = Columns {
        lon: Vec::with_capacity(n),
        lat: Vec::with_capacity(n),
        t: Vec::with_capacity(n),
        category: Vec::with_capacity(n),
    };
    for row in 0..n {
        let first = (row as u32).wrapping_mul(DRAWS);
        let draw = |k: u32| draw(seed, first.wrapping_add(k));
        let (u, kind) = (draw(0), draw(6));
        let (lon, lat) = TOWNS[(u * u * TOWNS.len() as f64) as usize];
        let spread = if draw(7) < 0.15 { 1.0 } else { 0.08 };
        let away = |a: f64, b: f64| (a + b - 1.0) * spread;
        columns.lon.push((lon + away(draw(1), draw(2))) as f32);
        columns.lat.push((lat + away(draw(3), draw(4))) as f32);
        let share = (row as f64 + draw(5)) / n as f64;
        columns.t.push((share * f64::from(SPAN_S)) as i32);
        let kinds = CATEGORIES.len() as f64;
        columns.category.push((kind * kind * kinds) as u8);
    }
    columns
}

/// Draw `k` of a seed: evenly from 0 to below 1.
pub fn draw(seed: u32, k: u32) -> f64 {
    let a = seed.wrapping_add(k.wrapping_add(1).wrapping_mul(0x6d2b_79f5));
    let mut t = (a ^ (a >> 15)).wrapping_mul(1 | a);
    t = t.wrapping_add((t ^ (t >> 7)).wrapping_mul(0x3d | t)) ^ t;
    f64::from(t ^ (t >> 14)) / 4_294_967_296.0
}

/// Longitude and latitude in degrees.
#[rustfmt::skip]
const TOWNS: [(f64, f64); 50] = [
    (37.16, 36.20), (36.29, 33.51), (36.72, 34.73), (36.75, 35.13), (35.79, 35.52),
    (35.89, 34.89), (36.63, 35.93), (39.01, 35.95), (40.14, 35.34), (40.75, 36.50),
    (41.23, 37.05), (36.10, 32.62), (36.57, 32.71), (35.82, 33.13), (38.27, 34.56),
    (40.92, 34.45), (40.45, 35.02), (37.95, 36.53), (38.36, 36.89), (36.87, 36.51),
    (37.05, 36.59), (37.52, 36.37), (36.32, 35.81), (36.68, 35.65), (36.80, 35.86),
    (36.65, 35.44), (36.40, 33.57), (36.10, 33.72), (36.58, 34.51), (38.96, 36.70),
    (44.36, 33.31), (43.13, 36.34), (47.78, 30.51), (44.39, 35.47), (44.01, 36.19),
    (45.44, 35.56), (43.00, 36.87), (43.78, 33.35), (43.31, 33.42), (43.68, 34.61),
    (43.87, 34.20), (43.49, 34.93), (44.64, 33.75), (42.45, 36.37), (41.87, 36.32),
    (43.77, 35.32), (44.34, 32.00), (44.02, 32.62), (46.26, 31.04), (41.09, 34.37),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_thousand_events_add_up_as_in_every_other_language() {
        let made = columns(100_000, SEED);
        let sum = |column: &[f32]| column.iter().copied().map(f64::from).sum::<f64>();
        let t: i64 = made.t.iter().copied().map(i64::from).sum();
        let category: u64 = made.category.iter().copied().map(u64::from).sum();
        assert_eq!(t, 15_776_639_569_386);
        assert_eq!(category, 357_407);
        assert_eq!(format!("{:.4}", sum(&made.lon)), "3886831.9424");
        assert_eq!(format!("{:.4}", sum(&made.lat)), "3507000.1712");
        assert!(made.t.is_sorted());
    }
}
