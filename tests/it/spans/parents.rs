//! Whose child the span of a call is.

use std::sync::Barrier;

use futures::StreamExt;
use llm_types::ChatProvider;
use openrouter_sim::Answer;
use tracing::{Instrument, Level, info_span};

use super::heard;
use super::tree::Tree;
use crate::set_up::{provider, read, request};

#[tokio::test]
async fn a_call_belongs_to_the_span_in_which_it_is_made() {
    let (simulator, tree, _listening) = heard().await;
    let provider = provider(&simulator);
    let stream = provider.stream(request()).instrument(info_span!("question")).await.unwrap();
    // However far away it is read.
    read(stream).instrument(info_span!("reader")).await.1.unwrap();
    assert_eq!(
        tree.outline(),
        "question\n  chat openai/gpt-4o-mini succeeded\n    POST succeeded\nreader\n"
    );
}

#[tokio::test]
async fn calls_in_tasks_belong_to_the_spans_of_their_tasks() {
    let (simulator, tree, _listening) = heard().await;
    let provider = provider(&simulator);
    let tasks = ["one", "two"].map(|name| {
        let (provider, span) = (provider.clone(), info_span!("task", otel.name = name));
        tokio::spawn(async move { provider.complete(request()).await.unwrap() }.instrument(span))
    });
    for task in tasks {
        task.await.unwrap();
    }
    let call = "  chat openai/gpt-4o-mini succeeded\n    POST succeeded\n";
    assert_eq!(tree.outline(), format!("one\n{call}two\n{call}"));
}

#[tokio::test]
async fn streams_that_are_read_in_turn_keep_their_spans_apart() {
    let (simulator, tree, _listening) = heard().await;
    simulator.script(Answer::text("one two three four").times(2));
    let provider = provider(&simulator);
    let mut streams = Vec::new();
    for _ in 0..2 {
        streams.push(provider.stream(request()).await.unwrap());
    }
    let (second, first) = (streams.pop().unwrap(), streams.pop().unwrap());
    let mut both = first.zip(second);
    while let Some((one, other)) = both.next().await {
        one.unwrap();
        other.unwrap();
    }
    drop(both);
    let call = "chat openai/gpt-4o-mini succeeded\n  POST succeeded\n";
    assert_eq!(tree.outline(), format!("{call}{call}"));
}

#[test]
fn each_runtime_of_one_thread_has_its_own_spans() {
    let barrier = Barrier::new(2);
    let outlines: Vec<_> = std::thread::scope(|scope| {
        let threads = ["one", "two"].map(|name| {
            let barrier = &barrier;
            scope.spawn(move || {
                let runtime =
                    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                let tree = Tree::at(Level::INFO);
                let _listening = tree.listen();
                barrier.wait();
                runtime.block_on(async {
                    let simulator = openrouter_sim::Simulator::start().await.unwrap();
                    let span = info_span!("thread", otel.name = name);
                    provider(&simulator).complete(request()).instrument(span).await.unwrap();
                });
                tree.outline()
            })
        });
        threads.map(|thread| thread.join().unwrap()).into_iter().collect()
    });
    let call = "  chat openai/gpt-4o-mini succeeded\n    POST succeeded\n";
    assert_eq!(outlines, ["one", "two"].map(|name| format!("{name}\n{call}")));
}
