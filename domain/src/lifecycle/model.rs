//! ECR's whole rule model and its one canonical JSON. Field names and order are those of AWS's JSON.
//!
//! Source: AWS ECR user guide, lifecycle policy properties.

use serde::{Deserialize, Serialize};

pub const DEFAULT_KEEP: u32 = 10;
pub const KEEP_MAX: u32 = 10_000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifecyclePolicy {
    pub rules: Vec<Rule>,
}

/// Field names and order are those of AWS's JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    pub rule_priority: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub selection: Selection,
    pub action: Action,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Selection {
    pub tag_status: TagStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag_pattern_list: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag_prefix_list: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<StorageClass>,
    pub count_type: CountType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count_unit: Option<CountUnit>,
    pub count_number: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TagStatus {
    Tagged,
    Untagged,
    Any,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StorageClass {
    Standard,
    Archive,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CountType {
    ImageCountMoreThan,
    SinceImagePushed,
    SinceImagePulled,
    SinceImageTransitioned,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CountUnit {
    Days,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Action {
    #[serde(rename = "type")]
    pub kind: ActionKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_storage_class: Option<StorageClass>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActionKind {
    Expire,
    Transition,
}

impl TagStatus {
    /// AWS's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tagged => "tagged",
            Self::Untagged => "untagged",
            Self::Any => "any",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "tagged" => Self::Tagged,
            "untagged" => Self::Untagged,
            "any" => Self::Any,
            _ => return None,
        })
    }
}

impl StorageClass {
    /// AWS's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Archive => "archive",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "standard" => Self::Standard,
            "archive" => Self::Archive,
            _ => return None,
        })
    }
}

impl CountType {
    /// AWS's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ImageCountMoreThan => "imageCountMoreThan",
            Self::SinceImagePushed => "sinceImagePushed",
            Self::SinceImagePulled => "sinceImagePulled",
            Self::SinceImageTransitioned => "sinceImageTransitioned",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "imageCountMoreThan" => Self::ImageCountMoreThan,
            "sinceImagePushed" => Self::SinceImagePushed,
            "sinceImagePulled" => Self::SinceImagePulled,
            "sinceImageTransitioned" => Self::SinceImageTransitioned,
            _ => return None,
        })
    }
}

impl ActionKind {
    /// AWS's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expire => "expire",
            Self::Transition => "transition",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "expire" => Self::Expire,
            "transition" => Self::Transition,
            _ => return None,
        })
    }
}

impl LifecyclePolicy {
    /// The guide's preset: keep the newest `count` images whatever their tags, expire the rest.
    pub fn keep_last(count: u32) -> Self {
        Self {
            rules: vec![Rule {
                rule_priority: 1,
                description: Some(format!("Keep last {count} images")),
                selection: Selection {
                    tag_status: TagStatus::Any,
                    tag_pattern_list: None,
                    tag_prefix_list: None,
                    storage_class: None,
                    count_type: CountType::ImageCountMoreThan,
                    count_unit: None,
                    count_number: count,
                },
                action: Action {
                    kind: ActionKind::Expire,
                    target_storage_class: None,
                },
            }],
        }
    }

    /// The number, when this policy is the preset and nothing more.
    pub fn kept_count(&self) -> Option<u32> {
        match self.rules.as_slice() {
            [only]
                if only.selection.tag_status == TagStatus::Any
                    && only.selection.count_type == CountType::ImageCountMoreThan
                    && only.action.kind == ActionKind::Expire =>
            {
                Some(only.selection.count_number)
            }
            _ => None,
        }
    }

    /// One form for one meaning: rules by priority, lists sorted, no spaces. Two policies are the same to AWS
    /// exactly when these texts are equal.
    pub fn canonical_json(&self) -> String {
        serde_json::to_string(&self.canonical()).unwrap_or_default()
    }

    /// The canonical form over several lines, for files that people read and compare.
    pub fn pretty_json(&self) -> String {
        serde_json::to_string_pretty(&self.canonical()).unwrap_or_default()
    }

    pub(crate) fn canonical(&self) -> Self {
        let mut policy = self.clone();
        policy.rules.sort_by_key(|rule| rule.rule_priority);
        for rule in &mut policy.rules {
            for list in [
                &mut rule.selection.tag_pattern_list,
                &mut rule.selection.tag_prefix_list,
            ]
            .into_iter()
            .flatten()
            {
                list.sort();
            }
        }
        policy
    }

    /// Reads the JSON text that AWS or a manifest holds.
    ///
    /// # Errors
    /// The parser's sentence when the text is not a policy of this model.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}
