//! JSON read with the place of every value, in order, and nothing thrown away.
//!
//! The syntax is checked by `serde_json`; a [`Value`] is a slice of the document, opened one level at a time,
//! so the offset of everything is known and unknown members can be kept to the letter.
//! Names that stand twice in an object are left to the reader, who can say what that means.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::model::problem::{Location, ProblemCode};

/// How deep objects and lists may nest: what `serde_json` itself allows, so that no input exhausts the stack.
/// GeoJSON needs about ten levels; the rest is room for unknown members.
pub const NESTING_MAX: usize = 127;

/// A block of the document between two entries of the line index, in bytes:
/// finding a place reads at most this much, even in a file that is one long line.
const INDEX_BLOCK_BYTES: usize = 4096;

/// Why a text is not JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct JsonError {
    pub code: ProblemCode,
    pub message: String,
    pub location: Location,
    pub hint: Option<&'static str>,
}

/// A text that is JSON throughout.
#[derive(Debug)]
pub struct Document<'a> {
    root: Value<'a>,
    lines: LineIndex<'a>,
}

impl<'a> Document<'a> {
    /// Checks that bytes are one JSON value in UTF-8, with or without a byte order mark.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, JsonError> {
        let text = decode(bytes)?;
        let lines = LineIndex::new(text);
        let syntax_error = |message: String, offset: usize, hint| JsonError {
            code: ProblemCode::Syntax,
            message,
            location: lines.location(offset),
            hint,
        };
        if text.trim_ascii().is_empty() {
            return Err(syntax_error(String::from("the file is empty"), 0, None));
        }
        if let Some(offset) = too_deep_at(text) {
            return Err(JsonError {
                code: ProblemCode::TooLarge,
                message: format!("it nests deeper than {NESTING_MAX} levels"),
                location: lines.location(offset),
                hint: Some("GeoJSON needs about ten levels; the file may be damaged"),
            });
        }
        let raw: &RawValue = serde_json::from_str(text).map_err(|error| {
            syntax_error(
                format!("not valid JSON: {}", bare_message(&error)),
                offset_of(text, &error),
                Some("look just before this place for a missing comma, quote or bracket"),
            )
        })?;
        Ok(Self {
            root: Value(raw.get()),
            lines,
        })
    }

    pub fn root(&self) -> Value<'a> {
        self.root
    }

    /// The place of a value or name of this document.
    pub fn location(&self, part: &str) -> Location {
        self.lines.location(self.offset(part))
    }

    /// How many bytes stand before a part of this document; 0 for a text from elsewhere.
    pub fn offset(&self, part: &str) -> usize {
        let offset = (part.as_ptr() as usize).wrapping_sub(self.lines.text.as_ptr() as usize);
        if offset <= self.lines.text.len() {
            offset
        } else {
            0
        }
    }
}

/// One value of a document, as the text that it is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value<'a>(&'a str);

/// What kind of value it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Null,
    Boolean,
    Number,
    Text,
    List,
    Object,
}

impl Kind {
    /// As it is said in a message: `a text`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "true or false",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::List => "a list",
            Self::Object => "an object",
        }
    }
}

/// A named value in an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member<'a> {
    /// Borrowed, and so with a place of its own, unless it is written with escapes.
    pub name: Cow<'a, str>,
    pub value: Value<'a>,
}

impl<'a> Value<'a> {
    /// The text of the value, to the letter.
    pub fn raw(self) -> &'a str {
        self.0
    }

    pub fn kind(self) -> Kind {
        match self.0.as_bytes().first() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::List,
            Some(b'"') => Kind::Text,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'n') | None => Kind::Null,
            Some(_) => Kind::Number,
        }
    }

    /// The members of an object in file order; `None` if it is none, or if a name is not Unicode.
    pub fn members(self) -> Option<Vec<Member<'a>>> {
        let Members(members) = serde_json::from_str(self.0).ok()?;
        Some(members)
    }

    /// The items of a list; `None` if it is none.
    pub fn items(self) -> Option<Vec<Self>> {
        let items: Vec<&'a RawValue> = serde_json::from_str(self.0).ok()?;
        Some(items.into_iter().map(|raw| Self(raw.get())).collect())
    }

    /// The last member of that name, as every other reader of JSON has it.
    pub fn member(self, name: &str) -> Option<Self> {
        let found = self.members()?.into_iter().rfind(|m| m.name == name)?;
        Some(found.value)
    }

    /// A text; `None` if it is none, or holds half of a surrogate pair, which is not Unicode.
    pub fn text(self) -> Option<String> {
        serde_json::from_str(self.0).ok()
    }

    /// A number; `None` if it is none, or beyond a 64-bit float.
    pub fn number(self) -> Option<f64> {
        // The standard library rounds to the nearest float; `serde_json` may miss it by one.
        let number: f64 = match self.kind() {
            Kind::Number => self.0.parse().ok()?,
            _ => return None,
        };
        number.is_finite().then_some(number)
    }

    pub fn boolean(self) -> Option<bool> {
        serde_json::from_str(self.0).ok()
    }
}

