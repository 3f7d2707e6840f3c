//! `decide` written out: one table a stage, kept as a snapshot, so that a change of a rule is read as changed rows.
//! `INSTA_UPDATE=always cargo test -p domain matrix` writes it anew.

use super::world::Part;
use super::*;
use crate::people::Actor;
use crate::request::{ChangeKind, StageName};
use std::fmt::Write;

#[test]
fn every_stage_answers_every_sight() {
    let mut out = String::new();
    for stage in StageName::ALL {
        let cases = cases(stage);
        let parts: Vec<&str> = Part::ALL
            .into_iter()
            .filter(|part| cases.iter().any(|case| case.sight.part == *part))
            .map(Part::title)
            .collect();
        if cases.is_empty() {
            let next = decided(
                &crate::testing::request(world::stage(stage)),
                &Observed::default(),
            );
            writeln!(out, "{stage:?} looks at nothing: {}\n", says(&next)).unwrap();
            continue;
        }
        writeln!(out, "{stage:?} looks at {}", parts.join(", ")).unwrap();
        for (what, answer) in rows(&cases) {
            writeln!(out, "  {what:<70} {answer}").unwrap();
        }
        out.push('\n');
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(out) });
}

/// What the other kinds answer otherwise. Parts of the world that they do not look at are left out.
#[test]
fn every_kind_of_change_answers_every_sight() {
    let mut out = String::new();
    // An adoption is looked at with what AWS has of it, in tests of its own.
    let kinds = ChangeKind::ALL.into_iter().skip(1);
    for kind in kinds.filter(|kind| *kind != ChangeKind::Adopt) {
        for stage in StageName::ALL {
            let is_after_its_end = !kind.reaches_cluster() && stage > StageName::Merged;
            let (own, usual) = (rows(&cases_of(kind, stage)), rows(&cases(stage)));
            let differ: Vec<&(String, String)> =
                own.iter().filter(|row| !usual.contains(row)).collect();
            if differ.is_empty() || is_after_its_end {
                continue;
            }
            writeln!(out, "{kind:?} in {stage:?}").unwrap();
            for (what, answer) in differ {
                writeln!(out, "  {what:<70} {answer}").unwrap();
            }
            out.push('\n');
        }
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(out) });
}

/// The answers to one sight, each with the age from which on it is given.
type Course = Vec<(&'static str, String)>;

fn rows(cases: &[Case]) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for part in Part::ALL {
        let courses = courses(cases, part);
        let usual = usual(&courses);
        for (name, course) in &courses {
            if Some(course) != usual.as_ref() {
                push(&mut rows, part, name, course);
            }
        }
        if let Some(usual) = &usual {
            let alike = courses.iter().all(|(_, course)| course == usual);
            let name = if alike {
                "whatever is seen"
            } else {
                "anything else"
            };
            push(&mut rows, part, name, usual);
        }
    }
    rows
}

fn courses(cases: &[Case], part: Part) -> Vec<(&'static str, Course)> {
    let mut courses: Vec<(&'static str, Course)> = Vec::new();
    for case in cases.iter().filter(|case| case.sight.part == part) {
        let answer = (case.age, says(&case.next));
        match courses
            .iter_mut()
            .find(|(name, _)| *name == case.sight.name)
        {
            Some((_, course)) if course.last().is_some_and(|(_, last)| *last == answer.1) => {}
            Some((_, course)) => course.push(answer),
            None => courses.push((case.sight.name, vec![answer])),
        }
    }
    courses
}

/// Where two of three sights make no difference, one row stands for them.
fn usual(courses: &[(&'static str, Course)]) -> Option<Course> {
    let count = |course: &Course| courses.iter().filter(|(_, other)| other == course).count();
    let (_, most) = courses.iter().max_by_key(|(_, course)| count(course))?;
    (courses.len() > 3 && count(most) * 3 > courses.len() * 2).then(|| most.clone())
}

fn push(rows: &mut Vec<(String, String)>, part: Part, name: &str, course: &Course) {
    for (index, (age, answer)) in course.iter().enumerate() {
        let what = match index {
            0 => format!("{}: {name}", part.title()),
            _ => format!("    after {age}"),
        };
        rows.push((what, answer.clone()));
    }
}

fn says(next: &Next) -> String {
    match next {
        Next::Enter { stage, actor } => {
            let why = why(stage).map_or_else(String::new, |why| format!(": {why}"));
            format!("enter {:?} by {}{why}", stage.name(), who(actor))
        }
        Next::Do(ensure) => format!("ensure {ensure:?}"),
        Next::Step { stage, actor, .. } => {
            let why = why(stage).map_or_else(String::new, |why| format!(": {why}"));
            format!("next step, {:?} by {}{why}", stage.name(), who(actor))
        }
        Next::Note(catalog) => match catalog {
            Catalog::NotYet => "note: catalog not yet".to_owned(),
            Catalog::Off => "note: catalog off".to_owned(),
            Catalog::Registered { .. } => "note: catalog registered".to_owned(),
            Catalog::Listed { .. } => "note: catalog lists it".to_owned(),
            Catalog::Failing { .. } => "note: catalog failing".to_owned(),
        },
        Next::Wait { seconds, trouble } => {
            let pause = match (seconds, trouble) {
                (Some(seconds), _) => format!("wait {seconds} s"),
                (None, Some(trouble)) => format!("wait ({:?})", trouble.retry),
                (None, None) => "sleep".to_owned(),
            };
            trouble.as_ref().map_or(pause.clone(), |trouble| {
                format!("{pause}: {}, “{}”", trouble.sentence(), trouble.message)
            })
        }
    }
}

fn why(stage: &Stage) -> Option<String> {
    match stage {
        Stage::NeedsInput { problems } => Some(
            problems
                .iter()
                .map(|problem| problem.message.clone())
                .collect::<Vec<_>>()
                .join("; "),
        ),
        Stage::PublishFailed { reason, .. }
        | Stage::SyncFailed { reason, .. }
        | Stage::ProvisionFailed { reason, .. } => Some(reason.replace('\n', " / ")),
        Stage::InReview { pr } => Some(format!("at {}", pr.head.0)),
        Stage::ChangesRequested { review, .. }
        | Stage::Approved { review, .. }
        | Stage::Rejected { review, .. } => {
            Some(format!("{:?} via {:?}", review.verdict, review.via))
        }
        _ => None,
    }
}

fn who(actor: &Actor) -> String {
    match actor {
        Actor::Person(login) => login.as_str().to_owned(),
        Actor::OnGitHub(login) => format!("{} on GitHub", login.as_str()),
        Actor::Berth | Actor::GitHub | Actor::ArgoCd | Actor::Crossplane | Actor::Aws => {
            format!("{actor:?}")
        }
    }
}
