//! The document of the API, OpenAPI 3.1: what the operations say of themselves, and what is true of all of them.

use super::door::{EVENTS, Rule, Rules};
use super::problem::{FieldProblem, Kind, PROBLEM, Problem, kinds};
use super::wire::words;
use super::{BASE, wire};
use axum::http::Method;
use domain::token::Scope;
use std::collections::BTreeMap;
use utoipa::OpenApi as _;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{AdditionalProperties, Schema, SchemaType, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Components, ContentBuilder, HeaderBuilder, ObjectBuilder, OpenApi, Ref, RefOr, Required,
    Response, ResponseBuilder, Server,
};

const TOKEN: &str = "token";
const NO_NUL: &str = "^[^\\u0000]*$";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Berth",
        version = "1",
        description = "Everything that Berth’s pages do, for programs. Make a token under Settings, Tokens, and send it as \
            `Authorization: Bearer berth_pat_…`. Every operation asks the same rules as the page that does the same, and \
            refuses in the same words. Times are UTC. Lists lead on by `next`; a place in a list is opaque.\n\n\
            A call that changes something may carry an `Idempotency-Key` of your choice: sent again within a day with the \
            same body, it changes nothing and is answered as before, with `Idempotency-Replayed: true`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(
        Problem, FieldProblem, wire::Time,
        // Those that parameters alone name.
        words::StageWord, words::ChoiceWord, words::StateWord, words::DriftWord, words::ScoreCheckWord, words::BandWord,
        words::WasteWord, words::MarkWord, words::SortWord, words::ImageKindWord, words::FindingSortWord, words::GroupWord,
        words::StandingWord, super::images::OnlyWord, super::findings::SeverityWord, super::insights::TableWord,
        super::repositories::ClientWord, super::repositories::SpanWord
    )),
    tags(
        (name = "Me", description = "Who calls, and what waits for them."),
        (name = "Requests", description = "From the wish to the finished repository."),
        (name = "Drafts", description = "Forms that are kept and not sent."),
        (name = "Reviews", description = "Deciding on requests."),
        (name = "Repositories", description = "What there is, and how it fares."),
        (name = "Changes", description = "Asking for a change of a repository. A plan shows what would change and asks for nothing; what is asked for becomes a request."),
        (name = "Images", description = "What a repository holds."),
        (name = "Findings", description = "Known vulnerabilities of images, and who answers for them."),
        (name = "Search", description = "One box finds everything, and views are kept."),
        (name = "Insights", description = "Figures for those who answer for many repositories."),
        (name = "Audit", description = "What was done or refused, and whether the record of it is as it was written."),
        (name = "Rollouts", description = "Bringing a changed standard to many repositories."),
        (name = "Tokens", description = "Tokens of your own, and services for those who run Berth.")
    )
)]
struct Frame;

pub(super) fn frame() -> OpenApi {
    let mut document = Frame::openapi();
    document.servers = Some(vec![Server::new(BASE)]);
    let components = document.components.get_or_insert_with(Components::new);
    let scheme = Http::builder()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("berth_pat_… or berth_svc_…")
        .description(Some(
            "A token of Berth. The scopes that an operation takes stand beside it: read, request, review or admin.",
        ))
        .build();
    components.add_security_scheme(TOKEN, SecurityScheme::Http(scheme));
    document
}

