//! Answers as parts of the next request.

use super::OutputItem;
use crate::responses::InputItem;

/// Keeps everything, so that an answer goes back as it came.
impl From<OutputItem> for InputItem {
    fn from(item: OutputItem) -> Self {
        match item {
            OutputItem::Message(item) => Self::Message(item.into()),
            OutputItem::Reasoning(item) => Self::Reasoning(item),
            OutputItem::FunctionCall(item) => Self::FunctionCall(item),
            OutputItem::CustomToolCall(item) => Self::CustomToolCall(item),
            OutputItem::WebSearchCall(item) => Self::WebSearchCall(item),
            OutputItem::FileSearchCall(item) => Self::FileSearchCall(item),
            OutputItem::ImageGenerationCall(item) => Self::ImageGenerationCall(item),
            OutputItem::CodeInterpreterCall(item) => Self::CodeInterpreterCall(item),
            OutputItem::ComputerCall(item) => Self::ComputerCall(item),
            OutputItem::ApplyPatchCall(item) => Self::ApplyPatchCall(item),
            OutputItem::ShellCall(item) => Self::ShellCall(item),
            OutputItem::ShellCallOutput(item) => Self::ShellCallOutput(item),
            OutputItem::ServerDatetime(item) => Self::ServerDatetime(item),
            OutputItem::ServerWebSearch(item) => Self::ServerWebSearch(item),
            OutputItem::ServerWebFetch(item) => Self::ServerWebFetch(item),
            OutputItem::ServerCodeInterpreter(item) => Self::ServerCodeInterpreter(item),
            OutputItem::ServerFileSearch(item) => Self::ServerFileSearch(item),
            OutputItem::ServerImageGeneration(item) => Self::ServerImageGeneration(item),
            OutputItem::ServerBrowserUse(item) => Self::ServerBrowserUse(item),
            OutputItem::ServerBash(item) => Self::ServerBash(item),
            OutputItem::ServerShell(item) => Self::ServerShell(item),
            OutputItem::ServerTextEditor(item) => Self::ServerTextEditor(item),
            OutputItem::ServerApplyPatch(item) => Self::ServerApplyPatch(item),
            OutputItem::ServerToolSearch(item) => Self::ServerToolSearch(item),
            OutputItem::ServerMemory(item) => Self::ServerMemory(item),
            OutputItem::ServerMcp(item) => Self::ServerMcp(item),
            OutputItem::ServerSearchModels(item) => Self::ServerSearchModels(item),
            OutputItem::ServerFusion(item) => Self::ServerFusion(item),
            OutputItem::ServerAdvisor(item) => Self::ServerAdvisor(item),
            OutputItem::ServerSubagent(item) => Self::ServerSubagent(item),
            OutputItem::ServerFiles(item) => Self::ServerFiles(item),
            OutputItem::Other(item) => Self::Other(item),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        decode,
        responses::{Response, fixtures::RESPONSE},
    };

    #[test]
    fn an_answer_goes_back_as_it_came() {
        let reply: Response = decode(RESPONSE.as_bytes()).unwrap();
        let output = reply.output.unwrap();
        let sent: Vec<Value> = output
            .iter()
            .cloned()
            .map(|item| serde_json::to_value(InputItem::from(item)).unwrap())
            .collect();
        assert_eq!(serde_json::to_value(&sent).unwrap(), serde_json::to_value(&output).unwrap());
        let read: Vec<InputItem> = serde_json::from_value(sent.into()).unwrap();
        assert!(!read.iter().any(|item| matches!(item, InputItem::Other(_))));
    }

    #[test]
    fn an_unknown_item_goes_back_too() {
        let json = json!({"type": "dream", "of": "sheep"});
        let item: OutputItem = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(InputItem::from(item), InputItem::Other(json));
    }
}
