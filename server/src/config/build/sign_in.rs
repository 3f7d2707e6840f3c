//! How people sign in, and for how long.

use crate::config::reader::Reader;
use crate::config::{OidcSignIn, SignIn};
use crate::outside::oidc::OidcConfig;
use crate::people::ClaimRules;
use crate::services::SessionLimits;
use domain::text::TeamName;
use std::collections::BTreeMap;

const MINUTE_MS: i64 = 60 * 1000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

pub(super) fn sessions(reader: &mut Reader<'_>) -> Option<SessionLimits> {
    let idle = reader.within::<i64>("sessions.idle_minutes", 5, 7 * 24 * 60);
    let absolute = reader.within::<i64>("sessions.absolute_hours", 1, 30 * 24);
    let check = reader.within::<i64>("sessions.check_minutes", 1, 24 * 60);
    let limits = SessionLimits {
        idle_ms: idle? * MINUTE_MS,
        absolute_ms: absolute? * HOUR_MS,
        check_ms: check? * MINUTE_MS,
    };
    if limits.check_ms >= limits.idle_ms {
        reader.advise(
            "sessions.check_minutes",
            "is not below sessions.idle_minutes",
            "Everybody would be signed out before they are asked about: choose a smaller number",
        );
        return None;
    }
    Some(limits)
}

pub(super) fn sign_in(reader: &mut Reader<'_>) -> Option<SignIn> {
    let github = reader.flag("sign_in.github");
    let issuer = reader.optional_url("sign_in.oidc.issuer")?;
    let Some(issuer) = issuer else {
        if !github {
            reader.advise(
                "sign_in.github",
                "is off, and there is no sign_in.oidc.issuer",
                "Nobody could sign in: switch it on, or name an identity provider",
            );
            return None;
        }
        return Some(SignIn { github, oidc: None });
    };
    let oidc = oidc(reader, issuer)?;
    Some(SignIn {
        github,
        oidc: Some(oidc),
    })
}

fn oidc(reader: &mut Reader<'_>, issuer: String) -> Option<OidcSignIn> {
    let text = |reader: &mut Reader<'_>, key: &str| {
        reader.parsed(key, |text| Ok::<_, &str>(text.to_owned()))
    };
    let client_id = text(reader, "sign_in.oidc.client_id");
    let client_secret = reader.required_secret("sign_in.oidc.client_secret");
    let title = text(reader, "sign_in.oidc.title");
    let login = text(reader, "sign_in.oidc.login_claim");
    let name = text(reader, "sign_in.oidc.name_claim");
    let groups = text(reader, "sign_in.oidc.groups_claim");
    let skew_seconds = reader.within::<i64>("sign_in.oidc.clock_skew_seconds", 0, 300);
    let teams = teams(reader);
    let own = url::Url::parse(&issuer)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))?;
    let owned =
        |texts: Vec<&str>| -> Vec<String> { texts.into_iter().map(str::to_owned).collect() };
    let mut hosts = owned(reader.texts("sign_in.oidc.hosts"));
    hosts.push(own.clone());
    let rules = ClaimRules {
        title: title?,
        login: login?,
        name: name?,
        groups: groups?,
        teams: teams?,
        domain: reader
            .text("sign_in.oidc.domain")
            .unwrap_or(&own)
            .to_owned(),
    };
    let client = OidcConfig {
        issuer,
        client_id: client_id?,
        client_secret: client_secret?,
        scopes: owned(reader.texts("sign_in.oidc.scopes")),
        hosts,
        skew_seconds: skew_seconds?,
        wanted: rules.wanted(),
    };
    Some(OidcSignIn { client, rules })
}

fn teams(reader: &mut Reader<'_>) -> Option<BTreeMap<String, TeamName>> {
    const KEY: &str = "sign_in.oidc.teams";
    let table = reader.table(KEY);
    let mut teams = BTreeMap::new();
    let mut right = true;
    for (group, team) in table {
        match TeamName::parse(&team) {
            Ok(team) => {
                teams.insert(group, team);
            }
            Err(error) => {
                right = false;
                reader.problem(KEY, format!("“{team}” does not fit: {error}"));
            }
        }
    }
    right.then_some(teams)
}