/// The members of an object, duplicates included.
struct Members<'a>(Vec<Member<'a>>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((Name(name), raw)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
                    members.push(Member {
                        name,
                        value: Value(raw.get()),
                    });
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// The name of a member: serde's own `Cow` never borrows.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrow;
        impl<'de> Visitor<'de> for Borrow {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(Borrow)
    }
}

/// Finds the line and column of an offset, fast even where a million are asked for.
#[derive(Debug)]
struct LineIndex<'a> {
    text: &'a str,
    /// The place at the start of every block; made when first asked for.
    blocks: OnceCell<Vec<Location>>,
}

impl<'a> LineIndex<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            blocks: OnceCell::new(),
        }
    }

    fn location(&self, offset: usize) -> Location {
        let blocks = self.blocks.get_or_init(|| {
            let mut at = Location { line: 1, column: 1 };
            let mut blocks = Vec::with_capacity(self.text.len() / INDEX_BLOCK_BYTES + 1);
            for block in self.text.as_bytes().chunks(INDEX_BLOCK_BYTES) {
                blocks.push(at);
                at = advance(at, block);
            }
            blocks
        });
        let block = offset / INDEX_BLOCK_BYTES;
        let Some(&start) = blocks.get(block) else {
            return blocks
                .last()
                .map_or(Location { line: 1, column: 1 }, |&last| {
                    let from = (blocks.len() - 1) * INDEX_BLOCK_BYTES;
                    advance(last, self.text.as_bytes().get(from..).unwrap_or_default())
                });
        };
        let from = block * INDEX_BLOCK_BYTES;
        advance(
            start,
            self.text.as_bytes().get(from..offset).unwrap_or_default(),
        )
    }
}

/// The place after some bytes. A character counts at its first byte.
fn advance(from: Location, bytes: &[u8]) -> Location {
    bytes.iter().fold(from, |at, &byte| match byte {
        b'\n' => Location {
            line: at.line + 1,
            column: 1,
        },
        // A byte within a character.
        0x80..=0xBF => at,
        _ => Location {
            column: at.column + 1,
            ..at
        },
    })
}

/// The text of a file, without its byte order mark.
fn decode(bytes: &[u8]) -> Result<&str, JsonError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let start = Location { line: 1, column: 1 };
    let utf16 = matches!(bytes, [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..])
        || matches!(bytes, [0, b, ..] | [b, 0, ..] if b.is_ascii() && *b != 0);
    if utf16 {
        return Err(JsonError {
            code: ProblemCode::Syntax,
            message: String::from("the text is UTF-16; JSON files are UTF-8"),
            location: start,
            hint: Some("save it as UTF-8"),
        });
    }
    str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        JsonError {
            code: ProblemCode::Syntax,
            message: String::from("the text is not UTF-8: a byte here belongs to no character"),
            location: advance(start, valid),
            hint: Some("save it as UTF-8"),
        }
    })
}

