//! Alarms: asked for by a form whose answers are a part of the address, shown as the manifests they would be.

use crate::pages::address;
use crate::pages::repository::asking::{self, Asking, Returned};
use crate::parts::note::ErrorSummary;
use crate::parts::{
    Button, CopyBlock, Described, Icon, IconName, LinkButton, SelectField, SelectOption, TextField,
    TickRow,
};
use crate::words::repository::watching::alerts as words;
use domain::alerts::{AlertField, AlertForm, FindingSeverity};
use domain::manifest::File;
use domain::portal::{AlertSaid, AlertsOffer, MonitoringPage, Span, Tab};
use leptos::prelude::*;

type Problems = [(AlertField, String)];

pub(super) fn view(data: &MonitoringPage, returned: Option<&Returned>) -> AnyView {
    let body = match &data.alerts {
        AlertsOffer::NotHere => view! { <p class="mute">{words::NOT_HERE}</p> }.into_any(),
        AlertsOffer::Ask { form, problems } => ask(data, form, problems),
        AlertsOffer::Shown {
            form,
            alerts,
            files,
            needs,
        } => {
            view! { {ask(data, form, &[])}{shown(data, alerts, files, needs, returned)} }.into_any()
        }
    };
    view! {
        <section class="stack md" aria-labelledby="alerts"><h2 id="alerts">{words::TITLE}</h2>{standing(data)}{body}</section>
    }
    .into_any()
}

fn ask(data: &MonitoringPage, form: &AlertForm, problems: &Problems) -> AnyView {
    let action = format!("{}#alerts", address::tab(&data.row.key, Tab::Monitoring));
    let days = (data.query.span != Span::default()).then(|| {
        view! { <input type="hidden" name="days" value=data.query.span.days().to_string()/> }
    });
    let summary = (!problems.is_empty()).then(|| {
        let errors: Vec<(String, String)> = problems
            .iter()
            .map(|(field, why)| {
                let said = format!("{}: {why}", words::label(*field));
                (field.as_str().to_owned(), said)
            })
            .collect();
        view! { <ErrorSummary title=words::CHANGE errors=errors/> }
    });
    view! {
        <p>{words::LEAD}</p>
        {summary}
        <form class="stack md" method="get" action=action>
            <input type="hidden" name=address::ALERTS value="1"/>
            {days}
            {tick(form, AlertField::FailedPushes)}
            {findings(form, problems)}
            {tick(form, AlertField::Scanner)}
            <div class="field two">
                {number(form, AlertField::ManyPulls, problems)}
                {number(form, AlertField::UnusualPulls, problems)}
                {number(form, AlertField::NoPulls, problems)}
                {text(form, AlertField::Topic, problems)}
            </div>
            <div class="row"><Button>{words::SHOW}</Button></div>
        </form>
    }
    .into_any()
}

fn tick(form: &AlertForm, field: AlertField) -> AnyView {
    let checked = !form.value(field).is_empty();
    view! {
        <TickRow name=field.as_str() label=words::label(field) value="1" note=words::hint(field) checked=checked/>
    }
    .into_any()
}

fn described(field: AlertField, problems: &Problems) -> Described {
    let error = problems.iter().find(|(wrong, _)| *wrong == field);
    Described::new(words::label(field))
        .hint(words::hint(field))
        .error(error.map(|(_, why)| why.clone()))
}

fn findings(form: &AlertForm, problems: &Problems) -> AnyView {
    let field = AlertField::Findings;
    let options = [SelectOption::new("", words::NOT_WANTED)]
        .into_iter()
        .chain(
            FindingSeverity::ALL
                .map(|severity| SelectOption::new(severity.as_str(), words::severity(severity))),
        )
        .collect();
    view! {
        <SelectField name=field.as_str() says=described(field, problems) options=options selected=form.value(field).to_owned()/>
    }
    .into_any()
}

/// Numbers are checked by Berth, which says what is wrong with them in words.
fn number(form: &AlertForm, field: AlertField, problems: &Problems) -> AnyView {
    view! {
        <TextField name=field.as_str() says=described(field, problems) value=form.value(field).to_owned() max_length=9/>
    }
    .into_any()
}

fn text(form: &AlertForm, field: AlertField, problems: &Problems) -> AnyView {
    view! {
        <TextField name=field.as_str() says=described(field, problems) value=form.value(field).to_owned() mono=true max_length=512/>
    }
    .into_any()
}

/// What there is already.
fn standing(data: &MonitoringPage) -> AnyView {
    let sees: Vec<_> = data
        .in_force
        .iter()
        .map(|line| view! { <li>{line.clone()}</li> })
        .collect();
    let sees = (!sees.is_empty()).then(|| {
        view! { <p>{words::IN_FORCE}</p><ul class="dots">{sees}</ul> }
    });
    view! { {asking::standing(&data.asked)}{sees} }.into_any()
}

fn shown(
    data: &MonitoringPage,
    alerts: &[AlertSaid],
    files: &[File],
    needs: &str,
    returned: Option<&Returned>,
) -> AnyView {
    let asking = Asking {
        action: format!("{}#alerts", address::tab(&data.row.key, Tab::Monitoring)),
        hidden: address::monitoring_pairs(&data.query),
        asked: &data.asked,
        returned,
        submit: words::ASK,
    };
    let is_removal = alerts.is_empty();
    let alerts: Vec<_> = alerts.iter().map(said).collect();
    let files: Vec<_> = files.iter().map(file).collect();
    let href = address::alerts_file(&data.row.key, &data.query);
    if is_removal {
        return view! { <p>{words::REMOVAL}</p>{asking::form(asking)} }.into_any();
    }
    view! {
        <h3>{words::SEES}</h3>
        <ul class="dots">{alerts}</ul>
        <h3>{words::FILES}</h3>
        <p>{words::FILES_MORE}</p>
        <div>{files}</div>
        <div class="row"><LinkButton href=href icon=IconName::Down download=true>{words::DOWNLOAD}</LinkButton></div>
        <h3>{words::NEEDS}</h3>
        <p>{words::NEEDS_MORE}</p>
        <CopyBlock what=words::NEEDS_WHAT text=needs/>
        <h3>{words::ASKING}</h3>
        {asking::form(asking)}
    }
    .into_any()
}

fn said(alert: &AlertSaid) -> AnyView {
    let misses: Vec<_> = alert
        .misses
        .iter()
        .map(|miss| view! { <li class="mute">{words::NOT}{miss.clone()}</li> })
        .collect();
    view! { <li>{alert.sees.clone()}<ul class="dots">{misses}</ul></li> }.into_any()
}

fn file(file: &File) -> AnyView {
    view! {
        <details class="more">
            <summary><Icon name=IconName::Down/><code>{file.path.clone()}</code></summary>
            <CopyBlock what=file.path.clone() text=file.text.clone()/>
        </details>
    }
    .into_any()
}
