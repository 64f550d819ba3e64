//! [`Rules`]: answers that depend on what is asked.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ScriptedAnswer;
use crate::{ContentPart, Message, StandardRequest};

type Matches = dyn Fn(&StandardRequest) -> bool + Send + Sync;
type Answers = dyn Fn(&StandardRequest) -> ScriptedAnswer + Send + Sync;

/// Answers that depend on what is asked. They are fixed once the provider is in use, so that the
/// functions of a test are called without a lock.
#[derive(Default, Clone)]
pub(super) struct Rules {
    rules: Vec<Arc<Rule>>,
    others: Option<Arc<Answers>>,
}

struct Rule {
    matches: Box<Matches>,
    answer: ScriptedAnswer,
    was_played: AtomicBool,
}

impl Rules {
    pub(super) fn push(&mut self, matches: Box<Matches>, answer: ScriptedAnswer) {
        self.rules.push(Arc::new(Rule { matches, answer, was_played: AtomicBool::new(false) }));
    }

    pub(super) fn set_others(&mut self, answers: Arc<Answers>) {
        self.others = Some(answers);
    }

    /// The answer of the first rule that matches.
    pub(super) fn answer(&self, request: &StandardRequest) -> Option<ScriptedAnswer> {
        let rule = self.rules.iter().find(|rule| (rule.matches)(request))?;
        rule.was_played.store(true, Ordering::Relaxed);
        Some(rule.answer.clone())
    }

    /// The answer to what neither a rule nor the script has one for.
    pub(super) fn other(&self, request: &StandardRequest) -> Option<ScriptedAnswer> {
        self.others.as_ref().map(|answer| answer(request))
    }

    /// The places, counted from 1, of the rules that no request matched.
    pub(super) fn unplayed(&self) -> Vec<usize> {
        let rules = self.rules.iter().zip(1..);
        rules
            .filter(|(rule, _)| !rule.was_played.load(Ordering::Relaxed))
            .map(|(_, place)| place)
            .collect()
    }
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules")
            .field("rules", &self.rules.len())
            .field("others", &self.others.is_some())
            .finish()
    }
}

/// Matches requests that have this text in any of their messages: for
/// [`ScriptedProvider::when`](super::ScriptedProvider::when), and for `withf` of the `mockall`
/// mocks.
///
/// ```
/// use llm_types::mock::asks;
///
/// assert!(asks("sky")(&"Why is the sky blue?".into()));
/// ```
pub fn asks(
    text: impl Into<String>,
) -> impl Fn(&StandardRequest) -> bool + Clone + Send + Sync + 'static {
    let text = text.into();
    move |request| texts(request).any(|it| it.contains(&text))
}

/// All text that is asked, piece by piece.
pub(super) fn texts(request: &StandardRequest) -> impl Iterator<Item = &str> {
    let parts = request.messages.iter().flat_map(Message::content);
    parts.filter_map(ContentPart::as_text)
}
