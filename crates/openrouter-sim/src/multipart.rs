//! Bodies of several parts: `multipart/form-data`.

use bytes::Bytes;

use crate::refusal::Refusal;

/// One part of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FormPart {
    pub(crate) name: String,
    pub(crate) filename: Option<String>,
    pub(crate) bytes: Bytes,
}

/// Splits a body into its parts.
pub(crate) fn parts(content_type: Option<&str>, body: &Bytes) -> Result<Vec<FormPart>, Refusal> {
    let boundary = content_type.and_then(boundary).ok_or_else(|| {
        Refusal::bad_request("The body must be multipart/form-data with a boundary")
    })?;
    split(boundary, body).ok_or_else(|| Refusal::bad_request("The multipart body is broken"))
}

/// Returns the text that stands between parts.
fn boundary(content_type: &str) -> Option<&str> {
    let (kind, parameters) = content_type.split_once(';')?;
    let is_form = kind.trim().eq_ignore_ascii_case("multipart/form-data");
    let boundary = parameters.split(';').find_map(|parameter| value_of(parameter, "boundary"))?;
    (is_form && !boundary.is_empty()).then_some(boundary)
}

/// Returns the value of `name=value` or `name="value"`.
fn value_of<'a>(parameter: &'a str, name: &str) -> Option<&'a str> {
    let (key, value) = parameter.split_once('=')?;
    let value = value.trim();
    let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    key.trim().eq_ignore_ascii_case(name).then_some(quoted.unwrap_or(value))
}

fn split(boundary: &str, body: &Bytes) -> Option<Vec<FormPart>> {
    let delimiter = format!("\r\n--{boundary}");
    // The first delimiter may stand at the very beginning.
    let mut at = if body.starts_with(delimiter.get(2..)?.as_bytes()) {
        delimiter.len() - 2
    } else {
        find(body, delimiter.as_bytes(), 0)? + delimiter.len()
    };
    let mut parts = Vec::new();
    while !body.get(at..)?.starts_with(b"--") {
        let start = find(body, b"\r\n", at)? + 2;
        // A part without headers begins with the blank line.
        let head_end = find(body, b"\r\n\r\n", start - 2)?;
        let end = find(body, delimiter.as_bytes(), head_end + 2)?;
        let head = std::str::from_utf8(body.get(start..head_end.max(start))?).ok()?;
        parts.push(part(head, body.slice((head_end + 4).min(end)..end))?);
        at = end + delimiter.len();
    }
    Some(parts)
}

fn part(head: &str, bytes: Bytes) -> Option<FormPart> {
    let header = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
    })?;
    let parameter = |name| header.split(';').find_map(|parameter| value_of(parameter, name));
    let name = parameter("name")?.to_owned();
    Some(FormPart { name, filename: parameter("filename").map(str::to_owned), bytes })
}

fn find(body: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let rest = body.get(from..)?;
    rest.windows(needle.len()).position(|window| window == needle).map(|place| from + place)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=\"x y\"";

    fn read(body: &str) -> Option<Vec<FormPart>> {
        parts(Some(TYPE), &Bytes::copy_from_slice(body.as_bytes())).ok()
    }

    fn form(name: &str, filename: Option<&str>, text: &'static str) -> FormPart {
        let bytes = Bytes::from_static(text.as_bytes());
        FormPart { name: name.to_owned(), filename: filename.map(str::to_owned), bytes }
    }

    #[test]
    fn parts_stand_between_delimiters() {
        let body = "--x y\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a b.txt\"\r\n\
                    Content-Type: text/plain\r\n\r\none\r\n--x\r\ntwo\r\n\
                    --x y\r\ncontent-disposition: form-data; name=model\r\n\r\n\r\n--x y--\r\n";
        let parts =
            vec![form("file", Some("a b.txt"), "one\r\n--x\r\ntwo"), form("model", None, "")];
        assert_eq!(read(body), Some(parts.clone()));
        assert_eq!(read(&format!("preamble\r\n{body}")), Some(parts));
        assert_eq!(read("--x y--\r\n"), Some(Vec::new()));
    }

    #[test]
    fn what_is_cut_off_or_without_a_name_is_refused() {
        for body in [
            "",
            "--x y",
            "--x y\r\n",
            "--x y\r\nContent-Disposition: form-data; name=a\r\n\r\none",
            "--x y\r\nContent-Disposition: form-data\r\n\r\none\r\n--x y--",
            "--x y\r\n\r\none\r\n--x y--",
        ] {
            assert_eq!(read(body), None, "{body:?}");
        }
        for content_type in ["application/json", "multipart/form-data", "text/plain; boundary=a"] {
            assert!(parts(Some(content_type), &Bytes::new()).is_err(), "{content_type}");
        }
    }
}
