//! What storage costs, and how much of it is waste. Whole numbers throughout: sums are the sums of their rows.
//!
//! AWS counts a layer once however many images share it, while an image's size counts all of its layers. What is
//! computed from sizes is therefore an upper bound, and pages say “at most” or “about”.

mod money;
mod waste;

pub use money::{Currency, Money, MoneyError, Price};
pub use waste::{Pile, StoredImage, Waste, WasteRules, Wasted, spare_platforms};

use crate::aws::Region;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A gigabyte of a price list. Decimal, so that a price times the shown size is the shown sum; against binary
/// gigabytes it errs by seven percent on the high side.
pub const GIGABYTE: u64 = 1_000_000_000;

/// What a company pays. Configuration; the default is AWS's public price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Prices {
    pub currency: Currency,
    /// One gigabyte for a month. Default 0.10: the data storage price of private repositories on AWS's page “Amazon ECR pricing”, in US dollars.
    pub gb_month: Price,
    /// The same in the archive storage class; absent: archived images are priced like others.
    pub archive_gb_month: Option<Price>,
    /// Regions with prices of their own.
    pub regions: BTreeMap<Region, RegionPrices>,
    /// Shown beside every sum, for example “List price without discount”.
    pub note: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegionPrices {
    pub gb_month: Option<Price>,
    pub archive_gb_month: Option<Price>,
}

impl Default for Prices {
    fn default() -> Self {
        Self {
            currency: Currency::default(),
            gb_month: Price::LIST,
            archive_gb_month: None,
            regions: BTreeMap::new(),
            note: "AWS’s list price, without transfer, tax or discount".into(),
        }
    }
}

impl Prices {
    pub fn standard(&self, region: Region) -> Price {
        let own = self.regions.get(&region);
        own.and_then(|own| own.gb_month).unwrap_or(self.gb_month)
    }

    /// The archive's price. A region with a price of its own but none for its archive has no archive price.
    pub fn archive(&self, region: Region) -> Price {
        let own = self.regions.get(&region);
        own.and_then(|own| own.archive_gb_month)
            .or(match own.and_then(|own| own.gb_month) {
                Some(price) => Some(price),
                None => self.archive_gb_month,
            })
            .unwrap_or(self.gb_month)
    }

    /// What storage of this size costs in a month, rounded to a millionth.
    pub fn month(&self, region: Region, bytes: u64, archived_bytes: u64) -> Money {
        self.standard(region).times(bytes) + self.archive(region).times(archived_bytes)
    }

    pub fn of(&self, region: Region, pile: &Pile) -> Money {
        self.month(region, pile.bytes, pile.archived_bytes)
    }

    /// Two decimals, for tables: `$1,240.50`.
    pub fn exact(&self, money: Money) -> String {
        self.currency.show(money.two_decimals())
    }

    /// For headlines: whole units from a hundred on, `under $0.01` for what would read as nothing.
    pub fn about(&self, money: Money) -> String {
        match money.0 {
            1..10_000 => format!("under {}", self.currency.show("0.01".into())),
            small if small < 99_995_000 => self.exact(money),
            _ => self.currency.show(money.whole()),
        }
    }
}

#[cfg(test)]
mod tests;
