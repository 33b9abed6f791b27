//! What stands on which slide: a title, a slide a scene, then its events with their quotes, the sources, and the colophon.
//!
//! No text is larger than its box: it is set smaller, and what has no room then goes on on a further slide.

use crate::brief::document::{Document, Page};
use crate::brief::pptx::evidence::{events, note};
use crate::brief::pptx::measure::Ruler;
use crate::brief::pptx::slide::{Area, BANNER, HEIGHT, Role, Slide, TextBox, WIDTH};
use crate::brief::pptx::text::{Ink, Para, Run, paras};
use crate::model::number::grouped;

const MARGIN: f32 = 36.0;
/// Between the columns of a slide of text.
const GUTTER: f32 = 28.0;
/// Where the lines of the foot stand: above number and banner.
const BOTTOM: f32 = HEIGHT - BANNER - 34.0;
const TOP: f32 = BANNER + 18.0;
/// The picture of a scene.
pub(super) const PICTURE: Area = Area {
    x: 348.0,
    y: TOP,
    width: WIDTH - MARGIN - 348.0,
    height: BOTTOM - TOP,
};
/// The words beside it.
const COLUMN: f32 = 348.0 - MARGIN - 24.0;

/// The slides of a document.
#[derive(Default)]
pub(super) struct Deck {
    /// Those with a picture are the scenes, in the order of the pages.
    pub(super) slides: Vec<Slide>,
}

impl Deck {
    pub(super) fn of(document: &Document) -> Self {
        let ruler = &mut Ruler::new();
        let mut deck = Self::default();
        let (first, cut) = title(ruler, document);
        deck.slides.push(first);
        if !cut.is_empty() {
            deck.texts(ruler, "About this collection", cut);
        }
        for page in &document.pages {
            deck.scene(ruler, page);
        }
        for page in &document.pages {
            let title = titled(page, "");
            deck.texts(ruler, &title, events(document, page));
        }
        let notes: Vec<Para> = document.sources.iter().map(note).collect();
        if !notes.is_empty() {
            deck.texts(ruler, "Sources", notes);
        }
        let lines = document.colophon();
        let lines = lines
            .iter()
            .map(|line| Para::new(line, Ink::Text, 12.0).before(6.0));
        deck.texts(ruler, "About this document", lines.collect());
        deck
    }

    /// Fits pictures of that width to height into the room that they have.
    pub(super) fn fit_pictures(&mut self, aspect: f32) {
        let width = PICTURE.width.min(PICTURE.height * aspect);
        let height = width / aspect;
        let fitted = Area {
            x: PICTURE.x + (PICTURE.width - width) / 2.0,
            y: PICTURE.y + (PICTURE.height - height) / 2.0,
            width,
            height,
        };
        for slide in &mut self.slides {
            if let Some((area, _)) = &mut slide.picture {
                *area = fitted;
            }
        }
    }

    fn scene(&mut self, ruler: &mut Ruler, page: &Page) {
        let kicker_height = 18.0;
        let top = TOP + kicker_height;
        let heading = Para::bold(&page.heading, Ink::Text, 26.0);
        let room = (COLUMN, 190.0);
        let made = ruler.fitted(&[26.0, 23.0, 20.0, 18.0], room, |size| {
            vec![Para {
                size,
                ..heading.clone()
            }]
        });
        let whole = made.into_iter().next().unwrap_or(heading);
        let heading = ruler.clipped(whole.clone(), room.0, room.1);
        let heading_height = ruler.height(std::slice::from_ref(&heading), COLUMN);
        let said = |text: &str, ink| Para::new(text, ink, 10.5).before(3.0);
        let shown = ruler.clipped(said(&page.shown, Ink::Text), COLUMN, 6.0 * 14.0);
        let foot = vec![shown, said(&page.counts, Ink::Secondary)];
        let foot_height = ruler.height(&foot, COLUMN) + 2.0;
        let body_top = top + heading_height + 12.0;
        let body_height = BOTTOM - foot_height - 14.0 - body_top;
        let body = ruler.fitted(
            &[18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0],
            (COLUMN, body_height),
            |size| paras(&page.narration, size),
        );
        let (body, mut more) = ruler.split(body, COLUMN, body_height);
        if heading != whole {
            more.insert(
                0,
                Para {
                    size: 14.0,
                    ..whole
                },
            );
        }
        let area = |y: f32, height: f32| Area {
            x: MARGIN,
            y,
            width: COLUMN,
            height,
        };
        let mut boxes = vec![
            TextBox {
                name: "Scene",
                role: Role::Free,
                area: area(TOP, kicker_height),
                at_bottom: false,
                paras: vec![Para::bold(page.number_words(), Ink::Accent, 11.0)],
            },
            TextBox {
                name: "Heading",
                role: Role::Title,
                area: area(top, heading_height),
                at_bottom: false,
                paras: vec![heading],
            },
        ];
        if !body.is_empty() {
            boxes.push(TextBox {
                name: "Narration",
                role: Role::Body,
                area: area(body_top, body_height),
                at_bottom: false,
                paras: body,
            });
        }
        boxes.push(TextBox {
            name: "What is shown",
            role: Role::Free,
            area: area(BOTTOM - foot_height, foot_height),
            at_bottom: true,
            paras: foot,
        });
        self.slides.push(Slide {
            boxes,
            picture: Some((PICTURE, page.alt_text())),
            notes: paras(&page.notes, 12.0),
        });
        if !more.is_empty() {
            let title = titled(page, ", continued");
            self.texts(ruler, &title, more);
        }
    }

