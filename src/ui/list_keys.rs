//! The keys that move through a list: arrows, pages, its beginning and its end.

use eframe::egui::{EventFilter, Id, Key, Modifiers, Ui};

/// The entry that the keys pressed in this frame lead to from `cursor`, in a list of `n` entries, `page` of them in sight.
/// The widget with the focus keeps its arrows.
pub(super) fn moved(ui: &Ui, focused: Id, cursor: usize, n: usize, page: usize) -> usize {
    ui.memory_mut(|memory| {
        let filter = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        memory.set_focus_lock_filter(focused, filter);
    });
    let take = |key: Key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
    let page = page.max(2) - 1;
    let on = take(Key::ArrowDown) + page * take(Key::PageDown);
    let back = take(Key::ArrowUp) + page * take(Key::PageUp);
    let from = match (take(Key::Home) > 0, take(Key::End) > 0) {
        (true, _) => 0,
        (_, true) => n,
        _ => cursor,
    };
    (from + on).saturating_sub(back).min(n.saturating_sub(1))
}
