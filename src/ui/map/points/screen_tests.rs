//! The layer on a screen: what is seen is the raster, and adapter and raster draw the same.

use eframe::egui::{Color32, Vec2};
use eframe::egui_wgpu::{RenderState, RendererOptions};
use egui_kittest::Harness;
use egui_kittest::wgpu::{WgpuTestRenderer, create_render_state, default_wgpu_setup};
use image::RgbaImage;

use super::layer::{Look, PointLayer, Shown, Version};
use super::tests::Owned;
use crate::model::place::LatLon;
use crate::model::view::Camera;
use crate::state::ThemeChoice;
use crate::store::row_set::RowSet;
use crate::ui::map::camera::Viewport;
use crate::ui::map::gpu::{fill, install, install_points};
use crate::ui::theme::Theme;

/// A map of points alone.
struct Map {
    layer: PointLayer,
    owned: Owned,
    version: Version,
    camera: Camera,
    shown: Option<Shown>,
    /// Count of the cell in the middle.
    middle: Option<u32>,
}

const CAMERA: Camera = Camera {
    center: LatLon {
        lat: 34.9,
        lon: 37.6,
    },
    zoom: 7.3,
};

fn harness(owned: Owned, layer: impl Fn(&RenderState) -> PointLayer) -> Harness<'static, Map> {
    let render_state = create_render_state(default_wgpu_setup(), RendererOptions::PREDICTABLE);
    install(&render_state);
    install_points(&render_state);
    let map = Map {
        layer: layer(&render_state),
        owned,
        version: Version::default(),
        camera: CAMERA,
        shown: None,
        middle: None,
    };
    Harness::builder()
        .with_size(Vec2::new(640.0, 420.0))
        .renderer(WgpuTestRenderer::from_render_state(render_state))
        .build_ui_state(
            |ui, map: &mut Map| {
                let theme = Theme::of(ThemeChoice::Dark);
                // Not the whole screen, and not from a whole pixel.
                let rect = ui.max_rect().shrink2(Vec2::new(20.4, 10.0));
                let viewport = Viewport::new(rect, map.camera);
                ui.painter().add(fill(rect, theme.land));
                let colors: Vec<Color32> = (0..12).map(|idx| theme.category(&[], idx)).collect();
                let points = map.owned.points();
                let painter = ui.painter();
                let shown =
                    map.layer
                        .draw(painter, &viewport, &points, map.version, theme, &colors);
                map.shown = Some(shown);
                map.middle = map.layer.count_at(&viewport, rect.center());
            },
            map,
        )
}

fn picture(harness: &mut Harness<'_, Map>) -> RgbaImage {
    harness.run();
    harness.render().unwrap()
}

/// The largest difference of two pictures, the mean, and the share of pixels that differ visibly.
fn differences(one: &RgbaImage, other: &RgbaImage) -> (u8, f64, f64) {
    let pairs = one.as_raw().iter().zip(other.as_raw());
    let off: Vec<u8> = pairs.map(|(a, b)| a.abs_diff(*b)).collect();
    let sum: u64 = off.iter().copied().map(u64::from).sum();
    let visible = off.iter().filter(|off| **off > 12).count();
    let n = off.len() as f64;
    (
        off.iter().copied().max().unwrap(),
        sum as f64 / n,
        visible as f64 / n,
    )
}

#[test]
fn adapter_and_raster_draw_the_same_discs_and_count_the_same() {
    let mut drawn = [PointLayer::on_adapter, PointLayer::for_raster].map(|layer| {
        let mut harness = harness(Owned::made(9_000), layer);
        let picture = picture(&mut harness);
        (picture, harness.state().shown.unwrap())
    });
    save("adapter", &drawn[0].0);
    save("raster", &drawn[1].0);
    assert_eq!(drawn[0].1, drawn[1].1);
    assert_eq!(drawn[0].1.look, Look::Discs);
    assert!(drawn[0].1.in_sight > 2_000);
    let [(one, _), (other, _)] = &mut drawn;
    let (worst, mean, visible) = differences(one, other);
    assert!(mean < 0.2 && visible < 0.002, "{worst} {mean} {visible}");
}

#[test]
fn adapter_and_raster_count_the_same_density() {
    let drawn = [PointLayer::on_adapter, PointLayer::for_raster].map(|layer| {
        let mut harness = harness(Owned::made(400_000), layer);
        let picture = picture(&mut harness);
        (
            picture,
            harness.state().shown.unwrap(),
            harness.state().middle,
        )
    });
    save("density", &drawn[0].0);
    let [(one, shown, middle), (other, other_shown, other_middle)] = &drawn;
    assert!(matches!(shown.look, Look::Density { .. }));
    assert_eq!((shown, middle), (other_shown, other_middle));
    assert!(middle.is_some());
    // Adapters round places to single precision: a handful may fall into the next cell.
    let (worst, mean, visible) = differences(one, other);
    assert!(mean < 0.05 && visible < 0.001, "{worst} {mean} {visible}");
}

#[test]
fn nothing_stale_stays_when_the_map_moves_or_what_matches_changes() {
    for layer in [PointLayer::on_adapter, PointLayer::for_raster] {
        let mut moved = harness(Owned::made(9_000), layer);
        let first = picture(&mut moved);
        moved.state_mut().camera.center.lon += 0.4;
        let second = picture(&mut moved);
        assert!(first != second);
        let n = moved.state().owned.points().lon.len();
        moved.state_mut().owned.show(RowSet::empty(n));
        moved.state_mut().version.matching += 1;
        let empty = picture(&mut moved);
        assert_eq!(moved.state().shown.unwrap().in_sight, 0);
        assert!(second != empty);
        let middle = empty.get_pixel(320, 210);
        let land = Theme::of(ThemeChoice::Dark).land;
        assert_eq!(middle.0[..3], [land.r(), land.g(), land.b()]);
    }
}

#[test]
fn a_moved_map_shows_what_a_fresh_one_shows() {
    for n in [9_000, 300_000] {
        let mut moved = harness(Owned::made(n), PointLayer::for_raster);
        picture(&mut moved);
        let camera = Camera {
            zoom: 8.1,
            ..CAMERA
        };
        moved.state_mut().camera = camera;
        let mut fresh = harness(Owned::made(n), PointLayer::for_raster);
        fresh.state_mut().camera = camera;
        assert!(picture(&mut moved) == picture(&mut fresh));
    }
}

/// Keeps a picture to look at, where a folder for them is named.
fn save(name: &str, picture: &RgbaImage) {
    if let Some(folder) = std::env::var_os("STRABO_LOOK") {
        let path = std::path::Path::new(&folder).join(format!("points-{name}.png"));
        picture.save(path).unwrap();
    }
}
