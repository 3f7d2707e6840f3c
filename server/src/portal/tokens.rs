//! Tokens: made, listed and revoked by whoever holds them, and for services by those who run Berth.

use super::{BerthPortal, refused};
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::people::{Action, Person, may};
use domain::portal::{Answer, Made, PortalError, Served, ServiceRow, TokenList, TokenPages};
use domain::refusal::Problem;
use domain::time::Timestamp;
use domain::token::{
    Holder, Minted, Secret, Service, ServiceField, ServiceForm, ServiceName, ServiceProblem, Token,
    TokenAsked, TokenForm, may_pass_on,
};
use rand::RngCore as _;
use sha2::{Digest as _, Sha256};

/// More than anybody keeps apart.
const TOKENS: u64 = 50;
/// What ended is told of for so long.
const TOLD_MS: i64 = 30 * Timestamp::DAY_MS;

#[async_trait]
impl TokenPages for BerthPortal {
    async fn tokens(&self, person: &Person) -> Answer<TokenList> {
        self.permit(person, Action::Browse)?;
        let store = &self.services.store;
        let now = self.services.clock.now();
        let since = now.plus_millis(-TOLD_MS);
        let own = store.tokens_of(&person.login, since).await?;
        let services = match may(person, Action::Serve) {
            Err(_) => None,
            Ok(()) => Some(self.service_rows(since).await?),
        };
        Ok(TokenList { own, services, now })
    }

    async fn make_token(
        &self,
        person: &Person,
        form: &TokenForm,
        by: Option<&Token>,
    ) -> Answer<Made> {
        self.permit(person, Action::Browse)?;
        let asked = match form.parse() {
            Ok(asked) => asked,
            Err(problems) => return Ok(Made::Refused(problems)),
        };
        if let Some(by) = by {
            let now = self.services.clock.now();
            if matches!(by.holder, Holder::Service(_)) {
                return Err(self
                    .permit(person, Action::Serve)
                    .err()
                    .unwrap_or(PortalError::NotFound));
            }
            if let Err(problem) = may_pass_on(by, &asked.scopes, expires(&asked, now)) {
                return Ok(Made::Refused(vec![problem]));
            }
        }
        self.mint(person, Holder::Person(person.login.clone()), asked)
            .await
    }

    async fn revoke_token(&self, person: &Person, id: &str) -> Answer<()> {
        let store = &self.services.store;
        let token = store.token(id).await?.ok_or(PortalError::NotFound)?;
        let is_own = match &token.holder {
            Holder::Person(login) => *login == person.login,
            // It may give up its own, as when it was seen where it does not belong.
            Holder::Service(name) => {
                name.login() == person.login || may(person, Action::Serve).is_ok()
            }
        };
        if !is_own {
            return Err(PortalError::NotFound);
        }
        if store.revoke_token(id, self.services.clock.now()).await? {
            tracing::info!(token = id, by = %person.login, "a token was revoked");
        }
        Ok(())
    }

    async fn make_service(&self, person: &Person, form: &ServiceForm) -> Answer<Served> {
        self.permit_serving(person)?;
        let asked = match form.parse() {
            Ok(asked) => asked,
            Err(problems) => return Ok(Served::Refused(problems)),
        };
        let service = Service {
            name: asked.name,
            about: asked.about,
            roles: asked.roles,
            teams: asked.teams,
            created: self.services.clock.now(),
            by: person.login.clone(),
            ended: None,
        };
        if !self.services.store.add_service(&service).await? {
            return Ok(Served::Refused(vec![ServiceProblem {
                field: ServiceField::Name,
                message: "There is, or was, a service of this name. Choose another".to_owned(),
            }]));
        }
        tracing::info!(service = %service.name, by = %person.login, "a service was made");
        Ok(Served::Yes(Box::new(service)))
    }

    async fn end_service(&self, person: &Person, name: &ServiceName) -> Answer<()> {
        self.permit_serving(person)?;
        let store = &self.services.store;
        store.service(name).await?.ok_or(PortalError::NotFound)?;
        store.end_service(name, self.services.clock.now()).await?;
        tracing::info!(service = %name, by = %person.login, "a service was ended");
        Ok(())
    }

    async fn make_service_token(
        &self,
        person: &Person,
        name: &ServiceName,
        form: &TokenForm,
    ) -> Answer<Made> {
        self.permit_serving(person)?;
        let service = self.services.store.service(name).await?;
        let service = service.ok_or(PortalError::NotFound)?;
        if service.ended.is_some() {
            return Err(PortalError::Stale(
                "The service has ended, so it gets no more tokens".to_owned(),
            ));
        }
        match form.parse() {
            Ok(asked) => {
                self.mint(person, Holder::Service(service.name), asked)
                    .await
            }
            Err(problems) => Ok(Made::Refused(problems)),
        }
    }
}

impl BerthPortal {
    fn permit_serving(&self, person: &Person) -> Answer<()> {
        self.permit(person, Action::Serve)
    }

    async fn service_rows(&self, since: Timestamp) -> Answer<Vec<ServiceRow>> {
        let store = &self.services.store;
        let (services, tokens) =
            tokio::try_join!(store.services(since), store.service_tokens(since))?;
        let rows = services.into_iter().map(|service| {
            let holder = Holder::Service(service.name.clone());
            let own = tokens.iter().filter(|token| token.holder == holder);
            ServiceRow {
                tokens: own.cloned().collect(),
                service,
            }
        });
        Ok(rows.collect())
    }

    async fn mint(&self, person: &Person, holder: Holder, asked: TokenAsked) -> Answer<Made> {
        let now = self.services.clock.now();
        let secret = new_secret(&holder)?;
        let token = Token {
            id: uuid::Uuid::now_v7().to_string(),
            expires: expires(&asked, now),
            hint: secret.hint(),
            holder,
            name: asked.name,
            scopes: asked.scopes,
            created: now,
            by: person.login.clone(),
            last_used: None,
            revoked: None,
        };
        let store = &self.services.store;
        if !store.add_token(&token, &hash(&secret), TOKENS).await? {
            return Err(refused(Problem::general(format!(
                "There are {TOKENS} tokens that still work. Revoke one before you make another"
            ))));
        }
        tracing::info!(token = token.id, by = %person.login, "a token was made");
        Ok(Made::Yes(Box::new(Minted { token, secret })))
    }
}

fn expires(asked: &TokenAsked, now: Timestamp) -> Timestamp {
    now.plus_millis(i64::from(asked.days) * Timestamp::DAY_MS)
}

/// 256 bits that nobody can guess. Such a secret needs no slow hash: there is nothing to try.
fn new_secret(holder: &Holder) -> Answer<Secret> {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    let text = format!("{}{}", holder.prefix(), URL_SAFE_NO_PAD.encode(bytes));
    Secret::parse(&text).ok_or_else(|| PortalError::Bug("a token of another shape".to_owned()))
}

/// What the database knows of a secret.
pub(crate) fn hash(secret: &Secret) -> String {
    hex::encode(Sha256::digest(secret.expose().as_bytes()))
}
