//! Streams that nobody reads.

use llm_types::{ChatProvider as _, StandardRequest, StandardStream};
use openrouter_provider::OpenRouter;

use super::{Canned, runtime};
use crate::faults::A1;

#[test]
fn y03_a_stream_that_nobody_reads_takes_a_bounded_amount() {
    const STREAMS: usize = 2_000;
    let provider = OpenRouter::builder().api_key(A1).transport(Canned::Endless).build().unwrap();
    let runtime = runtime();
    let open = || {
        let request = StandardRequest::prompt("Hi").with_model("a/model");
        runtime.block_on(provider.stream(request)).unwrap()
    };
    let first = open();
    let mut streams: Vec<StandardStream> = Vec::with_capacity(STREAMS);
    let counted = allocation_counter::measure(|| {
        for _ in 0..STREAMS {
            streams.push(open());
        }
    });
    let each = usize::try_from(counted.bytes_current).unwrap() / STREAMS;
    assert!(each <= 64 << 10, "{each} bytes each");
    let freed = allocation_counter::measure(|| streams.clear());
    assert!(freed.bytes_current < 0, "they give it back: {freed:?}");
    let left = counted.bytes_current + freed.bytes_current;
    assert!(left <= 64 << 10, "{left} bytes are kept of {STREAMS}");
    drop(first);
}
