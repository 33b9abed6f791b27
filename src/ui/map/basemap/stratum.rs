//! One layer of the ground as walkers' map draws it.

use std::cell::RefCell;

use walkers::sources::Attribution;
use walkers::{Canvas, Layer, Projector, TileId, TilePiece};

use super::decode::Dress;
use super::{ATTRIBUTION, Basemap, points_of};
use crate::ui::map::camera::Viewport;

/// One layer as walkers draws it, in every copy of the world that is in sight.
pub(super) struct Stratum<'a, 'b> {
    pub(super) basemap: &'a RefCell<&'b mut Basemap>,
    pub(super) source: usize,
    pub(super) dress: Dress,
    pub(super) viewport: &'a Viewport,
    pub(super) memory: walkers::MapMemory,
}

impl Layer for Stratum<'_, '_> {
    fn draw(&mut self, canvas: &mut Canvas, projector: &Projector<'_>) {
        let center = self.viewport.camera.center;
        let mut basemap = self.basemap.borrow_mut();
        for copy in self.viewport.copies() {
            // The world that lies to the east is seen by looking from farther west.
            let lon = center.lon - 360.0 * f64::from(copy);
            let position = walkers::lat_lon(center.lat, lon);
            self.memory.center_at(position);
            let projector = Projector::new(
                projector.clip_rect(),
                projector.projection(),
                &self.memory,
                position,
            );
            let mut sheet = Sheet {
                basemap: &mut basemap,
                source: self.source,
                dress: self.dress,
            };
            Layer::draw(&mut &mut sheet, canvas, &projector);
        }
    }
}

/// The tiles of one layer.
struct Sheet<'a> {
    basemap: &'a mut Basemap,
    source: usize,
    dress: Dress,
}

impl walkers::Tiles for Sheet<'_> {
    fn at(&mut self, id: TileId) -> Option<TilePiece> {
        self.basemap.piece(self.source, self.dress, id)
    }

    fn attribution(&self) -> Attribution {
        Attribution {
            text: ATTRIBUTION,
            url: "",
            logo_light: None,
            logo_dark: None,
        }
    }

    fn tile_size(&self) -> u32 {
        points_of(self.dress)
    }
}
