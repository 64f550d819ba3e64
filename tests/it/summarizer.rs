//! The application of `examples/summarizer`, which knows no provider, on a real one.

use std::sync::Arc;

use openrouter_sim::{Answer, Simulator};
use summarizer::{Progress, Summarizer};

use crate::set_up::{MODEL, builder};

#[tokio::test]
async fn an_application_that_knows_no_provider_runs_on_one() {
    let simulator = Simulator::start().await.unwrap();
    for answer in ["A king.", "His daughter.", "A king and his daughter."] {
        simulator.script(Answer::text(answer));
    }
    let provider = builder(simulator.base_url()).default_model(MODEL).build().unwrap();
    // One at a time: the script has an order.
    let summarizer = Summarizer::new(Arc::new(provider)).piece_length(40).parallel(1);
    let tale = "Once upon a time there was a king.\n\nHe had a daughter and no ships.";
    let mut told = String::new();
    let progress = |progress: Progress<'_>| {
        if let Progress::Text(text) = progress {
            told.push_str(text);
        }
    };
    let summary = summarizer.summarize(tale, progress).await.unwrap();
    assert_eq!((&*summary.text, summary.pieces), ("A king and his daughter.", 2));
    assert_eq!(told, summary.text);
    assert!(summary.usage.cost.is_some(), "{:?}", summary.usage);
    // What becomes of the neutral request, whose snapshot is in the application's own tests.
    insta::assert_json_snapshot!(simulator.requests()[2].json().unwrap(), @r#"
    {
      "model": "openai/gpt-4o-mini",
      "messages": [
        {
          "role": "system",
          "content": "You sum up texts. Keep names, numbers and decisions, leave out the rest, and add nothing."
        },
        {
          "role": "user",
          "content": "Sum this up:\n\nA king.\n\nHis daughter."
        }
      ],
      "stream": true,
      "temperature": 0
    }
    "#);
}
