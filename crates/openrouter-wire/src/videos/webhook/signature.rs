//! Who tells it.

use std::str::FromStr;

/// How many seconds the clocks may differ, and the message may take.
const WINDOW: u64 = 5 * 60;

/// The header that says who sends an event: `t=<seconds since 1970>,v1=<hexadecimal digest>`.
///
/// A digest is the HMAC-SHA-256 of [`prefix`](Self::prefix) and the body as it came, byte by
/// byte, under the signing secret of the workspace. This crate has no cryptography: whoever has
/// computes it, and compares it in constant time with each of [`digests`](Self::digests).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    prefix: String,
    seconds: u64,
    digests: Vec<[u8; 32]>,
}

impl Signature {
    /// Returns what is signed before the body: the time as it was written, and a comma.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Returns when it was signed, in seconds since 1970.
    pub fn seconds(&self) -> u64 {
        self.seconds
    }

    /// Returns the digests; one of them must be right. There is more than one while a secret
    /// changes.
    pub fn digests(&self) -> &[[u8; 32]] {
        &self.digests
    }

    /// Returns whether it was signed within five minutes of `now`, in seconds since 1970. An
    /// older one may be a repetition by somebody else.
    pub fn is_fresh(&self, now: u64) -> bool {
        self.seconds.abs_diff(now) <= WINDOW
    }
}

/// A signature that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// There is no time, or several, or it is no number.
    #[error("the signature has no time")]
    Time,
    /// There is no digest, or one that is not 64 hexadecimal digits.
    #[error("the signature has no digest")]
    Digest,
}

impl FromStr for Signature {
    type Err = SignatureError;

    /// Reads the header. Entries other than `t` and `v1` are left to later versions.
    fn from_str(header: &str) -> Result<Self, SignatureError> {
        let mut time = None;
        let mut digests = Vec::new();
        for entry in header.split(',') {
            match entry.trim().split_once('=') {
                Some(("t", text)) if time.is_none() => time = Some(text),
                Some(("t", _)) => return Err(SignatureError::Time),
                Some(("v1", text)) => digests.push(digest(text).ok_or(SignatureError::Digest)?),
                _ => {}
            }
        }
        let digits = time.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let text = digits.ok_or(SignatureError::Time)?;
        let seconds = text.parse().map_err(|_| SignatureError::Time)?;
        if digests.is_empty() {
            return Err(SignatureError::Digest);
        }
        Ok(Self { prefix: format!("{text},"), seconds, digests })
    }
}

/// Reads 64 hexadecimal digits.
fn digest(text: &str) -> Option<[u8; 32]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() || pairs.len() != 32 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    Some(bytes)
}

/// Reads one hexadecimal digit.
fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DIGEST: &str = "00ff10a5000000000000000000000000000000000000000000000000000000Fe";

    #[track_caller]
    fn refused(header: &str, error: SignatureError) {
        assert_eq!(header.parse::<Signature>().unwrap_err(), error, "{header}");
    }

    #[test]
    fn a_header_has_a_time_and_digests() {
        let header = format!("t=0170, v1={DIGEST},v0=x,v1={}", "0".repeat(64));
        let signature: Signature = header.parse().unwrap();
        assert_eq!((signature.prefix(), signature.seconds()), ("0170,", 170));
        let [first, second] = signature.digests().try_into().unwrap();
        assert_eq!((&first[..5], first[31], second), (&[0, 255, 16, 165, 0][..], 254, [0; 32]));
    }

    #[test]
    fn a_header_without_one_of_them_is_refused() {
        for time in ["", "t=", "t=-1", "t=+1", "t=1.5", "t=99999999999999999999", "t=1,t=1"] {
            refused(&format!("{time},v1={DIGEST}"), SignatureError::Time);
        }
        for digests in ["", "v1=", "v2=00", "v1=0g", &DIGEST[..62], &format!("v1={DIGEST}00")] {
            refused(&format!("t=1,{digests}"), SignatureError::Digest);
        }
        refused(&format!("t=1,v1={DIGEST},v1=ab"), SignatureError::Digest);
        refused(&format!("t=1,v1={}é", &DIGEST[..62]), SignatureError::Digest);
    }

    #[test]
    fn a_signature_is_fresh_for_five_minutes_either_way() {
        let signature: Signature = format!("t=1000,v1={DIGEST}").parse().unwrap();
        let fresh = [699, 700, 1000, 1300, 1301].map(|now| signature.is_fresh(now));
        assert_eq!(fresh, [false, true, true, true, false]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(seconds: u64, digests in prop::collection::vec(any::<[u8; 32]>(), 1..4)) {
            let hex = |digest: &[u8; 32]| digest.map(|byte| format!("{byte:02x}")).concat();
            let entries: Vec<_> = digests.iter().map(|digest| format!("v1={}", hex(digest))).collect();
            let signature: Signature = format!("t={seconds},{}", entries.join(",")).parse().unwrap();
            prop_assert_eq!(signature.seconds(), seconds);
            prop_assert_eq!(signature.digests(), digests);
        }

        #[test]
        fn no_header_makes_reading_panic(header in "[tv01=,a-f \\PC]{0,90}") {
            drop(header.parse::<Signature>());
        }
    }
}
