//! From the bytes of a tile to what is drawn, within bounds, on whatever thread has them.
//!
//! Bytes come from files and servers of others: a picture is not decoded before its size is known to be sane, and a
//! reader that gives up costs the tile alone.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use eframe::egui::ColorImage;
use image::{ImageFormat, ImageReader, Limits};
use rustc_hash::FxHashMap;
use walkers::{Drawable, Style, StyleLayer, Tile};

use crate::model::ground::{GroundStyle, TileKind, VectorSchema};
use crate::state::ThemeChoice;
use crate::ui::map::{archive_style, ground_style};
use crate::ui::theme::Theme;

/// Pixels on a side of a picture: twice what tiles for dense displays have.
const SIDE_MAX: u32 = 1_024;
/// Bytes of vector data in one tile; more features than that take seconds to make meshes of.
const VECTOR_BYTES_MAX: usize = 6 * 1024 * 1024;

/// What the drawing of a tile depends on, beside its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Dress {
    /// A picture is as it is.
    Picture,
    /// A vector archive of some schema; `None`: the embedded one.
    Vector {
        schema: Option<VectorSchema>,
        theme: ThemeChoice,
        style: GroundStyle,
        fills: Fills,
        roads: Roads,
    },
}

/// Whether the embedded archive's roads are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Roads {
    Drawn,
    /// Not where its tiles are magnified so far that the roads would seem to be somewhere else than they are.
    LeftOut,
}

/// Whether areas are filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Fills {
    Drawn,
    /// Lines alone, for what lies over a picture.
    LeftOut,
}

impl Dress {
    pub(super) fn of(
        kind: Option<TileKind>,
        (theme, style): (ThemeChoice, GroundStyle),
        fills: Fills,
    ) -> Self {
        let schema = match kind {
            Some(TileKind::Raster) => return Self::Picture,
            Some(TileKind::Vector(schema)) => Some(schema),
            None => None,
        };
        Self::Vector {
            schema,
            theme,
            style,
            fills,
            roads: Roads::Drawn,
        }
    }

    pub(super) fn without_roads(self) -> Self {
        match self {
            Self::Picture => Self::Picture,
            Self::Vector {
                schema,
                theme,
                style,
                fills,
                roads: _,
            } => Self::Vector {
                schema,
                theme,
                style,
                fills,
                roads: Roads::LeftOut,
            },
        }
    }
}

/// A tile that is ready, or a picture that has to be handed to the adapter first.
pub(super) enum Decoded {
    Tile(Tile),
    Picture(ColorImage),
}

/// Decodes a tile; `points` is how wide it is drawn at its own zoom.
pub(super) fn decode(bytes: &[u8], dress: Dress, zoom: u8, points: u32) -> Result<Decoded, String> {
    let work = || match dress {
        Dress::Picture => picture(bytes).map(Decoded::Picture),
        Dress::Vector { .. } => {
            if bytes.len() > VECTOR_BYTES_MAX {
                return Err(format!("a tile of {} bytes is too large", bytes.len()));
            }
            Tile::from_mvt(bytes, &style_of(dress), zoom, points)
                .map(Decoded::Tile)
                .map_err(|error| format!("a tile is broken: {error}"))
        }
    };
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(String::from("a tile is broken in an unexpected way")))
}

fn picture(bytes: &[u8]) -> Result<ColorImage, String> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| error.to_string())?;
    match reader.format() {
        Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) => {}
        _ => return Err(String::from("a tile is no picture (PNG, JPEG or WebP)")),
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(u64::from(SIDE_MAX) * u64::from(SIDE_MAX) * 16);
    reader.limits(limits);
    let picture = reader
        .decode()
        .map_err(|error| format!("a tile is broken: {error}"))?
        .to_rgba8();
    let size = [picture.width() as usize, picture.height() as usize];
    Ok(ColorImage::from_rgba_unmultiplied(
        size,
        picture.as_flat_samples().as_slice(),
    ))
}

