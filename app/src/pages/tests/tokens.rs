use super::*;
use crate::pages::reader::{self, Document, Group, Kind, Operation, Schema, Told, Type};
use crate::pages::tokens::{self, Sent};
use domain::github::Login;
use domain::people::Role;
use domain::portal::{ServiceRow, TokenList};
use domain::time::Timestamp;
use domain::token::*;

fn token(id: &str, revoked: Option<Timestamp>) -> Token {
    Token {
        id: id.into(),
        holder: Holder::Person(Login::new("dev-a")),
        name: HOSTILE.into(),
        hint: "berth_pat_abcd".into(),
        scopes: Scopes::from([Scope::Read, Scope::Request]),
        created: NOW,
        by: Login::new("dev-a"),
        expires: NOW.plus_millis(Timestamp::DAY_MS),
        last_used: None,
        revoked,
    }
}

fn list(services: bool) -> TokenList {
    let service = Service {
        name: ServiceName::parse("release-bot").unwrap(),
        about: HOSTILE.into(),
        roles: vec![Role::Developer],
        teams: vec![],
        created: NOW,
        by: Login::new("admin-c"),
        ended: None,
    };
    TokenList {
        own: vec![token("t-1", None), token("t-2", Some(NOW))],
        services: services.then(|| {
            vec![ServiceRow {
                service,
                tokens: vec![token("t-3", None)],
            }]
        }),
        now: NOW,
    }
}

#[test]
fn a_token_can_be_revoked_once_and_its_secret_is_shown_once() {
    let (_, html) = document("tokens", tokens::TITLE.into(), || {
        tokens::view(&list(false), None)
    });
    assert_eq!(html.matches("/revoke\"").count(), 1, "{html}");
    assert!(!html.contains("release-bot"));
    let secret = Secret::parse(&format!("berth_pat_{}", "x".repeat(43))).unwrap();
    let minted = Minted {
        token: token("t-1", None),
        secret: secret.clone(),
    };
    let (_, html) = document("tokens", tokens::TITLE.into(), || {
        tokens::view(&list(false), Some(&Sent::Made(minted)))
    });
    assert_eq!(html.matches(secret.expose()).count(), 1);
}

#[test]
fn what_was_refused_comes_back_beside_its_field() {
    let form = TokenForm {
        name: HOSTILE.into(),
        scopes: vec!["read".into()],
        days: "7".into(),
    };
    let problems = vec![TokenProblem {
        field: TokenField::Scopes,
        message: "Choose at least one scope".into(),
    }];
    let sent = Sent::TokenRefused {
        service: None,
        form,
        problems,
    };
    let (_, html) = document("tokens", tokens::TITLE.into(), || {
        tokens::view(&list(true), Some(&sent))
    });
    assert_eq!(
        html.matches("Choose at least one scope").count(),
        1,
        "in one form alone"
    );
    let sent = Sent::ServiceRefused {
        form: ServiceForm {
            name: HOSTILE.into(),
            ..ServiceForm::default()
        },
        problems: vec![ServiceProblem {
            field: ServiceField::Name,
            message: "Choose another".into(),
        }],
    };
    let (_, html) = document("tokens", tokens::TITLE.into(), || {
        tokens::view(&list(true), Some(&sent))
    });
    assert!(html.contains("Choose another"));
    assert!(html.contains("/settings/services/release-bot/end"));
}

#[test]
fn the_document_is_read_to_people() {
    let operation = Operation {
        id: "list_things".into(),
        method: "GET".into(),
        path: "/api/v1/things".into(),
        summary: HOSTILE.into(),
        about: "Say `this`.".into(),
        scope: "read".into(),
        answers: vec![Told {
            status: "200".into(),
            about: "Things".into(),
            body: Some(Type {
                text: "Thing".into(),
                schema: Some("Thing".into()),
            }),
        }],
        example: "curl x".into(),
        ..Operation::default()
    };
    let data = Document {
        about: vec![HOSTILE.into()],
        groups: vec![Group {
            name: "Things".into(),
            about: String::new(),
            operations: vec![operation],
        }],
        schemas: vec![Schema {
            name: "Thing".into(),
            values: vec!["one".into()],
            ..Schema::default()
        }],
        problems: vec![Kind {
            word: "refused".into(),
            status: "422".into(),
            ..Kind::default()
        }],
    };
    let (_, html) = document("api", reader::TITLE.into(), || reader::view(&data));
    assert!(html.contains("<code>this</code>"), "{html}");
    for link in [
        "href=\"#list_things\"",
        "href=\"#schema-Thing\"",
        "id=\"schema-Thing\"",
        "id=\"problem-refused\"",
    ] {
        assert!(html.contains(link), "{link}");
    }
}
