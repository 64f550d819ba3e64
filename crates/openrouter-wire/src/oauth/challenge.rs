//! Challenges.

use crate::open_enum::open_enum;

open_enum! {
    /// How a challenge is made from a verifier.
    pub enum ChallengeMethod {
        /// Base64url without padding of the SHA-256 of the verifier.
        S256 = "S256",
        /// The verifier itself.
        Plain = "plain",
    }
}
