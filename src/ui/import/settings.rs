//! How the table is written: what was detected of it, each in a field for correction.

use eframe::egui::{Id, Key, TextEdit, Ui, vec2};

use crate::model::fold::fold;
use crate::model::preview::Preview;
use crate::model::table::{DayMonth, Encoding, Preset, TableSpec};
use crate::model::time::Zone;
use crate::ui::import::choice::{Field, Item, button, choice, entry, popup};
use crate::ui::theme::{Theme, space};
use crate::ui::widgets;

/// The narrowest that a field gets, in points.
const FIELD_MIN: f32 = 140.0;
/// Between two fields.
const GAP: f32 = 10.0;
/// Zones that are listed; further letters narrow them down.
const ZONES_MAX: usize = 100;

/// Draws the fields; returns the way of reading with what was changed.
pub(super) fn show(
    ui: &mut Ui,
    theme: &Theme,
    spec: &TableSpec,
    preview: Option<&Preview>,
) -> Option<TableSpec> {
    let presets = preview.map(|preview| preview.presets.as_slice());
    let presets = presets.unwrap_or_default();
    let fields = fields(!presets.is_empty() || spec.preset.is_some());
    let width = ui.available_width();
    let in_a_row = ((width + GAP) / (FIELD_MIN + GAP)).floor().max(1.0);
    let n_rows = (fields.len() as f32 / in_a_row).ceil();
    // As many in each row as in the others, so that no field stands alone.
    let in_a_row = (fields.len() as f32 / n_rows).ceil();
    let field_width = (width - (in_a_row - 1.0) * GAP) / in_a_row;
    let mut changed = spec.clone();
    for row in fields.chunks(in_a_row as usize) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            for field in row {
                ui.vertical(|ui| {
                    ui.set_width(field_width);
                    ui.spacing_mut().item_spacing.y = 3.0;
                    widgets::section_label(ui, theme, field.name());
                    let guessed = preview.map(|preview| &preview.guessed);
                    field.show(ui, theme, field_width, &mut changed, (presets, guessed));
                });
            }
        });
    }
    (changed != *spec).then_some(changed)
}

/// Something about the table that can be corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Setting {
    DataSet,
    Separator,
    Quotes,
    Encoding,
    FirstRow,
    Decimal,
    Order,
    Midnight,
    Zone,
}

fn fields(has_data_set: bool) -> Vec<Setting> {
    let data_set = has_data_set.then_some(Setting::DataSet);
    let others = [
        Setting::Separator,
        Setting::Quotes,
        Setting::Encoding,
        Setting::FirstRow,
        Setting::Decimal,
        Setting::Order,
        Setting::Midnight,
        Setting::Zone,
    ];
    data_set.into_iter().chain(others).collect()
}

impl Setting {
    fn name(self) -> &'static str {
        match self {
            Self::DataSet => "Data set",
            Self::Separator => "Separator",
            Self::Quotes => "Quotation marks",
            Self::Encoding => "Encoding",
            Self::FirstRow => "First row",
            Self::Decimal => "Decimal sign",
            Self::Order => "Day and month",
            Self::Midnight => "Midnight",
            Self::Zone => "Time zone",
        }
    }

    fn show(
        self,
        ui: &mut Ui,
        theme: &Theme,
        width: f32,
        spec: &mut TableSpec,
        (presets, guessed): (&[Preset], Option<&TableSpec>),
    ) {
        match self {
            Self::DataSet => {
                let fitting = Preset::ALL.into_iter();
                let fitting = fitting.filter(|preset| presets.contains(preset));
                let items = || {
                    let none = Item::new(None, preset_words(None));
                    let named = fitting.map(|it| Item::new(Some(it), preset_words(Some(it))));
                    std::iter::once(none).chain(named).collect()
                };
                let words = preset_words(spec.preset);
                self.pick(ui, theme, (width, words), &mut spec.preset, items);
            }
            Self::Separator => {
                let items = || [b',', b';', b'\t', b'|'].map(|it| Item::new(it, separator(it)));
                let words = separator(spec.delimiter);
                let items = || items().into_iter().collect();
                self.pick(ui, theme, (width, &words), &mut spec.delimiter, items);
            }
            Self::Quotes => {
                let items = || {
                    let all = [Some(b'"'), Some(b'\''), None];
                    all.map(|it| Item::new(it, quotes(it)))
                        .into_iter()
                        .collect()
                };
                let words = quotes(spec.quote);
                self.pick(ui, theme, (width, &words), &mut spec.quote, items);
            }
            Self::Encoding => {
                let items = || {
                    let detected = guessed.map(|guessed| guessed.encoding);
                    let words = |it: Encoding| {
                        let detected = if detected == Some(it) {
                            ", as detected"
                        } else {
                            ""
                        };
                        format!("{}{detected}", it.label())
                    };
                    let all = Encoding::ALL.into_iter();
                    all.map(|it| Item::new(it, words(it))).collect()
                };
                let words = spec.encoding.label();
                self.pick(ui, theme, (width, words), &mut spec.encoding, items);
            }
            Self::FirstRow => {
                let words = |names| {
                    if names {
                        "Names the columns"
                    } else {
                        "Is an event"
                    }
                };
                self.either(ui, theme, width, &mut spec.has_header, words);
            }
            Self::Decimal => {
                let words = |comma| if comma { "Comma, 34,5" } else { "Point, 34.5" };
                self.either(ui, theme, width, &mut spec.decimal_comma, words);
            }
            Self::Order => {
                let words = |first| if first { "Month first" } else { "Day first" };
                let mut month_first = spec.day_month == DayMonth::MonthFirst;
                self.either(ui, theme, width, &mut month_first, words);
                spec.day_month = if month_first {
                    DayMonth::MonthFirst
                } else {
                    DayMonth::DayFirst
                };
            }
            Self::Midnight => {
                let words = |day| {
                    if day {
                        "Is the whole day"
                    } else {
                        "Is a moment"
                    }
                };
                self.either(ui, theme, width, &mut spec.midnight_is_day, words);
            }
            Self::Zone => zone(ui, theme, width, spec),
        }
    }

    fn pick<T: PartialEq + Clone>(
        self,
        ui: &mut Ui,
        theme: &Theme,
        (width, value): (f32, &str),
        chosen: &mut T,
        items: impl FnOnce() -> Vec<Item<T>>,
    ) {
        let field = Field {
            name: self.name(),
            value,
            width,
            quiet: false,
        };
        if let Some(value) = choice(ui, theme, &field, chosen, items) {
            *chosen = value;
        }
    }

    fn either(
        self,
        ui: &mut Ui,
        theme: &Theme,
        width: f32,
        chosen: &mut bool,
        words: impl Fn(bool) -> &'static str,
    ) {
        let items = || {
            let both = [false, true].into_iter();
            both.map(|it| Item::new(it, words(it))).collect()
        };
        self.pick(ui, theme, (width, words(*chosen)), chosen, items);
    }
}

