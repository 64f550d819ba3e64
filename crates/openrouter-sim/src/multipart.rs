//! Bodies of several parts: `multipart/form-data`.

use std::convert::Infallible;

use bytes::Bytes;
use futures::{FutureExt as _, stream};
use multer::{Constraints, Error, Multipart, SizeLimit, parse_boundary};

use crate::refusal::Refusal;

/// One part of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FormPart {
    pub(crate) name: String,
    pub(crate) filename: Option<String>,
    pub(crate) bytes: Bytes,
}

/// Splits a body into its parts. The one that is called `file` may have so many bytes, and
/// `too_large` refuses more.
pub(crate) fn parts(
    content_type: Option<&str>,
    body: &Bytes,
    largest_file: usize,
    too_large: fn() -> Refusal,
) -> Result<Vec<FormPart>, Refusal> {
    let boundary = content_type.and_then(|content_type| parse_boundary(content_type).ok());
    let boundary = boundary.filter(|boundary| !boundary.is_empty()).ok_or_else(|| {
        Refusal::bad_request("The body must be multipart/form-data with a boundary")
    })?;
    let largest = u64::try_from(largest_file).unwrap_or(u64::MAX);
    let limits = Constraints::new().size_limit(SizeLimit::new().for_field("file", largest));
    let body = stream::iter([Ok::<_, Infallible>(body.clone())]);
    // All of the body is there, so there is nothing to wait for.
    match read(Multipart::with_constraints(body, boundary, limits)).now_or_never() {
        Some(Ok(parts)) => Ok(parts),
        Some(Err(Error::FieldSizeExceeded { .. })) => Err(too_large()),
        Some(Err(_)) | None => Err(Refusal::bad_request("The multipart body is broken")),
    }
}

async fn read(mut form: Multipart<'_>) -> Result<Vec<FormPart>, Error> {
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await? {
        let name = field.name().ok_or(Error::UnknownField { field_name: None })?.to_owned();
        let filename = field.file_name().map(str::to_owned);
        parts.push(FormPart { name, filename, bytes: field.bytes().await? });
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=\"x y\"";

    fn read(body: &str) -> Option<Vec<FormPart>> {
        let body = Bytes::copy_from_slice(body.as_bytes());
        parts(Some(TYPE), &body, 15, too_large).ok()
    }

    fn too_large() -> Refusal {
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "too large")
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
            let parts = parts(Some(content_type), &Bytes::new(), 15, too_large);
            assert!(parts.is_err(), "{content_type}");
        }
    }

    #[test]
    fn a_file_has_a_limit() {
        let status = |name: &str, largest: usize| {
            let body = format!(
                "--x y\r\nContent-Disposition: form-data; name={name}\r\n\r\none\r\n--x y--"
            );
            let parts = parts(Some(TYPE), &body.into(), largest, too_large);
            parts.err().map(|refusal| refusal.into_reply().status)
        };
        assert_eq!(status("file", 3), None);
        assert_eq!(status("file", 2), Some(StatusCode::PAYLOAD_TOO_LARGE));
        assert_eq!(status("prompt", 2), None);
    }
}
