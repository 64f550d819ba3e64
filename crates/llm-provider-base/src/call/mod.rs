//! One call of any provider: what is sent, how it is counted, and what is left of it.

mod account;
mod call_path;
mod chat;
mod endpoint;
mod exchange;
mod limits;
mod naming;
mod replay;
mod reply;
mod request;
mod retry_loop;
mod send;
mod service;
mod trace;
mod whole_call;

pub use account::{Account, Stake};
pub use call_path::CallPath;
pub use chat::{ChatDocument, ChatReply};
pub use endpoint::{Endpoint, json_body};
pub use exchange::{Beside, Exchange, ExchangeFailure, Next, Turn};
pub use limits::{Limits, Timeouts};
pub use naming::Naming;
pub use replay::Replay;
pub use reply::{
    ERROR_BODY_LIMIT, Reply, Shape, error_body, is_compressed, media_type, shape_of, without_bom,
};
pub use request::Call;
pub use send::Parcel;
pub use service::Service;
pub use trace::Trace;
pub use whole_call::Called;

#[cfg(test)]
mod tests;
