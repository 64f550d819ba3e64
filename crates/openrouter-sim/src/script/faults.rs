//! What goes wrong with an answer on its way.

use std::time::Duration;

use crate::{
    frame::{Frame, resegment},
    reply::Reply,
};

/// What goes wrong with an answer on its way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    pub(crate) head_delay: Duration,
    pub(crate) stop: Option<(usize, Stop)>,
    pub(crate) segment: Option<usize>,
}

/// How an answer stops too early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The connection breaks.
    Cut,
    /// The body ends as if it were whole.
    End,
    /// Nothing more comes.
    Hang,
}

impl Faults {
    pub(crate) fn apply(&self, mut reply: Reply) -> Reply {
        reply.wait += self.head_delay;
        if let Some((count, stop)) = self.stop {
            reply.frames = if reply.is_stream() {
                first_events(reply.frames, count)
            } else {
                vec![first_bytes(&reply.frames, count)]
            };
            reply.frames.extend(stop.frame());
        }
        if let Some(len) = self.segment {
            reply.frames = resegment(reply.frames, len);
        }
        reply
    }
}

impl Stop {
    fn frame(self) -> Option<Frame> {
        match self {
            Self::Cut => Some(Frame::Cut),
            Self::Hang => Some(Frame::Hang),
            Self::End => None,
        }
    }
}

/// Keeps the frames up to and including the given number of events.
fn first_events(frames: Vec<Frame>, events: usize) -> Vec<Frame> {
    let mut seen = 0;
    let kept = frames.into_iter().take_while(|frame| {
        seen += usize::from(frame.is_event());
        seen <= events
    });
    kept.collect()
}

/// Keeps the given number of bytes.
fn first_bytes(frames: &[Frame], count: usize) -> Frame {
    let mut bytes: Vec<u8> = frames.iter().filter_map(Frame::bytes).flatten().collect();
    bytes.truncate(count);
    Frame::Raw(bytes.into())
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    #[test]
    fn an_answer_stops_after_its_events_and_not_after_its_comments() {
        let frames = vec![
            Frame::Comment,
            Frame::Event("1".to_owned()),
            Frame::Comment,
            Frame::Event("2".to_owned()),
            Frame::done(),
        ];
        assert_eq!(first_events(frames.clone(), 1), frames[..3]);
        assert_eq!(first_events(frames.clone(), 0), frames[..1]);
        assert_eq!(first_events(frames.clone(), 9), frames);
    }

    #[test]
    fn an_answer_that_is_no_stream_stops_after_its_bytes() {
        let reply = Reply::new(StatusCode::OK, "application/json", vec![Frame::Raw("{:}".into())]);
        let faults = Faults { stop: Some((2, Stop::Cut)), ..Faults::default() };
        assert_eq!(faults.apply(reply).frames, [Frame::Raw("{:".into()), Frame::Cut]);
    }
}
