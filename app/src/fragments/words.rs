//! The sentences of the fragments. They stand apart from the pages' own because they travel to the browser.

use domain::name::NameRule;
use domain::spec::Field;

pub(super) const PASS: &str = "Pass: ";
pub(super) const WARNING: &str = "Warning: ";
pub(super) const FAIL: &str = "Fail: ";
pub(super) const CHECKING: &str = "Checking: ";
pub(super) const NOT_CHECKED: &str = "Not checked: ";
pub(super) const ERROR: &str = "Error: ";
pub(super) const FILE: &str = "File";
pub(super) const ASKING: &str = "Asking AWS, Git and open requests";
pub(super) const TAG: &str = ":<tag>";
pub(super) const URI_OPEN: &str = "Shown once name, account and region are complete";

pub(super) const fn rule(rule: NameRule) -> &'static str {
    match rule {
        NameRule::Length => "2 to 256 characters",
        NameRule::Alphabet => "Lowercase letters, digits and . _ - /",
        NameRule::Ends => "Starts with a letter, ends with a letter or digit",
        NameRule::Separators => "No two of . _ - / in a row",
    }
}

/// What a field is called, in sentences and on labels.
pub(crate) const fn field(field: Field) -> &'static str {
    match field {
        Field::Name => "Name",
        Field::Account => "AWS account",
        Field::Region => "AWS region",
        Field::Description => "Description",
        Field::Team => "Team responsible",
        Field::System => "System or project",
        Field::Source => "GitHub repository",
        Field::Cluster => "Kubernetes cluster",
        Field::Mutability => "Tag mutability",
        Field::Exceptions => "Tag patterns",
        Field::Scan => "Scanning",
        Field::Encryption => "Encryption",
        Field::KmsKey => "KMS key",
        Field::Lifecycle => "Lifecycle",
        Field::Keep => "Images to keep",
        Field::Comment => "Note to the reviewer",
    }
}

pub(super) fn suggestion(message: &str, value: &str) -> String {
    let mut text = String::from(message);
    text.push_str(". ");
    text.push_str(value);
    text.push_str(" would do.");
    text
}

pub(super) fn use_value(value: &str) -> String {
    let mut text = String::from("Use ");
    text.push_str(value);
    text
}

/// `8 pass, 1 warning`.
pub(super) fn verdicts(pass: usize, warnings: usize, failures: usize) -> String {
    let mut text = pass.to_string();
    text.push_str(" pass");
    if warnings > 0 {
        text.push_str(", ");
        text.push_str(&warnings.to_string());
        text.push_str(if warnings == 1 {
            " warning"
        } else {
            " warnings"
        });
    }
    if failures > 0 {
        text.push_str(", ");
        text.push_str(&failures.to_string());
        text.push_str(if failures == 1 { " fails" } else { " fail" });
    }
    text
}

/// `3 more pass`, the fold of a list.
pub(super) fn more_pass(n: usize) -> String {
    let mut text = n.to_string();
    text.push_str(" more pass");
    text
}

/// Which values of the preview nobody has given yet.
pub(super) fn assumed(fields: &[Field]) -> String {
    let mut text = String::new();
    for (i, one) in fields.iter().enumerate() {
        if i > 0 {
            text.push_str(if i + 1 == fields.len() { " and " } else { ", " });
        }
        text.push_str(self::field(*one));
    }
    text.push_str(if fields.len() == 1 {
        " is an example until it is answered."
    } else {
        " are examples until they are answered."
    });
    text
}

/// Said politely when the number of wrong answers changes.
pub fn answers_wrong(n: usize) -> String {
    match n {
        0 => "No answer needs attention so far.".to_owned(),
        1 => "One answer needs attention.".to_owned(),
        _ => {
            let mut text = n.to_string();
            text.push_str(" answers need attention.");
            text
        }
    }
}

pub(super) const TO: &str = "To ";
pub(super) const FOLDER: &str = ", folder ";
pub(super) const POINT: &str = ". Select a field to see its lines.";

pub(super) mod advanced {
    pub(in super::super) const MUTABLE: &str = "Mutable tags";
    pub(in super::super) const IMMUTABLE: &str = "Immutable tags";
    pub(in super::super) const EXCEPT: &str = " with exceptions";
    pub(in super::super) const SCAN: &str = ", scan on push";
    pub(in super::super) const NO_SCAN: &str = ", no scan";
    pub(in super::super) const AES: &str = ", AES256";
    pub(in super::super) const KMS: &str = ", KMS";
    pub(in super::super) const KEEP: &str = ", keep the last ";
    pub(in super::super) const KEEP_ALL: &str = ", keep all images";
}
