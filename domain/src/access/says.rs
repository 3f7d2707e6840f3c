//! Statements and grants as sentences.

use super::actions::{ACTIONS, Actions, Capability, Kind};
use super::condition::Condition;
use super::principal::{Principal, Who};
use super::{Effect, Flag, FlagKind, Reach, Statement};

/// `a`, `a and b`, `a, b and c`.
fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn principal(principal: &Principal, own: &str) -> String {
    let of = |account: &str| {
        if account == own {
            "this account".to_owned()
        } else {
            format!("account {account}")
        }
    };
    match principal {
        Principal::Everyone => "everyone with an AWS account".into(),
        Principal::Account(account) => of(account),
        Principal::Role { account, name } => format!("the role {name} of {}", of(account)),
        Principal::User { account, name } => format!("the user {name} of {}", of(account)),
        Principal::Session {
            account,
            role,
            session,
        } => format!(
            "the session {session} of the role {role} of {}",
            of(account)
        ),
        Principal::Service(name) => format!("the service {name}"),
        Principal::Federated(provider) => format!("whoever signs in through {provider}"),
        Principal::Gone(id) => format!("a deleted principal ({id})"),
        Principal::Other(text) => format!("“{text}”"),
    }
}

fn who(who: &Who) -> String {
    let names: Vec<String> = who
        .principals
        .iter()
        .map(|one| principal(one, who.own.as_str()))
        .collect();
    let names = list(&names);
    if who.except {
        format!("everyone but {names}")
    } else {
        names
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// Actions as one would ask for them; what is less than a whole is named.
fn what(actions: &Actions) -> String {
    let everything = ACTIONS
        .iter()
        .filter(|(_, kind)| *kind != Kind::Registry)
        .all(|(name, _)| actions.known.contains(name));
    if everything {
        return "do everything".into();
    }
    let mut parts = Vec::new();
    for capability in Capability::ALL {
        let named: Vec<String> = capability
            .actions()
            .filter(|action| actions.known.contains(action))
            .map(|action| format!("ecr:{action}"))
            .collect();
        let whole = named.len() == capability.actions().count();
        let all = list(&named);
        match capability {
            _ if named.is_empty() => {}
            Capability::Look => parts.push(capability.verb().to_owned()),
            // Clients ask for layers before they pull them, so that alone isn't the beginning of a push.
            Capability::Push if named == ["ecr:BatchCheckLayerAvailability"] => {}
            _ if whole => parts.push(capability.verb().to_owned()),
            Capability::Administer => parts.push(format!("{} ({all})", capability.verb())),
            _ => parts.push(format!("do a part of {} ({all})", capability.noun())),
        }
    }
    if parts.is_empty() {
        let rest = actions.known.iter().map(|name| format!("ecr:{name}"));
        let rest: Vec<String> = rest.chain(actions.unknown.iter().cloned()).collect();
        return format!("use {}", list(&rest));
    }
    if !actions.unknown.is_empty() {
        parts.push(format!("use {}", list(&actions.unknown)));
    }
    list(&parts)
}

/// The test as a phrase that follows “only”, “except”, “when” or “unless”.
fn phrase(condition: &Condition) -> String {
    let values = condition.values.join(" or ");
    let tag = |prefix: &str| {
        let key = condition.key.get(..prefix.len())?;
        key.eq_ignore_ascii_case(prefix)
            .then(|| &condition.key[prefix.len()..])
    };
    let known = [
        ("aws:PrincipalOrgID", "in the organization"),
        ("aws:PrincipalOrgPaths", "in the organizational unit"),
        ("aws:PrincipalAccount", "from account"),
        ("aws:PrincipalArn", "as"),
        ("aws:SourceAccount", "for resources of account"),
        ("aws:SourceOrgID", "for resources of the organization"),
        ("aws:SourceArn", "on behalf of"),
        ("aws:SourceVpc", "from the VPC"),
        ("aws:SourceVpce", "through the VPC endpoint"),
        ("aws:SourceIp", "from the addresses"),
        ("aws:VpcSourceIp", "from the addresses"),
    ];
    if let Some((_, words)) = known.iter().find(|(key, _)| condition.is(key)) {
        return format!("{words} {values}");
    }
    if condition.is("aws:SecureTransport") {
        let encrypted = condition.values == ["true"];
        return if encrypted { "over TLS" } else { "without TLS" }.into();
    }
    if let Some(tag) = tag("aws:PrincipalTag/") {
        return format!("as somebody tagged {tag} = {values}");
    }
    if let Some(tag) = tag("aws:ResourceTag/").or_else(|| tag("ecr:ResourceTag/")) {
        return format!("while the repository is tagged {tag} = {values}");
    }
    format!("with {} {} {values}", condition.key, condition.operator)
}

fn clauses(effect: Effect, conditions: &[Condition]) -> String {
    conditions
        .iter()
        .map(|condition| {
            let understood = !phrase(condition).starts_with("with ");
            // The operator's own words already say “not” where the key isn't understood.
            let word = match (effect, condition.is_negative() && understood) {
                (Effect::Allow, false) => "only",
                (Effect::Allow, true) => "except",
                (Effect::Deny, false) => "when",
                (Effect::Deny, true) => "unless",
            };
            format!(", {word} {}", phrase(condition))
        })
        .collect()
}

pub(super) fn statement(
    effect: Effect,
    named: &Who,
    actions: &Actions,
    conditions: &[Condition],
) -> String {
    let may = match effect {
        Effect::Allow => "may",
        Effect::Deny => "may not",
    };
    format!(
        "{} {may} {}{}.",
        capitalized(&who(named)),
        what(actions),
        clauses(effect, conditions)
    )
}

pub(super) fn grant(
    named: &Who,
    capability: Capability,
    conditions: &[Condition],
    limited_by: &[String],
) -> String {
    let limits = if limited_by.is_empty() {
        String::new()
    } else {
        let labels: Vec<String> = limited_by
            .iter()
            .map(|label| label.replacen("Statement", "statement", 1))
            .collect();
        format!("; {} takes it away in some cases", list(&labels))
    };
    format!(
        "{} may {}{}{limits}.",
        capitalized(&who(named)),
        capability.verb(),
        clauses(Effect::Allow, conditions)
    )
}

pub(super) fn flags(statement: &Statement) -> Vec<Flag> {
    let mut flags = Vec::new();
    let label = &statement.label;
    let mut flag = |kind, sentence: String| {
        flags.push(Flag {
            kind,
            label: label.clone(),
            sentence,
        });
    };
    for one in &statement.who.principals {
        if let Principal::Gone(id) = one {
            flag(
                FlagKind::GonePrincipal,
                format!("{label} names a principal that was deleted ({id}); it can go."),
            );
        }
    }
    if statement.effect == Effect::Deny {
        return flags;
    }
    if statement.reach == Reach::Everyone {
        flag(
            FlagKind::Public,
            format!(
                "{label} lets everyone with an AWS account {}; no condition keeps strangers out.",
                what(&statement.actions)
            ),
        );
    }
    if statement.actions.by_pattern {
        flag(
            FlagKind::WildcardActions,
            format!(
                "{label} grants actions by a pattern; whatever AWS adds later is granted unseen."
            ),
        );
    }
    let service = |one: &Principal| matches!(one, Principal::Service(_));
    let guarded = statement.conditions.iter().any(|condition| {
        ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID"]
            .iter()
            .any(|key| condition.is(key))
            && condition.narrowing(&statement.who.own).is_some()
    });
    if statement.who.principals.iter().any(service) && !guarded {
        flag(
            FlagKind::UnguardedService,
            format!(
                "{label} lets a service in on behalf of any of its customers; aws:SourceAccount or aws:SourceArn would name yours."
            ),
        );
    }
    flags
}
