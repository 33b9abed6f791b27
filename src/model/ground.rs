//! What lies under the events: which sources the ground is drawn from, how, and in which language it is labelled.
//!
//! Only says what is wanted. Bytes of tiles are fetched in `io` through [`TileService`], and drawn in `ui`.

use std::path::PathBuf;

use crate::model::place::Bounds;

/// How the embedded map is coloured within a theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum GroundStyle {
    #[default]
    Standard,
    /// Muted, with less on it, so that events stand out in a briefing.
    Presentation,
}

impl GroundStyle {
    pub const ALL: [Self; 2] = [Self::Standard, Self::Presentation];

    pub fn label(self) -> &'static str {
        match self {
            Self::Standard => "Standard",
            Self::Presentation => "Presentation",
        }
    }

    /// As it is written in flags and settings.
    pub fn id(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Presentation => "presentation",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|style| style.id() == text)
    }
}

/// In which language the ground is labelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LabelLanguage {
    English,
    Arabic,
    /// English, and Arabic beside it where a place is large enough or matters to the events.
    #[default]
    Both,
}

impl LabelLanguage {
    pub const ALL: [Self; 3] = [Self::English, Self::Arabic, Self::Both];

    pub fn label(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Arabic => "Arabic",
            Self::Both => "Both",
        }
    }

    /// As it is written in flags and settings.
    pub fn id(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Arabic => "ar",
            Self::Both => "both",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|labels| labels.id() == text)
    }
}

/// All that lies under the events.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    /// How the embedded map is coloured.
    pub style: GroundStyle,
    pub labels: LabelLanguage,
    /// From the bottom up. The embedded map is always one of them, and there once; it may be hidden.
    pub layers: Vec<GroundLayer>,
}

/// More layers than this would hide each other, and cost a frame each.
pub const LAYERS_MAX: usize = 8;

impl Default for Ground {
    fn default() -> Self {
        Self {
            style: GroundStyle::default(),
            labels: LabelLanguage::default(),
            layers: vec![GroundLayer::of(TileSource::Embedded)],
        }
    }
}

impl Ground {
    /// Draws a source as well: pictures right under the embedded map, whose lines and names are drawn over them, the
    /// maps of others right over it. `false`: there are too many layers.
    pub fn add(&mut self, source: TileSource, kind: TileKind) -> bool {
        let layers = &mut self.layers;
        if let Some(layer) = layers.iter_mut().find(|layer| layer.source == source) {
            layer.visible = true;
            return true;
        }
        if layers.len() >= LAYERS_MAX {
            return false;
        }
        let embedded = layers
            .iter()
            .position(|layer| layer.source == TileSource::Embedded)
            .unwrap_or(0);
        let at = match kind {
            TileKind::Raster => embedded,
            TileKind::Vector(_) => embedded + 1,
        };
        layers.insert(at.min(layers.len()), GroundLayer::of(source));
        true
    }

    /// Whether the embedded map is to be seen, and the names with it.
    pub fn shows_embedded(&self) -> bool {
        let mut layers = self.layers.iter();
        layers.any(|layer| layer.source == TileSource::Embedded && layer.is_seen())
    }
}

/// One source among those that are drawn over each other.
#[derive(Clone, Debug, PartialEq)]
pub struct GroundLayer {
    pub source: TileSource,
    /// From 0, not seen, to 1, opaque.
    pub opacity: f32,
    pub visible: bool,
}

impl GroundLayer {
    /// Opaque and visible.
    pub fn of(source: TileSource) -> Self {
        Self {
            source,
            opacity: 1.0,
            visible: true,
        }
    }

    /// Whether there is anything of it to see.
    pub fn is_seen(&self) -> bool {
        self.visible && self.opacity > 0.0
    }
}

/// Where tiles come from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TileSource {
    /// The map that is part of the program.
    Embedded,
    /// A PMTiles or MBTiles file.
    Archive(PathBuf),
    /// A server of raster tiles.
    Server(TileServer),
}

impl TileSource {
    /// As it is called in lists and messages; never with a key.
    pub fn name(&self) -> String {
        match self {
            Self::Embedded => String::from("Built-in map"),
            Self::Archive(path) => path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            Self::Server(server) => server.name.clone(),
        }
    }
}

/// A server of raster tiles (`XYZ`). Naming one sends nothing: its host is asked only once the user has allowed it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TileServer {
    pub name: String,
    /// An address with `{z}`, `{x}` and `{y}`; it may hold the user's own key, which is never shown or logged.
    pub template: String,
    /// What its provider asks to be shown on the map.
    pub attribution: String,
    /// The zooms that it has, both included.
    pub zoom_min: u8,
    pub zoom_max: u8,
}

/// A tile by its zoom, column from the west, and row from the north.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileAt {
    pub zoom: u8,
    pub x: u32,
    pub y: u32,
}

/// Why there are no bytes of a tile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TileMiss {
    /// The source has no such tile; a parent may stand in for it for good.
    Absent,
    /// Not now; it may be asked for again later. The words are for the user, the host's name among them.
    Failed(String),
    /// The user has not allowed the host, or has forbidden all network.
    NotAllowed,
}

/// What came of asking for a tile: its bytes as the source holds them, not compressed any more.
pub type TileAnswer = Result<Vec<u8>, TileMiss>;

/// Takes an answer, on whatever thread found it.
pub type TileReply = Box<dyn FnOnce(TileAnswer) + Send>;

/// The names of features in a vector archive, as far as they are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VectorSchema {
    /// Protomaps' basemap, versions 3 and 4.
    Protomaps,
    OpenMapTiles,
    /// Whatever it is; drawn without knowing what it means.
    Other,
}

impl VectorSchema {
    /// By the names of its layers.
    pub fn of_layers(names: &[String]) -> Self {
        let has = |name: &str| names.iter().any(|other| other == name);
        if has("transportation") || has("place") && has("boundary") {
            Self::OpenMapTiles
        } else if has("earth") || has("places") && has("boundaries") && has("roads") {
            Self::Protomaps
        } else {
            Self::Other
        }
    }
}

/// What the tiles of a source are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TileKind {
    /// Pictures.
    Raster,
    /// Mapbox Vector Tiles.
    Vector(VectorSchema),
}

/// What a source says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct TileSetAbout {
    /// As it is shown.
    pub name: String,
    pub kind: TileKind,
    /// What has to be shown on the map; may be empty.
    pub attribution: String,
    /// Where there are tiles.
    pub bounds: Bounds,
    /// The zooms that it has, both included.
    pub zoom_min: u8,
    pub zoom_max: u8,
}

/// What a source says of itself, or in words why it cannot be used.
pub type AboutAnswer = Result<TileSetAbout, String>;

/// Takes the answer, on whatever thread found it.
pub type AboutReply = Box<dyn FnOnce(AboutAnswer) + Send>;

/// Gets the bytes of tiles from files and servers; `io` has it, and the map on the screen asks it.
pub trait TileService: Send + Sync {
    /// Opens a source and returns at once. The reply comes exactly once.
    fn open(&self, source: &TileSource, reply: AboutReply);

    /// Asks for a tile and returns at once. The reply comes exactly once.
    fn ask(&self, source: &TileSource, at: TileAt, reply: TileReply);
}

/// Somebody who gets tiles.
pub type Tiles = std::sync::Arc<dyn TileService>;
