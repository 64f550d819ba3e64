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
        if let Some((events, stop)) = self.stop {
            reply.frames = stop_after(reply.frames, events, stop);
        }
        if let Some(len) = self.segment {
            reply.frames = resegment(reply.frames, len);
        }
        reply
    }
}

/// Keeps the frames up to and including the given number of events.
fn stop_after(frames: Vec<Frame>, events: usize, stop: Stop) -> Vec<Frame> {
    let mut seen = 0;
    let mut kept: Vec<Frame> = frames
        .into_iter()
        .take_while(|frame| {
            seen += usize::from(frame.is_event());
            seen <= events
        })
        .collect();
    match stop {
        Stop::Cut => kept.push(Frame::Cut),
        Stop::Hang => kept.push(Frame::Hang),
        Stop::End => {}
    }
    kept
}

#[cfg(test)]
mod tests {
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
        let kept = stop_after(frames.clone(), 1, Stop::Cut);
        assert_eq!(kept[..3], frames[..3]);
        assert_eq!(kept[3..], [Frame::Cut]);
        assert_eq!(stop_after(frames.clone(), 0, Stop::Hang), [Frame::Comment, Frame::Hang]);
        assert_eq!(stop_after(frames.clone(), 9, Stop::End), frames);
    }
}
