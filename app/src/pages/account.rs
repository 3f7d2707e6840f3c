//! A person's own account: what they may do and why not, their accounts elsewhere, and where they are signed in.

use super::address;
use crate::parts::{Button, Fact, KeyValues, LinkButton, PageHead, Region, Time};
use crate::words::account as words;
use domain::portal::Right;
use leptos::prelude::*;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    pub login: String,
    pub name: String,
    pub roles: Vec<String>,
    pub teams: Vec<String>,
    pub rights: Vec<Right>,
    pub accounts: Vec<AccountRow>,
    /// Whether a GitHub account is theirs.
    pub is_linked: bool,
    /// Where linking one begins. `None`: there is nothing to link.
    pub link: Option<String>,
    pub sessions: Vec<SessionLine>,
    pub now: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountRow {
    pub provider: String,
    pub name: String,
    /// When it said so last, in epoch milliseconds.
    pub checked: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionLine {
    pub handle: String,
    pub browser: String,
    pub provider: String,
    pub since: i64,
    pub seen: i64,
    pub is_current: bool,
}

pub fn view(data: &Account) -> AnyView {
    let actions = view! { <LinkButton href=address::TOKENS>{words::TOKENS}</LinkButton> };
    view! {
        <div class="page">
            <PageHead title=words::TITLE.to_owned() crumbs=vec![] actions=actions.into_any()/>
            <div class="stack lg">{you(data)}{rights(data)}{accounts(data)}{sessions(data)}</div>
        </div>
    }
    .into_any()
}

fn listed(all: &[String]) -> String {
    match all {
        [] => words::NONE.to_owned(),
        some => some.join(", "),
    }
}

fn you(data: &Account) -> AnyView {
    let facts = vec![
        Fact::new(words::NAME, data.name.clone()),
        Fact::new(words::LOGIN, data.login.clone()),
        Fact::new(words::ROLES, listed(&data.roles)),
        Fact::new(words::TEAMS, listed(&data.teams)),
    ];
    view! { <section class="stack" aria-labelledby="you-h"><h2 id="you-h">{words::YOU}</h2><KeyValues facts=facts/></section> }
        .into_any()
}

fn rights(data: &Account) -> AnyView {
    let rows: Vec<_> = data
        .rights
        .iter()
        .map(|right| {
            let may = match &right.may {
                Ok(()) => words::YES.to_owned(),
                Err(why) => why.clone(),
            };
            view! { <tr><td>{right.what.clone()}</td><td>{may}</td></tr> }
        })
        .collect();
    view! {
        <section class="stack" aria-labelledby="rights-h">
            <h2 id="rights-h">{words::RIGHTS}</h2>
            <Region labelled="rights-t">
                <table class="tbl">
                    <caption class="sr" id="rights-t">{words::RIGHTS_TABLE}</caption>
                    <thead><tr><th scope="col">{words::THING}</th><th scope="col">{words::MAY}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </Region>
        </section>
    }
    .into_any()
}

fn accounts(data: &Account) -> Option<AnyView> {
    if data.accounts.is_empty() && data.link.is_none() {
        return None;
    }
    let rows: Vec<_> = data
        .accounts
        .iter()
        .map(|row| {
            view! {
                <tr><td>{row.provider.clone()}</td><td>{row.name.clone()}</td><td><Time at=row.checked now=data.now/></td></tr>
            }
        })
        .collect();
    let (label, more) = match data.is_linked {
        true => (words::LINK_AGAIN, words::LINK_AGAIN_MORE),
        false => (words::LINK, words::LINK_MORE),
    };
    let link = data.link.clone().map(|href| {
        view! { <p>{more}</p><div class="row"><LinkButton href=href>{label}</LinkButton></div> }
    });
    Some(
        view! {
            <section class="stack" aria-labelledby="accounts-h">
                <h2 id="accounts-h">{words::ACCOUNTS}</h2>
                <Region labelled="accounts-t">
                    <table class="tbl">
                        <caption class="sr" id="accounts-t">{words::ACCOUNTS_TABLE}</caption>
                        <thead><tr>
                            <th scope="col">{words::PROVIDER}</th>
                            <th scope="col">{words::NAME}</th>
                            <th scope="col">{words::CHECKED}</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </Region>
                {link}
            </section>
        }
        .into_any(),
    )
}

fn sessions(data: &Account) -> AnyView {
    let rows: Vec<_> = data
        .sessions
        .iter()
        .map(|row| session(row, data.now))
        .collect();
    let has_others = data.sessions.iter().any(|row| !row.is_current);
    let others = has_others.then(|| {
        view! { <form method="post" action="/settings/sessions/end"><Button>{words::END_OTHERS}</Button></form> }
    });
    view! {
        <section class="stack" aria-labelledby="sessions-h">
            <h2 id="sessions-h">{words::SESSIONS}</h2>
            <Region labelled="sessions-t">
                <table class="tbl">
                    <caption class="sr" id="sessions-t">{words::SESSIONS_TABLE}</caption>
                    <thead><tr>
                        <th scope="col">{words::BROWSER}</th>
                        <th scope="col">{words::BY}</th>
                        <th scope="col">{words::SINCE}</th>
                        <th scope="col">{words::SEEN}</th>
                        <th scope="col">{words::ACTION}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </Region>
            {others}
        </section>
    }
    .into_any()
}

fn session(row: &SessionLine, now: i64) -> AnyView {
    let action = match row.is_current {
        true => words::THIS.into_any(),
        false => {
            let path = format!("/settings/sessions/{}/end", row.handle);
            let label = words::end(&row.browser);
            view! { <form method="post" action=path><button class="btn" type="submit" aria-label=label>{words::END}</button></form> }
                .into_any()
        }
    };
    view! {
        <tr>
            <td>{row.browser.clone()}</td>
            <td>{row.provider.clone()}</td>
            <td><Time at=row.since now=now/></td>
            <td><Time at=row.seen now=now/></td>
            <td>{action}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::{Frame, PersonBadge, render};
    use crate::testing::{Element, check_document, html};

    fn page(data: &Account) -> Element {
        let frame = Frame {
            title: words::TITLE.to_owned(),
            person: Some(PersonBadge {
                name: data.login.clone(),
                roles: data.roles.clone(),
            }),
            ..Frame::default()
        };
        check_document(&html(|| render(frame, view(data))))
    }

    fn ada() -> Account {
        let session = |handle: &str, is_current| SessionLine {
            handle: handle.to_owned(),
            browser: "Firefox on Linux".to_owned(),
            provider: "Acme Login".to_owned(),
            since: 1,
            seen: 2,
            is_current,
        };
        Account {
            login: "ada@acme.example".to_owned(),
            name: "Ada <b>".to_owned(),
            roles: vec!["developer".to_owned()],
            rights: vec![Right {
                what: "Decide on what others ask for".to_owned(),
                may: Err("You need the role reviewer to decide on requests; ask the owners of the group platform.".to_owned()),
            }],
            accounts: vec![AccountRow {
                provider: "Acme Login".to_owned(),
                name: "ada".to_owned(),
                checked: 3,
            }],
            link: Some("/sign-in/github?link=1".to_owned()),
            sessions: vec![session("here", true), session("there", false)],
            now: 60_000,
            ..Account::default()
        }
    }

    #[test]
    fn everybody_sees_what_they_may_not_do_and_whom_to_ask() {
        let text = page(&ada()).text();
        for part in [
            "ada@acme.example",
            "Ada <b>",
            "the owners of the group platform",
            "None",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn every_session_but_this_one_can_be_ended() {
        let actions = |page: &Element| -> Vec<String> {
            let forms = page.all("form").into_iter();
            let actions = forms.filter_map(|form| form.attribute("action").map(str::to_owned));
            actions
                .filter(|action| action.starts_with("/settings/sessions"))
                .collect()
        };
        let page = page(&ada());
        assert_eq!(
            actions(&page),
            ["/settings/sessions/there/end", "/settings/sessions/end"]
        );
        let alone = Account {
            sessions: ada().sessions.into_iter().take(1).collect(),
            ..ada()
        };
        assert!(actions(&self::page(&alone)).is_empty());
    }

    #[test]
    fn linking_is_offered_where_there_is_something_to_link() {
        let has_link = |page: &Element| {
            page.all("a")
                .iter()
                .any(|link| link.attribute("href") == Some("/sign-in/github?link=1"))
        };
        assert!(has_link(&page(&ada())));
        let none = Account {
            link: None,
            ..ada()
        };
        assert!(!has_link(&page(&none)));
    }
}
