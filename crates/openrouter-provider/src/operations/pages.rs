//! [`Pages`]: the entries of a list that comes in pages.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
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
/// An error ends it. A service whose pages go round in a circle is such an error.
#[must_use = "a list asks for nothing until it is read"]
pub struct Pages<O: PagedOperation> {
    openrouter: OpenRouter,
    options: Arc<CallOptions>,
    items: VecDeque<O::Item>,
    /// The page to ask for next; `None` after the last one.
    next: Option<O>,
    /// What was asked for and what came, each as a number.
    seen: HashSet<u64>,
    /// How many pages without entries came one after the other.
    empty: usize,
    flight: Option<BoxFuture<'static, Result<Page<O>>>>,
}

/// A page that came.
struct Page<O: PagedOperation> {
    items: Vec<O::Item>,
    next: Option<O>,
    /// Where it was asked for.
    address: u64,
    /// Its text.
    text: u64,
}

/// How many pages without entries may follow each other.
const EMPTY: usize = 100;

impl<O: PagedOperation> Pages<O> {
    /// True if the page leads nowhere: it was asked for or seen before, or says nothing once more.
    fn is_circle(&mut self, page: &Page<O>) -> bool {
        if page.items.is_empty() {
            self.empty += 1;
            return page.next.is_some() && (self.empty > EMPTY || !self.seen.insert(page.address));
        }
        self.empty = 0;
        !self.seen.insert(page.address) || !self.seen.insert(page.text)
    }
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
                    if this.is_circle(&page) {
                        return Poll::Ready(Some(Err(circle())));
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
    let mut address = DefaultHasher::new();
    call.http.url.hash(&mut address);
    let page = document::<O::Response>(&client, &call).await?;
    let next = operation.next(&page.value);
    let (address, text) = (address.finish(), page.fingerprint);
    Ok(Page { items: O::items(page.value), next, address, text })
}

/// The service does not heed which page it is asked for.
fn circle() -> Error {
    Error::new(ErrorKind::Decode, "the pages of the list go round in a circle")
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
            seen: HashSet::new(),
            empty: 0,
            flight: None,
        }
    }
}
