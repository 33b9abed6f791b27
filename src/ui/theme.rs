//! How everything looks: colours, sizes and fonts, for both themes, in one place.
//!
//! Nothing else makes a colour. The map and the events are the only colour on screen;
//! everything else is greys of one hue and one warm accent for what is selected or active.

use std::sync::Arc;

use eframe::egui::{
    self, Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke,
    TextStyle, Vec2,
};

use crate::assets::{Font, font};
use crate::model::annotation::Tone;
use crate::state::ThemeChoice;
use crate::store::CategoryInfo;

/// The colours of one theme.
#[derive(Debug)]
pub struct Theme {
    pub choice: ThemeChoice,
    pub window: Color32,
    pub panel: Color32,
    /// Cards and fields, which lie on a panel.
    pub card: Color32,
    pub hairline: Color32,
    pub text: Color32,
    pub secondary: Color32,
    /// For what is not needed to understand.
    pub faint: Color32,
    /// What is selected or active.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    pub land: Color32,
    pub water: Color32,
    pub river: Color32,
    pub state_border: Color32,
    pub admin_border: Color32,
    pub road: Color32,
    pub map_label: Color32,
    pub good: Color32,
    pub warning: Color32,
    pub error: Color32,
    pub category_palette: [Color32; 8],
    /// From one event to the most in a cell: evenly stepping away from the land in lightness.
    pub density: [Color32; 5],
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that makes colours"
)]
const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

static DARK: Theme = Theme {
    choice: ThemeChoice::Dark,
    window: rgb(0x12_15_1a),
    panel: rgb(0x17_1b_21),
    card: rgb(0x1e_23_2b),
    hairline: rgb(0x2a_30_3a),
    text: rgb(0xe7_ea_f0),
    secondary: rgb(0xa3_ad_bb),
    faint: rgb(0x6b_76_86),
    accent: rgb(0xf2_b1_34),
    on_accent: rgb(0x1a_15_08),
    land: rgb(0x1b_20_26),
    water: rgb(0x0f_1a_24),
    river: rgb(0x2c_47_5a),
    state_border: rgb(0x4a_54_63),
    admin_border: rgb(0x2c_33_3d),
    road: rgb(0x2a_30_38),
    map_label: rgb(0x8d_98_a8),
    good: rgb(0x4c_c3_8a),
    warning: rgb(0xf2_b1_34),
    error: rgb(0xff_7b_72),
    category_palette: [
        rgb(0xff_7a_45),
        rgb(0xf2_c9_4c),
        rgb(0x5a_b4_f0),
        rgb(0x4c_c3_8a),
        rgb(0xc7_92_ea),
        rgb(0x9f_b3_c8),
        rgb(0xf4_8f_b1),
        rgb(0xb8_d4_5e),
    ],
    density: [
        rgb(0x6a_4c_93),
        rgb(0xb0_50_8e),
        rgb(0xee_6f_6a),
        rgb(0xfd_b5_79),
        rgb(0xff_f3_d0),
    ],
};

static LIGHT: Theme = Theme {
    choice: ThemeChoice::Light,
    window: rgb(0xe9_eb_ee),
    panel: rgb(0xfa_fb_fc),
    card: rgb(0xff_ff_ff),
    hairline: rgb(0xdd_e1_e7),
    text: rgb(0x1a_1f_27),
    secondary: rgb(0x53_5e_6d),
    faint: rgb(0x7b_85_93),
    accent: rgb(0xa4_61_00),
    on_accent: rgb(0xff_ff_ff),
    land: rgb(0xf5_f3_ee),
    water: rgb(0xcf_df_e8),
    river: rgb(0xb5_cf_dd),
    state_border: rgb(0x8d_8a_85),
    admin_border: rgb(0xd9_d5_cc),
    road: rgb(0xe3_df_d6),
    map_label: rgb(0x5f_64_6d),
    good: rgb(0x1d_7a_4d),
    warning: rgb(0xa4_61_00),
    error: rgb(0xb4_23_18),
    category_palette: [
        rgb(0xc8_45_0c),
        rgb(0xa8_76_00),
        rgb(0x1f_6f_b2),
        rgb(0x1d_7a_4d),
        rgb(0x8a_4b_b0),
        rgb(0x4d_5b_6b),
        rgb(0xb0_2a_5b),
        rgb(0x5c_6e_12),
    ],
    density: [
        rgb(0xd0_7a_48),
        rgb(0xbf_4d_63),
        rgb(0x96_35_79),
        rgb(0x5d_2c_7c),
        rgb(0x2b_12_50),
    ],
};

