//! Every HTTP exchange of the main job, held against the vendors' own descriptions: what Berth sends and what the sandbox answers.
//! Nothing is passed over: an exchange without a description is a fault, and what the vendors do not describe stands in
//! [`supplement`] with the reason.
// A whole story is one deep future.
#![recursion_limit = "256"]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod argocd;
mod aws;
mod backstage;
mod berth;
mod bite;
mod botocore;
mod github;
mod openapi;
mod parameters;
mod schema;
mod shared;
mod story;
mod supplement;
mod tally;
mod webhooks;
mod xml;

use sandbox::{Exchange, System};
use std::path::Path;
use story::Evidence;
use tally::{Tally, Verdict};

/// Whole stories with the server inside them: without optimisation more than a test's stack holds.
const STACK: usize = 16 * 1024 * 1024;

#[test]
fn every_exchange_of_the_main_job_is_as_the_vendors_describe_it() {
    let Some(contracts) = shared::contracts() else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let stories = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || runtime.block_on(story::all()))
        .unwrap();
    let evidence = stories.join().unwrap();
    let judges = Judges::load(&contracts);
    let mut tally = Tally::default();
    for story in &evidence {
        judge(&judges, story, &mut tally);
    }
    tally.refuse_unused("GitHub beside its description", &supplement::operations());
    tally.report();
    bite::every_wrong_word_is_found(&judges, &evidence);
}

struct Judges {
    github: github::Judge,
    webhooks: webhooks::Judge,
    argocd: argocd::Judge,
    aws: aws::Judge,
    backstage: backstage::Judge,
}

impl Judges {
    fn load(contracts: &Path) -> Self {
        Self {
            github: github::Judge::load(contracts),
            webhooks: webhooks::Judge::load(contracts),
            argocd: argocd::Judge::load(contracts),
            aws: aws::Judge::load(contracts),
            backstage: backstage::Judge::load(contracts),
        }
    }

    fn of(&self, exchange: &Exchange) -> (&'static str, Verdict) {
        match exchange.system {
            System::Github => self.github.judge(exchange),
            System::Argocd => ("Argo CD", self.argocd.judge(exchange)),
            System::Aws => self.aws.judge(exchange),
            System::Backstage => ("Backstage", self.backstage.judge(exchange)),
        }
    }
}

fn judge(judges: &Judges, evidence: &Evidence, tally: &mut Tally) {
    for exchange in &evidence.exchanges {
        let (system, mut verdict) = judges.of(exchange);
        if exchange.unknown_route {
            verdict.faults.push("the sandbox has no such route".into());
        }
        if exchange.status.is_none() || exchange.fault.is_some() {
            verdict
                .faults
                .push("no fault was asked for, and yet there is one".into());
        }
        tally.add(evidence.story, system, verdict);
    }
    for delivery in &evidence.webhooks {
        tally.add(
            evidence.story,
            "GitHub webhooks",
            judges.webhooks.judge(delivery),
        );
    }
}
