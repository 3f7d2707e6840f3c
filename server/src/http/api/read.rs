//! The document as the page shows it: made of the same operations that are served.

use super::document::each;
use super::problem::kinds;
use super::{BASE, whole};
use app::pages::reader::{Document, Field, Group, Kind, Operation, Schema as Shown, Told, Type};
use axum::http::Method;
use std::collections::BTreeMap;
use utoipa::openapi::path::{self, Parameter, ParameterIn};
use utoipa::openapi::schema::{ArrayItems, Schema, SchemaType};
use utoipa::openapi::{Content, OpenApi, RefOr, Required, Response};

/// `host`: Berth's own address, for examples that can be pasted.
pub(in crate::http) fn read(host: &str) -> Document {
    let document = whole();
    let about = document.info.description.as_deref().unwrap_or_default();
    let mut operations: BTreeMap<String, Vec<Operation>> = BTreeMap::new();
    for (path, item) in &document.paths.paths {
        for (method, operation) in each(item) {
            let tag = operation
                .tags
                .iter()
                .flatten()
                .next()
                .cloned()
                .unwrap_or_default();
            let told = told(document, host, path, &method, operation);
            operations.entry(tag).or_default().push(told);
        }
    }
    let groups = document.tags.iter().flatten().map(|tag| Group {
        name: tag.name.clone(),
        about: tag.description.clone().unwrap_or_default(),
        operations: operations.remove(&tag.name).unwrap_or_default(),
    });
    Document {
        about: about.split("\n\n").map(str::to_owned).collect(),
        groups: groups.collect(),
        schemas: schemas(document),
        problems: kinds::ALL
            .iter()
            .map(|kind| Kind {
                word: kind.word.to_owned(),
                status: kind.status.as_str().to_owned(),
                title: kind.title.to_owned(),
                about: kind.about.to_owned(),
            })
            .collect(),
    }
}

fn told(
    document: &OpenApi,
    host: &str,
    path: &str,
    method: &Method,
    operation: &path::Operation,
) -> Operation {
    let parameters: Vec<&Parameter> = operation
        .parameters
        .iter()
        .flatten()
        .filter_map(|one| match one {
            RefOr::T(parameter) => Some(parameter),
            RefOr::Ref(_) => None,
        })
        .collect();
    let body = operation.request_body.as_ref().and_then(|body| match body {
        RefOr::T(body) => content(body.content.values().next()?),
        RefOr::Ref(_) => None,
    });
    let answers = operation
        .responses
        .responses
        .iter()
        .map(|(status, response)| match response {
            RefOr::T(response) => answer(status, response),
            RefOr::Ref(_) => Told {
                status: status.clone(),
                about: refusals(status),
                body: None,
            },
        });
    Operation {
        id: operation.operation_id.clone().unwrap_or_default(),
        method: method.to_string(),
        path: format!("{BASE}{path}"),
        summary: operation.summary.clone().unwrap_or_default(),
        about: operation.description.clone().unwrap_or_default(),
        scope: super::document::scope(method, operation)
            .as_str()
            .to_owned(),
        places: parameters
            .iter()
            .map(|one| place(&one.parameter_in).to_owned())
            .collect(),
        parameters: parameters.iter().map(|one| parameter(one)).collect(),
        example: example(document, host, path, method, body.as_ref()),
        body,
        answers: answers.collect(),
    }
}

fn refusals(status: &str) -> String {
    let all = kinds::ALL
        .iter()
        .filter(|kind| kind.status.as_str() == status);
    all.map(|kind| kind.title).collect::<Vec<_>>().join("; ")
}

fn answer(status: &str, response: &Response) -> Told {
    Told {
        status: status.to_owned(),
        about: response.description.clone(),
        body: response.content.values().next().and_then(content),
    }
}

fn content(content: &RefOr<Content>) -> Option<Type> {
    match content {
        RefOr::T(content) => content.schema.as_ref().map(kind),
        RefOr::Ref(_) => None,
    }
}

fn place(place: &ParameterIn) -> &'static str {
    match place {
        ParameterIn::Path => "address",
        ParameterIn::Query => "query",
        ParameterIn::Header => "header",
        _ => "elsewhere",
    }
}

fn parameter(one: &Parameter) -> Field {
    Field {
        name: one.name.clone(),
        kind: one.schema.as_ref().map(kind).unwrap_or_default(),
        required: one.required == Required::True,
        about: one.description.clone().unwrap_or_default(),
    }
}

/// A kind in a word or two, with the schema that it names.
fn kind(schema: &RefOr<Schema>) -> Type {
    match schema {
        RefOr::Ref(named) => {
            let name = named.ref_location.rsplit('/').next().unwrap_or_default();
            Type {
                text: name.to_owned(),
                schema: Some(name.to_owned()),
            }
        }
        RefOr::T(Schema::Array(array)) => {
            let of = match &array.items {
                ArrayItems::RefOrSchema(items) => kind(items),
                ArrayItems::False => Type::default(),
            };
            Type {
                text: format!("list of {}", of.text),
                schema: of.schema,
            }
        }
        RefOr::T(Schema::OneOf(one)) => {
            let named = one
                .items
                .iter()
                .map(kind)
                .find(|found| found.schema.is_some());
            named.unwrap_or_default()
        }
        RefOr::T(Schema::Object(object)) => Type {
            text: words(&object.schema_type, object.properties.is_empty()),
            schema: None,
        },
        RefOr::T(_) => Type::default(),
    }
}

