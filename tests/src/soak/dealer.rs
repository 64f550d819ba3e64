//! [`Dealer`]: which request meets which fault.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::fault::Fault;
use super::prompt::{Asked, NO_CREDIT, REFUSED};

/// Deals faults, and keeps what it dealt to each call.
#[derive(Debug, Clone)]
pub(super) struct Dealer {
    seed: u64,
    faults: u32,
    dealt: Arc<Mutex<HashMap<u32, Vec<Fault>>>>,
}

impl Dealer {
    pub(super) fn new(seed: u64, faults: u32) -> Self {
        Self { seed, faults, dealt: Arc::default() }
    }

    /// Deals to the next request of a call that came with this key.
    pub(super) fn deal(&self, asked: Asked, key: Option<&str>) -> Fault {
        let mut dealt = self.dealt();
        let before = dealt.entry(asked.call).or_default();
        let fault = match key {
            Some(key) if key.starts_with(REFUSED) => Fault::RefusedKey,
            Some(key) if key.starts_with(NO_CREDIT) => Fault::NoCredit,
            _ => draw(self.seed, self.faults, asked, before.len()),
        };
        before.push(fault);
        drop(dealt);
        fault
    }

    /// What was dealt last to this call.
    pub(super) fn last(&self, call: u32) -> Option<Fault> {
        self.dealt().get(&call).and_then(|dealt| dealt.last().copied())
    }

    /// All that was dealt, a line a call: its number and a letter for each request.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut calls: Vec<_> = self.dealt().clone().into_iter().collect();
        calls.sort_unstable_by_key(|(call, _)| *call);
        let line = |(call, faults): (u32, Vec<Fault>)| {
            let letters: String = faults.into_iter().map(Fault::letter).collect();
            format!("{call} {letters}")
        };
        calls.into_iter().map(line).collect()
    }

    fn dealt(&self) -> MutexGuard<'_, HashMap<u32, Vec<Fault>>> {
        self.dealt.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The fault of a request, always the same.
fn draw(seed: u64, faults: u32, asked: Asked, place: usize) -> Fault {
    let chance = mixed(seed ^ mixed(u64::from(asked.call) << 8 | place as u64));
    if chance % 100 >= u64::from(faults) {
        return Fault::Healthy;
    }
    let shares = Fault::ALL.map(|fault| (fault, u64::from(fault.share(asked.is_stream))));
    let total: u64 = shares.iter().map(|(_, share)| share).sum();
    let mut left = mixed(chance) % total;
    for (fault, share) in shares {
        match left.checked_sub(share) {
            Some(rest) => left = rest,
            None => return fault,
        }
    }
    Fault::Healthy
}

/// Spreads a number over all others (the finaliser of splitmix64).
pub(super) const fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn as_many_requests_fail_as_are_asked_for_and_in_every_way() {
        let mut drawn = BTreeMap::new();
        for call in 0..20_000 {
            let asked = Asked { call, is_stream: call % 2 == 0 };
            let fault = draw(7, 30, asked, 0);
            assert_eq!(fault, draw(7, 30, asked, 0));
            *drawn.entry(fault).or_insert(0) += 1;
        }
        let healthy = drawn[&Fault::Healthy];
        assert!((13_500..14_500).contains(&healthy), "{healthy}");
        assert_eq!(drawn.len(), Fault::ALL.len() - 2, "{drawn:?}");
    }

    #[test]
    fn a_key_decides_where_it_is_to_blame() {
        let dealer = Dealer::new(1, 0);
        let asked = Asked { call: 3, is_stream: true };
        assert_eq!(dealer.deal(asked, Some("sk-or-v1-soak-refused-1")), Fault::RefusedKey);
        assert_eq!(dealer.deal(asked, Some("sk-or-v1-soak-poor-1")), Fault::NoCredit);
        assert_eq!(dealer.deal(asked, Some("sk-or-v1-soak-good-1")), Fault::Healthy);
        assert_eq!(dealer.last(3), Some(Fault::Healthy));
        assert_eq!(dealer.lines(), ["3 tua"]);
    }
}
