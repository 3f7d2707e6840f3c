//! The webhooks that the sandbox's GitHub sends and Berth takes.

use crate::openapi::header_of;
use crate::schema::Schemas;
use crate::shared;
use crate::tally::Verdict;
use jsonschema::Draft;
use sandbox::github::hooks::Delivery;
use serde_json::Value;
use std::path::Path;

pub(crate) struct Judge {
    document: Value,
    schemas: Schemas,
}

impl Judge {
    pub(crate) fn load(contracts: &Path) -> Self {
        let document = shared::json(&contracts.join("github/openapi.webhooks.trimmed.json"));
        let schemas = Schemas::new(&document, Draft::Draft202012);
        Self { document, schemas }
    }

    pub(crate) fn judge(&self, delivery: &Delivery) -> Verdict {
        let event = delivery.sent.event.replace('_', "-");
        let action = delivery.sent.action.as_deref().unwrap_or_default();
        let with_action = format!("{event}-{}", action.replace('_', "-"));
        let webhooks = &self.document["webhooks"];
        let Some(name) = [&with_action, &event]
            .into_iter()
            .find(|name| webhooks.get(name.as_str()).is_some())
        else {
            return Verdict::unknown(&with_action);
        };
        let described = &webhooks[name]["post"];
        let mut faults = Vec::new();
        for header in described["parameters"].as_array().into_iter().flatten() {
            let wanted = header["name"].as_str().unwrap();
            if header["required"] == true && header_of(&delivery.request_headers, wanted).is_none()
            {
                faults.push(format!("the header {wanted} is missing"));
            }
        }
        let schema = &described["requestBody"]["content"]["application/json"]["schema"];
        match serde_json::from_str(&delivery.sent.body) {
            Ok(body) => faults.extend(self.schemas.complaints(name, schema, &body)),
            Err(error) => faults.push(format!("the body is no JSON: {error}")),
        }
        // Berth checks the signature, so taking it proves that it fits.
        if !matches!(delivery.status, Some(200..300)) {
            faults.push(format!(
                "Berth answered {:?} {}",
                delivery.status, delivery.response_body
            ));
        }
        Verdict {
            operation: name.clone(),
            faults,
        }
    }
}
