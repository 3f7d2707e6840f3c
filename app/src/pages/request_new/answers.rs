//! The seven questions, the account where there is a choice, and the note to the reviewer.

use super::Shown;
use crate::fragments;
use crate::islands::Copying;
use crate::parts::{
    Choice, ChoiceRows, CopyButton, SelectField, SelectOption, TextAreaField, TextField,
};
use crate::words::form as words;
use domain::aws::{AccountId, Region};
use domain::portal::Choices;
use domain::spec::Field;
use domain::text::DESCRIPTION_MAX;
use leptos::prelude::*;

/// Up to this many clusters are shown as rows; more become a field with suggestions.
const ROWS: u64 = 6;

pub(super) fn view(shown: &Shown<'_>) -> AnyView {
    let note = words::of_your_teams(shown.data.my_teams.len());
    view! {
        <fieldset class="group">
            <legend>{words::REPOSITORY}</legend>
            {name(shown)}
            {uri(shown)}
            {account(shown)}
            {region(shown)}
            {description(shown)}
        </fieldset>
        <fieldset class="group">
            <legend>{words::OWNERSHIP}</legend>
            <div class="field two">
                {listed(shown, Field::Team, "teams", &shown.data.teams, Some(note))}
                {listed(shown, Field::System, "systems", &shown.data.systems, None)}
            </div>
            {source(shown)}
        </fieldset>
        <fieldset class="group">
            <legend>{words::DELIVERY}</legend>
            {cluster(shown)}
        </fieldset>
    }
    .into_any()
}

fn name(shown: &Shown<'_>) -> AnyView {
    let form = &shown.data.form;
    let mut says = shown.says(Field::Name);
    says.also = Some("name-tests".to_owned());
    let tests = fragments::name_tests(&form.name, &shown.data.checks.facts, false);
    let offer = fragments::offer(Field::Name, shown.problem(Field::Name));
    view! {
        <TextField
            name="name" says=says value=form.name.clone() required=true mono=true min_length=2 max_length=256
            pattern="[a-z][a-z0-9]*([._\\-\\/][a-z0-9]+)*" title=words::NAME_TITLE
        >
            <div class="row" id="name-offer" inner_html=offer></div>
            <ul class="tests" id="name-tests" role="list" aria-label=words::NAME_CHECKS inner_html=tests></ul>
        </TextField>
    }
    .into_any()
}

fn uri(shown: &Shown<'_>) -> AnyView {
    let preview = fragments::preview(&shown.data.form, &shown.data.standard);
    view! {
        <div class="field">
            <b>{words::IMAGE_URI}</b>
            <Copying>
                <output class="copy" for="name region">
                    <code id="image-uri" inner_html=fragments::image_uri(&preview)></code>
                    <CopyButton what=words::IMAGE_URI_NOUN/>
                </output>
            </Copying>
        </div>
    }
    .into_any()
}

fn account(shown: &Shown<'_>) -> AnyView {
    let accounts = &shown.data.standard.accounts;
    let chosen = shown.data.form.account.clone();
    if let [only] = accounts.as_slice()
        && only.id.as_str() == chosen
    {
        return view! { <input type="hidden" name="account" value=chosen/> }.into_any();
    }
    let options = accounts
        .iter()
        .map(|account| {
            SelectOption::new(
                account.id.as_str(),
                format!("{} ({})", account.title, account.id),
            )
        })
        .collect();
    let below = shown.below(Field::Account);
    view! {
        <SelectField name="account" says=shown.says(Field::Account).hint(words::ACCOUNT_HINT) options=options selected=chosen required=true>
            {below}
        </SelectField>
    }
    .into_any()
}

