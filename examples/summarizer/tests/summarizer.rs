//! Tests of the summarizer. No test uses the network or waits: a script answers, and time is paused.

use std::sync::Arc;
use std::time::Duration;

use llm_types::mock::{MockChatProvider, ScriptedAnswer, ScriptedProvider, asks};
use llm_types::{CallState, Error, ErrorKind, StandardRequest, StandardResponse, Usage};
use summarizer::{Progress, Summarizer, Summary};
use tokio::time::Instant;

/// Two paragraphs, which are two pieces of 40 bytes.
const TALE: &str = "Once upon a time there was a king.\n\nHe had a daughter and no ships.";

const SECOND: Duration = Duration::from_secs(1);

/// An answer that costs a cent.
fn costly(text: &str) -> StandardResponse {
    let mut usage = Usage::new(100, 10);
    usage.cost = "0.01".parse().ok();
    let mut response = StandardResponse::text(text);
    response.usage = Some(usage);
    response
}

fn too_long() -> Error {
    Error::new(ErrorKind::ContextLength, "this model reads 8192 tokens")
}

/// The test keeps a handle, to see what was asked.
fn summarizer(provider: &Arc<ScriptedProvider>) -> Summarizer {
    Summarizer::new(Arc::clone(provider) as _).piece_length(40)
}

async fn summarize(provider: &Arc<ScriptedProvider>, text: &str) -> llm_types::Result<Summary> {
    summarizer(provider).summarize(text, |_| {}).await
}

