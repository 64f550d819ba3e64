//! What a file is, by its bytes.

use serde_json::Value;

/// Returns the media type of a file, if it is of one that the service keeps. Neither its name nor
/// what the request says of it counts.
pub(super) fn mime_type(bytes: &[u8]) -> Option<&'static str> {
    let at =
        |offset: usize, text: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(text));
    let known = [
        (at(0, b"%PDF-"), "application/pdf"),
        (at(0, b"\x89PNG\r\n\x1a\n"), "image/png"),
        (at(0, b"\xff\xd8\xff"), "image/jpeg"),
        (at(0, b"GIF8"), "image/gif"),
        (at(0, b"RIFF") && at(8, b"WEBP"), "image/webp"),
        (at(0, b"RIFF") && at(8, b"WAVE"), "audio/wav"),
        (at(0, b"fLaC"), "audio/flac"),
        (at(0, b"OggS"), "audio/ogg"),
        (at(0, b"ID3") || at(0, b"\xff\xfb"), "audio/mpeg"),
    ];
    let known = known.into_iter().find(|(is_it, _)| *is_it).map(|(_, mime_type)| mime_type);
    known.or_else(|| office(bytes)).or_else(|| text(std::str::from_utf8(bytes).ok()?))
}

/// Tells the documents of offices apart, which are archives.
fn office(bytes: &[u8]) -> Option<&'static str> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let has = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    let kinds = [
        (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"xl/wo", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (b"ppt/p", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ];
    kinds.into_iter().find(|(name, _)| has(*name)).map(|(_, mime_type)| mime_type)
}

/// Tells texts apart by their structure.
fn text(text: &str) -> Option<&'static str> {
    if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return None;
    }
    let is_object = |text: &str| {
        serde_json::from_str::<Value>(text).is_ok_and(|value| value.is_object() || value.is_array())
    };
    let lines: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let cells = |line: &&str| line.matches(',').count();
    let columns = lines.first().map_or(0, cells);
    Some(if is_object(text) {
        "application/json"
    } else if lines.len() > 1 && lines.iter().all(|line| is_object(line)) {
        "application/x-ndjson"
    } else if columns > 0 && lines.len() > 1 && lines.iter().all(|line| cells(line) == columns) {
        "text/csv"
    } else if lines.iter().any(|line| line.starts_with("# ") || line.starts_with("## ")) {
        "text/markdown"
    } else {
        "text/plain"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        let cases: &[(&[u8], Option<&str>)] = &[
            (b"%PDF-1.7 ...", Some("application/pdf")),
            (b"\x89PNG\r\n\x1a\n....", Some("image/png")),
            (b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            (b"GIF89a", Some("image/gif")),
            (b"RIFF....WEBPVP8 ", Some("image/webp")),
            (b"RIFF....WAVEfmt ", Some("audio/wav")),
            (b"ID3....", Some("audio/mpeg")),
            (b"{\"a\": 1}", Some("application/json")),
            (b"{\"a\": 1}\n{\"a\": 2}\n", Some("application/x-ndjson")),
            (b"a,b\n1,2\n", Some("text/csv")),
            (b"# Title\n\nText.", Some("text/markdown")),
            (b"Hello, you.", Some("text/plain")),
            (b"\x7fELF\x00\x01", None),
            (b"PK\x03\x04 nothing of an office", None),
            (b"\xff\x00", None),
        ];
        for (bytes, expected) in cases {
            assert_eq!(mime_type(bytes), *expected, "{}", String::from_utf8_lossy(bytes));
        }
        let sheet = mime_type(b"PK\x03\x04....xl/workbook.xml").unwrap();
        assert!(sheet.ends_with("spreadsheetml.sheet"));
    }
}
