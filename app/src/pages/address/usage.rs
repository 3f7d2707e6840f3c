//! Addresses of the pages on which people use, watch and audit a repository. Every choice is a part of the address.

use super::{Pairs, address, tab, value};
use domain::access_change::{AccessForm, AccessInput};
use domain::alerts::{AlertField, AlertForm};
use domain::handover::Tool;
use domain::lifecycle::Preset;
use domain::portal::{HistoryQuery, MonitoringQuery, RepositoryKey, Span, Tab, UseFile, UseQuery};
use domain::request::RequestId;
use domain::settings_change::{Input, SettingsForm};

pub fn use_query(pairs: &Pairs) -> UseQuery {
    UseQuery {
        client: value(pairs, "client")
            .and_then(Tool::parse)
            .unwrap_or_default(),
        branch: value(pairs, "branch").unwrap_or_default().to_owned(),
    }
}

pub fn use_pairs(query: &UseQuery) -> Vec<(&'static str, String)> {
    let mut pairs = Vec::new();
    if query.client != Tool::default() {
        pairs.push(("client", query.client.command().to_owned()));
    }
    if !query.branch.is_empty() {
        pairs.push(("branch", query.branch.clone()));
    }
    pairs
}

pub fn use_it(key: &RepositoryKey, query: &UseQuery) -> String {
    address(&tab(key, Tab::Use), &use_pairs(query))
}

/// A file to take along.
pub fn use_file(key: &RepositoryKey, query: &UseQuery, file: UseFile) -> String {
    let mut pairs = use_pairs(query);
    pairs.push(("file", file.as_str().to_owned()));
    address(&tab(key, Tab::Use), &pairs)
}

pub fn use_file_asked(pairs: &Pairs) -> Option<UseFile> {
    value(pairs, "file").and_then(UseFile::parse)
}

/// The lifecycle tab with a policy to start from.
pub fn lifecycle_preset(key: &RepositoryKey, preset: Preset) -> String {
    let pairs = [("preset", preset.as_str().to_owned())];
    address(&tab(key, Tab::Lifecycle), &pairs)
}

pub fn lifecycle_preset_asked(pairs: &Pairs) -> Option<Preset> {
    let name = value(pairs, "preset")?;
    Preset::ALL
        .into_iter()
        .find(|preset| preset.as_str() == name)
}

/// A tab with what a request wanted to change, over what there is now.
pub fn asked_again(key: &RepositoryKey, which: Tab, id: &RequestId) -> String {
    let pairs = [("again", id.as_str().to_owned())];
    format!("{}#change-h", address(&tab(key, which), &pairs))
}

pub fn again_asked(pairs: &Pairs) -> Option<RequestId> {
    value(pairs, "again").and_then(|text| RequestId::parse(text).ok())
}

/// A tab with what AWS has as the wish, to bring it into Git.
pub fn from_aws(key: &RepositoryKey, which: Tab) -> String {
    let pairs = [(FROM, AWS.to_owned())];
    format!("{}#change-h", address(&tab(key, which), &pairs))
}

pub fn is_from_aws(pairs: &Pairs) -> bool {
    value(pairs, FROM) == Some(AWS)
}

/// Where the values of a form come from.
pub const FROM: &str = "from";
pub const AWS: &str = "aws";

/// The form of settings as a browser sent it.
pub fn settings_form(pairs: &Pairs) -> SettingsForm {
    let mut form = SettingsForm::default();
    for input in Input::ALL {
        form.set(input, value(pairs, input.as_str()).unwrap_or_default());
    }
    form
}

/// The name of a box that takes a statement away.
pub const DROP: &str = "drop";

/// The form of access as a browser sent it.
pub fn access_form(pairs: &Pairs) -> AccessForm {
    let mut form = AccessForm {
        sure: value(pairs, AccessInput::Sure.as_str()).is_some(),
        from_aws: is_from_aws(pairs),
        ..AccessForm::default()
    };
    for input in AccessInput::TYPED {
        form.set(input, value(pairs, input.as_str()).unwrap_or_default());
    }
    let dropped = pairs.iter().filter(|(name, _)| name == DROP);
    form.drop = dropped.map(|(_, mark)| mark.clone()).collect();
    form
}

/// Says that the form of alarms was sent, even if nothing in it was chosen.
pub const ALERTS: &str = "alerts";

