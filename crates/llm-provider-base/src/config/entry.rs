//! [`Entry`]: a provider as a file sets it up.

use llm_types::{ModelId, ProviderConfig, Secret};
use serde::Deserialize;

use super::node::{Node, Place, Value};
use super::problem::{Problem, allowed};
use super::reader::read;

/// The kinds of providers that are made of others.
pub(crate) const COMPOSITES: [&str; 3] = ["fallback", "race", "balance"];

/// A provider as a file sets it up.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) kind: Kind,
    /// Where its type is written.
    pub(super) place: Option<Place>,
    node: Node,
}

/// A secret, or a reference to one, as it is written.
pub(super) struct WrittenSecret<'a> {
    pub(super) key: String,
    pub(super) text: &'a Secret,
    pub(super) place: Option<Place>,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// One that a constructor makes. Its secrets are as they are written.
    Single(Box<ProviderConfig>),
    /// One that is made of others.
    Composite(Composite),
}

/// A provider that is made of others.
#[derive(Debug, Clone)]
pub(crate) struct Composite {
    pub(crate) how: How,
    pub(crate) members: Vec<Member>,
}

/// How the members are asked as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    Fallback,
    Race { stagger_milliseconds: u64 },
    Balance(Turn),
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Turn {
    /// By weight, one after the other.
    #[default]
    RoundRobin,
    /// Who has the fewest calls under way.
    LeastInFlight,
    /// The better of two that chance names.
    TwoChoices,
}

/// A member, by its name or with what is different about it.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) provider: String,
    pub(crate) model: Option<ModelId>,
    pub(crate) weight: Option<u32>,
    pub(super) place: Option<Place>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FallbackEntry {
    #[serde(rename = "type")]
    _kind: String,
    #[serde(rename = "members")]
    _members: Vec<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RaceEntry {
    #[serde(rename = "type")]
    _kind: String,
    #[serde(rename = "members")]
    _members: Vec<serde::de::IgnoredAny>,
    #[serde(default)]
    stagger_milliseconds: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BalanceEntry {
    #[serde(rename = "type")]
    _kind: String,
    #[serde(rename = "members")]
    _members: Vec<serde::de::IgnoredAny>,
    #[serde(default)]
    strategy: Turn,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MemberEntry {
    provider: String,
    model: Option<ModelId>,
    weight: Option<u32>,
}

impl Entry {
    pub(super) fn read(node: &Node) -> Result<Self, Problem> {
        let written = node.get("type");
        let place = written.map_or(node.place, |node| node.place);
        let Some(kind) = written.and_then(Node::as_text).map(Secret::expose) else {
            let message = "type is missing: it says which provider, as in type = \"openrouter\"";
            let problem = match (&node.value, written) {
                (Value::Table(_), None) => Problem::new(message),
                (Value::Table(_), Some(_)) => Problem::new("expected a string").under("type"),
                _ => Problem::new("expected a table"),
            };
            return Err(problem.at(place));
        };
        let how = match kind {
            "fallback" => read::<FallbackEntry>(node).map(|_| Some(How::Fallback)),
            "race" => read(node).map(|RaceEntry { stagger_milliseconds, .. }| {
                Some(How::Race { stagger_milliseconds })
            }),
            "balance" => {
                read(node).map(|BalanceEntry { strategy, .. }| Some(How::Balance(strategy)))
            }
            _ if node.get("members").is_some() => {
                let hint = allowed(kind, COMPOSITES);
                let problem = Problem::new(format!("no such kind of provider with members{hint}"));
                Err(problem.under("type").at(place))
            }
            _ => Ok(None),
        }?;
        let kind = match how {
            None => Kind::Single(Box::new(read(node)?)),
            Some(how) => Kind::Composite(Composite { how, members: members(node)? }),
        };
        Ok(Self { kind, place, node: node.clone() })
    }

    /// What stands where secrets do: the key, then the keys.
    pub(super) fn secrets(&self) -> Vec<WrittenSecret<'_>> {
        let one = self.node.get("api_key").into_iter().map(|node| ("api_key".to_owned(), node));
        let more = self.node.get("api_keys").map(Node::as_list).unwrap_or_default();
        let more = more.iter().zip(0..).map(|(node, i)| (format!("api_keys[{i}]"), node));
        one.chain(more)
            .filter_map(|(key, node)| {
                Some(WrittenSecret { key, text: node.as_text()?, place: node.place })
            })
            .collect()
    }
}

fn members(node: &Node) -> Result<Vec<Member>, Problem> {
    let Some(list) = node.get("members") else {
        return Err(Problem::new("members is missing").at(node.place));
    };
    let members = list.as_list().iter().zip(0..).map(|(node, index)| {
        let place = node.place;
        if let Some(name) = node.as_text() {
            let provider = name.expose().to_owned();
            return Ok(Member { provider, model: None, weight: None, place });
        }
        let read = read(node).map_err(|problem| problem.item(index).under("members"));
        read.map(|MemberEntry { provider, model, weight }| Member {
            provider,
            model,
            weight,
            place,
        })
    });
    let members = members.collect::<Result<Vec<_>, _>>()?;
    if members.is_empty() {
        return Err(Problem::new("expected at least one provider").under("members").at(list.place));
    }
    Ok(members)
}
