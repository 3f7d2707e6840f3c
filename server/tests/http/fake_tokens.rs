//! The fake portal's answers about tokens: it makes every one that can be read, and keeps none.

use crate::fake::FakePortal;
use async_trait::async_trait;
use domain::github::Login;
use domain::people::{Action, Person, may};
use domain::portal::*;
use domain::testing::NOW;
use domain::time::Timestamp;
use domain::token::*;

pub(crate) const MADE: &str = "berth_pat_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

pub(crate) fn token(login: &Login, name: &str) -> Token {
    Token {
        id: "t-1".into(),
        holder: Holder::Person(login.clone()),
        name: name.into(),
        hint: "berth_pat_AAAA".into(),
        scopes: Scopes::from([Scope::Read]),
        created: NOW,
        by: login.clone(),
        expires: NOW.plus_millis(30 * Timestamp::DAY_MS),
        last_used: None,
        revoked: None,
    }
}

fn made(person: &Person, form: &TokenForm) -> Made {
    match form.parse() {
        Ok(asked) => Made::Yes(Box::new(Minted {
            token: token(&person.login, &asked.name),
            secret: Secret::parse(MADE).unwrap(),
        })),
        Err(problems) => Made::Refused(problems),
    }
}

#[async_trait]
impl TokenPages for FakePortal {
    async fn tokens(&self, person: &Person) -> Answer<TokenList> {
        let services = may(person, Action::Serve).is_ok().then(Vec::new);
        Ok(TokenList {
            own: vec![token(&person.login, "ci")],
            services,
            now: NOW,
        })
    }

    async fn make_token(
        &self,
        person: &Person,
        form: &TokenForm,
        _: Option<&Token>,
    ) -> Answer<Made> {
        self.submitted.lock().unwrap().push(Default::default());
        Ok(made(person, form))
    }

    async fn revoke_token(&self, _: &Person, id: &str) -> Answer<()> {
        match id {
            "t-1" => Ok(()),
            _ => Err(PortalError::NotFound),
        }
    }

    async fn make_service(&self, person: &Person, form: &ServiceForm) -> Answer<Served> {
        may(person, Action::Serve).map_err(PortalError::Denied)?;
        Ok(match form.parse() {
            Ok(asked) => Served::Yes(Box::new(Service {
                name: asked.name,
                about: asked.about,
                roles: asked.roles,
                teams: asked.teams,
                created: NOW,
                by: person.login.clone(),
                ended: None,
            })),
            Err(problems) => Served::Refused(problems),
        })
    }

    async fn end_service(&self, person: &Person, _: &ServiceName) -> Answer<()> {
        may(person, Action::Serve).map_err(PortalError::Denied)
    }

    async fn make_service_token(
        &self,
        person: &Person,
        _: &ServiceName,
        form: &TokenForm,
    ) -> Answer<Made> {
        may(person, Action::Serve).map_err(PortalError::Denied)?;
        Ok(made(person, form))
    }
}
