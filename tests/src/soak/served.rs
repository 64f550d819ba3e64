//! [`Served`]: what the servers dealt to each call.

use std::collections::HashMap;

use super::fault::Fault;

/// What the servers dealt to each call, in order.
#[derive(Debug, Default)]
pub(super) struct Served(HashMap<u32, Vec<Fault>>);

impl Served {
    /// Takes a line of a server's account: the number of a call, and a letter for each request.
    pub(super) fn take(&mut self, line: &str) -> Option<()> {
        let (call, letters) = line.split_once(' ')?;
        let faults: Option<Vec<_>> = letters.chars().map(Fault::from_letter).collect();
        self.0.insert(call.parse().ok()?, faults?);
        Some(())
    }

    /// What a call met, in order.
    pub(super) fn of(&self, call: u32) -> &[Fault] {
        self.0.get(&call).map_or(&[], Vec::as_slice)
    }

    /// All that was dealt.
    pub(super) fn all(&self) -> impl Iterator<Item = &Fault> {
        self.0.values().flatten()
    }
}
