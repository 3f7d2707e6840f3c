use super::*;
use proptest::prelude::*;

fn teams(names: &[&str]) -> Vec<TeamName> {
    names
        .iter()
        .map(|name| TeamName::parse(name).unwrap())
        .collect()
}

fn tags(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

#[test]
fn a_tag_that_names_a_team_is_strong() {
    let teams = teams(&["payments", "data-platform"]);
    for value in [
        "payments",
        "group:default/payments",
        "@acme/payments",
        "Payments Team",
        "payments@acme.example",
    ] {
        let tags = tags(&[("Owner", value)]);
        let clues = Clues {
            name: "api",
            tags: &tags,
            teams: &teams,
            neighbours: &[],
            pushers: &[],
        };
        let guess = guess(&clues).unwrap();
        assert_eq!(
            (guess.team.as_str(), guess.confidence),
            ("payments", Confidence::Strong),
            "{value}"
        );
        assert_eq!(guess.evidence, [format!("The AWS tag Owner is “{value}”.")]);
    }
}

#[test]
fn the_name_and_its_neighbours_make_a_fair_guess() {
    let teams = teams(&["payments", "telemetry"]);
    let neighbours = [
        Neighbour {
            name: "payments/api",
            team: "payments",
        },
        Neighbour {
            name: "payments/web",
            team: "payments",
        },
        Neighbour {
            name: "payments/probe",
            team: "telemetry",
        },
        Neighbour {
            name: "telemetry/x",
            team: "telemetry",
        },
    ];
    let clues = Clues {
        name: "payments/worker",
        tags: &BTreeMap::new(),
        teams: &teams,
        neighbours: &neighbours,
        pushers: &[],
    };
    let all = guesses(&clues);
    assert_eq!(all[0].team, "payments");
    assert_eq!(all[0].confidence, Confidence::Fair);
    assert_eq!(
        all[0].evidence,
        [
            "The name begins with payments.",
            "2 of 3 repositories under payments/ belong to payments.",
        ]
    );
    assert_eq!(
        (all[1].team.as_str(), all[1].confidence),
        ("telemetry", Confidence::Weak)
    );
}

#[test]
fn claims_that_contradict_each_other_make_no_guess() {
    let teams = teams(&["payments", "telemetry"]);
    let tags = tags(&[("team", "payments"), ("owner", "telemetry")]);
    let clues = Clues {
        name: "api",
        tags: &tags,
        teams: &teams,
        neighbours: &[],
        pushers: &[],
    };
    assert_eq!(guess(&clues), None);
    assert_eq!(guesses(&clues).len(), 2);
}

#[test]
fn pushers_are_named() {
    let pushers = [
        Pusher {
            who: "push-orbit",
            team: "flight",
        },
        Pusher {
            who: "ana",
            team: "flight",
        },
    ];
    let clues = Clues {
        name: "orbit",
        tags: &BTreeMap::new(),
        teams: &[],
        neighbours: &[],
        pushers: &pushers,
    };
    let guess = guess(&clues).unwrap();
    assert_eq!(
        guess.evidence,
        ["ana, push-orbit of team flight pushed to it."]
    );
    assert_eq!(guess.confidence, Confidence::Fair);
}

#[test]
fn a_tag_that_names_no_team_is_no_evidence_where_teams_are_known() {
    let teams = teams(&["payments"]);
    let tags = tags(&[("owner", "bob"), ("team", " ")]);
    let clues = Clues {
        name: "x",
        tags: &tags,
        teams: &teams,
        neighbours: &[],
        pushers: &[],
    };
    assert_eq!(guesses(&clues), []);
    let unchecked = guess(&Clues {
        teams: &[],
        ..clues
    })
    .unwrap();
    assert_eq!(
        (unchecked.team.as_str(), unchecked.confidence),
        ("bob", Confidence::Fair)
    );
}

proptest! {
    #[test]
    fn only_teams_that_exist_are_guessed_and_each_once(
        name in "[a-z]{1,6}([/-][a-z]{1,6}){0,2}",
        value in ".{0,20}",
        prefix in "[a-z]{1,6}",
    ) {
        let teams = teams(&["payments", "team-data", "a"]);
        let tags = tags(&[("team", &value)]);
        let other = format!("{prefix}/x");
        let neighbours = [Neighbour { name: &other, team: "payments" }];
        let clues = Clues { name: &name, tags: &tags, teams: &teams, neighbours: &neighbours, pushers: &[] };
        let all = guesses(&clues);
        for (place, guess) in all.iter().enumerate() {
            prop_assert!(teams.iter().any(|team| team.as_str() == guess.team));
            prop_assert!(!all[..place].iter().any(|other| other.team == guess.team));
            prop_assert!(!guess.evidence.is_empty());
        }
    }
}