fn preset_words(preset: Option<Preset>) -> &'static str {
    preset.map_or("None of those known", Preset::label)
}

fn separator(delimiter: u8) -> String {
    String::from(match delimiter {
        b',' => "Comma ,",
        b';' => "Semicolon ;",
        b'\t' => "Tab",
        b'|' => "Bar |",
        other => return char::from(other).to_string(),
    })
}

fn quotes(quote: Option<u8>) -> String {
    match quote {
        Some(b'"') => String::from("Double \""),
        Some(b'\'') => String::from("Single '"),
        Some(other) => char::from(other).to_string(),
        None => String::from("None"),
    }
}

/// The zones whose names hold what was typed; those that begin with it first.
fn zones(typed: &str) -> Vec<Zone> {
    let plain = |text: &str| fold(&text.replace(['_', '/'], " "));
    let typed = plain(typed.trim());
    let mut found: Vec<(bool, Zone)> = Zone::all()
        .filter_map(|zone| {
            let name = plain(zone.name());
            let begins = name.split(' ').any(|word| word.starts_with(&typed));
            name.contains(&typed).then_some((!begins, zone))
        })
        .collect();
    found.sort_by_key(|(is_later, _)| *is_later);
    found.into_iter().map(|(_, zone)| zone).collect()
}

/// The zone of times without an offset: a list that letters narrow down.
fn zone(ui: &mut Ui, theme: &Theme, width: f32, spec: &mut TableSpec) {
    let name = Setting::Zone.name();
    let current = spec.zone.unwrap_or_default();
    let field = Field {
        name,
        value: current.name(),
        width,
        quiet: false,
    };
    let response = button(ui, theme, &field);
    let id = Id::unique("zone typed");
    let opened = response.clicked();
    if opened {
        ui.data_mut(|data| data.remove::<String>(id));
    }
    let mut taken = None;
    popup(&response, name, |ui| {
        let mut typed: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        let text = TextEdit::singleline(&mut typed)
            .char_limit(60)
            .hint_text("Find a city or region")
            .desired_width(200.0)
            .min_size(vec2(0.0, space::ROW));
        let text = ui.add(text).accessible_name("Find a time zone");
        if opened {
            text.request_focus();
        }
        let found = zones(&typed);
        let enter = text.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if enter && !typed.is_empty() {
            taken = found.first().copied();
        }
        ui.data_mut(|data| data.insert_temp(id, typed));
        ui.add_space(4.0);
        for zone in found.iter().take(ZONES_MAX) {
            if entry(ui, zone.name(), *zone == current).clicked() {
                taken = Some(*zone);
            }
        }
        if found.is_empty() {
            widgets::section_label(ui, theme, "No zone is called so");
        }
        if taken.is_some() {
            ui.close();
        }
    });
    if let Some(zone) = taken {
        response.request_focus();
        spec.zone = Some(zone).filter(|zone| *zone != Zone::default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_found_by_its_city() {
        let first = |typed: &str| zones(typed).first().map(|zone| zone.name());
        assert_eq!(first(""), Some("UTC"));
        assert_eq!(first("damasc"), Some("Asia/Damascus"));
        assert_eq!(first("asia/bagh"), Some("Asia/Baghdad"));
        assert_eq!(first("new york"), Some("America/New_York"));
        assert_eq!(first("nowhere at all"), None);
    }
}
