use super::*;
use crate::access::Access;
use crate::aws::AccountId;
use crate::image::Scanning;
use crate::lifecycle::LifecyclePolicy;
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_000 * 24 * 60 * 60 * 1000);

fn days_ago(days: i64) -> Timestamp {
    NOW.plus_seconds(-days * 24 * 60 * 60)
}

fn access(policy: &str) -> Access {
    Access::read(policy, &AccountId::parse("123456789012").unwrap())
}

/// Everything known and as it should be.
fn well_kept() -> Facts {
    Facts {
        name: "payments/api".into(),
        in_git: Some(true),
        created: Some(days_ago(400)),
        scanning: Some(Scanning::OnPush),
        scan_rule: Some("*".into()),
        findings: Some(Findings::default()),
        tag_rule: Some(TagRule {
            value: "IMMUTABLE".into(),
            filters: vec![],
        }),
        encryption: Some("AES256".into()),
        retention: Some(Retention::Policy(LifecyclePolicy::keep_last(10))),
        access: Some(Access::default()),
        owner: Some(OwnerFact::Team {
            name: "payments".into(),
            exists: Some(true),
            members: Some(9),
        }),
        description: Some("Takes card payments".into()),
        tags: Some(
            [("team", "payments"), ("system", "shop")]
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into(),
        ),
        pushed: Some(Last::At(days_ago(3))),
        pulled: Some(Last::At(days_ago(0))),
    }
}

fn result(facts: &Facts, limits: &Limits, id: CheckId) -> CheckResult {
    let card = card(facts, limits, NOW);
    card.checks
        .into_iter()
        .find(|check| check.id == id)
        .unwrap()
}

