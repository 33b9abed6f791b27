//! The Export dialog: what, as which kind, how large, how coloured, for whom, and under which name.
//!
//! It orders; where to is asked by the system's own dialog, and the document is made off this thread.

use eframe::egui::{Align, Layout, Stroke, StrokeKind, TextEdit, Ui, vec2};

use crate::state::action::Action;
use crate::state::effect::Snapshot;
use crate::state::exporting::{
    COARSEN_M, ExportAction, ExportOrder, FILM_LENGTH_S, FILM_SIDE_MIN, Kind, SIDE_MAX, Subject,
};
use crate::state::{State, ThemeChoice};
use crate::ui::import::choice::{Field, Item, choice};
use crate::ui::theme::{Theme, medium, regular, size, space};
use crate::ui::{Cx, dialogs, prose, widgets};

/// Of the dialog, in points.
pub const WIDTH: f32 = 560.0;
/// Between two fields.
const GAP: f32 = 12.0;
/// Letters of a file's name that are taken from the collection's.
const STEM_MAX: usize = 60;
/// Sizes that are offered, in pixels.
const SIZES: [(u32, u32); 3] = [(1920, 1080), (3840, 2160), (7680, 4320)];

/// What is chosen, kept while the window is open.
#[derive(Clone, Debug)]
pub struct ExportMemory {
    what: What,
    kind: Kind,
    size: SizeChoice,
    own_size: [String; 2],
    /// `None`: as suits the kind.
    theme: Option<ThemeChoice>,
    public: bool,
    coarsen_km: String,
    length_s: String,
}

