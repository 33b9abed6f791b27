//! Which tiles are drawn, and what stands in for those that are not there.

use eframe::egui::{Pos2, Rect};

use super::asking::roads_until;
use super::pyramid::part_of;
use super::*;
use crate::model::ground::GroundLayer;

const DARK: Look = (ThemeChoice::Dark, GroundStyle::Standard);

/// How the embedded map is drawn where nothing lies under it.
fn dress() -> Dress {
    Dress::of(None, DARK, Fills::Drawn)
}

/// A map of the embedded archive alone.
fn embedded_map(still: bool) -> Basemap {
    let mut ground = Basemap::new(still);
    assert_eq!(ground.source(&TileSource::Embedded), 0);
    ground
}

fn tile(zoom: u8, x: u32, y: u32) -> TileId {
    TileId { x, y, zoom }
}

#[test]
fn a_tile_is_all_of_itself() {
    let whole = Rect::from_min_max(Pos2::ZERO, Pos2::new(1.0, 1.0));
    assert_eq!(part_of(tile(5, 19, 12), tile(5, 19, 12)), whole);
}

#[test]
fn a_grandchild_is_a_sixteenth_of_its_grandparent() {
    let part = part_of(tile(5, 19, 12), tile(7, 19 * 4 + 1, 12 * 4 + 3));
    assert_eq!(
        part,
        Rect::from_min_max(Pos2::new(0.25, 0.75), Pos2::new(0.5, 1.0))
    );
}

#[test]
fn the_archive_covers_the_world_to_zoom_7_and_syria_and_iraq_to_zoom_10() {
    let mut ground = embedded_map(true);
    let palmyra = tile(10, 620, 406);
    assert_eq!(ground.in_archive(palmyra), Some(palmyra));
    let mosul = tile(10, 634, 400);
    assert_eq!(ground.in_archive(mosul), Some(mosul));
    assert_eq!(
        ground.in_archive(tile(12, 620 * 4 + 3, 406 * 4)),
        Some(palmyra)
    );
    let peru = tile(10, 300, 540);
    assert_eq!(
        ground.in_archive(peru),
        Some(tile(7, 300 >> 3, 540 >> 3)),
        "beyond the detailed block the world's tiles are magnified"
    );
    for zoom in 0..=7_u8 {
        for (x, y) in [(0.0, 0.0), (0.5, 0.5), (0.999, 0.2)] {
            let side = f64::from(zoom).exp2();
            let id = tile(zoom, (x * side) as u32, (y * side) as u32);
            assert_eq!(ground.in_archive(id), Some(id));
        }
    }
}

#[test]
fn roads_go_where_magnifying_would_put_them_somewhere_else() {
    let n_lines = |dress: Dress| {
        let style = style_of(dress);
        let is_line =
            |layer: &&walkers::StyleLayer| matches!(layer, walkers::StyleLayer::Line { .. });
        style.layers.iter().filter(is_line).count()
    };
    assert_eq!(n_lines(dress()), n_lines(dress().without_roads()) + 2);
    let (peru, palmyra) = (tile(7, 37, 67), tile(10, 620, 406));
    assert_eq!((roads_until(peru), roads_until(palmyra)), (9, 11));
    // What is drawn closer is another tile in the cache.
    let ctx = Context::default();
    let mut ground = embedded_map(true);
    ground.begin_frame(&ctx, DARK);
    for (id, dress) in [
        (tile(9, 37 << 2, 67 << 2), dress()),
        (tile(10, 37 << 3, 67 << 3), dress().without_roads()),
    ] {
        ground.cache.clear();
        assert!(ground.piece(0, self::dress(), id).is_some());
        assert!(ground.cache.is_known((0, dress, peru), 0.0), "{id:?}");
    }
}

#[test]
fn a_tile_that_was_asked_for_comes() {
    let ctx = Context::default();
    let palmyra = tile(9, 310, 203);
    let mut ground = embedded_map(false);
    ground.begin_frame(&ctx, DARK);
    assert!(
        ground.piece(0, dress(), palmyra).is_none(),
        "nothing is decoded on this thread"
    );
    wait_for(&mut ground, &ctx, (0, dress(), palmyra));
    assert!(ground.asked.is_empty());
    assert!(ground.piece(0, dress(), palmyra).is_some());
}

#[test]
fn a_near_ancestor_stands_in_while_one_zooms_in() {
    let ctx = Context::default();
    let mut ground = embedded_map(false);
    ground.begin_frame(&ctx, DARK);
    let parent = tile(7, 77, 50);
    ground.ask((0, dress(), parent));
    wait_for(&mut ground, &ctx, (0, dress(), parent));
    let piece = ground.piece(0, dress(), tile(9, 310, 203)).unwrap();
    assert!((piece.uv.width() - 0.25).abs() < 1e-6, "{:?}", piece.uv);
}

/// Waits until the worker has decoded a tile that was asked for.
fn wait_for(ground: &mut Basemap, ctx: &Context, key: Key) {
    for _ in 0..2_000 {
        if ground.cache.is_known(key, 0.0) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
        ground.begin_frame(ctx, DARK);
    }
    panic!("the worker never answered");
}

#[test]
fn every_tile_of_a_still_picture_is_there_at_once() {
    let mut ground = embedded_map(true);
    assert!(ground.piece(0, dress(), tile(9, 310, 203)).is_some());
    assert!(
        ground
            .piece(0, dress(), tile(18, 310 << 9, 203 << 9))
            .is_some()
    );
    assert!(
        ground.piece(0, dress(), tile(3, 8, 0)).is_none(),
        "off the world"
    );
}

#[test]
fn names_wait_for_the_ground_but_not_for_one_that_is_not_shown() {
    let ctx = Context::default();
    let mut map = embedded_map(false);
    map.begin_frame(&ctx, DARK);
    let mut ground = Ground::default();
    assert!(!map.has_ground(&ground), "its tiles are on their way");
    ground.layers[0].visible = false;
    assert!(map.has_ground(&ground), "nothing is on its way");
    let gone = TileSource::Archive("gone.pmtiles".into());
    ground.layers.push(GroundLayer::of(gone.clone()));
    assert!(!map.has_ground(&ground), "it is not opened yet");
    let idx = map.source(&gone);
    map.take(Found::About(
        idx,
        Err(String::from("the file is not there")),
    ));
    assert!(map.has_ground(&ground), "it never comes");
}
