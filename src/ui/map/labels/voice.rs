//! How each kind of name is set: seas lean and are spaced out, countries are spaced and medium, capitals stand out,
//! governorates step back.
//!
//! Arabic is never spaced out or slanted: its letters join, and it knows no italics.

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Align, Color32, FontId, Galley, Painter};

use crate::model::ground::{GroundStyle, LabelLanguage};
use crate::ui::map::gazetteer::{Kind, Name};
use crate::ui::text::visual;
use crate::ui::theme::{Theme, medium, regular, semibold, size};

/// A town of so many people is written larger, and in Arabic too.
const LARGE: u64 = 250_000;

/// Arabic letters are smaller than Latin ones of the same size.
const ARABIC_LARGER: f32 = 1.12;

/// How the ground is labelled.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub painter: &'a Painter,
    pub theme: &'a Theme,
    pub style: GroundStyle,
    pub labels: LabelLanguage,
    pub zoom: f64,
}

/// A font with its colour, before a language is known.
struct Voice {
    font: FontId,
    color: Color32,
    /// Points between letters.
    spacing: f32,
    leans: bool,
    /// The Arabic name stands below the Latin one, not beside it.
    stacks: bool,
}

impl Setting<'_> {
    /// What parts a name of a kind from the lines below it.
    pub fn halo(&self, kind: Kind) -> Color32 {
        match kind {
            Kind::Sea | Kind::Lake => self.ground_of(self.theme.water),
            _ => self.theme.land,
        }
    }

    /// The sign beside a town's name.
    pub fn sign(&self) -> Color32 {
        self.quiet(self.theme.map_label, 0.1)
    }

    /// A name of the ground, laid out.
    pub fn lay_out(&self, name: &Name) -> Arc<Galley> {
        let voice = self.voice(name);
        let (latin, arabic) = spoken(name, self.labels, self.shows_both(name));
        let mut job = LayoutJob {
            halign: if voice.stacks {
                Align::Center
            } else {
                Align::Min
            },
            ..LayoutJob::default()
        };
        if let Some(latin) = latin {
            job.append(latin, 0.0, voice.latin());
        }
        if let Some(arabic) = arabic {
            let format = voice.arabic(latin.is_some());
            let gap = match (latin, voice.stacks) {
                (None, _) => 0.0,
                (Some(_), true) => {
                    job.append("\n", 0.0, voice.latin());
                    0.0
                }
                (Some(_), false) => 6.0,
            };
            job.append(&visual(arabic), gap, format);
        }
        self.painter.layout_job(job)
    }

    /// In both languages only what is large or is looked at: twice the words are twice the crowd.
    fn shows_both(&self, name: &Name) -> bool {
        match name.kind {
            Kind::Country => self.zoom >= 4.0,
            Kind::Capital => true,
            Kind::Sea | Kind::Lake => self.zoom >= name.zoom_min + 1.0,
            Kind::Town => name.population >= LARGE || self.zoom >= name.zoom_min + 3.0,
            Kind::Admin1 | Kind::River | Kind::Airfield | Kind::Village => false,
        }
    }

    fn voice(&self, name: &Name) -> Voice {
        let theme = self.theme;
        let water = theme.river.lerp_to_gamma(theme.map_label, 0.55);
        let (font, color, spacing) = match name.kind {
            Kind::Country => (medium(size::BODY), self.quiet(theme.map_label, 0.22), 2.2),
            Kind::Admin1 => (regular(size::SMALL), self.quiet(theme.map_label, 0.4), 1.0),
            Kind::Sea => (regular(self.sea_size(name)), water, 1.6),
            Kind::Lake | Kind::River => (regular(size::SMALL), water, 0.6),
            Kind::Capital => (
                medium(size::BODY),
                self.quiet(theme.map_label.lerp_to_gamma(theme.text, 0.35), 0.0),
                0.0,
            ),
            Kind::Town if name.population >= LARGE => {
                (regular(size::BODY), self.quiet(theme.map_label, 0.0), 0.0)
            }
            Kind::Town => (regular(size::SMALL), self.quiet(theme.map_label, 0.0), 0.0),
            Kind::Village | Kind::Airfield => {
                (regular(size::SMALL), self.quiet(theme.map_label, 0.12), 0.0)
            }
        };
        Voice {
            font,
            color,
            spacing,
            leans: matches!(name.kind, Kind::Sea | Kind::Lake | Kind::River),
            stacks: !name.kind.is_point(),
        }
    }

    /// Oceans are written larger than bays.
    fn sea_size(&self, name: &Name) -> f32 {
        if name.zoom_min < 3.2 && self.zoom >= 2.5 {
            size::QUOTE
        } else {
            size::SMALL + 1.0
        }
    }

    /// A colour nearer to the land's; nearer still where events are to stand out.
    fn quiet(&self, color: Color32, by: f32) -> Color32 {
        let by = match self.style {
            GroundStyle::Standard => by,
            GroundStyle::Presentation => by + 0.22,
        };
        color.lerp_to_gamma(self.theme.land, by)
    }

    fn ground_of(&self, water: Color32) -> Color32 {
        match self.style {
            GroundStyle::Standard => water,
            GroundStyle::Presentation => calm_water(self.theme),
        }
    }
}

