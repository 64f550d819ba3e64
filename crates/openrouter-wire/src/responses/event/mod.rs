//! The events of a stream.

mod code;
mod debug;
mod fusion;
mod image;
mod item;
mod reasoning;
mod response;
mod stage;
mod text;
mod tool_call;

pub use code::{CodeDelta, CodeDone};
pub use debug::{DebugEvent, DebugInfo, Milestone, Timing};
pub use fusion::{
    AnalysisCompleted, AnalysisStarted, PanelCompleted, PanelDelta, PanelEvent, PanelFailed,
};
pub use image::PartialImage;
pub use item::{CallEvent, ItemEvent, PartEvent, StreamedPart};
pub use reasoning::{ReasoningDelta, ReasoningDone, SummaryDelta, SummaryDone, SummaryPartEvent};
pub use response::{ErrorEvent, ResponseEvent};
pub use text::{AnnotationAdded, RefusalDelta, RefusalDone, TextDelta, TextDone};
pub use tool_call::{ArgumentsDelta, ArgumentsDone, DiffDelta, DiffDone, InputDelta, InputDone};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One event of a stream, told apart by `type`.
///
/// Which answer, item and part it belongs to is told by ids and indices. `sequence_number` counts
/// up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Event {
    /// The answer is begun.
    #[serde(rename = "response.created")]
    Created(ResponseEvent),
    /// The answer is under way.
    #[serde(rename = "response.in_progress")]
    InProgress(ResponseEvent),
    /// The answer is done.
    #[serde(rename = "response.completed")]
    Completed(ResponseEvent),
    /// The answer is cut off.
    #[serde(rename = "response.incomplete")]
    Incomplete(ResponseEvent),
    /// The answer failed.
    #[serde(rename = "response.failed")]
    Failed(ResponseEvent),
    /// The stream failed.
    #[serde(rename = "error")]
    Error(ErrorEvent),
    /// The same, as the documentation has it.
    #[serde(rename = "response.error")]
    ResponseError(ErrorEvent),
    /// An item begins.
    #[serde(rename = "response.output_item.added")]
    OutputItemAdded(ItemEvent),
    /// An item is whole.
    #[serde(rename = "response.output_item.done")]
    OutputItemDone(ItemEvent),
    /// A part of an item begins.
    #[serde(rename = "response.content_part.added")]
    ContentPartAdded(PartEvent),
    /// A part of an item is whole.
    #[serde(rename = "response.content_part.done")]
    ContentPartDone(PartEvent),
    /// A piece of text.
    #[serde(rename = "response.output_text.delta")]
    OutputTextDelta(TextDelta),
    /// A text is whole.
    #[serde(rename = "response.output_text.done")]
    OutputTextDone(TextDone),
    /// A text has a source.
    #[serde(rename = "response.output_text.annotation.added")]
    OutputTextAnnotationAdded(AnnotationAdded),
    /// A piece of a refusal.
    #[serde(rename = "response.refusal.delta")]
    RefusalDelta(RefusalDelta),
    /// A refusal is whole.
    #[serde(rename = "response.refusal.done")]
    RefusalDone(RefusalDone),
    /// A piece of the arguments of a function.
    #[serde(rename = "response.function_call_arguments.delta")]
    FunctionCallArgumentsDelta(ArgumentsDelta),
    /// The arguments of a function are whole.
    #[serde(rename = "response.function_call_arguments.done")]
    FunctionCallArgumentsDone(ArgumentsDone),
    /// A piece of the text for a tool.
    #[serde(rename = "response.custom_tool_call_input.delta")]
    CustomToolCallInputDelta(InputDelta),
    /// The text for a tool is whole.
    #[serde(rename = "response.custom_tool_call_input.done")]
    CustomToolCallInputDone(InputDone),
    /// A piece of a patch.
    #[serde(rename = "response.apply_patch_call_operation_diff.delta")]
    ApplyPatchCallOperationDiffDelta(DiffDelta),
    /// A patch is whole.
    #[serde(rename = "response.apply_patch_call_operation_diff.done")]
    ApplyPatchCallOperationDiffDone(DiffDone),
    /// A piece of what the model thinks.
    #[serde(rename = "response.reasoning_text.delta")]
    ReasoningTextDelta(ReasoningDelta),
    /// A thought is whole.
    #[serde(rename = "response.reasoning_text.done")]
    ReasoningTextDone(ReasoningDone),
    /// A part of a summary begins.
    #[serde(rename = "response.reasoning_summary_part.added")]
    ReasoningSummaryPartAdded(SummaryPartEvent),
    /// A part of a summary is whole.
    #[serde(rename = "response.reasoning_summary_part.done")]
    ReasoningSummaryPartDone(SummaryPartEvent),
    /// A piece of a summary.
    #[serde(rename = "response.reasoning_summary_text.delta")]
    ReasoningSummaryTextDelta(SummaryDelta),
    /// The text of a part of a summary is whole.
    #[serde(rename = "response.reasoning_summary_text.done")]
    ReasoningSummaryTextDone(SummaryDone),
    /// An image is asked for.
    #[serde(rename = "response.image_generation_call.in_progress")]
    ImageGenerationCallInProgress(CallEvent),
    /// An image is being made.
    #[serde(rename = "response.image_generation_call.generating")]
    ImageGenerationCallGenerating(CallEvent),
    /// An earlier state of an image.
    #[serde(rename = "response.image_generation_call.partial_image")]
    ImageGenerationCallPartialImage(PartialImage),
    /// An image is done.
    #[serde(rename = "response.image_generation_call.completed")]
    ImageGenerationCallCompleted(CallEvent),
    /// Code begins.
    #[serde(rename = "response.code_interpreter_call.in_progress")]
    CodeInterpreterCallInProgress(CallEvent),
    /// Code runs.
    #[serde(rename = "response.code_interpreter_call.interpreting")]
    CodeInterpreterCallInterpreting(CallEvent),
    /// Code has run.
    #[serde(rename = "response.code_interpreter_call.completed")]
    CodeInterpreterCallCompleted(CallEvent),
    /// A piece of code.
    #[serde(rename = "response.code_interpreter_call_code.delta")]
    CodeInterpreterCallCodeDelta(CodeDelta),
    /// Code is whole.
    #[serde(rename = "response.code_interpreter_call_code.done")]
    CodeInterpreterCallCodeDone(CodeDone),
    /// A web search begins.
    #[serde(rename = "response.web_search_call.in_progress")]
    WebSearchCallInProgress(CallEvent),
    /// A web search is under way.
    #[serde(rename = "response.web_search_call.searching")]
    WebSearchCallSearching(CallEvent),
    /// A web search is done.
    #[serde(rename = "response.web_search_call.completed")]
    WebSearchCallCompleted(CallEvent),
    /// Several models are being asked.
    #[serde(rename = "response.fusion_call.in_progress")]
    FusionCallInProgress(CallEvent),
    /// One of them begins.
    #[serde(rename = "response.fusion_call.panel.added")]
    FusionCallPanelAdded(PanelEvent),
    /// A piece of what one of them says.
    #[serde(rename = "response.fusion_call.panel.delta")]
    FusionCallPanelDelta(PanelDelta),
    /// A piece of what one of them thinks.
    #[serde(rename = "response.fusion_call.panel.reasoning.delta")]
    FusionCallPanelReasoningDelta(PanelDelta),
    /// One of them is done.
    #[serde(rename = "response.fusion_call.panel.completed")]
    FusionCallPanelCompleted(PanelCompleted),
    /// One of them failed.
    #[serde(rename = "response.fusion_call.panel.failed")]
    FusionCallPanelFailed(PanelFailed),
    /// Their answers are being compared.
    #[serde(rename = "response.fusion_call.analysis.in_progress")]
    FusionCallAnalysisInProgress(AnalysisStarted),
    /// Their answers are compared.
    #[serde(rename = "response.fusion_call.analysis.completed")]
    FusionCallAnalysisCompleted(AnalysisCompleted),
    /// Several models were asked.
    #[serde(rename = "response.fusion_call.completed")]
    FusionCallCompleted(CallEvent),
    /// What was asked for with [`Request::debug`](crate::responses::Request::debug).
    #[serde(rename = "response.debug")]
    Debug(DebugEvent),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}