/// Bytes that a tile takes, of the adapter or of memory.
pub(super) fn n_bytes(tile: &Tile) -> usize {
    match tile {
        Tile::Raster(texture) => {
            let [width, height] = texture.size();
            width * height * 4
        }
        Tile::Vector { drawables, .. } => drawables
            .iter()
            .map(|drawable| match drawable {
                Drawable::Fill(mesh) => 12 * mesh.vertices.len() + 4 * mesh.indices.len(),
                // A line becomes a mesh of its own.
                Drawable::Lines(lines) => lines.iter().map(|line| 96 * line.points.len()).sum(),
            })
            .sum(),
    }
}

/// The style of a dress, made once.
pub(super) fn style_of(dress: Dress) -> Arc<Style> {
    static STYLES: OnceLock<Mutex<FxHashMap<Dress, Arc<Style>>>> = OnceLock::new();
    let mut styles = STYLES
        .get_or_init(Mutex::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    Arc::clone(
        styles
            .entry(dress)
            .or_insert_with(|| Arc::new(make_style(dress))),
    )
}

fn make_style(dress: Dress) -> Style {
    let Dress::Vector {
        schema,
        theme,
        style,
        fills,
        roads,
    } = dress
    else {
        return Style::default();
    };
    let theme = Theme::of(theme);
    let mut style = match schema {
        None => ground_style::style(theme, style),
        Some(schema) => archive_style::style(schema, theme, style),
    };
    if fills == Fills::LeftOut {
        style.layers.retain(|layer| {
            !matches!(
                layer,
                StyleLayer::Background { .. } | StyleLayer::Fill { .. }
            )
        });
    }
    if roads == Roads::LeftOut {
        let is_way = |layer: &StyleLayer| match layer {
            StyleLayer::Line { source_layer, .. } => ["roads", "rail"]
                .iter()
                .any(|way| source_layer.matches(way)),
            _ => false,
        };
        style.layers.retain(|layer| !is_way(layer));
    }
    style
}

#[cfg(test)]
mod tests {
    use super::*;

    const DARK: (ThemeChoice, GroundStyle) = (ThemeChoice::Dark, GroundStyle::Standard);

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image::RgbaImage::new(width, height)
            .write_to(&mut bytes, ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    }

    #[test]
    fn pictures_of_the_usual_sizes_are_decoded_and_bombs_are_not() {
        let decode = |bytes: &[u8]| decode(bytes, Dress::Picture, 3, 256);
        for side in [256, 512] {
            let Ok(Decoded::Picture(picture)) = decode(&png(side, side)) else {
                panic!("a picture of {side} pixels");
            };
            assert_eq!(picture.size, [side as usize; 2]);
        }
        assert!(decode(&png(20_000, 2)).is_err());
        assert!(decode(&png(256, 256)[..40]).is_err());
        assert!(decode(b"<html>not found</html>").is_err());
        assert!(decode(b"").is_err());
    }

    #[test]
    fn vector_data_full_of_nonsense_costs_the_tile_alone() {
        let dress = Dress::of(
            Some(TileKind::Vector(VectorSchema::Other)),
            DARK,
            Fills::Drawn,
        );
        let mut good = super::super::embedded::bytes(walkers::TileId {
            x: 19,
            y: 12,
            zoom: 5,
        })
        .unwrap();
        assert!(decode(&good, dress, 5, 256).is_ok());
        for step in 0..400usize {
            let idx = (step * 7_919) % good.len();
            good[idx] = good[idx].wrapping_mul(31).wrapping_add(step as u8);
            decode(&good, dress, 5, 256).ok();
        }
    }

    #[test]
    fn over_a_picture_no_area_is_filled() {
        let dress = Dress::of(None, DARK, Fills::LeftOut);
        let style = style_of(dress);
        assert!(!style.layers.is_empty());
        assert!(
            style
                .layers
                .iter()
                .all(|layer| matches!(layer, StyleLayer::Line { .. }))
        );
    }
}
