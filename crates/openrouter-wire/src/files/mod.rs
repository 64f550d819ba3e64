//! `/files`: files that requests can refer to.
//!
//! A file is kept by the service, or by an upstream under the user's own key there
//! ([`Store`]). Replies have one of three shapes, the service's own or those of OpenAI and
//! Anthropic; which one comes is up to the service, so all three are read everywhere. The API
//! description marks them with `_shape`, but its examples do without, so both ways are read.

mod create;
mod deleted;
mod file;
mod list;
mod page;
mod shape;
mod single;

pub use create::Create;
pub use deleted::{AnthropicDeleted, Deleted, OpenAiDeleted, OpenRouterDeleted};
pub use file::{AnthropicFile, File, OpenAiFile, OpenRouterFile, Purpose, Status};
pub use list::{List, Order};
pub use page::{AnthropicList, ListResponse, OpenAiList, OpenRouterList};
pub use shape::{AnthropicShape, OpenAiShape, OpenRouterShape};
pub use single::{Delete, Get, GetContent, Store};
