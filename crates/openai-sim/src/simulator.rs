//! The simulator.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::builder::{SimulatorBuilder, StartError};
use crate::endpoints::{State, router};
use crate::fault::Fault;
use crate::personality::Personality;
use crate::request_log::RecordedRequest;
use crate::server::serve;

/// A running simulator. It serves until it is dropped or [shut down](Self::shutdown); open
/// connections break then.
///
/// ```
/// use openai_sim::{Fault, Personality, Simulator};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), openai_sim::StartError> {
/// let simulator = Simulator::builder().personality(Personality::LlamaCpp).start().await?;
/// simulator.fail_next(Fault::error(503, "Loading model"));
/// assert!(simulator.base_url().ends_with("/v1"));
/// simulator.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[must_use = "the simulator stops when it is dropped"]
pub struct Simulator {
    addr: SocketAddr,
    base_url: String,
    state: Arc<State>,
    /// Serving ends when it is dropped.
    running: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

impl Simulator {
    /// Starts a simulator of OpenAI on a free port of 127.0.0.1.
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
        let (running, stopped) = oneshot::channel();
        let server = tokio::spawn(serve(listener, router(Arc::clone(&state)), stopped));
        Self { addr, base_url: format!("http://{addr}/v1"), state, running, server }
    }

    /// Returns the address of the API, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns the address of the server.
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Returns which server it is like.
    pub fn personality(&self) -> Personality {
        self.state.personality
    }

    /// Returns the name of the first of its models.
    pub fn model(&self) -> &str {
        self.state.model()
    }

    /// Lets the next request that has no fault yet fail so. The key is checked before.
    pub fn fail_next(&self, fault: Fault) {
        self.state.push_fault(fault);
    }

    /// Lets the next chat that has no text yet be answered with this one.
    pub fn answer_next(&self, text: impl Into<String>) {
        self.state.push_text(text.into());
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
        // It can only fail if the runtime shuts down, and then it has ended too.
        drop(server.await);
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator")
            .field("base_url", &self.base_url)
            .field("personality", &self.state.personality)
            .finish_non_exhaustive()
    }
}
