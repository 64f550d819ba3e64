//! Flaws of answers.

use std::sync::Arc;

use async_trait::async_trait;
use llm_types::{
    ContentPart, Error, ErrorKind, Provider, ReasoningBlock, Result, StandardRequest,
    StandardResponse, StandardStream, StreamEvent, ToolCall, Usage,
};

use super::{Flaw, changed, with_answer};

/// What there is of a tool call is a tool call.
#[derive(Debug)]
pub(super) struct CutCallsWhole;

fn make_whole(response: &mut StandardResponse) {
    for choice in &mut response.choices {
        let message = &mut choice.message;
        let cut = std::mem::take(&mut message.partial_tool_calls);
        message.tool_calls.extend(
            cut.into_iter()
                .filter_map(|call| Some(ToolCall::new(call.id?, call.name?, call.arguments))),
        );
    }
}

#[async_trait]
impl Flaw for CutCallsWhole {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        let mut response = inner.complete(request).await?;
        make_whole(&mut response);
        Ok(response)
    }

    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        Ok(with_answer(inner.stream(request).await?, make_whole))
    }
}

/// White space around a whole answer is taken for noise.
#[derive(Debug)]
pub(super) struct TrimmedAnswer;

#[async_trait]
impl Flaw for TrimmedAnswer {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        let mut response = inner.complete(request).await?;
        for part in response.choices.iter_mut().flat_map(|choice| &mut choice.message.content) {
            if let ContentPart::Text(part) = part {
                part.text = part.text.trim().to_owned();
            }
        }
        Ok(response)
    }
}

/// Thoughts are read as text, and what else is in their blocks is dropped.
#[derive(Debug)]
pub(super) struct LostSignatures;

fn without_blocks(response: &mut StandardResponse) {
    for choice in &mut response.choices {
        if let Some(reasoning) = &mut choice.message.reasoning {
            reasoning.blocks = None;
        }
    }
}

#[async_trait]
impl Flaw for LostSignatures {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        let mut response = inner.complete(request).await?;
        without_blocks(&mut response);
        Ok(response)
    }

    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let stream = changed(inner.stream(request).await?, |item| {
            item.map(|mut event| {
                if let StreamEvent::Reasoning { blocks, .. } = &mut event {
                    *blocks = None::<Vec<ReasoningBlock>>;
                }
                event
            })
        });
        Ok(with_answer(stream, without_blocks))
    }
}

/// Letters that are cut by the border of a packet are replaced.
#[derive(Debug)]
pub(super) struct BrokenLetters;

fn broken(text: &str) -> String {
    text.replace('日', "\u{fffd}")
}

#[async_trait]
impl Flaw for BrokenLetters {
    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let stream = changed(inner.stream(request).await?, |item| {
            item.map(|mut event| {
                if let StreamEvent::Text { text, .. } = &mut event {
                    *text = broken(text);
                }
                event
            })
        });
        Ok(with_answer(stream, |response| {
            for part in response.choices.iter_mut().flat_map(|choice| &mut choice.message.content) {
                if let ContentPart::Text(part) = part {
                    part.text = broken(&part.text);
                }
            }
        }))
    }
}

/// What is not said is zero.
#[derive(Debug)]
pub(super) struct InventedUsage;

#[async_trait]
impl Flaw for InventedUsage {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        let mut response = inner.complete(request).await?;
        response.usage.get_or_insert_default();
        Ok(response)
    }

    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let stream = inner.stream(request).await?;
        Ok(with_answer(stream, |response| {
            let _: &mut Usage = response.usage.get_or_insert_default();
        }))
    }
}

/// The model that answers is taken to be the one that was asked, here by a name of its own.
#[derive(Debug)]
pub(super) struct AskedModel;

fn say_asked(response: &mut StandardResponse) {
    response.model = Some("asked".into());
}

#[async_trait]
impl Flaw for AskedModel {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        let mut response = inner.complete(request).await?;
        say_asked(&mut response);
        Ok(response)
    }

    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        Ok(with_answer(inner.stream(request).await?, say_asked))
    }
}

/// An answer that is longer than answers usually are is nonsense.
#[derive(Debug)]
pub(super) struct ShortAnswers;

#[async_trait]
impl Flaw for ShortAnswers {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        let response = inner.complete(request).await?;
        if response.joined_text().len() > 65_536 {
            return Err(Error::new(ErrorKind::TooLarge, "the answer is too long"));
        }
        Ok(response)
    }
}
