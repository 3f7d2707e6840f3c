//! An OpenAPI description as a judge: which operation is this, and do request and answer fit it.

use crate::parameters;
use crate::schema::{Schemas, closed};
use crate::tally::Verdict;
use jsonschema::Draft;
use sandbox::Exchange;
use serde_json::{Value, json};

pub(crate) struct Description {
    document: Value,
    schemas: Schemas,
    pub base: &'static str,
    /// Path variables that may hold slashes.
    pub wide: &'static [&'static str],
    /// Query parameters that the vendor documents elsewhere.
    pub undeclared: &'static [&'static str],
    /// Answers that any operation may give, by status.
    pub common: Value,
}

pub(crate) struct Operation<'a> {
    pub name: String,
    pub spec: &'a Value,
    pub bound: Vec<(String, String)>,
    literals: usize,
}

impl Description {
    pub(crate) fn new(document: Value, draft: Draft, base: &'static str) -> Self {
        Self {
            schemas: Schemas::new(&document, draft),
            document,
            base,
            wide: &[],
            undeclared: &[],
            common: json!({}),
        }
    }

    pub(crate) fn judge(&self, exchange: &Exchange) -> Verdict {
        let Some(operation) = self.find(exchange) else {
            return Verdict::unknown(&format!("{} {}", exchange.method, exchange.path));
        };
        let mut faults = self.parameters(&operation, exchange);
        faults.extend(self.request(&operation, exchange));
        faults.extend(self.answer(&operation, exchange));
        Verdict {
            operation: operation.name,
            faults,
        }
    }

    /// The operation with the most literal path, as the vendors' routers choose.
    pub(crate) fn find(&self, exchange: &Exchange) -> Option<Operation<'_>> {
        let path = exchange.path.strip_prefix(self.base)?;
        let segments: Vec<&str> = path.split('/').collect();
        let method = exchange.method.to_ascii_lowercase();
        let paths = self.document["paths"].as_object()?;
        paths
            .iter()
            .filter_map(|(template, item)| {
                let parts: Vec<&str> = template.split('/').collect();
                let bound = self.bind(&parts, &segments)?;
                Some(Operation {
                    name: format!("{} {template}", exchange.method),
                    spec: item.get(&method)?,
                    literals: parts.len() - bound.len(),
                    bound,
                })
            })
            .max_by_key(|operation| operation.literals)
    }

    fn bind(&self, template: &[&str], path: &[&str]) -> Option<Vec<(String, String)>> {
        let (first, rest) = match template.split_first() {
            None => return path.is_empty().then(Vec::new),
            Some(split) => split,
        };
        let name = first.strip_prefix('{').and_then(|f| f.strip_suffix('}'));
        let Some(name) = name else {
            let (here, after) = path.split_first()?;
            return (first == here).then(|| self.bind(rest, after)).flatten();
        };
        let most = if self.wide.contains(&name) {
            path.len()
        } else {
            path.len().min(1)
        };
        (1..=most).find_map(|taken| {
            let text = path[..taken].join("/");
            let mut bound = self.bind(rest, &path[taken..])?;
            bound.push((name.to_owned(), text));
            Some(bound)
        })
    }

    fn parameters(&self, operation: &Operation<'_>, exchange: &Exchange) -> Vec<String> {
        let declared: Vec<&Value> = operation.spec["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|parameter| self.resolved(parameter))
            .collect();
        let query: Vec<(String, String)> = url::form_urlencoded::parse(exchange.query.as_bytes())
            .into_owned()
            .filter(|(name, _)| !self.undeclared.contains(&name.as_str()))
            .collect();
        let bound: Vec<(String, String)> = operation
            .bound
            .iter()
            .map(|(name, text)| (name.clone(), parameters::decoded(text)))
            .collect();
        let mut faults = Vec::new();
        for (place, given) in [("path", &bound), ("query", &query)] {
            let known = declared.iter().filter(|one| one["in"] == place);
            let known: Vec<&Value> = known.copied().collect();
            for (name, _) in given {
                if !known.iter().any(|one| one["name"] == **name) {
                    faults.push(format!("the {place} parameter {name} is not described"));
                }
            }
            for parameter in known {
                let at = format!("{} {place} {}", operation.name, parameter["name"]);
                match parameters::value(parameter, given) {
                    Some(value) => {
                        faults.extend(self.schemas.complaints(&at, &parameter["schema"], &value));
                    }
                    None if parameter["required"] == true => {
                        faults.push(format!("{at} is missing"));
                    }
                    None => {}
                }
            }
        }
        faults
    }

    fn request(&self, operation: &Operation<'_>, exchange: &Exchange) -> Vec<String> {
        let body = &exchange.request_body;
        let Some(described) = operation.spec.get("requestBody") else {
            let mut faults = Vec::new();
            if !body.is_empty() {
                faults.push(format!("a body where none is described: {body}"));
            }
            return faults;
        };
        let described = self.resolved(described);
        if body.is_empty() {
            let needed = described["required"] == true;
            return needed.then(|| "no body".to_owned()).into_iter().collect();
        }
        let place = format!("{} request", operation.name);
        match pick(&described["content"], &exchange.request_headers, body) {
            Err(fault) => vec![format!("{place}: {fault}")],
            Ok((schema, value)) => self.schemas.complaints(&place, &closed(schema), &value),
        }
    }

    fn answer(&self, operation: &Operation<'_>, exchange: &Exchange) -> Vec<String> {
        let status = exchange.status.unwrap_or_default().to_string();
        let answers = &operation.spec["responses"];
        let described = answers
            .get(&status)
            .or_else(|| self.common.get(&status))
            .or_else(|| answers.get("default"));
        let Some(described) = described else {
            return vec![format!("no answer {status} is described")];
        };
        let described = self.resolved(described);
        let place = format!("{} answer {status}", operation.name);
        let mut faults = Vec::new();
        for (name, header) in described["headers"].as_object().into_iter().flatten() {
            if header["required"] == true && header_of(&exchange.response_headers, name).is_none() {
                faults.push(format!("{place}: the header {name} is missing"));
            }
        }
        let body = &exchange.response_body;
        let Some(content) = described.get("content") else {
            if !body.is_empty() {
                faults.push(format!("{place}: a body where none is described"));
            }
            return faults;
        };
        match answered(content, exchange) {
            Err(fault) => faults.push(format!("{place}: {fault}")),
            Ok((schema, values)) => {
                for value in values {
                    faults.extend(self.schemas.complaints(&place, schema, &value));
                }
            }
        }
        faults
    }

    pub(crate) fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(place) => self
                .document
                .pointer(place.trim_start_matches('#'))
                .unwrap_or_else(|| panic!("{place} leads nowhere")),
            None => value,
        }
    }
}

