//! The ground: the layers of tiles that lie under the events, drawn from the bottom up by walkers.
//!
//! The embedded map needs no network and no file. Others are asked of a
//! [`TileService`](crate::model::ground::TileService), which `app` hands over. Tiles are decoded off this thread; until
//! one is there, and where a source ends, a near ancestor stands in for it, so that nothing flashes. Still pictures wait
//! for their tiles.

mod asking;
mod cache;
mod decode;
mod embedded;
mod pyramid;
mod stratum;
mod worker;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

use eframe::egui::{Context, Response, Ui, UiBuilder};
use walkers::TileId;

use self::asking::ASKED_OUTSIDE_MAX;
use self::cache::Cache;
use self::decode::{Decoded, Dress, Fills, style_of};
use self::pyramid::lineage;
use self::stratum::Stratum;
use self::worker::{Answer, Inbox, Worker};
use crate::model::ground::{
    AboutAnswer, Ground, GroundStyle, TileKind, TileMiss, TileSetAbout, TileSource, Tiles,
    VectorSchema,
};
use crate::model::place::Bounds;
use crate::state::ThemeChoice;
use crate::ui::map::camera::Viewport;
use crate::ui::theme::Theme;

/// What has to be said of where the embedded map and the names on it come from.
pub const ATTRIBUTION: &str = "Natural Earth · GeoNames · © OpenStreetMap";
/// Names of places stand on every map.
const NAMES: &str = "GeoNames";

/// Width of a tile in points: the zooms of the embedded archive, and of pictures, are counted that way.
const TILE_POINTS: u32 = 256;
/// The same of vector tiles that were made for maps on the web.
const WEB_VECTOR_POINTS: u32 = 512;

/// Ancestors remembered; past this the memory starts over. It only saves looking them up.
const ANCESTORS_MAX: usize = 8_192;
/// Sources remembered, likewise.
const SOURCES_MAX: usize = 64;

/// How long a still picture waits for a tile.
const STILL_WAIT: Duration = Duration::from_mins(1);

/// Reads what every map needs, so that the first one need not.
pub fn warm_up(theme: ThemeChoice) {
    let look = (theme, GroundStyle::default());
    style_of(Dress::of(None, look, Fills::Drawn));
    embedded::warm_up();
}

/// What the colours of the ground depend on.
pub type Look = (ThemeChoice, GroundStyle);

/// The ground, and the memory of walkers' widget.
pub struct Basemap {
    still: bool,
    look: Look,
    /// Who gets the tiles of all sources but the embedded one.
    tiles: Option<Tiles>,
    /// By their index, which keys name.
    sources: Vec<Source>,
    cache: Cache,
    asked: HashSet<Key>,
    /// The tile of the embedded archive that shows the ground of a tile, for tiles seen so far.
    ancestors: HashMap<TileId, TileId>,
    worker: Option<Worker>,
    /// What services have found, sent from their threads.
    found: Inbox,
    ctx: Option<Context>,
    now_s: f64,
    /// What was last told to make it worth to ask again.
    revision: u64,
    walkers: walkers::MapMemory,
}

/// A source of tiles that was drawn.
struct Source {
    of: TileSource,
    about: About,
    /// What went wrong, until it is told; told once.
    news: Option<String>,
    was_told: bool,
}

enum About {
    NotAsked,
    Asked,
    Known(TileSetAbout),
    Broken,
}

/// The index of the source, how its tiles are dressed, and which one.
type Key = (usize, Dress, TileId);

enum Found {
    About(usize, AboutAnswer),
    Tile(Key, Result<Decoded, TileMiss>),
}

impl Basemap {
    pub fn new(still: bool) -> Self {
        Self {
            still,
            look: Look::default(),
            tiles: None,
            sources: Vec::new(),
            cache: Cache::default(),
            asked: HashSet::new(),
            ancestors: HashMap::new(),
            worker: None,
            found: Inbox::new(2 * ASKED_OUTSIDE_MAX),
            ctx: None,
            now_s: 0.0,
            revision: 0,
            walkers: walkers::MapMemory::default(),
        }
    }