/// The four text sizes in points, and those for presenting.
pub mod size {
    pub const SMALL: f32 = 11.0;
    pub const BODY: f32 = 13.0;
    pub const QUOTE: f32 = 14.0;
    pub const HEADING: f32 = 19.0;
}

/// Distances in points, on a grid of four.
pub mod space {
    pub const ROW: f32 = 26.0;
    pub const BUTTON: f32 = 28.0;
    pub const RADIUS: u8 = 6;
    pub const PANEL: i8 = 14;
    pub const TOP_BAR: f32 = 44.0;
    pub const STATUS: f32 = 26.0;
}

/// Name of the medium weight's font family.
const MEDIUM: &str = "medium";
/// Name of the semibold weight's font family.
const SEMIBOLD: &str = "semibold";

/// Regular weight.
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Medium weight, for labels of sections and buttons.
pub fn medium(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(MEDIUM.into()))
}

/// Semibold weight, for headings and figures.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(SEMIBOLD.into()))
}

impl Theme {
    pub fn of(choice: ThemeChoice) -> &'static Self {
        match choice {
            ThemeChoice::Dark => &DARK,
            ThemeChoice::Light => &LIGHT,
        }
    }

    pub fn is_dark(&self) -> bool {
        self.choice == ThemeChoice::Dark
    }

    /// The colour of a category: its own if the file gives a readable one, else the palette's by its number.
    pub fn category(&self, categories: &[CategoryInfo], idx: usize) -> Color32 {
        categories
            .get(idx)
            .and_then(|category| category.color.as_deref())
            .and_then(|hex| Color32::from_hex(hex).ok())
            .unwrap_or(self.category_palette[idx % self.category_palette.len()])
    }

    /// The colour of an annotation's tone.
    pub fn tone(&self, tone: Tone) -> Color32 {
        match tone {
            Tone::Accent if self.is_dark() => self.accent,
            // On light land the accent alone is a little too pale for words.
            Tone::Accent => self.accent.lerp_to_gamma(self.text, 0.08),
            Tone::Red => self.error,
            Tone::Blue => self.category_palette[2],
            Tone::Green => self.good,
            Tone::Neutral => self.text,
        }
    }

    /// A colour from a file, or `fallback`.
    pub fn from_file(hex: Option<&str>, fallback: Color32) -> Color32 {
        hex.and_then(|hex| Color32::from_hex(hex).ok())
            .unwrap_or(fallback)
    }

    /// Black or white, whichever reads better on a colour.
    pub fn text_on(ground: Color32) -> Color32 {
        let white = contrast(Color32::WHITE, ground);
        let black = contrast(Color32::BLACK, ground);
        if white >= black {
            Color32::WHITE
        } else {
            Color32::BLACK
        }
    }
}

/// Contrast of two opaque colours by WCAG 2.2: 1 to 21.
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance by WCAG 2.2: 0 to 1.
fn luminance(color: Color32) -> f32 {
    let linear = egui::Rgba::from(color);
    0.2126 * linear.r() + 0.7152 * linear.g() + 0.0722 * linear.b()
}

/// Gives a context the bundled fonts; once, at the start.
pub fn install_fonts(ctx: &egui::Context) {
    let mut fonts = FontDefinitions::empty();
    for which in Font::ALL {
        let name = which.name();
        match font(which) {
            Ok(bytes) => {
                let data = Arc::new(FontData::from_static(bytes));
                fonts.font_data.insert(name.to_owned(), data);
            }
            Err(error) => log::error!("The font {name} cannot be read: {error}"),
        }
    }
    for (family, latin, arabic) in [
        (FontFamily::Proportional, Font::Inter, Font::Arabic),
        (FontFamily::Monospace, Font::Inter, Font::Arabic),
        (
            FontFamily::Name(MEDIUM.into()),
            Font::InterMedium,
            Font::Arabic,
        ),
        (
            FontFamily::Name(SEMIBOLD.into()),
            Font::InterSemiBold,
            Font::ArabicSemiBold,
        ),
    ] {
        let names = [latin, arabic].map(|font| font.name().to_owned());
        fonts.families.insert(family, names.to_vec());
    }
    ctx.set_fonts(fonts);
}

