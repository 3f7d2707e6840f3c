//! The checks of an ID token, as OpenID Connect Core 3.1.3.7 lists them: signature, issuer, audience, authorised party, times, nonce,
//! and the hash of the access token that came with it.

use super::provider::Known;
use super::types::IdToken;
use super::{Claims, Oidc, trouble};
use domain::time::Timestamp;
use domain::trouble::{Trouble, TroubleKind};
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm};
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, IdTokenVerifier, Nonce,
    NonceVerifier as _, SignatureVerificationError,
};

/// Signed with a key of the provider's own. A secret that both sides know is none.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];
/// A token that was made long before it arrives was not made for this sign-in.
const OLDEST_SECONDS: i64 = 10 * 60;

/// For the log; a person is told no more than that it did not work.
pub(super) enum Refused {
    UnknownKey,
    For(String),
}

impl Refused {
    pub(super) fn trouble(self) -> Trouble {
        let why = match self {
            Self::UnknownKey => {
                "the ID token is signed with a key that the provider does not publish".to_owned()
            }
            Self::For(why) => format!("the ID token is refused: {why}"),
        };
        trouble(TroubleKind::SignIn, why)
    }
}

fn refused(why: impl ToString) -> Refused {
    Refused::For(why.to_string())
}

impl Oidc {
    /// `nonce`: of the sign-in that it answers; a renewed token answers none.
    pub(super) fn checked(
        &self,
        known: &Known,
        token: &IdToken,
        access: &AccessToken,
        nonce: Option<&Nonce>,
        now: Timestamp,
    ) -> Result<Claims, Refused> {
        let config = &self.inner.config;
        let skew = config.skew_seconds;
        let answers_a_sign_in = nonce.is_some();
        let seconds = now.0.div_euclid(1000);
        let earliest = chrono::DateTime::from_timestamp(seconds - skew, 0).unwrap_or_default();
        let verifier: IdTokenVerifier<'_, CoreJsonWebKey> =
            IdTokenVerifier::new_confidential_client(
                config.client_id(),
                config.client_secret(),
                known.metadata.issuer().clone(),
                known.keys.clone(),
            )
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || earliest)
            .set_issue_time_verifier_fn(move |issued| {
                match seconds - issued.timestamp() {
                    age if age < -skew => Err("it is issued in the future".to_owned()),
                    age if answers_a_sign_in && age > OLDEST_SECONDS + skew => {
                        Err("it was issued long ago".to_owned())
                    }
                    _ => Ok(()),
                }
            });
        let claims = token
            .claims(&verifier, |found: Option<&Nonce>| match nonce {
                Some(wanted) => wanted.verify(found),
                None => Ok(()),
            })
            .map_err(of_claims)?;
        if claims
            .authorized_party()
            .is_some_and(|party| **party != config.client_id)
        {
            return Err(refused("it was made for another party"));
        }
        if let Some(wanted) = claims.access_token_hash() {
            let algorithm = token.signing_alg().map_err(refused)?;
            let key = token.signing_key(&verifier).map_err(refused)?;
            let found = AccessTokenHash::from_token(access, algorithm, key).map_err(refused)?;
            if found != *wanted {
                return Err(refused("the access token beside it is another’s"));
            }
        }
        let value = serde_json::to_value(claims).map_err(refused)?;
        let claims = Claims::read(&value).ok_or_else(|| refused("it names nobody"))?;
        match claims.not_before {
            Some(from) if from > seconds + skew => Err(refused("it is not valid yet")),
            _ => Ok(claims),
        }
    }
}

fn of_claims(error: ClaimsVerificationError) -> Refused {
    match error {
        ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::NoMatchingKey,
        ) => Refused::UnknownKey,
        other => refused(crate::outside::wire::chain(&other)),
    }
}
