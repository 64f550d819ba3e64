//! [`Export`]: what a call does, told to the `metrics` facade.
//!
//! The names are those of `gen_ai` where `OpenTelemetry` has some, and begin with `llm_provider`
//! where it has none. Instruments are looked up once for each operation and model, when the first
//! such call begins. The recorder is foreign code: no lock is held while it runs, and if it panics
//! the call goes on.

mod chunk_gaps;
mod instruments;

use chunk_gaps::ChunkGaps;
pub(super) use instruments::{Ended, Instruments, describe};

use std::sync::Arc;
use std::time::Duration;

use llm_types::Usage;

use super::accounts::Row;
use super::observer::apart;
use super::shard::Shard;
use super::tally::Tally;

/// What a call does, told to the `metrics` facade.
#[derive(Debug)]
pub(super) struct Export {
    /// Of the model that is asked now.
    instruments: Option<Arc<Instruments>>,
    chunk_gaps: ChunkGaps,
}

impl Export {
    /// The call begins.
    pub(super) fn begin(shard: &Shard, account: Row) -> Self {
        Self { instruments: begun(shard, account), chunk_gaps: ChunkGaps::default() }
    }

    /// A chunk of its stream is there.
    pub(super) fn chunk(&mut self, gap: Duration) {
        self.chunk_gaps.record(gap);
    }

    /// It asks another model, after it sent so much to the one before; nothing if there was none.
    pub(super) fn asks(&mut self, shard: &Shard, account: Row, before: Option<&Tally>) {
        let instruments = self.instruments.take();
        apart(RECORDER, || match (&instruments, before) {
            (Some(instruments), Some(tally)) => instruments.moves(tally),
            (Some(instruments), None) => instruments.begins_elsewhere(),
            (None, _) => {}
        });
        self.instruments = begun(shard, account);
    }

    /// It is over, and used so much on an account.
    pub(super) fn end<'a>(
        &'a self,
        shard: &Shard,
        mut ended: Ended<'a>,
        usage: Option<(&Usage, Row)>,
    ) {
        ended.chunk_gaps = Some(&self.chunk_gaps);
        apart(RECORDER, || {
            if let Some(instruments) = &self.instruments {
                instruments.end(&ended);
            }
            if let Some((usage, account)) = usage {
                shard.instruments(account).used(usage);
            }
        });
    }
}

const RECORDER: &str = "the recorder of metrics";

/// The instruments of a call that begins in this account.
fn begun(shard: &Shard, account: Row) -> Option<Arc<Instruments>> {
    let mut found = None;
    apart(RECORDER, || {
        let instruments = shard.instruments(account);
        instruments.begin();
        found = Some(instruments);
    });
    found
}
