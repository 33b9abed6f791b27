//! HTML that is written as it is made: every element that is opened is closed, and every text is escaped.

use std::io::{self, Write};

use crate::brief::markup::escaped;

/// Attributes of an element. An empty value stands for the name alone.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

/// What belongs to whoever wrote the file: its direction is its own.
pub(super) const OF_FILE: (&str, &str) = ("dir", "auto");

pub(super) struct Html<'a> {
    out: &'a mut dyn Write,
}

impl<'a> Html<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Self { out }
    }

    /// Our own markup, never a file's.
    pub(super) fn raw(&mut self, markup: &str) -> io::Result<()> {
        self.out.write_all(markup.as_bytes())
    }

    pub(super) fn text(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(escaped(text).as_bytes())
    }

    /// An element that holds nothing, such as `<img>`.
    pub(super) fn empty(&mut self, name: &str, attributes: Attributes<'_>) -> io::Result<()> {
        write!(self.out, "<{name}")?;
        for (name, value) in attributes {
            if value.is_empty() {
                write!(self.out, " {name}")?;
            } else {
                write!(self.out, " {name}=\"{}\"", escaped(value))?;
            }
        }
        self.out.write_all(b">")
    }

    /// An element round what `inside` writes.
    pub(super) fn within(
        &mut self,
        name: &str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        self.empty(name, attributes)?;
        inside(self)?;
        write!(self.out, "</{name}>")
    }

    /// An element round a text.
    pub(super) fn element(
        &mut self,
        name: &str,
        attributes: Attributes<'_>,
        text: &str,
    ) -> io::Result<()> {
        self.within(name, attributes, |html| html.text(text))
    }

    /// A `data:` address of bytes in the place of an attribute's value: `<img src="…"`. In pieces, so that no picture is
    /// held twice more than it must.
    pub(super) fn data(&mut self, media_type: &str, bytes: &[u8]) -> io::Result<()> {
        use base64::engine::general_purpose::STANDARD;
        write!(self.out, "data:{media_type};base64,")?;
        let mut encoder = base64::write::EncoderWriter::new(&mut *self.out, &STANDARD);
        encoder.write_all(bytes)?;
        encoder.finish()?;
        Ok(())
    }
}