/// Makes egui's own widgets look like the rest; whenever the theme changes.
pub fn apply(ctx: &egui::Context, theme: &Theme) {
    let base = if theme.is_dark() {
        egui::Theme::Dark
    } else {
        egui::Theme::Light
    };
    ctx.set_theme(base);
    ctx.style_mut_of(base, |style| {
        style.text_styles = [
            (TextStyle::Small, regular(size::SMALL)),
            (TextStyle::Body, regular(size::BODY)),
            (TextStyle::Button, regular(size::BODY)),
            (TextStyle::Monospace, regular(size::BODY)),
            (TextStyle::Heading, semibold(size::HEADING)),
        ]
        .into();
        style.spacing.item_spacing = Vec2::new(8.0, 4.0);
        style.spacing.button_padding = Vec2::new(10.0, 5.0);
        style.spacing.interact_size = Vec2::new(24.0, space::BUTTON);
        style.spacing.menu_margin = Margin::same(6);
        style.spacing.window_margin = Margin::same(16);
        style.spacing.scroll = egui::style::ScrollStyle::thin();
        style.interaction.selectable_labels = false;
        style.interaction.tooltip_delay = 0.4;
        style.visuals = visuals(theme);
    });
}

fn visuals(theme: &Theme) -> egui::Visuals {
    let mut visuals = if theme.is_dark() {
        egui::Visuals::dark()
    } else {
        egui::Visuals::light()
    };
    let radius = CornerRadius::same(space::RADIUS);
    let hairline = Stroke::new(1.0, theme.hairline);
    visuals.panel_fill = theme.panel;
    visuals.window_fill = theme.panel;
    visuals.window_stroke = hairline;
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.extreme_bg_color = theme.card;
    visuals.text_edit_bg_color = Some(theme.card);
    visuals.faint_bg_color = theme.card;
    visuals.code_bg_color = theme.card;
    visuals.hyperlink_color = theme.accent;
    visuals.warn_fg_color = theme.warning;
    visuals.error_fg_color = theme.error;
    visuals.weak_text_color = Some(theme.secondary);
    visuals.selection.bg_fill = theme.accent.gamma_multiply(0.28);
    visuals.selection.stroke = Stroke::new(1.0, theme.accent);
    visuals.button_frame = true;
    visuals.striped = false;
    let widgets = &mut visuals.widgets;
    let set = |state: &mut egui::style::WidgetVisuals, fill, stroke, text| {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = stroke;
        state.fg_stroke = Stroke::new(1.0, text);
        state.corner_radius = radius;
        state.expansion = 0.0;
    };
    let raised = theme.card.lerp_to_gamma(theme.text, 0.06);
    set(
        &mut widgets.noninteractive,
        theme.panel,
        hairline,
        theme.text,
    );
    set(&mut widgets.inactive, theme.card, hairline, theme.text);
    set(
        &mut widgets.hovered,
        raised,
        Stroke::new(1.0, theme.faint),
        theme.text,
    );
    set(
        &mut widgets.active,
        raised,
        Stroke::new(1.0, theme.accent),
        theme.text,
    );
    set(&mut widgets.open, raised, hairline, theme.text);
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_keeps_the_contrast_that_reading_needs() {
        for theme in [&DARK, &LIGHT] {
            for ground in [theme.window, theme.panel, theme.card] {
                assert!(contrast(theme.text, ground) >= 7.0);
                assert!(contrast(theme.secondary, ground) >= 4.5);
                assert!(contrast(theme.faint, ground) >= 3.0, "{:?}", theme.choice);
            }
            assert!(contrast(theme.accent, theme.panel) >= 4.5);
            assert!(contrast(theme.on_accent, theme.accent) >= 4.5);
            assert!(contrast(theme.map_label, theme.land) >= 4.5);
            for color in theme.category_palette {
                assert!(contrast(color, theme.land) >= 3.0, "{color:?}");
            }
            for tone in Tone::ALL {
                assert!(contrast(theme.tone(tone), theme.land) >= 4.5, "{tone:?}");
            }
            let [one, .., most] = theme.density;
            for ground in [theme.land, theme.water] {
                assert!(contrast(one, ground) >= 2.0, "{:?}", theme.choice);
                assert!(contrast(most, ground) >= 9.0, "{:?}", theme.choice);
            }
            // Read by lightness alone, whatever colours one can tell apart.
            for pair in theme.density.windows(2) {
                let further = contrast(pair[1], theme.land) / contrast(pair[0], theme.land);
                assert!(further >= 1.25, "{:?}: {pair:?}", theme.choice);
            }
        }
    }
}
