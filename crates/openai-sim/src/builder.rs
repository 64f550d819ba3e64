//! Settings of a simulator.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpListener;

use crate::endpoints::State;
use crate::personality::Personality;
use crate::simulator::Simulator;

/// Settings of a [`Simulator`].
#[derive(Clone, Debug, Default)]
#[must_use = "call `start`"]
pub struct SimulatorBuilder {
    port: u16,
    personality: Personality,
    api_key: Option<String>,
    models: Vec<String>,
    token_delay: Duration,
}

impl SimulatorBuilder {
    /// Sets which server it is like. OpenAI by default.
    pub const fn personality(mut self, personality: Personality) -> Self {
        self.personality = personality;
        self
    }

    /// Sets the key that requests must have. By default, none need one.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// Adds a model. Without any, it has one with a name of its own.
    pub fn model(mut self, name: impl Into<String>) -> Self {
        self.models.push(name.into());
        self
    }

    /// Sets the port on 127.0.0.1. 0, the default, is a free one.
    pub const fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets what passes before each event of a stream. Nothing by default.
    pub const fn token_delay(mut self, delay: Duration) -> Self {
        self.token_delay = delay;
        self
    }

    /// Starts it.
    ///
    /// # Errors
    ///
    /// If the port is taken.
    pub async fn start(self) -> Result<Simulator, StartError> {
        let Self { port, personality, api_key, mut models, token_delay } = self;
        if models.is_empty() {
            models.push(personality.usual_model().to_owned());
        }
        let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(addr).await.map_err(StartError)?;
        let addr = listener.local_addr().map_err(StartError)?;
        let state = State::new(personality, api_key, models, token_delay);
        Ok(Simulator::serve(listener, addr, state))
    }
}

/// A simulator cannot be started.
#[derive(Debug, thiserror::Error)]
#[error("the simulator cannot listen on its port")]
pub struct StartError(#[source] io::Error);
