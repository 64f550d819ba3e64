//! One connection, as its script has it.

use std::{future::Future, io, pin::Pin, sync::Arc};

use tokio::{io::AsyncWriteExt, net::TcpStream};

use super::{
    Happened, ReceivedRequest, Script,
    log::Log,
    script::{Maker, Step},
    wire::{Wire, until_left},
};

/// One connection under way.
pub(super) struct Connection {
    id: usize,
    wire: Wire,
    /// What came and belongs to no request yet.
    buffer: Vec<u8>,
    last: Option<Arc<ReceivedRequest>>,
    log: Log,
}

/// Whether the script goes on after a step.
pub(super) enum Then {
    GoOn,
    Closed,
    Left,
}

type Played<'a> = Pin<Box<dyn Future<Output = io::Result<Then>> + Send + 'a>>;

impl Connection {
    pub(super) fn new(id: usize, stream: TcpStream, log: Log) -> Self {
        // Each write is a segment of its own, so that what is cut arrives as it was cut. That fails
        // if the client has gone, which is seen soon enough.
        drop(stream.set_nodelay(true));
        Self { id, wire: Wire::Tcp(stream), buffer: Vec::new(), last: None, log }
    }

    /// Plays the script to its end, and takes down how it ended.
    pub(super) async fn run(mut self, script: &Script) {
        let connection = self.id;
        let end = self.play(script).await;
        self.log.push(match end {
            Ok(Then::GoOn | Then::Closed) => Happened::Closed { connection },
            // A write or a read that fails does so because the client has gone.
            Ok(Then::Left) | Err(_) => Happened::Left { connection },
        });
    }

    fn play<'a>(&'a mut self, script: &'a Script) -> Played<'a> {
        Box::pin(async move {
            for step in script.steps() {
                match self.step(step).await? {
                    Then::GoOn => {}
                    end => return Ok(end),
                }
            }
            Ok(Then::GoOn)
        })
    }

    async fn step(&mut self, step: &Step) -> io::Result<Then> {
        match step {
            Step::Read { with_body } => {
                let read = ReceivedRequest::read(&mut self.wire, &mut self.buffer, *with_body);
                let Some(request) = read.await? else { return Ok(Then::Left) };
                let request = Arc::new(request);
                self.last = Some(Arc::clone(&request));
                self.log.push(Happened::Requested { connection: self.id, request });
            }
            Step::Write(bytes) => {
                self.wire.write_all(bytes).await?;
                self.wire.flush().await?;
                // What was written is seen by the client before the next step.
                tokio::task::yield_now().await;
            }
            Step::Fin => {
                self.wire.shutdown().await?;
                until_left(&mut self.wire).await?;
                return Ok(Then::Closed);
            }
            Step::Reset => {
                self.wire.reset_on_drop()?;
                return Ok(Then::Closed);
            }
            Step::Hold => {
                until_left(&mut self.wire).await?;
                return Ok(Then::Left);
            }
            Step::Deaf => std::future::pending().await,
            Step::Pass(gate) => gate.pass().await,
            Step::Wait(time) => tokio::time::sleep(*time).await,
            Step::Repeat(times, script) => {
                for _ in 0..*times {
                    match self.play(script).await? {
                        Then::GoOn => {}
                        end => return Ok(end),
                    }
                }
            }
            Step::ByRequest(Maker(make)) => {
                let Some(request) = self.last.clone() else { return Ok(Then::GoOn) };
                return self.play(&make(&request)).await;
            }
            Step::ByKey(keys, others) => {
                let key = self.last.as_ref().and_then(|request| request.key());
                let own = keys.iter().find(|(name, _)| Some(name.as_str()) == key);
                return self.play(own.map_or(others, |(_, script)| script)).await;
            }
            #[cfg(feature = "tls")]
            Step::Tls(certificate, protocol) => self.wire.secure(certificate, *protocol).await?,
            #[cfg(feature = "http2")]
            Step::Http2(script) => {
                let wire = self.wire.take();
                return super::http2::serve(wire, self.id, script, &self.log).await;
            }
            Step::ByModel(models, others) => {
                let model = self.last.as_ref().and_then(|request| request.model());
                let own = models.iter().find(|(name, _)| Some(name) == model.as_ref());
                return self.play(own.map_or(others, |(_, script)| script)).await;
            }
        }
        Ok(Then::GoOn)
    }
}
