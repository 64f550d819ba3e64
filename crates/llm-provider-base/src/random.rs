//! [`Random`]: where chance comes from.

use std::fmt::Debug;

/// Where chance comes from, so that tests decide what falls.
pub trait Random: Debug + Send + Sync + 'static {
    /// A number from 0 up to, but not including, 1.
    fn unit(&self) -> f64;
}

/// The thread's own generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct ThreadRandom;

impl Random for ThreadRandom {
    fn unit(&self) -> f64 {
        rand::random()
    }
}

/// Always the same number: for tests.
#[cfg(any(test, feature = "test-util"))]
#[derive(Debug, Clone, Copy)]
pub struct FixedRandom(pub f64);

#[cfg(any(test, feature = "test-util"))]
impl Random for FixedRandom {
    fn unit(&self) -> f64 {
        self.0
    }
}
