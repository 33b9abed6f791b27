//! JSON laid out to be read and compared by people: two spaces a level, what is short on one line.
//!
//! The layout depends on the values alone, so the same collection is always the same text.
//! Raw text goes out to the letter, whatever its own layout.

use std::borrow::Cow;

/// The longest list or object that stands on one line, in characters.
const LINE_CHARS_MAX: usize = 110;

const INDENT: &str = "  ";

/// A value to be written.
#[derive(Clone, Debug)]
pub(super) enum Json {
    /// JSON already, to the letter.
    Raw(String),
    List(Vec<Self>),
    Object(Object),
}

/// The members of an object, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Object(Vec<(Cow<'static, str>, Json)>);

impl Json {
    pub(super) fn text(text: &str) -> Self {
        Self::Raw(quoted(text))
    }

    /// The shortest text that reads back as the same number.
    pub(super) fn number(number: f64) -> Self {
        if !number.is_finite() {
            return Self::Raw(String::from("null"));
        }
        let plain = number.to_string();
        // Without an exponent, the extremes of a float are hundreds of digits long.
        Self::Raw(if plain.len() > 24 {
            format!("{number:e}")
        } else {
            plain
        })
    }

    pub(super) fn flag(flag: bool) -> Self {
        Self::Raw(flag.to_string())
    }

    pub(super) fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }

    /// Writes the value; `level` is how deep it stands.
    pub(super) fn write(&self, out: &mut String, level: usize) {
        if self.line_chars(LINE_CHARS_MAX).is_some() {
            self.write_line(out);
            return;
        }
        match self {
            Self::Raw(raw) => out.push_str(raw),
            Self::List(items) => write_lines(out, level, ('[', ']'), items, |out, item| {
                item.write(out, level + 1);
            }),
            Self::Object(object) => object.write_open(out, level),
        }
    }

    /// How long the value is on one line, in characters; `None` if it is longer than `limit` or cannot be.
    fn line_chars(&self, limit: usize) -> Option<usize> {
        // Brackets and the spaces inside of them, or a comma or colon and the space after it.
        const BETWEEN_CHARS: usize = 2;
        let chars = match self {
            Self::Raw(raw) => {
                // No character has more than four bytes.
                if raw.len() > 4 * limit || raw.contains('\n') {
                    return None;
                }
                raw.chars().count()
            }
            Self::List(items) => items.iter().try_fold(BETWEEN_CHARS, |chars, item| {
                Some(chars + item.line_chars(limit.checked_sub(chars)?)? + BETWEEN_CHARS)
            })?,
            Self::Object(Object(members)) => {
                members
                    .iter()
                    .try_fold(2 * BETWEEN_CHARS, |chars, (name, value)| {
                        let chars = chars + name.chars().count() + 2 * BETWEEN_CHARS;
                        Some(chars + value.line_chars(limit.checked_sub(chars)?)? + BETWEEN_CHARS)
                    })?
            }
        };
        (chars <= limit).then_some(chars)
    }

    fn write_line(&self, out: &mut String) {
        match self {
            Self::Raw(raw) => out.push_str(raw),
            Self::List(items) => {
                out.push('[');
                for (idx, item) in items.iter().enumerate() {
                    out.push_str(if idx == 0 { "" } else { ", " });
                    item.write_line(out);
                }
                out.push(']');
            }
            Self::Object(Object(members)) if members.is_empty() => out.push_str("{}"),
            Self::Object(Object(members)) => {
                for (idx, (name, value)) in members.iter().enumerate() {
                    out.push_str(if idx == 0 { "{ " } else { ", " });
                    write_name(out, name);
                    value.write_line(out);
                }
                out.push_str(" }");
            }
        }
    }
}

impl Object {
    /// Adds a member.
    pub(super) fn put(&mut self, name: &'static str, value: Json) {
        self.0.push((Cow::Borrowed(name), value));
    }

    pub(super) fn put_some(&mut self, name: &'static str, value: Option<Json>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    pub(super) fn put_text(&mut self, name: &'static str, text: Option<&String>) {
        self.put_some(name, text.map(|text| Json::text(text)));
    }

    /// Adds a text that should be there, unless it is not.
    pub(super) fn put_needed(&mut self, name: &'static str, text: &str) {
        if !text.is_empty() {
            self.put(name, Json::text(text));
        }
    }

    /// Adds a flag, if it is set.
    pub(super) fn put_flag(&mut self, name: &'static str, flag: bool) {
        if flag {
            self.put(name, Json::flag(true));
        }
    }

    /// Adds a list, unless it is empty.
    pub(super) fn put_list(&mut self, name: &'static str, list: Vec<Json>) {
        if !list.is_empty() {
            self.put(name, Json::List(list));
        }
    }

    /// Adds members that are kept to the letter, in their order. One of a name that is there already takes its place:
    /// it is there because its value was not understood in full.
    pub(super) fn put_extra(&mut self, extra: &[(String, String)]) {
        self.0
            .retain(|(own, _)| extra.iter().all(|(name, _)| name != own));
        let kept = extra
            .iter()
            .map(|(name, raw)| (Cow::Owned(name.clone()), Json::Raw(raw.clone())));
        self.0.extend(kept);
    }

    pub(super) fn into_json(self) -> Json {
        Json::Object(self)
    }

    /// Writes the object with a line for every member, however short.
    pub(super) fn write_open(&self, out: &mut String, level: usize) {
        write_lines(out, level, ('{', '}'), &self.0, |out, (name, value)| {
            write_name(out, name);
            value.write(out, level + 1);
        });
    }
}

/// Writes items between brackets, each on lines of its own.
pub(super) fn write_lines<T>(
    out: &mut String,
    level: usize,
    (open, close): (char, char),
    items: &[T],
    write_item: impl Fn(&mut String, &T),
) {
    out.push(open);
    for (idx, item) in items.iter().enumerate() {
        out.push_str(if idx == 0 { "\n" } else { ",\n" });
        out.push_str(&INDENT.repeat(level + 1));
        write_item(out, item);
    }
    if !items.is_empty() {
        out.push('\n');
        out.push_str(&INDENT.repeat(level));
    }
    out.push(close);
}

fn write_name(out: &mut String, name: &str) {
    out.push_str(&quoted(name));
    out.push_str(": ");
}

/// A text with its quotation marks.
pub(super) fn quoted(text: &str) -> String {
    // Writing a text into memory cannot fail.
    serde_json::to_string(text).unwrap_or_default()
}