/// The regions of every account, those of the chosen one first: without scripts the choice of another account must not
/// leave its regions out of reach.
fn region(shown: &Shown<'_>) -> AnyView {
    let standard = &shown.data.standard;
    let form = &shown.data.form;
    let chosen = AccountId::parse(&form.account).ok();
    let mut regions: Vec<Region> = Vec::new();
    let first = standard
        .accounts
        .iter()
        .filter(|account| Some(&account.id) == chosen.as_ref());
    for region in first
        .chain(&standard.accounts)
        .flat_map(|account| &account.regions)
    {
        if !regions.contains(region) {
            regions.push(*region);
        }
    }
    let options = regions
        .into_iter()
        .map(|region| {
            SelectOption::new(
                region.as_str(),
                format!("{region}, {}", region.description()),
            )
        })
        .collect();
    let below = shown.below(Field::Region);
    view! {
        <SelectField name="region" says=shown.says(Field::Region).hint(words::REGION_HINT) options=options selected=form.region.clone() required=true>
            {below}
        </SelectField>
    }
    .into_any()
}

fn description(shown: &Shown<'_>) -> AnyView {
    let form = &shown.data.form;
    let length = fragments::counter(&form.description, DESCRIPTION_MAX);
    let below = shown.below(Field::Description);
    view! {
        <TextAreaField
            name="description" says=shown.says(Field::Description).hint(words::DESCRIPTION_HINT)
            value=form.description.clone() required=true max_length=256 rows=2
        >
            <p class="hint" id="description-count">{length}</p>
            {below}
        </TextAreaField>
    }
    .into_any()
}

/// A field with suggestions. The page brings the first entries; the island asks for those that match.
fn listed(
    shown: &Shown<'_>,
    field: Field,
    list: &'static str,
    choices: &Choices,
    hint: Option<String>,
) -> AnyView {
    let name = field.as_str();
    let mut says = shown.says(field);
    says.hint = choices.caveat.clone().or(hint);
    let options = fragments::options(choices);
    let value = shown.data.form.value(field).to_owned();
    let below = shown.below(field);
    view! {
        <TextField name=name says=says value=value required=true mono=false max_length=63 list=format!("{list}-list")>
            <datalist id=format!("{list}-list") data-list=list inner_html=options></datalist>
            {below}
        </TextField>
    }
    .into_any()
}

fn source(shown: &Shown<'_>) -> AnyView {
    let web = &shown.data.standard.github_web;
    let host = web.split_once("://").map_or(web.as_str(), |(_, host)| host);
    let below = shown.below(Field::Source);
    view! {
        <TextField
            name="source" says=shown.says(Field::Source).hint(words::SOURCE_HINT) value=shown.data.form.source.clone()
            required=true prefix=format!("{host}/")
        >
            {below}
        </TextField>
    }
    .into_any()
}

fn cluster(shown: &Shown<'_>) -> AnyView {
    let clusters = &shown.data.clusters;
    let value = shown.data.form.cluster.clone();
    let offered = value.is_empty() || clusters.entries.iter().any(|choice| choice.value == value);
    if clusters.entries.is_empty() || clusters.total > ROWS || !offered {
        let hint = Some(words::CLUSTER_HINT.to_owned());
        return listed(shown, Field::Cluster, "clusters", clusters, hint);
    }
    let rows = clusters
        .entries
        .iter()
        .map(|choice| {
            let row = Choice::new(choice.value.clone(), choice.value.clone());
            if choice.detail.is_empty() {
                row
            } else {
                row.note(choice.detail.clone())
            }
        })
        .collect();
    let mut says = shown.says(Field::Cluster);
    says.hint = Some(
        clusters
            .caveat
            .clone()
            .unwrap_or_else(|| words::CLUSTER_HINT.to_owned()),
    );
    let below = shown.below(Field::Cluster);
    view! {
        <ChoiceRows name="cluster" says=says choices=rows selected=value required=true/>
        {below}
    }
    .into_any()
}

pub(super) fn comment(shown: &Shown<'_>) -> AnyView {
    let below = shown.below(Field::Comment);
    view! {
        <TextAreaField
            name="comment" says=shown.says(Field::Comment).hint(words::COMMENT_HINT)
            value=shown.data.form.comment.clone() max_length=2000
        >
            {below}
        </TextAreaField>
    }
    .into_any()
}
