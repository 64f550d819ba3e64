//! Bodies of several parts, one of which is a file: `multipart/form-data` (RFC 7578).

use std::{borrow::Cow, collections::BTreeSet, fmt};

use memchr::memmem;

use super::{EncodeError, Payload};

/// What every boundary begins with. A number of [`DIGITS`] follows.
const PREFIX: &str = "form-boundary-";

/// How many hexadecimal digits the number in a boundary has.
const DIGITS: usize = 16;

/// One part of a `multipart/form-data` body.
#[derive(Clone, PartialEq, Eq)]
pub struct Part<'a> {
    /// The name of the field.
    pub name: Cow<'a, str>,
    /// The name of the file; none if the part is a plain field.
    pub file_name: Option<Cow<'a, str>>,
    /// The media type of the content; none is text.
    pub content_type: Option<Cow<'a, str>>,
    /// The content.
    pub bytes: Cow<'a, [u8]>,
}

impl<'a> Part<'a> {
    /// Creates a plain field.
    pub fn text(name: impl Into<Cow<'a, str>>, text: impl Into<Cow<'a, str>>) -> Self {
        let bytes = match text.into() {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        };
        Self { name: name.into(), file_name: None, content_type: None, bytes }
    }

    /// Creates a file of unknown type. Set [`content_type`](Self::content_type) if it is known.
    pub fn file(
        name: impl Into<Cow<'a, str>>,
        file_name: impl Into<Cow<'a, str>>,
        bytes: impl Into<Cow<'a, [u8]>>,
    ) -> Self {
        Self {
            name: name.into(),
            file_name: Some(file_name.into()),
            content_type: Some(Cow::Borrowed("application/octet-stream")),
            bytes: bytes.into(),
        }
    }

    /// Returns the lines before the content, with the empty one that ends them.
    fn head(&self) -> Result<String, EncodeError> {
        let mut head = String::from("Content-Disposition: form-data");
        let names = [("name", Some(&self.name)), ("filename", self.file_name.as_ref())];
        for (parameter, value) in names {
            let Some(value) = value else { continue };
            if value.chars().any(char::is_control) {
                return Err(EncodeError::FileName);
            }
            // As browsers write them: UTF-8, and of what is printable only the quote is escaped.
            head.extend(["; ", parameter, "=\"", &value.replace('"', "%22"), "\""]);
        }
        if let Some(content_type) = &self.content_type {
            if !content_type.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
                return Err(EncodeError::FileName);
            }
            head.extend(["\r\nContent-Type: ", content_type]);
        }
        head.push_str("\r\n\r\n");
        Ok(head)
    }
}

/// Shows the size of the content only.
impl fmt::Debug for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, file_name, content_type, bytes } = self;
        f.debug_struct("Part")
            .field("name", name)
            .field("file_name", file_name)
            .field("content_type", content_type)
            .field("bytes", &bytes.len())
            .finish()
    }
}

