//! How long an operation may wait. Plain data: no locks, any thread.

use std::time::{Duration, Instant};

/// When a waiting operation gives up. It is fixed when the operation starts, so wake-ups never extend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// Wait for ever.
    Never,
    /// Wait until that instant.
    At(Instant),
    /// Do not wait: try once.
    Now,
}

/// Thirty years: beyond that a timeout is "for ever", which keeps every platform's clock arithmetic in range.
const FOR_EVER_SECS: f64 = 1e9;

impl Deadline {
    /// The deadline that lies `secs` seconds ahead. Negative means for ever, zero (and NaN) do not wait; what no clock
    /// can hold is for ever too.
    #[must_use]
    pub fn after_secs(secs: f64) -> Deadline {
        if secs.is_nan() || secs == 0.0 {
            return Deadline::Now;
        }
        if !(0.0..FOR_EVER_SECS).contains(&secs) {
            return Deadline::Never;
        }
        match Duration::try_from_secs_f64(secs).ok().and_then(|d| Instant::now().checked_add(d)) {
            Some(at) => Deadline::At(at),
            None => Deadline::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_deadlines() {
        for never in [-1.0, -1e-9, f64::NEG_INFINITY, f64::INFINITY, 1e300, 1e19] {
            assert_eq!(Deadline::after_secs(never), Deadline::Never, "{never}");
        }
        for now in [0.0, -0.0, f64::NAN] {
            assert_eq!(Deadline::after_secs(now), Deadline::Now, "{now}");
        }
        let before = Instant::now();
        let Deadline::At(at) = Deadline::after_secs(2.5) else { panic!("a finite timeout has an instant") };
        assert!(
            at >= before + Duration::from_millis(2500) && at <= Instant::now() + Duration::from_millis(2500)
        );
        assert!(matches!(Deadline::after_secs(1e-12), Deadline::At(_)));
    }
}
