//! Media of an event: thumbnails on its page, one in full over the window, and the shield over what is marked graphic.
//!
//! A shield is lifted by its own button and nothing else, and never in a picture: who gets a picture has not been asked.

mod full;

use std::collections::HashMap;
use std::sync::Arc;

use eframe::egui::{
    Align, Align2, Color32, ColorImage, CornerRadius, Image, Label, Layout, Rect, RichText, Role,
    Sense, Stroke, StrokeKind, TextureHandle, TextureOptions, Ui, UiBuilder, Vec2, WidgetInfo,
    vec2,
};

use crate::model::event::{Event, EventId};
use crate::model::number::grouped;
use crate::model::source::CaptureState;
use crate::model::stored::Pixels;
use crate::state::action::Action;
use crate::state::media::{Item, Kind, MediaAction, Sight};
use crate::ui::text::{visual, visual_ltr};
use crate::ui::theme::{Theme, medium, regular, size};
use crate::ui::{Cx, widgets};

pub use self::full::show as show_full;

/// Height of a thumbnail and of what stands in its place, in points.
const THUMBNAIL_HEIGHT: f32 = 190.0;
const PLACEHOLDER_HEIGHT: f32 = 96.0;

/// Pictures as the adapter holds them: by item, small or in full.
#[derive(Default)]
pub struct MediaMemory {
    of: Option<EventId>,
    textures: HashMap<(usize, bool), (Arc<Pixels>, TextureHandle)>,
}

impl MediaMemory {
    /// The texture of a picture that was read; those of other events are let go.
    fn texture(&mut self, ui: &Ui, cx: &MediaOf<'_>, pixels: &Arc<Pixels>) -> TextureHandle {
        if self.of.as_ref() != cx.event {
            self.of = cx.event.cloned();
            self.textures.clear();
        }
        let key = (cx.idx, cx.is_full);
        if let Some((known, texture)) = self.textures.get(&key)
            && Arc::ptr_eq(known, pixels)
        {
            return texture.clone();
        }
        let image = ColorImage::from_rgba_unmultiplied([pixels.width, pixels.height], &pixels.rgba);
        let texture = ui
            .ctx()
            .load_texture("media", image, TextureOptions::LINEAR);
        self.textures
            .insert(key, (Arc::clone(pixels), texture.clone()));
        texture
    }

    /// Lets go of what is hidden or closed.
    fn forget(&mut self, idx: usize, is_full: bool) {
        self.textures.remove(&(idx, is_full));
    }
}

/// Which texture is meant.
struct MediaOf<'a> {
    event: Option<&'a EventId>,
    idx: usize,
    is_full: bool,
}

/// Has the media of the selected event put on the shelf.
pub fn follow(cx: &mut Cx<'_>, selected: Option<&EventId>) {
    if !cx.memory.still && cx.state.media.event.as_ref() != selected {
        cx.push(Action::Media(MediaAction::Show(selected.cloned())));
    }
}

/// The media on the event's page.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, event: &Event) {
    if event.media.is_empty() {
        return;
    }
    widgets::section(ui, cx.theme, "Media");
    let state = cx.state;
    let shelf = &state.media;
    let is_there = shelf.event.as_ref() == Some(&event.id);
    for (idx, media) in event.media.iter().enumerate() {
        let item = shelf.items.get(idx).filter(|_| is_there);
        widgets::card(cx.theme).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
            match item {
                Some(item) => sight(ui, cx, idx, item),
                None if media.graphic => shield(ui, cx, idx, None),
                None if is_there => placeholder(ui, cx.theme, LEFT_OUT, PLACEHOLDER_HEIGHT),
                None => placeholder(ui, cx.theme, waiting_words(cx), PLACEHOLDER_HEIGHT),
            }
            about(ui, cx, event, idx, item);
        });
        ui.add_space(2.0);
    }
}

/// Said of what does not stand on the shelf.
const LEFT_OUT: &str = "Not shown: this event has more media than are read at a time";

