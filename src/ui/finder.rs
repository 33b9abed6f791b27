//! The search for places: one field that finds a place by any of its names, and takes a position in any form.
//!
//! Looks and works like the command palette: the keyboard stays in the field, arrows choose, Enter goes there,
//! Escape closes. Places that the events name come first.

use std::sync::{Arc, LazyLock};

use eframe::egui::{Context, Rect, RichText, Ui, pos2, vec2};

use crate::model::coordinate::{self, Form, Reading};
use crate::model::place::LatLon;
use crate::model::view::Camera;
use crate::query::places::{Answer, Found, FoundKind, OwnPlace, Question, own_places, places};
use crate::query::words::distance_words;
use crate::state::action::Action;
use crate::state::places::{Places, PlacesAction};
use crate::store::Dataset;
use crate::store::gazetteer::{Gazetteer, PlaceKind};
use crate::ui::chooser::{self, Chooser, Words};
use crate::ui::command::Command;
use crate::ui::dialogs::keys_text;
use crate::ui::map::pin::Pin;
use crate::ui::text::visual;
use crate::ui::theme::{medium, regular, size};
use crate::ui::{Center, Cx, widgets};

const ROW: f32 = 30.0;
/// Places in the list; who does not find theirs types another letter.
const FOUND_MAX: usize = 30;

/// The open search.
#[derive(Default)]
pub struct Finder {
    chooser: Chooser,
    /// Places that events name, of the collection that is open.
    own: Option<(Arc<Dataset>, Vec<OwnPlace>)>,
    /// What was found for which words, and whether the table was there.
    answer: Option<(String, bool, Answer)>,
    /// What was copied, to say so.
    copied: Option<String>,
    /// Enter was pressed before the table was there: the best goes as soon as there is one.
    hasty: bool,
}

/// A line of the list.
struct Row {
    label: String,
    detail: String,
    /// At the right, in Arabic.
    arabic: String,
    right: String,
    target: Target,
}

/// What a line does.
#[derive(Clone, Debug)]
enum Target {
    Go { pin: Pin, zoom: f64 },
    Copy(String),
}

/// Opens the search, and asks for the table where it is not there yet.
pub fn open(cx: &mut Cx<'_>) {
    let mut finder = Finder::default();
    if let Some(words) = unmatched(cx) {
        finder.chooser.typed = words;
    }
    cx.memory.finder = Some(finder);
    cx.push(Action::Places(PlacesAction::Want));
}

/// The words that events were searched for, where none has them: they may be meant for a place.
fn unmatched(cx: &mut Cx<'_>) -> Option<String> {
    let words = cx.state.view.filter.text.trim().to_owned();
    let counts = cx.matching().counts;
    let is_in_vain = !words.is_empty() && counts.matching + counts.undated == 0;
    is_in_vain.then_some(words)
}

/// What to do where no event matches.
pub fn advice(ctx: &Context, cx: &mut Cx<'_>) -> String {
    const WIDEN: &str = "Widen the window on the timeline, or press X to clear the filter.";
    match (unmatched(cx), Command::GoToPlace.shortcuts()) {
        (Some(_), [keys, ..]) => {
            let keys = keys_text(ctx, *keys);
            format!("{WIDEN}\n{keys} looks for the words among the world’s places.")
        }
        _ => WIDEN.to_owned(),
    }
}

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(mut finder) = cx.memory.finder.take() else {
        return;
    };
    let (taken, closes) = chooser::modal(ui, "place search", |ui| content(ui, cx, &mut finder));
    match taken {
        Some(Target::Go { pin, zoom }) => go(cx, pin, zoom),
        Some(Target::Copy(text)) => {
            ui.ctx().copy_text(text.clone());
            finder.copied = Some(text);
            cx.memory.finder = Some(finder);
        }
        None if !closes => cx.memory.finder = Some(finder),
        None => {}
    }
}

/// Flies there and marks the spot.
fn go(cx: &mut Cx<'_>, pin: Pin, zoom: f64) {
    let camera = Camera {
        center: pin.at,
        zoom,
    };
    cx.memory.center = Center::Map;
    cx.memory.map.pin = Some(pin);
    cx.push(Action::FlyTo(camera.clamped()));
}

