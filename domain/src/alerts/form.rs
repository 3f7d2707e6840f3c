//! The answers of the form that asks for alarms, as people type them, and the plan they mean.

use super::{
    AlertError, FindingSeverity, FindingsAlert, Plan, QuietDays, Scanner, Topic, TopicArn, Width,
};
use crate::aws::Address;
use std::num::NonZeroU32;

/// Texts as a browser sends them; empty: not wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlertForm {
    pub failed_pushes: bool,
    /// The least severity: `critical`, `high` or `medium`.
    pub findings: String,
    /// Whether Amazon Inspector scans the registry.
    pub by_inspector: bool,
    /// More pulls in an hour than this.
    pub many_pulls: String,
    /// More pulls than usual, by so many standard deviations.
    pub unusual_pulls: String,
    /// Days without a pull.
    pub no_pulls: String,
    /// The ARN of a topic; empty: one is made.
    pub topic: String,
}

/// An answer, by its name in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertField {
    FailedPushes,
    Findings,
    Scanner,
    ManyPulls,
    UnusualPulls,
    NoPulls,
    Topic,
}

impl AlertField {
    pub const ALL: [Self; 7] = [
        Self::FailedPushes,
        Self::Findings,
        Self::Scanner,
        Self::ManyPulls,
        Self::UnusualPulls,
        Self::NoPulls,
        Self::Topic,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::FailedPushes => "failed-pushes",
            Self::Findings => "findings",
            Self::Scanner => "inspector",
            Self::ManyPulls => "many-pulls",
            Self::UnusualPulls => "unusual-pulls",
            Self::NoPulls => "no-pulls",
            Self::Topic => "topic",
        }
    }
}

impl FindingSeverity {
    pub const ALL: [Self; 3] = [Self::Critical, Self::High, Self::Medium];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|severity| severity.as_str() == text)
    }
}

/// A number that is left empty is not wanted.
fn number<T: std::str::FromStr>(text: &str) -> Option<Result<T, AlertError>> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.parse().map_err(|_| AlertError::Number))
}

impl AlertForm {
    pub fn value(&self, field: AlertField) -> &str {
        let flag = |on: bool| if on { "1" } else { "" };
        match field {
            AlertField::FailedPushes => flag(self.failed_pushes),
            AlertField::Findings => &self.findings,
            AlertField::Scanner => flag(self.by_inspector),
            AlertField::ManyPulls => &self.many_pulls,
            AlertField::UnusualPulls => &self.unusual_pulls,
            AlertField::NoPulls => &self.no_pulls,
            AlertField::Topic => &self.topic,
        }
    }

    pub fn set(&mut self, field: AlertField, value: &str) {
        let text = match field {
            AlertField::FailedPushes => return self.failed_pushes = !value.is_empty(),
            AlertField::Scanner => return self.by_inspector = !value.is_empty(),
            AlertField::Findings => &mut self.findings,
            AlertField::ManyPulls => &mut self.many_pulls,
            AlertField::UnusualPulls => &mut self.unusual_pulls,
            AlertField::NoPulls => &mut self.no_pulls,
            AlertField::Topic => &mut self.topic,
        };
        value.clone_into(text);
    }

    /// The answers that a plan was made from.
    pub fn of(plan: &Plan) -> Self {
        let number = |number: Option<String>| number.unwrap_or_default();
        Self {
            failed_pushes: plan.failed_pushes,
            findings: plan
                .findings
                .map(|findings| findings.from.as_str().to_owned())
                .unwrap_or_default(),
            by_inspector: plan
                .findings
                .is_some_and(|findings| findings.scanner == Scanner::Inspector),
            many_pulls: number(plan.many_pulls.map(|most| most.to_string())),
            unusual_pulls: number(plan.unusual_pulls.map(|width| width.0.to_string())),
            no_pulls: number(plan.no_pulls.map(|days| days.0.to_string())),
            topic: match &plan.topic {
                Topic::Existing(arn) => arn.as_str().to_owned(),
                Topic::Own => String::new(),
            },
        }
    }

