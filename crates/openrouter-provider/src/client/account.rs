//! [`Account`]: what is known of a call beside its value.

use std::sync::Arc;

use llm_provider_base::{Clock, Random, Stake};
use llm_types::{ResponseId, StandardResponse, Usage};

use super::{Quota, Remembered};
use crate::error::{Blamed, Failure, ModelBlame};
use crate::model_selector::ChosenModel;
use crate::spending::Hold;

/// What is known of a call beside its value. It goes with the value, which may still have to be
/// read.
pub(crate) type Account = llm_provider_base::Account<Stakes>;

/// What a call gave.
pub(crate) type Called<T> = llm_provider_base::Called<T, Stakes>;

/// What has a stake in how an answer ends that has begun.
#[derive(Debug)]
pub(crate) struct Stakes {
    /// The model, if it was chosen of several, and waits for its verdict.
    pub(super) chosen: Option<ChosenModel>,
    /// What is set aside for it in the spending budget.
    pub(super) hold: Option<Hold>,
    /// What the attempt that answers counts against.
    pub(super) quota: Quota,
    pub(super) remembered: Arc<Remembered>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Arc<dyn Random>,
}

impl Stake for Stakes {
    type Blame = Blamed;

    fn answered(&mut self, answer: &StandardResponse) {
        if let Some(chosen) = self.chosen.take() {
            chosen.succeed(self.clock.now());
        }
        self.remembered.note_answer(answer);
    }

    fn finished(self, usage: Option<&Usage>, id: Option<&ResponseId>) {
        if let Some(hold) = self.hold {
            hold.finished(usage, id);
        }
    }

    fn failed(self, failure: &Failure) {
        self.remembered.note_failure(&self.quota, failure, self.clock.wall());
        if let Some(chosen) = self.chosen
            && matches!(
                failure.blame.model,
                ModelBlame::Failed | ModelBlame::Silent | ModelBlame::Busy(_)
            )
        {
            chosen.fail(self.clock.now(), self.random.unit());
        }
        if let Some(hold) = self.hold {
            hold.failed(&failure.error);
        }
    }
}
