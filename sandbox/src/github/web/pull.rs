//! One pull request: what it changes, what was said, and the buttons.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::browse::{condition, diff, may_write};
use super::html::{escape, not_found, page, refused};
use super::oauth::signed_in;
use crate::git::Method;
use crate::github::acts::{self, MergeWanted, NewReview, PullEdit, rules};
use crate::github::shape::talk::review_state;
use crate::github::shape::time;
use crate::github::{Pull, Refusal, Repository, State as Github};
use crate::world::World;

/// The number is text here: whatever follows `/pull/` deserves a page, not a parser's message.
type Where = Path<Vec<(String, String)>>;

fn place(parts: &[(String, String)]) -> Option<(String, u64)> {
    let part = |wanted: &str| {
        parts
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.as_str())
    };
    Some((
        format!("{}/{}", part("owner")?, part("repo")?),
        part("number")?.parse().ok()?,
    ))
}

pub(super) async fn show(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    Path(parts): Where,
) -> Response {
    let me = signed_in(&world, &headers);
    let shown =
        place(&parts).and_then(|(slug, number)| render(&world, &slug, number, me.as_deref()));
    match shown {
        Some((title, main)) => page(StatusCode::OK, &title, me.as_deref(), &main),
        None => not_found(me.as_deref()),
    }
}

fn render(world: &World, slug: &str, number: u64, me: Option<&str>) -> Option<(String, String)> {
    acts::settle(world, slug, None).ok()?;
    let state = world.github.lock();
    let repository = state.repository(slug)?;
    let pull = repository.pulls.get(&number)?;
    let files = world
        .git
        .compare(slug, &pull.base_sha, &pull.head_sha)
        .ok()?
        .map(|c| c.files)
        .unwrap_or_default();
    let mut main = format!(
        "<p><a href=\"/{slug}\">{slug}</a> · <strong>{}</strong> · {} wants to merge <code>{}</code> into <code>{}</code></p><pre>{}</pre>",
        condition(pull),
        escape(&pull.author),
        escape(&pull.head_ref),
        escape(&pull.base_ref),
        escape(pull.body.as_deref().unwrap_or("No description."))
    );
    main.push_str(&talk(pull));
    if pull.open {
        main.push_str(&standing(&state, repository, pull));
        main.push_str(&buttons(slug, pull, me));
    }
    main.push_str(&format!(
        "<h2>Files changed ({})</h2>{}",
        files.len(),
        diff(&files)
    ));
    Some((format!("{} #{number}", pull.title), main))
}

fn talk(pull: &Pull) -> String {
    let mut said: Vec<(jiff::Timestamp, String)> = pull
        .reviews
        .iter()
        .map(|r| {
            let verdict = review_state(r.state).to_ascii_lowercase().replace('_', " ");
            (
                r.submitted_at,
                format!(
                    "<strong>{}</strong> {verdict}: {}",
                    escape(&r.author),
                    escape(&r.body)
                ),
            )
        })
        .chain(pull.comments.iter().map(|c| {
            (
                c.created_at,
                format!(
                    "<strong>{}</strong> commented: {}",
                    escape(&c.author),
                    escape(&c.body)
                ),
            )
        }))
        .collect();
    said.sort_by_key(|(at, _)| *at);
    if said.is_empty() {
        return String::new();
    }
    let items: String = said
        .iter()
        .map(|(at, text)| format!("<li>{text} <small>{}</small></li>", time(*at)))
        .collect();
    format!("<h2>Conversation</h2><ol>{items}</ol>")
}

fn standing(state: &Github, repository: &Repository, pull: &Pull) -> String {
    let missing = rules::violations(state, repository, pull);
    if missing.is_empty() {
        return "<p>Nothing stands in the way of merging.</p>".to_owned();
    }
    let items: String = missing
        .iter()
        .map(|m| format!("<li>{}</li>", escape(m)))
        .collect();
    format!("<h2>Before it can be merged</h2><ul>{items}</ul>")
}

fn buttons(slug: &str, pull: &Pull, me: Option<&str>) -> String {
    let number = pull.number;
    let Some(_) = me else {
        return format!(
            "<p><a href=\"/login?return_to=/{slug}/pull/{number}\">Sign in</a> to review or merge.</p>"
        );
    };
    format!(
        "<h2>Your review</h2><form method=\"post\" action=\"/{slug}/pull/{number}/act\">\
         <input type=\"hidden\" name=\"sha\" value=\"{}\">\
         <p><label for=\"body\">Comment</label><br><textarea id=\"body\" name=\"body\" rows=\"3\"></textarea></p>\
         <button name=\"act\" value=\"approve\">Approve</button>\
         <button name=\"act\" value=\"request_changes\">Request changes</button>\
         <button name=\"act\" value=\"comment\">Comment</button>\
         <button name=\"act\" value=\"merge\">Merge pull request</button>\
         <button name=\"act\" value=\"close\">Close pull request</button></form>",
        pull.head_sha
    )
}

#[derive(Deserialize)]
pub(super) struct Act {
    act: String,
    #[serde(default)]
    body: String,
    sha: Option<String>,
}

pub(super) async fn act(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    Path(parts): Where,
    Form(form): Form<Act>,
) -> Response {
    let me = signed_in(&world, &headers);
    let Some((slug, number)) = place(&parts) else {
        return not_found(me.as_deref());
    };
    let Some(login) = me else {
        return Redirect::to(&format!("/login?return_to=/{slug}/pull/{number}")).into_response();
    };
    // Another site's form must not approve in somebody's name.
    let origin = headers.get(header::ORIGIN).and_then(|v| v.to_str().ok());
    let host = headers
        .get(header::HOST)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    if origin.is_some_and(|origin| {
        origin
            .split_once("://")
            .is_none_or(|(_, from)| from != host)
    }) {
        return refused(403, Some(&login), "This form was sent from another site.");
    }
    match perform(&world, &slug, number, &login, form) {
        Ok(()) => Redirect::to(&format!("/{slug}/pull/{number}")).into_response(),
        Err(refusal) => refused(refusal.status, Some(&login), &refusal.to_string()),
    }
}

fn perform(world: &World, slug: &str, number: u64, login: &str, form: Act) -> Result<(), Refusal> {
    let review = |event: &str| {
        let new = NewReview {
            body: form.body.clone(),
            event: Some(event.to_owned()),
            commit_id: form.sha.clone(),
        };
        acts::review(world, slug, number, login, &new).map(|_| ())
    };
    match form.act.as_str() {
        "approve" => review("APPROVE"),
        "request_changes" => review("REQUEST_CHANGES"),
        "comment" => acts::comment(world, slug, number, login, &form.body).map(|_| ()),
        "merge" => {
            may_write(world, login, slug)?;
            let wanted = MergeWanted {
                sha: form.sha,
                method: Method::Merge,
                ..MergeWanted::default()
            };
            acts::merge(world, slug, number, login, &wanted).map(|_| ())
        }
        "close" => {
            may_write(world, login, slug)?;
            let wanted = PullEdit {
                state: Some("closed".to_owned()),
                ..PullEdit::default()
            };
            acts::edit(world, slug, number, login, &wanted)
        }
        _ => Err(Refusal::unprocessable("There is no such button.")),
    }
}
