//! What was judged and what was found, so that a run shows how much it held against the descriptions.

use std::collections::{BTreeMap, BTreeSet};

/// What is to be said about one exchange.
pub(crate) struct Verdict {
    /// The operation in the vendor's words.
    pub operation: String,
    pub faults: Vec<String>,
}

impl Verdict {
    pub(crate) fn unknown(what: &str) -> Self {
        Self {
            operation: format!("(not described) {what}"),
            faults: vec!["nobody describes this".into()],
        }
    }
}

#[derive(Default)]
pub(crate) struct Tally {
    judged: BTreeMap<&'static str, BTreeMap<String, usize>>,
    /// The same fault comes many times: how often, and in which story first.
    faults: BTreeMap<String, (usize, &'static str)>,
}

impl Tally {
    pub(crate) fn add(&mut self, story: &'static str, system: &'static str, verdict: Verdict) {
        for fault in verdict.faults {
            let fault = format!("{system}: {}: {fault}", verdict.operation);
            self.faults.entry(fault).or_insert((0, story)).0 += 1;
        }
        let of_system = self.judged.entry(system).or_default();
        *of_system.entry(verdict.operation).or_default() += 1;
    }

    /// A table of exceptions must not outlive what it excepts.
    pub(crate) fn refuse_unused(&mut self, system: &'static str, known: &BTreeSet<String>) {
        let seen = self.judged.get(system);
        for operation in known {
            if !seen.is_some_and(|seen| seen.contains_key(operation)) {
                let fault = format!("{system}: {operation}: nobody calls it any more");
                self.faults.insert(fault, (1, "no story"));
            }
        }
    }

    pub(crate) fn report(&self) {
        for (system, operations) in &self.judged {
            let total: usize = operations.values().sum();
            println!(
                "{system}: {total} exchanges, {} operations",
                operations.len()
            );
            for (operation, count) in operations {
                println!("  {count:5}  {operation}");
            }
        }
        let faults: Vec<String> = self
            .faults
            .iter()
            .map(|(fault, (count, story))| format!("{count:4} × ({story}) {fault}"))
            .collect();
        assert!(
            faults.is_empty(),
            "{} faults\n{}",
            faults.len(),
            faults.join("\n")
        );
    }
}
