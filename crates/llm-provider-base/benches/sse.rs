//! Framing of event streams, next to reading the same chunks without looking at them.
//!
//! The events are of the size of one text delta; the cuts are those of a fast model behind a proxy that buffers,
//! of a slow one, of TCP segments, and of an image that comes as one event.

use std::hint::black_box;

use bytes::Bytes;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use llm_provider_base::{SseDecoder, SseFrame};

const EVENT: usize = 307;
const EVENTS: usize = 1024;

/// `data: {…}` of `len` bytes, blank line included.
fn event(len: usize) -> Vec<u8> {
    let mut event = b"data: {\"choices\":[{\"delta\":{\"content\":\"".to_vec();
    let end = b"\"}}]}\n\n";
    event.resize(len - end.len(), b'x');
    event.extend_from_slice(end);
    event
}

fn cut(stream: &[u8], len: usize) -> Vec<Bytes> {
    stream.chunks(len).map(Bytes::copy_from_slice).collect()
}

fn drain(chunks: &[Bytes]) -> usize {
    chunks.iter().map(|chunk| black_box(chunk.clone()).len()).sum()
}

fn frame(chunks: &[Bytes]) -> usize {
    let mut decoder = SseDecoder::new();
    let mut len = 0;
    for chunk in chunks {
        decoder.push(chunk.clone());
        while let Ok(Some(frame)) = decoder.next_frame() {
            if let SseFrame::Event(event) = black_box(frame) {
                len += event.data.len();
            }
        }
    }
    len
}

fn bench(criterion: &mut Criterion) {
    let deltas = event(EVENT).repeat(EVENTS);
    let image = event(4 << 20);
    let cases = [
        ("bursts of 32 events", cut(&deltas, 32 * EVENT)),
        ("single events", cut(&deltas, EVENT)),
        ("cuts of 1460 bytes", cut(&deltas, 1460)),
        ("one event of 4 MiB in 16 KiB pieces", cut(&image, 16 << 10)),
    ];
    for (name, chunks) in cases {
        let bytes: usize = chunks.iter().map(Bytes::len).sum();
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function("drain", |bencher| bencher.iter(|| drain(black_box(&chunks))));
        group.bench_function("frame", |bencher| bencher.iter(|| frame(black_box(&chunks))));
        group.finish();
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
