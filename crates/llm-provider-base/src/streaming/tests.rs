//! Words as they come, from bodies that behave in every way.

use std::future::pending;
use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt, stream};
use llm_types::ErrorKind;

use super::*;
use crate::{ScriptedTransport, SseEvent, TransportError, TransportErrorKind};

/// A word is content, `.` is none; after `!` only the end is missing.
#[derive(Debug, Default)]
struct Words {
    finished: bool,
}

impl Reader for Words {
    type Item = String;
    type Stake = ();

    fn read(&mut self, event: &SseEvent<'_>, _: &mut VecDeque<String>) -> Option<Step<String>> {
        match &*event.data {
            "[DONE]" => return Some(Step::Done),
            "!" => self.finished = true,
            word => return Some(Step::Item(word.to_owned())),
        }
        Some(Step::More)
    }

    fn is_finished(&self) -> bool {
        self.finished
    }

    fn is_content(item: &String) -> bool {
        item != "."
    }

    fn end(self, end: Result<Terminator, Failure>) -> Result<Option<String>, Failure> {
        match end? {
            Terminator::Done => Ok(None),
            Terminator::Eof if self.finished => Ok(Some("late".to_owned())),
            Terminator::Eof => Err(Failure::truncated()),
        }
    }
}

fn path() -> CallPath {
    CallPath::new("acme", Arc::new(ScriptedTransport::new([])))
}

fn event(data: &str) -> Bytes {
    format!("data: {data}\n\n").into()
}

/// A body of these pieces, which then never ends.
fn hanging(pieces: Vec<Bytes>) -> Body {
    Body::new(stream::iter(pieces).map(Ok).chain(stream::once(pending())))
}

/// A body of these pieces, and no more.
fn ending(pieces: Vec<Bytes>) -> Body {
    Body::new(stream::iter(pieces).map(Ok))
}

/// A body of these pieces, whose connection then breaks.
fn breaking(pieces: Vec<Bytes>) -> Body {
    let broken = stream::iter([Err(TransportError::new(TransportErrorKind::Interrupted))]);
    Body::new(stream::iter(pieces).map(Ok).chain(broken))
}

/// What a stream gives, or how it fails before the first content.
async fn read(body: Body) -> Result<Vec<Result<String, ErrorKind>>, ErrorKind> {
    read_on(&path(), body).await
}

async fn read_on(path: &CallPath, body: Body) -> Result<Vec<Result<String, ErrorKind>>, ErrorKind> {
    let mut words = Streaming::new(path, body, Words::default());
    words.commit().await.map_err(|failure| failure.error.kind())?;
    Ok(words.map(|item| item.map_err(|error| error.kind())).collect().await)
}

fn words(words: &[&str]) -> Vec<Result<String, ErrorKind>> {
    words.iter().map(|word| Ok((*word).to_owned())).collect()
}

#[tokio::test(start_paused = true)]
async fn what_comes_before_the_first_content_is_kept() {
    let body = ending(vec![event("."), event("."), event("one"), event("two"), event("[DONE]")]);
    assert_eq!(read(body).await, Ok(words(&[".", ".", "one", "two"])));
    assert_eq!(read(ending(vec![event("."), event("[DONE]")])).await, Ok(words(&["."])));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_cut_fails_the_attempt_before_its_content_and_itself_after() {
    for cut in [ending(vec![]), ending(vec![event(".")]), breaking(vec![event(".")])] {
        assert_eq!(read(cut).await, Err(ErrorKind::Interrupted));
    }
    let mut one = words(&["one"]);
    one.push(Err(ErrorKind::Interrupted));
    for cut in [ending(vec![event("one")]), breaking(vec![event("one")])] {
        assert_eq!(read(cut).await.as_ref(), Ok(&one));
    }
}

#[tokio::test(start_paused = true)]
async fn after_the_first_content_nothing_is_advised_again() {
    let mut stream = Streaming::new(&path(), ending(vec![event("one")]), Words::default());
    stream.commit().await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), "one");
    assert_eq!(stream.next().await.unwrap().unwrap_err().retry(), Retry::Never);
    assert!(stream.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn silence_ends_a_stream_sooner_once_the_answer_is_whole() {
    let begun = Instant::now();
    let mut one = words(&["one"]);
    one.push(Err(ErrorKind::Timeout));
    assert_eq!(read(hanging(vec![event("one")])).await, Ok(one));
    assert_eq!(begun.elapsed(), Duration::from_secs(60));
    let begun = Instant::now();
    let body = hanging(vec![event("one"), event("!")]);
    assert_eq!(read(body).await, Ok(words(&["one", "late"])));
    assert_eq!(begun.elapsed(), Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_says_nothing_or_too_much_is_not_read_for_ever() {
    let nothing = Body::new(stream::repeat_with(|| Ok(event("."))));
    assert_eq!(read(nothing).await, Err(ErrorKind::TooLarge));
    let mut path = path();
    path.limits.answer = 100;
    let much = Body::new(stream::repeat_with(|| Ok(event("word"))));
    let read = read_on(&path, much).await.unwrap();
    assert_eq!(read.last(), Some(&Err(ErrorKind::TooLarge)));
    assert_eq!(read.len(), 9, "100 bytes hold eight events of twelve, and there is the error");
}

#[tokio::test(start_paused = true)]
async fn the_time_of_the_whole_ends_a_stream_that_goes_on() {
    let slow = stream::repeat_with(|| ()).then(|()| async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        Ok(event("word"))
    });
    let mut stream = Streaming::new(&path(), Body::new(slow), Words::default());
    stream.commit().await.unwrap();
    let stream = stream.until(Instant::now() + Duration::from_secs(5));
    let kinds: Vec<_> = stream.map(|item| item.err().map(|error| error.kind())).collect().await;
    assert_eq!(kinds, [None, None, None, Some(ErrorKind::Timeout)]);
}

#[tokio::test(start_paused = true)]
async fn the_last_event_may_lack_its_blank_line_if_it_is_whole() {
    let unended = |data: &str| ending(vec![event("one"), format!("data: {data}").into()]);
    assert_eq!(read(unended("[DONE]")).await, Ok(words(&["one"])));
    let mut cut = words(&["one"]);
    cut.push(Err(ErrorKind::Interrupted));
    assert_eq!(read(unended("{\"cut")).await, Ok(cut));
}
