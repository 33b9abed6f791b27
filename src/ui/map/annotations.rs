//! What a scene's author drew: highlights that dim the rest, lines with a halo in the colour of the land, and words.
//!
//! Drawn above the events, from the same figures in window, presentation and picture. Words beside figures come later
//! than lines, when it is known what else takes room; they are left out only where there is none at all.

mod fog;
mod paint;
mod trace;
mod words;

pub use self::fog::{Light, is_lit};
pub use self::trace::Traced;
use self::words::Around;
pub use self::words::Worded;

use eframe::egui::{Color32, Painter, Pos2, Rect, Vec2};

use crate::model::annotation::{Annotation, Figure, Style, Width};
use crate::ui::map::camera::Viewport;
use crate::ui::theme::Theme;

/// The annotations of a scene on the screen.
#[derive(Clone, Debug, Default)]
pub struct Annotations {
    /// Those in sight, in drawing order.
    traced: Vec<Traced>,
    /// Where highlights leave the map as it is; empty: everywhere.
    pub lights: Vec<Light>,
}

impl Annotations {
    /// Finds where everything is.
    pub fn of(annotations: &[Annotation], viewport: &Viewport) -> Self {
        let trace = |(idx, annotation)| Traced::of(idx, annotation, viewport);
        let traced: Vec<Traced> = annotations.iter().enumerate().map(trace).collect();
        let highlights = annotations.iter().zip(&traced);
        let highlights =
            highlights.filter(|(one, _)| matches!(one.figure, Figure::Highlight { .. }));
        let lights = highlights
            .flat_map(|(_, traced)| traced.boxes.iter())
            .filter_map(|rect| Light::within(*rect))
            .collect();
        Self {
            traced: traced.into_iter().filter(Traced::is_in_sight).collect(),
            lights,
        }
    }

    /// Dims what is outside of the highlights, and draws all lines.
    pub fn draw(&self, painter: &Painter, viewport: &Viewport, theme: &Theme) {
        if !self.lights.is_empty() {
            fog::draw(painter, viewport.rect, &self.lights, theme);
        }
        for traced in &self.traced {
            paint::line(painter, traced, theme);
        }
    }

    /// Draws the texts, which stand where they were put; returns where that is.
    pub fn draw_texts(&self, painter: &Painter, theme: &Theme) -> Vec<Worded> {
        words::draw_texts(painter, theme, &self.traced)
    }

    /// Sets and draws the words beside figures, clear of furniture, and of texts and whatever else is taken where that
    /// can be; returns where all words stand.
    pub fn draw_words(
        &self,
        painter: &Painter,
        viewport: &Viewport,
        theme: &Theme,
        texts: Vec<Worded>,
        [furniture, taken]: [&[Rect]; 2],
    ) -> Vec<Worded> {
        let around = Around {
            bounds: viewport.rect.shrink(words::EDGE),
            furniture,
            taken,
            traced: &self.traced,
        };
        words::draw(painter, theme, &around, texts)
    }

    pub fn traced(&self) -> &[Traced] {
        &self.traced
    }

    /// The colour of the first that is in sight, for the legend.
    pub fn first_color(&self, theme: &Theme) -> Option<Color32> {
        let first = self.traced.first()?;
        Some(theme.tone(first.style.tone))
    }
}

/// Width of a line in points.
fn line_width(style: Style) -> f32 {
    match style.width {
        Width::Thin => 1.6,
        Width::Medium => 2.6,
        Width::Bold => 4.4,
    }
}

/// The small arrow that the legend explains.
pub fn sample(painter: &Painter, at: Pos2, color: Color32, land: Color32) {
    let ends = [at - Vec2::new(9.0, 0.0), at + Vec2::new(9.0, 0.0)];
    paint::arrow_sample(painter, ends, color, land);
}
