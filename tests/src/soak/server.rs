//! [`Servers`]: the process that the servers run in, seen from both ends.

use std::io::{self, Write as _};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use openrouter_sim::Simulator;
use openrouter_sim::fault::{FaultServer, Gate, Script};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::dealer::Dealer;
use super::options::SoakOptions;
use super::prompt::Asked;
use super::served::Served;
use super::{answers, limits, scripts};

/// What is said to the servers to get their account.
const TELL: &str = "tell";
/// What the account ends with.
const END: &str = "end";

/// Where the servers are.
#[derive(Debug, Clone, Default)]
pub(super) struct Addresses {
    pub(super) simulator: String,
    pub(super) raw: String,
    /// Holds its answers until all streams are there.
    pub(super) crowd: String,
}

/// The servers, in a process of their own.
#[derive(Debug)]
pub(super) struct Servers {
    child: Child,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    pub(super) addresses: Addresses,
}

impl Servers {
    pub(super) async fn start(options: &SoakOptions) -> io::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("serve")
            .args(options.arguments())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdin = child.stdin.take().ok_or_else(gone)?;
        let stdout = child.stdout.take().ok_or_else(gone)?;
        let mut lines = BufReader::new(stdout).lines();
        let mut next = async || lines.next_line().await?.ok_or_else(gone);
        let addresses =
            Addresses { simulator: next().await?, raw: next().await?, crowd: next().await? };
        Ok(Self { child, stdin, lines, addresses })
    }

    /// What was dealt to all calls.
    pub(super) async fn served(&mut self) -> io::Result<Served> {
        self.stdin.write_all(format!("{TELL}\n").as_bytes()).await?;
        let mut served = Served::default();
        loop {
            let line = self.lines.next_line().await?.ok_or_else(gone)?;
            if line == END {
                return Ok(served);
            }
            served.take(&line).ok_or_else(|| io::Error::other(format!("no account: {line}")))?;
        }
    }

    /// Ends the process.
    pub(super) async fn stop(self) -> io::Result<()> {
        let Self { mut child, stdin, lines, addresses: _ } = self;
        drop((stdin, lines));
        child.wait().await.map(drop)
    }
}

fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the servers have gone")
}

/// Serves until standard input ends. The first lines of standard output are the addresses.
///
/// # Errors
///
/// If a server cannot be started.
pub async fn serve(options: &SoakOptions) -> io::Result<()> {
    limits::raise();
    let (calm, wild) =
        (Dealer::new(options.seed, options.faults), Dealer::new(options.seed, options.faults));
    let simulator = Simulator::builder().token_delay(Duration::ZERO).start().await;
    let simulator = simulator.map_err(io::Error::other)?;
    for answer in answers::all(&calm) {
        simulator.script(answer);
    }
    let deals = wild.clone();
    let raw =
        FaultServer::start([scripts::connection(move |asked, key| deals.deal(asked, key))]).await?;
    let crowd = FaultServer::start([crowd(options.streams)]).await?;
    say(&[simulator.base_url(), &raw.base_url(), &crowd.base_url()])?;
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        if line == TELL {
            for dealer in [&calm, &wild] {
                say(&dealer.lines())?;
            }
            say(&[END])?;
        }
    }
    Ok(())
}

fn say(lines: &[impl AsRef<str>]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    lines.iter().try_for_each(|line| writeln!(stdout, "{}", line.as_ref()))?;
    stdout.flush()
}

/// Answers with one word, and with the rest once so many requests are there.
fn crowd(streams: usize) -> Script {
    let (gate, came) = (Gate::shut(), Arc::new(AtomicUsize::new(0)));
    let each = Script::new().read().by_request(move |request| {
        if came.fetch_add(1, Ordering::Relaxed) + 1 >= streams {
            gate.open();
        }
        let asked = Asked::read(&String::from_utf8_lossy(&request.body));
        let call = asked.map_or(0, |asked| asked.call);
        scripts::first(call).pass(&gate).then(scripts::rest(call))
    });
    Script::new().forever(each)
}
