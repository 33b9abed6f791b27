//! What is kept between starts: theme, ground, sizes, the last camera of each collection, its saved views, how tables are read,
//! and which files were opened.
//!
//! The file is JSON with a version. It is written atomically; one that cannot be read costs nothing but itself.

mod ground;
mod headers;
mod network;
mod views;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use self::ground::{GroundFile, SourceFile};
use self::headers::HeaderFile;
use self::network::NetworkFile;
use self::views::ViewsFile;
use crate::io::atomic::write_atomically;
use crate::model::coordinate::Form;
use crate::model::place::LatLon;
use crate::model::view::Camera;
use crate::state::importing::RECENT_MAX;
use crate::state::places::{Coordinates, Grid};
use crate::state::{CAMERAS_MAX, Layout, Settings, ThemeChoice, ZoneChoice};

/// The version that this program writes.
const VERSION: u32 = 1;
/// A settings file larger than this is not one.
const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Where settings live on this system; `None` where there is no home.
pub fn default_path() -> Option<PathBuf> {
    let dirs = directories::ProjectDirs::from("", "", "strabo")?;
    Some(dirs.config_dir().join("settings.json"))
}

/// What could not be read of the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    /// The file, and why.
    File(String),
    /// Some saved views; a line for each.
    Views(Vec<String>),
}

/// Reads the settings; a missing file gives the defaults, a damaged one the defaults and a reason,
/// one with damaged views all but those.
pub fn load(path: &Path) -> (Settings, Option<Damage>) {
    let mut damage = Vec::new();
    match read(path, &mut damage) {
        Ok(Some(settings)) if damage.is_empty() => (settings, None),
        Ok(Some(settings)) => (settings, Some(Damage::Views(damage))),
        Ok(None) => (Settings::default(), None),
        Err(reason) => (Settings::default(), Some(Damage::File(reason))),
    }
}

/// Writes the settings; the folder is made if it is not there.
pub fn save(path: &Path, settings: &Settings) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    let file = SettingsFile::from(settings);
    let text = serde_json::to_string_pretty(&file).map_err(|error| error.to_string())?;
    write_atomically(path, text.as_bytes()).map_err(|error| error.to_string())
}

fn read(path: &Path, damage: &mut Vec<String>) -> Result<Option<Settings>, String> {
    let length = match std::fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    if length > FILE_BYTES_MAX {
        return Err(format!("it has {length} bytes"));
    }
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let file: SettingsFile = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    Ok(Some(file.read(damage)))
}

/// The file as it is written; free to keep old shapes while the inner types change.
#[derive(Serialize, Deserialize)]
struct SettingsFile {
    version: u32,
    #[serde(default)]
    theme: Option<String>,
    /// `utc` or `collection`.
    #[serde(default)]
    zone_shown: Option<String>,
    /// `decimal`, `dms`, `utm` or `mgrs`.
    #[serde(default)]
    coordinates: Option<String>,
    /// `none`, `graticule` or `mgrs`.
    #[serde(default)]
    grid: Option<String>,
    #[serde(default)]
    ground: GroundFile,
    #[serde(default)]
    map_sources: Vec<SourceFile>,
    #[serde(default)]
    layout: Option<LayoutFile>,
    #[serde(default)]
    window_size: Option<(f32, f32)>,
    #[serde(default)]
    cameras: Vec<CameraFile>,
    #[serde(default)]
    views: Vec<ViewsFile>,
    #[serde(default)]
    headers: Vec<HeaderFile>,
    #[serde(default)]
    recent: Vec<String>,
    #[serde(default)]
    network: NetworkFile,
}

#[derive(Serialize, Deserialize)]
struct LayoutFile {
    left_open: bool,
    right_open: bool,
    bottom_open: bool,
    left_width: f32,
    right_width: f32,
    bottom_height: f32,
}

#[derive(Serialize, Deserialize)]
struct CameraFile {
    collection: String,
    #[serde(flatten)]
    camera: CameraFields,
}

