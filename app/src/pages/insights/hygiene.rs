//! How well repositories are kept, by team and by check.

use super::frame::{
    Framed, change, first_day, heading, number, part, share_heading, signed, since_heading, table,
};
use super::rows;
use crate::pages::address;
use crate::parts::text::count;
use crate::parts::{Shade, ShareBar};
use crate::words::insights as words;
use domain::portal::{InsightsPage, InsightsQuery, InventoryQuery, Mark, Sort, TeamSums};
use domain::scorecard::CheckId;
use leptos::prelude::*;

/// The lowest mean first: there is most to do.
pub(super) fn teams(data: &InsightsPage) -> AnyView {
    let mut teams: Vec<&TeamSums> = data
        .teams
        .iter()
        .filter(|team| team.sums.scored > 0)
        .collect();
    teams.sort_by_key(|team| (team.sums.score(), team.team.as_str()));
    let lines = teams.into_iter().map(|team| team_row(data, team)).collect();
    let mut heads = vec![
        heading("", words::TEAM),
        share_heading(),
        heading("n", words::SCORE),
        heading("n p2", words::JUDGED),
        heading("n", words::CLEAN),
    ];
    heads.extend(since_heading(data));
    Framed {
        id: "hygiene-h",
        title: words::HYGIENE,
        says: words::HYGIENE_SAYS.to_owned(),
        file: "hygiene",
    }
    .around(
        &data.query,
        table("hygiene-t", words::HYGIENE_TABLE, heads, lines),
    )
}

fn team_row(data: &InsightsPage, team: &TeamSums) -> AnyView {
    let marked = |mark, sort| {
        let mut query = InventoryQuery {
            teams: vec![team.team.clone()],
            sort,
            ..InventoryQuery::default()
        };
        query.figures.marks = vec![mark];
        address::inventory(&query)
    };
    let scorecard = address::insights(
        address::SCORECARD,
        &InsightsQuery {
            team: Some(team.team.clone()),
            ..data.query.clone()
        },
    );
    let sums = &team.sums;
    let score = sums.score().unwrap_or_default();
    let judged = marked(Mark::Scored, Sort::Score);
    let moved = first_day(data).map(|_| {
        let before = data
            .before
            .iter()
            .find(|before| before.team.as_deref() == Some(team.team.as_str()))
            .and_then(|before| before.score());
        change(before.map(|before| signed(before, score, count)))
    });
    view! {
        <tr>
            <th scope="row"><a href=scorecard>{words::team(&team.team)}</a></th>
            <td><ShareBar shares=vec![(part(score, 100), Shade::Strong)]/></td>
            {number("n", judged.clone(), count(score))}
            {number("n p2", judged, count(sums.scored))}
            {number("n", marked(Mark::Clean, Sort::Name), count(sums.clean))}
            {moved}
        </tr>
    }
    .into_any()
}

/// The most frequent first.
pub(super) fn misses(data: &InsightsPage) -> AnyView {
    let mut missed: Vec<(CheckId, u64)> = CheckId::ALL
        .into_iter()
        .map(|check| (check, data.all.check(check).misses))
        .filter(|(_, misses)| *misses > 0)
        .collect();
    missed.sort_by_key(|(_, misses)| std::cmp::Reverse(*misses));
    let whole = address::insights(address::SCORECARD, &data.query);
    let body = if missed.is_empty() {
        view! { <p>{words::NO_MISSES}</p> }.into_any()
    } else {
        let lines = missed
            .into_iter()
            .map(|(check, misses)| {
                let shares = vec![(part(misses, data.all.scored), Shade::Bad)];
                view! {
                    <tr>
                        <th scope="row">{check.title()}</th>
                        <td><ShareBar shares=shares/></td>
                        {number("n", missing(data, check), count(misses))}
                    </tr>
                }
                .into_any()
            })
            .collect();
        let heads = vec![
            heading("", words::CHECK),
            share_heading(),
            heading("n", words::MISSES),
        ];
        table("misses-t", words::MISSES_TABLE, heads, lines)
    };
    let body = view! { {body}<p><a href=whole>{words::WHOLE_SCORECARD}</a></p> };
    Framed {
        id: "misses-h",
        title: words::MISSES_BY_CHECK,
        says: words::clean(data.all.clean, data.all.scored),
        file: "checks",
    }
    .around(&data.query, body.into_any())
}

pub(super) fn missing(data: &InsightsPage, check: CheckId) -> String {
    rows(&data.query, |rows| {
        rows.misses = vec![check.as_str().to_owned()];
    })
}
