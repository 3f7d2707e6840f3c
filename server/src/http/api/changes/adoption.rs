//! Bringing repositories under Git.

use crate::http::Web;
use crate::http::api::extract::Sent;
use crate::http::api::ok;
use crate::http::api::problem::Fault;
use crate::http::api::problem::{Answered, FieldProblem};
use crate::http::bearer::Caller;
use axum::extract::State;
use domain::portal::{
    ADOPTED_AT_ONCE, AdoptForm, AdoptRow, Adopted, Reading, RepositoryKey, parse_repository,
};
use domain::spec::Field;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// Repositories that are to come under Git.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct AdoptionWish {
    #[schema(min_items = 1, max_items = 25)]
    repositories: Vec<AdoptedWish>,
    #[serde(default)]
    comment: String,
}

/// A repository that is to come under Git. What is left out is what Berth guesses; for asking all has to be said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct AdoptedWish {
    /// `account/region/name`.
    #[schema(example = "123456789012/us-east-1/payments/api")]
    repository: String,
    team: Option<String>,
    system: Option<String>,
    source: Option<String>,
    cluster: Option<String>,
    description: Option<String>,
}

fn adopt_form(wish: &AdoptionWish) -> Result<AdoptForm, Fault> {
    let many = wish.repositories.len();
    if many == 0 || many > ADOPTED_AT_ONCE {
        let detail = format!("Name 1 to {ADOPTED_AT_ONCE} repositories");
        return Err(Fault::Refused(vec![FieldProblem::on(
            "repositories",
            detail,
        )]));
    }
    let row = |(place, one): (usize, &AdoptedWish)| {
        let key: RepositoryKey = parse_repository(&one.repository).ok_or_else(|| {
            let field = format!("repositories/{place}/repository");
            let detail = "Write the repository as account/region/name";
            Fault::Refused(vec![FieldProblem::on(&field, detail)])
        })?;
        let values = [
            (Field::Team, &one.team),
            (Field::System, &one.system),
            (Field::Source, &one.source),
            (Field::Cluster, &one.cluster),
            (Field::Description, &one.description),
        ];
        let said = values
            .into_iter()
            .filter_map(|(field, value)| Some((field, value.clone()?)));
        Ok(AdoptRow {
            key,
            values: said.collect(),
        })
    };
    let rows: Result<Vec<AdoptRow>, Fault> =
        wish.repositories.iter().enumerate().map(row).collect();
    Ok(AdoptForm {
        rows: rows?,
        comment: wish.comment.clone(),
    })
}

/// What AWS has of a repository, and what Berth would answer about it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http::api) struct AdoptionOffer {
    repository: String,
    /// `fits`, `refused`, `taken`, `gone` or `unknown`.
    reading: String,
    /// Why it can’t be adopted.
    problems: Vec<FieldProblem>,
    team: Option<String>,
    system: Option<String>,
    source: Option<String>,
    cluster: Option<String>,
    description: Option<String>,
    /// Why Berth thinks that it is this team’s.
    evidence: Vec<String>,
}

impl AdoptionOffer {
    fn of(offer: &domain::portal::AdoptionOffer) -> Self {
        let (reading, problems) = match &offer.reading {
            Reading::Fits(_) => ("fits", Vec::new()),
            Reading::Refused(problems) => {
                ("refused", problems.iter().map(FieldProblem::of).collect())
            }
            Reading::Taken { sentence, .. } => {
                ("taken", vec![FieldProblem::whole(sentence.as_str())])
            }
            Reading::Gone => ("gone", Vec::new()),
            Reading::Unknown(why) => ("unknown", vec![FieldProblem::whole(why.as_str())]),
        };
        let value = |field| offer.row.value(field).map(str::to_owned);
        let guess = offer.guess.as_ref();
        Self {
            repository: domain::portal::repository_text(&offer.row.key),
            reading: reading.to_owned(),
            problems,
            team: value(Field::Team),
            system: value(Field::System),
            source: value(Field::Source),
            cluster: value(Field::Cluster),
            description: value(Field::Description),
            evidence: guess
                .map(|guess| guess.evidence.clone())
                .unwrap_or_default(),
        }
    }
}

/// What adopting would start from.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http::api) struct AdoptionPlan {
    offers: Vec<AdoptionOffer>,
}

/// The requests that were made, in the order of what was asked.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http::api) struct AdoptionAsked {
    requests: Vec<String>,
}

/// Plan to adopt repositories
///
/// Reads them from AWS, and fills in what Berth guesses.
#[utoipa::path(
    post, path = "/adoptions/plan", tag = "Changes", request_body = AdoptionWish, security(("token" = ["read"])),
    responses((status = 200, description = "What would come of it", body = AdoptionPlan))
)]
pub(in crate::http::api) async fn plan_adoption(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Sent(wish): Sent<AdoptionWish>,
) -> Answered {
    let page = web
        .portal
        .adoption(&caller.person, &adopt_form(&wish)?)
        .await?;
    ok(&AdoptionPlan {
        offers: page.offers.iter().map(AdoptionOffer::of).collect(),
    })
}

/// Ask to adopt repositories
///
/// One request for each, or none at all.
#[utoipa::path(
    post, path = "/adoptions", tag = "Changes", request_body = AdoptionWish, security(("token" = ["request"])),
    responses((status = 200, description = "The ids of the requests", body = AdoptionAsked))
)]
pub(in crate::http::api) async fn ask_for_adoption(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Sent(wish): Sent<AdoptionWish>,
) -> Answered {
    match web
        .portal
        .adopt(&caller.person, &adopt_form(&wish)?)
        .await?
    {
        Adopted::Asked(ids) => ok(&AdoptionAsked {
            requests: ids.iter().map(ToString::to_string).collect(),
        }),
        Adopted::Refused(problems) => {
            let told = problems.iter().map(|(place, problem)| {
                let told = FieldProblem::of(problem);
                let pointer = match (place, problem.field) {
                    (Some(place), Some(field)) => {
                        Some(format!("#/repositories/{place}/{}", field.as_str()))
                    }
                    (Some(place), None) => Some(format!("#/repositories/{place}")),
                    (None, _) => told.pointer.clone(),
                };
                FieldProblem { pointer, ..told }
            });
            Err(Fault::Refused(told.collect()))
        }
    }
}
