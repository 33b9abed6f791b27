//! The ground: vector tiles from the archive that is part of the program, drawn by walkers.
//!
//! Needs no network and no file. Tiles are decoded on a worker thread; until one is there, and where the archive
//! ends, a near ancestor stands in for it, so that nothing flashes. Still pictures decode at once.

use std::collections::{HashMap, HashSet};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};

use eframe::egui::{Context, Pos2, Rect, Response, Ui, UiBuilder};
use pmtiles::{AsyncBackend, AsyncPmTilesReader, BackendResponse, PmtResult, TileCoord};
use walkers::sources::Attribution;
use walkers::{Tile, TileId, TilePiece, Tiles};

use crate::model::ground::{Ground, GroundStyle};
use crate::state::ThemeChoice;
use crate::ui::map::camera::Viewport;
use crate::ui::map::ground_style::style;
use crate::ui::theme::Theme;

/// What has to be said of where the ground comes from.
pub const ATTRIBUTION: &str = "Natural Earth · GeoNames · © OpenStreetMap (roads)";

/// The archive; `assets/basemap` makes it.
static ARCHIVE: &[u8] = include_bytes!("../../../assets/basemap.pmtiles");

/// Width of a tile in points: the zooms of the archive are counted that way.
const TILE_POINTS: u32 = 256;

/// Decoded tiles that are kept: two 4K screens full, so that panning back and switching the theme cost nothing.
const CACHE_MAX: usize = 640;

/// Tiles asked of the worker at a time. What does not fit is asked for again in a later frame, when it may
/// no longer be wanted.
const ASKED_MAX: usize = 32;

/// Ancestors remembered; past this the memory starts over. It only saves looking them up.
const ANCESTORS_MAX: usize = 8_192;

/// Reads what every map needs, so that the first one need not.
pub fn warm_up(theme: ThemeChoice) {
    style_of((theme, GroundStyle::default()));
    reader();
}

/// The ground, and the memory of walkers' widget.
pub struct Basemap {
    still: bool,
    look: Look,
    cache: HashMap<Key, Cached>,
    asked: HashSet<Key>,
    /// The tile of the archive that shows the ground of a tile, for tiles seen so far.
    ancestors: HashMap<TileId, TileId>,
    worker: Option<Worker>,
    frame: u64,
    walkers: walkers::MapMemory,
}

/// What the colours of the ground depend on.
pub type Look = (ThemeChoice, GroundStyle);

type Key = (Look, TileId);

struct Cached {
    /// `None`: it could not be decoded, and will not be tried again.
    tile: Option<Tile>,
    last_used: u64,
}

impl Basemap {
    pub fn new(still: bool) -> Self {
        Self {
            still,
            look: Look::default(),
            cache: HashMap::new(),
            asked: HashSet::new(),
            ancestors: HashMap::new(),
            worker: None,
            frame: 0,
            walkers: walkers::MapMemory::default(),
        }
    }

    /// Whether there is anything of the ground to draw: not in the first frames of a window.
    pub fn has_ground(&self) -> bool {
        self.still || !self.cache.is_empty()
    }

