//! What is known about the answers: rules of the name, facts from the server, policy checks, corrections to take over.

use super::{Mark, escape, icon, words};
use domain::name::NameRule;
use domain::policy::{Check, Verdict};
use domain::portal::{Choices, Fact, FactState};
use domain::refusal::{Link, Problem};
use domain::spec::Field;

/// More passing checks than this fold away.
const SHOWN: usize = 4;

fn mark_of(state: FactState) -> Mark {
    match state {
        FactState::Good => Mark::Pass,
        FactState::Notice => Mark::Advice,
        FactState::Bad => Mark::Fail,
        FactState::Unknown => Mark::Unknown,
    }
}

/// The entries of the list under the name: its grammar, then what the server found. `asking`: the answer is on its way.
pub fn name_tests(name: &str, facts: &[Fact], asking: bool) -> String {
    let mut out = String::new();
    for rule in NameRule::ALL {
        let mark = match (name.is_empty(), rule.holds(name)) {
            (true, _) => Mark::Unknown,
            (_, true) => Mark::Pass,
            (_, false) => Mark::Fail,
        };
        test(&mut out, mark, words::rule(rule), None);
    }
    if asking {
        test(&mut out, Mark::Running, words::ASKING, None);
        return out;
    }
    for fact in facts.iter().filter(|fact| fact.field == Field::Name) {
        test(
            &mut out,
            mark_of(fact.state),
            &fact.sentence,
            fact.link.as_ref(),
        );
    }
    out
}

fn test(out: &mut String, mark: Mark, text: &str, to: Option<&Link>) {
    out.push_str("<li data-s=\"");
    out.push_str(mark.tone());
    out.push_str("\">");
    icon(out, mark.small_icon());
    out.push_str("<span><span class=\"sr\">");
    out.push_str(mark.spoken());
    out.push_str("</span>");
    escape(out, text);
    link(out, to);
    out.push_str("</span></li>");
}

fn link(out: &mut String, to: Option<&Link>) {
    let Some(to) = to else { return };
    // Only addresses of the web and of this site become links, whatever the source says.
    if !(to.href.starts_with("https://")
        || to.href.starts_with("http://")
        || to.href.starts_with('/'))
    {
        return;
    }
    out.push_str(" <a href=\"");
    escape(out, &to.href);
    out.push_str("\">");
    escape(out, &to.text);
    out.push_str("</a>");
}

/// Remarks under a field.
pub fn facts(field: Field, facts: &[Fact]) -> String {
    let mut out = String::new();
    for fact in facts.iter().filter(|fact| fact.field == field) {
        let mark = mark_of(fact.state);
        out.push_str("<p class=\"say hint\" data-s=\"");
        out.push_str(mark.tone());
        out.push_str("\">");
        icon(&mut out, mark.small_icon());
        out.push_str("<span><span class=\"sr\">");
        out.push_str(mark.spoken());
        out.push_str("</span>");
        escape(&mut out, &fact.sentence);
        link(&mut out, fact.link.as_ref());
        out.push_str("</span></p>");
    }
    out
}

/// Why an answer is refused, as plain text, with a value that would be accepted.
pub fn problem_text(problem: &Problem) -> String {
    match &problem.suggestion {
        Some(value) => words::suggestion(&problem.message, value),
        None => problem.message.clone(),
    }
}

/// The reason under a field.
pub fn error(field: Field, reason: &str) -> String {
    let mut out = String::from("<p class=\"error say\" id=\"");
    out.push_str(field.as_str());
    out.push_str("-error\">");
    icon(&mut out, "bad");
    out.push_str("<span><span class=\"sr\">");
    out.push_str(words::ERROR);
    out.push_str("</span>");
    escape(&mut out, reason);
    out.push_str("</span></p>");
    out
}

/// The way out of a problem: a button that takes the suggestion over, a link to what is in the way. Empty where there is none.
pub fn offer(field: Field, problem: Option<&Problem>) -> String {
    let mut out = String::new();
    let Some(problem) = problem else { return out };
    if let Some(value) = &problem.suggestion {
        out.push_str("<button class=\"btn\" type=\"button\" data-fill=\"");
        out.push_str(field.as_str());
        out.push_str("\" data-text=\"");
        escape(&mut out, value);
        out.push_str("\">");
        escape(&mut out, &words::use_value(value));
        out.push_str("</button>");
    }
    link(&mut out, problem.link.as_ref());
    out
}

/// The list of practices: failures, then advice, then what passes, of which the rest folds away.
pub fn policy(checks: &[Check]) -> String {
    // Three passes rather than a sort, which would weigh more in the browser than all of this file.
    let order = [Verdict::Block, Verdict::Advice, Verdict::Pass];
    let mut sorted: Vec<&Check> = order
        .into_iter()
        .flat_map(|verdict| checks.iter().filter(move |check| check.verdict == verdict))
        .collect();
    let urgent = sorted
        .iter()
        .filter(|check| check.verdict != Verdict::Pass)
        .count();
    let rest = sorted.split_off(sorted.len().min(urgent.max(SHOWN)));
    let mut out = String::new();
    list(&mut out, &sorted);
    if !rest.is_empty() {
        out.push_str("<details class=\"more\"><summary>");
        icon(&mut out, "down");
        out.push_str(&words::more_pass(rest.len()));
        out.push_str("</summary>");
        list(&mut out, &rest);
        out.push_str("</details>");
    }
    out
}

fn list(out: &mut String, checks: &[&Check]) {
    out.push_str("<ul class=\"checks\" role=\"list\">");
    for check in checks {
        let mark = match check.verdict {
            Verdict::Pass => Mark::Pass,
            Verdict::Advice => Mark::Advice,
            Verdict::Block => Mark::Fail,
        };
        out.push_str("<li data-s=\"");
        out.push_str(mark.tone());
        out.push_str("\">");
        icon(out, mark.icon());
        out.push_str("<div><span class=\"sr\">");
        out.push_str(mark.spoken());
        out.push_str("</span>");
        escape(out, &check.title);
        out.push_str("<small>");
        escape(out, &check.detail);
        if let Some(fix) = &check.fix {
            out.push(' ');
            escape(out, fix);
        }
        out.push_str("</small></div></li>");
    }
    out.push_str("</ul>");
}

/// `8 pass, 1 warning`.
pub fn policy_summary(checks: &[Check]) -> String {
    let count = |verdict| {
        checks
            .iter()
            .filter(|check| check.verdict == verdict)
            .count()
    };
    words::verdicts(
        count(Verdict::Pass),
        count(Verdict::Advice),
        count(Verdict::Block),
    )
}

/// The entries of a field's list of choices.
pub fn options(choices: &Choices) -> String {
    let mut out = String::new();
    for choice in &choices.entries {
        out.push_str("<option value=\"");
        escape(&mut out, &choice.value);
        out.push_str("\">");
        escape(&mut out, &choice.detail);
        out.push_str("</option>");
    }
    out
}