    /// Has the tiles of files and servers come from somewhere.
    pub fn serve(&mut self, tiles: Option<Tiles>) {
        self.tiles = tiles;
    }

    /// Who gets them.
    pub fn tiles(&self) -> Option<Tiles> {
        self.tiles.clone()
    }

    /// Whether names need not wait for the ground under them: they do in the first frames of a window.
    pub fn has_ground(&self, ground: &Ground) -> bool {
        let mut seen = ground.layers.iter().filter(|layer| layer.is_seen());
        let is_settled = |source| self.about(source).is_some() || self.is_broken(source);
        self.still
            || !self.cache.is_empty()
            || seen.all(|layer| layer.source != TileSource::Embedded && is_settled(&layer.source))
    }

    /// Asks again for what could not be had, once that may have changed.
    pub fn ask_again(&mut self, revision: u64) {
        if self.revision == revision {
            return;
        }
        self.revision = revision;
        self.cache.forget_missing();
    }

    /// What a source says of itself, once it is known.
    pub fn about(&self, source: &TileSource) -> Option<&TileSetAbout> {
        let found = self.sources.iter().find(|known| known.of == *source)?;
        match &found.about {
            About::Known(about) => Some(about),
            About::NotAsked | About::Asked | About::Broken => None,
        }
    }

    /// Whether a source turned out not to be readable.
    pub fn is_broken(&self, source: &TileSource) -> bool {
        let found = self.sources.iter().find(|known| known.of == *source);
        found.is_some_and(|source| matches!(source.about, About::Broken))
    }

    /// What went wrong since the last time, each thing once.
    pub fn news(&mut self) -> Vec<(TileSource, String)> {
        self.sources
            .iter_mut()
            .filter_map(|source| Some((source.of.clone(), source.news.take()?)))
            .collect()
    }

    /// What has to be said of where the ground comes from.
    pub fn attribution(&self, ground: &Ground) -> String {
        let mut said: Vec<&str> = Vec::new();
        for layer in ground.layers.iter().rev().filter(|layer| layer.is_seen()) {
            let words = match &layer.source {
                TileSource::Embedded => ATTRIBUTION,
                TileSource::Server(server) => &server.attribution,
                TileSource::Archive(_) => self
                    .about(&layer.source)
                    .map_or("", |about| about.attribution.as_str()),
            };
            if !words.is_empty() && !said.contains(&words) {
                said.push(words);
            }
        }
        if !said.iter().any(|words| words.contains(NAMES)) {
            said.push(NAMES);
        }
        said.join(" · ")
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
        let layers = self.layers(ground);
        let center = viewport.camera.center;
        let position = walkers::lat_lon(center.lat, center.lon);
        let mut memory = std::mem::take(&mut self.walkers);
        memory.center_at(position);
        if let Err(error) = memory.set_zoom(viewport.camera.zoom) {
            log::warn!("Zoom {}: {error}", viewport.camera.zoom);
        }
        let mut ui = ui.new_child(UiBuilder::new().max_rect(viewport.rect).id_salt("ground"));
        let shared = RefCell::new(self);
        let beside = memory.clone();
        let mut map = walkers::Map::new(None, &mut memory, position)
            .zoom_gesture(false)
            .panning(false)
            .drag_pan_buttons(eframe::egui::DragPanButtons::empty());
        for (source, dress, opacity) in layers {
            let layer = Stratum {
                basemap: &shared,
                source,
                dress,
                viewport,
                memory: beside.clone(),
            };
            map = map.with_layer(layer, opacity);
        }
        let response = map.show(&mut ui, |_, _, _, _| ()).response;
        shared.into_inner().walkers = memory;
        response
    }