    /// The plan for one repository. Where there are alarms already, asking for none is to remove them.
    ///
    /// # Errors
    /// A sentence for each answer that can't be used; all of them at once.
    pub fn parse(
        &self,
        address: &Address,
        has_alarms: bool,
    ) -> Result<Plan, Vec<(AlertField, String)>> {
        let mut problems = Vec::new();
        let mut wrong = |field, error: AlertError| problems.push((field, error.to_string()));
        let findings = (!self.findings.is_empty()).then(|| {
            let from = FindingSeverity::parse(&self.findings);
            from.ok_or(AlertError::Severity)
        });
        let findings = told(findings, AlertField::Findings, &mut wrong);
        let many = number::<NonZeroU32>(&self.many_pulls);
        let many_pulls = told(many, AlertField::ManyPulls, &mut wrong);
        let width = number::<u8>(&self.unusual_pulls).map(|width| Width::try_from(width?));
        let unusual_pulls = told(width, AlertField::UnusualPulls, &mut wrong);
        let days = number::<u8>(&self.no_pulls).map(|days| QuietDays::try_from(days?));
        let no_pulls = told(days, AlertField::NoPulls, &mut wrong);
        let topic = (!self.topic.trim().is_empty())
            .then(|| TopicArn::parse(&self.topic).and_then(|topic| topic.serving(address)));
        let topic = told(topic, AlertField::Topic, &mut wrong);
        let scanner = match self.by_inspector {
            true => Scanner::Inspector,
            false => Scanner::Basic,
        };
        let plan = Plan {
            failed_pushes: self.failed_pushes,
            findings: findings.map(|from| FindingsAlert { scanner, from }),
            many_pulls,
            unusual_pulls,
            no_pulls,
            topic: topic.map_or(Topic::Own, Topic::Existing),
        };
        if problems.is_empty() && plan.alerts().is_empty() && !has_alarms {
            problems.push((AlertField::FailedPushes, AlertError::Nothing.to_string()));
        }
        if problems.is_empty() {
            Ok(plan)
        } else {
            Err(problems)
        }
    }
}

/// What can be used; what can't is told.
fn told<T>(
    answer: Option<Result<T, AlertError>>,
    field: AlertField,
    wrong: &mut impl FnMut(AlertField, AlertError),
) -> Option<T> {
    answer?.map_err(|error| wrong(field, error)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{filled_form, standard};

    fn address() -> Address {
        filled_form().parse(&standard()).unwrap().address
    }

    #[test]
    fn a_filled_form_is_a_plan() {
        let form = AlertForm {
            failed_pushes: true,
            findings: "high".into(),
            by_inspector: true,
            many_pulls: " 500 ".into(),
            unusual_pulls: "3".into(),
            no_pulls: "2".into(),
            topic: "arn:aws:sns:us-east-1:123456789012:team".into(),
        };
        let plan = form.parse(&address(), false).unwrap();
        assert_eq!(plan.alerts().len(), 5);
        let many_pulls = "500".into();
        assert_eq!(
            AlertForm::of(&plan),
            AlertForm {
                many_pulls,
                ..form.clone()
            }
        );
        assert_eq!(
            plan.findings.map(|findings| findings.scanner),
            Some(Scanner::Inspector)
        );
        let mut again = AlertForm::default();
        for field in AlertField::ALL {
            again.set(field, form.value(field));
        }
        assert_eq!(again, form);
    }

    #[test]
    fn every_answer_that_cannot_be_used_is_told_at_once() {
        let form = AlertForm {
            findings: "grave".into(),
            many_pulls: "0".into(),
            unusual_pulls: "11".into(),
            no_pulls: "a week".into(),
            topic: "arn:aws:sns:eu-west-1:123456789012:team".into(),
            ..AlertForm::default()
        };
        let problems = form.parse(&address(), true).unwrap_err();
        let fields: Vec<AlertField> = problems.iter().map(|(field, _)| *field).collect();
        assert_eq!(
            fields,
            [
                AlertField::Findings,
                AlertField::ManyPulls,
                AlertField::UnusualPulls,
                AlertField::NoPulls,
                AlertField::Topic
            ]
        );
        assert!(problems[4].1.contains("us-east-1"), "{problems:?}");
    }

    #[test]
    fn asking_for_nothing_is_told_too() {
        let nothing = AlertForm::default();
        let problems = nothing.parse(&address(), false).unwrap_err();
        assert_eq!(
            problems,
            [(AlertField::FailedPushes, "Choose at least one alarm".into())]
        );
        assert_eq!(nothing.parse(&address(), true).unwrap().alerts(), []);
    }
}
