//! Which requests one look is enough for: those that bring the same from the same.

use crate::lifecycle::LifecyclePolicy;
use crate::request::Change;

/// Whether two changes differ in nothing but the repository that they are about.
pub fn alike(one: &Change, other: &Change) -> bool {
    let json =
        |policy: &Option<LifecyclePolicy>| policy.as_ref().map(LifecyclePolicy::canonical_json);
    match (one, other) {
        (
            Change::Lifecycle {
                spec,
                was,
                applying,
                ..
            },
            Change::Lifecycle {
                spec: other,
                was: from,
                applying: by,
                ..
            },
        ) => {
            json(was) == json(from)
                && json(&spec.settings.lifecycle) == json(&other.settings.lifecycle)
                && applying == by
        }
        (Change::Settings { change, .. }, Change::Settings { change: other, .. }) => {
            change.changed() == other.changed()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::{Applying, PolicyImpact};
    use crate::settings_change::{SettingsChange, Values};
    use crate::testing::{filled_form, standard};

    fn policy(was: Option<u32>, keep: u32, name: &str) -> Change {
        let mut spec = filled_form().parse(&standard()).unwrap();
        spec.address.name = crate::name::RepositoryName::parse_existing(name).unwrap();
        spec.settings.lifecycle = Some(LifecyclePolicy::keep_last(keep));
        Change::Lifecycle {
            spec,
            was: was.map(LifecyclePolicy::keep_last),
            object: Some(name.to_owned()),
            applying: Applying::NewObject,
            impact: PolicyImpact::default(),
        }
    }

    fn settings(was: bool, wanted: bool, object: &str) -> Change {
        let scan = |on| Values {
            scan_on_push: Some(on),
            ..Values::default()
        };
        Change::Settings {
            spec: filled_form().parse(&standard()).unwrap(),
            change: Box::new(SettingsChange {
                object: object.to_owned(),
                was: scan(was),
                wanted: scan(wanted),
                files: vec![],
            }),
        }
    }

    #[test]
    fn the_same_from_the_same_is_alike_wherever_it_is() {
        assert!(alike(
            &policy(Some(9), 3, "a/one"),
            &policy(Some(9), 3, "a/two")
        ));
        assert!(!alike(
            &policy(Some(9), 3, "a/one"),
            &policy(Some(8), 3, "a/one")
        ));
        assert!(!alike(&policy(None, 3, "a/one"), &policy(None, 4, "a/one")));
        assert!(alike(
            &settings(false, true, "x"),
            &settings(false, true, "y")
        ));
        assert!(!alike(
            &settings(false, true, "x"),
            &settings(true, false, "x")
        ));
        assert!(!alike(
            &settings(false, true, "x"),
            &policy(None, 3, "a/one")
        ));
        let create = Change::Create {
            spec: filled_form().parse(&standard()).unwrap(),
        };
        assert!(!alike(&create, &create), "no rollout asks for that");
    }
}
