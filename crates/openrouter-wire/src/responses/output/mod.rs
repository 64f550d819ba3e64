//! What a model answers, and what was done on the way.

mod apply_patch;
mod call;
mod code;
mod convert;
mod image;
mod item;
mod message;
mod reasoning;
mod search;
mod shell;

pub use apply_patch::{ApplyPatchCall, FilePatch, FileRemoval, PatchOperation};
pub use call::{ComputerCall, CustomToolCall, FunctionCall, SafetyCheck, SubagentItem};
pub use code::{CodeFile, CodeImage, CodeInterpreterCall, CodeLogs, CodeOutput};
pub use image::ImageGenerationCall;
pub use item::OutputItem;
pub use message::{AssistantRole, Message};
pub use reasoning::{ReasoningFormat, ReasoningItem};
pub use search::{
    FileSearchCall, FindInPageAction, OpenPageAction, SearchAction, WebSearchAction, WebSearchCall,
    WebSource, WebSourceKind,
};
pub use shell::{ShellAction, ShellCall, ShellCallOutput, ShellExit, ShellOutcome, ShellOutput};
