//! AWS: ECR and CloudWatch speak JSON and name their operation in a header, STS speaks forms and XML. All share one
//! address.

use crate::botocore::{Model, Times};
use crate::openapi::header_of;
use crate::tally::Verdict;
use crate::{shared, xml};
use sandbox::Exchange;
use serde_json::{Map, Value, json};
use std::path::Path;

/// The prefix of CloudWatch's targets.
const CLOUDWATCH: &str = "GraniteServiceVersion20100801.";

pub(crate) struct Judge {
    ecr: Model,
    cloudwatch: Model,
    sts: Model,
    /// Errors that every service may answer with; the models list their own.
    common: Vec<String>,
}

impl Judge {
    pub(crate) fn load(contracts: &Path) -> Self {
        let model = |file: &str| shared::json(&contracts.join("aws").join(file));
        let errors = model("errors.json");
        let common = errors["errors"].as_array().unwrap().iter();
        Self {
            ecr: Model::new(model("ecr-2015-09-21.service-2.json"), Times::Seconds),
            cloudwatch: Model::new(
                model("cloudwatch-2010-08-01.service-2.trimmed.json"),
                Times::Seconds,
            ),
            sts: Model::new(model("sts-2011-06-15.service-2.trimmed.json"), Times::Text),
            common: common
                .filter(|error| error["inModel"] == false)
                .map(|error| error["body"]["__type"].as_str().unwrap().to_owned())
                .collect(),
        }
    }

    pub(crate) fn judge(&self, exchange: &Exchange) -> (&'static str, Verdict) {
        let header = |name| header_of(&exchange.request_headers, name).unwrap_or_default();
        let (system, signed_for, mut verdict) = match header("x-amz-target") {
            "" => ("STS", "sts", self.sts(exchange)),
            target if target.starts_with(CLOUDWATCH) => (
                "CloudWatch",
                "monitoring",
                self.json(&self.cloudwatch, "1.0", target, exchange),
            ),
            target => ("ECR", "ecr", self.json(&self.ecr, "1.1", target, exchange)),
        };
        if (exchange.method.as_str(), exchange.path.as_str()) != ("POST", "/") {
            let fault = format!("asked by {} {}", exchange.method, exchange.path);
            verdict.faults.push(fault);
        }
        let signature = header("authorization");
        if !signature.starts_with("AWS4-HMAC-SHA256 ")
            || !signature.contains(&format!("/{signed_for}/aws4_request"))
        {
            verdict.faults.push("not signed for the service".into());
        }
        (system, verdict)
    }

    fn json(&self, model: &Model, version: &str, target: &str, exchange: &Exchange) -> Verdict {
        let prefix = model.document["metadata"]["targetPrefix"].as_str();
        let name = prefix
            .and_then(|prefix| target.strip_prefix(prefix))
            .and_then(|name| name.strip_prefix('.'))
            .unwrap_or(target);
        let Some(operation) = model.operation(name) else {
            return Verdict::unknown(target);
        };
        let mut faults = Vec::new();
        for (side, headers) in [
            ("request", &exchange.request_headers),
            ("answer", &exchange.response_headers),
        ] {
            let media = header_of(headers, "content-type");
            if media != Some(format!("application/x-amz-json-{version}").as_str()) {
                faults.push(format!("{side}: the media type is {media:?}"));
            }
        }
        match serde_json::from_str(&exchange.request_body) {
            Err(error) => faults.push(format!("request: {error}")),
            Ok(body) => {
                let input = operation["input"]["shape"].as_str().unwrap();
                faults.extend(model.complaints(input, &body));
            }
        }
        match serde_json::from_str(&exchange.response_body) {
            Err(error) => faults.push(format!("answer: {error}")),
            Ok(body) if exchange.status == Some(200) => {
                let output = operation["output"]["shape"].as_str().unwrap();
                faults.extend(model.complaints(output, &body));
            }
            Ok(body) => faults.extend(self.json_error(model, operation, exchange, body)),
        }
        Verdict {
            operation: name.to_owned(),
            faults,
        }
    }

