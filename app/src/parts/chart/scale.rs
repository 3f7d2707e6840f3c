//! The scale at the side: from nought to the first round number above everything.

/// Most lines above nought.
const LINES: u32 = 4;

/// The round values to draw lines at, from nought upwards. Never empty, and the last is above nought.
pub(super) fn ticks(most: f64, is_whole: bool, top: Option<f64>) -> Vec<f64> {
    let most = if most.is_finite() { most } else { 0.0 };
    let (step, lines) = match top.filter(|top| *top > 0.0) {
        Some(top) => (top / f64::from(LINES), LINES),
        None => {
            let step = step(most, is_whole);
            let lines = (1..LINES)
                .find(|lines| step * f64::from(*lines) >= most)
                .unwrap_or(LINES);
            (step, lines)
        }
    };
    (0..=lines).map(|line| step * f64::from(line)).collect()
}

/// The smallest of 1, 2, 2.5 and 5 times a power of ten that reaches `most` in [`LINES`] steps.
fn step(most: f64, is_whole: bool) -> f64 {
    if most <= 0.0 {
        return 1.0;
    }
    let least = most / f64::from(LINES);
    let power = 10_f64.powf(least.log10().floor());
    let round = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|times| times * power)
        .filter(|step| !is_whole || (*step >= 1.0 && step.fract() == 0.0))
        .find(|step| *step >= least);
    round.unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_at_round_values_and_the_last_is_above_everything() {
        let of = |most, is_whole| ticks(most, is_whole, None);
        assert_eq!(of(18_240.0, true), [0.0, 5e3, 10e3, 15e3, 20e3]);
        assert_eq!(of(3.0, true), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(of(0.0, true), [0.0, 1.0]);
        assert_eq!(of(f64::NAN, false), [0.0, 1.0]);
        assert_eq!(of(0.9, false), [0.0, 0.25, 0.5, 0.75, 1.0]);
        assert_eq!(of(9.0, true), [0.0, 5.0, 10.0]);
        assert_eq!(of(41.0, true), [0.0, 20.0, 40.0, 60.0]);
        assert_eq!(
            ticks(12.0, false, Some(100.0)),
            [0.0, 25.0, 50.0, 75.0, 100.0]
        );
        for most in [1.0, 7.0, 99.0, 101.0, 12_345_678.0] {
            let ticks = of(most, true);
            assert!(ticks.last().is_some_and(|last| *last >= most), "{most}");
            assert!(ticks.iter().all(|tick| tick.fract() == 0.0), "{most}");
        }
    }
}
