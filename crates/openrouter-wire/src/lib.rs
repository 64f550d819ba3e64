//! OpenRouter's HTTP API as Rust types, both ways: no I/O, no async, no provider-neutral types.
//!
//! Each module is one resource of the API, and its names carry no prefix: `chat::Request`,
//! `chat::Chunk`, `models::Model`, `keys::Create`. What all of them share has a module of its own,
//! such as [`error`] and [`headers`], or stands at the root. The types mirror the JSON one to one,
//! with its names and its oddities, and validate nothing.
//!
//! ```
//! use openrouter_wire::{chat, decode};
//!
//! let request = chat::Request::new("openai/gpt-4o-mini", [chat::Message::user("Hello")]);
//! let body = serde_json::to_string(&request)?;
//! assert_eq!(
//!     body,
//!     r#"{"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}"#
//! );
//!
//! let reply: chat::Response = decode(br#"{"choices": null, "error": {"code": 429}}"#)?;
//! assert_eq!(reply.first_error().and_then(|error| error.status()), Some(429));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Operations
//!
//! All that can be asked of the API is a value of a type that implements [`Operation`]: its
//! constants say how it is sent and who may ask, its fields are the path, the query and the body,
//! and [`Operation::Response`] is what comes back. A client therefore needs one method for all.
//!
//! ```
//! use openrouter_wire::{Access, Operation, PagedOperation, keys};
//!
//! let list = keys::List { include_disabled: Some(true), ..keys::List::default() };
//! assert_eq!((keys::List::METHOD.as_str(), keys::List::ACCESS), ("GET", Access::Management));
//! assert_eq!(list.path()? + "?" + &list.query()?, "/keys?include_disabled=true");
//!
//! let page = keys::ListResponse { data: vec![keys::Key::default()], ..Default::default() };
//! assert_eq!(list.next(&page).and_then(|list| list.offset), Some(1));
//! # Ok::<(), openrouter_wire::EncodeError>(())
//! ```
//!
//! A [`PagedOperation`] knows how to ask for the next page, and a [`StreamedOperation`] for a
//! stream, each event of which tells at what [`Stage`] the answer is. A reply that is not JSON is
//! [`Binary`]; a file that is sent is an [`Upload`]. In a change, [`Change`] tells a field that
//! stays from one that is taken away.
//!
//! Operations that manage an organisation are in `management`, which needs the feature of that
//! name.
//!
//! # What is kept
//!
//! Decoding a document and encoding it again gives the same JSON, up to the order of keys:
//!
//! - fields that this version does not know are in `extra` ([`Extra`]), in requests and replies;
//! - string enums end in `Other(String)`, tagged unions in `Other(Value)`. A union also falls
//!   back to `Other` where the tag is known but the shape is not, so it never fails to decode;
//! - numbers that may be fractions are [`serde_json::Number`], so `0` stays `0`; numbers of
//!   tokens are [`Count`]; prices are [`Amount`], number or text;
//! - `reasoning_details` are kept byte for byte ([`chat::ReasoningDetail`]).
//!
//! One difference is not kept: an optional field that is `null` and one that is absent are both
//! `None`. `None` is encoded as `null` where the service always writes the key, and left out
//! elsewhere. In a request, an empty `messages` is left out too.
//!
//! # What is tolerated
//!
//! The service leaves fields out, sends `null` for them, or changes their type now and then.
//! Most fields of replies are therefore optional even where the API description requires them;
//! only of `management`, where none was recorded, it is taken at its word. What still does not
//! fit is a [`DecodeError`], which names a place and never repeats the value.
//!
//! # What does not show
//!
//! `Debug` leaves out keys and tokens, with all that might hold one, and shows files and bodies by
//! their size. It does show prompts and answers, and as they are the shapes in `Other`.

mod amount;
mod change;
mod comma_separated;
mod count;
mod decode;
mod envelope;
mod extra;
#[cfg(test)]
mod fixtures;
mod media_url;
mod modality;
mod open_enum;
mod operation;
mod provider_options;
mod raw_json;
#[cfg(test)]
mod round_trip;

pub mod activity;
pub mod address;
pub mod attribution;
pub mod audio;
pub mod batches;
pub mod chat;
pub mod credits;
pub mod embeddings;
pub mod endpoints;
pub mod error;
pub mod files;
pub mod generation;
pub mod headers;
pub mod images;
pub mod key;
pub mod keys;
#[cfg(feature = "management")]
pub mod management;
pub mod messages;
pub mod models;
pub mod oauth;
pub mod presets;
pub mod providers;
pub mod rerank;
pub mod response_cache;
pub mod responses;
pub mod router;
#[cfg(any(test, feature = "test-util"))]
pub mod strategies;
pub mod videos;

pub use amount::Amount;
pub use change::Change;
pub use comma_separated::CommaSeparated;
pub use count::Count;
pub use decode::{DecodeError, DecodeErrorKind, decode};
pub use envelope::{Data, Deleted, Page};
pub use extra::Extra;
pub use media_url::MediaUrl;
pub use modality::Modality;
pub use operation::{
    Access, Binary, EncodeError, Method, Operation, PagedOperation, Part, Payload, Root, Stage,
    StreamedEvent, StreamedOperation, Upload,
};
pub use provider_options::ProviderOptions;
pub use raw_json::RawJson;
