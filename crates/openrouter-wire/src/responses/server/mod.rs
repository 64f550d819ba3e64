//! What tools of the service did: items with a type of `openrouter:…`.

mod agents;
mod catalogue;
mod datetime;
mod files;
mod fusion;
mod image_generation;
mod mcp;
mod memory;
mod sandbox;
mod web;

pub use agents::{ServerAdvisor, ServerSubagent};
pub use catalogue::{ServerSearchModels, ServerToolSearch};
pub use datetime::ServerDatetime;
pub use files::{EditorCommand, ServerApplyPatch, ServerFileSearch, ServerFiles, ServerTextEditor};
pub use fusion::{
    FusionAnalysis, FusionContradiction, FusionCoverage, FusionFailure, FusionInsight,
    FusionResponse, FusionSource, FusionStance, ServerFusion,
};
pub use image_generation::ServerImageGeneration;
pub use mcp::ServerMcp;
pub use memory::{MemoryAction, ServerMemory};
pub use sandbox::{ServerBash, ServerCodeInterpreter, ServerShell};
pub use web::{
    ServerBrowserUse, ServerSearchAction, ServerSearchKind, ServerWebFetch, ServerWebSearch,
};
