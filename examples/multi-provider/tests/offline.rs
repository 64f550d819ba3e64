//! The example, run as its users run it.

use std::process::Command;

#[test]
fn it_falls_back_to_the_server_on_this_machine() {
    let output = Command::new(env!("CARGO_BIN_EXE_multi-provider")).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let (text, measured) = text.rsplit_once("\n  half of the calls took less than ").unwrap();
    assert!(measured.trim_end().ends_with('s'), "{measured}");
    insta::assert_snapshot!(text, @r"
    Offline: both servers are simulated, and so are answers and costs.

    How warm is it in Rome?
      It is 21 degrees warm in Rome.
        openrouter answered
        ran the tool thermometer
        openrouter answered

    (Now OpenRouter is out of credits, for one call.)
    What do I pack for Rome?
      sandals, a sun hat; umbrella: false
        openrouter failed: insufficient_credits
        local answered

    In all: 3 calls, 4 attempts
      openrouter  asked 3, answered 2, failed 1
      local       asked 1, answered 1, failed 0
      193 tokens, cost $0.00003615
    ");
}
