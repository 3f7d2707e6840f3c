//! Each rule in a sentence. Several tag entries in one rule are joined by AND, so the words must not sound like OR.

use super::{ActionKind, CountType, LifecyclePolicy, Rule, Selection, StorageClass, TagStatus};

impl LifecyclePolicy {
    /// Each rule in a sentence, in the order in which AWS applies them.
    pub fn sentences(&self) -> Vec<String> {
        self.canonical().rules.iter().map(Rule::sentence).collect()
    }
}

impl Rule {
    pub fn sentence(&self) -> String {
        let number = self.selection.count_number;
        let which = self.selection.images();
        let fate = match self.action.kind {
            ActionKind::Expire => "Expire",
            ActionKind::Transition => "Archive",
        };
        match self.selection.count_type {
            CountType::ImageCountMoreThan => format!("{fate} {which} beyond the newest {number}"),
            CountType::SinceImagePushed => {
                format!("{fate} {which} {} after their push", days(number))
            }
            CountType::SinceImagePulled => {
                format!("{fate} {which} not pulled for {}", days(number))
            }
            CountType::SinceImageTransitioned => {
                format!("{fate} {which} {} after they were archived", days(number))
            }
        }
    }
}

pub(super) fn days(number: impl Into<i64>) -> String {
    match number.into() {
        1 => "1 day".to_owned(),
        number => format!("{number} days"),
    }
}

impl Selection {
    /// The images that the rule looks at, in words.
    pub fn images(&self) -> String {
        let archived = if self.storage_class == Some(StorageClass::Archive) {
            "archived "
        } else {
            ""
        };
        match self.tag_status {
            TagStatus::Any => format!("{archived}images"),
            TagStatus::Untagged => format!("{archived}untagged images"),
            TagStatus::Tagged => match (&self.tag_pattern_list, &self.tag_prefix_list) {
                (Some(patterns), _) => format!("{archived}images tagged {}", tagged(patterns)),
                (None, Some(prefixes)) => format!("{archived}images with {}", begun(prefixes)),
                (None, None) => format!("{archived}tagged images"),
            },
        }
    }
}

fn tagged(patterns: &[String]) -> String {
    match patterns {
        [one, other] => format!("both {one} and {other}"),
        [first @ .., last] if !first.is_empty() => {
            format!("all of {} and {last}", first.join(", "))
        }
        _ => patterns.concat(),
    }
}

fn begun(prefixes: &[String]) -> String {
    match prefixes {
        [first, rest @ ..] if !rest.is_empty() => {
            let others: Vec<String> = rest
                .iter()
                .map(|prefix| format!("and one that begins with {prefix}"))
                .collect();
            format!("a tag that begins with {first}, {}", others.join(", "))
        }
        _ => format!("tags that begin with {}", prefixes.concat()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefixes(list: &[&str]) -> String {
        let mut policy = LifecyclePolicy::keep_last(1);
        policy.rules[0].selection.tag_status = TagStatus::Tagged;
        policy.rules[0].selection.tag_prefix_list =
            Some(list.iter().map(|one| (*one).to_owned()).collect());
        policy.rules[0].selection.images()
    }

    #[test]
    fn several_tags_of_one_rule_sound_like_all_and_not_like_any() {
        assert_eq!(prefixes(&["v"]), "images with tags that begin with v");
        assert_eq!(
            prefixes(&["v", "rc"]),
            "images with a tag that begins with v, and one that begins with rc"
        );
        let patterns = ["a*", "b*", "c*"].map(str::to_owned);
        assert_eq!(tagged(&patterns[..1]), "a*");
        assert_eq!(tagged(&patterns[..2]), "both a* and b*");
        assert_eq!(tagged(&patterns), "all of a*, b* and c*");
        assert_eq!(tagged(&[]), "");
    }

    #[test]
    fn one_day_is_one_day() {
        assert_eq!(days(1_u32), "1 day");
        assert_eq!(days(2_u32), "2 days");
    }
}
