use crate::support::{bench, dev, person};
use domain::people::{Person, Role};
use domain::portal::*;
use domain::time::Timestamp;
use domain::token::*;

fn form(scopes: &[&str], days: &str) -> TokenForm {
    TokenForm {
        name: "ci".into(),
        scopes: scopes.iter().map(|one| (*one).into()).collect(),
        days: days.into(),
    }
}

fn admin() -> Person {
    person("admin-c", Role::Admin)
}

#[track_caller]
fn minted(made: Made) -> Minted {
    match made {
        Made::Yes(minted) => *minted,
        Made::Refused(problems) => panic!("{problems:?}"),
    }
}

#[tokio::test]
async fn a_token_is_its_holders_and_nobody_elses() {
    let bench = bench().await;
    let portal = &bench.portal;
    let made = portal.make_token(&dev(), &form(&["read"], "7"), None).await;
    let made = minted(made.unwrap());
    assert!(made.secret.expose().starts_with(PERSON_PREFIX));
    assert_eq!(
        made.token.expires.since(made.token.created),
        7 * Timestamp::DAY_MS
    );
    let list = portal.tokens(&dev()).await.unwrap();
    assert_eq!((list.own.len(), list.services), (1, None));
    let other = person("dev-b", Role::Developer);
    assert_eq!(portal.tokens(&other).await.unwrap().own, []);
    let id = &made.token.id;
    let refused = portal.revoke_token(&other, id).await;
    assert_eq!(refused, Err(PortalError::NotFound), "nobody learns of it");
    portal.revoke_token(&dev(), id).await.unwrap();
    portal.revoke_token(&dev(), id).await.unwrap();
    let list = portal.tokens(&dev()).await.unwrap();
    assert_eq!(list.own[0].state(list.now), TokenState::Revoked);
}

#[tokio::test]
async fn a_token_makes_none_that_reaches_farther_than_itself() {
    let bench = bench().await;
    let portal = &bench.portal;
    let by = portal
        .make_token(&dev(), &form(&["read", "request"], "30"), None)
        .await;
    let by = minted(by.unwrap()).token;
    let ask = async |scopes: &[&str], days: &str| {
        let made = portal
            .make_token(&dev(), &form(scopes, days), Some(&by))
            .await
            .unwrap();
        match made {
            Made::Yes(_) => None,
            Made::Refused(problems) => Some(problems[0].field),
        }
    };
    assert_eq!(ask(&["read"], "5").await, None);
    assert_eq!(ask(&["review"], "5").await, Some(TokenField::Scopes));
    assert_eq!(ask(&["read"], "40").await, Some(TokenField::Days));
}

#[tokio::test]
async fn services_are_looked_after_by_those_who_run_berth() {
    let bench = bench().await;
    let portal = &bench.portal;
    let wish = ServiceForm {
        name: "release-bot".into(),
        about: "Asks on behalf of pipelines".into(),
        roles: vec!["developer".into()],
        teams: String::new(),
    };
    let name = ServiceName::parse("release-bot").unwrap();
    let denied = portal.make_service(&dev(), &wish).await;
    assert!(matches!(denied, Err(PortalError::Denied(_))));
    assert!(matches!(
        portal.make_service(&admin(), &wish).await,
        Ok(Served::Yes(_))
    ));
    let again = portal.make_service(&admin(), &wish).await.unwrap();
    assert!(matches!(again, Served::Refused(_)), "its name is taken");
    let made = portal
        .make_service_token(&admin(), &name, &form(&["request"], "5"))
        .await;
    let made = minted(made.unwrap());
    assert!(made.secret.expose().starts_with(SERVICE_PREFIX));
    let list = portal.tokens(&admin()).await.unwrap();
    let services = list.services.unwrap();
    assert_eq!(services[0].tokens.first(), Some(&made.token));
    let itself = made.token.holder.clone();
    let Holder::Service(of) = itself else {
        panic!("a person's")
    };
    let service = bench.services.store.service(&of).await.unwrap().unwrap();
    let more = portal
        .make_token(
            &service.person(),
            &form(&["request"], "1"),
            Some(&made.token),
        )
        .await;
    assert!(
        matches!(more, Err(PortalError::Denied(_))),
        "it makes none for itself"
    );
    portal.end_service(&admin(), &name).await.unwrap();
    let late = portal
        .make_service_token(&admin(), &name, &form(&["read"], "5"))
        .await;
    assert!(matches!(late, Err(PortalError::Stale(_))));
}
