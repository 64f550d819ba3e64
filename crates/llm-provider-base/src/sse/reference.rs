//! The rules of WHATWG HTML §9.2 word by word, slow and without limits, to compare the decoder with.

/// An event: its name, its data and the id at that time.
pub(super) type Event = (String, String, String);

/// What a stream that is all there says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) events: Vec<Event>,
    pub(super) comments: usize,
    pub(super) id: String,
    pub(super) retry: Option<u64>,
}

pub(super) fn read(stream: &[u8]) -> Reading {
    let text = String::from_utf8_lossy(stream);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<&str> = text.split('\n').collect();
    // What follows the last line end is not a line.
    lines.pop();

    let mut reading = Reading::default();
    let (mut name, mut data, mut id) = (String::new(), String::new(), String::new());
    for line in lines {
        if line.is_empty() {
            reading.id.clone_from(&id);
            if !data.is_empty() {
                data.pop();
                let name = if name.is_empty() { "message" } else { &name };
                reading.events.push((name.to_owned(), data.clone(), id.clone()));
            }
            data.clear();
            name.clear();
            continue;
        }
        if line.starts_with(':') {
            reading.comments += 1;
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut name),
            "data" => {
                data.push_str(value);
                data.push('\n');
            }
            "id" if !value.contains('\0') => value.clone_into(&mut id),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                reading.retry = value.parse().ok().or(reading.retry);
            }
            _ => {}
        }
    }
    reading
}
