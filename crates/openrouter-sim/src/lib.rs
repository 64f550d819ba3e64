//! A faithful OpenRouter in a process, for tests and demos: real HTTP on loopback, no real model.
//!
//! [`Simulator::start`] serves the API as the service does. Where its documentation and its
//! recorded traffic differ, the simulator follows the traffic. Answers are generated: the same
//! request gets the same answer, and each says that it is simulated. [`Simulator::script`] puts
//! answers of your own before them, and faults: errors, broken connections, silence, streams that
//! fail half way.
//!
//! It keeps an account. Keys that are made can be used, what is used is paid for by the prices of
//! the catalogue and counts for limits, credits and activity, and each generation can be looked
//! up after a while. [`Simulator::advance`] puts the clock forward, for limits that start anew
//! and keys that end. Unless keys are [configured](SimulatorBuilder::api_key), every key is
//! accepted for everything; those that are configured or made are kept to what their class may
//! do.
//!
//! Keys belong to accounts, all to one unless [`AccountConfig`] makes others. The keys of an account
//! share its credits and the quota of free models: 20 requests a minute and 50 or 1000 a day, as
//! with the service. [`AccountConfig::no_free_limits`] lifts it.
//!
//! Applications log in as they do with the service: `/auth`, on the root of the server, is the page
//! on which users allow them to have a key. [`Simulator::authorize`] plays the user, and
//! [`SimulatorBuilder::approve_logins`] asks nobody. Users who refuse come back with
//! `error=access_denied`; what the service does then is not documented.
//!
//! Images and videos are real files of nothing much. A prompt with `[fail]` in it asks for a
//! failure: of an image, in the middle of its stream, or of a video, once it is made. Videos and
//! batches take their [time](SimulatorBuilder::job_time); nobody is called back when they are
//! there.
//!
//! Who asks for it in a header is given an answer again, for as long as it is kept: chat in its three
//! forms, and vectors. It has an id, a time and a record of its own, and costs nothing. It is kept
//! once the client has all of it, if it does not fail; until then the same is asked for anew, and
//! scripted answers wait meanwhile for a request that is not answered from the cache. A key that
//! may ask no more gets none. Presets cannot switch the cache, and nothing in a batch is kept.
//!
//! Who asks for it in a header is told how a chat was routed, in whichever of its three forms:
//! on the document of a whole reply, and at the end of a stream. Answers that fail, refusals and
//! what is in a batch do not tell it.
//!
//! Its catalogue holds two dozen models, at least one of each kind; `GET /models` with
//! `output_modalities=all` lists them, and [`SimulatorBuilder::model`] adds to them. Other models
//! are refused as the service refuses names that it does not know. What manages an organisation,
//! such as guardrails and workspaces, is not simulated: these paths answer 404 `Not Found`.
//!
//! It knows the wire and nothing above it: any client of OpenRouter can be pointed at
//! [`Simulator::base_url`].

mod accounts;
mod answer_cache;
mod builder;
mod calendar;
mod catalogue;
mod chat;
mod clock;
mod endpoints;
pub mod fault;
mod frame;
mod generation_ids;
mod history;
mod keyring;
mod ledger;
mod money;
mod multipart;
mod oauth;
mod presets;
mod refusal;
mod reply;
mod request_log;
mod schema;
mod script;
mod seed;
mod server;
mod simulator;
mod stream_style;
mod vector;

pub use accounts::AccountConfig;
pub use builder::{SimulatorBuilder, StartError};
pub use keyring::{ApiKeyConfig, KeyLimitStyle, key_hash};
pub use oauth::{Consent, ConsentError};
pub use request_log::RecordedRequest;
pub use script::{Answer, StreamError};
pub use simulator::Simulator;
pub use stream_style::FinishStyle;
