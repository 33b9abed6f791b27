//! The values of one kind with their checkboxes: the most frequent ones, all that are chosen, and a search for the rest.
//!
//! However many values a data set has, only a limited number is laid out, and what is left out is said.

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::{Align2, Id, Key, Margin, RichText, Role, TextEdit, Ui, vec2};

use crate::model::fold::fold;
use crate::query::facets::FacetValue;
use crate::store::Dataset;
use crate::ui::facets::{heading, quiet};
use crate::ui::theme::{Theme, space};
use crate::ui::widgets::{self, Marker};

/// Values of a kind that are shown before "Show all".
const SHOWN: usize = 8;
/// Values that are laid out once all are asked for; more make a list that nobody reads.
const UNFOLDED_MAX: usize = 200;
/// From as many values on, there is a field to search them.
const SEARCHED_FROM: usize = 20;
/// Values that a search shows; a further letter narrows it.
const HITS_MAX: usize = 50;

/// What is typed into the field of one kind of values.
#[derive(Debug, Default)]
pub(super) struct Search {
    typed: String,
    /// What the hits are of.
    of: Option<(Arc<Dataset>, String)>,
    /// By index into the values; one more than is shown, if there are more.
    hits: Vec<usize>,
}

impl Search {
    /// Whether anything is typed.
    pub(super) fn is_asked(&self) -> bool {
        !self.typed.trim().is_empty()
    }

    /// Looks through the names, where the question is another than the last.
    fn update(&mut self, dataset: &Arc<Dataset>, n_values: usize, label: impl Fn(usize) -> String) {
        let wanted = fold(self.typed.trim());
        if wanted.is_empty() {
            *self = Self {
                typed: std::mem::take(&mut self.typed),
                ..Self::default()
            };
            return;
        }
        let is_same = self
            .of
            .as_ref()
            .is_some_and(|(of, typed)| Arc::ptr_eq(of, dataset) && *typed == wanted);
        if !is_same {
            self.hits = (0..n_values)
                .filter(|idx| fold(&label(*idx)).contains(&wanted))
                .take(HITS_MAX + 1)
                .collect();
            self.of = Some((Arc::clone(dataset), wanted));
        }
    }
}

/// One kind of values, and what is chosen of it.
pub(super) struct Section<'a, T> {
    pub(super) name: &'static str,
    pub(super) values: &'a [FacetValue<T>],
    pub(super) chosen: &'a mut BTreeSet<T>,
    pub(super) search: &'a mut Search,
}

impl<T: Ord + Clone> Section<'_, T> {
    pub(super) fn show(
        self,
        ui: &mut Ui,
        theme: &Theme,
        dataset: &Arc<Dataset>,
        label: impl Fn(&T) -> String,
    ) {
        let Self {
            name,
            values,
            chosen,
            search,
        } = self;
        if values.is_empty() {
            return;
        }
        heading(ui, theme, name);
        if values.len() >= SEARCHED_FROM {
            search_field(ui, theme, name, values.len(), &mut search.typed);
            search.update(dataset, values.len(), |idx| label(&values[idx].value));
        }
        let id = Id::unique(("all values", name));
        let unfolded = widgets::is_unfolded(ui, id);
        let searching = search.of.is_some();
        let listed = if searching {
            let hits = search.hits.iter().take(HITS_MAX);
            hits.copied().filter(|idx| *idx < values.len()).collect()
        } else {
            listed(values, chosen, unfolded)
        };
        let any_chosen = !chosen.is_empty();
        for idx in &listed {
            let FacetValue { value, count } = &values[*idx];
            let selected = chosen.contains(value);
            let dimmed = any_chosen && !selected;
            let clicked = ui
                .push_id((name, idx), |ui| {
                    value_row(
                        ui,
                        theme,
                        Marker::CheckBox,
                        &label(value),
                        *count,
                        selected,
                        dimmed,
                        Some(Role::CheckBox),
                    )
                })
                .inner;
            if clicked {
                toggle(chosen, value);
            }
        }
        if searching {
            if listed.is_empty() {
                quiet(ui, theme, "Nothing is called so");
            } else if search.hits.len() > HITS_MAX {
                quiet(ui, theme, "There are more; type on to narrow them");
            }
        } else {
            fold_link(ui, theme, id, values.len(), unfolded);
        }
    }
}

/// Shows all values, as far as that goes, or fewer.
fn fold_link(ui: &mut Ui, theme: &Theme, id: Id, n_values: usize, unfolded: bool) {
    if n_values <= SHOWN + 1 {
        return;
    }
    if unfolded && n_values > UNFOLDED_MAX {
        let rest = n_values - UNFOLDED_MAX;
        quiet(ui, theme, &format!("{rest} more are found by searching"));
    }
    let words = if unfolded {
        String::from("Show fewer")
    } else if n_values > UNFOLDED_MAX {
        format!("Show the first {UNFOLDED_MAX} of {n_values}")
    } else {
        format!("Show all {n_values}")
    };
    ui.horizontal(|ui| {
        ui.set_height(space::ROW);
        ui.add_space(28.0);
        if widgets::link(ui, theme, &words).clicked() {
            widgets::set_unfolded(ui, id, !unfolded);
        }
    });
}

