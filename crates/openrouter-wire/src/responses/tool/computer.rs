//! Screens.

use serde::{Deserialize, Serialize};

use crate::{Extra, open_enum::open_enum};

/// Settings of a screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComputerTool {
    /// What is on it.
    pub environment: ScreenEnvironment,
    /// Its width, in pixels.
    pub display_width: u64,
    /// Its height, in pixels.
    pub display_height: u64,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What is on a screen.
    #[derive(Default)]
    pub enum ScreenEnvironment {
        /// A browser.
        #[default]
        Browser = "browser",
        /// Linux.
        Linux = "linux",
        /// Ubuntu.
        Ubuntu = "ubuntu",
        /// macOS.
        Mac = "mac",
        /// Windows.
        Windows = "windows",
    }
}
