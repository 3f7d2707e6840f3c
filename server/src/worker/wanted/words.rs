//! What Berth writes on GitHub. Text from people is fenced: it can't become a mention, a link to an issue, a
//! closing keyword or markup.

mod adopting;
pub(crate) mod foretold;

use crate::services::Services;
use domain::alerts::{Topic, topic_name};
use domain::handover::role_name;
use domain::policy::{self, Verdict};
use domain::request::{Change, Removal, RemovalStep, Request, Stage, Way};
use domain::settings::TagMutability;
use domain::settings_change::{Changed, Setting};
use domain::spec::Field;
use domain::spec::RepositorySpec;
use domain::standard::Standard;

/// Subject and trailer. Holds nothing but names of a fixed alphabet.
pub fn commit_message(request: &Request) -> String {
    format!("{}\n\nBerth-Request: {}\n", title(request), request.id)
}

pub fn title(request: &Request) -> String {
    let address = &request.spec().address;
    let (name, region) = (&address.name, address.region);
    match &request.change {
        Change::Create { .. } => format!("Add ECR repository {name} in {region}"),
        Change::Adopt { adoption, .. } => adopting::title(adoption, name, region),
        Change::Alarms { plan, .. } if plan.alerts().is_empty() => {
            format!("Remove the alarms of ECR repository {name} in {region}")
        }
        Change::Alarms { .. } => format!("Watch ECR repository {name} in {region}"),
        Change::Workflow { .. } => format!("Publish images to {name} in {region}"),
        Change::Lifecycle { .. } => {
            format!("Change the lifecycle policy of ECR repository {name} in {region}")
        }
        Change::Removal { removal, .. } => removal_title(removal, name.as_str(), region.as_str()),
        Change::Access { .. } => {
            format!("Change who may use ECR repository {name} in {region}")
        }
        Change::Settings { .. } => {
            format!("Change the settings of ECR repository {name} in {region}")
        }
    }
}

fn removal_title(removal: &Removal, name: &str, region: &str) -> String {
    let what = match removal.way {
        Way::Policy => format!("the lifecycle policy of ECR repository {name} in {region}"),
        _ => format!("ECR repository {name} in {region}"),
    };
    match (&removal.step, removal.way) {
        (RemovalStep::Prepare, Way::Detach) => format!("Make ready to let go of {what}"),
        (RemovalStep::Prepare, _) => format!("Make ready to remove {what}"),
        (RemovalStep::Remove { .. }, Way::Detach) => format!("Let go of {what}"),
        (RemovalStep::Remove { .. }, _) => format!("Remove {what}"),
        (RemovalStep::TakeBack { .. }, _) => format!("Keep {what} after all"),
    }
}

pub fn body(services: &Services, request: &Request) -> String {
    let url = services.settings.request_url(&request.id);
    text(&services.standard, request, &url)
}

/// Summary, purpose, consequences, checks and the way back to Berth.
pub fn text(standard: &Standard, request: &Request, url: &str) -> String {
    let change = &request.change;
    let checks = policy::check_change(change, standard);
    let risk = policy::risk_of_change(change, &checks);
    let mut out = format!(
        "Requested in Berth as [{}]({url}) by {}.\n\n",
        request.label(),
        code(request.requester.as_str())
    );
    out.push_str("| | |\n|---|---|\n");
    for (name, value) in rows(standard, change) {
        out.push_str(&format!("| {name} | {value} |\n"));
    }
    if let Change::Create { spec } = change {
        let description = fence(spec.description.as_str());
        out.push_str(&format!("\n**Description**\n\n{description}\n"));
    }
    if !request.comment.is_empty() {
        out.push_str(&format!("\n**Why**\n\n{}\n", fence(&request.comment)));
    }
    out.push_str("\n**What happens when this is merged**\n\n");
    for consequence in policy::consequences_of_change(change) {
        out.push_str(&format!("- {}\n", plain(&consequence)));
    }
    out.push_str(&format!("\n**Risk: {}**\n\n", risk.level.as_str()));
    for reason in &risk.reasons {
        out.push_str(&format!("- {}\n", plain(reason)));
    }
    for check in checks.iter().filter(|check| check.verdict != Verdict::Pass) {
        out.push_str(&format!(
            "- {}: {}\n",
            plain(&check.title),
            plain(&check.detail)
        ));
    }
    out.push_str(&format!(
        "\nApprove, ask for changes or reject [in Berth]({url}) or here: it is one decision.\n"
    ));
    out
}

