//! JSON laid out to be read and compared by people: two spaces a level, what is short on one line.
//!
//! The layout depends on the values alone, so the same collection is always the same text.
//! Raw text goes out to the letter, whatever its own layout.

use std::fmt::Write as _;

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
pub(super) struct Object(Vec<(String, Json)>);

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
        if let Self::Raw(raw) = self {
            out.push_str(raw);
        } else if let Some(line) = self.on_one_line() {
            out.push_str(&line);
        } else {
            match self {
                Self::Raw(raw) => out.push_str(raw),
                Self::List(items) => write_lines(out, level, ('[', ']'), items, |out, item| {
                    item.write(out, level + 1);
                }),
                Self::Object(object) => object.write_open(out, level),
            }
        }
    }

    /// The value in one line, if it fits.
    fn on_one_line(&self) -> Option<String> {
        let line = match self {
            Self::Raw(raw) => raw.clone(),
            Self::List(items) => {
                let items: Vec<String> =
                    items.iter().map(Self::on_one_line).collect::<Option<_>>()?;
                format!("[{}]", items.join(", "))
            }
            Self::Object(Object(members)) if members.is_empty() => String::from("{}"),
            Self::Object(Object(members)) => {
                let members: Vec<String> = members
                    .iter()
                    .map(|(name, value)| {
                        Some(format!("{}: {}", quoted(name), value.on_one_line()?))
                    })
                    .collect::<Option<_>>()?;
                format!("{{ {} }}", members.join(", "))
            }
        };
        (line.chars().count() <= LINE_CHARS_MAX && !line.contains('\n')).then_some(line)
    }
}

impl Object {
    /// Adds a member.
    pub(super) fn put(&mut self, name: &str, value: Json) {
        self.0.push((name.to_owned(), value));
    }

    pub(super) fn put_some(&mut self, name: &str, value: Option<Json>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    pub(super) fn put_text(&mut self, name: &str, text: Option<&String>) {
        self.put_some(name, text.map(|text| Json::text(text)));
    }

    /// Adds a list, unless it is empty.
    pub(super) fn put_list(&mut self, name: &str, list: Vec<Json>) {
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
            .map(|(name, raw)| (name.clone(), Json::Raw(raw.clone())));
        self.0.extend(kept);
    }

    pub(super) fn into_json(self) -> Json {
        Json::Object(self)
    }

    /// Writes the object with a line for every member, however short.
    pub(super) fn write_open(&self, out: &mut String, level: usize) {
        write_lines(out, level, ('{', '}'), &self.0, |out, (name, value)| {
            write!(out, "{}: ", quoted(name)).unwrap_or_default();
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

/// A text with its quotation marks.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