    /// Slides of text in two columns, as many as it takes.
    fn texts(&mut self, ruler: &mut Ruler, title: &str, paras: Vec<Para>) {
        let width = (WIDTH - 2.0 * MARGIN - GUTTER) / 2.0;
        let top = TOP + 40.0;
        let height = BOTTOM - top;
        // What fills less than a column stands over the whole width.
        let whole = WIDTH - 2.0 * MARGIN;
        let is_short = ruler.height(&paras, whole) < height * 0.6;
        let width = if is_short { whole } else { width };
        let columns = ruler.boxes(paras, width, height);
        let n_columns = if is_short { 1 } else { 2 };
        let n_slides = columns.len().div_ceil(n_columns);
        for (idx, columns) in columns.chunks(n_columns).enumerate() {
            let number = if n_slides > 1 {
                format!("  {} of {n_slides}", idx + 1)
            } else {
                String::new()
            };
            let heading = Para::bold(title, Ink::Text, 18.0);
            let mut heading = ruler.clipped(heading, whole - 70.0, 25.0);
            heading.runs.push(Run::new(number, Ink::Secondary));
            let mut boxes = vec![TextBox {
                name: "Heading",
                role: Role::Title,
                area: Area {
                    x: MARGIN,
                    y: TOP,
                    width: whole,
                    height: 26.0,
                },
                at_bottom: false,
                paras: vec![heading],
            }];
            for (column, paras) in columns.iter().enumerate() {
                boxes.push(TextBox {
                    name: if column == 0 {
                        "Text"
                    } else {
                        "Text, second column"
                    },
                    role: if column == 0 { Role::Body } else { Role::Free },
                    area: Area {
                        x: MARGIN + column as f32 * (width + GUTTER),
                        y: top,
                        width,
                        height,
                    },
                    at_bottom: false,
                    paras: paras.clone(),
                });
            }
            self.slides.push(Slide {
                boxes,
                ..Slide::default()
            });
        }
    }
}

/// `Scene 3: The strike`.
fn titled(page: &Page, also: &str) -> String {
    match page.scene_idx {
        Some(_) => format!("Scene {}{also}: {}", page.number, page.heading),
        None => format!("{}{also}", page.heading),
    }
}

/// The first slide, and in full what had to be cut on it.
fn title(ruler: &mut Ruler, document: &Document) -> (Slide, Vec<Para>) {
    let width = WIDTH - 2.0 * 96.0;
    let area = |y: f32, height: f32| Area {
        x: 96.0,
        y,
        width,
        height,
    };
    let heading = ruler.fitted(&[42.0, 36.0, 30.0, 24.0], (width, 120.0), |size| {
        vec![Para::bold(&document.title, Ink::Text, size)]
    });
    let mut cut = Vec::new();
    let mut clip = |ruler: &mut Ruler, paras: Vec<Para>, height: f32| -> Vec<Para> {
        let clip = |para: Para| {
            let clipped = ruler.clipped(para.clone(), width, height);
            if clipped != para {
                cut.push(Para { size: 14.0, ..para }.before(10.0));
            }
            clipped
        };
        paras.into_iter().map(clip).collect()
    };
    let heading = clip(ruler, heading, 120.0);
    let heading_height = ruler.height(&heading, width);
    let top = 150.0;
    let mut boxes = vec![
        TextBox {
            name: "Kind",
            role: Role::Free,
            area: area(top - 26.0, 20.0),
            at_bottom: false,
            paras: vec![Para::bold("Briefing", Ink::Accent, 13.0)],
        },
        TextBox {
            name: "Title",
            role: Role::Title,
            area: area(top, heading_height),
            at_bottom: false,
            paras: heading,
        },
    ];
    if let Some(summary) = &document.summary {
        let summary_top = top + heading_height + 14.0;
        let height = 400.0 - summary_top;
        let made = ruler.fitted(&[18.0, 16.0, 14.0, 12.0], (width, height), |size| {
            vec![Para::new(summary, Ink::Text, size)]
        });
        boxes.push(TextBox {
            name: "Summary",
            role: Role::Body,
            area: area(summary_top, height),
            at_bottom: false,
            paras: clip(ruler, made, height),
        });
    }
    let n_scenes = document.pages.len();
    let noun = if n_scenes == 1 { "scene" } else { "scenes" };
    let mut lines = Vec::new();
    if let Some(banner) = &document.banner {
        lines.push(format!("Handling: {}", banner.text));
    }
    let exported = document.exported_words();
    lines.push(format!("{exported} · {} {noun}", grouped(n_scenes as u64)));
    lines.push(document.profile.clone());
    let paras = lines
        .into_iter()
        .map(|line| ruler.clipped(Para::new(line, Ink::Secondary, 12.0), width, 17.0));
    boxes.push(TextBox {
        name: "Export",
        role: Role::Free,
        area: area(BOTTOM - 66.0, 66.0),
        at_bottom: true,
        paras: paras.collect(),
    });
    let first = Slide {
        boxes,
        ..Slide::default()
    };
    (first, cut)
}