/// A stream is many values under one schema.
fn answered<'a>(
    content: &'a Value,
    exchange: &Exchange,
) -> Result<(&'a Value, Vec<Value>), String> {
    let media = header_of(&exchange.response_headers, "content-type").unwrap_or_default();
    if !media.starts_with("text/event-stream") {
        let (schema, value) = pick(content, &exchange.response_headers, &exchange.response_body)?;
        return Ok((schema, vec![value]));
    }
    let schema = &content["application/json"]["schema"];
    let is_stream = schema["title"]
        .as_str()
        .is_some_and(|title| title.starts_with("Stream result"));
    if !is_stream {
        return Err("a stream where none is described".into());
    }
    let mut values = Vec::new();
    for line in exchange.response_body.lines() {
        // A line that begins with a colon keeps the connection alive.
        if line.is_empty() || line.starts_with(':') {
            continue;
        }
        let text = line.strip_prefix("data: ").ok_or("a line is no data")?;
        values.push(serde_json::from_str(text).map_err(|error| error.to_string())?);
    }
    Ok((schema, values))
}

/// The schema for the body's own media type, and the body as that type has it.
fn pick<'a>(
    content: &'a Value,
    headers: &[(String, String)],
    body: &str,
) -> Result<(&'a Value, Value), String> {
    let media = header_of(headers, "content-type").unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim();
    let described = content
        .get(media)
        .ok_or_else(|| format!("{media:?} is not described"))?;
    let value = match media {
        "application/json" => {
            serde_json::from_str(body).map_err(|error| format!("{error} in {body:?}"))?
        }
        "application/x-www-form-urlencoded" => {
            let pairs = url::form_urlencoded::parse(body.as_bytes());
            pairs
                .map(|(name, value)| (name.into_owned(), json!(value)))
                .collect()
        }
        _ => json!(body),
    };
    Ok((&described["schema"], value))
}

pub(crate) fn header_of<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}
