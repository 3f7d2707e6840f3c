//! Seals secrets that must lie in the database: people's GitHub tokens.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::Aead;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use rand::RngCore;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use std::fmt;

const NONCE: usize = 24;

/// XChaCha20-Poly1305 under a key derived from the configured session secret.
#[derive(Clone)]
pub struct Vault {
    cipher: XChaCha20Poly1305,
}

impl Vault {
    pub fn new(secret: &SecretString) -> Self {
        let key = Sha256::new()
            .chain_update(b"berth vault 1\0")
            .chain_update(secret.expose_secret())
            .finalize();
        let key: [u8; 32] = key.into();
        Self {
            cipher: XChaCha20Poly1305::new(&key.into()),
        }
    }

    /// `None` only when the system has no randomness left or the text is absurdly long.
    pub fn seal(&self, plain: &SecretString) -> Option<String> {
        let mut nonce = [0_u8; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), plain.expose_secret().as_bytes())
            .ok()?;
        Some(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// `None`: not sealed by this vault, or altered.
    pub fn open(&self, sealed: &str) -> Option<SecretString> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let plain = self.cipher.decrypt(&XNonce::from(nonce), sealed).ok()?;
        String::from_utf8(plain).ok().map(SecretString::from)
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_secret_opens_what_was_sealed() {
        let vault = Vault::new(&"one".into());
        let sealed = vault.seal(&"ghu_token".into()).unwrap();
        assert!(!sealed.contains("ghu"));
        assert_eq!(vault.open(&sealed).unwrap().expose_secret(), "ghu_token");
        assert!(Vault::new(&"two".into()).open(&sealed).is_none());
        let mut altered = sealed.clone();
        altered.replace_range(40..41, if &sealed[40..41] == "A" { "B" } else { "A" });
        assert!(vault.open(&altered).is_none());
        assert!(vault.open("").is_none());
    }
}
