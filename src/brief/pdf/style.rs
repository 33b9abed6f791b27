//! The sheet and its type: sizes, colours and where things stand.

use crate::brief::document::{Document, Rgb, rgb};
use crate::brief::pdf::flow::Area;
use crate::brief::pdf::typeset::{Style, Weight};
use crate::ui::theme::Theme;

/// A4, landscape, in points.
pub(super) const WIDTH: f32 = 841.89;
pub(super) const HEIGHT: f32 = 595.28;
/// Around what is read.
pub(super) const MARGIN: f32 = 40.0;
/// Of the handling banner.
pub(super) const BANNER: f32 = 20.0;
/// From the foot of what is read to the edge or banner: room for the footer.
const FOOT: f32 = 34.0;
/// Between columns, and between picture and words.
pub(super) const GUTTER: f32 = 26.0;
/// Of the words beside the picture.
const BESIDE: f32 = 226.0;
/// Height of the line at the head of a sheet that goes on.
const HEAD: f32 = 26.0;

/// The colours of the theme, as a page has them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Palette {
    pub(super) ground: Rgb,
    pub(super) text: Rgb,
    pub(super) secondary: Rgb,
    pub(super) hairline: Rgb,
    pub(super) accent: Rgb,
}

impl Palette {
    pub(super) fn of(theme: &Theme) -> Self {
        // Paper is white.
        let ground = if theme.is_dark() {
            theme.panel
        } else {
            theme.card
        };
        Self {
            ground: rgb(ground),
            text: rgb(theme.text),
            secondary: rgb(theme.secondary),
            hairline: rgb(theme.hairline),
            accent: rgb(theme.accent),
        }
    }
}

/// Where things stand on a sheet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// All that is read.
    pub(super) body: Area,
    /// Where the letters of the footer stand.
    pub(super) footer: f32,
}

impl Frame {
    pub(super) fn of(document: &Document) -> Self {
        let banner = if document.banner.is_some() {
            BANNER
        } else {
            0.0
        };
        let top = banner + MARGIN - if document.banner.is_some() { 8.0 } else { 0.0 };
        let bottom = HEIGHT - banner - FOOT;
        Self {
            body: Area {
                x: MARGIN,
                y: top,
                width: WIDTH - 2.0 * MARGIN,
                height: bottom - top,
            },
            footer: HEIGHT - banner - 15.0,
        }
    }

    /// The words beside a picture.
    pub(super) fn beside(self) -> Area {
        Area {
            x: self.body.x + self.body.width - BESIDE,
            width: BESIDE,
            ..self.body
        }
    }

    /// A picture above `below` points of legend.
    pub(super) fn picture(self, below: f32) -> Area {
        Area {
            width: self.body.width - BESIDE - GUTTER,
            height: self.body.height - below,
            ..self.body
        }
    }

    /// The two columns of a sheet that goes on.
    pub(super) fn columns(self) -> Vec<Area> {
        let width = (self.body.width - GUTTER) / 2.0;
        let column = |x| Area {
            x,
            y: self.body.y + HEAD,
            width,
            height: self.body.height - HEAD,
        };
        vec![column(self.body.x), column(self.body.x + width + GUTTER)]
    }
}

pub(super) fn regular(size: f32, ink: Rgb) -> Style {
    Style {
        size,
        weight: Weight::Regular,
        italic: false,
        ink,
    }
}

pub(super) fn medium(size: f32, ink: Rgb) -> Style {
    Style {
        weight: Weight::Medium,
        ..regular(size, ink)
    }
}

pub(super) fn semibold(size: f32, ink: Rgb) -> Style {
    Style {
        weight: Weight::SemiBold,
        ..regular(size, ink)
    }
}
