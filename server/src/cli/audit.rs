//! The audit record: listed and exported through the API. Verifying works on the database, and only its words are here.

use super::args::{Audit, AuditFilters, AuditFormat};
use super::table::{or_dash, plain};
use super::{Done, Session, Stop, encode};
use domain::audit::AuditReport;
use serde::{Deserialize, Serialize};
use std::io::Write;

#[derive(Deserialize)]
struct Row {
    number: i64,
    at: String,
    who: String,
    action: String,
    object: String,
    team: Option<String>,
    reason: String,
}

impl Session<'_> {
    pub(super) async fn audit(&mut self, command: Audit) -> Done {
        match command {
            Audit::List { filters, all, .. } => {
                let heads = ["NUMBER", "AT", "WHO", "ACTION", "OBJECT", "TEAM", "REASON"];
                let path = format!("/audit{}", query(&filters));
                self.pages(path, all, &heads, audit_row).await
            }
            Audit::Export {
                filters,
                format,
                output,
            } => {
                let form = match format {
                    AuditFormat::Csv => "csv",
                    AuditFormat::Jsonl => "jsonl",
                };
                let path = format!("/audit.{form}{}", query(&filters));
                match output {
                    None => {
                        let out = &mut self.terminal.out;
                        let mut write = |piece: &[u8]| out.write_all(piece);
                        self.berth.download(&path, &mut write).await?;
                    }
                    Some(file) => {
                        let mut file = std::fs::File::create(file)?;
                        let mut write = |piece: &[u8]| file.write_all(piece);
                        self.berth.download(&path, &mut write).await?;
                    }
                }
                Ok(())
            }
            // It needs no server, and is done before one is looked for.
            Audit::Verify(_) => Err(Stop::Usage("This works on the database itself".to_owned())),
        }
    }
}

fn audit_row(row: &Row) -> Vec<String> {
    let who = Some(row.who.as_str()).filter(|who| !who.is_empty());
    vec![
        row.number.to_string(),
        row.at.clone(),
        or_dash(&who),
        row.action.clone(),
        plain(&row.object),
        or_dash(&row.team),
        plain(&row.reason),
    ]
}

fn query(filters: &AuditFilters) -> String {
    let pairs = [
        ("who", &filters.who),
        ("action", &filters.action),
        ("object", &filters.object),
        ("repository", &filters.repository),
        ("team", &filters.team),
        ("from", &filters.from),
        ("to", &filters.to),
    ];
    let pairs: Vec<String> = pairs
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", encode(value.as_deref()?))))
        .collect();
    match pairs.is_empty() {
        true => String::new(),
        false => format!("?{}", pairs.join("&")),
    }
}

#[derive(Serialize)]
struct Verified<'a> {
    rows: u64,
    head: String,
    resealed: &'a [i64],
    fault: Option<Fault<'a>>,
}

#[derive(Serialize)]
struct Fault<'a> {
    number: i64,
    kind: &'a str,
    detail: String,
}

/// What a look at the record found, for people or for programs.
pub fn verified(report: &AuditReport, json: bool) -> String {
    if json {
        let verified = Verified {
            rows: report.rows,
            head: report.head.to_string(),
            resealed: &report.resealed,
            fault: report.fault.as_ref().map(|fault| Fault {
                number: fault.number,
                kind: fault.kind.as_str(),
                detail: format!("{fault}."),
            }),
        };
        return serde_json::to_string(&verified).unwrap_or_default();
    }
    let mut lines = vec![format!("{} rows were read.", report.rows)];
    for number in &report.resealed {
        lines.push(format!(
            "Row {number} tells of another session_secret: make sure that somebody changed it then."
        ));
    }
    match &report.fault {
        Some(fault) => lines.push(format!("{fault}.")),
        None => {
            lines.push("Every row is what was written.".to_owned());
            lines.push(format!("Head, to keep elsewhere: {}", report.head));
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::audit::{AuditFault, FaultKind, Head};

    #[test]
    fn what_was_found_is_said_for_people_and_for_programs() {
        let head = Head {
            number: 7,
            hash: "ab".repeat(32),
        };
        let whole = AuditReport {
            rows: 7,
            head,
            is_end: true,
            resealed: vec![3],
            fault: None,
        };
        let said = verified(&whole, false);
        assert!(said.contains("Every row is what was written."), "{said}");
        assert!(
            said.contains("Row 3 tells of another session_secret"),
            "{said}"
        );
        assert!(said.ends_with(&format!("7:{}", "ab".repeat(32))), "{said}");
        let broken = AuditReport {
            fault: Some(AuditFault {
                number: 5,
                kind: FaultKind::Moved { from: 9 },
            }),
            ..whole
        };
        let said = verified(&broken, false);
        assert!(
            said.ends_with("Row 5 was moved: it stands at number 9 now."),
            "{said}"
        );
        assert!(!said.contains("Head"), "{said}");
        let json = verified(&broken, true);
        assert!(
            json.contains(r#""fault":{"number":5,"kind":"moved","#),
            "{json}"
        );
    }
}
