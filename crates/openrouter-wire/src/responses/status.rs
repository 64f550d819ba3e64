//! How far things are.

use crate::open_enum::open_enum;

open_enum! {
    /// How far an item is.
    #[derive(Default)]
    pub enum ItemStatus {
        /// Done.
        #[default]
        Completed = "completed",
        /// Not done yet.
        InProgress = "in_progress",
        /// Cut off.
        Incomplete = "incomplete",
    }
}

open_enum! {
    /// How far the call of a tool is that may fail.
    #[derive(Default)]
    pub enum FailableStatus {
        /// Done.
        #[default]
        Completed = "completed",
        /// Not done yet.
        InProgress = "in_progress",
        /// Cut off.
        Incomplete = "incomplete",
        /// Failed.
        Failed = "failed",
    }
}

open_enum! {
    /// How far a search is.
    #[derive(Default)]
    pub enum SearchStatus {
        /// Done.
        #[default]
        Completed = "completed",
        /// Not begun yet.
        InProgress = "in_progress",
        /// Under way.
        Searching = "searching",
        /// Failed.
        Failed = "failed",
    }
}

open_enum! {
    /// How far an image is.
    #[derive(Default)]
    pub enum ImageStatus {
        /// Done.
        #[default]
        Completed = "completed",
        /// Not begun yet.
        InProgress = "in_progress",
        /// Under way.
        Generating = "generating",
        /// Failed.
        Failed = "failed",
    }
}

open_enum! {
    /// How far the run of a piece of code is.
    #[derive(Default)]
    pub enum CodeStatus {
        /// Done.
        #[default]
        Completed = "completed",
        /// Being written.
        InProgress = "in_progress",
        /// Under way.
        Interpreting = "interpreting",
        /// Cut off.
        Incomplete = "incomplete",
        /// Failed.
        Failed = "failed",
    }
}

open_enum! {
    /// How far the call for a patch is.
    #[derive(Default)]
    pub enum PatchStatus {
        /// Whole.
        #[default]
        Completed = "completed",
        /// Being written.
        InProgress = "in_progress",
    }
}

open_enum! {
    /// What became of a patch.
    #[derive(Default)]
    pub enum PatchOutcome {
        /// It was applied.
        #[default]
        Completed = "completed",
        /// It could not be applied.
        Failed = "failed",
    }
}