    /// Draws the ground into the viewport; the response is the whole map's, for clicks and drags.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        viewport: &Viewport,
        theme: &Theme,
        ground: &Ground,
    ) -> Response {
        self.begin_frame(ui.ctx(), (theme.choice, ground.style));
        let center = viewport.camera.center;
        let mut memory = std::mem::take(&mut self.walkers);
        memory.center_at(walkers::lat_lon(center.lat, center.lon));
        if let Err(error) = memory.set_zoom(viewport.camera.zoom) {
            log::warn!("Zoom {}: {error}", viewport.camera.zoom);
        }
        let mut ui = ui.new_child(UiBuilder::new().max_rect(viewport.rect).id_salt("ground"));
        let response = walkers::Map::new(
            Some(self),
            &mut memory,
            walkers::lat_lon(center.lat, center.lon),
        )
        .zoom_gesture(false)
        .panning(false)
        .drag_pan_buttons(eframe::egui::DragPanButtons::empty())
        .show(&mut ui, |_, _, _, _| ())
        .response;
        self.walkers = memory;
        response
    }

    fn begin_frame(&mut self, ctx: &Context, look: Look) {
        self.frame += 1;
        self.look = look;
        if self.still {
            return;
        }
        if self.worker.is_none() {
            self.worker = Worker::start(ctx.clone());
        }
        let answers: Vec<Answer> = self
            .worker
            .iter()
            .flat_map(|worker| worker.answers.try_iter())
            .collect();
        for (key, tile) in answers {
            self.asked.remove(&key);
            self.keep(key, tile);
        }
    }

    fn keep(&mut self, key: Key, tile: Option<Tile>) {
        let last_used = self.frame;
        self.cache.insert(key, Cached { tile, last_used });
        if self.cache.len() > CACHE_MAX {
            let oldest = self
                .cache
                .iter()
                .filter(|(_, cached)| cached.last_used + 1 < self.frame)
                .min_by_key(|(_, cached)| cached.last_used)
                .map(|(key, _)| *key);
            if let Some(oldest) = oldest {
                self.cache.remove(&oldest);
            }
        }
    }

    fn cached(&mut self, id: TileId) -> Option<Tile> {
        let cached = self.cache.get_mut(&(self.look, id))?;
        cached.last_used = self.frame;
        cached.tile.clone()
    }

    fn decode_now(&mut self, id: TileId) {
        let key = (self.look, id);
        if !self.cache.contains_key(&key) {
            let tile = decode(key);
            self.keep(key, tile);
        }
    }

    fn ask(&mut self, id: TileId) {
        let key = (self.look, id);
        if self.still {
            self.decode_now(id);
        } else if !self.cache.contains_key(&key)
            && !self.asked.contains(&key)
            && let Some(worker) = &self.worker
            && worker.wanted.try_send(key).is_ok()
        {
            self.asked.insert(key);
        }
    }

    /// The tile itself if the archive has it, else its nearest ancestor there.
    fn in_archive(&mut self, id: TileId) -> Option<TileId> {
        if let Some(found) = self.ancestors.get(&id) {
            return Some(*found);
        }
        let found = lineage(id).find(|id| has(*id))?;
        if self.ancestors.len() >= ANCESTORS_MAX {
            self.ancestors.clear();
        }
        self.ancestors.insert(id, found);
        Some(found)
    }
}

impl Tiles for Basemap {
    fn at(&mut self, id: TileId) -> Option<TilePiece> {
        let side = 1u32.checked_shl(id.zoom.into())?;
        if id.x >= side || id.y >= side {
            return None;
        }
        let best = self.in_archive(id)?;
        self.ask(best);
        lineage(best).take(STAND_IN_LEVELS).find_map(|stand_in| {
            let tile = self.cached(stand_in)?;
            Some(TilePiece::new(tile, part_of(stand_in, id)))
        })
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
        TILE_POINTS
    }
}

/// How far up an ancestor may stand in for a tile: the shapes of one further up are so coarse, and so many for
/// the little of them that is seen, that the window's background, which is close to the land's colour, is the
/// better first impression; and the first frame is there sooner.
const STAND_IN_LEVELS: usize = 4;

/// A tile, its parent, and so on up to the whole world.
fn lineage(id: TileId) -> impl Iterator<Item = TileId> {
    (0..=id.zoom).map(move |up| TileId {
        x: id.x >> up,
        y: id.y >> up,
        zoom: id.zoom - up,
    })
}

/// The part of an ancestor that a tile covers, in shares of the ancestor's sides.
fn part_of(ancestor: TileId, id: TileId) -> Rect {
    let up = id.zoom.saturating_sub(ancestor.zoom);
    let side = f64::from(up).exp2();
    let corner = |x: f64, y: f64| Pos2::new((x / side) as f32, (y / side) as f32);
    let x = f64::from(id.x) - f64::from(ancestor.x) * side;
    let y = f64::from(id.y) - f64::from(ancestor.y) * side;
    Rect::from_min_max(corner(x, y), corner(x + 1.0, y + 1.0))
}

type Answer = (Key, Option<Tile>);

/// The thread that decodes; it ends when the map does.
struct Worker {
    wanted: SyncSender<Key>,
    answers: Receiver<Answer>,
}

impl Worker {
    fn start(ctx: Context) -> Option<Self> {
        let (wanted, wishes) = sync_channel::<Key>(ASKED_MAX);
        let (answer, answers) = sync_channel::<Answer>(ASKED_MAX);
        let work = move || {
            for key in wishes {
                if answer.send((key, decode(key))).is_err() {
                    break;
                }
                ctx.request_repaint();
            }
        };
        match std::thread::Builder::new()
            .name(String::from("map tiles"))
            .spawn(work)
        {
            Ok(_detached) => Some(Self { wanted, answers }),
            Err(error) => {
                log::error!("Could not start the thread that decodes map tiles: {error}");
                None
            }
        }
    }
}

/// The embedded archive as the reader wants it.
struct Embedded;

