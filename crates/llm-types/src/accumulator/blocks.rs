//! [`Blocks`]: joins the pieces of thoughts.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::reasoning_block::BlockView;
use crate::{RawJson, ReasoningBlock, ReasoningKind};

/// The thoughts so far.
#[derive(Debug, Default)]
pub(super) struct Blocks(Vec<Sum>);

/// One block: as it came while nothing had to be joined, otherwise in the making.
#[derive(Debug)]
struct Sum {
    kind: ReasoningKind,
    index: Option<u64>,
    first: ReasoningBlock,
    joined: Option<Joined>,
}

/// What later pieces brought.
#[derive(Debug, Default)]
struct Joined {
    text: String,
    signature: Option<String>,
    id: Option<String>,
    format: Option<String>,
}

impl Blocks {
    /// Adds a piece: it goes on with the block of its kind and index. Only readable thoughts come
    /// in pieces; what is encrypted comes whole.
    pub(super) fn merge(&mut self, piece: &ReasoningBlock) {
        let view = piece.view();
        let (kind, index) = (view.kind(), view.index);
        if matches!(kind, ReasoningKind::Text | ReasoningKind::Summary) {
            let earlier =
                self.0.iter_mut().rev().find(|sum| sum.kind == kind && sum.index == index);
            if let Some(sum) = earlier {
                sum.go_on(view);
                return;
            }
        }
        self.0.push(Sum { kind, index, first: piece.clone(), joined: None });
    }

    /// Adds blocks that are whole.
    pub(super) fn extend(&mut self, blocks: &[ReasoningBlock]) {
        self.0.extend(blocks.iter().map(|block| {
            let view = block.view();
            Sum { kind: view.kind(), index: view.index, first: block.clone(), joined: None }
        }));
    }

    pub(super) fn finish(self) -> Vec<ReasoningBlock> {
        self.0.into_iter().map(Sum::finish).collect()
    }
}

/// The text of a piece, under whichever name.
fn text_of<'v>(view: &'v BlockView<'_>) -> Option<&'v str> {
    view.text.as_deref().or(view.summary.as_deref()).or(view.thinking.as_deref())
}

/// Keeps the first that says something.
fn keep_first(slot: &mut Option<String>, found: Option<Cow<'_, str>>) {
    if slot.as_deref().is_none_or(str::is_empty)
        && let Some(found) = found
    {
        *slot = Some(found.into_owned());
    }
}

impl Sum {
    fn go_on(&mut self, view: BlockView<'_>) {
        let joined = self.joined.get_or_insert_with(|| {
            let first = self.first.view();
            let mut joined = Joined::default();
            joined.text.push_str(text_of(&first).unwrap_or_default());
            keep_first(&mut joined.signature, first.signature);
            keep_first(&mut joined.id, first.id);
            keep_first(&mut joined.format, first.format);
            joined
        });
        joined.text.push_str(text_of(&view).unwrap_or_default());
        keep_first(&mut joined.signature, view.signature);
        keep_first(&mut joined.id, view.id);
        keep_first(&mut joined.format, view.format);
    }

    /// Writes the joined members into the first piece; its other members stay.
    fn finish(self) -> ReasoningBlock {
        let Some(joined) = self.joined else { return self.first };
        let Ok(mut members) = self.first.json().decode::<Map<String, Value>>() else {
            return self.first;
        };
        let Joined { text, signature, id, format } = joined;
        let text_member = ["text", "summary", "thinking"]
            .into_iter()
            .find(|name| members.contains_key(*name))
            .unwrap_or(if self.kind == ReasoningKind::Summary { "summary" } else { "text" });
        members.insert(text_member.to_owned(), text.into());
        for (name, value) in [("signature", signature), ("id", id), ("format", format)] {
            if let Some(value) = value {
                members.insert(name.to_owned(), value.into());
            }
        }
        RawJson::from_value(&members).map_or(self.first, ReasoningBlock::new)
    }
}
