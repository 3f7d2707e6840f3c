//! A person's tokens and, for those who run Berth, services with theirs.

use super::address;
use crate::parts::{
    Announce, Button, ButtonKind, Chip, CopyField, Described, Empty, Icon, IconName, LinkButton,
    Note, PageHead, Region, SelectField, SelectOption, TextAreaField, TextField, Time, Tone,
};
use crate::words::tokens as words;
use domain::people::Role;
use domain::portal::{ServiceRow, TokenList};
use domain::time::Timestamp;
use domain::token::{
    Minted, Scope, Service, ServiceField, ServiceForm, ServiceProblem, Token, TokenField,
    TokenForm, TokenProblem, TokenState,
};
use leptos::prelude::*;

pub const TITLE: &str = words::TITLE;

/// What became of a form of this page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Told this once.
    Made(Minted),
    /// `service`: whose token was asked for; `None`: the person's own.
    TokenRefused {
        service: Option<String>,
        form: TokenForm,
        problems: Vec<TokenProblem>,
    },
    ServiceRefused {
        form: ServiceForm,
        problems: Vec<ServiceProblem>,
    },
}

pub fn view(data: &TokenList, sent: Option<&Sent>) -> AnyView {
    let actions = view! { <LinkButton href=address::API>{words::READ_MORE}</LinkButton> };
    let made = match sent {
        Some(Sent::Made(minted)) => Some(secret(minted)),
        _ => None,
    };
    let own = match data.own.is_empty() {
        true => view! { <Empty icon=IconName::Lock title=words::NONE>{words::NONE_MORE}</Empty> }
            .into_any(),
        false => table(&data.own, "own", words::TABLE, data.now),
    };
    let services = data.services.as_ref();
    view! {
        <div class="page">
            <PageHead title=TITLE actions=actions.into_any()/>
            {made}
            <p>{words::LEAD}</p>
            {own}
            {token_form(None, address::TOKENS.to_owned(), sent)}
            {services.map(|rows| all_services(rows, sent, data.now))}
        </div>
    }
    .into_any()
}

fn secret(minted: &Minted) -> AnyView {
    let text = minted.secret.expose().to_owned();
    view! {
        <Note tone=Tone::Ok title=words::MADE announce=Announce::Status>
            <p>{words::MADE_MORE}</p>
            <CopyField what=words::SECRET text=text/>
        </Note>
    }
    .into_any()
}

