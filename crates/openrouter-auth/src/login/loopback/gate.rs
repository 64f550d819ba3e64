//! [`Gate`]: which request is the awaited one, and what to answer to each.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use llm_types::Secret;
use rand::TryRng as _;
use rand::rngs::SysRng;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::page::{self, Page};
use crate::{AuthorizationCode, OAuthError};

/// What the user decided.
type Decision = Result<AuthorizationCode, OAuthError>;

/// Lets one request through: the first that knows the nonce and brings a code or a refusal.
///
/// The nonce stands in the path because the service hands no `state` back. A `state` in the query
/// is therefore not ours, says nothing, and is overlooked.
pub(super) struct Gate {
    port: u16,
    /// `/cb/<nonce>`.
    path: Secret,
    state: Mutex<State>,
}

enum State {
    Open,
    /// Decided by the connection of this number.
    Decided {
        by: u64,
        decision: Decision,
    },
    /// The decision was taken away.
    Closed,
}

impl Gate {
    /// A gate with a nonce of 256 bits.
    ///
    /// # Errors
    ///
    /// [`OAuthError::Randomness`] if the system has none to give.
    pub(super) fn new(port: u16) -> Result<Self, OAuthError> {
        let mut nonce = Zeroizing::new([0; 32]);
        SysRng
            .try_fill_bytes(&mut *nonce)
            .map_err(|source| OAuthError::Randomness(Box::new(source)))?;
        let path = Secret::new(format!("/cb/{}", URL_SAFE_NO_PAD.encode(*nonce)));
        Ok(Self { port, path, state: Mutex::new(State::Open) })
    }

    /// The address that the browser is to come back to.
    pub(super) fn callback_url(&self, host: &str) -> String {
        format!("http://{host}:{}{}", self.port, self.path.expose())
    }

    /// The connection that brought the decision, once there is one.
    pub(super) fn decided_by(&self) -> Option<u64> {
        match &*self.state() {
            State::Decided { by, .. } => Some(*by),
            State::Open | State::Closed => None,
        }
    }

    /// The decision, for whoever asks first.
    pub(super) fn take(&self) -> Option<Decision> {
        let mut state = self.state();
        match std::mem::replace(&mut *state, State::Closed) {
            State::Decided { decision, .. } => Some(decision),
            open @ State::Open => {
                *state = open;
                None
            }
            State::Closed => None,
        }
    }

    /// Answers a request that came by the connection of this number. Of what it holds nothing is
    /// reflected, and its body is not read.
    pub(super) fn answer<B>(&self, connection: u64, request: &Request<B>) -> Response<Full<Bytes>> {
        if !self.is_for_us(request.headers()) {
            return page::refusal(StatusCode::BAD_REQUEST);
        }
        if request.method() != Method::GET {
            return page::refusal(StatusCode::METHOD_NOT_ALLOWED);
        }
        // A target with an authority is for a proxy, and this is none.
        let path = request.uri().path().as_bytes();
        let known = bool::from(path.ct_eq(self.path.expose().as_bytes()));
        if !known || request.uri().authority().is_some() {
            return page::refusal(StatusCode::NOT_FOUND);
        }
        self.decide(connection, request.uri().path_and_query().map_or("", |target| target.as_str()))
    }

    /// One shot: the first good callback decides, and what comes later sees what was decided.
    fn decide(&self, connection: u64, target: &str) -> Response<Full<Bytes>> {
        let mut state = self.state();
        let decision = match &*state {
            State::Open => AuthorizationCode::from_callback(target),
            State::Decided { decision: Err(_), .. } => return page::show(Page::Denied),
            State::Decided { decision: Ok(_), .. } | State::Closed => {
                return page::show(Page::Granted);
            }
        };
        let page = match &decision {
            Ok(_) => Page::Granted,
            Err(OAuthError::Denied { .. }) => Page::Denied,
            // Not what the service sends. The browser may still come with the right one.
            Err(_) => return page::refusal(StatusCode::BAD_REQUEST),
        };
        *state = State::Decided { by: connection, decision };
        drop(state);
        page::show(page)
    }

    /// True if the one `Host` names this machine and our port. A page of another site whose name
    /// was made to resolve to this machine has that name here.
    fn is_for_us(&self, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
        let Some((name, port)) = host.to_str().ok().and_then(|host| host.rsplit_once(':')) else {
            return false;
        };
        let is_local =
            matches!(name, "127.0.0.1" | "[::1]") || name.eq_ignore_ascii_case("localhost");
        is_local && port == self.port.to_string()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").field("port", &self.port).finish_non_exhaustive()
    }
}
