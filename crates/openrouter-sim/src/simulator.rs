//! The simulator.

use std::{fmt, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    net::TcpListener,
    sync::oneshot,
    task::{JoinError, JoinHandle},
};
use url::Url;

use crate::{
    accounts::DEFAULT,
    builder::{SimulatorBuilder, StartError},
    endpoints::{self, LOGIN_PAGE},
    oauth::{Consent, ConsentError, Wish},
    request_log::RecordedRequest,
    script::Answer,
    server::{API_ROOT, State, serve},
};

/// A running simulator.
///
/// It serves until it is dropped or [shut down](Self::shutdown); open connections break then.
///
/// # Examples
///
/// ```
/// use openrouter_sim::{Answer, Simulator};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), openrouter_sim::StartError> {
/// let simulator = Simulator::start().await?;
/// simulator.script(Answer::error(503, "No provider available").header("retry-after", "1"));
/// simulator.script(Answer::text("Hello."));
/// assert!(simulator.base_url().ends_with("/api/v1"));
/// simulator.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[must_use = "the simulator stops when it is dropped"]
pub struct Simulator {
    addr: SocketAddr,
    base_url: String,
    state: Arc<State>,
    /// Serving ends when it is dropped, or told for how long answers may go on.
    running: oneshot::Sender<Duration>,
    server: JoinHandle<()>,
}

impl Simulator {
    /// Starts a simulator with default settings on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// As [`SimulatorBuilder::start`].
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Creates a simulator with settings of its own.
    pub fn builder() -> SimulatorBuilder {
        SimulatorBuilder::default()
    }

    pub(crate) fn serve(listener: TcpListener, addr: SocketAddr, state: State) -> Self {
        let state = Arc::new(state);
        let router = endpoints::routes().into_router(Arc::clone(&state));
        let (running, stopped) = oneshot::channel();
        let server = tokio::spawn(serve(listener, router, stopped));
        Self { addr, base_url: format!("http://{addr}{API_ROOT}"), state, running, server }
    }

    /// Returns the address of the API, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns the address of the server.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Adds an answer that is given before any generated one.
    ///
    /// Each request gets the first answer that is [for it](Answer::for_model). The key is
    /// checked before.
    pub fn script(&self, answer: Answer) {
        self.state.script.push(answer);
    }

    /// Returns how many scripted answers were not given yet. One that is given for ever counts
    /// as one.
    pub fn scripted(&self) -> usize {
        self.state.script.len()
    }

    /// Drops the scripted answers that were not given yet.
    pub fn clear_script(&self) {
        self.state.script.clear();
    }

    /// Plays the user who opens the page for logins at this address and clicks on Allow.
    ///
    /// The page is `/auth` on the simulator's root. The browser would go to the address that is
    /// returned; whoever listens there has to be called by the test.
    ///
    /// # Errors
    ///
    /// A [`ConsentError`] if the address is another one, or the page refuses its parameters.
    pub fn authorize(&self, url: &str) -> Result<Consent, ConsentError> {
        self.authorize_as(DEFAULT, url)
    }

    /// Plays the user of an account, as [`authorize`](Self::authorize) does that of the default
    /// one.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize), and if there is no such account.
    pub fn authorize_as(&self, account: &str, url: &str) -> Result<Consent, ConsentError> {
        let State { auth_codes, ids, clock, keyring, .. } = &*self.state;
        let wish = self.wish(url)?;
        if !keyring.accounts().names().contains(&account) {
            return Err(ConsentError::Account);
        }
        let wish = wish.in_account(account.to_owned());
        Ok(wish.allow(auth_codes, &ids.next(clock), clock.unix_seconds()))
    }

    /// Plays the user who clicks on Deny, and returns the address that the browser goes to, if the
    /// application has a callback.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize).
    pub fn deny(&self, url: &str) -> Result<Option<String>, ConsentError> {
        Ok(self.wish(url)?.deny().map(String::from))
    }

    /// Reads the address of the page for logins.
    fn wish(&self, url: &str) -> Result<Wish, ConsentError> {
        let url = Url::parse(url).map_err(|_| ConsentError::Address)?;
        if url.port() != Some(self.addr.port()) || url.path() != LOGIN_PAGE {
            return Err(ConsentError::Address);
        }
        Wish::from_query(url.query().unwrap_or_default()).map_err(|refusal| {
            let message = refusal.error.message.unwrap_or_default();
            ConsentError::Refused { message }
        })
    }

    /// Puts the clock of the simulator forward: keys and codes end, limits start anew, records
    /// of generations appear, videos and batches are completed.
    pub fn advance(&self, by: Duration) {
        self.state.clock.advance(by);
    }

    /// Returns the requests so far, in the order of their arrival.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state.log.requests()
    }

    /// Returns how many requests were cancelled: the client went away before it had the whole
    /// answer.
    pub fn cancelled(&self) -> usize {
        self.requests().iter().filter(|request| request.cancelled).count()
    }

    /// Waits until the requests so far fulfil a condition, and returns them.
    ///
    /// The server learns of a cancellation a moment after the client has gone, so a test waits
    /// for it here. There is no time limit: put a timeout around it.
    pub async fn wait_until(
        &self,
        condition: impl Fn(&[RecordedRequest]) -> bool,
    ) -> Vec<RecordedRequest> {
        self.state.log.wait_until(condition).await
    }

    /// Stops serving and waits until every connection is gone.
    pub async fn shutdown(self) {
        let Self { running, server, .. } = self;
        drop(running);
        end_of(server).await;
    }

    /// Takes no connections any more, and waits until the answers under way are at their end, for
    /// so long; then breaks those that are not.
    pub async fn drain(self, patience: Duration) {
        let Self { running, server, .. } = self;
        // It cannot be told if it has ended already.
        let _ = running.send(patience);
        end_of(server).await;
    }

    /// Serves until the future is dropped, and then goes on.
    pub async fn wait(&mut self) {
        end_of(&mut self.server).await;
    }
}

/// Waits for the server. It can only fail if the runtime shuts down, and then it has ended too.
async fn end_of(server: impl Future<Output = Result<(), JoinError>> + Send) {
    drop(server.await);
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}
