//! The tools of the application, as functions of a chat.

use openrouter_wire::{
    chat::{self, ToolChoiceMode},
    responses::{
        AllowedTools, AllowedToolsMode, CustomTool, NamedTool, NamespacedFunction, NamespacedTool,
        Request, Tool, ToolChoice,
    },
};
use serde_json::{Map, Value, json};

/// The tools of the application, as functions of a chat. Those that others run are left out.
#[derive(Debug, Default)]
pub(super) struct Tools(Vec<Known>);

/// A tool of the application.
#[derive(Debug)]
struct Known {
    function: chat::Function,
    kind: Kind,
}

/// What a call of a tool looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It has arguments. The tool may belong to a group.
    Function { namespace: Option<String> },
    /// It has text.
    Custom,
}

impl Tools {
    pub(super) fn read(request: &Request) -> Self {
        let mut tools = Self::default();
        for tool in request.tools.iter().flatten() {
            match tool {
                Tool::Function(tool) => {
                    let function = function(&tool.name, tool.description.as_ref());
                    let parameters = tool.parameters.clone();
                    tools.add(function, parameters, Kind::Function { namespace: None });
                }
                Tool::Custom(tool) => tools.add_custom(tool),
                Tool::Namespace(group) => {
                    for tool in &group.tools {
                        match tool {
                            NamespacedTool::Function(tool) => tools.add_grouped(tool, &group.name),
                            NamespacedTool::Custom(tool) => tools.add_custom(tool),
                            NamespacedTool::Other(_) => {}
                        }
                    }
                }
                _ => {}
            }
        }
        tools
    }

    /// Returns what calls of a tool look like.
    pub(super) fn kind(&self, name: &str) -> Kind {
        let known = self.0.iter().find(|known| known.function.name == name);
        known.map_or(Kind::Function { namespace: None }, |known| known.kind.clone())
    }

    /// Makes the tools of a chat: those that the request lets the model call.
    pub(super) fn to_chat(&self, choice: Option<&ToolChoice>) -> Option<Vec<chat::Tool>> {
        let allowed = allowed(choice);
        let is_allowed = |name: &str| {
            allowed.is_none_or(|allowed| allowed.tools.iter().any(|tool| tool["name"] == name))
        };
        let functions = self.0.iter().map(|known| &known.function);
        let tools: Vec<_> = functions
            .filter(|function| is_allowed(&function.name))
            .map(|function| {
                let function = function.clone();
                chat::Tool::Function(chat::FunctionTool {
                    function,
                    ..chat::FunctionTool::default()
                })
            })
            .collect();
        (!tools.is_empty()).then_some(tools)
    }

    fn add(
        &mut self,
        mut function: chat::Function,
        schema: Option<Map<String, Value>>,
        kind: Kind,
    ) {
        function.parameters = schema.map(Value::Object);
        self.0.push(Known { function, kind });
    }

    fn add_custom(&mut self, tool: &CustomTool) {
        let schema = json!({
            "type": "object",
            "properties": {"input": {"type": "string"}},
            "required": ["input"],
        });
        let function = function(&tool.name, tool.description.as_ref());
        self.add(function, schema.as_object().cloned(), Kind::Custom);
    }

    fn add_grouped(&mut self, tool: &NamespacedFunction, group: &str) {
        let function = function(&tool.name, tool.description.as_ref());
        let kind = Kind::Function { namespace: Some(group.to_owned()) };
        self.add(function, tool.parameters.clone(), kind);
    }
}

fn function(name: &str, description: Option<&String>) -> chat::Function {
    chat::Function {
        name: name.to_owned(),
        description: description.cloned(),
        ..chat::Function::default()
    }
}

fn allowed(choice: Option<&ToolChoice>) -> Option<&AllowedTools> {
    match choice {
        Some(ToolChoice::Named(NamedTool::AllowedTools(allowed))) => Some(allowed),
        _ => None,
    }
}

/// Makes the choice of a chat.
pub(super) fn choice(choice: &ToolChoice) -> chat::ToolChoice {
    let mode = |mode| chat::ToolChoice::Mode(mode);
    match choice {
        ToolChoice::Mode(asked) => mode(asked.clone()),
        ToolChoice::Named(NamedTool::Function(function)) => {
            chat::ToolChoice::function(&function.name)
        }
        ToolChoice::Named(NamedTool::AllowedTools(AllowedTools {
            mode: AllowedToolsMode::Required,
            ..
        })) => mode(ToolChoiceMode::Required),
        ToolChoice::Named(_) | ToolChoice::Other(_) => mode(ToolChoiceMode::Auto),
    }
}
