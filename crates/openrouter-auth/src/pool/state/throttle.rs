//! [`Throttle`]: how much an account may have in flight, found out by asking.

/// Nothing is held back beyond so many leases.
const OVER: u32 = 256;

/// Additive increase, multiplicative decrease: half of what was in flight when the service said
/// that it is too much, and one more after each round of successes.
#[derive(Debug, Clone, Default)]
pub(super) struct Throttle {
    most: Option<u32>,
    successes: u32,
    /// Counts the cuts: what was sent before the last one has no say.
    cuts: u64,
}

impl Throttle {
    /// How many leases may be out at a time, if that is limited.
    pub(super) const fn most(&self) -> Option<u32> {
        self.most
    }

    pub(super) const fn cuts(&self) -> u64 {
        self.cuts
    }

    /// The service said that `in_flight` is too much, to a request that was sent after `cuts`.
    /// True if that was news.
    pub(super) fn cut(&mut self, cuts: u64, in_flight: u32) -> bool {
        let is_news = cuts == self.cuts;
        if is_news {
            *self = Self { most: Some((in_flight / 2).max(1)), successes: 0, cuts: cuts + 1 };
        }
        is_news
    }

    /// Nothing is held back any more, and what is under way has no say.
    pub(super) fn reset(&mut self) {
        *self = Self { cuts: self.cuts + 1, ..Self::default() };
    }

    pub(super) fn succeeded(&mut self) {
        let Some(most) = self.most else { return };
        self.successes += 1;
        if self.successes >= most {
            self.successes = 0;
            self.most = (most < OVER).then_some(most + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_is_halved_once_and_grows_by_one_a_round() {
        let mut throttle = Throttle::default();
        let sent = throttle.cuts();
        assert!(throttle.cut(sent, 9));
        assert!((0..8).all(|_| !throttle.cut(sent, 9)), "fifty that fail together are one cut");
        assert_eq!(throttle.most(), Some(4));
        let after = |successes: u32, throttle: &mut Throttle| {
            (0..successes).for_each(|_| throttle.succeeded());
            throttle.most()
        };
        assert_eq!(after(3, &mut throttle), Some(4));
        assert_eq!(after(1, &mut throttle), Some(5));
        assert_eq!(after(5, &mut throttle), Some(6));
        assert!(throttle.cut(throttle.cuts(), 1));
        assert_eq!(throttle.most(), Some(1), "one is always let through");
        assert_eq!(after(100_000, &mut throttle), None);
    }
}
