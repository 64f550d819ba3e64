//! [`Pages`]: the entries of a list that comes in pages.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures::future::BoxFuture;
use futures::stream::Stream;
use llm_types::{Error, ErrorKind, Result};
use openrouter_wire::PagedOperation;
use serde::de::DeserializeOwned;

use super::plan::{Form, plan};
use super::{CallOptions, document};
use crate::OpenRouter;

/// The entries of a list, page after page. A page is asked for when the entries of the one before
/// are used up, and never two at once.
///
/// An error ends it. A service that gives the same page again and again is such an error.
#[must_use = "a list asks for nothing until it is read"]
pub struct Pages<O: PagedOperation> {
    openrouter: OpenRouter,
    options: Arc<CallOptions>,
    items: VecDeque<O::Item>,
    /// The page to ask for next; `None` after the last one.
    next: Option<O>,
    /// The text of the page before, as a number.
    before: Option<u64>,
    flight: Option<BoxFuture<'static, Result<Page<O>>>>,
}

/// A page that came.
struct Page<O: PagedOperation> {
    items: Vec<O::Item>,
    next: Option<O>,
    fingerprint: u64,
}

impl<O> Stream for Pages<O>
where
    O: PagedOperation<Response: DeserializeOwned + Send, Item: Send + Unpin> + Unpin + 'static,
{
    type Item = Result<O::Item>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(item) = this.items.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            if this.flight.is_none() {
                let Some(operation) = this.next.take() else { return Poll::Ready(None) };
                let (openrouter, options) = (this.openrouter.clone(), Arc::clone(&this.options));
                this.flight = Some(Box::pin(page(openrouter, operation, options)));
            }
            let Some(flight) = &mut this.flight else { return Poll::Ready(None) };
            let page = ready!(flight.as_mut().poll(cx));
            this.flight = None;
            match page {
                Ok(page) => {
                    let is_repeated = this.before.replace(page.fingerprint)
                        == Some(page.fingerprint)
                        && !page.items.is_empty();
                    if is_repeated {
                        return Poll::Ready(Some(Err(repeated())));
                    }
                    this.items = page.items.into();
                    this.next = page.next;
                }
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }
}

async fn page<O>(openrouter: OpenRouter, operation: O, options: Arc<CallOptions>) -> Result<Page<O>>
where
    O: PagedOperation<Response: DeserializeOwned + Send>,
{
    let client = openrouter.client();
    let call = plan(&client, &operation, Form::Document, &options)?;
    let page = document::<O::Response>(&client, &call).await?;
    let next = operation.next(&page.value);
    Ok(Page { next, items: O::items(page.value), fingerprint: page.fingerprint })
}

/// The service does not heed which page it is asked for.
fn repeated() -> Error {
    Error::new(ErrorKind::Decode, "the service gives the same page of the list again")
}

/// Shows no entry.
impl<O: PagedOperation> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &O::ID).finish_non_exhaustive()
    }
}

impl OpenRouter {
    /// Reads a list that comes in pages, from the page on that `operation` asks for, as a stream of
    /// its entries.
    ///
    /// ```no_run
    /// # async fn example(openrouter: openrouter_provider::OpenRouter) -> llm_types::Result<()> {
    /// use futures::TryStreamExt;
    /// use openrouter_wire::keys;
    ///
    /// let keys: Vec<_> = openrouter.pages(keys::List::default()).try_collect().await?;
    /// # Ok(()) }
    /// ```
    pub fn pages<O: PagedOperation>(&self, operation: O) -> Pages<O> {
        self.pages_with(operation, CallOptions::default())
    }

    /// As [`pages`](Self::pages), with options, which hold for each page.
    pub fn pages_with<O: PagedOperation>(&self, operation: O, options: CallOptions) -> Pages<O> {
        Pages {
            openrouter: self.clone(),
            options: Arc::new(options),
            items: VecDeque::new(),
            next: Some(operation),
            before: None,
            flight: None,
        }
    }
}
