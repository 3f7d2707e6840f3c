//! What AWS can show of a change of settings, compared with what AWS has.

use super::{Changed, Setting, SettingsChange};
use crate::observed::RepositorySeen;
use crate::spec::Field;

impl SettingsChange {
    /// Where AWS still differs, each in a few words; empty: as asked for. What the change leaves alone is not compared:
    /// descriptions stand in Git and in the catalog only.
    pub fn differences(&self, found: &RepositorySeen) -> Vec<String> {
        self.changed()
            .iter()
            .filter_map(|changed| self.difference(changed, found))
            .collect()
    }

    fn difference(&self, changed: &Changed, found: &RepositorySeen) -> Option<String> {
        match &changed.setting {
            Setting::Of(Field::Mutability) => self.rule_difference(found),
            Setting::Of(Field::Scan) => {
                let wanted = self.wanted.scan_on_push?;
                let word = |on: bool| if on { "on" } else { "off" };
                let has = word(found.scan_on_push);
                (wanted != found.scan_on_push)
                    .then(|| format!("scan on push is {has}, not {}", word(wanted)))
            }
            Setting::Of(Field::Team) => tag("team", self.wanted.team.as_deref(), found),
            Setting::Of(Field::System) => tag("system", self.wanted.system.as_deref(), found),
            Setting::Of(_) => None,
            Setting::Tag(key) => tag(key, changed.will.as_deref(), found),
        }
    }

    fn rule_difference(&self, found: &RepositorySeen) -> Option<String> {
        let wanted = self.wanted.mutability.as_ref()?;
        let sorted = |filters: &[String]| {
            let mut filters = filters.to_vec();
            filters.sort();
            filters
        };
        if wanted.aws_value() != found.mutability {
            let (has, wanted) = (&found.mutability, wanted.aws_value());
            return Some(format!("tag mutability is {has}, not {wanted}"));
        }
        let same = sorted(wanted.filters()) == sorted(&found.exclusion_filters);
        (!same).then(|| {
            let has = match found.exclusion_filters.as_slice() {
                [] => "empty".to_owned(),
                filters => filters.join(" "),
            };
            format!(
                "the list of exceptions is {has}, not {}",
                wanted.filters().join(" ")
            )
        })
    }
}

fn tag(key: &str, wanted: Option<&str>, found: &RepositorySeen) -> Option<String> {
    let has = found.tags.get(key).map(String::as_str);
    match (has, wanted) {
        (has, wanted) if has == wanted => None,
        (None, Some(wanted)) => Some(format!("tag {key} is not set, not {wanted}")),
        (Some(has), Some(wanted)) => Some(format!("tag {key} is {has}, not {wanted}")),
        (Some(_), None) => Some(format!("tag {key} is still there")),
        (None, None) => None,
    }
}
