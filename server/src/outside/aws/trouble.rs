//! AWS's errors as trouble: the one table.
//!
//! ECR answers nearly everything with status 400, so the error's name decides and the status only where there is none.

use super::role::Refusal;
use crate::outside::wire;
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_ecr::config::http::HttpResponse;
use aws_sdk_ecr::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use domain::trouble::{System, Trouble, TroubleKind};
use std::error::Error;

pub(super) fn new(kind: TroubleKind, message: impl Into<String>) -> Trouble {
    Trouble::new(System::Aws, kind, message)
}

pub(super) fn nonsense(message: impl Into<String>) -> Trouble {
    new(TroubleKind::Nonsense, message)
}

/// What a call that brought no answer means. `operation` is AWS's name of the call.
pub(super) fn of<E>(error: &SdkError<E, HttpResponse>, operation: &str) -> Trouble
where
    E: ProvideErrorMetadata + Error + 'static,
{
    if let Some(trouble) = of_credentials(error) {
        return trouble;
    }
    let kind = match error {
        SdkError::ServiceError(answer) => {
            let said = answer.err();
            return of_answer(
                operation,
                answer.raw().status().as_u16(),
                said.code(),
                said.message(),
            );
        }
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) => TroubleKind::Unreachable,
        SdkError::ConstructionFailure(_) => TroubleKind::Refused,
        // Also what a later SDK may add: looking again is never wrong.
        _ => TroubleKind::Nonsense,
    };
    new(kind, format!("{operation}: {}", wire::chain(error)))
}

/// The call was never made, because there were no credentials to sign it with.
pub(super) fn of_credentials(error: &(dyn Error + 'static)) -> Option<Trouble> {
    let mut cause = Some(error);
    let mut found = None;
    while let Some(error) = cause {
        if let Some(Refusal(trouble)) = error.downcast_ref() {
            return Some(trouble.clone());
        }
        type WebIdentity = SdkError<AssumeRoleWithWebIdentityError, HttpResponse>;
        if let Some(SdkError::ServiceError(answer)) = error.downcast_ref::<WebIdentity>() {
            let (status, said) = (answer.raw().status().as_u16(), answer.err());
            let operation = "AssumeRoleWithWebIdentity";
            return Some(of_answer(operation, status, said.code(), said.message()));
        }
        found = found.or_else(|| error.downcast_ref::<CredentialsError>());
        cause = error.source();
    }
    let kind = match found? {
        CredentialsError::CredentialsNotLoaded(_) | CredentialsError::InvalidConfiguration(_) => {
            TroubleKind::SignIn
        }
        _ => TroubleKind::Unreachable,
    };
    let words = found.map(|error| wire::chain(error)).unwrap_or_default();
    Some(new(kind, format!("no credentials: {words}")))
}

pub(super) fn of_answer(
    operation: &str,
    status: u16,
    code: Option<&str>,
    said: Option<&str>,
) -> Trouble {
    // Only the first line: below it, a refused signature repeats the signed headers, the session token among them.
    let said = said.and_then(|words| words.lines().next());
    let what = match (code, said) {
        (Some(code), Some(said)) => format!("{code}: {said}"),
        (Some(words), None) | (None, Some(words)) => words.to_owned(),
        (None, None) => format!("answered {status} without an error that can be read"),
    };
    let kind = code
        .and_then(by_code)
        .unwrap_or_else(|| by_status(status, code.is_some()));
    new(kind, wire::cut(&format!("{operation}: {what}")))
}

fn by_code(code: &str) -> Option<TroubleKind> {
    Some(match code {
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "RequestLimitExceeded"
        | "TooManyRequestsException"
        | "BandwidthLimitExceeded"
        | "SlowDown" => TroubleKind::RateLimited,
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidAccessKeyId"
        | "InvalidToken"
        | "ExpiredToken"
        | "ExpiredTokenException"
        | "RequestExpired"
        | "AuthFailure"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "InvalidIdentityToken" => TroubleKind::SignIn,
        "AccessDenied"
        | "AccessDeniedException"
        | "UnauthorizedOperation"
        | "NotAuthorized"
        | "OptInRequired"
        | "RegionDisabledException"
        | "IDPRejectedClaim" => TroubleKind::Permission,
        "ServerException"
        | "InternalError"
        | "InternalFailure"
        | "InternalServerError"
        | "InternalServerException"
        | "ServiceUnavailable"
        | "ServiceUnavailableException"
        | "IDPCommunicationError" => TroubleKind::Failing,
        "RequestTimeout" | "RequestTimeoutException" => TroubleKind::Unreachable,
        "RepositoryAlreadyExistsException"
        | "RepositoryNotEmptyException"
        | "LifecyclePolicyPreviewInProgressException" => TroubleKind::Conflict,
        code if code.ends_with("NotFoundException") => TroubleKind::Missing,
        _ => return None,
    })
}

fn by_status(status: u16, is_named: bool) -> TroubleKind {
    match status {
        401 => TroubleKind::SignIn,
        403 => TroubleKind::Permission,
        429 => TroubleKind::RateLimited,
        500.. => TroubleKind::Failing,
        400..=499 if is_named => TroubleKind::Refused,
        // A page of a proxy, or an answer without its parts.
        _ => TroubleKind::Nonsense,
    }
}
