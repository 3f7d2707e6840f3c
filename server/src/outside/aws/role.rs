//! The role that Berth takes on in an account. The SDK asks for it again shortly before it expires.

use super::{AssumedRole, trouble};
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use domain::trouble::Trouble;
use std::fmt;
use std::time::SystemTime;
use tracing::Instrument as _;

/// Shown in CloudTrail and in the ARN of the session.
const SESSION: &str = "berth";

#[derive(Debug)]
pub(super) struct Role {
    pub(super) sts: aws_sdk_sts::Client,
    pub(super) role: AssumedRole,
}

/// Why STS gave no role: carried through the SDK so that the call which needed it fails for that very reason.
#[derive(Debug)]
pub(super) struct Refusal(pub(super) Trouble);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Refusal {}

impl Role {
    async fn assume(&self) -> provider::Result {
        let refused = |trouble| CredentialsError::provider_error(Refusal(trouble));
        let asking = self
            .sts
            .assume_role()
            .role_arn(&self.role.arn)
            .role_session_name(SESSION)
            .set_external_id(self.role.external_id.clone())
            .send();
        // A task of its own: inside the call that needs the role, a second one goes deeper than a thread's stack
        // reaches in a build without optimisation.
        let answer = tokio::spawn(asking.in_current_span())
            .await
            .map_err(CredentialsError::unhandled)?
            .map_err(|error| refused(trouble::of(&error, "AssumeRole")))?;
        let given = answer
            .credentials
            .ok_or_else(|| refused(trouble::nonsense("AssumeRole answered without credentials")))?;
        let expires = SystemTime::try_from(given.expiration).map_err(|_| {
            refused(trouble::nonsense(
                "AssumeRole answered with no time of expiry",
            ))
        })?;
        Ok(Credentials::new(
            given.access_key_id,
            given.secret_access_key,
            Some(given.session_token),
            Some(expires),
            SESSION,
        ))
    }
}

impl ProvideCredentials for Role {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.assume())
    }
}
