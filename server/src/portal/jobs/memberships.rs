//! Who is there still: each provider is asked again for the roles and teams of those who are signed in with it. Whoever has
//! lost their last role is signed out; whoever's provider can't be asked goes on until it can, or the session is over.

use super::MINUTE_MS;
use crate::http::github_grants;
use crate::people::{self, Vouched};
use crate::services::{OidcDoor, Services};
use crate::store::{Grants, Identity, SessionRow, Stored};
use crate::tokens::{self, OidcKept};
use domain::people::Provider;
use futures::future::try_join_all;
use std::collections::HashSet;

const EVERY_MS: i64 = 2 * MINUTE_MS;
/// At once, of all that are due.
const BATCH: u32 = 5_000;
const SIDE_BY_SIDE: usize = 8;

/// What a provider said.
enum Said {
    There(Grants),
    Gone,
    /// It does not answer, which is not held against anybody.
    Nothing,
    /// It can’t be asked in this person’s name: they sign in again when the time is over.
    CantAsk,
}

pub(super) async fn check(services: &Services) -> Stored<i64> {
    let limits = services.settings.sessions;
    let now = services.clock.now();
    let before = now.plus_millis(-limits.check_ms);
    let after = now.plus_millis(-limits.idle_ms);
    let due = services
        .store
        .unchecked_sessions(before, after, BATCH)
        .await?;
    // Of several sessions one is enough: they are the same person's.
    let mut asked = HashSet::new();
    let due: Vec<SessionRow> = due
        .into_iter()
        .filter(|session| asked.insert((session.login.clone(), session.provider)))
        .collect();
    for some in due.chunks(SIDE_BY_SIDE) {
        try_join_all(some.iter().map(|session| look(services, session))).await?;
    }
    Ok(EVERY_MS)
}

async fn look(services: &Services, session: &SessionRow) -> Stored<()> {
    let (store, login) = (&services.store, &session.login);
    let identities = store.identities_of(login).await?;
    let Some(identity) = identities.iter().find(|it| it.provider == session.provider) else {
        // Signed in before accounts were kept; the session ends by itself.
        return Ok(());
    };
    let said = match (session.provider, &services.oidc) {
        (Provider::GitHub, _) => ask_github(services, identity).await?,
        (Provider::Oidc, Some(door)) => ask_oidc(services, door, session, identity).await?,
        (Provider::Oidc, None) => Said::Gone,
    };
    let now = services.clock.now();
    match said {
        Said::There(grants) => {
            keep(services, identity, grants).await?;
            store.mark_checked(login, session.provider, now).await
        }
        Said::Gone => {
            tracing::info!(%login, provider = session.provider.as_str(), "is not there any more");
            store.end_session(&session.id_hash, now).await?;
            let left = store.sessions_of(login, BATCH).await?;
            // Another browser may have come later, with a grant that holds.
            if left.iter().any(|other| other.provider == session.provider) {
                return Ok(());
            }
            keep(services, identity, Grants::default()).await
        }
        Said::Nothing => store.mark_checked(login, session.provider, now).await,
        Said::CantAsk => Ok(()),
    }
}

/// With what all providers say together; nobody without a role stays.
async fn keep(services: &Services, identity: &Identity, grants: Grants) -> Stored<()> {
    let (store, login) = (&services.store, &identity.login);
    let known = store.person(login).await?;
    let vouched = Vouched {
        provider: identity.provider,
        subject: identity.subject.clone(),
        login: identity.name.clone(),
        full_name: known.map_or_else(|| login.to_string(), |person| person.name),
        grants,
    };
    let limits = services.settings.sessions;
    let person = people::enter(store, &vouched, services.clock.now(), limits.idle_ms).await?;
    if person.is_none_or(|person| person.roles.is_empty()) {
        let ended = store.end_sessions_of(login, services.clock.now()).await?;
        tracing::info!(%login, ended, "has no role any more and was signed out");
    }
    Ok(())
}

async fn ask_github(services: &Services, identity: &Identity) -> Stored<Said> {
    let usable = match tokens::of(services, &identity.login).await? {
        Ok(Some(usable)) => usable,
        Ok(None) => return Ok(Said::CantAsk),
        Err(_) => return Ok(Said::Nothing),
    };
    Ok(match services.github.teams_of(&usable.token).await {
        Ok(teams) => Said::There(github_grants(&services.directory, &identity.name, &teams)),
        Err(trouble) if trouble.kind == domain::trouble::TroubleKind::SignIn => {
            tokens::refused(services, &usable).await?;
            Said::CantAsk
        }
        Err(_) => Said::Nothing,
    })
}

async fn ask_oidc(
    services: &Services,
    door: &OidcDoor,
    session: &SessionRow,
    identity: &Identity,
) -> Stored<Said> {
    let sealed = session.oidc_token.as_deref().unwrap_or_default();
    let refresh = tokens::open_oidc(&services.vault, sealed).and_then(|kept| kept.refresh);
    let Some(refresh) = refresh else {
        return Ok(Said::CantAsk);
    };
    let now = services.clock.now();
    let asked = door.client.refresh(&refresh, &identity.subject, now).await;
    let tokens = match asked {
        Ok(Some(tokens)) => tokens,
        Ok(None) => return Ok(Said::Gone),
        Err(_) => return Ok(Said::Nothing),
    };
    if let Some(sealed) = tokens::seal_oidc(&services.vault, &OidcKept::from(&tokens)) {
        services.store.renew_oidc(session, &sealed).await?;
    }
    Ok(
        match door.rules.vouched(&tokens.claims, &services.directory) {
            Ok(vouched) => Said::There(vouched.grants),
            Err(why) => {
                tracing::warn!(login = %identity.login, %why, "the provider names somebody no more");
                Said::Gone
            }
        },
    )
}
