//! The fake portal's audit record: one row, which is as it was written.

use crate::fake::FakePortal;
use async_trait::async_trait;
use domain::audit::{AuditAction, AuditEntry, AuditReport, AuditRow, Head, Who};
use domain::people::Person;
use domain::portal::*;
use domain::testing::NOW;

fn row() -> AuditRow {
    AuditRow {
        number: 1,
        entry: AuditEntry::new(NOW, Who::berth(), AuditAction::ViewKept, "=Ours"),
        hash: "ab".repeat(32),
    }
}

struct Rows(Option<Vec<AuditRow>>);

#[async_trait]
impl AuditRows for Rows {
    async fn next(&mut self) -> Answer<Option<Vec<AuditRow>>> {
        Ok(self.0.take())
    }
}

#[async_trait]
impl AuditPages for FakePortal {
    async fn audit(&self, _: &Person, query: &AuditQuery) -> Answer<AuditPage> {
        Ok(AuditPage {
            rows: vec![row()],
            next: None,
            sees_all: true,
            problems: query.parse().err().unwrap_or_default(),
        })
    }

    async fn audit_rows(&self, _: &Person, _: &AuditQuery) -> Answer<Box<dyn AuditRows>> {
        Ok(Box::new(Rows(Some(vec![row()]))))
    }

    async fn verify_audit(&self, _: &Person, _: &Head, _: &[Head]) -> Answer<AuditReport> {
        Ok(AuditReport {
            rows: 1,
            is_end: true,
            ..AuditReport::default()
        })
    }
}