/// A camera as it stands in the file.
#[derive(Serialize, Deserialize)]
struct CameraFields {
    lat: f64,
    lon: f64,
    zoom: f64,
}

impl From<Camera> for CameraFields {
    fn from(camera: Camera) -> Self {
        Self {
            lat: camera.center.lat,
            lon: camera.center.lon,
            zoom: camera.zoom,
        }
    }
}

impl CameraFields {
    /// `None` where its centre is no position.
    fn read(self) -> Option<Camera> {
        let center = LatLon::new(self.lat, self.lon)?;
        let zoom = self.zoom;
        Some(Camera { center, zoom }.clamped())
    }
}

impl From<&Settings> for SettingsFile {
    fn from(settings: &Settings) -> Self {
        let Settings {
            theme,
            zone_shown,
            coordinates,
            ground,
            map_sources,
            layout,
            window_size,
            cameras,
            views,
            headers,
            network,
            recent,
        } = settings;
        let theme = match theme {
            ThemeChoice::Dark => "dark",
            ThemeChoice::Light => "light",
        };
        let zone_shown = match zone_shown {
            ZoneChoice::Collection => "collection",
            ZoneChoice::Utc => "utc",
        };
        Self {
            version: VERSION,
            theme: Some(theme.to_owned()),
            zone_shown: Some(zone_shown.to_owned()),
            coordinates: Some(coordinates.form.id().to_owned()),
            grid: Some(coordinates.grid.id().to_owned()),
            ground: ground::write(ground),
            map_sources: map_sources
                .iter()
                .filter_map(ground::write_source)
                .collect(),
            layout: Some(LayoutFile {
                left_open: layout.left_open,
                right_open: layout.right_open,
                bottom_open: layout.bottom_open,
                left_width: layout.left_width,
                right_width: layout.right_width,
                bottom_height: layout.bottom_height,
            }),
            window_size: *window_size,
            cameras: cameras
                .iter()
                .map(|(collection, camera)| CameraFile {
                    collection: collection.clone(),
                    camera: CameraFields::from(*camera),
                })
                .collect(),
            views: views::write(views),
            headers: headers::write(headers),
            network: network::write(network),
            recent: recent
                .iter()
                .filter_map(|path| path.to_str().map(str::to_owned))
                .collect(),
        }
    }
}