pub(super) fn each(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    [
        (Method::GET, &item.get),
        (Method::PUT, &item.put),
        (Method::POST, &item.post),
        (Method::DELETE, &item.delete),
        (Method::PATCH, &item.patch),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

fn each_mut(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    [
        (Method::GET, &mut item.get),
        (Method::PUT, &mut item.put),
        (Method::POST, &mut item.post),
        (Method::DELETE, &mut item.delete),
        (Method::PATCH, &mut item.patch),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// The scope that an operation names. Looking takes `read` unless it says otherwise; what changes something and names
/// none takes the most, until its author has thought about it.
pub(super) fn scope(method: &Method, operation: &Operation) -> Scope {
    let named = operation.security.iter().flatten().find_map(named_scope);
    named.unwrap_or(match *method {
        Method::GET => Scope::Read,
        _ => Scope::Admin,
    })
}

fn named_scope(requirement: &SecurityRequirement) -> Option<Scope> {
    // The type shows its content to a serializer alone.
    let text = serde_json::to_string(requirement).ok()?;
    let all: BTreeMap<String, Vec<String>> = serde_json::from_str(&text).ok()?;
    Scope::parse(all.get(TOKEN)?.first()?)
}

fn rule(method: &Method, operation: &Operation) -> Rule {
    let scope = scope(method, operation);
    let answers = operation.responses.responses.get("200");
    let streams =
        matches!(answers, Some(RefOr::T(response)) if response.content.contains_key(EVENTS));
    Rule {
        scope,
        form: if streams { EVENTS } else { "application/json" },
        changes: *method != Method::GET && scope != Scope::Read,
    }
}

/// What the door asks of each operation.
pub(super) fn rules(document: &OpenApi) -> Rules {
    let paths = document.paths.paths.iter();
    paths
        .map(|(path, item)| {
            let rules = each(item)
                .map(|(method, operation)| {
                    let rule = rule(&method, operation);
                    (method, rule)
                })
                .collect();
            (format!("{BASE}{path}"), rules)
        })
        .collect()
}

pub(super) fn listed(document: &OpenApi) -> Vec<(String, String)> {
    let paths = document.paths.paths.iter();
    paths
        .flat_map(|(path, item)| {
            each(item).map(move |(method, _)| (method.to_string(), path.clone()))
        })
        .collect()
}

/// Adds what is true of every operation.
pub(super) fn finish(mut document: OpenApi) -> OpenApi {
    let components = document.components.get_or_insert_with(Components::new);
    for kind in kinds::ALL {
        let name = kind.status.as_str().to_owned();
        let entry = components.responses.entry(name);
        entry.or_insert_with(|| RefOr::T(refusal(kind)));
    }
    for schema in components.schemas.values_mut() {
        without_nul(schema);
    }
    for item in document.paths.paths.values_mut() {
        for (method, operation) in each_mut(item) {
            complete(&method, operation);
        }
    }
    document
}

fn complete(method: &Method, operation: &mut Operation) {
    let rule = rule(method, operation);
    operation.security = Some(vec![SecurityRequirement::new(TOKEN, [rule.scope.as_str()])]);
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(Parameter {
            schema: Some(schema),
            ..
        }) = parameter
        {
            without_nul(schema);
        }
    }
    if rule.changes {
        let parameters = operation.parameters.get_or_insert_with(Vec::new);
        parameters.push(RefOr::T(idempotency_key()));
    }
    let has_body = operation.request_body.is_some();
    let mut statuses = vec![
        "400", "401", "403", "404", "406", "422", "429", "500", "503",
    ];
    if has_body {
        statuses.push("415");
    }
    if rule.changes || has_body {
        statuses.extend(["409", "413"]);
    }
    let responses = &mut operation.responses.responses;
    for (status, response) in responses.iter_mut() {
        if let RefOr::T(response) = response {
            with_headers(status, response);
        }
    }
    if *method == Method::GET && rule.form != EVENTS {
        let unchanged = ResponseBuilder::new()
            .description("Nothing has changed since the ETag that If-None-Match names")
            .build();
        responses.insert("304".to_owned(), RefOr::T(unchanged));
    }
    for status in statuses {
        let refusal = RefOr::Ref(Ref::from_response_name(status));
        responses.entry(status.to_owned()).or_insert(refusal);
    }
}

fn idempotency_key() -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(255))
        .pattern(Some("^[!-~]+$"));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("Of your choice, such as a UUID. The same call with the same key changes nothing a second time."))
        .schema(Some(schema))
        .build()
}

fn text_header(about: &str) -> RefOr<utoipa::openapi::Header> {
    let header = HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .description(Some(about));
    RefOr::T(header.build())
}