type Row = (&'static str, String);

/// The summary: whose and where it is, then what this kind of change sets.
fn rows(standard: &Standard, change: &Change) -> Vec<Row> {
    let spec = change.spec();
    let account = standard
        .account(&spec.address.account)
        .map_or("", |account| account.title.as_str());
    let mut rows = vec![
        ("Repository", code(spec.address.name.as_str())),
        (
            "AWS account",
            format!("{} {}", code(spec.address.account.as_str()), plain(account)),
        ),
        ("Region", code(spec.address.region.as_str())),
        ("Image URI", code(&spec.address.uri())),
        ("Team", code(spec.team.as_str())),
        ("System", code(spec.system.as_str())),
        ("Source", code(&spec.source.to_string())),
    ];
    match change {
        Change::Create { spec } => rows.extend(settings(spec)),
        Change::Adopt { spec, adoption } => {
            rows.extend(settings(spec));
            rows.extend(adopting::rows(adoption));
        }
        Change::Alarms { spec, plan } => {
            rows.push(("Cluster", code(spec.cluster.as_str())));
            let topic = match &plan.topic {
                Topic::Existing(arn) => code(arn.as_str()),
                Topic::Own => code(&topic_name(&spec.address)),
            };
            rows.push(("Topic", topic));
        }
        Change::Workflow { spec, branch } => {
            rows.push(("Branch", code(branch.as_str())));
            rows.push(("Role", code(&role_name(&spec.address))));
        }
        Change::Lifecycle { spec, .. } => {
            rows.push(("Cluster", code(spec.cluster.as_str())));
            rows.push(("Lifecycle", lifecycle(spec)));
        }
        Change::Access { spec, .. } | Change::Removal { spec, .. } => {
            rows.push(("Cluster", code(spec.cluster.as_str())));
        }
        Change::Settings { spec, change } => {
            rows.push(("Cluster", code(spec.cluster.as_str())));
            rows.extend(change.changed().iter().map(becomes));
        }
    }
    rows
}

fn becomes(changed: &Changed) -> Row {
    let name = match &changed.setting {
        Setting::Of(Field::Description) => "Description becomes",
        Setting::Of(Field::Team) => "Team becomes",
        Setting::Of(Field::System) => "System becomes",
        Setting::Of(Field::Mutability) => "Tags become",
        Setting::Of(_) => "Scan on push becomes",
        Setting::Tag(_) => "AWS tag",
    };
    let key = match &changed.setting {
        Setting::Tag(key) => format!("{}: ", plain(key)),
        Setting::Of(_) => String::new(),
    };
    let said = |text: &Option<String>| text.as_deref().map_or("not set".to_owned(), plain);
    (
        name,
        format!("{key}{} (was {})", said(&changed.will), said(&changed.was)),
    )
}

fn settings(spec: &RepositorySpec) -> Vec<Row> {
    let settings = &spec.settings;
    vec![
        ("Cluster", code(spec.cluster.as_str())),
        ("Tags", mutability(&settings.mutability)),
        (
            "Scan on push",
            if settings.scan_on_push { "on" } else { "off" }.to_owned(),
        ),
        ("Encryption", code(settings.encryption.aws_value())),
        ("Lifecycle", lifecycle(spec)),
    ]
}

/// Tags and prefixes are people's words.
fn lifecycle(spec: &RepositorySpec) -> String {
    let policy = spec.settings.lifecycle.as_ref();
    policy.map_or("none".to_owned(), |policy| {
        plain(&policy.sentences().join("; "))
    })
}

/// Said on the pull request when it is closed.
pub fn farewell(request: &Request) -> String {
    match &request.stage {
        Stage::Rejected { review, .. } if review.comment.is_empty() => {
            format!("Rejected in Berth by {}.", code(review.by.as_str()))
        }
        Stage::Rejected { review, .. } => format!(
            "Rejected in Berth by {}:\n\n{}",
            code(review.by.as_str()),
            fence(&review.comment)
        ),
        Stage::Cancelled { by, .. } => format!("Withdrawn in Berth by {}.", code(by.as_str())),
        Stage::Superseded { .. } => "Another request took its place.".to_owned(),
        _ => String::new(),
    }
}

fn mutability(mutability: &TagMutability) -> String {
    let filters = || {
        mutability
            .filters()
            .iter()
            .map(|filter| code(filter))
            .collect::<Vec<_>>()
            .join(" ")
    };
    match mutability {
        TagMutability::Mutable => "mutable".to_owned(),
        TagMutability::Immutable => "immutable".to_owned(),
        TagMutability::MutableExcept(_) => format!("mutable, except {}", filters()),
        TagMutability::ImmutableExcept(_) => format!("immutable, except {}", filters()),
    }
}

/// A code span in a table: for words of a fixed alphabet.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'").replace('|', "\\|"))
}

