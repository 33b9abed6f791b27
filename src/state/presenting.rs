//! Presenting, as a small machine: what a key means while the audience looks, and what is to be restored afterwards.
//!
//! Pure: it is told what the collection holds and whether something moves, and answers what is to be done.

use crate::model::briefing::Scene;
use crate::model::clock::Clock;
use crate::model::view::View;
use crate::state::history::History;
use crate::state::playback::Playback;
use crate::state::{Look, State};

/// Where one stands: all that presenting, or looking something up during it, may change.
#[derive(Clone, Debug)]
pub struct Standing {
    pub view: View,
    pub scene_idx: Option<usize>,
    pub playback: Playback,
    pub looks: [Option<Look>; Clock::ALL.len()],
    pub history: History,
}

impl Standing {
    pub fn of(state: &State) -> Self {
        Self {
            view: state.view.clone(),
            scene_idx: state.scene_idx,
            playback: state.playback,
            looks: state.looks,
            history: state.history.clone(),
        }
    }
}

/// What is shown in place of the map, or over it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    #[default]
    Map,
    Black,
    White,
    /// The sources and quotes of what the scene shows.
    Sources,
    /// The keys that can be pressed.
    Keys,
}

/// A word to whoever presents, until the next key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// The collection has no scenes; the view is shown as it was.
    NoScenes,
    /// There is no further scene.
    Last,
    /// There is no earlier scene.
    First,
    /// There is no scene of that number.
    NoSuchScene(usize),
}

/// What a key, a click or a clicker asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Next,
    Previous,
    First,
    Last,
    /// 0 to 9.
    Digit(u8),
    /// Goes to the scene that was typed, else to the next.
    Enter,
    Black,
    White,
    Sources,
    Pointer,
    Keys,
    /// Opens or closes the presenter's window.
    Presenter,
    /// The audience sees what it sees now, until released.
    Hold,
    /// What was typed is no longer meant.
    Forget,
    Escape,
}

/// What is to be done about a key; pages and the like have been changed already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Nothing,
    /// What moves goes to its end at once.
    Settle,
    /// A scene is entered.
    Enter(usize),
    Hold,
    Release,
    Leave,
}

/// What the machine is told of the rest.
#[derive(Clone, Copy, Debug)]
pub struct Around {
    pub n_scenes: usize,
    pub scene_idx: Option<usize>,
    /// Whether camera or time is on its way.
    pub moves: bool,
}

/// Presenting, while it lasts.
#[derive(Clone, Debug)]
pub struct Presenting {
    /// Where one was, and will be again.
    pub before: Box<Standing>,
    /// What the audience sees while something is looked up.
    pub held: Option<Box<Standing>>,
    pub page: Page,
    pub pointer: bool,
    /// Whether the presenter's window is open.
    pub presenter: bool,
    /// The digits of a scene's number.
    pub typed: String,
    pub note: Option<Note>,
}

/// More digits than any briefing has scenes.
const DIGITS_MAX: usize = 4;

impl Presenting {
    pub fn new(before: Standing, n_scenes: usize) -> Self {
        Self {
            before: Box::new(before),
            held: None,
            page: Page::Map,
            pointer: false,
            presenter: false,
            typed: String::new(),
            note: (n_scenes == 0).then_some(Note::NoScenes),
        }
    }

    /// Takes in a key.
    pub fn press(&mut self, key: Key, around: Around) -> Answer {
        if key == Key::Forget {
            self.typed.clear();
            return Answer::Nothing;
        }
        self.note = None;
        if matches!(self.page, Page::Black | Page::White) {
            // Whoever finds the screen dark presses anything, and loses nothing by it.
            self.page = Page::Map;
            self.typed.clear();
            return Answer::Nothing;
        }
        let typed = match key {
            Key::Digit(digit) => {
                if self.typed.len() < DIGITS_MAX {
                    self.typed.push(char::from(b'0' + digit.min(9)));
                }
                return Answer::Nothing;
            }
            _ => std::mem::take(&mut self.typed),
        };
        match key {
            Key::Escape => self.escape(!typed.is_empty()),
            Key::Black => self.turn_to(Page::Black),
            Key::White => self.turn_to(Page::White),
            Key::Sources => self.turn_to(Page::Sources),
            Key::Keys => self.turn_to(Page::Keys),
            Key::Pointer => {
                self.pointer = !self.pointer;
                Answer::Nothing
            }
            Key::Presenter => {
                self.presenter = !self.presenter;
                match self.held {
                    Some(_) if !self.presenter => Answer::Release,
                    _ => Answer::Nothing,
                }
            }
            Key::Hold if self.held.is_some() => Answer::Release,
            Key::Hold => {
                self.presenter = true;
                Answer::Hold
            }
            Key::Enter if !typed.is_empty() => self.jump(&typed, around),
            _ if self.held.is_some() => Answer::Nothing,
            _ => self.step(key, around),
        }
    }