#[tokio::test]
async fn a_long_text_is_read_in_pieces_and_summed_up_as_it_comes() {
    // Which piece is asked about first is open: the answers go by what is asked.
    let provider = ScriptedProvider::new()
        .when(asks("a king"), costly("A king."))
        .when(asks("a daughter"), costly("His daughter."))
        .then(ScriptedAnswer::pieces(["A king ", "and his daughter."]));
    let provider = Arc::new(provider);
    let mut told = Vec::new();
    let progress = |progress: Progress<'_>| told.push(format!("{progress:?}"));
    let summary = summarizer(&provider).summarize(TALE, progress).await.unwrap();

    insta::assert_json_snapshot!(summary, @r#"
    {
      "text": "A king and his daughter.",
      "pieces": 2,
      "usage": {
        "input_tokens": 200,
        "output_tokens": 20,
        "total_tokens": 220,
        "cost": "0.02"
      }
    }
    "#);
    insta::assert_snapshot!(told.join("\n"), @r#"
    Piece { done: 1, of: 2 }
    Piece { done: 2, of: 2 }
    Text("A king ")
    Text("and his daughter.")
    "#);
    // The whole conversion from our domain to a request, as one document.
    insta::assert_json_snapshot!(provider.requests()[2], @r#"
    {
      "messages": [
        {
          "role": "system",
          "content": [
            {
              "type": "text",
              "text": "You sum up texts. Keep names, numbers and decisions, leave out the rest, and add nothing."
            }
          ]
        },
        {
          "role": "user",
          "content": [
            {
              "type": "text",
              "text": "Sum this up:\n\nA king.\n\nHis daughter."
            }
          ]
        }
      ],
      "temperature": 0.0,
      "timeout": {
        "secs": 60,
        "nanos": 0
      }
    }
    "#);
    provider.assert_requests(3);
    provider.assert_all_played();
}

#[tokio::test]
async fn what_is_too_long_for_the_model_is_asked_about_in_smaller_pieces() {
    let text = "word ".repeat(100);
    let reads_too_much = |request: &StandardRequest| {
        request.messages[1].content()[0].as_text().is_some_and(|text| text.len() > 350)
    };
    // Of two pieces the first is too long; and then the text as a whole, in the last request.
    for (piece_length, pieces, requests) in [(400, 2, 6), (499, 3, 5)] {
        let provider = ScriptedProvider::new()
            .when(reads_too_much, too_long())
            .answer_with(|_| costly("Words."));
        let provider = Arc::new(provider);
        let summarizer = summarizer(&provider).piece_length(piece_length);
        let summary = summarizer.summarize(&text, |_| {}).await.unwrap();
        assert_eq!((&*summary.text, summary.pieces), ("Words.", pieces));
        let cost = summary.usage.cost.unwrap().to_string();
        assert_eq!(cost, format!("0.0{}", requests - 1), "a refusal costs nothing");
        provider.assert_requests(requests);
        provider.assert_all_played();
    }
}

#[tokio::test]
async fn a_text_that_cannot_be_made_shorter_is_an_error() {
    let provider = Arc::new(ScriptedProvider::new().then(too_long()));
    let error = summarize(&provider, "Short.").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ContextLength);
    provider.assert_requests(1);

    let provider = Arc::new(ScriptedProvider::new().answer_with(|_| TALE));
    let error = summarize(&provider, TALE).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    provider.assert_requests(2);

    let provider = Arc::new(ScriptedProvider::new());
    let error = summarize(&provider, " \n").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    provider.assert_requests(0);
}

#[tokio::test]
async fn an_error_ends_all_that_goes_on() {
    let refused = Error::new(ErrorKind::InsufficientCredits, "add some");
    let provider = ScriptedProvider::new()
        .when(asks("a king"), ScriptedAnswer::hang())
        .when(asks("a daughter"), refused.clone());
    let provider = Arc::new(provider);
    let parallel = summarize(&provider, TALE);
    assert!(tokio::time::timeout(Duration::ZERO, parallel).await.is_err(), "in order: it waits");
    provider.assert_no_calls_in_flight();

    let provider = Arc::new(ScriptedProvider::new().when(asks("a king"), refused).repeat_last());
    let error = summarize(&provider, TALE).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InsufficientCredits);
    provider.assert_no_calls_in_flight();
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_an_error_with_what_had_come() {
    let broken = ScriptedAnswer::pieces(["A king ", "and"])
        .broken_by(Error::new(ErrorKind::Interrupted, "connection reset"));
    let provider = Arc::new(ScriptedProvider::new().then(broken));
    let mut told = String::new();
    let progress = |progress: Progress<'_>| {
        if let Progress::Text(text) = progress {
            told.push_str(text);
        }
    };
    let error = summarizer(&provider).summarize("A tale.", progress).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert_eq!(error.partial().unwrap().joined_text(), told);
    assert_eq!(provider.calls()[0].state, CallState::Failed);
}

#[tokio::test(start_paused = true)]
async fn a_model_that_says_nothing_is_given_up_after_the_time_that_was_set() {
    let provider = ScriptedProvider::new().with_timer(tokio::time::sleep);
    let provider = Arc::new(provider.then(ScriptedAnswer::text("A king").then_hang()));
    let begun = Instant::now();
    let limited = summarizer(&provider).timeout(SECOND * 20);
    let error = limited.summarize("A tale.", |_| {}).await.unwrap_err();
    assert_eq!((error.kind(), begun.elapsed()), (ErrorKind::Timeout, SECOND * 20));
}

#[tokio::test(start_paused = true)]
async fn no_more_pieces_are_asked_about_at_once_than_was_set() {
    let text = "A sentence that is a piece by itself. ".repeat(6);
    let provider = ScriptedProvider::new()
        .with_timer(tokio::time::sleep)
        .when(asks("Make notes"), ScriptedAnswer::text("Yes.").after(SECOND))
        .then("Yes.");
    let provider = Arc::new(provider);
    let begun = Instant::now();
    summarizer(&provider).parallel(3).summarize(&text, |_| {}).await.unwrap();
    assert_eq!(begun.elapsed(), SECOND * 2);
    provider.assert_requests(7);
}

#[tokio::test]
async fn whoever_drops_it_cancels_what_is_under_way() {
    let provider = Arc::new(ScriptedProvider::new().answer_with(|_| ScriptedAnswer::hang()));
    let given_up = tokio::time::timeout(Duration::ZERO, summarize(&provider, TALE)).await;
    assert!(given_up.is_err());
    let states: Vec<_> = provider.calls().into_iter().map(|call| call.state).collect();
    assert_eq!(states, [CallState::Dropped, CallState::Dropped]);
}

/// Where it matters which calls are made, and how often, a `mockall` mock says so.
#[tokio::test]
async fn a_short_text_is_one_stream_and_nothing_else() {
    let mut mock = MockChatProvider::new();
    mock.expect_stream().withf(asks("A tale.")).times(1).returning(|_| {
        let events = StandardResponse::text("Short.").into_events();
        Ok(llm_types::StandardStream::from_items(events.into_iter().map(Ok)))
    });
    let summary = Summarizer::new(Arc::new(mock)).summarize("A tale.", |_| {}).await.unwrap();
    assert_eq!((&*summary.text, summary.pieces), ("Short.", 0));
}
