//! Settings of a simulator.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    time::{Duration, SystemTime},
};

use openrouter_wire::models::Model;
use rust_decimal::Decimal;
use tokio::net::TcpListener;

use crate::{
    accounts::AccountConfig,
    answer_cache::AnswerCache,
    catalogue::Catalogue,
    clock::Clock,
    endpoints::{Batches, Files, Videos},
    generation_ids::GenerationIds,
    history,
    keyring::{ApiKeyConfig, KeyLimitStyle, Keyring, key_hash},
    ledger::Ledger,
    oauth::{AuthCodes, PendingLogins},
    presets::Presets,
    request_log::RequestLog,
    script::Script,
    server::State,
    simulator::Simulator,
    stream_style::{FinishStyle, StreamStyle},
};

/// Settings of a [`Simulator`].
#[derive(Clone, Debug)]
#[must_use = "call `start`"]
pub struct SimulatorBuilder {
    port: u16,
    keys: Vec<ApiKeyConfig>,
    require_keys: bool,
    approves_logins: bool,
    models: Vec<Model>,
    now: Option<SystemTime>,
    accounts: Vec<AccountConfig>,
    limit_style: KeyLimitStyle,
    generation_delay: Duration,
    job_time: Duration,
    style: StreamStyle,
    history: Vec<String>,
}

impl Default for SimulatorBuilder {
    fn default() -> Self {
        Self {
            port: 0,
            keys: Vec::new(),
            require_keys: false,
            approves_logins: false,
            models: Vec::new(),
            now: None,
            accounts: Vec::new(),
            limit_style: KeyLimitStyle::default(),
            generation_delay: Duration::from_millis(500),
            job_time: Duration::from_secs(3),
            style: StreamStyle { comments: 1, ..StreamStyle::default() },
            history: Vec::new(),
        }
    }
}

impl SimulatorBuilder {
    /// Sets the port on 127.0.0.1. 0, the default, is a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Adds a key. With one or more, other keys are rejected; with none, every key is accepted.
    pub fn api_key(mut self, key: impl Into<ApiKeyConfig>) -> Self {
        self.keys.push(key.into());
        self
    }

    /// Rejects keys that were not added, also if none was.
    pub fn require_keys(mut self) -> Self {
        self.require_keys = true;
        self
    }

    /// Lets applications have keys without asking: the page for logins sends whoever opens it
    /// straight back with a code, or shows it. For logins without a browser, or without a user.
    pub fn approve_logins(mut self) -> Self {
        self.approves_logins = true;
        self
    }

    /// Adds a model to the catalogue, or replaces the one with the same id.
    pub fn model(mut self, model: Model) -> Self {
        self.models.push(model);
        self
    }

    /// Sets what passes before each token. None by default.
    pub fn token_delay(mut self, delay: Duration) -> Self {
        self.style.token_delay = delay;
        self
    }

    /// Sets how many comments come before the first event of a stream. One by default.
    pub fn comments(mut self, count: usize) -> Self {
        self.style.comments = count;
        self
    }

    /// Sets how streams tell that they end.
    pub fn finish_style(mut self, style: FinishStyle) -> Self {
        self.style.finish = style;
        self
    }

    /// Sets the time that replies are stamped with. It stands still unless
    /// [`Simulator::advance`] puts it forward, and everything in replies is reproducible.
    pub fn now(mut self, now: SystemTime) -> Self {
        self.now = Some(now);
        self
    }

    /// Adds an account, or sets the settings of one again: without a name, those of the default
    /// account.
    pub fn account(mut self, account: AccountConfig) -> Self {
        self.accounts.push(account);
        self
    }

    /// Sets what the default account has bought, in US dollars, and its other settings to the
    /// usual ones: see [`AccountConfig::credits`].
    pub fn credits(self, usd: Decimal) -> Self {
        self.account(AccountConfig::default().credits(usd))
    }

    /// Sets how keys are refused that have spent what they may.
    pub fn key_limit_style(mut self, style: KeyLimitStyle) -> Self {
        self.limit_style = style;
        self
    }

    /// Sets how long after the end of an answer its record can be looked up; six times as long
    /// if the client went away before. Half a second by default.
    pub fn generation_delay(mut self, delay: Duration) -> Self {
        self.generation_delay = delay;
        self
    }

    /// Sets how long a video or a batch takes, by the clock of the simulator: for a quarter of it a
    /// video is `pending` and a batch `validating`. Three seconds by default;
    /// [`Simulator::advance`] makes them pass. What it costs is charged when it is completed.
    pub fn job_time(mut self, time: Duration) -> Self {
        self.job_time = time;
        self
    }

    /// Gives a key a past: what it used in the month before the start, as `/activity`, `/credits`
    /// and `/key` tell it. There are several models, a day without use and one with far more than
    /// usual; days look the same at each start, but for weekends. Whether the key is accepted is
    /// said elsewhere.
    pub fn history(mut self, key: impl Into<String>) -> Self {
        self.history.push(key.into());
        self
    }

    /// Starts the simulator.
    ///
    /// # Errors
    ///
    /// A [`StartError`] if the port cannot be had.
    pub async fn start(self) -> Result<Simulator, StartError> {
        let Self {
            port,
            keys,
            require_keys,
            approves_logins,
            models,
            now,
            accounts,
            limit_style,
            generation_delay,
            job_time,
            style,
            history: used,
        } = self;
        let clock = Clock::new(now);
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
            .await
            .map_err(|source| StartError { port, source })?;
        let addr = listener.local_addr().map_err(|source| StartError { port, source })?;
        let now = clock.unix_seconds();
        let keyring = Keyring::new(keys, require_keys, limit_style, accounts, now);
        let catalogue = Catalogue::new(models);
        let invent = |key: &String| {
            keyring.know(key, now);
            history::invent(&key_hash(key), &catalogue, &keyring, now)
        };
        let state = State {
            ids: GenerationIds::default(),
            history: used.iter().flat_map(invent).collect(),
            keyring,
            auth_codes: AuthCodes::default(),
            pending_logins: PendingLogins::default(),
            approves_logins,
            presets: Presets::default(),
            cache: AnswerCache::default(),
            files: Files::default(),
            videos: Videos::new(job_time),
            batches: Batches::new(job_time),
            ledger: Ledger::new(generation_delay),
            catalogue,
            log: RequestLog::new(clock.clone()),
            script: Script::default(),
            style,
            clock,
        };
        Ok(Simulator::serve(listener, addr, state))
    }
}

/// The simulator could not start.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on port {port} of 127.0.0.1")]
pub struct StartError {
    port: u16,
    source: io::Error,
}