/// The sea of the presentation style: nearer to the land, so that coasts do not compete with events.
pub fn calm_water(theme: &Theme) -> Color32 {
    // In the dark the two are near each other already.
    let nearer = if theme.is_dark() { 0.12 } else { 0.4 };
    theme.water.lerp_to_gamma(theme.land, nearer)
}

impl Voice {
    fn latin(&self) -> TextFormat {
        TextFormat {
            extra_letter_spacing: self.spacing,
            italics: self.leans,
            ..TextFormat::simple(self.font.clone(), self.color)
        }
    }

    fn arabic(&self, is_second: bool) -> TextFormat {
        let larger = if is_second { 1.0 } else { ARABIC_LARGER };
        let font = FontId::new(self.font.size * larger, self.font.family.clone());
        TextFormat::simple(font, self.color)
    }
}

/// The Latin and the Arabic name as far as a language wants them. A place without an Arabic name keeps its Latin one:
/// better in the wrong letters than nameless.
fn spoken(name: &Name, labels: LabelLanguage, both: bool) -> (Option<&str>, Option<&str>) {
    let latin = Some(name.latin.as_str());
    let arabic = name.arabic.as_deref();
    match labels {
        LabelLanguage::Arabic if arabic.is_some() => (None, arabic),
        LabelLanguage::Both if both => (latin, arabic),
        LabelLanguage::English | LabelLanguage::Arabic | LabelLanguage::Both => (latin, None),
    }
}

/// The name of an event's place in the wanted language: strong, with the other language after it in grey.
pub fn event_place(
    setting: &Setting<'_>,
    latin: &str,
    arabic: Option<&str>,
    is_firm: bool,
) -> Arc<Galley> {
    let theme = setting.theme;
    let (font, color) = if is_firm {
        (semibold(size::BODY), theme.text)
    } else {
        (medium(size::BODY), theme.secondary)
    };
    let mut job = LayoutJob::default();
    match (setting.labels, arabic) {
        (LabelLanguage::Arabic, Some(arabic)) => {
            let font = FontId::new(font.size * ARABIC_LARGER, font.family);
            job.append(&visual(arabic), 0.0, TextFormat::simple(font, color));
        }
        (labels, arabic) => {
            job.append(&visual(latin), 0.0, TextFormat::simple(font.clone(), color));
            if let Some(arabic) = arabic.filter(|_| labels == LabelLanguage::Both) {
                let format = TextFormat::simple(regular(font.size), theme.map_label);
                job.append(&visual(arabic), 6.0, format);
            }
        }
    }
    setting.painter.layout_job(job)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::map::gazetteer::names;

    fn name(latin: &str) -> &'static Name {
        names().iter().find(|name| name.latin == latin).unwrap()
    }

    #[test]
    fn each_language_is_spoken_alone_or_beside_the_other() {
        let palmyra = name("Palmyra");
        let speak = |labels, both| spoken(palmyra, labels, both);
        assert_eq!(speak(LabelLanguage::English, true), (Some("Palmyra"), None));
        assert_eq!(speak(LabelLanguage::Arabic, false), (None, Some("تدمر")));
        assert_eq!(
            speak(LabelLanguage::Both, true),
            (Some("Palmyra"), Some("تدمر"))
        );
        assert_eq!(speak(LabelLanguage::Both, false), (Some("Palmyra"), None));
    }

    #[test]
    fn a_place_without_an_arabic_name_keeps_the_one_it_has() {
        let nameless = names().iter().find(|name| name.arabic.is_none()).unwrap();
        assert_eq!(
            spoken(nameless, LabelLanguage::Arabic, true),
            (Some(nameless.latin.as_str()), None)
        );
    }
}