fn with_headers(status: &str, response: &mut Response) {
    let limits = [
        ("RateLimit", "What is left of the token’s calls."),
        ("RateLimit-Policy", "How many calls a token has."),
    ];
    for (name, about) in limits {
        response.headers.insert(name.to_owned(), text_header(about));
    }
    if status == "201" {
        let place = text_header("The address of what was made.");
        response.headers.insert("Location".to_owned(), place);
    }
}

/// A refusal as a response of its own; kinds of one status share it.
fn refusal(kind: &Kind) -> Response {
    let all = kinds::ALL
        .iter()
        .filter(|other| other.status == kind.status);
    let about: Vec<String> = all
        .map(|one| format!("{}. {}", one.title, one.about))
        .collect();
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    ResponseBuilder::new()
        .description(about.join("\n\n"))
        .content(PROBLEM, content)
        .build()
}

/// Texts take every character but one, and say so.
fn without_nul(schema: &mut RefOr<Schema>) {
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Object(object) => {
            let is_free = object.pattern.is_none()
                && object.format.is_none()
                && object.enum_values.is_none()
                && is_text(&object.schema_type);
            if is_free {
                object.pattern = Some(NO_NUL.to_owned());
            }
            for property in object.properties.values_mut() {
                without_nul(property);
            }
            if let Some(AdditionalProperties::RefOr(values)) =
                object.additional_properties.as_deref_mut()
            {
                without_nul(values);
                let names = ObjectBuilder::new()
                    .schema_type(Type::String)
                    .pattern(Some(NO_NUL));
                object.property_names = Some(Box::new(names.into()));
            }
        }
        Schema::Array(array) => {
            if let utoipa::openapi::schema::ArrayItems::RefOrSchema(items) = &mut array.items {
                without_nul(items);
            }
        }
        Schema::OneOf(one) => one.items.iter_mut().for_each(without_nul),
        Schema::AllOf(all) => all.items.iter_mut().for_each(without_nul),
        Schema::AnyOf(any) => any.items.iter_mut().for_each(without_nul),
        _ => {}
    }
}

fn is_text(found: &SchemaType) -> bool {
    match found {
        SchemaType::Type(one) => *one == Type::String,
        SchemaType::Array(all) => all.contains(&Type::String),
        SchemaType::AnyValue => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::operations;
    use super::*;

    #[test]
    fn every_operation_that_changes_names_its_scope_and_says_what_it_does() {
        let (_, document) = operations().split_for_parts();
        let mut wrong = Vec::new();
        for (path, item) in &document.paths.paths {
            for (method, operation) in each(item) {
                let is_named = operation
                    .security
                    .iter()
                    .flatten()
                    .any(|one| named_scope(one).is_some());
                if method != Method::GET && !is_named {
                    wrong.push(format!("{method} {path} names no scope"));
                }
                if operation.summary.is_none() || operation.tags.iter().flatten().next().is_none() {
                    wrong.push(format!("{method} {path} has no summary or no tag"));
                }
                if operation.operation_id.is_none() {
                    wrong.push(format!("{method} {path} has no id"));
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    }

    #[test]
    fn every_schema_that_is_named_is_there() {
        const NAMED: &str = "#/components/schemas/";
        let text = super::super::document().unwrap();
        let document = super::super::whole();
        let known = &document.components.as_ref().unwrap().schemas;
        let named = text
            .split(NAMED)
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        let mut missing: Vec<&str> = named.filter(|name| !known.contains_key(*name)).collect();
        missing.dedup();
        assert_eq!(missing, Vec::<&str>::new());
    }

    #[test]
    fn no_two_operations_have_one_id() {
        let (_, document) = operations().split_for_parts();
        let mut ids: Vec<&str> = document
            .paths
            .paths
            .values()
            .flat_map(each)
            .filter_map(|(_, operation)| operation.operation_id.as_deref())
            .collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
        assert!(all > 60, "only {all}");
    }
}
