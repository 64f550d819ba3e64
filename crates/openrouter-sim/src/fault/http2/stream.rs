//! One stream of an HTTP/2 connection, as its script has it.

use std::{future::poll_fn, pin::Pin, sync::Arc};

use bytes::Bytes;
use h2::{Reason, RecvStream, SendStream, server::SendResponse};
use http::{HeaderMap, Request, Response};
use tokio::sync::{mpsc::UnboundedSender, oneshot};

use super::{
    super::{Happened, ReceivedRequest, log::Log},
    Http2Reason, StreamScript,
    connection::Order,
    stream_script::Step,
};

/// One stream under way.
pub(super) struct StreamOf {
    connection: usize,
    respond: SendResponse<Bytes>,
    /// Once the head was sent.
    body: Option<SendStream<Bytes>>,
    orders: UnboundedSender<Order>,
    log: Log,
}

/// The stream is over: by its script, or because the client has gone.
struct Over;

type Played<'a> = Pin<Box<dyn Future<Output = Result<(), Over>> + Send + 'a>>;

impl StreamOf {
    pub(super) const fn new(
        connection: usize,
        respond: SendResponse<Bytes>,
        orders: UnboundedSender<Order>,
        log: Log,
    ) -> Self {
        Self { connection, respond, body: None, orders, log }
    }

    /// Plays the script to its end.
    pub(super) async fn run(mut self, mut request: Request<RecvStream>, script: StreamScript) {
        let (Ok(()) | Err(Over)) = self.play(&mut request, &script).await;
    }

    fn play<'a>(
        &'a mut self,
        request: &'a mut Request<RecvStream>,
        script: &'a StreamScript,
    ) -> Played<'a> {
        Box::pin(async move {
            for step in script.steps() {
                self.step(request, step).await?;
            }
            Ok(())
        })
    }

    async fn step(&mut self, request: &mut Request<RecvStream>, step: &Step) -> Result<(), Over> {
        match step {
            Step::Read { with_body } => self.read(request, *with_body).await?,
            Step::Head { status, headers } => {
                let mut head = Response::builder().status(*status);
                for (name, value) in headers {
                    head = head.header(name, value);
                }
                let head = head.body(()).map_err(|_| Over)?;
                self.body = Some(self.respond.send_response(head, false).map_err(|_| Over)?);
                self.sent().await?;
            }
            Step::Data(bytes) => self.send(bytes.clone()).await?,
            Step::End => {
                let body = self.body.as_mut().ok_or(Over)?;
                body.send_data(Bytes::new(), true).map_err(|_| Over)?;
                self.sent().await?;
            }
            Step::Reset(reason) => {
                match &mut self.body {
                    Some(body) => body.send_reset(code(*reason)),
                    None => self.respond.send_reset(code(*reason)),
                }
                return Err(Over);
            }
            Step::GoAway { reason, is_processed } => {
                let own = self.respond.stream_id().as_u32();
                // Clients open streams with odd numbers.
                let last_stream = if *is_processed { own } else { own.saturating_sub(2) };
                self.order(Order::GoAway { last_stream, reason: code(*reason) })?;
                self.sent().await?;
            }
            Step::Hold => {
                let cancelled = match &mut self.body {
                    Some(body) => poll_fn(|cx| body.poll_reset(cx)).await,
                    None => poll_fn(|cx| self.respond.poll_reset(cx)).await,
                };
                if cancelled.is_ok() {
                    self.log.push(Happened::Cancelled { connection: self.connection });
                }
                return Err(Over);
            }
            Step::Deaf => self.leave_to(Order::BeDeaf).await?,
            Step::Close => self.leave_to(Order::Close).await?,
            Step::ResetConnection => self.leave_to(Order::Reset).await?,
            Step::Pass(gate) => gate.pass().await,
            Step::Wait(time) => tokio::time::sleep(*time).await,
            Step::Repeat(times, script) => {
                for _ in 0..*times {
                    self.play(request, script).await?;
                }
            }
        }
        Ok(())
    }

    async fn read(&self, request: &mut Request<RecvStream>, with_body: bool) -> Result<(), Over> {
        let mut body = Vec::new();
        while with_body && let Some(part) = request.body_mut().data().await {
            let part = part.map_err(|_| Over)?;
            drop(request.body_mut().flow_control().release_capacity(part.len()));
            body.extend_from_slice(&part);
        }
        let request = ReceivedRequest {
            method: request.method().to_string(),
            path: request.uri().path_and_query().map_or_else(String::new, ToString::to_string),
            headers: texts(request.headers()),
            body,
        };
        let (connection, request) = (self.connection, Arc::new(request));
        self.log.push(Happened::Requested { connection, request });
        Ok(())
    }

    /// Sends a piece of the body, as the client allows it.
    async fn send(&mut self, mut bytes: Bytes) -> Result<(), Over> {
        let body = self.body.as_mut().ok_or(Over)?;
        while !bytes.is_empty() {
            body.reserve_capacity(bytes.len());
            let Some(Ok(most)) = poll_fn(|cx| body.poll_capacity(cx)).await else {
                return Err(Over);
            };
            let part = bytes.split_to(most.min(bytes.len()));
            body.send_data(part, false).map_err(|_| Over)?;
        }
        self.sent().await
    }

    /// Waits until all that was sent has gone out.
    async fn sent(&self) -> Result<(), Over> {
        let (tell, told) = oneshot::channel();
        self.order(Order::Tell(tell))?;
        told.await.map_err(|_| Over)
    }

    /// Leaves the rest to the connection. The stream stays as it is, and ends with it.
    async fn leave_to(&self, order: Order) -> Result<(), Over> {
        self.order(order)?;
        std::future::pending().await
    }

    fn order(&self, order: Order) -> Result<(), Over> {
        self.orders.send(order).map_err(|_| Over)
    }
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
}

/// Its number.
const fn code(reason: Http2Reason) -> Reason {
    match reason {
        Http2Reason::NoError => Reason::NO_ERROR,
        Http2Reason::ProtocolError => Reason::PROTOCOL_ERROR,
        Http2Reason::InternalError => Reason::INTERNAL_ERROR,
        Http2Reason::RefusedStream => Reason::REFUSED_STREAM,
        Http2Reason::Cancel => Reason::CANCEL,
        Http2Reason::EnhanceYourCalm => Reason::ENHANCE_YOUR_CALM,
    }
}
