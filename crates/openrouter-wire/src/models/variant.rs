//! [`Variant`] and [`Router`]: what the name of a model can end in, and what picks one.

use crate::open_enum::open_enum;

open_enum! {
    /// A variant of a model: what stands after a colon.
    pub enum Variant {
        /// Free upstreams, with limits of their own.
        Free = "free",
        /// A longer context.
        Extended = "extended",
        /// Thinks.
        Thinking = "thinking",
        /// For batches, at half the price; answers no chat.
        Batch = "batch",
        /// The upstream that is fastest.
        Nitro = "nitro",
        /// The upstream that is cheapest.
        Floor = "floor",
        /// The upstream that does best, with tools above all.
        Exacto = "exacto",
        /// Deprecated: searches the web first.
        Online = "online",
    }
}

impl Variant {
    /// Whether the variant is an entry of the catalogue, with a price of its own, and only there
    /// where the catalogue lists it. The others say how any model is routed. Of one that this
    /// version does not know, nobody can tell; it counts as one that is listed.
    pub const fn is_listed(&self) -> bool {
        !matches!(self, Self::Nitro | Self::Floor | Self::Exacto | Self::Online)
    }
}

open_enum! {
    /// What picks a model for each request: `openrouter/…`.
    ///
    /// Models whose makers wish not to be named have stood there too, as [`Router::Other`].
    pub enum Router {
        /// What the market would pick.
        Auto = "auto",
        /// The next version of it.
        AutoBeta = "auto-beta",
        /// A free model by chance.
        Free = "free",
        /// The cheapest that is good enough at programming.
        ParetoCode = "pareto-code",
        /// Several models and one that sums up.
        Fusion = "fusion",
        /// Makes request bodies.
        Bodybuilder = "bodybuilder",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routing_is_no_entry_of_the_catalogue() {
        let routing = Variant::NAMES.iter().filter(|name| !Variant::from(**name).is_listed());
        assert_eq!(routing.collect::<Vec<_>>(), [&"nitro", &"floor", &"exacto", &"online"]);
        assert!(Variant::from("gold").is_listed());
    }
}
