//! To download a video.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Binary, Method, Operation};

/// `GET /videos/{jobId}/content`: a video that is completed, as MP4.
///
/// The addresses in [`Job::unsigned_urls`](super::Job::unsigned_urls) lead here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Download {
    /// Which job: [`Job::id`](super::Job::id).
    #[serde(skip)]
    pub job_id: String,
    /// Which video of the job, counted from 0; the first if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<u64>,
}

impl Download {
    /// Creates a request for the first video of a job.
    pub fn new(job_id: impl Into<String>) -> Self {
        Self { job_id: job_id.into(), index: None }
    }
}

impl Operation for Download {
    const ID: &'static str = "listVideosContent";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/videos/{jobId}/content";
    type Response = Binary;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.job_id.as_str().into()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_video_of_the_job_stands_in_the_query() {
        let download = Download { index: Some(1), ..Download::new("vid-1") };
        assert_eq!(download.path().unwrap(), "/videos/vid-1/content");
        assert_eq!(download.query().unwrap(), "index=1");
        assert_eq!(Download::new("vid-1").query().unwrap(), "");
    }
}
