//! Recorded and played: what comes back, which call answers, and what the file looks like.

mod file;
mod replay;
mod secrets;

use std::path::PathBuf;

use futures::FutureExt as _;
use llm_types::mock::{ScriptedAnswer, ScriptedProvider};
use llm_types::{
    ChatProvider, Error, ErrorKind, Result, StandardRequest, StandardResponse, StandardStream,
    StreamEvent, strategies,
};
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::LayerExt as _;

/// A place for a cassette, which goes with the test.
struct Place {
    _folder: TempDir,
    path: PathBuf,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new").join("calls.jsonl");
    Place { _folder: folder, path }
}

impl Place {
    fn lines(&self) -> Vec<String> {
        std::fs::read_to_string(&self.path).unwrap().lines().map(str::to_owned).collect()
    }

    fn open(&self) -> Cassette {
        Cassette::open(&self.path).unwrap()
    }

    fn replay(&self) -> ReplayProvider {
        self.open().provider()
    }

    fn recorder(&self) -> Recorder {
        Recorder::to(&self.path).unwrap()
    }
}

fn reset() -> Error {
    Error::new(ErrorKind::Interrupted, "connection reset")
}

/// All of a stream.
async fn drain(stream: Result<StandardStream>) -> Vec<Result<StreamEvent>> {
    match stream {
        Ok(stream) => futures::StreamExt::collect(stream).await,
        Err(error) => vec![Err(error)],
    }
}

/// Items, so that they can be compared.
fn shown(items: Vec<Result<StreamEvent>>) -> Vec<(Option<StreamEvent>, String)> {
    items
        .into_iter()
        .map(|item| match item {
            Ok(event) => (Some(event), String::new()),
            Err(error) => (None, format!("{error:?} {:?}", error.partial())),
        })
        .collect()
}

fn whole(result: Result<StandardResponse>) -> (Option<StandardResponse>, String) {
    match result {
        Ok(answer) => (Some(answer), String::new()),
        Err(error) => (None, format!("{error:?} {:?}", error.partial())),
    }
}

fn answer() -> impl Strategy<Value = ScriptedAnswer> {
    let whole = prop_oneof![
        strategies::response().prop_map(ScriptedAnswer::from),
        proptest::collection::vec(strategies::stream_event(), 0..6)
            .prop_map(ScriptedAnswer::events),
        Just(reset().into()),
    ];
    (whole, any::<bool>())
        .prop_map(|(answer, breaks)| if breaks { answer.broken_by(reset()) } else { answer })
}

fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_is_played_is_what_was_recorded(
        answers in proptest::collection::vec((strategies::request(), answer(), any::<bool>()), 1..4),
    ) {
        let place = place();
        let mut script = ScriptedProvider::new();
        for (_, answer, _) in &answers {
            script = script.then(answer.clone());
        }
        let provider = script.layer(place.recorder());
        let ask = |provider: &dyn ChatProvider| {
            let mut items = Vec::new();
            for (request, _, streams) in &answers {
                let mut request = request.clone();
                request.timeout = None;
                items.push(if *streams {
                    (shown(now(drain(now(provider.stream(request))))), None)
                } else {
                    (Vec::new(), Some(whole(now(provider.complete(request)))))
                });
            }
            items
        };
        let recorded = ask(&provider);
        let replay = place.replay();
        prop_assert_eq!(ask(&replay), recorded);
        prop_assert!(replay.unplayed().is_empty());
    }

    #[test]
    fn both_ways_of_asking_share_what_was_recorded(answer in answer(), streams in any::<bool>()) {
        let place = place();
        let provider = ScriptedProvider::new().then(answer).layer(place.recorder());
        let by_stream = |provider: &dyn ChatProvider| {
            now(drain(now(provider.stream("a".into())))).pop().unwrap().map(|event| match event {
                StreamEvent::Finished(answer) => *answer,
                other => panic!("{other:?} is no end"),
            })
        };
        let by_whole = |provider: &dyn ChatProvider| now(provider.complete("a".into()));
        let recorded = if streams { by_stream(&provider) } else { by_whole(&provider) };
        let recorded = whole(recorded);
        prop_assert_eq!(&whole(by_whole(&place.replay())), &recorded);
        prop_assert_eq!(&whole(by_stream(&place.replay())), &recorded);
    }
}

#[tokio::test(start_paused = true)]
async fn the_form_of_a_cassette_is_stable() {
    let place = place();
    let provider = ScriptedProvider::new()
        .with_default_model("a/model")
        .then("Hello")
        .then(ScriptedAnswer::text("Well").broken_by(reset()))
        .then(ScriptedAnswer::hang())
        .layer(place.recorder());
    provider.complete("a".into()).await.unwrap();
    let request = StandardRequest::prompt("b").with_max_attempts(1);
    drop(drain(provider.stream(request).await).await);
    assert!(provider.complete("c".into()).now_or_never().is_none());
    let end = r#","attempts":[{"model":"a/model","is_hedge":false,"outcome":"#;
    let lines = place.lines();
    let lines = lines.iter().map(|line| line.split(end).next().unwrap());
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r#"
    {"cassette":1,"provider":{"name":"scripted","type":"scripted","description":"Plays a script","capabilities":["streaming","tools"],"tool_format":"openai","default_model":"a/model"}}
    {"call":1,"provider":"scripted","request":{"messages":[{"role":"user","content":[{"type":"text","text":"a"}]}]},"end":{"answer":{"choices":[{"index":0,"message":{"content":[{"type":"text","text":"Hello"}]},"finish_reason":"stop"}]
    {"call":2,"provider":"scripted","request":{"messages":[{"role":"user","content":[{"type":"text","text":"b"}]}],"max_attempts":1},"events":[{"after_us":0,"event":{"type":"text","choice":0,"text":"Well"}}],"end":{"error":{"kind":"interrupted","message":"connection reset","retry":"never","operation":"chat"
    {"call":3,"provider":"scripted","request":{"messages":[{"role":"user","content":[{"type":"text","text":"c"}]}]},"end":"dropped","end_after_us":0}
    "#);
}
