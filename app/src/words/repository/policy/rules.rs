//! The form of a policy's rules.

use domain::lifecycle::rules_form::RuleField;

pub const ADD: &str = "Add a rule";

pub fn rule(number: usize) -> String {
    format!("Rule {number}")
}

pub fn up(number: usize) -> String {
    format!("Move rule {number} up")
}

pub fn down(number: usize) -> String {
    format!("Move rule {number} down")
}

pub fn remove(number: usize) -> String {
    format!("Remove rule {number}")
}

pub const fn label(field: RuleField) -> &'static str {
    match field {
        RuleField::Priority => "Priority",
        RuleField::Description => "Description",
        RuleField::Images => "Images",
        RuleField::Tags => "Tags",
        RuleField::Class => "Where they are stored",
        RuleField::Count => "Acts on",
        RuleField::Number => "Number",
        RuleField::Action => "What happens",
    }
}

pub const fn hint(field: RuleField) -> Option<&'static str> {
    Some(match field {
        RuleField::Tags => {
            "Only with tags that match or begin: one or more, apart by spaces. An image must match all of them; * stands for anything."
        }
        RuleField::Number => "Images that stay, or days.",
        RuleField::Description => "For people; AWS shows it beside the rule.",
        _ => return None,
    })
}

/// A choice in words, by AWS's own.
pub fn choice(field: RuleField, value: &str) -> &'static str {
    match (field, value) {
        (RuleField::Images, "any") => "All images",
        (RuleField::Images, "untagged") => "Untagged images",
        (RuleField::Images, "pattern") => "Images with tags that match",
        (RuleField::Images, "prefix") => "Images with tags that begin with",
        (RuleField::Count, "imageCountMoreThan") => "All but the newest …",
        (RuleField::Count, "sinceImagePushed") => "Those pushed more than … days ago",
        (RuleField::Count, "sinceImagePulled") => "Those not pulled for … days",
        (RuleField::Count, "sinceImageTransitioned") => "Those archived more than … days ago",
        (RuleField::Action, "expire") => "They are deleted",
        (RuleField::Action, "transition") => "They go to the archive",
        (RuleField::Class, "standard") => "In standard storage",
        (RuleField::Class, "archive") => "In the archive",
        _ => "As AWS takes it",
    }
}