pub fn monitoring_query(pairs: &Pairs) -> MonitoringQuery {
    let alerts = value(pairs, ALERTS).map(|_| alerts_form(pairs));
    MonitoringQuery {
        span: value(pairs, "days")
            .and_then(Span::parse)
            .unwrap_or_default(),
        alerts,
    }
}

/// The answers of the form of alarms, whatever else was sent.
pub fn alerts_form(pairs: &Pairs) -> AlertForm {
    let mut form = AlertForm::default();
    for field in AlertField::ALL {
        form.set(field, value(pairs, field.as_str()).unwrap_or_default());
    }
    form
}

pub fn monitoring_pairs(query: &MonitoringQuery) -> Vec<(&'static str, String)> {
    let mut pairs = Vec::new();
    if query.span != Span::default() {
        pairs.push(("days", query.span.days().to_string()));
    }
    if let Some(form) = &query.alerts {
        pairs.push((ALERTS, "1".to_owned()));
        let filled = AlertField::ALL
            .into_iter()
            .filter(|field| !form.value(*field).is_empty());
        pairs.extend(filled.map(|field| (field.as_str(), form.value(field).to_owned())));
    }
    pairs
}

pub fn monitoring(key: &RepositoryKey, query: &MonitoringQuery) -> String {
    address(&tab(key, Tab::Monitoring), &monitoring_pairs(query))
}

/// The manifests of the alarms that are asked for, as one file.
pub fn alerts_file(key: &RepositoryKey, query: &MonitoringQuery) -> String {
    let mut pairs = monitoring_pairs(query);
    pairs.push(("file", ALERTS.to_owned()));
    address(&tab(key, Tab::Monitoring), &pairs)
}

pub fn is_alerts_file(pairs: &Pairs) -> bool {
    value(pairs, "file") == Some(ALERTS)
}

pub fn history_query(pairs: &Pairs) -> HistoryQuery {
    HistoryQuery {
        after: value(pairs, "after").map(str::to_owned),
    }
}

pub fn history(key: &RepositoryKey, query: &HistoryQuery) -> String {
    let after = query.after.clone().filter(|after| !after.is_empty());
    let pairs: Vec<_> = after.into_iter().map(|after| ("after", after)).collect();
    address(&tab(key, Tab::History), &pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> RepositoryKey {
        domain::testing::filled_form()
            .parse(&domain::testing::standard())
            .unwrap()
            .address
    }

    /// No value in here needs escaping.
    fn pairs(address: &str) -> Vec<(String, String)> {
        let query = address.split_once('?').map_or("", |(_, query)| query);
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    #[test]
    fn how_it_is_used_is_asked_again_as_it_was() {
        let query = UseQuery {
            client: Tool::Buildah,
            branch: "release".into(),
        };
        assert_eq!(use_query(&pairs(&use_it(&key(), &query))), query);
        let file = use_file(&key(), &query, UseFile::PushPolicy);
        assert_eq!(use_file_asked(&pairs(&file)), Some(UseFile::PushPolicy));
        assert_eq!(use_query(&pairs(&file)), query);
        assert_eq!(use_it(&key(), &UseQuery::default()), tab(&key(), Tab::Use));
    }

    #[test]
    fn the_span_and_the_alarms_are_asked_again_as_they_were() {
        let form = AlertForm {
            failed_pushes: true,
            findings: "high".into(),
            no_pulls: "2".into(),
            ..AlertForm::default()
        };
        let query = MonitoringQuery {
            span: Span::Quarter,
            alerts: Some(form),
        };
        assert_eq!(monitoring_query(&pairs(&monitoring(&key(), &query))), query);
        let file = alerts_file(&key(), &query);
        assert!(is_alerts_file(&pairs(&file)));
        assert_eq!(monitoring_query(&pairs(&file)), query);
        let nothing = MonitoringQuery {
            alerts: Some(AlertForm::default()),
            ..MonitoringQuery::default()
        };
        let again = monitoring_query(&pairs(&monitoring(&key(), &nothing)));
        assert_eq!(again, nothing, "a form without a choice was sent, too");
    }

    #[test]
    fn a_page_of_the_history_is_asked_again_as_it_was() {
        let query = HistoryQuery {
            after: Some("5.1.2.9".into()),
        };
        assert_eq!(history_query(&pairs(&history(&key(), &query))), query);
        assert_eq!(
            history(&key(), &HistoryQuery::default()),
            tab(&key(), Tab::History)
        );
    }
}
