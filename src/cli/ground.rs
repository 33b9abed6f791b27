//! Flags that say what lies under the events of a picture.

use std::path::PathBuf;

use anyhow::{anyhow, bail};
use clap::{Args, ValueEnum};

use crate::io::tiles::look_at;
use crate::model::ground::{Ground, GroundStyle, LAYERS_MAX, LabelLanguage, TileSource};

#[derive(Args, Clone, Debug, Default)]
pub struct GroundArgs {
    /// How the map under the events is coloured
    #[arg(long, value_name = "STYLE", value_enum, default_value_t)]
    pub map_style: StyleArg,

    /// In which language the map is labelled
    #[arg(long, value_name = "LANGUAGE", value_enum, default_value_t)]
    pub labels: LabelsArg,

    /// Map file to draw: .pmtiles or .mbtiles; may be repeated
    ///
    /// Pictures lie under the borders and names of the built-in map, vector maps over it.
    #[arg(long = "map", value_name = "MAPFILE")]
    pub maps: Vec<PathBuf>,
}

impl GroundArgs {
    pub fn ground(&self) -> anyhow::Result<Ground> {
        let mut ground = Ground {
            style: self.map_style.into(),
            labels: self.labels.into(),
            ..Ground::default()
        };
        for path in &self.maps {
            let about = look_at(path).map_err(|words| {
                anyhow!(
                    "the map file cannot be drawn: {words}\npath: {}",
                    path.display()
                )
            })?;
            if !ground.add(TileSource::Archive(path.clone()), about.kind) {
                bail!("there are at most {LAYERS_MAX} layers on a map");
            }
        }
        Ok(ground)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum StyleArg {
    #[default]
    Standard,
    /// Muted, with less on it, so that events stand out
    Presentation,
}

impl From<StyleArg> for GroundStyle {
    fn from(arg: StyleArg) -> Self {
        match arg {
            StyleArg::Standard => Self::Standard,
            StyleArg::Presentation => Self::Presentation,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LabelsArg {
    /// English
    En,
    /// Arabic
    Ar,
    /// English, and Arabic beside it
    #[default]
    Both,
}

impl From<LabelsArg> for LabelLanguage {
    fn from(arg: LabelsArg) -> Self {
        match arg {
            LabelsArg::En => Self::English,
            LabelsArg::Ar => Self::Arabic,
            LabelsArg::Both => Self::Both,
        }
    }
}