impl Default for ExportMemory {
    fn default() -> Self {
        Self {
            what: What::View,
            kind: Kind::Png,
            size: SizeChoice::Usual,
            own_size: [String::from("1600"), String::from("900")],
            theme: None,
            public: false,
            coarsen_km: String::from("10"),
            length_s: String::new(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    View,
    Scene,
    Scenes,
    Matching,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SizeChoice {
    Usual,
    Of(u32, u32),
    Own,
}

impl What {
    /// Those that there are now.
    fn offered(state: &State) -> Vec<Self> {
        let scene = state.scene_idx.map(|_| Self::Scene);
        let scenes = (!state.scenes().is_empty()).then_some(Self::Scenes);
        let mut all = vec![Self::View];
        all.extend(scene);
        all.extend(scenes);
        all.push(Self::Matching);
        all
    }

    fn words(self, state: &State) -> String {
        match self {
            Self::View => String::from("This view"),
            Self::Scene => {
                let scene = state.scene_idx.and_then(|idx| state.scenes().get(idx));
                let heading = scene.map_or("", |scene| scene.heading.as_str());
                format!("This scene, “{heading}”")
            }
            Self::Scenes => match state.scenes().len() {
                1 => String::from("The briefing, 1 scene"),
                n => format!("The whole briefing, {n} scenes"),
            },
            Self::Matching => String::from("The events that match, as data"),
        }
    }

    fn kinds(self) -> Vec<Kind> {
        let fits = |kind: &Kind| match self {
            Self::View | Self::Scene => !kind.is_data() && *kind != Kind::Folder,
            Self::Scenes => !kind.is_data() && *kind != Kind::Png,
            Self::Matching => kind.is_data(),
        };
        Kind::ALL.into_iter().filter(fits).collect()
    }
}

fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Png => "PNG, one picture",
        Kind::Folder => "PNG, a folder with one picture a scene",
        Kind::Pdf => "PDF, to be printed and handed round",
        Kind::Pptx => "PPTX, slides to go on with",
        Kind::Html => "HTML, one file that opens offline",
        Kind::Gif => "GIF, a film that loops",
        Kind::Mp4 => "MP4, a film, by ffmpeg",
        Kind::Webm => "WebM, a film, by ffmpeg",
        Kind::GeoJson => "GeoJSON, a collection again",
        Kind::Csv => "CSV, a table",
        Kind::Kml => "KML, for Google Earth and its kin",
    }
}

impl ExportMemory {
    /// What was chosen earlier may not be there any more.
    fn settle(&mut self, state: &State) {
        if !What::offered(state).contains(&self.what) {
            self.what = What::View;
        }
        let kinds = self.what.kinds();
        if !kinds.contains(&self.kind) {
            self.kind = kinds.first().copied().unwrap_or(Kind::Png);
        }
    }

    fn theme(&self) -> ThemeChoice {
        self.theme.unwrap_or(self.kind.theme())
    }

    /// Whether its size can be chosen; pages know their own.
    fn has_size(&self) -> bool {
        self.kind.is_film() || matches!(self.kind, Kind::Png | Kind::Folder)
    }

    fn size(&self) -> Result<Option<(u32, u32)>, String> {
        if !self.has_size() {
            return Ok(None);
        }
        let (width, height) = match self.size {
            SizeChoice::Usual => return Ok(None),
            SizeChoice::Of(width, height) => (width, height),
            SizeChoice::Own => {
                let side = |text: &String| text.trim().parse::<u32>().ok();
                let sides = (side(&self.own_size[0]), side(&self.own_size[1]));
                let (Some(width), Some(height)) = sides else {
                    return Err(String::from("Width and height are whole numbers of pixels"));
                };
                (width, height)
            }
        };
        let min = if self.kind.is_film() {
            FILM_SIDE_MIN
        } else {
            1
        };
        if [width, height]
            .iter()
            .any(|side| !(min..=SIDE_MAX).contains(side))
        {
            return Err(format!("Width and height have {min} to 8,192 pixels"));
        }
        let is_odd = width % 2 == 1 || height % 2 == 1;
        if is_odd && matches!(self.kind, Kind::Mp4 | Kind::Webm) {
            return Err(String::from("Width and height of a video are even"));
        }
        Ok(Some((width, height)))
    }

    fn length_s(&self) -> Result<Option<f64>, String> {
        if !self.kind.is_film() || self.length_s.trim().is_empty() {
            return Ok(None);
        }
        let seconds = number(&self.length_s).filter(|seconds| FILM_LENGTH_S.contains(seconds));
        seconds
            .map(Some)
            .ok_or_else(|| String::from("A length is 1 to 600 seconds"))
    }

    fn coarsen_m(&self) -> Result<Option<f64>, String> {
        if !self.public {
            return Ok(None);
        }
        let metres = number(&self.coarsen_km).map(|km| km * 1_000.0);
        metres
            .filter(|metres| COARSEN_M.contains(metres))
            .map(Some)
            .ok_or_else(|| String::from("Places are coarsened by 1 to 500 km"))
    }

    /// The order, or what is wrong with it.
    fn order(&self, state: &State) -> Result<ExportOrder, String> {
        let view = || Box::new(state.view.clone());
        let origin = state.base.origin();
        Ok(ExportOrder {
            kind: self.kind,
            subject: match (self.what, state.scene_idx) {
                (What::Scene, Some(idx)) => Subject::Scene(idx),
                (What::View | What::Scene, _) => Subject::View(view()),
                (What::Scenes, _) => Subject::Scenes,
                (What::Matching, _) => Subject::Matching(view()),
            },
            snapshot: Snapshot(std::sync::Arc::clone(&state.base)),
            scenes: std::sync::Arc::clone(&state.briefing.scenes),
            size: self.size()?,
            theme: self.theme(),
            zone: state.settings.zone_shown,
            coarsen_m: self.coarsen_m()?,
            length_s: self.length_s()?,
            name: self.file_name(state),
            folder: origin
                .path
                .as_deref()
                .and_then(std::path::Path::parent)
                .map(std::path::Path::to_owned),
        })
    }

    /// The name that is proposed: `palmyra-2016-scene-7.pdf`.
    fn file_name(&self, state: &State) -> String {
        let origin = &state.base.origin().file_name;
        let named = std::path::Path::new(origin).file_stem();
        let named = named.map(|stem| stem.to_string_lossy().into_owned());
        // The name of a file may say what the public is not to know.
        let stem = named
            .filter(|stem| !stem.is_empty() && !self.public)
            .unwrap_or_else(|| slug(state.base.title()));
        let part = match (self.what, state.scene_idx) {
            (What::Scene, Some(idx)) => format!("scene-{}", idx + 1),
            (What::View | What::Scene, _) => String::from("view"),
            (What::Scenes, _) => String::from("briefing"),
            (What::Matching, _) => String::from("events"),
        };
        let public = if self.public { "-public" } else { "" };
        let name = format!("{stem}-{part}{public}");
        match self.kind.extension() {
            Some(extension) => format!("{name}.{extension}"),
            None => name,
        }
    }

    /// What will come of it, in a sentence.
    fn promise(&self) -> &'static str {
        match (self.kind, self.what) {
            (Kind::Gif | Kind::Mp4 | Kind::Webm, What::Scenes) => {
                "Each scene is entered as it says, and stays for a while."
            }
            (Kind::Gif | Kind::Mp4 | Kind::Webm, What::Scene) => {
                "The scene’s window opens from its start to its end."
            }
            (Kind::Gif | Kind::Mp4 | Kind::Webm, _) => {
                "Time is played from beginning to end, as the play button does."
            }
            (Kind::Png | Kind::Folder, _) => {
                "As the audience sees it, with legend, filter, counts and handling banner."
            }
            (Kind::Pdf | Kind::Pptx | Kind::Html, _) => {
                "Picture, narration, events with their quotes, and numbered sources."
            }
            (Kind::GeoJson | Kind::Csv | Kind::Kml, _) => {
                "The file itself says by which filter, and how many events it leaves out."
            }
        }
    }
}

/// Draws the dialog; whether it is to be closed.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) -> bool {
    let theme = cx.theme;
    let state = cx.state;
    let mut chosen = cx.memory.export.clone();
    chosen.settle(state);
    dialogs::heading(ui, theme, "Export");
    fields(ui, theme, state, &mut chosen);
    chosen.settle(state);
    ui.add_space(4.0);
    prose::paragraph(ui, chosen.promise(), regular(size::BODY), theme.secondary);
    let order = chosen.order(state);
    let is_busy = state.exporting.is_some();
    let flaw = match &order {
        Err(flaw) => Some(flaw.as_str()),
        Ok(_) if is_busy => Some("A document is being exported already"),
        Ok(_) => None,
    };
    match flaw {
        Some(flaw) => prose::paragraph(ui, flaw, medium(size::BODY), theme.error),
        None => prose::paragraph(ui, &chosen.file_name(state), medium(size::BODY), theme.text),
    };
    let is_ready = flaw.is_none();
    let mut orders = false;
    let closes = dialogs::buttons(ui, |ui| {
        let export = widgets::button(ui, theme, "Export as…", true, is_ready);
        if is_new {
            export.request_focus();
        }
        if export.has_focus() {
            // A ring in the accent would not show on the accent.
            ui.painter().rect_stroke(
                export.rect.expand(2.0),
                f32::from(space::RADIUS) + 2.0,
                Stroke::new(1.5, theme.text),
                StrokeKind::Outside,
            );
        }
        orders = export.on_hover_text("Choose where to").clicked();
        ui.add_space(2.0);
        let cancel = widgets::button(ui, theme, "Cancel", false, true);
        cancel.clicked() || orders
    });
    cx.memory.export = chosen;
    if orders && let Ok(order) = order {
        cx.push(Action::Export(ExportAction::Start(Box::new(order))));
    }
    closes
}

