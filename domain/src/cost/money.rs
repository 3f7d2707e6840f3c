//! Sums of money in millionths of a unit, and prices that are read from text without a detour through fractions.

use super::GIGABYTE;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

const MICROS: i64 = 1_000_000;

/// Millionths of the currency's unit.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(pub i64);

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

impl Money {
    /// All six decimals without separators, for files.
    pub fn plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let micros = self.0.unsigned_abs();
        let unit = MICROS.unsigned_abs();
        format!("{sign}{}.{:06}", micros / unit, micros % unit)
    }

    pub(super) fn two_decimals(self) -> String {
        let cents = rounded(self.0, 10_000);
        format!("{}.{:02}", grouped(cents / 100), cents % 100)
    }

    pub(super) fn whole(self) -> String {
        grouped(rounded(self.0, MICROS.unsigned_abs()))
    }
}

/// Half away from nothing. Storage never costs less than nothing, so a sign is left out.
fn rounded(micros: i64, step: u64) -> u64 {
    (micros.max(0).unsigned_abs() + step / 2) / step
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Money for one gigabyte and month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Price(u64);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("“{0}” is not a price: write it like 0.10, with at most six decimals")]
    Price(String),
    #[error("“{0}” is not a currency: write its three letters, like USD")]
    Currency(String),
}

impl Price {
    /// AWS's public price in most regions.
    pub const LIST: Self = Self(100_000);

    /// # Errors
    /// Anything but digits with at most six decimals, and prices from a million on.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let wrong = || MoneyError::Price(text.to_owned());
        let (whole, decimals) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
        let digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(decimals) || whole.len() > 6 || decimals.len() > 6 {
            return Err(wrong());
        }
        let micros = format!("{whole}{decimals:0<6}");
        micros.parse().map(Self).map_err(|_| wrong())
    }

    /// What so many bytes cost in a month, rounded to a millionth.
    pub fn times(self, bytes: u64) -> Money {
        let gigabyte = u128::from(GIGABYTE);
        let micros = (u128::from(bytes) * u128::from(self.0) + gigabyte / 2) / gigabyte;
        Money(i64::try_from(micros).unwrap_or(i64::MAX))
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = MICROS.unsigned_abs();
        let decimals = format!("{:06}", self.0 % unit);
        let short = decimals.trim_end_matches('0');
        write!(f, "{}.{short:0<2}", self.0 / unit)
    }
}

impl Serialize for Price {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Price {
    /// From text or, as people write it in a configuration, from a number.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Price;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a price like 0.10")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Price, E> {
                Price::parse(text).map_err(E::custom)
            }
            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Price, E> {
                self.visit_str(&number.to_string())
            }
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Price, E> {
                self.visit_str(&number.to_string())
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Price, E> {
                self.visit_str(&number.to_string())
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// Three letters, by ISO 4217.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(String);

impl Currency {
    /// # Errors
    /// Anything but three letters.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let text = text.trim();
        if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            Ok(Self(text.to_ascii_uppercase()))
        } else {
            Err(MoneyError::Currency(text.to_owned()))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn show(&self, amount: String) -> String {
        match self.0.as_str() {
            "USD" => format!("${amount}"),
            "EUR" => format!("€{amount}"),
            "GBP" => format!("£{amount}"),
            other => format!("{other} {amount}"),
        }
    }
}

impl Default for Currency {
    fn default() -> Self {
        Self("USD".into())
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;
    fn try_from(text: String) -> Result<Self, MoneyError> {
        Self::parse(&text)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.0
    }
}