impl AsyncBackend for Embedded {
    async fn read(&self, offset: u64, length: usize) -> PmtResult<BackendResponse> {
        let start = usize::try_from(offset)
            .unwrap_or(usize::MAX)
            .min(ARCHIVE.len());
        let end = start.saturating_add(length).min(ARCHIVE.len());
        Ok(BackendResponse::new(ARCHIVE[start..end].into()))
    }
}

fn reader() -> Option<&'static AsyncPmTilesReader<Embedded>> {
    static READER: OnceLock<Option<AsyncPmTilesReader<Embedded>>> = OnceLock::new();
    READER
        .get_or_init(|| {
            // Nothing waits in memory: the future is ready when it is first asked.
            pollster::block_on(AsyncPmTilesReader::try_from_source(Embedded))
                .inspect_err(|error| log::error!("The embedded map cannot be read: {error}"))
                .ok()
        })
        .as_ref()
}

fn coordinate(id: TileId) -> Option<TileCoord> {
    TileCoord::new(id.zoom, id.x, id.y).ok()
}

fn has(id: TileId) -> bool {
    let (Some(reader), Some(at)) = (reader(), coordinate(id)) else {
        return false;
    };
    let header = reader.get_header();
    id.zoom <= header.max_zoom && matches!(pollster::block_on(reader.get_tile(at)), Ok(Some(_)))
}

fn decode((look, id): Key) -> Option<Tile> {
    let bytes = pollster::block_on(reader()?.get_tile_decompressed(coordinate(id)?));
    match bytes {
        Ok(bytes) => Tile::from_mvt(&bytes?, style_of(look), id.zoom, TILE_POINTS)
            .inspect_err(|error| log::warn!("Map tile {id:?}: {error}"))
            .ok(),
        Err(error) => {
            log::warn!("Map tile {id:?}: {error}");
            None
        }
    }
}

fn style_of((theme, look): Look) -> &'static Arc<walkers::Style> {
    static STYLES: [OnceLock<Arc<walkers::Style>>; 4] = [const { OnceLock::new() }; 4];
    let idx = match theme {
        ThemeChoice::Dark => 0,
        ThemeChoice::Light => 2,
    } + match look {
        GroundStyle::Standard => 0,
        GroundStyle::Presentation => 1,
    };
    STYLES[idx].get_or_init(|| Arc::new(style(Theme::of(theme), look)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DARK: Look = (ThemeChoice::Dark, GroundStyle::Standard);

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
    fn the_archive_covers_syria_in_detail_and_the_world_coarsely() {
        let mut ground = Basemap::new(true);
        let palmyra = tile(9, 310, 203);
        assert_eq!(ground.in_archive(palmyra), Some(palmyra));
        assert_eq!(
            ground.in_archive(tile(12, 310 * 8 + 3, 203 * 8)),
            Some(palmyra)
        );
        let peru = tile(9, 150, 270);
        assert_eq!(
            ground.in_archive(peru),
            Some(tile(5, 150 >> 4, 270 >> 4)),
            "beyond the detailed block the world's tiles are magnified"
        );
    }

    #[test]
    fn a_tile_that_was_asked_for_comes() {
        let ctx = Context::default();
        let palmyra = tile(9, 310, 203);
        let mut ground = Basemap::new(false);
        ground.begin_frame(&ctx, DARK);
        assert!(
            ground.at(palmyra).is_none(),
            "nothing is decoded on this thread"
        );
        wait_for(&mut ground, &ctx, (DARK, palmyra));
        assert!(ground.asked.is_empty());
        assert!(ground.at(palmyra).is_some());
    }

    #[test]
    fn a_near_ancestor_stands_in_while_one_zooms_in() {
        let ctx = Context::default();
        let mut ground = Basemap::new(false);
        ground.begin_frame(&ctx, DARK);
        let parent = tile(7, 77, 50);
        ground.ask(parent);
        wait_for(&mut ground, &ctx, (DARK, parent));
        let piece = ground.at(tile(9, 310, 203)).unwrap();
        assert!((piece.uv.width() - 0.25).abs() < 1e-6, "{:?}", piece.uv);
    }

    /// Waits until the worker has decoded a tile that was asked for.
    fn wait_for(ground: &mut Basemap, ctx: &Context, key: Key) {
        for _ in 0..2_000 {
            if ground.cache.contains_key(&key) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
            ground.begin_frame(ctx, DARK);
        }
        panic!("the worker never answered");
    }

    #[test]
    fn every_tile_of_a_still_picture_is_there_at_once() {
        let mut ground = Basemap::new(true);
        assert!(ground.at(tile(9, 310, 203)).is_some());
        assert!(ground.at(tile(18, 310 << 9, 203 << 9)).is_some());
        assert!(ground.at(tile(3, 8, 0)).is_none(), "off the world");
    }
}
