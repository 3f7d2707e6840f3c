//! What is asked of the audit record, and what its page shows.

use crate::audit::{AuditAction, AuditReport, AuditRow, Head};
use crate::aws::{AccountId, Region};
use crate::day::Day;
use crate::name::RepositoryName;
use crate::people::Person;
use crate::portal::{Answer, RepositoryKey};
use crate::time::Timestamp;
use async_trait::async_trait;

/// As it was typed; empty: whatever it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// A login, or a system's name.
    pub who: String,
    /// The word of an action, or the part before its point for all of those.
    pub action: String,
    /// What it was done to: REQ-12, a token's id.
    pub object: String,
    /// A repository's name, or account/region/name.
    pub repository: String,
    pub team: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Keyset: the opaque cursor of a page link.
    pub after: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditField {
    Action,
    Repository,
    From,
    To,
}

impl AuditField {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::Repository => "repository",
            Self::From => "from",
            Self::To => "to",
        }
    }
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditProblem {
    pub field: AuditField,
    pub message: String,
}

/// A query that can be answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditAsked {
    pub who: Option<String>,
    /// Any of them; none: all.
    pub actions: Vec<AuditAction>,
    pub object: Option<String>,
    pub name: Option<String>,
    pub key: Option<RepositoryKey>,
    pub team: Option<String>,
    pub from: Option<Timestamp>,
    /// Without it.
    pub to: Option<Timestamp>,
}

impl AuditQuery {
    /// # Errors
    /// What can't be, each beside its field.
    pub fn parse(&self) -> Result<AuditAsked, Vec<AuditProblem>> {
        let mut problems = Vec::new();
        let mut problem = |field, message: &str| {
            problems.push(AuditProblem {
                field,
                message: message.to_owned(),
            });
        };
        let actions = actions(self.action.trim());
        if actions.is_empty() && !self.action.trim().is_empty() {
            problem(AuditField::Action, "There is no such action");
        }
        let (name, key) = match self.repository.trim() {
            "" => (None, None),
            text => match (RepositoryName::parse_existing(text), key(text)) {
                (_, Some(key)) => (None, Some(key)),
                (Ok(name), None) => (Some(name.to_string()), None),
                (Err(_), None) => {
                    let message = "Write a repository’s whole name, or account/region/name";
                    problem(AuditField::Repository, message);
                    (None, None)
                }
            },
        };
        let mut day = |field, text: &str| match text.trim() {
            "" => None,
            text => {
                let found = Day::parse(text);
                if found.is_none() {
                    problem(field, "Write a day such as 2026-03-31");
                }
                found
            }
        };
        let (from, to) = (
            day(AuditField::From, &self.from),
            day(AuditField::To, &self.to),
        );
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            problem(AuditField::To, "The last day comes before the first");
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(AuditAsked {
            who: some(&self.who.to_lowercase()),
            actions,
            object: some(&object(self.object.trim())),
            name,
            key,
            team: some(&self.team),
            from: from.map(Day::start),
            to: to.map(|day| day.plus(1).start()),
        })
    }

    /// Whether it asks for everything.
    pub fn is_blank(&self) -> bool {
        let page = Self {
            after: None,
            ..self.clone()
        };
        page == Self::default()
    }
}

fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Requests are called REQ-12 however it is typed.
fn object(text: &str) -> String {
    let upper = text.to_ascii_uppercase();
    match upper.strip_prefix("REQ-") {
        Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => upper,
        _ => text.to_owned(),
    }
}

fn key(text: &str) -> Option<RepositoryKey> {
    let mut parts = text.splitn(3, '/');
    Some(RepositoryKey {
        account: AccountId::parse(parts.next()?).ok()?,
        region: Region::parse(parts.next()?).ok()?,
        name: RepositoryName::parse_existing(parts.next()?).ok()?,
    })
}

fn actions(word: &str) -> Vec<AuditAction> {
    if let Some(action) = AuditAction::parse(word) {
        return vec![action];
    }
    let all = AuditAction::ALL.iter().copied();
    all.filter(|action| action.group() == word).collect()
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditPage {
    /// Newest first.
    pub rows: Vec<AuditRow>,
    pub next: Option<String>,
    /// Whether the person sees all of the record, or what touches their teams and what they did.
    pub sees_all: bool,
    /// Why there is nothing to show.
    pub problems: Vec<AuditProblem>,
}

/// Rows of an export as they are wanted: never all of them at once.
#[async_trait]
pub trait AuditRows: Send {
    /// Some more, newest first; `None` after the last.
    async fn next(&mut self) -> Answer<Option<Vec<AuditRow>>>;
}

#[async_trait]
pub trait AuditPages: Send + Sync {
    async fn audit(&self, person: &Person, query: &AuditQuery) -> Answer<AuditPage>;
    /// Every row of a query. That it was handed out is written down.
    async fn audit_rows(&self, person: &Person, query: &AuditQuery) -> Answer<Box<dyn AuditRows>>;
    /// Holds some of the record against its hashes, from a head on that was found to be right; `kept` are heads that somebody
    /// kept elsewhere.
    async fn verify_audit(
        &self,
        person: &Person,
        from: &Head,
        kept: &[Head],
    ) -> Answer<AuditReport>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(query: &AuditQuery) -> Vec<&'static str> {
        let problems = query.parse().unwrap_err();
        problems.iter().map(|it| it.field.as_str()).collect()
    }

    #[test]
    fn a_blank_query_asks_for_everything() {
        let query = AuditQuery {
            after: Some("1.2".into()),
            ..AuditQuery::default()
        };
        assert!(query.is_blank());
        assert_eq!(query.parse(), Ok(AuditAsked::default()));
    }

    #[test]
    fn what_is_typed_is_read_as_it_is_meant() {
        let query = AuditQuery {
            who: " Ada ".into(),
            action: "refused".into(),
            object: "req-12".into(),
            repository: "123456789012/us-east-1/payments/api".into(),
            team: "payments".into(),
            from: "2026-03-01".into(),
            to: "2026-03-01".into(),
            after: None,
        };
        let asked = query.parse().unwrap();
        assert_eq!(asked.who.as_deref(), Some("ada"));
        assert_eq!(asked.actions.len(), 8);
        assert!(asked.actions.iter().all(|action| action.is_refusal()));
        assert_eq!(asked.object.as_deref(), Some("REQ-12"));
        assert_eq!(asked.key.unwrap().name.as_str(), "payments/api");
        let span = asked.to.unwrap().since(asked.from.unwrap());
        assert_eq!(span, 24 * 60 * 60 * 1000);
        let by_name = AuditQuery {
            repository: "payments/api".into(),
            ..AuditQuery::default()
        };
        assert_eq!(
            by_name.parse().unwrap().name.as_deref(),
            Some("payments/api")
        );
    }

    #[test]
    fn what_can_t_be_is_told_beside_its_field() {
        let wrong = AuditQuery {
            action: "dance".into(),
            repository: "Not A Name".into(),
            from: "yesterday".into(),
            to: "2026-02-30".into(),
            ..AuditQuery::default()
        };
        assert_eq!(fields(&wrong), ["action", "repository", "from", "to"]);
        let backwards = AuditQuery {
            from: "2026-03-02".into(),
            to: "2026-03-01".into(),
            ..AuditQuery::default()
        };
        assert_eq!(fields(&backwards), ["to"]);
    }
}
