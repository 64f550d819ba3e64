//! [`VideoProgress`]: waiting for a video.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::{Stream, StreamExt};
use llm_types::{Error, ErrorKind, Operation as Subject, Result};
use openrouter_wire::videos;
use tokio::time::Instant;

use super::CallOptions;
use super::plan::SOON;
use crate::OpenRouter;
use crate::error::video_failed;

/// How often a video is looked at, unless something else is said: what the service recommends.
const EVERY: Duration = Duration::from_secs(30);

/// How far a video is, look by look.
///
/// Gives the job after each look, and ends after the one that finds it completed. A job that
/// failed, was cancelled or has expired is an `Err`, and so is a look that failed in spite of
/// retries; the job goes on all the same, and can be waited for anew. Dropping it stops looking
/// and not the job.
#[must_use = "nobody looks unless it is read"]
pub struct VideoProgress {
    openrouter: OpenRouter,
    id: String,
    every: Duration,
    /// When it is enough.
    until: Option<Instant>,
    /// True after the first look.
    has_looked: bool,
    has_ended: bool,
    look: Option<BoxFuture<'static, Result<videos::Job>>>,
}

impl VideoProgress {
    /// Looks this often, and not every 30 s.
    pub const fn every(mut self, interval: Duration) -> Self {
        self.every = interval;
        self
    }

    /// Waits this long from now on, and no longer.
    pub fn within(mut self, limit: Duration) -> Self {
        self.until = self.openrouter.client().path.clock.now().checked_add(limit);
        self
    }

    /// Waits for the end.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unavailable`] if the video failed, with the service's word for it;
    /// [`ErrorKind::Cancelled`] if it was cancelled; [`ErrorKind::Timeout`] if it expired or did
    /// not come in time; otherwise as a look at it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future stops waiting; the video is made all the same.
    pub async fn finished(mut self) -> Result<videos::Job> {
        let mut latest = None;
        while let Some(job) = self.next().await.transpose()? {
            latest = Some(job);
        }
        // It ends with a completed job or an error.
        latest.ok_or_else(|| Error::new(ErrorKind::Cancelled, "nobody looked at the video"))
    }

    fn look(&self) -> BoxFuture<'static, Result<videos::Job>> {
        let openrouter = self.openrouter.clone();
        let get = videos::Get::new(self.id.as_str());
        let wait = if self.has_looked { self.every } else { Duration::ZERO };
        let until = self.until;
        Box::pin(async move {
            let clock = openrouter.client().path.clock.clone();
            let next = clock.now().checked_add(wait);
            if until.is_some_and(|until| next.is_none_or(|next| next > until)) {
                let message = "the video is not done in the time that it has";
                return Err(Error::new(ErrorKind::Timeout, message).with_operation(Subject::Videos));
            }
            if !wait.is_zero() {
                clock.sleep(wait).await;
            }
            let mut options = CallOptions::default();
            if let Some(until) = until {
                // The last look is no reason to wait any longer.
                let left = until.saturating_duration_since(clock.now());
                options.timeout = Some(left.min(SOON.1));
            }
            openrouter.call_with(&get, &options).await.map(|answer| answer.value)
        })
    }
}

impl Stream for VideoProgress {
    type Item = Result<videos::Job>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.has_ended {
            return Poll::Ready(None);
        }
        let mut look = match this.look.take() {
            Some(look) => look,
            None => this.look(),
        };
        let Poll::Ready(job) = look.as_mut().poll(cx) else {
            this.look = Some(look);
            return Poll::Pending;
        };
        this.has_looked = true;
        let job = job.and_then(|job| match video_failed(&job) {
            Some(error) => Err(error),
            None => Ok(job),
        });
        this.has_ended = job.as_ref().map_or(true, |job| job.status.is_final());
        Poll::Ready(Some(job))
    }
}

impl fmt::Debug for VideoProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VideoProgress")
            .field("id", &self.id)
            .field("every", &self.every)
            .field("has_ended", &self.has_ended)
            .finish_non_exhaustive()
    }
}

impl OpenRouter {
    /// Waits for a video that was begun with [`videos::Create`].
    ///
    /// ```no_run
    /// # async fn example(openrouter: openrouter_provider::OpenRouter) -> llm_types::Result<()> {
    /// use openrouter_wire::videos;
    ///
    /// let job = openrouter.call(&videos::Create::new("google/veo-3.1", "A tern dives.")).await?;
    /// let job = openrouter.wait_for_video(job.id).finished().await?;
    /// let film = openrouter.download(&videos::Download::new(job.id)).await?;
    /// # Ok(()) }
    /// ```
    pub fn wait_for_video(&self, id: impl Into<String>) -> VideoProgress {
        VideoProgress {
            openrouter: self.clone(),
            id: id.into(),
            every: EVERY,
            until: None,
            has_looked: false,
            has_ended: false,
            look: None,
        }
    }
}
