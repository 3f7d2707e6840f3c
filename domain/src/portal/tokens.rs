//! Tokens of a person and of the services that an admin looks after.

use super::Answer;
use crate::people::Person;
use crate::time::Timestamp;
use crate::token::{
    Minted, Service, ServiceForm, ServiceName, ServiceProblem, Token, TokenForm, TokenProblem,
};
use async_trait::async_trait;

#[async_trait]
pub trait TokenPages: Send + Sync {
    /// The person's own, and the services for those who look after them.
    async fn tokens(&self, person: &Person) -> Answer<TokenList>;
    /// `by`: the token by which it is asked for, beyond which it may not reach; `None`: the person is signed in.
    async fn make_token(
        &self,
        person: &Person,
        form: &TokenForm,
        by: Option<&Token>,
    ) -> Answer<Made>;
    /// From now on it opens nothing. One that is over stays so.
    async fn revoke_token(&self, person: &Person, id: &str) -> Answer<()>;
    async fn make_service(&self, person: &Person, form: &ServiceForm) -> Answer<Served>;
    /// Its tokens open nothing any more, and it gets no others.
    async fn end_service(&self, person: &Person, name: &ServiceName) -> Answer<()>;
    async fn make_service_token(
        &self,
        person: &Person,
        name: &ServiceName,
        form: &TokenForm,
    ) -> Answer<Made>;
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenList {
    /// Newest first; those that are over for a while after they ended.
    pub own: Vec<Token>,
    /// `None`: the person does not look after services.
    pub services: Option<Vec<ServiceRow>>,
    pub now: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRow {
    pub service: Service,
    pub tokens: Vec<Token>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// The secret is told this once.
    Yes(Box<Minted>),
    Refused(Vec<TokenProblem>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Served {
    Yes(Box<Service>),
    Refused(Vec<ServiceProblem>),
}