fn content(ui: &mut Ui, cx: &mut Cx<'_>, finder: &mut Finder) -> Option<Target> {
    let words = Words {
        id: "place",
        name: "Place or coordinate",
        hint: "A place or a coordinate",
    };
    let asked = finder.chooser.field(ui, cx.theme, &words);
    if asked.retyped {
        finder.copied = None;
        finder.hasty = false;
    }
    ask(cx, finder);
    let rows = rows(cx, finder);
    let is_reading = matches!(cx.state.places, Places::NotWanted | Places::Reading);
    finder.hasty |= asked.enter && rows.is_empty() && is_reading;
    ui.add_space(6.0);
    if let Some(words) = remark(cx, finder, rows.is_empty()) {
        ui.horizontal_wrapped(|ui| {
            ui.add_space(8.0);
            ui.label(RichText::new(words).color(cx.theme.secondary));
        });
        ui.add_space(4.0);
    }
    let chooser = &mut finder.chooser;
    let taken = chooser.list(ui, &asked, rows.len(), |ui, chooser| {
        let mut clicked = None;
        for (idx, row) in rows.iter().enumerate() {
            if row_ui(ui, cx, chooser, idx, row) {
                clicked = Some(idx);
            }
        }
        clicked
    });
    let is_position = matches!(&finder.answer, Some((_, _, Answer::Position(_))));
    let keys = if is_position {
        "↑ ↓ choose, Enter goes there or copies, Esc closes"
    } else {
        "↑ ↓ choose, Enter goes there, Esc closes"
    };
    chooser::footer(ui, cx.theme, keys, Some("Names: GeoNames, OurAirports"));
    let taken = taken.or((finder.hasty && !is_reading).then_some(0));
    finder.hasty &= is_reading;
    taken
        .and_then(|idx| rows.into_iter().nth(idx))
        .map(|row| row.target)
}

/// Asks the table, where the words or the table are new.
fn ask(cx: &Cx<'_>, finder: &mut Finder) {
    let dataset = &cx.state.dataset;
    let is_same = |(of, _): &(Arc<Dataset>, _)| Arc::ptr_eq(of, dataset);
    if !finder.own.as_ref().is_some_and(is_same) {
        finder.own = Some((Arc::clone(dataset), own_places(dataset)));
        finder.answer = None;
    }
    let (gazetteer, has_table) = table(cx);
    let is_answered = |(of, had_table, _): &(String, bool, _)| {
        *of == finder.chooser.typed && *had_table == has_table
    };
    if finder.answer.as_ref().is_some_and(is_answered) {
        return;
    }
    let own = finder.own.as_ref().map_or(&[][..], |(_, own)| own);
    let question = Question {
        text: &finder.chooser.typed,
        near: Some(cx.state.view.camera.center),
        own,
        n_max: FOUND_MAX,
    };
    let answer = places(gazetteer, &question);
    finder.answer = Some((finder.chooser.typed.clone(), has_table, answer));
}

/// The table, or an empty one until it is there.
fn table<'a>(cx: &Cx<'a>) -> (&'a Gazetteer, bool) {
    static EMPTY: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::new(String::new()).0);
    match &cx.state.places {
        Places::Here(gazetteer) => (gazetteer, true),
        _ => (&EMPTY, false),
    }
}

fn rows(cx: &Cx<'_>, finder: &Finder) -> Vec<Row> {
    let Some((_, _, answer)) = &finder.answer else {
        return Vec::new();
    };
    match answer {
        Answer::Position(reading) => position_rows(cx, finder, reading),
        Answer::Places(found) | Answer::NotQuite(_, found) => {
            let center = cx.state.view.camera.center;
            found.iter().map(|place| place_row(place, center)).collect()
        }
    }
}

/// A typed position: to go there, and its four forms to be copied.
fn position_rows(cx: &Cx<'_>, finder: &Finder, reading: &Reading) -> Vec<Row> {
    let (at, copied) = (reading.at, finder.copied.as_deref());
    let off = distance_words(at.distance_m(cx.state.view.camera.center));
    let zoom = cx.state.view.camera.zoom.max(12.0);
    let name = finder.chooser.typed.trim().to_owned();
    let go = Row {
        label: format!("Go to {name}"),
        detail: String::new(),
        arabic: String::new(),
        right: format!("{off} away"),
        target: Target::Go {
            pin: Pin {
                at,
                name,
                name_ar: None,
            },
            zoom,
        },
    };
    let forms = Form::ALL.into_iter().map(|form| {
        let text = coordinate::written(at, form);
        let is_copied = copied == Some(text.as_str());
        Row {
            label: text.clone(),
            detail: form.label().to_owned(),
            arabic: String::new(),
            right: String::from(if is_copied { "Copied" } else { "Copy" }),
            target: Target::Copy(text),
        }
    });
    std::iter::once(go).chain(forms).collect()
}