/// Our own sentences, which may quote names: nothing in them may mention or link.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Addresses become links by themselves, unless something stands between their parts.
    let text = text
        .replace("://", ":\u{2060}//")
        .replace("www.", "www\u{2060}.");
    for character in text.chars() {
        match character {
            '@' | '#' => {
                out.push(character);
                out.push('\u{2060}');
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' => {
                out.push('\\');
                out.push(character);
            }
            '\n' => out.push(' '),
            _ => out.push(character),
        }
    }
    out
}

/// A fence longer than any run of back-ticks inside.
fn fence(text: &str) -> String {
    let longest = text
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{text}\n{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Nothing in a sentence mentions, links, formats or leaves its line, and nothing in a fence leaves the fence.
        #[test]
        fn no_text_of_people_is_more_than_text(text in r"[@#`*_\[\]<>|~!()\\\na-z /:.-]{0,80}") {
            let said = plain(&text);
            prop_assert!(!said.contains('\n'));
            let mut before = ' ';
            for character in said.chars() {
                if "`*_[]<>|~".contains(character) {
                    prop_assert_eq!(before, '\\', "{}", said);
                }
                // A backslash that is escaped itself escapes nothing.
                before = if before == '\\' && character == '\\' { ' ' } else { character };
            }
            for mark in ['@', '#'] {
                let bare = said.split(mark).skip(1).all(|rest| rest.starts_with('\u{2060}'));
                prop_assert!(bare, "{}", said);
            }
            prop_assert!(!said.contains("://") && !said.contains("www."), "{}", said);
            let fenced = fence(&text);
            let (open, rest) = fenced.split_once("text\n").unwrap();
            let close = format!("\n{open}");
            prop_assert!(rest.ends_with(&close));
            prop_assert!(!text.contains(open), "{}", fenced);
            let cell = code(&text.replace('\n', " "));
            prop_assert!(!cell.trim_matches('`').contains('`'));
        }
    }

    #[test]
    fn people_s_text_stays_inside_its_fence() {
        assert_eq!(fence("plain"), "```text\nplain\n```");
        assert_eq!(fence("a ```` b"), "`````text\na ```` b\n`````");
        assert_eq!(
            plain("<!-- @all #1 `x` -->\n"),
            "\\<!-- @\u{2060}all #\u{2060}1 \\`x\\` --\\> "
        );
    }
}
