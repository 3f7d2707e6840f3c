use super::*;
use crate::people::{Action, may};

fn token(scopes: &[Scope], expires: i64) -> Token {
    Token {
        id: "t".into(),
        holder: Holder::Person(Login::new("dev-a")),
        name: "ci".into(),
        hint: "berth_pat_abcd".into(),
        scopes: scopes.iter().copied().collect(),
        created: Timestamp(0),
        by: Login::new("dev-a"),
        expires: Timestamp(expires),
        last_used: None,
        revoked: None,
    }
}

#[test]
fn every_scope_has_its_word_and_stands_for_itself() {
    for scope in Scope::ALL {
        assert_eq!(Scope::parse(scope.as_str()), Some(scope));
        for needed in Scope::ALL {
            let may = may_use(&Scopes::from([scope]), needed);
            assert_eq!(may.is_ok(), scope == needed, "{scope:?} {needed:?}");
        }
    }
    let why = may_use(&Scopes::from([Scope::Read]), Scope::Review).unwrap_err();
    assert!(why.contains("lacks the scope review"), "{why}");
}

#[test]
fn a_secret_is_known_by_its_shape_and_never_printed() {
    let text = format!("{PERSON_PREFIX}{}", "Ab0_-".repeat(9).split_at(43).0);
    let secret = Secret::parse(&text).unwrap();
    assert_eq!(secret.expose(), text);
    assert_eq!(secret.hint(), "berth_pat_Ab0_");
    assert!(!format!("{secret:?}").contains("Ab0"));
    for wrong in [
        String::new(),
        "berth_pat_short".into(),
        text.replace("berth_pat_", "ghp_"),
        format!("{text}x"),
        text.replace('A', "="),
        format!(" {text}"),
    ] {
        assert!(Secret::parse(&wrong).is_none(), "{wrong}");
    }
}

#[test]
fn a_token_says_what_it_is_for_how_far_it_reaches_and_how_long() {
    let form = |name: &str, scopes: &[&str], days: &str| TokenForm {
        name: name.into(),
        scopes: scopes.iter().map(|one| (*one).into()).collect(),
        days: days.into(),
    };
    let asked = form(" ci ", &["request", "read", "read"], "30")
        .parse()
        .unwrap();
    assert_eq!(asked.name, "ci");
    assert_eq!(asked.scopes, Scopes::from([Scope::Read, Scope::Request]));
    assert_eq!(asked.days, 30);
    let fields = |form: TokenForm| -> Vec<TokenField> {
        let problems = form.parse().unwrap_err();
        problems.into_iter().map(|problem| problem.field).collect()
    };
    assert_eq!(
        fields(form("", &[], "")),
        [TokenField::Name, TokenField::Scopes, TokenField::Days]
    );
    assert_eq!(fields(form("a\nb", &["read"], "1")), [TokenField::Name]);
    assert_eq!(fields(form("a", &["write"], "1")), [TokenField::Scopes]);
    for days in ["0", "367", "-1", "1.5", "99999999999"] {
        assert_eq!(
            fields(form("a", &["read"], days)),
            [TokenField::Days],
            "{days}"
        );
    }
}

#[test]
fn a_token_ends_by_its_day_or_by_hand() {
    let mut one = token(&[Scope::Read], 10);
    assert_eq!(one.state(Timestamp(9)), TokenState::Active);
    assert_eq!(one.state(Timestamp(10)), TokenState::Expired);
    one.revoked = Some(Timestamp(5));
    assert_eq!(one.state(Timestamp(6)), TokenState::Revoked);
}

#[test]
fn a_token_makes_none_that_reaches_farther_or_lasts_longer() {
    let by = token(&[Scope::Read, Scope::Request], 100);
    let may = |scopes: &[Scope], expires| {
        may_pass_on(&by, &scopes.iter().copied().collect(), Timestamp(expires))
            .map_err(|problem| problem.field)
    };
    assert_eq!(may(&[Scope::Read], 100), Ok(()));
    assert_eq!(may(&[Scope::Review], 50), Err(TokenField::Scopes));
    assert_eq!(may(&[Scope::Request], 101), Err(TokenField::Days));
}

#[test]
fn a_service_neither_decides_nor_looks_after_berth() {
    let form = |name: &str, roles: &[&str], teams: &str| ServiceForm {
        name: name.into(),
        about: "Asks for repositories on behalf of the paved road.".into(),
        roles: roles.iter().map(|one| (*one).into()).collect(),
        teams: teams.into(),
    };
    let asked = form("release-bot", &["developer"], "payments, telemetry")
        .parse()
        .unwrap();
    let service = Service {
        name: asked.name,
        about: asked.about,
        roles: asked.roles,
        teams: asked.teams,
        created: Timestamp(0),
        by: Login::new("admin-c"),
        ended: None,
    };
    let person = service.person();
    assert_eq!(person.login.as_str(), "release-bot[service]");
    assert_eq!(person.teams.len(), 2);
    assert!(may(&person, Action::Request).is_ok());
    assert!(may(&person, Action::Review).is_err());
    for role in ["reviewer", "admin", "king"] {
        let problems = form("release-bot", &[role], "").parse().unwrap_err();
        assert_eq!(problems[0].field, ServiceField::Roles, "{role}");
    }
    for name in [
        "",
        "a",
        "A-b",
        "a--b",
        "-ab",
        "ab-",
        "1ab",
        "a b",
        &"a".repeat(31),
    ] {
        let problems = form(name, &["developer"], "").parse().unwrap_err();
        assert_eq!(problems[0].field, ServiceField::Name, "{name}");
    }
    let none = form("ab", &[], "Not A Team!").parse().unwrap_err();
    assert_eq!(none.len(), 2, "{none:?}");
}