fn fields(ui: &mut Ui, theme: &Theme, state: &State, chosen: &mut ExportMemory) {
    let whole = ui.available_width();
    let half = (whole - GAP) / 2.0;
    row(ui, |ui| {
        field(ui, theme, "What", half, |ui| {
            let items = || {
                let all = What::offered(state).into_iter();
                all.map(|it| Item::new(it, it.words(state))).collect()
            };
            let words = chosen.what.words(state);
            pick(ui, theme, ("What", half, &words), &mut chosen.what, items);
        });
        chosen.settle(state);
        field(ui, theme, "Format", half, |ui| {
            let kinds = chosen.what.kinds();
            let items = || {
                let all = kinds.into_iter();
                all.map(|it| Item::new(it, kind_words(it))).collect()
            };
            let words = kind_words(chosen.kind);
            pick(ui, theme, ("Format", half, words), &mut chosen.kind, items);
        });
    });
    if !chosen.kind.is_data() {
        row(ui, |ui| {
            if chosen.has_size() {
                field(ui, theme, "Size", half, |ui| {
                    size_field(ui, theme, half, chosen)
                });
            }
            field(ui, theme, "Theme", half, |ui| {
                let words = |it| match it {
                    ThemeChoice::Dark => "Dark, for screens",
                    ThemeChoice::Light => "Light, for paper",
                };
                let both = [ThemeChoice::Dark, ThemeChoice::Light];
                let items = || {
                    both.map(|it| Item::new(it, words(it)))
                        .into_iter()
                        .collect()
                };
                let mut now = chosen.theme();
                let before = now;
                pick(ui, theme, ("Theme", half, words(now)), &mut now, items);
                if now != before {
                    chosen.theme = Some(now);
                }
            });
        });
    }
    row(ui, |ui| {
        field(ui, theme, "For", half, |ui| {
            let words = |public| {
                if public {
                    "The public: reduced"
                } else {
                    "Internal use: everything"
                }
            };
            let items = || {
                [false, true]
                    .map(|it| Item::new(it, words(it)))
                    .into_iter()
                    .collect()
            };
            let value = words(chosen.public);
            pick(ui, theme, ("For", half, value), &mut chosen.public, items);
        });
        if chosen.public {
            field(ui, theme, "Coarsen places by, km", half, |ui| {
                text(
                    ui,
                    "Coarsen places by, km",
                    half,
                    "10",
                    &mut chosen.coarsen_km,
                );
            });
        }
    });
    if chosen.kind.is_film() {
        let (name, usual) = match chosen.what {
            What::Scenes => ("Each scene stays, seconds", "4"),
            _ => ("Length, seconds", "12"),
        };
        row(ui, |ui| {
            field(ui, theme, name, half, |ui| {
                text(ui, name, half, usual, &mut chosen.length_s);
            });
        });
    }
}

