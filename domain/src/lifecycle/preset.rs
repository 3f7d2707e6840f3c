//! Policies that people start from. AWS takes each of them, and none has a surprise in it.

use super::lint::ARCHIVED_DAYS_MIN;
use super::sentence::days;
use super::{
    Action, ActionKind, CountType, CountUnit, LifecyclePolicy, Rule, Selection, StorageClass,
    TagStatus,
};

/// Numbers below what AWS takes are raised to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    KeepLast {
        count: u32,
    },
    /// Untagged images by age, tagged ones by count.
    UntaggedByAge {
        days: u32,
        count: u32,
    },
    /// Tags that begin with `v` by count, everything else by age; the image tagged `latest` stays.
    Releases {
        count: u32,
        days: u32,
    },
    /// What nobody pulls goes to the archive, and from there for good.
    Archive {
        idle_days: u32,
        archived_days: u32,
    },
}

impl Preset {
    /// Each with the numbers that suit most repositories.
    pub const ALL: [Self; 4] = [
        Self::KeepLast {
            count: super::DEFAULT_KEEP,
        },
        Self::UntaggedByAge { days: 7, count: 10 },
        Self::Releases {
            count: 50,
            days: 14,
        },
        Self::Archive {
            idle_days: 90,
            archived_days: 180,
        },
    ];

    /// Names it in forms and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::KeepLast { .. } => "keep-last",
            Self::UntaggedByAge { .. } => "untagged-by-age",
            Self::Releases { .. } => "releases",
            Self::Archive { .. } => "archive",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::KeepLast { .. } => "Keep the newest images",
            Self::UntaggedByAge { .. } => {
                "Expire untagged images soon, keep the newest tagged ones"
            }
            Self::Releases { .. } => "Keep releases long and everything else short",
            Self::Archive { .. } => "Archive what nobody pulls, then expire it",
        }
    }

    pub fn sentence(self) -> String {
        match self.raised() {
            Self::KeepLast { count } => {
                format!("The newest {count} images stay, whatever their tags; all others expire.")
            }
            Self::UntaggedByAge { days: age, count } => format!(
                "Untagged images expire {} after their push; of the tagged ones the newest {count} stay.",
                days(age)
            ),
            Self::Releases { count, days: age } => format!(
                "Of the images with a tag that begins with v the newest {count} stay, and the one tagged latest does; all others expire {} after their push.",
                days(age)
            ),
            Self::Archive {
                idle_days,
                archived_days,
            } => format!(
                "Images that nobody pulls for {} go to the archive, from where they must be restored to be pulled; after {} there they expire.",
                days(idle_days),
                days(archived_days)
            ),
        }
    }

    pub fn policy(self) -> LifecyclePolicy {
        let rules = match self.raised() {
            Self::KeepLast { count } => return LifecyclePolicy::keep_last(count),
            Self::UntaggedByAge { days: age, count } => vec![
                untagged(age),
                expire(
                    format!("Keep last {count} tagged images"),
                    Selection::patterns("*", CountType::ImageCountMoreThan, count),
                ),
            ],
            Self::Releases { count, days: age } => vec![
                expire(
                    "Keep latest".to_owned(),
                    Selection::patterns("latest", CountType::ImageCountMoreThan, 1),
                ),
                expire(
                    format!("Keep last {count} releases"),
                    Selection::patterns("v*", CountType::ImageCountMoreThan, count),
                ),
                untagged(age),
                expire(
                    format!("Expire other images after {}", days(age)),
                    Selection::patterns("*", CountType::SinceImagePushed, age),
                ),
            ],
            Self::Archive {
                idle_days,
                archived_days,
            } => vec![archive(idle_days), expire_archived(archived_days)],
        };
        let mut policy = LifecyclePolicy { rules };
        for (priority, rule) in (1..).zip(&mut policy.rules) {
            rule.rule_priority = priority;
        }
        policy
    }

    /// With numbers that AWS takes.
    fn raised(self) -> Self {
        match self {
            Self::KeepLast { count } => Self::KeepLast {
                count: count.max(1),
            },
            Self::UntaggedByAge { days, count } => Self::UntaggedByAge {
                days: days.max(1),
                count: count.max(1),
            },
            Self::Releases { count, days } => Self::Releases {
                count: count.max(1),
                days: days.max(1),
            },
            Self::Archive {
                idle_days,
                archived_days,
            } => Self::Archive {
                idle_days: idle_days.max(1),
                archived_days: archived_days.max(ARCHIVED_DAYS_MIN),
            },
        }
    }
}

impl Selection {
    /// Images of the standard class; the unit follows from what is counted.
    pub fn of(tag_status: TagStatus, count_type: CountType, count_number: u32) -> Self {
        Self {
            tag_status,
            tag_pattern_list: None,
            tag_prefix_list: None,
            storage_class: None,
            count_type,
            count_unit: (count_type != CountType::ImageCountMoreThan).then_some(CountUnit::Days),
            count_number,
        }
    }

    fn patterns(pattern: &str, count_type: CountType, count_number: u32) -> Self {
        Self {
            tag_pattern_list: Some(vec![pattern.to_owned()]),
            ..Self::of(TagStatus::Tagged, count_type, count_number)
        }
    }
}

fn expire(description: String, selection: Selection) -> Rule {
    Rule {
        rule_priority: 1,
        description: Some(description),
        selection,
        action: Action {
            kind: ActionKind::Expire,
            target_storage_class: None,
        },
    }
}

fn untagged(age: u32) -> Rule {
    expire(
        format!("Expire untagged images after {}", days(age)),
        Selection::of(TagStatus::Untagged, CountType::SinceImagePushed, age),
    )
}

fn archive(idle_days: u32) -> Rule {
    Rule {
        action: Action {
            kind: ActionKind::Transition,
            target_storage_class: Some(StorageClass::Archive),
        },
        ..expire(
            format!("Archive images not pulled for {}", days(idle_days)),
            Selection::of(TagStatus::Any, CountType::SinceImagePulled, idle_days),
        )
    }
}

fn expire_archived(archived_days: u32) -> Rule {
    expire(
        format!(
            "Expire images {} after they were archived",
            days(archived_days)
        ),
        Selection {
            storage_class: Some(StorageClass::Archive),
            ..Selection::of(
                TagStatus::Any,
                CountType::SinceImageTransitioned,
                archived_days,
            )
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::lint;

    #[test]
    fn aws_takes_every_preset_and_nothing_in_it_surprises() {
        for preset in Preset::ALL {
            let policy = preset.policy();
            let linted = lint(&policy.pretty_json());
            assert_eq!(linted.problems, [], "{preset:?}");
            assert_eq!(linted.policy, Some(policy));
            assert!(preset.sentence().ends_with('.'));
        }
    }

    #[test]
    fn numbers_that_aws_refuses_are_raised() {
        let least = [
            Preset::KeepLast { count: 0 },
            Preset::UntaggedByAge { days: 0, count: 0 },
            Preset::Releases { count: 0, days: 0 },
            Preset::Archive {
                idle_days: 0,
                archived_days: 0,
            },
        ];
        for preset in least {
            assert!(
                lint(&preset.policy().canonical_json()).is_accepted(),
                "{preset:?}"
            );
        }
        assert!(least[3].sentence().contains("after 90 days there"));
    }
}