fn said(facts: &Facts, limits: &Limits) -> String {
    card(facts, limits, NOW)
        .checks
        .iter()
        .map(|check| {
            let remedy = check
                .remedy
                .map(|remedy| format!(" → {remedy:?}"))
                .unwrap_or_default();
            format!(
                "{} ({}): {}: {}{remedy}",
                check.id.title(),
                check.weight,
                check.outcome.as_str(),
                check.evidence
            )
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_well_kept_repository_has_a_hundred() {
    let card = card(&well_kept(), &Limits::default(), NOW);
    assert_eq!(
        (card.score(), card.passed(), card.is_clean()),
        (Some(100), (12, 12), true)
    );
    insta::assert_snapshot!(said(&well_kept(), &Limits::default()));
}

#[test]
fn a_neglected_one_says_what_to_do() {
    let facts = Facts {
        in_git: Some(true),
        scanning: Some(Scanning::Manual),
        scan_rule: None,
        findings: Some(Findings {
            critical: OpenFindings {
                count: 1,
                oldest: Some(days_ago(8)),
            },
            high: OpenFindings {
                count: 4,
                oldest: Some(days_ago(31)),
            },
        }),
        tag_rule: Some(TagRule {
            value: "MUTABLE".into(),
            filters: vec![],
        }),
        retention: Some(Retention::None),
        access: Some(access(
            r#"{"Statement":[{"Sid":"all","Effect":"Allow","Principal":"*","Action":"ecr:*"}]}"#,
        )),
        owner: Some(OwnerFact::Team {
            name: "gone".into(),
            exists: Some(false),
            members: None,
        }),
        description: Some("The api image".into()),
        tags: Some([("team".to_owned(), " ".to_owned())].into()),
        pushed: Some(Last::At(days_ago(91))),
        pulled: Some(Last::Never),
        ..well_kept()
    };
    let limits = Limits {
        require_kms: true,
        ..Limits::default()
    };
    insta::assert_snapshot!(said(&facts, &limits));
    let card = card(&facts, &limits, NOW);
    assert_eq!((card.score(), card.passed()), (Some(7), (1, 12)));
    let heaviest = card.misses().next().unwrap();
    assert_eq!(heaviest.weight, 15);
}

#[test]
fn what_isnt_known_counts_neither_way() {
    let nothing = card(&Facts::default(), &Limits::default(), NOW);
    assert_eq!(
        (nothing.score(), nothing.passed(), nothing.is_clean()),
        (None, (0, 0), true)
    );
    let one = Facts {
        encryption: Some("AES256".into()),
        retention: Some(Retention::None),
        ..Facts::default()
    };
    let card = card(&one, &Limits::default(), NOW);
    assert_eq!((card.score(), card.passed()), (Some(50), (1, 2)));
}

#[test]
fn exceptions_excuse_and_a_pattern_for_everything_does_not() {
    let rule = |value: &str, filters: &[&str]| {
        let filters = filters.iter().map(|filter| (*filter).to_owned()).collect();
        let facts = Facts {
            tag_rule: Some(TagRule {
                value: value.into(),
                filters,
            }),
            ..well_kept()
        };
        result(&facts, &Limits::default(), CheckId::Tags).outcome
    };
    assert_eq!(
        rule("IMMUTABLE_WITH_EXCLUSION", &["latest"]),
        Outcome::Excused
    );
    assert_eq!(
        rule("IMMUTABLE_WITH_EXCLUSION", &["latest", "*"]),
        Outcome::Miss
    );
    assert_eq!(rule("MUTABLE_WITH_EXCLUSION", &["v*"]), Outcome::Excused);
    assert_eq!(rule("MUTABLE_WITH_EXCLUSION", &["*"]), Outcome::Pass);
    assert_eq!(rule("SOMETHING_NEW", &[]), Outcome::Unknown);
}

#[test]
fn a_company_excuses_with_a_reason_and_weighs_for_itself() {
    let facts = Facts {
        retention: Some(Retention::None),
        ..well_kept()
    };
    let limits = Limits {
        excused: [(CheckId::Lifecycle, "archives keep everything.".to_owned())].into(),
        weights: [(CheckId::Git, 0)].into(),
        ..Limits::default()
    };
    let lifecycle = result(&facts, &limits, CheckId::Lifecycle);
    assert_eq!(
        (lifecycle.outcome, lifecycle.remedy),
        (Outcome::Excused, None)
    );
    assert!(
        lifecycle
            .evidence
            .ends_with("Excused: archives keep everything.")
    );
    let read: Limits = serde_json::from_str(
        r#"{"weights":{"git":0},"excused":{"lifecycle":"archives keep everything."}}"#,
    )
    .unwrap();
    assert_eq!(read, limits);
    assert!(serde_json::from_str::<Limits>(r#"{"weights":{"luck":1}}"#).is_err());
}

#[test]
fn the_new_have_time() {
    let facts = |created, pushed, pulled| Facts {
        created: Some(days_ago(created)),
        pushed: Some(pushed),
        pulled: Some(pulled),
        ..well_kept()
    };
    let outcomes = |facts: &Facts| {
        let of = |id| result(facts, &Limits::default(), id).outcome;
        (of(CheckId::Pushed), of(CheckId::Pulled))
    };
    use Outcome::{Excused, Miss, Pass};
    assert_eq!(
        outcomes(&facts(2, Last::Never, Last::Never)),
        (Excused, Excused)
    );
    assert_eq!(outcomes(&facts(31, Last::Never, Last::Never)), (Miss, Miss));
    assert_eq!(
        outcomes(&facts(300, Last::At(days_ago(5)), Last::Never)),
        (Pass, Excused)
    );
    assert_eq!(
        outcomes(&facts(300, Last::At(days_ago(90)), Last::At(days_ago(91)))),
        (Pass, Miss)
    );
}

#[test]
fn outside_of_git_adoption_comes_first() {
    let facts = Facts {
        in_git: Some(false),
        retention: Some(Retention::None),
        pushed: Some(Last::Never),
        ..well_kept()
    };
    let remedy = |id| result(&facts, &Limits::default(), id).remedy;
    assert_eq!(remedy(CheckId::Lifecycle), Some(Remedy::Adopt));
    assert_eq!(remedy(CheckId::Git), Some(Remedy::Adopt));
    assert_eq!(remedy(CheckId::Pushed), Some(Remedy::Delete));
}

#[test]
fn patterns_are_habit_at_home_and_a_miss_abroad() {
    let outcome = |principal: &str| {
        let policy = format!(
            r#"{{"Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"ecr:Get*"}}]}}"#
        );
        let facts = Facts {
            access: Some(access(&policy)),
            ..well_kept()
        };
        result(&facts, &Limits::default(), CheckId::Access).outcome
    };
    assert_eq!(outcome("123456789012"), Outcome::Pass);
    assert_eq!(outcome("210987654321"), Outcome::Miss);
    let facts = Facts {
        access: Some(access("{")),
        ..well_kept()
    };
    assert_eq!(
        result(&facts, &Limits::default(), CheckId::Access).outcome,
        Outcome::Unknown
    );
}

#[test]
fn a_policy_that_keeps_everything_is_no_policy() {
    let facts = |json: &str| Facts {
        retention: Some(Retention::of(Some(json))),
        ..well_kept()
    };
    let outcome = |json| result(&facts(json), &Limits::default(), CheckId::Lifecycle).outcome;
    assert_eq!(outcome("{}"), Outcome::Unknown);
    assert_eq!(
        outcome(
            r#"{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"sinceImagePulled","countUnit":"days","countNumber":90},"action":{"type":"transition","targetStorageClass":"archive"}}]}"#
        ),
        Outcome::Miss
    );
    assert_eq!(
        outcome(&LifecyclePolicy::keep_last(1).canonical_json()),
        Outcome::Miss
    );
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let last = || {
        proptest::option::of(prop_oneof![
            Just(Last::Never),
            (0..200i64).prop_map(|days| Last::At(days_ago(days)))
        ])
    };
    (
        any::<Option<bool>>(),
        proptest::option::of(0..3usize),
        any::<Option<bool>>(),
        last(),
        last(),
    )
        .prop_map(|(in_git, rule, policy, pushed, pulled)| Facts {
            in_git,
            tag_rule: rule.map(|at| TagRule {
                value: ["IMMUTABLE", "MUTABLE", "NEW"][at].into(),
                filters: vec![],
            }),
            retention: policy.map(|has| match has {
                true => Retention::Policy(LifecyclePolicy::keep_last(10)),
                false => Retention::None,
            }),
            pushed,
            pulled,
            ..Facts::default()
        })
}

proptest! {
    #[test]
    fn scores_stay_in_their_range_and_tallies_add_up(all in proptest::collection::vec(any_facts(), 0..20), split in 0..20usize) {
        let cards: Vec<Card> = all.iter().map(|facts| card(facts, &Limits::default(), NOW)).collect();
        let mut whole = Tally::default();
        let mut halves = [Tally::default(), Tally::default()];
        for (index, card) in cards.iter().enumerate() {
            prop_assert!(card.score().is_none_or(|score| score <= 100));
            prop_assert_eq!(card.score() == Some(100), card.is_clean() && card.points().1 > 0);
            whole.add(card);
            halves[usize::from(index >= split)].add(card);
        }
        let [mut merged, rest] = halves;
        merged.merge(&rest);
        prop_assert_eq!(&merged, &whole);
        prop_assert_eq!(whole.repositories, cards.len() as u64);
        for check in whole.checks.values() {
            prop_assert_eq!(check.pass + check.miss + check.excused + check.unknown, whole.repositories);
        }
    }
}
