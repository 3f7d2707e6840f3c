//! What stands round the figures: the head with its period, and each table's heading and file.

use crate::pages::address;
use crate::parts::time::{date, relative};
use crate::parts::{Button, Crumb, Icon, IconName, PageHead, Region, TabLink, Tabs, chart};
use crate::words::{insights as words, inventory};
use domain::day::Day;
use domain::portal::{InsightsPage, InsightsQuery};
use leptos::prelude::*;

/// `9 Jan`, with the year when it is another one.
pub(super) fn day(day: Day, data: &InsightsPage) -> String {
    date(day.start().0, data.now.0)
}

pub(super) fn head(
    data: &InsightsPage,
    page: &'static str,
    title: &'static str,
    crumbs: Vec<Crumb>,
) -> AnyView {
    let query = &data.query;
    let read = data.as_of.map(|at| relative(at.0, data.now.0));
    let meta = words::meta(data.all.repositories, read.as_deref());
    let tabs = InsightsQuery::LAST
        .into_iter()
        .map(|last| TabLink {
            label: words::last(last),
            href: address::insights(
                page,
                &InsightsQuery {
                    last: Some(last),
                    from: None,
                    to: None,
                    team: query.team.clone(),
                },
            ),
            count: None,
            current: query.preset() == Some(last),
        })
        .collect();
    view! {
        <PageHead title=title crumbs=crumbs meta=meta.into_any() actions=own_days(data, page)/>
        <Tabs label=words::PERIOD tabs=tabs/>
        {team(query, page)}
    }
    .into_any()
}

fn own_days(data: &InsightsPage, page: &'static str) -> AnyView {
    let query = &data.query;
    let team = query.team.clone().map(|team| match team.is_empty() {
        true => view! { <input type="hidden" name="without" value="team"/> }.into_any(),
        false => view! { <input type="hidden" name="team" value=team/> }.into_any(),
    });
    view! {
        <form class="row" method="get" action=page>
            {team}
            <label class="row nw"><span class="mute">{words::FROM}</span><input class="input" type="date" name="from" value=data.days.from.to_string()/></label>
            <label class="row nw"><span class="mute">{words::TO}</span><input class="input" type="date" name="to" value=data.days.to.to_string()/></label>
            <Button>{words::SHOW}</Button>
        </form>
    }
    .into_any()
}

fn team(query: &InsightsQuery, page: &'static str) -> Option<AnyView> {
    let team = query.team.as_ref()?;
    let text = words::team_chip(team);
    let without = address::insights(
        page,
        &InsightsQuery {
            team: None,
            ..query.clone()
        },
    );
    let label = inventory::remove(&text);
    Some(
        view! {
            <ul class="row" role="list" aria-label=words::FILTERS>
                <li><a class="chip" href=without aria-label=label>{text}<Icon name=IconName::Close/></a></li>
            </ul>
        }
        .into_any(),
    )
}

/// One table of figures. `file` names it among [`super::TABLES`].
pub(super) struct Framed {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) says: String,
    pub(super) file: &'static str,
}

impl Framed {
    pub(super) fn around(self, query: &InsightsQuery, body: AnyView) -> AnyView {
        view! {
            <figure class="chart" aria-labelledby=self.id>
                <figcaption><h2 id=self.id>{self.title}</h2><p>{self.says}</p></figcaption>
                {body}
                {file(query, self.file, self.title)}
            </figure>
        }
        .into_any()
    }
}

pub(super) fn file(query: &InsightsQuery, table: &'static str, title: &str) -> AnyView {
    let href = address::insights_table(table, query);
    view! {
        <div class="row">
            <a class="btn quiet" href=href download=""><Icon name=IconName::Save/><span>{words::CSV}<span class="sr">{words::csv_of(title)}</span></span></a>
        </div>
    }
    .into_any()
}

/// The frame of a table's rows. Heads are their words and classes.
pub(super) fn table(
    id: &'static str,
    caption: &'static str,
    heads: Vec<AnyView>,
    rows: Vec<AnyView>,
) -> AnyView {
    framed_table("tbl dense", id, caption, heads, rows)
}

/// The same for rows whose names are sentences.
pub(super) fn wide_table(
    id: &'static str,
    caption: &'static str,
    heads: Vec<AnyView>,
    rows: Vec<AnyView>,
) -> AnyView {
    framed_table("tbl", id, caption, heads, rows)
}

fn framed_table(
    class: &'static str,
    id: &'static str,
    caption: &'static str,
    heads: Vec<AnyView>,
    rows: Vec<AnyView>,
) -> AnyView {
    view! {
        <Region labelled=id>
            <table class=class>
                <caption class="sr" id=id>{caption}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

pub(super) fn heading(class: &'static str, text: impl Into<String>) -> AnyView {
    let text = text.into();
    view! { <th scope="col" class=class>{text}</th> }.into_any()
}

/// Over a column of bars, which say nothing that the numbers don't.
pub(super) fn share_heading() -> AnyView {
    view! { <th scope="col" class="share"><span class="sr">{words::SHARE}</span></th> }.into_any()
}

/// A number that opens its rows.
pub(super) fn number(class: &'static str, href: String, text: String) -> AnyView {
    view! { <td class=class><a href=href>{text}</a></td> }.into_any()
}

/// A count as the share of another.
pub(super) fn part(part: u64, whole: u64) -> f64 {
    match whole {
        0 => 0.0,
        whole => chart::value(part) / chart::value(whole),
    }
}

/// How a number has moved; nothing where the day before isn't known.
pub(super) fn change(text: Option<String>) -> AnyView {
    let text = text.unwrap_or_else(|| "—".to_owned());
    view! { <td class="n w mute p2">{text}</td> }.into_any()
}

/// With its sign, by which it is read as a change: `+0.6 GB`, `−2`, `0`.
pub(super) fn signed(before: u64, now: u64, read: fn(u64) -> String) -> String {
    match now.cmp(&before) {
        std::cmp::Ordering::Equal => "0".to_owned(),
        std::cmp::Ordering::Greater => format!("+{}", read(now - before)),
        std::cmp::Ordering::Less => format!("−{}", read(before - now)),
    }
}

/// The day that changes are counted from, where it is another than the last one.
pub(super) fn first_day(data: &InsightsPage) -> Option<Day> {
    let first = data.before.first().map(|team| team.day)?;
    (first < data.days.to).then_some(first)
}

pub(super) fn since_heading(data: &InsightsPage) -> Option<AnyView> {
    let first = first_day(data)?;
    let text = words::since(&day(first, data));
    let href = address::insights_day(first);
    Some(view! { <th scope="col" class="n p2"><a href=href>{text}</a></th> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::text::count;

    #[test]
    fn a_change_has_a_sign() {
        assert_eq!(signed(1, 1_500, count), "+1,499");
        assert_eq!(signed(3, 1, count), "−2");
        assert_eq!(signed(3, 3, count), "0");
    }
}