fn waiting_words(cx: &Cx<'_>) -> &'static str {
    if cx.memory.still {
        "Media are shown in the window"
    } else {
        "Being read…"
    }
}

/// The thumbnail, or why there is none.
fn sight(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize, item: &Item) {
    if item.media.graphic && (item.is_shielded() || cx.memory.still) {
        cx.memory.media.forget(idx, false);
        shield(ui, cx, idx, Some(item));
        return;
    }
    let Some(seen) = &item.thumbnail else {
        placeholder(ui, cx.theme, waiting_words(cx), PLACEHOLDER_HEIGHT);
        return;
    };
    match &seen.picture {
        Err(reason) => placeholder(
            ui,
            cx.theme,
            &format!("Not shown: {reason}"),
            PLACEHOLDER_HEIGHT,
        ),
        Ok(pixels) => {
            let of = MediaOf {
                event: cx.state.media.event.as_ref(),
                idx,
                is_full: false,
            };
            let texture = cx.memory.media.texture(ui, &of, pixels);
            let room = vec2(ui.available_width(), THUMBNAIL_HEIGHT);
            let name = name_of(item);
            ui.vertical_centered(|ui| {
                let image = Image::new(&texture)
                    .fit_to_original_size(1.0)
                    .max_size(room)
                    .corner_radius(CornerRadius::same(4))
                    .sense(Sense::click());
                let response = ui.add(image);
                response.widget_info(|| {
                    WidgetInfo::labeled(Role::Button, true, format!("Show in full, {name}"))
                });
                if response.has_focus() {
                    let stroke = Stroke::new(2.0, cx.theme.accent);
                    ui.painter()
                        .rect_stroke(response.rect, 4.0, stroke, StrokeKind::Outside);
                }
                if response.on_hover_text("Show in full").clicked() {
                    cx.push(Action::Media(MediaAction::Open(idx)));
                }
            });
        }
    }
    if item.media.graphic {
        let hide = widgets::link(ui, cx.theme, "Hide it again");
        if hide.clicked() {
            cx.push(Action::Media(MediaAction::Lower(idx)));
        }
    }
}

/// Caption, credit, file, and whether the file is what it was.
fn about(ui: &mut Ui, cx: &Cx<'_>, event: &Event, idx: usize, item: Option<&Item>) {
    let media = &event.media[idx];
    if let Some(caption) = &media.caption {
        line(ui, caption, size::BODY, cx.theme.text);
    }
    let credit = media.credit.as_ref();
    let credit = credit.map_or_else(
        || String::from("no credit given"),
        |credit| format!("credit {credit}"),
    );
    let mut words = vec![credit, media.file.clone()];
    let kind = Kind::of(media);
    if kind != Kind::Picture {
        words.insert(0, kind.label().to_owned());
    }
    line(
        ui,
        &words.join(" · "),
        size::SMALL + 1.0,
        cx.theme.secondary,
    );
    if let Some((words, color)) = item
        .and_then(|item| item.thumbnail.as_ref())
        .and_then(|seen| check_words(cx.theme, seen))
    {
        ui.label(RichText::new(words).size(size::SMALL + 1.0).color(color));
    }
}

/// Whether the file is what it was, in words.
fn check_words(theme: &Theme, seen: &Sight) -> Option<(String, Color32)> {
    Some(match seen.check.as_ref()? {
        CaptureState::Matches => (String::from("✓ file matches its SHA-256"), theme.good),
        CaptureState::Differs { .. } => (
            String::from("≠ file differs from its SHA-256: it is not what was collected"),
            theme.error,
        ),
        // What is missing is said in the picture's place.
        CaptureState::NoHash { .. } | CaptureState::Missing => return None,
        CaptureState::Unreadable(reason) => (format!("⚠ {reason}"), theme.error),
    })
}

/// What an item is called where it cannot be seen.
fn name_of(item: &Item) -> String {
    let caption = item.media.caption.clone();
    caption.unwrap_or_else(|| item.media.file.clone())
}

/// Stands in the place of what is marked graphic, with the way to see it.
fn shield(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize, item: Option<&Item>) {
    let may_lift = !cx.memory.still;
    let height = PLACEHOLDER_HEIGHT + if may_lift { 34.0 } else { 0.0 };
    let rect = hatched(ui, cx.theme, height);
    // A child of its own: the words stand in the field, and do not move what comes below it.
    let mut inside = ui.new_child(
        UiBuilder::new()
            .id_salt(("shield", idx))
            .max_rect(rect.shrink(12.0))
            .layout(Layout::top_down(Align::Center)),
    );
    let ui = &mut inside;
    ui.add_space(8.0);
    let words = RichText::new("Marked graphic").font(medium(size::BODY));
    ui.label(words.color(cx.theme.text));
    let words = match item {
        Some(item) if item.kind != Kind::Picture => item.kind.label(),
        _ if may_lift => "Neither read nor shown until you ask for it",
        _ => "Never shown in pictures",
    };
    let words = RichText::new(words).size(size::SMALL + 1.0);
    ui.label(words.color(cx.theme.secondary));
    if may_lift && let Some(item) = item {
        ui.add_space(6.0);
        let button = widgets::button(ui, cx.theme, "Show it", false, true);
        let label = format!("Show what is marked graphic, {}", name_of(item));
        button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
        if button.clicked() {
            cx.push(Action::Media(MediaAction::Lift(idx)));
        }
    }
}

/// A field that says that something is withheld, in grey as in colour.
fn hatched(ui: &mut Ui, theme: &Theme, height: f32) -> Rect {
    const STEP: f32 = 12.0;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    painter.rect_filled(rect, 4.0, theme.window);
    let line = Stroke::new(1.0, theme.hairline);
    let n_lines = ((rect.width() + rect.height()) / STEP) as i32;
    for n in 0..=n_lines {
        let from = rect.left_top() + Vec2::new(n as f32 * STEP, 0.0);
        painter.line_segment(
            [from, from + Vec2::new(-rect.height(), rect.height())],
            line,
        );
    }
    // The words stand on an even ground.
    let middle = Rect::from_center_size(rect.center(), rect.size() - Vec2::splat(20.0));
    painter.rect_filled(middle, 4.0, theme.window);
    painter.rect_stroke(
        rect,
        4.0,
        Stroke::new(1.0, theme.secondary),
        StrokeKind::Inside,
    );
    rect
}

/// Says why there is nothing to be seen.
fn placeholder(ui: &mut Ui, theme: &Theme, words: &str, height: f32) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let painter = ui.painter();
    painter.rect_filled(rect, 4.0, theme.window);
    let stroke = Stroke::new(1.0, theme.hairline);
    painter.rect_stroke(rect, 4.0, stroke, StrokeKind::Inside);
    let words = visual_ltr(words).into_owned();
    let font = regular(size::SMALL + 1.0);
    let mut job = eframe::egui::text::LayoutJob::simple(
        words.clone(),
        font,
        theme.secondary,
        rect.width() - 24.0,
    );
    job.halign = Align::Center;
    job.wrap.max_rows = 4;
    let galley = painter.layout_job(job);
    let at = Align2::CENTER_TOP.pos_in_rect(&rect);
    let top = rect.center().y - galley.size().y / 2.0;
    painter.galley(eframe::egui::pos2(at.x, top), galley, theme.secondary);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    response.on_hover_text(words);
}

fn line(ui: &mut Ui, words: &str, points: f32, color: Color32) {
    let words = RichText::new(visual(words)).font(regular(points));
    ui.add(Label::new(words.color(color)).wrap().selectable(true));
}

/// `4 000 × 3 000 pixels`.
fn size_words(pixels: &Pixels) -> String {
    let (width, height) = pixels.size_in_file;
    format!(
        "{} × {} pixels",
        grouped(width.into()),
        grouped(height.into())
    )
}
