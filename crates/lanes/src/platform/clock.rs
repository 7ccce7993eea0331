//! Wall-clock time: now, and local dates.

use std::ffi::c_int;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Seconds since the Unix epoch, with a resolution of a microsecond.
pub fn now_secs() -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "a double holds microseconds exactly until the year 2255")]
    let secs = |d: Duration| d.as_micros() as f64 / 1e6;
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => secs(since),
        Err(before) => -secs(before.duration()),
    }
}

/// A date and time of day in the system's time zone, as `os.date("*t")` gives it. Fields outside of their usual range
/// count on into the next larger one.
#[derive(Clone, Copy, Default, Debug)]
pub struct LocalDate {
    /// The year, all digits.
    pub year: i64,
    /// The month from 1.
    pub month: i64,
    /// The day of the month from 1.
    pub day: i64,
    /// The hour.
    pub hour: i64,
    /// The minute.
    pub min: i64,
    /// The second.
    pub sec: i64,
    /// Whether daylight saving time applies; the system decides if it is not said.
    pub isdst: Option<bool>,
}

impl LocalDate {
    /// The date in seconds since the Unix epoch; -1 if the system cannot tell.
    pub fn to_secs(self) -> f64 {
        // SAFETY: all zeros are a valid `tm`: it holds integers, and on some systems a pointer that `mktime` only sets.
        let mut tm: libc::tm = unsafe { std::mem::zeroed() };
        tm.tm_year = clamp(self.year.saturating_sub(1900));
        tm.tm_mon = clamp(self.month.saturating_sub(1));
        tm.tm_mday = clamp(self.day);
        tm.tm_hour = clamp(self.hour);
        tm.tm_min = clamp(self.min);
        tm.tm_sec = clamp(self.sec);
        tm.tm_isdst = self.isdst.map_or(-1, c_int::from);
        // SAFETY: `tm` is ours, and `mktime` may be called by any thread.
        let secs = unsafe { mktime(&raw mut tm) };
        #[allow(clippy::cast_precision_loss, reason = "a date that Lua could use is exact")]
        {
            secs as f64
        }
    }
}

#[cfg(not(windows))]
use libc::mktime;
// The crate has none for Windows, where the C name stands for one of two functions.
#[cfg(windows)]
unsafe extern "C" {
    #[link_name = "_mktime64"]
    fn mktime(date: *mut libc::tm) -> i64;
}

/// The nearest value that C's `int` can hold.
fn clamp(n: i64) -> c_int {
    c_int::try_from(n).unwrap_or(if n < 0 { c_int::MIN } else { c_int::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: LocalDate =
        LocalDate { year: 2024, month: 6, day: 15, hour: 12, min: 0, sec: 0, isdst: None };

    #[test]
    fn the_clock_is_in_this_century() {
        let now = now_secs();
        assert!((1.7e9..4.2e9).contains(&now), "{now}");
        assert!((now * 1e6 - (now * 1e6).round()).abs() < 0.3, "whole microseconds");
    }

    #[test]
    fn dates_become_seconds() {
        // Whatever the time zone, it is within a day of noon in Greenwich.
        let noon = NOON.to_secs();
        assert!((noon - 1_718_452_800.0).abs() <= 14.0 * 3600.0, "{noon}");
        assert_eq!(LocalDate { sec: 5, ..NOON }.to_secs(), noon + 5.0);
        assert_eq!(LocalDate { hour: 0, min: 720, ..NOON }.to_secs(), noon);
        assert_eq!(LocalDate { month: 18, year: 2023, ..NOON }.to_secs(), noon);
    }

    #[test]
    fn nonsense_is_no_panic() {
        assert!(LocalDate::default().to_secs() < 0.0);
        for n in [i64::MIN, i64::MAX] {
            let wild = LocalDate { year: n, month: n, day: n, hour: n, min: n, sec: n, isdst: Some(true) };
            assert!(wild.to_secs().is_finite());
        }
    }
}
