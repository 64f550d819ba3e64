//! [`Blocks`]: joins the pieces of thoughts.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::reasoning_block::BlockView;
use crate::{RawJson, ReasoningBlock, ReasoningKind};

/// The thoughts so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Blocks(Vec<Sum>);

/// One block, in the making.
#[derive(Debug, Clone)]
struct Sum {
    kind: ReasoningKind,
    index: Option<u64>,
    signature: Option<String>,
    id: Option<String>,
    format: Option<String>,
    first: ReasoningBlock,
    /// The text of all pieces; `None` while there is only the first, which is kept as it came.
    joined: Option<String>,
}

impl Blocks {
    /// Adds a piece: it goes on with the latest block of its kind and index, unless a signature or
    /// an id tells them apart. Only readable thoughts come in pieces; what is encrypted comes whole.
    pub(super) fn merge(&mut self, piece: &ReasoningBlock) {
        let view = piece.view();
        let (kind, index) = (view.kind(), view.index);
        if matches!(kind, ReasoningKind::Text | ReasoningKind::Summary) {
            let earlier =
                self.0.iter_mut().rev().find(|sum| sum.kind == kind && sum.index == index);
            if let Some(sum) = earlier.filter(|sum| sum.takes(&view)) {
                sum.go_on(view);
                return;
            }
        }
        self.0.push(Sum::new(piece.clone()));
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds blocks that are whole.
    pub(super) fn extend(&mut self, blocks: &[ReasoningBlock]) {
        self.0.extend(blocks.iter().cloned().map(Sum::new));
    }

    pub(super) fn finish(self) -> Vec<ReasoningBlock> {
        self.0.into_iter().map(Sum::finish).collect()
    }
}

/// The text of a piece, under whichever name.
fn text_of<'v>(view: &'v BlockView<'_>) -> &'v str {
    let text = view.text.as_deref().or(view.summary.as_deref()).or(view.thinking.as_deref());
    text.unwrap_or_default()
}

/// What says something: neither absent nor empty.
fn said(text: Option<Cow<'_, str>>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(Cow::into_owned)
}

impl Sum {
    fn new(first: ReasoningBlock) -> Self {
        let view = first.view();
        Self {
            kind: view.kind(),
            index: view.index,
            signature: said(view.signature),
            id: said(view.id),
            format: said(view.format),
            first,
            joined: None,
        }
    }

    /// Whether a piece of the same kind and index belongs to it. A signature covers the text before
    /// it: more text, or another signature, is another thought.
    fn takes(&self, piece: &BlockView<'_>) -> bool {
        let signature = piece.signature.as_deref().unwrap_or_default();
        let id = piece.id.as_deref().unwrap_or_default();
        let same_thought = match self.signature.as_deref() {
            None => true,
            Some(_) if signature.is_empty() => text_of(piece).is_empty(),
            Some(known) => known == signature,
        };
        same_thought && self.id.as_deref().is_none_or(|known| id.is_empty() || known == id)
    }

    fn go_on(&mut self, piece: BlockView<'_>) {
        self.joined
            .get_or_insert_with(|| text_of(&self.first.view()).to_owned())
            .push_str(text_of(&piece));
        self.signature = self.signature.take().or_else(|| said(piece.signature));
        self.id = self.id.take().or_else(|| said(piece.id));
        self.format = self.format.take().or_else(|| said(piece.format));
    }

    /// Writes the joined members into the first piece; its other members stay.
    fn finish(self) -> ReasoningBlock {
        let Self { kind, index: _, signature, id, format, first, joined } = self;
        let Some(text) = joined else { return first };
        let Ok(mut members) = first.json().decode::<Map<String, Value>>() else { return first };
        let text_member = ["text", "summary", "thinking"]
            .into_iter()
            .find(|name| members.contains_key(*name))
            .unwrap_or(if kind == ReasoningKind::Summary { "summary" } else { "text" });
        members.insert(text_member.to_owned(), text.into());
        for (name, value) in [("signature", signature), ("id", id), ("format", format)] {
            if let Some(value) = value {
                members.insert(name.to_owned(), value.into());
            }
        }
        RawJson::from_value(&members).map_or(first, ReasoningBlock::new)
    }
}