impl SettingsFile {
    /// The settings; what could not be read of them goes to `damage`.
    fn read(self, damage: &mut Vec<String>) -> Settings {
        let file = self;
        let sane = |value: f32, low: f32, high: f32, otherwise: f32| {
            if value.is_finite() {
                value.clamp(low, high)
            } else {
                otherwise
            }
        };
        let defaults = Layout::default();
        let layout = file.layout.map_or(defaults, |layout| Layout {
            left_open: layout.left_open,
            right_open: layout.right_open,
            bottom_open: layout.bottom_open,
            left_width: sane(layout.left_width, 180.0, 420.0, defaults.left_width),
            right_width: sane(layout.right_width, 260.0, 640.0, defaults.right_width),
            bottom_height: sane(layout.bottom_height, 130.0, 520.0, defaults.bottom_height),
        });
        let skip = file.cameras.len().saturating_sub(CAMERAS_MAX);
        Settings {
            theme: match file.theme.as_deref() {
                Some("light") => ThemeChoice::Light,
                _ => ThemeChoice::Dark,
            },
            zone_shown: match file.zone_shown.as_deref() {
                Some("utc") => ZoneChoice::Utc,
                _ => ZoneChoice::Collection,
            },
            coordinates: Coordinates {
                form: file
                    .coordinates
                    .as_deref()
                    .and_then(Form::parse)
                    .unwrap_or_default(),
                grid: file
                    .grid
                    .as_deref()
                    .and_then(Grid::parse)
                    .unwrap_or_default(),
            },
            ground: ground::read(file.ground),
            map_sources: file
                .map_sources
                .into_iter()
                .filter_map(ground::read_source)
                .take(RECENT_MAX)
                .collect(),
            layout,
            window_size: file.window_size.map(|(width, height)| {
                (
                    sane(width, 640.0, 16_384.0, 1_600.0),
                    sane(height, 400.0, 16_384.0, 1_000.0),
                )
            }),
            cameras: file
                .cameras
                .into_iter()
                .skip(skip)
                .filter_map(|entry| Some((entry.collection, entry.camera.read()?)))
                .collect(),
            views: views::read(file.views, damage),
            headers: headers::read(file.headers).into(),
            network: network::read(file.network),
            recent: file
                .recent
                .into_iter()
                .map(PathBuf::from)
                .take(RECENT_MAX)
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::ground::{Ground, GroundStyle, TileSource};
    use crate::state::network::NetworkSettings;

    fn some_settings() -> Settings {
        Settings {
            theme: ThemeChoice::Light,
            zone_shown: ZoneChoice::Utc,
            coordinates: Coordinates {
                form: Form::Mgrs,
                grid: Grid::Graticule,
            },
            ground: Ground {
                style: GroundStyle::Presentation,
                ..Ground::default()
            },
            map_sources: vec![TileSource::Archive(PathBuf::from("/a.pmtiles"))],
            layout: Layout {
                left_open: false,
                right_width: 400.0,
                ..Layout::default()
            },
            window_size: Some((1_200.0, 800.0)),
            cameras: vec![(String::from("/a.geojson"), Camera::WORLD)],
            views: Vec::new(),
            headers: Arc::default(),
            network: NetworkSettings::default(),
            recent: vec![PathBuf::from("/a.geojson"), PathBuf::from("/b.csv")],
        }
    }

    #[test]
    fn what_is_saved_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("strabo").join("settings.json");
        save(&path, &some_settings()).unwrap();
        assert_eq!(load(&path), (some_settings(), None));
    }

    #[test]
    fn a_missing_file_gives_the_defaults_without_a_word() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        assert_eq!(load(&path), (Settings::default(), None));
    }

    #[test]
    fn a_damaged_file_costs_nothing_but_itself() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        for damaged in ["", "{", "[]", "{\"version\": \"x\"}", "\u{0}\u{0}"] {
            write_atomically(&path, damaged.as_bytes()).unwrap();
            let (settings, reason) = load(&path);
            assert_eq!(settings, Settings::default());
            assert!(reason.is_some(), "{damaged:?}");
        }
    }

    #[test]
    fn senseless_sizes_are_brought_into_range() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        let text = r#"{"version": 1, "layout": {"left_open": true, "right_open": true, "bottom_open": true,
            "left_width": -5, "right_width": 1e30, "bottom_height": 200},
            "cameras": [{"collection": "a", "lat": 400, "lon": 0, "zoom": 3}, {"collection": "b", "lat": 1, "lon": 2, "zoom": 99}]}"#;
        write_atomically(&path, text.as_bytes()).unwrap();
        let (settings, reason) = load(&path);
        assert_eq!(reason, None);
        assert_eq!(settings.layout.left_width, 180.0);
        assert_eq!(settings.layout.right_width, 640.0);
        assert_eq!(settings.cameras.len(), 1);
        assert_eq!(settings.cameras[0].1.zoom, Camera::ZOOM_MAX);
    }

    #[test]
    fn a_damaged_view_is_told_of_and_the_rest_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        let text = r#"{"version": 1, "theme": "light", "views": [{"collection": "a", "views": [{"name": "half"}]}]}"#;
        write_atomically(&path, text.as_bytes()).unwrap();
        let (settings, damage) = load(&path);
        assert_eq!(settings.theme, ThemeChoice::Light);
        assert!(matches!(damage, Some(Damage::Views(lines)) if lines.len() == 1));
    }
}
