//! [`Scenario`]: how the service behind a provider behaves.

use std::time::Duration;

use llm_types::{
    ErrorKind, FinishReason, ModelId, RawJson, Secret, StreamEvent, ToolCallDelta, Usage,
};

use super::{Ending, Reaction};

/// How the service behind a provider behaves, in neutral words: the subject has it said in those of
/// the service.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Scenario {
    /// What the report calls it.
    pub name: &'static str,
    /// What the service does with the requests for a chat, in the order in which they come; with
    /// those after the last, what it did with that.
    pub reactions: Vec<Reaction>,
    /// The models that it lists.
    pub models: Vec<ModelId>,
    /// False if it cannot be used: whatever is asked of it, a check of the connection or of the key
    /// included, fails as a service that is down does.
    pub is_up: bool,
}

impl Scenario {
    /// The model that requests name, and that answers.
    pub const MODEL: &'static str = "kit/model";

    /// The key that the provider is to use, if it needs one: the kit looks for it wherever it must
    /// not be.
    pub fn key() -> Secret {
        Secret::new("sk-kit-canary-5d0c1f7e93b84a26")
    }

    /// What the service does with the request in this place, counted from 0.
    pub fn reaction(&self, place: usize) -> Reaction {
        let reaction = self.reactions.get(place).or_else(|| self.reactions.last());
        reaction.cloned().unwrap_or_else(|| Reaction::of(Vec::new()))
    }

    pub(super) fn new(name: &'static str, reaction: Reaction) -> Self {
        let models = vec![Self::MODEL.into(), "kit/other".into()];
        Self { name, reactions: vec![reaction], models, is_up: true }
    }

    pub(super) fn then(mut self, reaction: Reaction) -> Self {
        self.reactions.push(reaction);
        self
    }

    pub(super) fn text() -> Self {
        let reaction = Reaction::says(["Light ", "is ", "scattered."]).using(Usage::new(11, 3));
        Self::new("a text", reaction)
    }

    pub(super) fn priced() -> Self {
        let mut usage = Usage::new(11, 3);
        // Less than a binary fraction can say.
        usage.cost = "0.0000123".parse().ok();
        Self::new("a text with its cost", Reaction::says(["Light."]).using(usage))
    }

    pub(super) fn silent_usage() -> Self {
        Self::new("a text without usage", Reaction::says(["Light ", "is ", "scattered."]))
    }

    pub(super) fn unicode() -> Self {
        let pieces = ["Zwölf ", "日", "本 👩", "\u{200d}🚀 e", "\u{301} \u{2028}", "fin\r\n", " "];
        Self::new("letters of many bytes", Reaction::says(pieces))
    }

    pub(super) fn slow() -> Self {
        let mut reaction = Reaction::says(["one ", "two ", "three"]);
        reaction.pause = Some(Duration::from_millis(30));
        Self::new("a slow answer", reaction)
    }

    pub(super) fn huge() -> Self {
        let piece = |place: usize| StreamEvent::Text {
            choice: 0,
            text: format!("{place}: {}\n", "all work and no play ".repeat(50)),
        };
        Self::new("half a megabyte", Reaction::of((0..500).map(piece).collect()))
    }

    pub(super) fn empty() -> Self {
        Self::new("an empty answer", Reaction::of(Vec::new()))
    }

    pub(super) fn refusal() -> Self {
        let piece = |text: &str| StreamEvent::Refusal { choice: 0, text: text.to_owned() };
        Self::new("a refusal", Reaction::of(vec![piece("I will "), piece("not.")]))
    }

    pub(super) fn choices() -> Self {
        let piece = |choice, text: &str| StreamEvent::Text { choice, text: text.to_owned() };
        let pieces = [piece(0, "He"), piece(1, "Ti"), piece(0, "ads"), piece(1, "ger")];
        Self::new("two choices", Reaction::of(pieces.to_vec()))
    }

    pub(super) fn reasoning() -> Self {
        let piece = |text: &str, block: &str| StreamEvent::Reasoning {
            choice: 0,
            text: text.to_owned(),
            blocks: RawJson::parse(block.to_owned()).ok().map(|json| vec![json.into()]),
        };
        let answer = StreamEvent::Text { choice: 0, text: "Four.".to_owned() };
        let first = r#"{"type":"reasoning.text","text":"Two and ","index":0}"#;
        let second = r#"{"type":"reasoning.text","text":"two.","signature":"c2ln+/8=","index":0}"#;
        let deltas = vec![piece("Two and ", first), piece("two.", second), answer];
        Self::new("signed thoughts", Reaction::of(deltas))
    }

    pub(super) fn plain_thoughts() -> Self {
        let piece =
            |text: &str| StreamEvent::Reasoning { choice: 0, text: text.to_owned(), blocks: None };
        let answer = StreamEvent::Text { choice: 0, text: "Four.".to_owned() };
        Self::new("thoughts", Reaction::of(vec![piece("Two and "), piece("two."), answer]))
    }

    pub(super) fn tool_call() -> Self {
        let pieces = [call(0, "call_a", "weather", ""), more(0, "{\"ci"), more(0, "ty\":\"Kö")];
        let pieces = pieces.into_iter().chain([more(0, "ln\"}")]).collect();
        let reaction = Reaction::of(pieces).stopping_for(FinishReason::ToolCalls);
        Self::new("a tool call in odd pieces", reaction)
    }

    pub(super) fn parallel_calls() -> Self {
        let pieces = vec![
            call(0, "call_a", "weather", "{\"city\":"),
            call(1, "call_b", "time", ""),
            more(0, "\"Rome\"}"),
            more(1, "{\"zone\":1}"),
        ];
        let reaction = Reaction::of(pieces).stopping_for(FinishReason::ToolCalls);
        Self::new("two tool calls at once", reaction)
    }