fn size_field(ui: &mut Ui, theme: &Theme, width: f32, chosen: &mut ExportMemory) {
    let usual = if chosen.kind == Kind::Gif {
        "Usual, 960 × 540"
    } else {
        "Usual, 1920 × 1080"
    };
    let words = |it| match it {
        SizeChoice::Usual => usual.to_owned(),
        SizeChoice::Of(width, height) => format!("{width} × {height}"),
        SizeChoice::Own => String::from("Another size"),
    };
    let all = || {
        let sizes = SIZES.map(|(width, height)| SizeChoice::Of(width, height));
        let all = std::iter::once(SizeChoice::Usual).chain(sizes);
        all.chain([SizeChoice::Own])
            .map(|it| Item::new(it, words(it)))
            .collect()
    };
    let value = words(chosen.size);
    pick(ui, theme, ("Size", width, &value), &mut chosen.size, all);
    if chosen.size == SizeChoice::Own {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let each = (width - 8.0) / 2.0;
            let [across, down] = &mut chosen.own_size;
            text(ui, "Width in pixels", each, "Width", across);
            text(ui, "Height in pixels", each, "Height", down);
        });
    }
}

fn row(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        content(ui);
    });
    ui.add_space(4.0);
}

fn field(ui: &mut Ui, theme: &Theme, name: &str, width: f32, content: impl FnOnce(&mut Ui)) {
    ui.with_layout(Layout::top_down(Align::LEFT), |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 4.0;
        widgets::section_label(ui, theme, name);
        content(ui);
    });
}

fn pick<T: PartialEq + Clone>(
    ui: &mut Ui,
    theme: &Theme,
    (name, width, value): (&str, f32, &str),
    chosen: &mut T,
    items: impl FnOnce() -> Vec<Item<T>>,
) {
    let field = Field {
        name,
        value,
        width,
        quiet: false,
    };
    if let Some(value) = choice(ui, theme, &field, chosen, items) {
        *chosen = value;
    }
}

fn text(ui: &mut Ui, name: &str, width: f32, hint: &str, value: &mut String) {
    let field = TextEdit::singleline(value)
        .char_limit(12)
        .hint_text(hint)
        .desired_width(width - 16.0)
        .align(eframe::egui::Align2::LEFT_CENTER)
        .min_size(vec2(width, space::BUTTON));
    ui.add(field).accessible_name(name);
}

/// A number as it is typed here or there.
fn number(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok()
}

/// `Palmyra, December 2016` → `palmyra-december-2016`.
fn slug(title: &str) -> String {
    let words: Vec<String> = title
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let slug: String = words.join("-").chars().take(STEM_MAX).collect();
    if slug.is_empty() {
        String::from("strabo")
    } else {
        slug
    }
}