impl Payload {
    /// Encodes the parts of a `multipart/form-data` body, in their order.
    ///
    /// The same parts give the same bytes, so that every attempt sends the same.
    ///
    /// # Errors
    ///
    /// [`EncodeError::FileName`] if a name or a media type holds what cannot stand in a header.
    pub fn multipart(parts: &[Part<'_>]) -> Result<Self, EncodeError> {
        let heads = parts.iter().map(Part::head).collect::<Result<Vec<_>, _>>()?;
        let texts = heads.iter().map(String::as_bytes);
        let boundary = boundary(texts.chain(parts.iter().map(|part| &*part.bytes)));

        let frame = boundary.len() + 6;
        let size = |(head, part): (&String, &Part<'_>)| head.len() + part.bytes.len() + frame;
        let whole = heads.iter().zip(parts).map(size).sum::<usize>() + frame;
        let mut bytes = Vec::with_capacity(whole);
        for (head, part) in heads.iter().zip(parts) {
            for piece in ["--", &boundary, "\r\n", head] {
                bytes.extend_from_slice(piece.as_bytes());
            }
            bytes.extend_from_slice(&part.bytes);
            bytes.extend_from_slice(b"\r\n");
        }
        for piece in ["--", &boundary, "--\r\n"] {
            bytes.extend_from_slice(piece.as_bytes());
        }
        let content_type = Cow::Owned(format!("multipart/form-data; boundary={boundary}"));
        Ok(Self { content_type, bytes })
    }
}

/// Returns a boundary that occurs in none of the texts: the prefix, and the lowest number that
/// does not follow it anywhere.
///
/// One look at each text is enough, whatever it holds. An occurrence cannot begin in a text and
/// end behind it, because there comes a line break and a boundary has none.
fn boundary<'a>(texts: impl Iterator<Item = &'a [u8]>) -> String {
    let finder = memmem::Finder::new(PREFIX);
    let mut taken = BTreeSet::new();
    for text in texts {
        for at in finder.find_iter(text) {
            let digits = text.get(at + PREFIX.len()..at + PREFIX.len() + DIGITS);
            let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
            taken.extend(digits.and_then(|digits| u64::from_str_radix(digits, 16).ok()));
        }
    }
    let free = (0..).zip(&taken).find(|(number, taken)| number != *taken);
    let number = free.map_or(taken.len() as u64, |(number, _)| number);
    format!("{PREFIX}{number:0DIGITS$x}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads a body as RFC 2046 describes it: a delimiter is a line break, two dashes and the
    /// boundary, wherever it stands.
    fn parse(payload: &Payload) -> Vec<Part<'static>> {
        let boundary = payload.content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
        assert!(boundary.len() <= 70);
        let body = [b"\r\n", payload.bytes.as_slice()].concat();
        let delimiter = format!("\r\n--{boundary}");
        let mut starts: Vec<usize> = memmem::find_iter(&body, &delimiter).collect();
        let end = starts.pop().unwrap();
        assert_eq!(&body[end + delimiter.len()..], b"--\r\n");
        let ends = starts.iter().skip(1).copied().chain([end]);
        starts
            .iter()
            .zip(ends)
            .map(|(start, end)| {
                let part = body[start + delimiter.len()..end].strip_prefix(b"\r\n").unwrap();
                let at = memmem::find(part, b"\r\n\r\n").unwrap();
                let (head, bytes) = (&part[..at], &part[at + 4..]);
                let mut lines = std::str::from_utf8(head).unwrap().split("\r\n");
                let names =
                    lines.next().unwrap().strip_prefix("Content-Disposition: form-data; name=\"");
                let (name, rest) = names.unwrap().split_once('"').unwrap();
                let file_name = rest.strip_prefix("; filename=\"").map(|rest| {
                    let (file_name, rest) = rest.split_once('"').unwrap();
                    assert_eq!(rest, "");
                    file_name.replace("%22", "\"").into()
                });
                let content_type =
                    lines.next().map(|line| line.strip_prefix("Content-Type: ").unwrap());
                assert_eq!(lines.next(), None);
                Part {
                    name: name.replace("%22", "\"").into(),
                    file_name,
                    content_type: content_type.map(|text| text.to_owned().into()),
                    bytes: bytes.to_vec().into(),
                }
            })
            .collect()
    }

    fn content() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            any::<u8>().prop_map(|byte| vec![byte]),
            Just(b"\r\n".to_vec()),
            Just(b"--".to_vec()),
            Just(PREFIX.as_bytes().to_vec()),
            (0_u8..4).prop_map(|number| format!("{PREFIX}{number:016x}").into_bytes()),
            (0_u8..4).prop_map(|number| format!("\r\n--{PREFIX}{number:016x}").into_bytes()),
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    fn part() -> impl Strategy<Value = Part<'static>> {
        let name = "[^\\p{Cc}%]{0,12}|form-boundary-000000000000000[0-3]";
        let content_type = "[!-~][ -~]{0,12}";
        (name, proptest::option::of(name), proptest::option::of(content_type), content()).prop_map(
            |(name, file_name, content_type, bytes)| Part {
                name: name.into(),
                file_name: file_name.map(Cow::Owned),
                content_type: content_type.map(Cow::Owned),
                bytes: bytes.into(),
            },
        )
    }

    proptest! {
        #[test]
        fn a_reader_finds_the_parts_again(parts in proptest::collection::vec(part(), 0..4)) {
            let payload = Payload::multipart(&parts).unwrap();
            prop_assert_eq!(parse(&payload), parts.as_slice());
            prop_assert_eq!(Payload::multipart(&parts).unwrap(), payload);
        }

        #[test]
        fn a_boundary_is_in_none_of_the_texts(texts in proptest::collection::vec(content(), 0..4)) {
            let boundary = boundary(texts.iter().map(Vec::as_slice));
            for text in &texts {
                prop_assert_eq!(memmem::find(text, boundary.as_bytes()), None);
            }
        }
    }

    #[test]
    fn a_body_is_written_as_the_specification_has_it() {
        let parts = [
            Part::text("model", "acme/ear-1"),
            Part {
                content_type: Some("audio/mpeg".into()),
                ..Part::file("file", "a \"ü\".mp3", b"\xff\xfb".as_slice())
            },
        ];
        let payload = Payload::multipart(&parts).unwrap();
        assert_eq!(
            payload.content_type,
            "multipart/form-data; boundary=form-boundary-0000000000000000"
        );
        let text = String::from_utf8_lossy(&payload.bytes).replace("\r\n", "\n");
        insta::assert_snapshot!(text.trim_end(), @r#"
        --form-boundary-0000000000000000
        Content-Disposition: form-data; name="model"

        acme/ear-1
        --form-boundary-0000000000000000
        Content-Disposition: form-data; name="file"; filename="a %22ü%22.mp3"
        Content-Type: audio/mpeg

        ��
        --form-boundary-0000000000000000--
        "#);
        assert_eq!(payload.bytes.len(), payload.bytes.capacity());
    }

    #[test]
    fn nothing_adds_a_line_to_the_head() {
        for text in ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "a\u{7f}b"] {
            let named = Part::text(text, "");
            let file = Part::file("file", text, Vec::new());
            let typed = Part { content_type: Some(text.into()), ..Part::text("file", "") };
            for part in [named, file, typed] {
                assert_eq!(Payload::multipart(&[part]).unwrap_err(), EncodeError::FileName);
            }
        }
    }

    #[test]
    fn debug_shows_no_content() {
        let debug = format!("{:?}", Part::text("prompt", "canary"));
        assert!(debug.contains("prompt") && !debug.contains("canary"), "{debug}");
    }
}
