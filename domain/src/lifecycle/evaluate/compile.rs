//! A policy made ready for many images: entries are shared between rules and found by a tag's first byte, so that an
//! image meets the few that may cover it and not all.

use super::super::tag::{Entry, bytes_in};
use super::super::{ActionKind, LifecyclePolicy, Rule, StorageClass, TagStatus};
use std::collections::HashMap;

pub(super) struct Compiled<'a> {
    /// In the order in which AWS applies them.
    pub(super) rules: Vec<&'a Rule>,
    standard: Shelf<'a>,
    archive: Shelf<'a>,
}

/// The rules that look at one storage class, by their places in [`Compiled::rules`].
#[derive(Default)]
struct Shelf<'a> {
    any: Vec<u32>,
    untagged: Vec<u32>,
    /// Tagged, whatever the tags.
    tagged: Vec<u32>,
    /// In the order of the first byte of their heads; those without a head come first.
    tests: Vec<Test<'a>>,
    /// Of each test the bytes that it needs.
    needs: Vec<u128>,
    /// Where the tests of a byte begin; one more than there are bytes.
    starts: Vec<usize>,
    /// How many tests each rule asks for, by the rule's place.
    asked: Vec<u32>,
}

struct Test<'a> {
    entry: Entry<'a>,
    rules: Vec<u32>,
}

/// Room for one image's matches, used again for the next.
#[derive(Default)]
pub(super) struct Matches {
    /// The rules that select the image.
    pub(super) rules: Vec<u32>,
    passed: Vec<bool>,
    touched: Vec<usize>,
    counts: Vec<u32>,
}

impl<'a> Compiled<'a> {
    pub(super) fn new(policy: &'a LifecyclePolicy) -> Self {
        let mut rules: Vec<&Rule> = policy.rules.iter().collect();
        rules.sort_by_key(|rule| rule.rule_priority);
        let shelf = |class| Shelf::new(&rules, class);
        Self {
            standard: shelf(StorageClass::Standard),
            archive: shelf(StorageClass::Archive),
            rules,
        }
    }

    pub(super) fn select(&self, class: StorageClass, tags: &[String], matches: &mut Matches) {
        match class {
            StorageClass::Standard => self.standard.select(tags, matches),
            StorageClass::Archive => self.archive.select(tags, matches),
        }
    }
}

impl<'a> Shelf<'a> {
    fn new(rules: &[&'a Rule], class: StorageClass) -> Self {
        let mut shelf = Self {
            asked: vec![0; rules.len()],
            ..Self::default()
        };
        let mut places: HashMap<Entry<'a>, usize> = HashMap::new();
        for (place, rule) in (0_u32..).zip(rules) {
            // What is archived can't be archived again.
            let is_idle = class == StorageClass::Archive && rule.action.kind != ActionKind::Expire;
            if rule.selection.class() == class && !is_idle {
                shelf.add(place, rule, &mut places);
            }
        }
        shelf.order();
        shelf
    }

    fn add(&mut self, place: u32, rule: &'a Rule, places: &mut HashMap<Entry<'a>, usize>) {
        match rule.selection.tag_status {
            TagStatus::Any => return self.any.push(place),
            TagStatus::Untagged => return self.untagged.push(place),
            TagStatus::Tagged => {}
        }
        let mut asked = 0;
        for entry in rule.selection.entries() {
            let at = *places.entry(entry.clone()).or_insert(self.tests.len());
            match self.tests.get_mut(at) {
                // The same entry twice asks no more than once.
                Some(test) if test.rules.last() == Some(&place) => continue,
                Some(test) => test.rules.push(place),
                None => self.tests.push(Test {
                    entry,
                    rules: vec![place],
                }),
            }
            asked += 1;
        }
        if asked == 0 {
            self.tagged.push(place);
        } else if let Some(slot) = self.asked.get_mut(place as usize) {
            *slot = asked;
        }
    }

    fn order(&mut self) {
        let first = |test: &Test<'_>| {
            test.entry
                .head
                .first()
                .map_or(0, |byte| usize::from(*byte) + 1)
        };
        self.tests.sort_by_key(first);
        self.needs = self.tests.iter().map(|test| test.entry.needs()).collect();
        self.starts = (0..=257)
            .map(|bucket| self.tests.partition_point(|test| first(test) < bucket))
            .collect();
    }

    fn select(&self, tags: &[String], matches: &mut Matches) {
        matches.rules.clear();
        matches.rules.extend_from_slice(&self.any);
        if tags.is_empty() {
            matches.rules.extend_from_slice(&self.untagged);
            return;
        }
        matches.rules.extend_from_slice(&self.tagged);
        if self.tests.is_empty() {
            return;
        }
        matches
            .passed
            .resize(self.tests.len().max(matches.passed.len()), false);
        matches.counts.resize(self.asked.len(), 0);
        for tag in tags {
            let tag = tag.as_bytes();
            let has = bytes_in(tag);
            self.try_tests(0, tag, has, matches);
            if let Some(first) = tag.first() {
                self.try_tests(usize::from(*first) + 1, tag, has, matches);
            }
        }
        for at in matches.touched.drain(..) {
            if let (Some(passed), Some(test)) = (matches.passed.get_mut(at), self.tests.get(at)) {
                *passed = false;
                for rule in &test.rules {
                    if let Some(count) = matches.counts.get_mut(*rule as usize) {
                        *count = 0;
                    }
                }
            }
        }
    }

    fn try_tests(&self, bucket: usize, tag: &[u8], has: u128, matches: &mut Matches) {
        let (Some(from), Some(to)) = (self.starts.get(bucket), self.starts.get(bucket + 1)) else {
            return;
        };
        let needs = self.needs.get(*from..*to).unwrap_or_default();
        for (at, needs) in (*from..).zip(needs) {
            if needs & !has == 0
                && let Some(test) = self.tests.get(at)
                && test.entry.covers(tag)
            {
                self.pass(at, test, matches);
            }
        }
    }

    fn pass(&self, at: usize, test: &Test<'_>, matches: &mut Matches) {
        match matches.passed.get_mut(at) {
            Some(passed) if !*passed => *passed = true,
            _ => return,
        }
        matches.touched.push(at);
        for rule in &test.rules {
            let place = *rule as usize;
            if let Some(count) = matches.counts.get_mut(place) {
                *count += 1;
                if Some(&*count) == self.asked.get(place) {
                    matches.rules.push(*rule);
                }
            }
        }
    }
}
