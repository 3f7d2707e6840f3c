//! Who is calling. The signature itself is not recomputed; the access key must be known, the scope well-formed and meant for
//! the service called, a session's token must fit and not be over.
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

use super::errors::AwsError;

#[derive(Debug, Clone)]
pub struct Principal {
    pub account: String,
    pub arn: String,
    pub user_id: String,
    /// `None` may do everything; otherwise the action names that are allowed.
    pub allowed: Option<BTreeSet<String>>,
}

#[derive(Debug, Clone)]
pub struct Role {
    pub account: String,
    pub name: String,
    pub external_id: Option<String>,
    pub allowed: Option<BTreeSet<String>>,
}

#[derive(Debug, Clone)]
struct Session {
    principal: Principal,
    token: String,
    expires_at: Timestamp,
}

#[derive(Debug, Default)]
pub struct Credentials {
    users: BTreeMap<String, Principal>,
    roles: BTreeMap<String, Role>,
    sessions: BTreeMap<String, Session>,
    issued: u64,
}

#[derive(Debug, Clone)]
pub struct Caller {
    pub principal: Principal,
    pub region: String,
    pub access_key: String,
}

#[derive(Debug, Clone)]
pub struct Issued {
    pub access_key: String,
    pub secret: String,
    pub token: String,
    pub expires_at: Timestamp,
    pub arn: String,
    pub role_id: String,
}

impl Credentials {
    pub fn add_user(&mut self, access_key: &str, account: &str, name: &str) {
        let principal = Principal {
            account: account.into(),
            arn: format!("arn:aws:iam::{account}:user/{name}"),
            user_id: format!("AIDA{}", fingerprint(name, 16)),
            allowed: None,
        };
        self.users.insert(access_key.into(), principal);
    }

    pub fn add_role(&mut self, role: Role) {
        self.roles.insert(
            format!("arn:aws:iam::{}:role/{}", role.account, role.name),
            role,
        );
    }

    pub fn assume(
        &mut self,
        caller: &Caller,
        role_arn: &str,
        session_name: &str,
        external_id: Option<&str>,
        seconds: i64,
        now: Timestamp,
    ) -> Result<Issued, AwsError> {
        let denied = || AwsError {
            status: 403,
            code: "AccessDenied".into(),
            message: format!(
                "User: {} is not authorized to perform: sts:AssumeRole on resource: {role_arn}",
                caller.principal.arn
            ),
        };
        let role = self.roles.get(role_arn).ok_or_else(denied)?;
        if role.external_id.is_some() && role.external_id.as_deref() != external_id {
            return Err(denied());
        }
        self.issued += 1;
        let access_key = format!(
            "ASIA{}",
            fingerprint(&format!("{role_arn}/{session_name}/{}", self.issued), 16)
        );
        let arn = format!(
            "arn:aws:sts::{}:assumed-role/{}/{session_name}",
            role.account, role.name
        );
        let role_id = format!("AROA{}:{session_name}", fingerprint(role_arn, 16));
        let principal = Principal {
            account: role.account.clone(),
            arn: arn.clone(),
            user_id: role_id.clone(),
            allowed: role.allowed.clone(),
        };
        let token = format!("sandbox-session-{}", fingerprint(&access_key, 32));
        let expires_at = now + SignedDuration::from_secs(seconds);
        self.sessions.insert(
            access_key.clone(),
            Session {
                principal,
                token: token.clone(),
                expires_at,
            },
        );
        Ok(Issued {
            secret: fingerprint(&token, 40),
            access_key,
            token,
            expires_at,
            arn,
            role_id,
        })
    }

    /// Every session handed out so far is over at once.
    pub fn expire_sessions(&mut self, now: Timestamp) {
        for session in self.sessions.values_mut() {
            session.expires_at = now - SignedDuration::from_secs(1);
        }
    }

    pub fn caller(
        &self,
        headers: &HeaderMap,
        service: &str,
        now: Timestamp,
    ) -> Result<Caller, AwsError> {
        let scope = Scope::parse(headers)?;
        if scope.service != service {
            let message = format!("Credential should be scoped to correct service: '{service}'. ");
            return Err(AwsError::new("InvalidSignatureException", message));
        }
        let unknown = || {
            AwsError::new(
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            )
        };
        let principal = match (
            self.users.get(&scope.access_key),
            self.sessions.get(&scope.access_key),
        ) {
            (Some(user), _) => user.clone(),
            (None, Some(session)) => {
                let token = headers
                    .get("x-amz-security-token")
                    .and_then(|v| v.to_str().ok());
                if token != Some(session.token.as_str()) {
                    return Err(unknown());
                }
                if session.expires_at <= now {
                    return Err(AwsError::new(
                        "ExpiredTokenException",
                        "The security token included in the request is expired",
                    ));
                }
                session.principal.clone()
            }
            (None, None) => return Err(unknown()),
        };
        Ok(Caller {
            principal,
            region: scope.region,
            access_key: scope.access_key,
        })
    }
}

impl Caller {
    pub fn must_be_allowed(
        &self,
        service: &str,
        action: &str,
        resource: &str,
    ) -> Result<(), AwsError> {
        match &self.principal.allowed {
            Some(allowed) if !allowed.contains(action) => Err(AwsError::new(
                "AccessDeniedException",
                format!(
                    "User: {} is not authorized to perform: {service}:{action} on resource: {resource} because no identity-based policy allows the {service}:{action} action",
                    self.principal.arn
                ),
            )),
            _ => Ok(()),
        }
    }
}

struct Scope {
    access_key: String,
    region: String,
    service: String,
}

impl Scope {
    fn parse(headers: &HeaderMap) -> Result<Self, AwsError> {
        let missing = || {
            AwsError::new(
                "MissingAuthenticationTokenException",
                "Missing Authentication Token",
            )
        };
        let incomplete = |what: &str| {
            AwsError::new(
                "IncompleteSignatureException",
                format!("Authorization header requires '{what}'"),
            )
        };
        let header = headers
            .get(http::header::AUTHORIZATION)
            .and_then(|v| v.to_str().ok())
            .ok_or_else(missing)?;
        let fields = header
            .strip_prefix("AWS4-HMAC-SHA256 ")
            .ok_or_else(missing)?;
        let field = |name: &str| {
            fields
                .split(',')
                .map(str::trim)
                .find_map(|f| f.strip_prefix(name)?.strip_prefix('='))
                .filter(|v| !v.is_empty())
        };
        let credential = field("Credential").ok_or_else(|| incomplete("Credential"))?;
        field("SignedHeaders").ok_or_else(|| incomplete("SignedHeaders"))?;
        field("Signature").ok_or_else(|| incomplete("Signature"))?;
        match credential.split('/').collect::<Vec<_>>()[..] {
            [key, _date, region, service, "aws4_request"] => Ok(Self {
                access_key: key.into(),
                region: region.into(),
                service: service.into(),
            }),
            _ => Err(incomplete("Credential")),
        }
    }
}

/// Upper-case letters and digits that follow from a text, shaped like AWS ids.
pub fn fingerprint(text: &str, length: usize) -> String {
    let mut out = String::new();
    let mut round = 0u8;
    while out.len() < length {
        let mut hash = Sha256::new();
        hash.update([round]);
        hash.update(text.as_bytes());
        out.push_str(&hex::encode_upper(hash.finalize()));
        round += 1;
    }
    out.truncate(length);
    out
}
