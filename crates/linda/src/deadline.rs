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

    /// The deadline that lies so far ahead; what no clock can hold is for ever.
    #[must_use]
    pub fn after(duration: Duration) -> Deadline {
        Instant::now().checked_add(duration).map_or(Deadline::Never, Deadline::At)
    }

    /// The earlier of two deadlines.
    #[must_use]
    pub fn earlier(self, other: Deadline) -> Deadline {
        match (self, other) {
            (Deadline::Now, _) | (_, Deadline::Now) => Deadline::Now,
            (Deadline::Never, d) | (d, Deadline::Never) => d,
            (Deadline::At(a), Deadline::At(b)) => Deadline::At(a.min(b)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earlier_of_two() {
        let (a, b) = (Deadline::after(Duration::ZERO), Deadline::after(Duration::from_secs(9)));
        assert_eq!((a.earlier(b), b.earlier(a)), (a, a));
        assert_eq!((a.earlier(Deadline::Never), Deadline::Never.earlier(a)), (a, a));
        assert_eq!((a.earlier(Deadline::Now), Deadline::Now.earlier(a)), (Deadline::Now, Deadline::Now));
        assert_eq!(Deadline::after(Duration::MAX), Deadline::Never);
    }

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
