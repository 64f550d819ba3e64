//! `/images`: images from a text.
//!
//! A [`Create`] is answered with a [`Response`] or, if it asked for a stream, with [`Event`]s.
//! A model that cannot stream answers with a [`Response`] either way.

mod create;
mod event;
mod list_endpoints;
mod list_models;
mod parameter;
mod pricing;
mod reference;
mod response;
mod routing;
mod usage;

pub use create::{AspectRatio, Background, Create, OutputFormat, Quality, Resolution};
pub use event::{Completed, Event, Failure, PartialImage, Phase, StreamError, TextChunk};
pub use list_endpoints::{Endpoint, EndpointsResponse, ListEndpoints};
pub use list_models::{Architecture, ListModels, Model, ModelsResponse};
pub use parameter::{Choice, Parameter, Range, Switch};
pub use pricing::{Billable, BillingUnit, Price};
pub use reference::{ImageReference, InputReference};
pub use response::{Image, Response};
pub use routing::ProviderPreferences;
pub use usage::{CompletionTokensDetails, PromptTokensDetails, Usage};