fn place_row(place: &Found, center: LatLon) -> Row {
    let kind = match place.kind {
        FoundKind::Events(1) => String::from("1 event"),
        FoundKind::Events(n) => format!("{n} events"),
        FoundKind::Table(kind) => kind.label().to_owned(),
    };
    let whereabouts = place.whereabouts();
    let detail = if whereabouts.is_empty() {
        kind
    } else {
        format!("{kind}, {whereabouts}")
    };
    let label = match &place.also {
        Some(also) => format!("{} ({also})", place.name),
        None => place.name.clone(),
    };
    Row {
        label,
        detail,
        arabic: place.name_ar.clone().unwrap_or_default(),
        right: distance_words(place.at.distance_m(center)),
        target: Target::Go {
            pin: Pin {
                at: place.at,
                name: place.name.clone(),
                name_ar: place.name_ar.clone(),
            },
            zoom: zoom_to(place.kind),
        },
    }
}

/// A zoom at which such a place is seen with what surrounds it.
fn zoom_to(kind: FoundKind) -> f64 {
    match kind {
        FoundKind::Table(PlaceKind::Country) => 5.5,
        FoundKind::Table(PlaceKind::Water) => 6.0,
        FoundKind::Table(PlaceKind::Region) => 8.0,
        FoundKind::Table(PlaceKind::Capital | PlaceKind::Town) | FoundKind::Events(_) => 10.5,
        FoundKind::Table(PlaceKind::Village | PlaceKind::Airfield) => 12.0,
    }
}

/// What there is to say above the list.
fn remark(cx: &Cx<'_>, finder: &Finder, is_empty: bool) -> Option<String> {
    if finder.chooser.typed.trim().is_empty() {
        return Some(String::from(
            "A name in any spelling, or a coordinate as decimal degrees, DMS, UTM or MGRS",
        ));
    }
    match (&finder.answer, &cx.state.places) {
        (Some((_, _, Answer::NotQuite(error, _))), _) => Some(error.to_string()),
        (Some((_, _, Answer::Position(reading))), _) => match (&reading.remark, reading.square_m) {
            (Some(words), _) => Some(words.clone()),
            (None, Some(side)) if side > 1.0 => Some(format!(
                "The middle of a square of {}",
                distance_words(side)
            )),
            _ => None,
        },
        (_, Places::NotWanted | Places::Reading) => {
            Some(String::from("Reading the table of places…"))
        }
        (_, Places::Failed) => Some(String::from(
            "The table of places cannot be read; coordinates still work",
        )),
        _ if is_empty => Some(String::from("No place is called so")),
        _ => None,
    }
}

/// A line: name and what it is at the left, Arabic and distance at the right; whether it was clicked.
fn row_ui(ui: &mut Ui, cx: &Cx<'_>, chooser: &mut Chooser, idx: usize, row: &Row) -> bool {
    const INSET: f32 = 8.0;
    const RIGHT: f32 = 76.0;
    let theme = cx.theme;
    let parts = [&row.label, &row.detail, &row.arabic, &row.right].map(String::as_str);
    let (rect, response) = chooser.row(ui, theme, idx, ROW, true, &parts);
    let small = regular(size::SMALL + 1.0);
    let middle = rect.center().y;
    let right = rect.right() - INSET;
    let is_copied = row.right == "Copied";
    let color = if is_copied {
        theme.accent
    } else {
        theme.secondary
    };
    let galley = ui
        .painter()
        .layout_no_wrap(row.right.clone(), small.clone(), color);
    let right_width = galley.size().x.max(RIGHT);
    ui.painter().galley(
        pos2(right - galley.size().x, middle - galley.size().y / 2.0),
        galley,
        color,
    );
    let mut room = Rect::from_min_max(
        rect.min + vec2(INSET, 0.0),
        pos2(right - right_width - 10.0, rect.bottom()),
    );
    if !row.arabic.is_empty() {
        let words = visual(&row.arabic);
        let galley = widgets::elided(
            ui,
            &words,
            regular(size::BODY),
            theme.secondary,
            room.width() * 0.3,
        );
        room.max.x -= galley.size().x;
        ui.painter().galley(
            pos2(room.right(), middle - galley.size().y / 2.0),
            galley,
            theme.secondary,
        );
        room.max.x -= 10.0;
    }
    let label = widgets::elided(ui, &row.label, medium(size::BODY), theme.text, room.width());
    let label_width = label.size().x;
    ui.painter().galley(
        pos2(room.left(), middle - label.size().y / 2.0),
        label,
        theme.text,
    );
    let left = room.width() - label_width - 10.0;
    if left > 40.0 {
        let detail = widgets::elided(ui, &row.detail, small, theme.secondary, left);
        let at = pos2(
            room.left() + label_width + 10.0,
            middle - detail.size().y / 2.0,
        );
        ui.painter().galley(at, detail, theme.secondary);
    }
    response.clicked()
}