    /// The layers that are drawn now, from the bottom up: source, dress and opacity.
    fn layers(&mut self, ground: &Ground) -> Vec<(usize, Dress, f32)> {
        let mut layers = Vec::new();
        // Under the embedded map there may be something that its areas would hide.
        let mut has_picture = false;
        for layer in ground.layers.iter().filter(|layer| layer.is_seen()) {
            let source = self.source(&layer.source);
            let dress = if layer.source == TileSource::Embedded {
                let fills = if has_picture {
                    Fills::LeftOut
                } else {
                    Fills::Drawn
                };
                Dress::of(None, self.look, fills)
            } else if let Some(kind) = self.known(source).map(|about| about.kind) {
                // A server that gives nothing hides nothing: the embedded map is whole above it.
                let is_server = matches!(layer.source, TileSource::Server(_));
                has_picture |= !is_server || self.still || self.cache.is_drawn(source);
                Dress::of(Some(kind), self.look, Fills::Drawn)
            } else {
                continue;
            };
            layers.push((source, dress, layer.opacity));
        }
        layers
    }

    /// The index of a source; it is opened if it was not yet.
    fn source(&mut self, source: &TileSource) -> usize {
        let known = self.sources.iter().position(|known| known.of == *source);
        if let Some(idx) = known {
            return idx;
        }
        if self.sources.len() == SOURCES_MAX {
            // Keys name sources by their index.
            self.sources.clear();
            self.cache.clear();
            self.asked.clear();
            self.found = Inbox::new(2 * ASKED_OUTSIDE_MAX);
        }
        self.sources.push(Source {
            of: source.clone(),
            about: About::NotAsked,
            news: None,
            was_told: false,
        });
        self.sources.len() - 1
    }

    /// What a source says of itself; it is asked, if it was not yet.
    fn known(&mut self, idx: usize) -> Option<&TileSetAbout> {
        if matches!(self.sources.get(idx)?.about, About::NotAsked) {
            self.open(idx);
        }
        match &self.sources.get(idx)?.about {
            About::Known(about) => Some(about),
            About::NotAsked | About::Asked | About::Broken => None,
        }
    }

    fn open(&mut self, idx: usize) {
        let Some(source) = self.sources.get_mut(idx) else {
            return;
        };
        if let TileSource::Server(server) = &source.of {
            source.about = About::Known(TileSetAbout {
                name: server.name.clone(),
                kind: TileKind::Raster,
                attribution: server.attribution.clone(),
                bounds: Bounds::WORLD,
                zoom_min: server.zoom_min,
                zoom_max: server.zoom_max,
            });
            return;
        }
        source.about = About::Asked;
        let Some(tiles) = self.tiles.clone() else {
            return;
        };
        let sender = self.found.sender();
        let ctx = self.ctx.clone();
        tiles.open(
            &source.of.clone(),
            Box::new(move |answer| {
                sender.send(Found::About(idx, answer)).ok();
                if let Some(ctx) = ctx {
                    ctx.request_repaint();
                }
            }),
        );
        if self.still
            && let Some(found) = self.found.wait(STILL_WAIT)
        {
            self.take(found);
        }
    }

    fn begin_frame(&mut self, ctx: &Context, look: Look) {
        self.cache.begin_frame();
        self.look = look;
        self.now_s = ctx.input(|input| input.time);
        self.ctx = Some(ctx.clone());
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
            self.cache.keep(key, tile, None);
        }
        for found in self.found.arrived() {
            self.take(found);
        }
    }

    /// The tile itself if the embedded archive has it, else its nearest ancestor there.
    fn in_archive(&mut self, id: TileId) -> Option<TileId> {
        if let Some(found) = self.ancestors.get(&id) {
            return Some(*found);
        }
        let found = lineage(id).find(|id| embedded::has(*id))?;
        if self.ancestors.len() >= ANCESTORS_MAX {
            self.ancestors.clear();
        }
        self.ancestors.insert(id, found);
        Some(found)
    }
}

impl Source {
    fn tell(&mut self, words: String) {
        if !self.was_told {
            self.was_told = true;
            self.news = Some(words);
        }
    }
}

/// How wide a tile is drawn at its own zoom.
fn points_of(dress: Dress) -> u32 {
    match dress {
        Dress::Vector {
            schema: Some(VectorSchema::Protomaps | VectorSchema::OpenMapTiles),
            ..
        } => WEB_VECTOR_POINTS,
        Dress::Picture | Dress::Vector { .. } => TILE_POINTS,
    }
}

#[cfg(test)]
mod tests;
