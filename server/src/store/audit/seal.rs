//! The seal on the end of the audit record: whoever may write to the database and does not know the secret can't say that
//! the record ends elsewhere.

use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use std::fmt;
use subtle::ConstantTimeEq as _;

/// Made of the configured session secret.
#[derive(Clone)]
pub struct SealKey {
    key: [u8; 32],
    id: String,
}

impl SealKey {
    pub fn new(secret: &SecretString) -> Self {
        let derived = |purpose: &[u8]| {
            Sha256::new()
                .chain_update(purpose)
                .chain_update(secret.expose_secret())
                .finalize()
        };
        let id = derived(b"berth audit seal name 1\0");
        Self {
            key: derived(b"berth audit seal 1\0").into(),
            id: hex::encode(&id[..8]),
        }
    }

    /// Which secret it is, without telling it.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn seal(&self, number: i64, hash: &str, broken_at: Option<i64>) -> Option<String> {
        let broken = broken_at.map_or_else(|| "-".to_owned(), |at| at.to_string());
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).ok()?;
        mac.update(format!("{number}\n{hash}\n{broken}\n").as_bytes());
        Some(hex::encode(mac.finalize().into_bytes()))
    }

    pub(super) fn fits(&self, seal: &str, number: i64, hash: &str, broken_at: Option<i64>) -> bool {
        self.seal(number, hash, broken_at)
            .is_some_and(|own| own.as_bytes().ct_eq(seal.as_bytes()).into())
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealKey({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_fits_what_was_sealed_alone() {
        let key = SealKey::new(&"one".into());
        let seal = key.seal(7, "ab", None).unwrap();
        assert!(key.fits(&seal, 7, "ab", None));
        assert!(!key.fits(&seal, 6, "ab", None));
        assert!(!key.fits(&seal, 7, "ac", None));
        assert!(!key.fits(&seal, 7, "ab", Some(7)));
        assert!(!key.fits("", 7, "ab", None));
        let other = SealKey::new(&"two".into());
        assert!(!other.fits(&seal, 7, "ab", None));
        assert_ne!(key.id(), other.id());
    }
}
