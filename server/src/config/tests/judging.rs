use super::{SMALLEST, read, said};
use domain::aws::Region;
use domain::scorecard::CheckId;

fn with(more: &str) -> String {
    format!("{SMALLEST}\n{more}")
}

#[test]
fn nothing_said_is_awss_price_and_the_usual_limits() {
    let (config, _) = read(SMALLEST, &[]).unwrap();
    assert_eq!(config.settings.judging, Default::default());
}

#[test]
fn prices_and_limits_are_what_the_company_says() {
    let text = with(
        r#"
[prices]
currency = "EUR"
gb_month = "0.08"
archive_gb_month = "0.04"
regions = { eu-west-1 = "0.2" }
archive_regions = { eu-west-1 = "0.05" }
note = "After our discount"
[waste]
untagged_days = 3
keep = 20
[scorecard]
weights = { pulled = "0" }
excused = { encryption = "Decided by security" }
required_tags = ["cost-center"]
critical_days = 0
critical_most = 2
"#,
    );
    let (config, _) = read(&text, &[("BERTH_SCORECARD__HIGH_DAYS", "14")]).unwrap();
    let judging = config.settings.judging;
    let region = |id| Region::parse(id).unwrap();
    let price = |id| {
        judging
            .prices
            .month(region(id), 1_000_000_000, 1_000_000_000)
    };
    assert_eq!(judging.prices.exact(price("us-east-1")), "€0.12");
    assert_eq!(judging.prices.exact(price("eu-west-1")), "€0.25");
    assert_eq!(judging.prices.note, "After our discount");
    assert_eq!(
        (judging.waste.untagged_days, judging.waste.never_pulled_days),
        (3, 90)
    );
    let limits = judging.limits;
    assert_eq!(limits.weights[&CheckId::Pulled], 0);
    assert_eq!(limits.excused[&CheckId::Encryption], "Decided by security");
    assert_eq!(
        (limits.critical.days, limits.critical.most),
        (None, Some(2))
    );
    assert_eq!((limits.high.days, limits.high.most), (Some(14), None));
    assert_eq!(limits.required_tags, ["cost-center"]);
}

#[test]
fn a_price_or_limit_that_makes_no_sense_is_said_with_its_key() {
    let cases = [
        (
            "[prices]\ncurrency = \"dollars\"",
            "prices.currency: “dollars” does not fit",
        ),
        (
            "[prices]\ngb_month = \"-1\"",
            "prices.gb_month: “-1” does not fit: “-1” is not a price",
        ),
        (
            "[prices]\ngb_month = 0.1",
            "prices.gb_month: is a number where a text belongs",
        ),
        (
            "[prices]\nregions = { mars-1 = \"1\" }",
            "prices.regions: “mars-1” does not fit",
        ),
        ("[waste]\nkeep = 0", "waste.keep: 0 is not from 1 to"),
        (
            "[scorecard]\nweights = { tidy = \"1\" }",
            "scorecard.weights: there is no check tidy; checks are scanning",
        ),
        (
            "[scorecard]\nweights = { tags = \"much\" }",
            "scorecard.weights: tags does not fit: a whole number",
        ),
        (
            "[scorecard]\nexcused = { tags = \" \" }",
            "scorecard.excused: tags does not fit: say why",
        ),
        (
            "[scorecard]\npushed_days = 0",
            "scorecard.pushed_days: 0 is not from 1 to",
        ),
        (
            "[scorecard]\ncritical_most = -1",
            "scorecard.critical_most: -1 is out of range",
        ),
    ];
    for (more, wanted) in cases {
        let said = said(&with(more), &[]);
        assert!(
            said.iter().any(|line| line.starts_with(wanted)),
            "{more}: {said:?}"
        );
    }
}