fn search_field(ui: &mut Ui, theme: &Theme, name: &str, n_values: usize, typed: &mut String) {
    /// Longer than any name that is looked for.
    const TYPED_MAX: usize = 100;
    let hint = format!("Find among {n_values}");
    ui.horizontal(|ui| {
        ui.add_space(6.0);
        let field = TextEdit::singleline(typed)
            .id(Id::unique(("find value", name)))
            .char_limit(TYPED_MAX)
            .hint_text(RichText::new(hint).color(theme.faint))
            .desired_width(ui.available_width() - 12.0)
            .min_size(vec2(0.0, 24.0))
            .align(Align2::LEFT_CENTER)
            .margin(Margin::symmetric(8, 2));
        let response = ui
            .add(field)
            .accessible_name(format!("Find {}", name.to_lowercase()));
        if response.has_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
            typed.clear();
            response.surrender_focus();
        }
    });
    ui.add_space(2.0);
}

/// The values that are laid out, by index: the first ones, and those chosen.
fn listed<T: Ord>(values: &[FacetValue<T>], chosen: &BTreeSet<T>, unfolded: bool) -> Vec<usize> {
    let n_first = match (unfolded, values.len()) {
        (true, _) => UNFOLDED_MAX,
        // One more than the usual fits where otherwise a link would stand.
        (false, n) if n == SHOWN + 1 => n,
        (false, _) => SHOWN,
    };
    let mut listed: Vec<usize> = (0..values.len().min(n_first)).collect();
    if !chosen.is_empty() {
        let rest = values.iter().enumerate().skip(n_first);
        let rest = rest.filter(|(_, entry)| chosen.contains(&entry.value));
        listed.extend(rest.map(|(idx, _)| idx));
    }
    listed
}

/// Puts a value into a choice, or takes it out.
pub(super) fn toggle<T: Ord + Clone>(chosen: &mut BTreeSet<T>, value: &T) {
    if !chosen.remove(value) {
        chosen.insert(value.clone());
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "a row is exactly these; a struct would only repeat widgets::Row"
)]
pub(super) fn value_row(
    ui: &mut Ui,
    theme: &Theme,
    marker: Marker,
    text: &str,
    count: usize,
    selected: bool,
    dimmed: bool,
    role: Option<Role>,
) -> bool {
    let accessible = format!("{text}, {}", counted(count));
    ui.add_enabled_ui(role.is_some(), |ui| {
        widgets::row(
            ui,
            theme,
            &widgets::Row {
                marker,
                text,
                count: Some(count),
                selected,
                dimmed,
                accessible: &accessible,
                role: role.unwrap_or(Role::Label),
            },
        )
        .clicked()
    })
    .inner
}

/// `1 event`, `2 events`.
pub(super) fn counted(n: usize) -> String {
    format!("{n} {}", if n == 1 { "event" } else { "events" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(n: usize) -> Vec<FacetValue<usize>> {
        (0..n).map(|value| FacetValue { value, count: 1 }).collect()
    }

    #[test]
    fn a_click_chooses_a_value_and_another_lets_it_go() {
        let mut chosen = BTreeSet::new();
        toggle(&mut chosen, &1);
        toggle(&mut chosen, &2);
        toggle(&mut chosen, &1);
        assert_eq!(chosen, BTreeSet::from([2]));
    }

    #[test]
    fn long_lists_show_the_first_and_what_is_chosen() {
        let none = BTreeSet::new();
        assert_eq!(listed(&numbers(9), &none, false).len(), 9);
        assert_eq!(listed(&numbers(20), &none, false).len(), 8);
        assert_eq!(listed(&numbers(20), &none, true).len(), 20);
        let many = numbers(5_000);
        assert_eq!(listed(&many, &none, true).len(), UNFOLDED_MAX);
        let chosen = BTreeSet::from([3, 4_711]);
        assert_eq!(
            listed(&many, &chosen, false),
            [0, 1, 2, 3, 4, 5, 6, 7, 4_711]
        );
    }

    #[test]
    fn a_search_finds_what_is_not_listed_and_stops_at_its_limit() {
        let dataset = crate::ui::fixture::dataset();
        let mut search = Search {
            typed: String::from("  Ḥalab 471"),
            ..Search::default()
        };
        let label = |idx: usize| format!("Halab {idx}");
        search.update(&dataset, 5_000, label);
        assert_eq!(
            search.hits,
            [
                471, 4_710, 4_711, 4_712, 4_713, 4_714, 4_715, 4_716, 4_717, 4_718, 4_719
            ]
        );
        search.typed = String::from("halab");
        search.update(&dataset, 5_000, label);
        assert_eq!(search.hits.len(), HITS_MAX + 1);
        search.typed.clear();
        search.update(&dataset, 5_000, label);
        assert!(search.of.is_none() && search.hits.is_empty());
    }
}