    fn json_error(
        &self,
        model: &Model,
        operation: &Value,
        exchange: &Exchange,
        mut body: Value,
    ) -> Vec<String> {
        let said = body["__type"].take();
        let said = said.as_str().unwrap_or_default();
        // A namespace may stand before the name.
        let name = said.rsplit('#').next().unwrap_or_default();
        let is_listed = lists(operation, name);
        if !is_listed {
            let known = self.common.iter().any(|common| common == name);
            return match known && exchange.status == Some(400) && body["message"].is_string() {
                true => vec![],
                false => vec![format!("{:?} {said} is not described", exchange.status)],
            };
        }
        let is_servers = model.shape(name)["fault"] == true;
        let wanted = if is_servers { 500 } else { 400 };
        let mut faults = Vec::new();
        if exchange.status != Some(wanted) {
            faults.push(format!("{name} came with {:?}", exchange.status));
        }
        if let Some(members) = body.as_object_mut() {
            members.remove("__type");
        }
        faults.extend(model.complaints(name, &body));
        faults
    }

    fn sts(&self, exchange: &Exchange) -> Verdict {
        let mut input: Map<String, Value> =
            url::form_urlencoded::parse(exchange.request_body.as_bytes())
                .map(|(name, value)| (name.into_owned(), json!(value)))
                .collect();
        let action = input.remove("Action").unwrap_or_default();
        let name = action.as_str().unwrap_or_default();
        let Some(operation) = self.sts.operation(name) else {
            return Verdict::unknown(&format!("{} {}", exchange.path, exchange.request_body));
        };
        let mut faults = Vec::new();
        let version = input.remove("Version").unwrap_or_default();
        if version != self.sts.document["metadata"]["apiVersion"] {
            faults.push(format!("request: the version is {version}"));
        }
        let media = header_of(&exchange.request_headers, "content-type").unwrap_or_default();
        if !media.starts_with("application/x-www-form-urlencoded") {
            faults.push(format!("request: the media type is {media:?}"));
        }
        let shape = operation["input"]["shape"].as_str().unwrap();
        faults.extend(self.sts.complaints(shape, &self.numbers(shape, input)));
        match xml::parse(&exchange.response_body) {
            Err(error) => faults.push(format!("answer: {error}")),
            Ok(root) => faults.extend(self.sts_answer(name, operation, exchange, &root)),
        }
        Verdict {
            operation: name.to_owned(),
            faults,
        }
    }

    /// A form holds texts. Lists would come as `Name.member.1`, which no member is called and thus is a fault until it is needed.
    fn numbers(&self, shape: &str, mut input: Map<String, Value>) -> Value {
        for (name, value) in &mut input {
            let member = &self.sts.shape(shape)["members"][name.as_str()]["shape"];
            let kind = &self.sts.shape(member.as_str().unwrap_or_default())["type"];
            if kind == "integer"
                && let Some(number) = value.as_str().and_then(|text| text.parse::<i64>().ok())
            {
                *value = json!(number);
            }
        }
        Value::Object(input)
    }

    fn sts_answer(
        &self,
        name: &str,
        operation: &Value,
        exchange: &Exchange,
        root: &xml::Element,
    ) -> Vec<String> {
        let mut faults = Vec::new();
        let namespace = self.sts.document["metadata"]["xmlNamespace"].as_str();
        if root.namespace.as_deref() != namespace {
            faults.push(format!("answer: the namespace is {:?}", root.namespace));
        }
        if exchange.status != Some(200) {
            let code = root
                .child("Error")
                .and_then(|error| error.child("Code"))
                .map_or("", |code| code.text.as_str());
            let is_known = self.common.iter().any(|known| known == code);
            if root.name != "ErrorResponse" || !(is_known || lists(operation, code)) {
                faults.push(format!("{:?} {code} is not described", exchange.status));
            }
            return faults;
        }
        let wrapper = operation["output"]["resultWrapper"].as_str().unwrap();
        let id = root
            .child("ResponseMetadata")
            .and_then(|metadata| metadata.child("RequestId"));
        if id.is_none_or(|id| id.text.is_empty()) {
            faults.push("answer: no request id".into());
        }
        match root
            .child(wrapper)
            .filter(|_| root.name == format!("{name}Response"))
        {
            None => faults.push(format!("answer: no {wrapper}")),
            Some(result) => {
                let shape = operation["output"]["shape"].as_str().unwrap();
                let value = result.value(self.sts.shape(shape), &self.sts.document["shapes"]);
                faults.extend(self.sts.complaints(shape, &value));
            }
        }
        faults
    }
}

fn lists(operation: &Value, error: &str) -> bool {
    operation["errors"]
        .as_array()
        .is_some_and(|errors| errors.iter().any(|known| known["shape"] == error))
}
