//! Everything that the provider settles before AWS is asked: names, references, credentials, region.
use serde_json::{Value, json};

use super::external::Place;
use super::kinds::Kind;
use super::managed::{self, EXTERNAL_NAME};
use super::model::{Act, Live, annotation, is_deleting};
use super::reconcile::Pass;
use super::references;

impl Pass<'_> {
    /// References, credentials, names: everything before AWS is asked.
    pub(super) fn prepare(&mut self, live: &mut Live) -> Result<Place, (&'static str, String)> {
        let connect = |why: String| ("CannotConnectToProvider", format!("connect failed: {why}"));
        let leaving = is_deleting(&live.doc);
        if self.kind.is_named_by_people() {
            managed::default_external_name(&mut live.doc, &self.key.name);
            if !leaving && managed::policies(&live.doc) != ["Observe"] {
                self.default_tags(&mut live.doc);
            }
        }
        if let Some(reference) = self.kind.reference().filter(|_| !leaving) {
            references::resolve(self.state, self.key, reference, &mut live.doc)
                .map_err(|why| ("CannotResolveResourceReferences", why))?;
        }
        let account = managed::account(self.state, self.key, &live.doc).map_err(connect)?;
        if let Some((code, message)) =
            managed::trouble(self.state, self.key, &live.doc, Act::Connect)
        {
            let detail = message.unwrap_or_else(|| format!("failed to get AWS config: {code}"));
            let setup = "cannot initialize the Terraform plugin SDK async external client: cannot get terraform setup";
            return Err(connect(format!("{setup}: {detail}")));
        }
        let region = managed::text(&live.doc, "region").unwrap_or("").to_owned();
        if !known_region(&region) {
            return Err(connect(format!(
                "region \"{region}\" does not belong to a known partition"
            )));
        }
        Ok(Place {
            name: self.name_in_aws(&live.doc),
            account,
            region,
        })
    }

    fn name_in_aws(&self, doc: &Value) -> String {
        let external = annotation(doc, EXTERNAL_NAME).filter(|n| !n.is_empty());
        let said = |field: &str| managed::text(doc, field);
        match self.kind {
            Kind::LifecyclePolicy | Kind::RepositoryPolicy => {
                said("repository").or(external).unwrap_or("").to_owned()
            }
            Kind::TopicPolicy => external.or_else(|| said("arn")).unwrap_or("").to_owned(),
            Kind::Target => external.map_or_else(
                || {
                    let part = |field| said(field).unwrap_or("");
                    format!("{}-{}", part("rule"), part("targetId"))
                },
                str::to_owned,
            ),
            Kind::Repository | Kind::Topic | Kind::Rule | Kind::MetricAlarm => {
                external.unwrap_or("").to_owned()
            }
        }
    }

    fn default_tags(&self, doc: &mut Value) {
        let of = |field: &str| {
            doc.pointer(&format!("/spec/providerConfigRef/{field}"))
                .and_then(Value::as_str)
                .unwrap_or("")
                .to_owned()
        };
        let ours = [
            (
                "crossplane-kind",
                format!("{}.{}", self.key.kind.to_lowercase(), self.key.group),
            ),
            ("crossplane-name", self.key.name.clone()),
            ("crossplane-namespace", self.key.namespace.clone()),
            ("crossplane-providerconfig", of("name")),
            ("crossplane-providerconfig-kind", of("kind").to_lowercase()),
        ];
        let mut tags = doc
            .pointer("/spec/forProvider/tags")
            .cloned()
            .unwrap_or_else(|| json!({}));
        for (name, value) in ours {
            tags[name] = json!(value);
        }
        managed::write_spec(doc, "tags", tags);
    }
}

fn known_region(region: &str) -> bool {
    let mut parts = region.split('-');
    let area = parts.next().unwrap_or("");
    let ends_in_digit = region.bytes().last().is_some_and(|b| b.is_ascii_digit());
    matches!(
        area,
        "us" | "eu" | "ap" | "sa" | "ca" | "me" | "af" | "il" | "mx" | "cn" | "eusc"
    ) && region.matches('-').count() >= 2
        && ends_in_digit
}
