//! The accounts that people may choose, and how Berth reads them.

use crate::config::keys::{KEYS, KeyDoc, Need, find};
use crate::config::reader::{Reader, texts_of};
use crate::config::source::{fitting, toml_value};
use crate::outside::aws::{AssumedRole, BaseCredentials};
use domain::aws::{AccountId, Region};
use domain::standard::{Account, ProviderConfig, ProviderConfigKind};
use std::collections::BTreeMap;
use toml::{Table, Value};

pub(super) fn credentials(reader: &mut Reader<'_>) -> Option<BaseCredentials> {
    let id = reader.text("aws.access_key_id").map(str::to_owned);
    let secret = reader.secret("aws.secret_access_key");
    match (id, secret) {
        (None, None) => Some(BaseCredentials::Environment),
        (Some(access_key_id), Some(secret_access_key)) => Some(BaseCredentials::Static {
            access_key_id,
            secret_access_key,
            session_token: reader.secret("aws.session_token"),
        }),
        (Some(_), None) => {
            reader.problem(
                "aws.secret_access_key",
                "is missing beside aws.access_key_id",
            );
            None
        }
        (None, Some(_)) => {
            reader.problem(
                "aws.access_key_id",
                "is missing beside aws.secret_access_key",
            );
            None
        }
    }
}

pub(super) type Accounts = Vec<(Account, Option<AssumedRole>)>;

pub(super) fn accounts(reader: &mut Reader<'_>) -> Option<Accounts> {
    let tables = reader.tables("aws.accounts");
    if tables.is_empty() {
        reader.problem("aws.accounts", "is empty");
        return None;
    }
    let mut found: Accounts = Vec::new();
    for (index, table) in tables.iter().enumerate() {
        let Some(account) = account(reader, index, table) else {
            continue;
        };
        if found.iter().any(|(other, _)| other.id == account.0.id) {
            reader.advise(
                &format!("aws.accounts[{index}].id"),
                format!("{} is listed twice", account.0.id),
                "Keep one of the two",
            );
        }
        found.push(account);
    }
    (found.len() == tables.len()).then_some(found)
}

fn account(
    reader: &mut Reader<'_>,
    index: usize,
    table: &Table,
) -> Option<(Account, Option<AssumedRole>)> {
    let fields = account_fields(reader, index, table)?;
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let said = |name: &str| format!("aws.accounts[{index}].{name}");
    let id = AccountId::parse(text("id"))
        .map_err(|error| reader.advise(&said("id"), error, "Write the twelve digits as a text"))
        .ok();
    let regions = regions(reader, &said("regions"), &fields);
    let provider = fields
        .get("provider_config")
        .and_then(Value::as_table)
        .map(texts_of)
        .unwrap_or_default();
    let provider_config = provider_config(&provider)
        .map_err(|what| {
            reader.advise(
                &said("provider_config"),
                what,
                "Write it like { kind = \"ClusterProviderConfig\", name = \"default\" }",
            )
        })
        .ok();
    let role = (!text("role_arn").is_empty()).then(|| AssumedRole {
        arn: text("role_arn").to_owned(),
        external_id: Some(text("external_id").to_owned()).filter(|id| !id.is_empty()),
    });
    if role
        .as_ref()
        .is_some_and(|role| !role.arn.starts_with("arn:"))
    {
        reader.advise(
            &said("role_arn"),
            "is not an ARN",
            "Write it like arn:aws:iam::123456789012:role/berth-reader",
        );
    }
    let account = Account {
        id: id?,
        title: text("title").to_owned(),
        provider_config: provider_config?,
        regions: regions?,
    };
    Some((account, role))
}

fn regions(reader: &mut Reader<'_>, key: &str, fields: &Table) -> Option<Vec<Region>> {
    let names = fields.get("regions").and_then(Value::as_array)?;
    if names.is_empty() {
        reader.advise(key, "has no region", "List at least one, such as us-east-1");
    }
    let mut regions = Vec::new();
    for name in names.iter().filter_map(Value::as_str) {
        match Region::parse(name) {
            Ok(region) => regions.push(region),
            Err(error) => reader.advise(key, error, "Write regions like us-east-1"),
        }
    }
    (!regions.is_empty() && regions.len() == names.len()).then_some(regions)
}

fn account_fields(reader: &mut Reader<'_>, index: usize, table: &Table) -> Option<Table> {
    let mut fields = Table::new();
    let mut right = true;
    for (name, value) in table {
        let said = format!("aws.accounts[{index}].{name}");
        let fits = match find(&format!("aws.accounts[].{name}")) {
            None => Err((
                "there is no such key".to_owned(),
                "Remove it; `berth config-reference` lists every key".to_owned(),
            )),
            Some(doc) => fitting(doc.kind, value.clone()).map_err(|found| {
                (
                    format!("is {found} where a {} belongs", doc.kind.says()),
                    doc.how(),
                )
            }),
        };
        match fits {
            Ok(value) => _ = fields.insert(name.clone(), value),
            Err((what, fix)) => {
                right = false;
                reader.advise(&said, what, fix);
            }
        }
    }
    for doc in KEYS {
        let Some(name) = doc.key.strip_prefix("aws.accounts[].") else {
            continue;
        };
        if table.contains_key(name) {
            continue;
        }
        match doc.need {
            Need::Default(text) => {
                _ = toml_value(text).map(|value| fields.insert(name.to_owned(), value))
            }
            Need::Required => {
                right = false;
                reader.advise(
                    &format!("aws.accounts[{index}].{name}"),
                    "is missing",
                    KeyDoc::how(doc),
                );
            }
            Need::Optional => {}
        }
    }
    right.then_some(fields)
}

fn provider_config(table: &BTreeMap<String, String>) -> Result<ProviderConfig, String> {
    if let Some(name) = table
        .keys()
        .find(|name| !matches!(name.as_str(), "kind" | "name"))
    {
        return Err(format!("has no part “{name}”"));
    }
    let kind = match table.get("kind").map(String::as_str) {
        Some("ClusterProviderConfig") | None => ProviderConfigKind::ClusterProviderConfig,
        Some("ProviderConfig") => ProviderConfigKind::ProviderConfig,
        Some(other) => return Err(format!("“{other}” is no kind of provider configuration")),
    };
    match table.get("name") {
        Some(name) if !name.is_empty() => Ok(ProviderConfig {
            kind,
            name: name.clone(),
        }),
        _ => Err("has no name".to_owned()),
    }
}