    pub(super) fn call_without_arguments() -> Self {
        let reaction = Reaction::of(vec![call(0, "call_a", "now", "")]);
        Self::new("a tool call without arguments", reaction.stopping_for(FinishReason::ToolCalls))
    }

    pub(super) fn call_cut_by_length() -> Self {
        let pieces = vec![call(0, "call_a", "transfer", "{\"to\":\"Ann\",\"sum\":1")];
        let reaction = Reaction::of(pieces).stopping_for(FinishReason::Length);
        Self::new("a tool call cut off by length", reaction)
    }

    pub(super) fn whole_looking_call_cut_by_length() -> Self {
        let pieces = vec![call(0, "call_a", "transfer", "{}")];
        let reaction = Reaction::of(pieces).stopping_for(FinishReason::Length);
        Self::new("a tool call cut off where it looks whole", reaction)
    }

    pub(super) fn call_cut_by_connection() -> Self {
        let pieces = vec![call(0, "call_a", "transfer", "{\"to\":\"Ann\"}")];
        Self::new("a tool call and no end", Reaction::of(pieces).ending(Ending::CutOff))
    }

    pub(super) fn length() -> Self {
        let reaction = Reaction::says(["It was ", "a dark"]).stopping_for(FinishReason::Length);
        Self::new("a text cut off by length", reaction)
    }

    pub(super) fn cut_off() -> Self {
        let reaction = Reaction::says(["Once ", "upon "]).ending(Ending::CutOff);
        Self::new("a text and no end", reaction)
    }

    pub(super) fn cut_off_at_once() -> Self {
        Self::new("no content and no end", Reaction::of(Vec::new()).ending(Ending::CutOff))
    }

    pub(super) fn failing_late() -> Self {
        let reaction = Reaction::says(["Once ", "upon "]).failing(ErrorKind::Unavailable);
        Self::new("a text and a failure", reaction)
    }

    pub(super) fn silent() -> Self {
        Self::new("silence", Reaction::of(Vec::new()).ending(Ending::Silent))
    }

    pub(super) fn silent_late() -> Self {
        let reaction = Reaction::says(["Once ", "upon "]).ending(Ending::Silent);
        Self::new("a text and silence", reaction)
    }

    pub(super) fn failing(kind: ErrorKind) -> Self {
        Self::new(kind.as_str(), Reaction::fails(kind))
    }

    /// One failure, and then an answer.
    pub(super) fn passing(kind: ErrorKind) -> Self {
        let name = match kind {
            ErrorKind::RateLimited => "too busy, and then a text",
            _ => "a failure, and then a text",
        };
        Self::new(name, Reaction::fails(kind)).then(Reaction::says(["Light ", "is scattered."]))
    }

    /// Too busy for half a minute.
    pub(super) fn busy_for_long() -> Self {
        let mut reaction = Reaction::fails(ErrorKind::RateLimited);
        if let Ending::Failed(failure) = &mut reaction.ending {
            failure.retry_after = Some(Duration::from_secs(30));
        }
        Self::new("too busy for half a minute", reaction)
    }

    /// A service that says more than one wants to have in a log.
    pub(super) fn talkative() -> Self {
        let mut reaction = Reaction::fails(ErrorKind::InvalidRequest);
        if let Ending::Failed(failure) = &mut reaction.ending {
            "no\r\nINFO: all is well\u{1b}[31m\n".clone_into(&mut failure.message);
        }
        Self::new("a failure in several lines", reaction)
    }

    /// A service that repeats the key.
    pub(super) fn leaking() -> Self {
        let mut reaction = Reaction::fails(ErrorKind::Authentication);
        if let Ending::Failed(failure) = &mut reaction.ending {
            failure.message = format!("incorrect API key provided: {}", Self::key().expose());
        }
        Self::new("a failure that repeats the key", reaction)
    }

    /// As many answers, each another one.
    pub(super) fn numbered(answers: usize) -> Self {
        let reactions = (0..answers).map(|place| {
            let piece = |piece| StreamEvent::Text { choice: 0, text: format!("{place}.{piece};") };
            let mut reaction = Reaction::of((0..4).map(piece).collect());
            reaction.pause = Some(Duration::from_millis(2));
            reaction
        });
        let first = Self::new("several answers at once", Reaction::of(Vec::new()));
        Self { reactions: reactions.collect(), ..first }
    }

    pub(super) fn down() -> Self {
        Self { is_up: false, ..Self::new("down", Reaction::fails(ErrorKind::Unavailable)) }
    }

    /// What answers, in all its forms.
    pub(super) fn answering() -> Vec<Self> {
        vec![
            Self::text(),
            Self::unicode(),
            Self::slow(),
            Self::length(),
            Self::plain_thoughts(),
            Self::reasoning(),
            Self::tool_call(),
            Self::parallel_calls(),
            Self::call_without_arguments(),
            Self::refusal(),
            Self::choices(),
            Self::huge(),
        ]
    }
}

fn call(index: u32, id: &str, name: &str, arguments: &str) -> StreamEvent {
    let (id, name) = (Some(id.into()), Some(name.to_owned()));
    let delta = ToolCallDelta { index: Some(index), id, name, arguments: arguments.to_owned() };
    StreamEvent::ToolCall { choice: 0, delta }
}

fn more(index: u32, arguments: &str) -> StreamEvent {
    let (index, arguments) = (Some(index), arguments.to_owned());
    let delta = ToolCallDelta { index, arguments, ..ToolCallDelta::default() };
    StreamEvent::ToolCall { choice: 0, delta }
}
