//! The library's types with our parameters, and what goes in and out.

use super::Claims;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, ClientId, ClientSecret, EmptyExtraTokenFields, EndpointNotSet, IdTokenFields,
    RequestTokenError, StandardErrorResponse, StandardTokenResponse, UserInfoClaims,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How Berth is known to the provider.
#[derive(Clone, Debug)]
pub struct OidcConfig {
    /// As it stands in the tokens.
    pub issuer: String,
    pub client_id: String,
    pub client_secret: SecretString,
    pub scopes: Vec<String>,
    /// Calls go to these alone.
    pub hosts: Vec<String>,
    /// How far the clocks may be apart.
    pub skew_seconds: i64,
    /// Claims that Berth cannot do without: looked for in the user info when the ID token lacks them.
    pub wanted: Vec<String>,
}

impl OidcConfig {
    pub(super) fn client_id(&self) -> ClientId {
        ClientId::new(self.client_id.clone())
    }

    pub(super) fn client_secret(&self) -> ClientSecret {
        ClientSecret::new(self.client_secret.expose_secret().to_owned())
    }
}

/// What a sign-in was begun with; the answer has to fit to it.
#[derive(Clone, Copy)]
pub struct Started<'a> {
    pub state: &'a str,
    pub nonce: &'a str,
    pub pkce_verifier: &'a str,
    pub redirect_uri: &'a str,
}

/// Believed after every check.
#[derive(Clone, Debug)]
pub struct OidcTokens {
    pub claims: Claims,
    /// With it the provider is asked again whether the person is there still.
    pub refresh: Option<SecretString>,
    /// Shown to the provider when the person signs out.
    pub id_token: SecretString,
}

/// Every claim that the library does not know by name.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Additional {
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

impl AdditionalClaims for Additional {}

type Fields = IdTokenFields<
    Additional,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
pub(super) type IdToken = openidconnect::IdToken<
    Additional,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
pub(super) type TokenResponse = StandardTokenResponse<Fields, CoreTokenType>;
pub(super) type TokenError<E> = RequestTokenError<E, StandardErrorResponse<CoreErrorResponseType>>;
pub(super) type UserInfo = UserInfoClaims<Additional, CoreGenderClaim>;
pub(super) type Client<Auth, Unset, Maybe> = openidconnect::Client<
    Additional,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    TokenResponse,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    Auth,
    Unset,
    EndpointNotSet,
    EndpointNotSet,
    Maybe,
    Maybe,
>;
