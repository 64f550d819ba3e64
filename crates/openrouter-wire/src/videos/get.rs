//! To look at a video in the making.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Job;
use crate::{Method, Operation};

/// `GET /videos/{jobId}`: how far a video is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Get {
    /// Which video: [`Job::id`].
    #[serde(skip)]
    pub job_id: String,
}

impl Get {
    /// Creates a question about a video.
    pub fn new(job_id: impl Into<String>) -> Self {
        Self { job_id: job_id.into() }
    }
}

impl Operation for Get {
    const ID: &'static str = "getVideos";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/videos/{jobId}";
    type Response = Job;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.job_id.as_str().into()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_job_stands_in_the_path() {
        let get = Get::new("vid/1");
        assert_eq!(get.path().unwrap(), "/videos/vid%2F1");
        assert_eq!(get.query().unwrap(), "");
    }
}
