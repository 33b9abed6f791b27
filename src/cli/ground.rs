//! Flags that say what lies under the events of a picture.

use clap::{Args, ValueEnum};

use crate::model::ground::{Ground, GroundStyle, LabelLanguage};

#[derive(Args, Clone, Debug, Default)]
pub struct GroundArgs {
    /// How the map under the events is coloured
    #[arg(long, value_name = "STYLE", value_enum, default_value_t)]
    pub map_style: StyleArg,

    /// In which language the map is labelled
    #[arg(long, value_name = "LANGUAGE", value_enum, default_value_t)]
    pub labels: LabelsArg,
}

impl GroundArgs {
    pub fn ground(&self) -> Ground {
        Ground {
            style: self.map_style.into(),
            labels: self.labels.into(),
            ..Ground::default()
        }
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