    /// Escape goes back by one thing at a time, and leaves last.
    fn escape(&mut self, was_typing: bool) -> Answer {
        if was_typing {
            return Answer::Nothing;
        }
        if self.page != Page::Map {
            return self.turn_to(Page::Map);
        }
        if self.held.is_some() {
            return Answer::Release;
        }
        Answer::Leave
    }

    /// Shows a page, or the map again if it is that page already.
    fn turn_to(&mut self, page: Page) -> Answer {
        self.page = if self.page == page { Page::Map } else { page };
        Answer::Nothing
    }

    fn jump(&mut self, typed: &str, around: Around) -> Answer {
        let number: usize = typed.parse().unwrap_or_default();
        if self.held.is_some() {
            return Answer::Nothing;
        }
        if (1..=around.n_scenes).contains(&number) {
            self.page = Page::Map;
            return Answer::Enter(number - 1);
        }
        self.note = Some(Note::NoSuchScene(number));
        Answer::Nothing
    }

    fn step(&mut self, key: Key, around: Around) -> Answer {
        let Around {
            n_scenes,
            scene_idx,
            moves,
        } = around;
        self.page = Page::Map;
        if moves && matches!(key, Key::Next | Key::Enter | Key::Previous) {
            return Answer::Settle;
        }
        let Some(last) = n_scenes.checked_sub(1) else {
            self.note = Some(Note::NoScenes);
            return Answer::Nothing;
        };
        let target = match key {
            Key::First => Some(0),
            Key::Last => Some(last),
            Key::Previous => scene_idx.map_or(Some(0), |idx| idx.checked_sub(1)),
            _ => scene_idx
                .map_or(Some(0), |idx| idx.checked_add(1))
                .filter(|idx| *idx <= last),
        };
        if let Some(idx) = target {
            return Answer::Enter(idx);
        }
        self.note = Some(match key {
            Key::Previous => Note::First,
            _ => Note::Last,
        });
        Answer::Nothing
    }
}

impl State {
    /// The scene that was entered last.
    pub fn scene(&self) -> Option<&Scene> {
        self.scenes().get(self.scene_idx?)
    }
}