fn words(found: &SchemaType, is_map: bool) -> String {
    let word = |one: &utoipa::openapi::schema::Type| {
        use utoipa::openapi::schema::Type as T;
        match one {
            T::String => "text",
            T::Integer => "whole number",
            T::Number => "number",
            T::Boolean => "true or false",
            T::Object if is_map => "texts by name",
            T::Object => "object",
            T::Array => "list",
            T::Null => "null",
        }
    };
    match found {
        SchemaType::Type(one) => word(one).to_owned(),
        SchemaType::Array(all) => all.iter().map(word).collect::<Vec<_>>().join(" or "),
        SchemaType::AnyValue => "anything".to_owned(),
    }
}

fn schemas(document: &OpenApi) -> Vec<Shown> {
    let all = document
        .components
        .iter()
        .flat_map(|components| &components.schemas);
    all.map(|(name, schema)| shown(name, schema)).collect()
}

fn shown(name: &str, schema: &RefOr<Schema>) -> Shown {
    let RefOr::T(Schema::Object(object)) = schema else {
        return Shown {
            name: name.to_owned(),
            ..Shown::default()
        };
    };
    let fields = object.properties.iter().map(|(field, of)| Field {
        name: field.clone(),
        kind: kind(of),
        required: object.required.contains(field),
        about: about(of),
    });
    let values = object.enum_values.iter().flatten();
    Shown {
        name: name.to_owned(),
        about: object.description.clone().unwrap_or_default(),
        fields: fields.collect(),
        values: values
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect(),
    }
}

fn about(schema: &RefOr<Schema>) -> String {
    let text = match schema {
        RefOr::Ref(named) => Some(&named.description),
        RefOr::T(Schema::Object(object)) => return object.description.clone().unwrap_or_default(),
        RefOr::T(Schema::Array(array)) => return array.description.clone().unwrap_or_default(),
        RefOr::T(Schema::OneOf(one)) => return one.description.clone().unwrap_or_default(),
        RefOr::T(_) => None,
    };
    text.cloned().unwrap_or_default()
}

/// With values that show the form where the document has some.
fn example(
    document: &OpenApi,
    host: &str,
    path: &str,
    method: &Method,
    body: Option<&Type>,
) -> String {
    let mut lines = vec!["curl".to_owned()];
    if *method != Method::GET {
        lines[0].push_str(&format!(" -X {method}"));
    }
    lines[0].push_str(" -H \"Authorization: Bearer $BERTH_TOKEN\" \\");
    if let Some(name) = body.and_then(|body| body.schema.as_deref()) {
        lines.push("  -H 'Content-Type: application/json' \\".to_owned());
        lines.push(format!("  -d '{}' \\", least(document, name)));
    }
    let path = path
        .replace("{account}", "123456789012")
        .replace("{region}", "us-east-1")
        .replace(
            "repositories/123456789012/us-east-1/{name}",
            "repositories/123456789012/us-east-1/payments%2Fapi",
        );
    lines.push(format!("  '{host}{BASE}{path}'"));
    lines.join("\n")
}

/// The required fields of a schema.
fn least(document: &OpenApi, name: &str) -> String {
    let found = document
        .components
        .as_ref()
        .and_then(|all| all.schemas.get(name));
    let Some(RefOr::T(Schema::Object(object))) = found else {
        return "{}".to_owned();
    };
    let fields = object.required.iter().filter_map(|field| {
        let RefOr::T(Schema::Object(of)) = object.properties.get(field)? else {
            return Some(format!("\"{field}\": …"));
        };
        let example = of.example.as_ref().or(of.examples.first());
        Some(match example {
            Some(example) => format!("\"{field}\": {example}"),
            None if of.schema_type == SchemaType::Type(utoipa::openapi::schema::Type::Integer) => {
                format!("\"{field}\": 1")
            }
            None => format!("\"{field}\": \"…\""),
        })
    });
    format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_every_operation_and_every_schema_that_is_linked() {
        let page = read("https://berth.example");
        let operations: Vec<&Operation> = page
            .groups
            .iter()
            .flat_map(|group| &group.operations)
            .collect();
        assert_eq!(operations.len(), super::super::listed().len());
        let known: Vec<&str> = page
            .schemas
            .iter()
            .map(|schema| schema.name.as_str())
            .collect();
        for one in &operations {
            assert!(
                !one.summary.is_empty() && one.example.contains("https://berth.example/api/v1/"),
                "{one:?}"
            );
            let answers = one.answers.iter().filter_map(|told| told.body.as_ref());
            for named in answers
                .chain(&one.body)
                .filter_map(|of| of.schema.as_deref())
            {
                assert!(known.contains(&named), "{}: {named}", one.id);
            }
        }
    }
}
