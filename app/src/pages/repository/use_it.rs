//! How to use a repository: commands with its values, a workflow without a stored key, the image in a manifest.

use super::asking::{self, Asking, Returned};
use super::page;
use crate::pages::address;
use crate::parts::{
    Button, CopyBlock, CopyField, Described, Fact, Icon, IconName, KeyValues, LinkButton, Note,
    TabLink, Tabs, TextField, Tone,
};
use crate::words::handover as says;
use crate::words::repository::using as words;
use domain::handover::{Snippet, Tool};
use domain::portal::{PipelineHelp, Tab, UseFile, UsePage, UseQuery};
use leptos::prelude::*;

pub fn view(data: &UsePage, returned: Option<&Returned>) -> AnyView {
    let missing = (!data.is_there).then(|| {
        view! { <Note tone=Tone::Off title=words::NOT_THERE><p>{words::NOT_THERE_MORE}</p></Note> }
    });
    let pipeline = match &data.pipeline {
        Some(help) => pipeline(data, help, returned),
        None => section(
            "actions-h",
            words::ACTIONS,
            view! { <p class="mute">{words::NO_SOURCE}</p> }.into_any(),
        ),
    };
    let body = view! {
        {missing}
        <div class="stack lg">{commands(data)}{pipeline}{kubernetes(data)}{care(data)}</div>
    }
    .into_any();
    page(&data.row, Tab::Use, body)
}

fn section(id: &'static str, title: &'static str, body: AnyView) -> AnyView {
    view! { <section class="stack" aria-labelledby=id><h2 id=id>{title}</h2>{body}</section> }
        .into_any()
}

fn commands(data: &UsePage) -> AnyView {
    let clients = Tool::ALL
        .into_iter()
        .map(|client| TabLink {
            label: client.title().to_owned(),
            href: address::use_it(
                &data.row.key,
                &UseQuery {
                    client,
                    ..data.query.clone()
                },
            ),
            count: None,
            current: client == data.query.client,
        })
        .collect();
    let body = view! { <Tabs label=words::CLIENTS tabs=clients/>{blocks(&data.commands)} };
    section("commands-h", words::COMMANDS, body.into_any())
}

fn blocks(snippets: &[Snippet]) -> AnyView {
    let blocks: Vec<_> = snippets
        .iter()
        .map(|snippet| {
            let title = snippet.title.clone();
            view! {
                <div class="stack sm"><h3>{title.clone()}</h3><CopyBlock what=says::copied(&title) text=snippet.text.clone()/></div>
            }
        })
        .collect();
    blocks.into_any()
}

fn pipeline(data: &UsePage, help: &PipelineHelp, returned: Option<&Returned>) -> AnyView {
    let lead = words::workflow_of(
        help.branch.as_str(),
        &help.source.to_string(),
        &help.workflow.path,
    );
    let notes: Vec<_> = help
        .notes
        .iter()
        .map(|note| view! { <li>{note.clone()}</li> })
        .collect();
    let query = UseQuery {
        branch: help.branch.as_str().to_owned(),
        ..data.query.clone()
    };
    let asking = Asking {
        action: format!("{}#actions-h", address::tab(&data.row.key, Tab::Use)),
        hidden: address::use_pairs(&query),
        asked: &data.asked,
        returned,
        submit: words::ASK,
    };
    let body = view! {
        <p>{lead}</p>
        {branch(data, help)}
        <CopyBlock what=words::WORKFLOW text=help.workflow.text.clone()/>
        <div class="row">{download(data, UseFile::Workflow, words::DOWNLOAD_WORKFLOW)}</div>
        <ul class="dots">{notes}</ul>
        <h3>{words::PULL_REQUEST}</h3>
        <p>{words::PULL_REQUEST_MORE}</p>
        {asking::standing(&data.asked)}
        {asking::form(asking)}
        {role(data, help)}
    };
    section("actions-h", words::ACTIONS, body.into_any())
}

fn branch(data: &UsePage, help: &PipelineHelp) -> AnyView {
    let client = (data.query.client != Tool::default()).then(|| {
        view! { <input type="hidden" name="client" value=data.query.client.command()/> }
    });
    let says =
        Described::new(words::BRANCH).error(help.is_other_branch.then_some(words::NO_BRANCH));
    let typed = match help.is_other_branch {
        true => data.query.branch.clone(),
        false => help.branch.as_str().to_owned(),
    };
    view! {
        <form class="stack" method="get" action=address::tab(&data.row.key, Tab::Use)>
            {client}
            <TextField name="branch" says=says value=typed required=true mono=true max_length=200/>
            <div class="row"><Button>{words::SHOW}</Button></div>
        </form>
    }
    .into_any()
}

fn download(data: &UsePage, file: UseFile, label: &'static str) -> AnyView {
    let href = address::use_file(&data.row.key, &data.query, file);
    view! { <LinkButton href=href icon=IconName::Down download=true>{label}</LinkButton> }
        .into_any()
}

fn role(data: &UsePage, help: &PipelineHelp) -> AnyView {
    let subjects: Vec<_> = help
        .subjects
        .iter()
        .map(|subject| view! { <CopyField what=words::SUBJECT text=subject.clone()/> })
        .collect();
    let code = |text: &str| {
        let text = text.to_owned();
        view! { <code>{text}</code> }
    };
    let facts = vec![
        Fact::new(words::ROLE_NAME, code(&help.role)),
        Fact::new(words::PROVIDER, code(&help.provider_arn)),
        Fact::new(words::AUDIENCE, code(&help.audience)),
        Fact::new(words::SUBJECT, subjects),
    ];
    view! {
        <h3>{words::ROLE}</h3>
        <KeyValues facts=facts/>
        <h3>{words::MAY_DO}</h3>
        <p class="mute">{words::MAY_DO_MORE}</p>
        <CopyBlock what=words::PUSH_POLICY text=help.push_policy.clone()/>
        <div class="row">{download(data, UseFile::PushPolicy, words::DOWNLOAD_POLICY)}</div>
        <h3>{words::MAY_TAKE}</h3>
        <CopyBlock what=words::TRUST_POLICY text=help.trust_policy.clone()/>
        <div class="row">{download(data, UseFile::TrustPolicy, words::DOWNLOAD_TRUST)}</div>
    }
    .into_any()
}

fn kubernetes(data: &UsePage) -> AnyView {
    section("kubernetes-h", words::KUBERNETES, blocks(&data.references))
}

fn care(data: &UsePage) -> Option<AnyView> {
    (!data.care.is_empty()).then(|| {
        view! {
            <details class="more" id="care"><summary><Icon name=IconName::Down/><b>{words::CARE}</b></summary><div class="stack">{blocks(&data.care)}</div></details>
        }
        .into_any()
    })
}
