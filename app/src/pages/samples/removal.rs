//! What a removal would touch, and what is left of one.

use super::*;
use domain::github::Login;
use domain::request::{Held, Way};

pub(crate) fn removal_page() -> RemovalPage {
    RemovalPage {
        row: repository_page().row,
        held: Held {
            images: 12,
            bytes: 3_400_000_000,
            last_push: Some(ago(3600)),
            last_pull: None,
            as_of: Some(ago(60)),
        },
        access: Some(vec![HOSTILE.into()]),
        has_policy: true,
        files: vec!["deploy/ecr/eks-prod-use1/x/repository.yaml".into()],
        unknown: vec![],
        open: vec![],
        has_alarms: true,
        has_workflow: false,
        obstacle: None,
        requests: AskedBefore::default(),
        cooling_ms: 72 * 3_600_000,
        lock_ms: 30 * 86_400_000,
        form: RemovalForm::default(),
        now: NOW,
    }
}

pub(crate) fn tombstone(way: Way) -> Tombstone {
    Tombstone {
        key: spec().address,
        way,
        at: ago(600),
        request: id(1),
        label: "REQ-1482".into(),
        asked_by: Login::new("dev-a"),
        approved_by: vec![Login::new("reviewer-m")],
        list: Some(ago(600)),
        images: 12,
        bytes: 3_400_000_000,
        locked_until: ago(-86_400),
    }
}
