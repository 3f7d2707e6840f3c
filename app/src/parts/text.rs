//! Numbers, sizes and durations as people read them, and the one place where text is escaped by hand.

use std::borrow::Cow;

/// `10482` as `10,482`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Bytes in the decimal units AWS bills by: `361 MB`, `15.1 GB`, `1.87 TB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str, u64); 3] = [
        (1_000_000_000_000, "TB", 100),
        (1_000_000_000, "GB", 10),
        (1_000_000, "MB", 1),
    ];
    // A value that would round up to a thousand of its unit belongs to the next one.
    for (unit, name, steps) in UNITS {
        let rounded =
            (u128::from(bytes) * u128::from(steps) + u128::from(unit) / 2) / u128::from(unit);
        if rounded >= u128::from(steps) {
            let digits = match steps {
                100 => 2,
                10 => 1,
                _ => 0,
            };
            #[allow(clippy::cast_precision_loss)]
            return format!("{:.digits$} {name}", rounded as f64 / steps as f64);
        }
    }
    match bytes {
        0 => "0".to_owned(),
        n if n < 1_000 => format!("{n} B"),
        n => format!("{} kB", (n + 500) / 1_000),
    }
}

/// A length of time in milliseconds: `480 ms`, `41 s`, `2 min 10 s`, `3 h 12 min`, `4 days`.
pub fn duration(ms: i64) -> String {
    let ms = ms.max(0);
    if ms < 1_000 {
        return format!("{ms} ms");
    }
    let seconds = ms / 1_000;
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    match () {
        () if seconds < 60 => format!("{seconds} s"),
        () if minutes < 60 && seconds % 60 == 0 => format!("{minutes} min"),
        () if minutes < 60 => format!("{minutes} min {} s", seconds % 60),
        () if hours < 24 && minutes % 60 == 0 => format!("{hours} h"),
        () if hours < 24 => format!("{hours} h {} min", minutes % 60),
        () if days == 1 => "1 day".to_owned(),
        () => format!("{days} days"),
    }
}

/// Text safe between tags. Leptos escapes by itself, except inside `<textarea>`, whose children it writes as they are.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        let shown: Vec<_> = [0, 999, 1_000, 10_482, 1_234_567]
            .into_iter()
            .map(count)
            .collect();
        assert_eq!(shown, ["0", "999", "1,000", "10,482", "1,234,567"]);
    }

    #[test]
    fn sizes_move_to_the_next_unit_instead_of_showing_a_thousand() {
        let shown: Vec<_> = [
            0,
            512,
            4_200,
            361_000_000,
            999_600_000,
            15_100_000_000,
            1_874_000_000_000,
        ]
        .into_iter()
        .map(size)
        .collect();
        assert_eq!(
            shown,
            [
                "0", "512 B", "4 kB", "361 MB", "1.0 GB", "15.1 GB", "1.87 TB"
            ]
        );
    }

    #[test]
    fn durations_keep_two_units_at_most() {
        let shown: Vec<_> = [
            -5,
            480,
            41_000,
            60_000,
            130_000,
            3_600_000,
            11_520_000,
            86_400_000,
            400_000_000,
        ]
        .into_iter()
        .map(duration)
        .collect();
        assert_eq!(
            shown,
            [
                "0 ms",
                "480 ms",
                "41 s",
                "1 min",
                "2 min 10 s",
                "1 h",
                "3 h 12 min",
                "1 day",
                "4 days"
            ]
        );
    }
}
