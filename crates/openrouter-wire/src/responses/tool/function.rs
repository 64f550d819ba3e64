//! Tools of the application.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Extra, open_enum::open_enum, responses::Bare};

/// A function of the application. Unlike in chat requests all stands beside `type`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionTool {
    /// At most 64 letters, digits, `_` and `-`.
    pub name: String,
    /// What it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A JSON Schema of its arguments.
    pub parameters: Option<Map<String, Value>>,
    /// Whether arguments must fit the schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
    /// Whether the model learns of it only when `openrouter:tool_search` finds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defer_loading: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A tool of the application that takes text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomTool {
    /// Its name.
    pub name: String,
    /// What it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What text it takes; any if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<CustomFormat>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What text a tool takes, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum CustomFormat {
    /// Any.
    #[serde(rename = "text")]
    Text(Bare),
    /// What fits a grammar.
    #[serde(rename = "grammar")]
    Grammar(Grammar),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A grammar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grammar {
    /// How it is written.
    pub syntax: GrammarSyntax,
    /// The grammar.
    pub definition: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// How a grammar is written.
    #[derive(Default)]
    pub enum GrammarSyntax {
        /// In Lark's syntax.
        #[default]
        Lark = "lark",
        /// As a regular expression.
        Regex = "regex",
    }
}

/// A group of tools of the application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceTool {
    /// Its name.
    pub name: String,
    /// What the tools are for.
    pub description: String,
    /// The tools.
    pub tools: Vec<NamespacedTool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A tool of a group, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum NamespacedTool {
    /// A function.
    #[serde(rename = "function")]
    Function(NamespacedFunction),
    /// A tool that takes text.
    #[serde(rename = "custom")]
    Custom(CustomTool),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A function of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespacedFunction {
    /// Its name.
    pub name: String,
    /// What it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A JSON Schema of its arguments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Map<String, Value>>,
    /// A JSON Schema of what it gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_schema: Option<Map<String, Value>>,
    /// Whether arguments must fit the schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
    /// Whether the model learns of it only when a search for tools finds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defer_loading: Option<bool>,
    /// Who may call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_callers: Option<Vec<Caller>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Who calls a function.
    pub enum Caller {
        /// The model.
        Direct = "direct",
        /// Code that the model wrote.
        Programmatic = "programmatic",
    }
}
