use super::*;
use crate::time::Timestamp;
use proptest::prelude::*;

fn region(id: &str) -> Region {
    Region::parse(id).unwrap()
}

#[test]
fn prices_are_read_to_the_last_digit() {
    for (text, shown) in [
        ("0.10", "0.10"),
        ("0.1", "0.10"),
        ("1", "1.00"),
        ("0.123456", "0.123456"),
        ("0", "0.00"),
    ] {
        assert_eq!(Price::parse(text).unwrap().to_string(), shown);
    }
    for text in [
        "",
        ".",
        "-1",
        "1.",
        ".5",
        "1e3",
        "0.1234567",
        "1,5",
        "1234567",
    ] {
        assert!(Price::parse(text).is_err(), "{text}");
    }
    assert_eq!(Price::LIST, Price::parse("0.10").unwrap());
}

#[test]
fn a_configuration_may_write_prices_as_text_or_numbers() {
    let prices: Prices = serde_json::from_str(
        r#"{"currency":"eur","gb_month":0.095,"regions":{"eu-west-1":{"gb_month":"0.11"}}}"#,
    )
    .unwrap();
    let shown = |id| prices.standard(region(id)).to_string();
    assert_eq!(
        (shown("us-east-1"), shown("eu-west-1")),
        ("0.095".into(), "0.11".into())
    );
    assert_eq!(prices.exact(Money(1_500_000)), "€1.50");
    let again: Prices = serde_json::from_str(&serde_json::to_string(&prices).unwrap()).unwrap();
    assert_eq!(again, prices);
    for wrong in [
        r#"{"currency":"dollars"}"#,
        r#"{"gb_month":-1}"#,
        r#"{"regions":{"mars":{}}}"#,
        r#"{"price":1}"#,
    ] {
        assert!(serde_json::from_str::<Prices>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_default_is_the_list_price() {
    let prices = Prices::default();
    let cost = prices.month(region("us-east-1"), 15_100_000_000, 0);
    assert_eq!(prices.exact(cost), "$1.51");
    let all = prices.month(region("us-east-1"), 48_600_000_000_000, 0);
    assert_eq!(prices.about(all), "$4,860");
    assert_eq!(prices.exact(all), "$4,860.00");
    assert_eq!(all.plain(), "4860.000000");
    assert_eq!(prices.about(Money(1)), "under $0.01");
    assert_eq!(prices.about(Money(0)), "$0.00");
    assert_eq!(prices.about(Money(99_994_999)), "$99.99");
    assert_eq!(prices.about(Money(99_995_000)), "$100");
}

#[test]
fn the_archive_has_its_own_price_where_one_is_configured() {
    let mut prices = Prices {
        archive_gb_month: Some(Price::parse("0.02").unwrap()),
        ..Prices::default()
    };
    let here = region("eu-west-1");
    let gb = GIGABYTE;
    assert_eq!(prices.month(here, gb, gb), Money(120_000));
    let own = RegionPrices {
        gb_month: Some(Price::parse("0.2").unwrap()),
        archive_gb_month: None,
    };
    prices.regions.insert(here, own);
    assert_eq!(prices.month(here, gb, gb), Money(400_000));
    prices.archive_gb_month = None;
    assert_eq!(prices.month(region("us-east-1"), gb, gb), Money(200_000));
}

const NOW: Timestamp = Timestamp(1_000 * 24 * 60 * 60 * 1000);

fn days_ago(days: i64) -> Timestamp {
    NOW.plus_seconds(-days * 24 * 60 * 60)
}

fn image(pushed_days_ago: i64) -> StoredImage {
    StoredImage {
        bytes: 100,
        archived: false,
        tagged: true,
        belongs_to_another: false,
        pushed: days_ago(pushed_days_ago),
        pulled: Some(days_ago(1)),
    }
}

#[test]
fn only_what_nobody_needs_is_waste() {
    let untagged = StoredImage {
        tagged: false,
        ..image(15)
    };
    let never_pulled = StoredImage {
        pulled: None,
        archived: true,
        ..image(91)
    };
    let images = [
        untagged,
        StoredImage {
            belongs_to_another: true,
            ..untagged
        },
        StoredImage {
            pushed: days_ago(14),
            ..untagged
        },
        never_pulled,
        StoredImage {
            pushed: days_ago(90),
            ..never_pulled
        },
        image(500),
    ];
    let wasted = Wasted::of(&images, Some(true), &WasteRules::default(), NOW);
    let pile = |images, bytes, archived_bytes| Pile {
        images,
        bytes,
        archived_bytes,
    };
    assert_eq!(wasted.untagged, pile(1, 100, 0));
    assert_eq!(wasted.never_pulled, pile(1, 0, 100));
    assert_eq!(wasted.no_policy, Pile::default());
    assert_eq!(wasted.total(), pile(2, 100, 100));
}

#[test]
fn without_a_policy_what_one_would_have_expired_is_waste() {
    let images: Vec<StoredImage> = (0..13).map(image).collect();
    let rules = WasteRules::default();
    let waste = |policy| Wasted::of(&images, policy, &rules, NOW).no_policy.images;
    assert_eq!(
        (waste(Some(false)), waste(Some(true)), waste(None)),
        (3, 0, 0)
    );
}

prop_compose! {
    fn any_image()(
        bytes in 0..u64::from(u32::MAX),
        archived in any::<bool>(),
        tagged in any::<bool>(),
        belongs_to_another in any::<bool>(),
        age in 0..400i64,
        pulled in proptest::option::of(0..400i64),
    ) -> StoredImage {
        StoredImage {
            bytes,
            archived,
            tagged,
            belongs_to_another,
            pushed: days_ago(age),
            pulled: pulled.map(days_ago),
        }
    }
}

proptest! {
    #[test]
    fn piles_never_hold_more_than_there_is(
        images in proptest::collection::vec(any_image(), 0..60),
        policy in any::<Option<bool>>(),
    ) {
        let total = Wasted::of(&images, policy, &WasteRules::default(), NOW).total();
        let stored: u64 = images.iter().map(|image| image.bytes).sum();
        prop_assert!(total.images <= images.len() as u64);
        prop_assert!(total.bytes + total.archived_bytes <= stored);
    }

    #[test]
    fn more_bytes_never_cost_less(bytes in any::<u64>(), more in any::<u64>(), micros in 0..2_000_000u64) {
        let price = Price::parse(&format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)).unwrap();
        prop_assert!(price.times(bytes) <= price.times(bytes.saturating_add(more)));
    }

    #[test]
    fn every_price_reads_back(micros in 0..999_999_999_999u64) {
        let price = Price::parse(&format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)).unwrap();
        prop_assert_eq!(Price::parse(&price.to_string()), Ok(price));
    }
}

#[test]
fn what_an_index_may_need_is_no_waste() {
    let minute = 60 * 1000;
    let image = |pushed: i64, tagged| StoredImage {
        bytes: 1,
        archived: false,
        tagged,
        belongs_to_another: false,
        pushed: Timestamp(pushed * minute),
        pulled: None,
    };
    let mut images = [
        image(94, false),
        image(95, false),
        image(100, false),
        image(101, false),
        image(97, true),
        image(300, false),
    ];
    let mut indexes = [200, 100].map(|at| Timestamp(at * minute));
    spare_platforms(&mut images, &mut indexes);
    let spared = images.map(|image| image.belongs_to_another);
    assert_eq!(spared, [false, true, true, false, false, false]);
}
