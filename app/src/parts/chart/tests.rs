use super::*;
use crate::testing::{check_document, page_of};

fn storage() -> Chart {
    let rows = [Some(1.0), Some(3.0), None, Some(4.0)]
        .into_iter()
        .zip(["1 Jan", "2 Jan", "3 Jan", "4 Jan"])
        .map(|(value, label)| ChartRow::new(label, [value]))
        .collect();
    Chart::new("images", "Images", ChartKind::Line, "Day")
        .series(vec![Series::new("Images", Shade::Strong)])
        .rows(rows)
}

fn findings() -> Chart {
    Chart::new("findings", "Findings", ChartKind::Bars, "Week")
        .series(vec![
            Series::new("Critical", Shade::Bad),
            Series::new("High", Shade::Middle),
        ])
        .rows(vec![
            ChartRow::new("1 Jan", [Some(2.0), Some(3.0)]).href("/inventory?week=1"),
            ChartRow::new("8 Jan", [Some(0.0), Some(1_000.0)]),
        ])
        .says("Fewer than before.")
}

fn shown(chart: Chart) -> String {
    page_of(|| view! { <ChartFigure chart=chart/> })
}

#[test]
fn plots_and_tables_are_proper_documents_without_inline_styles() {
    let html = page_of(|| {
        view! { <ChartFigure chart=storage()/><ChartFigure chart=findings()/><ShareBar shares=vec![(0.25, Shade::Bad), (0.75, Shade::Faint)]/> }
    });
    check_document(&html);
    assert!(!html.contains("style="), "{html}");
    assert!(html.contains(r#"x="25.0%" width="75.0%""#), "{html}");
}

#[test]
fn what_is_not_known_breaks_the_line_instead_of_falling_to_nought() {
    let html = shown(storage());
    assert!(
        html.contains(r#"d="M0.00 75.00L33.33 25.00M100.00 0.00h0""#),
        "{html}"
    );
    assert!(
        html.contains(r#"d="M0.00 75.00L33.33 25.00L33.33 100L0.00 100Z""#),
        "{html}"
    );
    assert!(html.contains("not known"), "{html}");
}

#[test]
fn the_table_has_every_number_of_the_plot_and_leads_to_what_it_counts() {
    let html = shown(findings());
    for part in [
        "1,000",
        r#"<a href="/inventory?week=1">1 Jan</a>"#,
        "Fewer than before.",
    ] {
        assert!(html.contains(part), "{part}");
    }
    // Bars stand on each other: 5 of 1,000 and the whole of it.
    assert!(
        html.contains(r#"y="99.50""#) && html.contains(r#"y="0.00" height="100.00""#),
        "{html}"
    );
}

#[test]
fn the_plot_is_said_for_those_who_do_not_see_it() {
    assert_eq!(storage().spoken(), "Images. From 1 on 1 Jan to 4 on 4 Jan.");
    assert_eq!(
        findings().spoken(),
        "Findings. Critical: from 2 on 1 Jan to 0 on 8 Jan; High: from 3 on 1 Jan to 1,000 on 8 Jan."
    );
}

#[test]
fn without_any_value_there_is_a_sentence_and_no_plot() {
    let rows = vec![ChartRow::new("1 Jan", [None])];
    let html = shown(storage().rows(rows).empty("Nothing was read yet."));
    assert!(
        html.contains("Nothing was read yet.") && !html.contains("<svg viewBox=\"0 0 100"),
        "{html}"
    );
}