fn table(tokens: &[Token], id: &str, caption: &'static str, now: Timestamp) -> AnyView {
    let id = format!("tokens-{id}");
    let rows: Vec<_> = tokens.iter().map(|token| row(token, now)).collect();
    view! {
        <Region labelled=id.clone()>
            <table class="tbl">
                <caption class="sr" id=id>{caption}</caption>
                <thead><tr>
                    <th scope="col">{words::TOKEN}</th>
                    <th scope="col">{words::STATE}</th>
                    <th scope="col" class="p2">{words::SCOPE}</th>
                    <th scope="col" class="p2">{words::LAST_USED}</th>
                    <th scope="col">{words::EXPIRES}</th>
                    <th scope="col"><span class="sr">{words::REVOKE}</span></th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

fn row(token: &Token, now: Timestamp) -> AnyView {
    let state = token.state(now);
    let tone = match state {
        TokenState::Active => Tone::Ok,
        TokenState::Expired | TokenState::Revoked => Tone::Off,
    };
    let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.as_str()).collect();
    let used = match token.last_used {
        Some(at) => view! { <Time at=at.0 now=now.0/> }.into_any(),
        None => words::NEVER.into_any(),
    };
    let (name, action) = (token.name.clone(), address::revoke_token(&token.id));
    let revoke = (state == TokenState::Active).then(|| {
        view! {
            <form method="post" action=action>
                <Button kind=ButtonKind::Quiet>{words::REVOKE}<span class="sr">" "{name}</span></Button>
            </form>
        }
    });
    view! {
        <tr>
            <th scope="row">{token.name.clone()}<br/><small class="mono mute">{token.hint.clone()}"…"</small></th>
            <td><Chip tone=tone text=words::state(state)/></td>
            <td class="p2">{scopes.join(", ")}</td>
            <td class="p2 w mute">{used}</td>
            <td class="w mute"><Time at=token.expires.0 now=now.0/></td>
            <td>{revoke}</td>
        </tr>
    }
    .into_any()
}

/// `service`: whose token; `None`: the person's own.
fn token_form(service: Option<&Service>, action: String, sent: Option<&Sent>) -> AnyView {
    let name = service.map(|service| service.name.to_string());
    let refused = match sent {
        Some(Sent::TokenRefused {
            service,
            form,
            problems,
        }) if *service == name => Some((form, problems)),
        _ => None,
    };
    let typed = refused.map(|(form, _)| form.clone()).unwrap_or_default();
    let error = |field: TokenField| {
        let (_, problems) = refused?;
        let found = problems.iter().find(|problem| problem.field == field)?;
        Some(found.message.clone())
    };
    let id = |field: &str| match &name {
        None => format!("new-{field}"),
        Some(name) => format!("{name}-{field}"),
    };
    let note = refused.map(|_| {
        view! { <Note tone=Tone::Bad title=words::CANT announce=Announce::Alert/> }
    });
    let days = words::DAY_CHOICES.map(|(days, label)| SelectOption::new(days.to_string(), label));
    let chosen = if typed.days.is_empty() {
        "90".to_owned()
    } else {
        typed.days.clone()
    };
    let says = Described::new(words::NAME)
        .hint(words::NAME_HINT)
        .error(error(TokenField::Name));
    let lasts = Described::new(words::DAYS).error(error(TokenField::Days));
    let offered: Vec<Scope> = match service {
        None => Scope::ALL.to_vec(),
        Some(_) => vec![Scope::Read, Scope::Request],
    };
    let scopes = offered
        .into_iter()
        .map(|scope| (scope.as_str(), words::scope(scope)))
        .collect();
    let scopes = ticks(
        "scopes",
        &id("scopes"),
        words::SCOPES,
        scopes,
        &typed.scopes,
        error(TokenField::Scopes),
    );
    view! {
        <details class="more" open=refused.is_some()>
            <summary><Icon name=IconName::Down/>{words::NEW}</summary>
            <form class="form stack" method="post" action=action>
                {note}
                <TextField name="name" id=id("name") says=says value=typed.name required=true max_length=60/>
                {scopes}
                <SelectField name="days" id=id("days") says=lasts options=days.into() selected=chosen required=true/>
                <div class="row"><Button>{words::MAKE}</Button></div>
            </form>
        </details>
    }
    .into_any()
}

/// Several of a few.
fn ticks(
    name: &'static str,
    id: &str,
    legend: &'static str,
    offered: Vec<(&'static str, &'static str)>,
    chosen: &[String],
    error: Option<String>,
) -> AnyView {
    let error_id = format!("{id}-error");
    let by = error.is_some().then(|| error_id.clone());
    let rows: Vec<_> = offered
        .into_iter()
        .map(|(word, label)| {
            let checked = chosen.iter().any(|one| one == word);
            view! { <label class="pick"><input type="checkbox" name=name value=word checked=checked/>{label}</label> }
        })
        .collect();
    let error = error.map(|text| view! { <p class="error say" id=error_id>{text}</p> });
    view! {
        <fieldset class="stack sm" aria-describedby=by><legend>{legend}</legend>{rows}{error}</fieldset>
    }
    .into_any()
}

fn all_services(rows: &[ServiceRow], sent: Option<&Sent>, now: Timestamp) -> AnyView {
    let list: Vec<_> = rows.iter().map(|row| one_service(row, sent, now)).collect();
    let none = rows
        .is_empty()
        .then(|| view! { <p class="mute">{words::NO_SERVICES}</p> });
    view! {
        <section class="stack" aria-labelledby="services-h">
            <h2 id="services-h">{words::SERVICES}</h2>
            <p>{words::SERVICES_LEAD}</p>
            {none}
            {list}
            {service_form(sent)}
        </section>
    }
    .into_any()
}

fn one_service(row: &ServiceRow, sent: Option<&Sent>, now: Timestamp) -> AnyView {
    let service = &row.service;
    let heading = format!("service-{}", service.name);
    let roles: Vec<&str> = service.roles.iter().map(|role| role.as_str()).collect();
    let teams: Vec<String> = service.teams.iter().map(ToString::to_string).collect();
    let said = words::roles_and_teams(&roles.join(", "), &teams.join(", "));
    let tokens = (!row.tokens.is_empty()).then(|| {
        table(
            &row.tokens,
            service.name.as_str(),
            words::SERVICE_TABLE,
            now,
        )
    });
    let open = service.ended.is_none().then(|| {
        let form = token_form(Some(service), address::service_tokens(&service.name), sent);
        let (name, action) = (service.name.to_string(), address::end_service(&service.name));
        view! {
            {form}
            <form method="post" action=action>
                <Button kind=ButtonKind::Danger>{words::END_SERVICE}<span class="sr">" "{name}</span></Button>
            </form>
        }
    });
    let ended = service
        .ended
        .map(|_| view! { <Chip tone=Tone::Off text=words::ENDED/> });
    view! {
        <section class="stack sm" aria-labelledby=heading.clone()>
            <h3 id=heading.clone()>{service.name.to_string()}" "{ended}</h3>
            <p>{service.about.clone()}</p>
            <p class="mute">{said}", "{words::made_by(service.by.as_str())}</p>
            {tokens}
            {open}
        </section>
    }
    .into_any()
}

fn service_form(sent: Option<&Sent>) -> AnyView {
    let refused = match sent {
        Some(Sent::ServiceRefused { form, problems }) => Some((form, problems)),
        _ => None,
    };
    let typed = refused.map(|(form, _)| form.clone()).unwrap_or_default();
    let error = |field: ServiceField| {
        let (_, problems) = refused?;
        let found = problems.iter().find(|problem| problem.field == field)?;
        Some(found.message.clone())
    };
    let note = refused.map(|_| {
        view! { <Note tone=Tone::Bad title=words::CANT_SERVICE announce=Announce::Alert/> }
    });
    let name = Described::new(words::SERVICE_NAME)
        .hint(words::SERVICE_NAME_HINT)
        .error(error(ServiceField::Name));
    let about = Described::new(words::ABOUT).error(error(ServiceField::About));
    let teams = Described::new(words::TEAMS)
        .hint(words::TEAMS_HINT)
        .error(error(ServiceField::Teams));
    let offered = Service::ROLES
        .into_iter()
        .map(|role: Role| (role.as_str(), words::role(role)))
        .collect();
    let roles = ticks(
        "roles",
        "service-roles",
        words::ROLES,
        offered,
        &typed.roles,
        error(ServiceField::Roles),
    );
    view! {
        <details class="more" open=refused.is_some()>
            <summary><Icon name=IconName::Down/>{words::NEW_SERVICE}</summary>
            <form class="form stack" method="post" action=address::SERVICES>
                {note}
                <TextField name="name" id="service-name" says=name value=typed.name required=true mono=true max_length=30/>
                <TextAreaField name="about" id="service-about" says=about value=typed.about required=true max_length=300/>
                {roles}
                <TextField name="teams" id="service-teams" says=teams value=typed.teams/>
                <div class="row"><Button>{words::MAKE_SERVICE}</Button></div>
            </form>
        </details>
    }
    .into_any()
}
