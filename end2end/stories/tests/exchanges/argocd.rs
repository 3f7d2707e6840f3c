//! Argo CD: its swagger, and the CRDs for the objects inside, which the swagger describes loosely.

use crate::openapi::Description;
use crate::schema::{Schemas, closed};
use crate::shared;
use crate::tally::Verdict;
use jsonschema::Draft;
use sandbox::Exchange;
use serde_json::{Value, json};
use std::path::Path;

/// Read by the HTTP gateway before the services that the swagger is made from, thus not in it: Argo CD's own pages use it everywhere.
const PROJECTION: &str = "fields";
const APPLICATION: &str = "#/definitions/v1alpha1Application";

pub(crate) struct Judge {
    description: Description,
    application: Value,
    /// Of what Berth puts into clusters, by kind.
    managed: Vec<(&'static str, Value)>,
    objects: Schemas,
}

impl Judge {
    pub(crate) fn load(contracts: &Path) -> Self {
        let document = shared::json(&contracts.join("argocd/swagger.v3.5.1.json"));
        let mut description = Description::new(modern(document), Draft::Draft7, "");
        description.undeclared = &[PROJECTION];
        let managed = [
            ("Repository", "repositories"),
            ("LifecyclePolicy", "lifecyclepolicies"),
            ("RepositoryPolicy", "repositorypolicies"),
        ];
        let crd = |file: &str| {
            let file = format!("crossplane/ecr.aws.m.upbound.io_{file}.yaml");
            shared::crd(&contracts.join(file))
        };
        Self {
            description,
            application: shared::crd(&contracts.join("argocd/application-crd.yaml")),
            managed: managed
                .into_iter()
                .map(|(kind, file)| (kind, crd(file)))
                .collect(),
            objects: Schemas::new(&json!({}), Draft::Draft4),
        }
    }

    pub(crate) fn judge(&self, exchange: &Exchange) -> Verdict {
        let mut verdict = self.description.judge(exchange);
        if let Some(operation) = self.description.find(exchange) {
            verdict
                .faults
                .extend(self.objects_in(operation.spec, exchange));
        }
        verdict
    }

    fn objects_in(&self, operation: &Value, exchange: &Exchange) -> Vec<String> {
        let mut faults = Vec::new();
        let json = "content/application~1json/schema/$ref";
        let sent = operation.pointer(&format!("/requestBody/{json}"));
        if sent.is_some_and(|sent| sent == APPLICATION)
            && let Ok(body) = serde_json::from_str::<Value>(&exchange.request_body)
        {
            let strict = closed(&self.application);
            faults.extend(
                self.objects
                    .complaints("the Application sent", &strict, &body),
            );
        }
        let is_part = url::form_urlencoded::parse(exchange.query.as_bytes())
            .any(|(name, _)| name == PROJECTION);
        if exchange.status != Some(200) || is_part {
            return faults;
        }
        let answered = operation
            .pointer(&format!("/responses/200/{json}"))
            .and_then(Value::as_str);
        let Ok(body) = serde_json::from_str::<Value>(&exchange.response_body) else {
            return faults;
        };
        match answered {
            Some(APPLICATION) => {
                let schema = &self.application;
                faults.extend(
                    self.objects
                        .complaints("the Application answered", schema, &body),
                );
            }
            Some("#/definitions/applicationApplicationResourceResponse") => {
                faults.extend(self.live(&body));
            }
            _ => {}
        }
        faults
    }

    /// The live manifest travels as text inside the answer.
    fn live(&self, body: &Value) -> Vec<String> {
        let text = body["manifest"].as_str().unwrap_or_default();
        let object: Value = match serde_json::from_str(text) {
            Ok(object) => object,
            Err(error) => return vec![format!("the manifest is no JSON: {error}")],
        };
        if object.is_null() {
            return vec![];
        }
        let kind = object["kind"].as_str().unwrap_or_default();
        match self.managed.iter().find(|(known, _)| *known == kind) {
            Some((kind, schema)) => self.objects.complaints(kind, schema, &object),
            None => vec![format!("no description of the kind {kind:?}")],
        }
    }
}

/// Swagger 2 in the words of OpenAPI 3.
fn modern(mut document: Value) -> Value {
    for item in document["paths"].as_object_mut().unwrap().values_mut() {
        for operation in item.as_object_mut().unwrap().values_mut() {
            modernise(operation);
        }
    }
    document
}

fn modernise(operation: &mut Value) {
    let wrapped = |schema: &Value| json!({ "application/json": { "schema": schema } });
    let mut kept = Vec::new();
    for mut parameter in operation["parameters"]
        .take()
        .as_array()
        .cloned()
        .unwrap_or_default()
    {
        if parameter["in"] == "body" {
            operation["requestBody"] = json!({ "required": parameter["required"], "content": wrapped(&parameter["schema"]) });
            continue;
        }
        let of_value = ["type", "items", "format", "enum"];
        parameter["schema"] = of_value
            .into_iter()
            .filter_map(|word| Some((word.to_owned(), parameter.get(word)?.clone())))
            .collect();
        parameter["explode"] = json!(parameter["collectionFormat"] == "multi");
        kept.push(parameter);
    }
    operation["parameters"] = json!(kept);
    for response in operation["responses"].as_object_mut().unwrap().values_mut() {
        if let Some(schema) = response.get("schema") {
            response["content"] = wrapped(schema);
        }
    }
}