/// What can be asked of presenting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresentAction {
    /// Begins with the first scene.
    Start,
    /// Begins with the scene that was entered last.
    StartHere,
    Press(Key),
    /// Opens the presenter's window, if it is not open.
    ShowPresenter,
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::collection::Collection;
    use crate::state::Settings;
    use crate::store::{Dataset, Origin};

    const STILL: Around = Around {
        n_scenes: 8,
        scene_idx: Some(3),
        moves: false,
    };

    fn presenting() -> Presenting {
        let dataset = Dataset::new(Collection::default(), Origin::default());
        let state = State::new(Arc::new(dataset), Settings::default());
        Presenting::new(Standing::of(&state), 8)
    }

    #[test]
    fn next_and_previous_enter_the_neighbor() {
        let mut now = presenting();
        assert_eq!(now.press(Key::Next, STILL), Answer::Enter(4));
        assert_eq!(now.press(Key::Enter, STILL), Answer::Enter(4));
        assert_eq!(now.press(Key::Previous, STILL), Answer::Enter(2));
        assert_eq!(now.press(Key::First, STILL), Answer::Enter(0));
        assert_eq!(now.press(Key::Last, STILL), Answer::Enter(7));
    }

    #[test]
    fn a_key_during_a_flight_ends_it_and_only_the_next_moves_on() {
        let mut now = presenting();
        let flying = Around {
            moves: true,
            ..STILL
        };
        assert_eq!(now.press(Key::Next, flying), Answer::Settle);
        assert_eq!(now.press(Key::Next, STILL), Answer::Enter(4));
        // A number is meant, wherever one flies to.
        assert_eq!(now.press(Key::First, flying), Answer::Enter(0));
    }

    #[test]
    fn at_both_ends_one_is_told_and_stays() {
        let mut now = presenting();
        let at = |idx| Around {
            scene_idx: Some(idx),
            ..STILL
        };
        assert_eq!(now.press(Key::Next, at(7)), Answer::Nothing);
        assert_eq!(now.note, Some(Note::Last));
        assert_eq!(now.press(Key::Previous, at(0)), Answer::Nothing);
        assert_eq!(now.note, Some(Note::First));
        now.press(Key::Pointer, at(0));
        assert_eq!(now.note, None);
    }

    #[test]
    fn digits_and_enter_jump_to_a_scene_that_is_there() {
        let mut now = presenting();
        assert_eq!(now.press(Key::Digit(7), STILL), Answer::Nothing);
        assert_eq!(now.typed, "7");
        assert_eq!(now.press(Key::Enter, STILL), Answer::Enter(6));
        assert_eq!(now.typed, "");
        now.press(Key::Digit(4), STILL);
        now.press(Key::Digit(2), STILL);
        assert_eq!(now.press(Key::Enter, STILL), Answer::Nothing);
        assert_eq!(now.note, Some(Note::NoSuchScene(42)));
        now.press(Key::Digit(0), STILL);
        assert_eq!(now.press(Key::Enter, STILL), Answer::Nothing);
        assert_eq!(now.note, Some(Note::NoSuchScene(0)));
    }

    #[test]
    fn what_was_typed_is_dropped_by_escape_by_another_key_and_by_time() {
        let mut now = presenting();
        now.press(Key::Digit(3), STILL);
        assert_eq!(now.press(Key::Escape, STILL), Answer::Nothing);
        assert_eq!(now.typed, "");
        now.press(Key::Digit(3), STILL);
        assert_eq!(now.press(Key::Next, STILL), Answer::Enter(4));
        now.press(Key::Digit(3), STILL);
        assert_eq!(now.press(Key::Forget, STILL), Answer::Nothing);
        assert_eq!(now.press(Key::Enter, STILL), Answer::Enter(4));
    }

    #[test]
    fn any_key_returns_from_a_black_or_white_screen_and_does_nothing_else() {
        for (dark, page) in [(Key::Black, Page::Black), (Key::White, Page::White)] {
            for key in [
                dark,
                Key::Next,
                Key::Escape,
                Key::Digit(5),
                Key::Hold,
                Key::Last,
            ] {
                let mut now = presenting();
                now.press(dark, STILL);
                assert_eq!(now.page, page);
                assert_eq!(now.press(key, STILL), Answer::Nothing);
                assert_eq!(now.page, Page::Map);
                assert_eq!(now.typed, "");
            }
        }
    }

    #[test]
    fn a_page_is_closed_by_its_key_by_escape_and_by_going_on() {
        for (key, page) in [(Key::Sources, Page::Sources), (Key::Keys, Page::Keys)] {
            let mut now = presenting();
            now.press(key, STILL);
            assert_eq!(now.page, page);
            now.press(key, STILL);
            assert_eq!(now.page, Page::Map);
            now.press(key, STILL);
            assert_eq!(now.press(Key::Escape, STILL), Answer::Nothing);
            assert_eq!(now.page, Page::Map);
            now.press(key, STILL);
            assert_eq!(now.press(Key::Next, STILL), Answer::Enter(4));
            assert_eq!(now.page, Page::Map);
        }
    }

    #[test]
    fn while_held_the_audience_goes_nowhere() {
        let mut now = presenting();
        assert_eq!(now.press(Key::Hold, STILL), Answer::Hold);
        assert!(
            now.presenter,
            "something is looked up in the presenter's window"
        );
        now.held = Some(now.before.clone());
        assert_eq!(now.press(Key::Next, STILL), Answer::Nothing);
        now.press(Key::Digit(2), STILL);
        assert_eq!(now.press(Key::Enter, STILL), Answer::Nothing);
        assert_eq!(now.press(Key::Hold, STILL), Answer::Release);
        assert_eq!(now.press(Key::Escape, STILL), Answer::Release);
        assert_eq!(now.press(Key::Presenter, STILL), Answer::Release);
    }

    #[test]
    fn escape_leaves() {
        assert_eq!(presenting().press(Key::Escape, STILL), Answer::Leave);
    }

    #[test]
    fn a_collection_without_scenes_is_presented_and_that_is_said_once() {
        let none = Around {
            n_scenes: 0,
            scene_idx: None,
            moves: false,
        };
        let before = presenting().before;
        let mut now = Presenting::new(*before, 0);
        assert_eq!(now.note, Some(Note::NoScenes));
        assert_eq!(now.press(Key::Pointer, none), Answer::Nothing);
        assert_eq!(now.note, None);
        assert_eq!(now.press(Key::Escape, none), Answer::Leave);
    }
}