/// Where a text opens more brackets than [`NESTING_MAX`], whether or not it is otherwise JSON.
fn too_deep_at(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => {
                depth += 1;
                if depth > NESTING_MAX {
                    return Some(offset);
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The message of `serde_json` without the place, which counts bytes.
fn bare_message(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(end) => message[..end].to_owned(),
        None => message,
    }
}

/// The byte at which `serde_json` stumbled: its column counts the bytes of the line up to and including that one.
fn offset_of(text: &str, error: &serde_json::Error) -> usize {
    let line_start = match error.line() {
        0 | 1 => 0,
        line => text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .nth(line - 2)
            .map_or(text.len(), |(offset, _)| offset + 1),
    };
    (line_start + error.column().saturating_sub(1)).min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(bytes: &[u8]) -> (ProblemCode, usize, usize, String) {
        let error = Document::parse(bytes).unwrap_err();
        let Location { line, column } = error.location;
        (error.code, line, column, error.message)
    }

    #[test]
    fn members_keep_their_order_their_duplicates_and_their_letters() {
        let document = Document::parse(br#" {"b": 1, "a" : [ 1.0 ], "b": "\u0062"} "#).unwrap();
        let members = document.root().members().unwrap();
        let written: Vec<_> = members.iter().map(|m| (&*m.name, m.value.raw())).collect();
        assert_eq!(
            written,
            [("b", "1"), ("a", "[ 1.0 ]"), ("b", r#""\u0062""#)]
        );
        assert_eq!(members[2].value.text().as_deref(), Some("b"));
    }

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let document = Document::parse("{\"تدمر\":\n  \"é\", \"x\": 5}".as_bytes()).unwrap();
        let members = document.root().members().unwrap();
        let at = |part: &str| {
            let Location { line, column } = document.location(part);
            (line, column)
        };
        assert_eq!(at(members[0].value.raw()), (2, 3));
        assert_eq!(at(members[1].value.raw()), (2, 13));
        let Cow::Borrowed(name) = members[0].name else {
            panic!("a name without escapes is borrowed")
        };
        assert_eq!(at(name), (1, 3));
    }

    #[test]
    fn a_place_in_one_long_line_is_found_across_blocks() {
        let text = format!("[{}7]", "\"é\",".repeat(5_000));
        let document = Document::parse(text.as_bytes()).unwrap();
        let items = document.root().items().unwrap();
        let last = document.location(items[5_000].raw());
        assert_eq!((last.line, last.column), (1, 2 + 4 * 5_000));
    }

    #[test]
    fn what_is_not_json_is_an_error_at_its_place() {
        let cases: [(&[u8], ProblemCode, usize, usize); 8] = [
            (b"", ProblemCode::Syntax, 1, 1),
            (b" \n", ProblemCode::Syntax, 1, 1),
            (b"{\"a\": 1\n \"b\": 2}", ProblemCode::Syntax, 2, 2),
            ("[\"éé\" x]".as_bytes(), ProblemCode::Syntax, 1, 7),
            (b"[1] 2", ProblemCode::Syntax, 1, 5),
            (b"\xFF\xFE[\0]\0", ProblemCode::Syntax, 1, 1),
            (b"[\0]\0", ProblemCode::Syntax, 1, 1),
            (b"[\"a\",\n\"\xE9\"]", ProblemCode::Syntax, 2, 2),
        ];
        for (bytes, code, line, column) in cases {
            let (found, at_line, at_column, message) = error_of(bytes);
            assert_eq!(
                (found, at_line, at_column),
                (code, line, column),
                "{message}"
            );
            assert!(!message.contains(" at line "), "{message}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        let document = Document::parse(b"\xEF\xBB\xBF[1]").unwrap();
        let Location { line, column } = document.location(document.root().raw());
        assert_eq!((line, column), (1, 1));
    }

    #[test]
    fn a_hundred_thousand_brackets_are_an_error_and_no_crash() {
        for opening in ["[", "{\"a\":", "[{\"a\":"] {
            let (code, ..) = error_of(opening.repeat(100_000).as_bytes());
            assert_eq!(code, ProblemCode::TooLarge);
        }
        let closed = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(error_of(closed.as_bytes()).0, ProblemCode::TooLarge);
    }

    #[test]
    fn nesting_up_to_the_limit_is_read() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(Document::parse(nested(NESTING_MAX).as_bytes()).is_ok());
        assert!(Document::parse(nested(NESTING_MAX + 1).as_bytes()).is_err());
        let brackets_in_a_text = format!("\"{}\"", "[\\\"".repeat(1_000));
        assert!(Document::parse(brackets_in_a_text.as_bytes()).is_ok());
    }
}
