//! Asking for tiles: what is wanted and not there yet, who is asked, and what stands in meanwhile.

use eframe::egui::TextureOptions;
use walkers::{Tile, TileId, TilePiece};

use super::decode::{Decoded, Dress, decode};
use super::pyramid::{lineage, part_of, touches};
use super::worker::decode_embedded;
use super::{About, Basemap, Found, Key, STILL_WAIT, points_of};
use crate::model::ground::{TileAnswer, TileAt, TileMiss, TileSource};

/// Tiles asked for at a time of all sources other than the embedded one. What does not fit is asked for again in a later
/// frame, when it may no longer be wanted.
pub(super) const ASKED_OUTSIDE_MAX: usize = 128;

/// Seconds after which a tile that a server could not give is asked for again.
const AGAIN_S: f64 = 5.0;
/// How far up an ancestor may stand in for a tile: the shapes of one further up are so coarse, and so many for
/// the little of them that is seen, that the window's background, which is close to the land's colour, is the
/// better first impression; and the first frame is there sooner.
const STAND_IN_LEVELS: usize = 4;

impl Basemap {
    /// Takes in what a service has found.
    pub(super) fn take(&mut self, found: Found) {
        match found {
            Found::About(idx, answer) => {
                let Some(source) = self.sources.get_mut(idx) else {
                    return;
                };
                match answer {
                    Ok(about) => source.about = About::Known(about),
                    Err(words) => {
                        source.about = About::Broken;
                        source.tell(words);
                    }
                }
            }
            Found::Tile(key, Ok(Decoded::Tile(tile))) => {
                self.asked.remove(&key);
                self.cache.keep(key, Some(tile), None);
            }
            Found::Tile(key, Ok(Decoded::Picture(picture))) => {
                self.asked.remove(&key);
                let texture = self
                    .ctx
                    .as_ref()
                    .map(|ctx| ctx.load_texture("map tile", picture, TextureOptions::LINEAR));
                self.cache.keep(key, texture.map(Tile::Raster), None);
            }
            Found::Tile(key, Err(miss)) => {
                self.asked.remove(&key);
                let again_s = match miss {
                    TileMiss::Absent => None,
                    // Allowed meanwhile, perhaps; asking costs nothing.
                    TileMiss::NotAllowed => Some(self.now_s + 1.0),
                    TileMiss::Failed(words) => {
                        let source = self.sources.get_mut(key.0);
                        let is_server = source
                            .as_ref()
                            .is_some_and(|source| matches!(source.of, TileSource::Server(_)));
                        // What a server does is told by the network, as long as it lasts.
                        if let Some(source) = source.filter(|_| !is_server) {
                            source.tell(words);
                        }
                        is_server.then_some(self.now_s + AGAIN_S)
                    }
                };
                self.cache.keep(key, None, again_s);
            }
        }
    }

    /// Whether a tile has to be asked for.
    fn is_wanted(&self, key: Key) -> bool {
        !self.cache.is_known(key, self.now_s) && !self.asked.contains(&key)
    }

    pub(super) fn ask(&mut self, key: Key) {
        if !self.is_wanted(key) {
            return;
        }
        if matches!(
            self.sources.get(key.0).map(|source| &source.of),
            Some(TileSource::Embedded)
        ) {
            if self.still {
                let tile = decode_embedded(key);
                self.cache.keep(key, tile, None);
            } else if let Some(worker) = &self.worker
                && worker.wanted.try_send(key).is_ok()
            {
                self.asked.insert(key);
            }
            return;
        }
        self.ask_outside(key);
    }

    fn ask_outside(&mut self, key: Key) {
        let (idx, dress, id) = key;
        let (Some(source), Some(tiles)) = (self.sources.get(idx), self.tiles.clone()) else {
            return;
        };
        if self.asked.len() >= ASKED_OUTSIDE_MAX {
            return;
        }
        let at = TileAt {
            zoom: id.zoom,
            x: id.x,
            y: id.y,
        };
        let sender = self.found.sender();
        let ctx = self.ctx.clone();
        let reply = Box::new(move |answer: TileAnswer| {
            let tile = answer.and_then(|bytes| {
                decode(&bytes, dress, id.zoom, points_of(dress)).map_err(TileMiss::Failed)
            });
            sender.send(Found::Tile(key, tile)).ok();
            if let Some(ctx) = ctx {
                ctx.request_repaint();
            }
        });
        self.asked.insert(key);
        tiles.ask(&source.of, at, reply);
        if self.still
            && let Some(found) = self.found.wait(STILL_WAIT)
        {
            self.take(found);
        }
    }

    /// A tile of a layer, or the part of an ancestor that stands in for it.
    pub(super) fn piece(&mut self, source: usize, dress: Dress, id: TileId) -> Option<TilePiece> {
        let side = 1u32.checked_shl(id.zoom.into())?;
        if id.x >= side || id.y >= side {
            return None;
        }
        let is_embedded = matches!(self.sources.get(source)?.of, TileSource::Embedded);
        if is_embedded {
            let best = self.in_archive(id)?;
            let dress = if id.zoom > roads_until(best) {
                dress.without_roads()
            } else {
                dress
            };
            self.ask((source, dress, best));
            return lineage(best).take(STAND_IN_LEVELS).find_map(|stand_in| {
                let tile = self.cache.get((source, dress, stand_in))?;
                Some(TilePiece::new(tile, part_of(stand_in, id)))
            });
        }
        let about = self.known(source)?;
        let (zoom_min, zoom_max) = (about.zoom_min, about.zoom_max);
        if id.zoom < zoom_min || !touches(&about.bounds, id) {
            return None;
        }
        let mut is_asked = false;
        for candidate in lineage(id).filter(|candidate| candidate.zoom <= zoom_max) {
            if candidate.zoom < zoom_min {
                break;
            }
            let key = (source, dress, candidate);
            if !is_asked {
                self.ask(key);
                // What is not there is asked of its parent, and so on.
                is_asked = !self.cache.is_missing(key);
            }
            if let Some(tile) = self.cache.get(key) {
                return Some(TilePiece::new(tile, part_of(candidate, id)));
            }
        }
        None
    }
}

/// The last zoom at which the roads of an embedded tile are drawn. They run straight between junctions, and in the
/// desert may be off by a kilometre or more: seen closer they would lie.
pub(super) fn roads_until(tile: TileId) -> u8 {
    const CLOSEST: u8 = 11;
    (tile.zoom + 2).min(CLOSEST)
}
