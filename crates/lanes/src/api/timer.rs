//! Timers as Lua sees them: all arguments are checked here, before anything is changed.

use super::time;
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising};
use crate::env::Env;
use crate::lindas::{self, SharedLinda};
use crate::platform;
use crate::timers::{self, First, Pending};
use crate::value::Key;
use std::ffi::c_int;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Thirty years: a timer that is due later than that is as good as due never, and every clock can hold it.
const NEVER: Duration = Duration::from_secs(1_000_000_000);

/// What the third argument asks for.
enum Asked {
    /// nil or false.
    Stop,
    /// 0: set the key at once.
    AtOnce,
    /// At a time, in seconds since the epoch, which is so many from now; negative if that has passed.
    At { when: f64, ahead: f64 },
}

/// `lanes.timer(linda, key, first [, period])`
pub fn timer(q: Quiet<'_>) -> Outcome {
    let env = active_env(q)?;
    let linda = lindas::shared(*q, 1).ok_or_else(|| Fault::Error("expecting a Linda".to_owned()))?;
    let key = lindas::read_slot(q, &linda, env.universe.dialect(), 2)?;
    let asked = read_first(q)?;
    let period = if matches!(asked, Asked::Stop) { None } else { read_period(q)? };
    let now = Instant::now();
    let first = match (asked, period) {
        (Asked::Stop, _) => None,
        (Asked::AtOnce, _) => {
            timers::beat(&linda, &key);
            period.map(|period| First {
                due: later(now, period),
                when: platform::now_secs() + period.as_secs_f64(),
            })
        }
        (Asked::At { when, ahead }, _) if ahead > 0.0 => {
            Some(First { due: later(now, duration(ahead)), when })
        }
        (Asked::At { when, .. }, None) => Some(First { due: now, when }),
        (Asked::At { when, ahead }, Some(period)) => {
            // The clock of timers need not reach back to the first time: so the beat that is late is not left to them.
            if env.universe.timers.is_open() {
                timers::beat(&linda, &key);
            }
            let missed = beats_until_now(-ahead, period) * period.as_secs_f64();
            let next = ahead_of(missed + ahead, period);
            let about = platform::now_secs() + next.as_secs_f64();
            // Not for a time so long ago, or a period so short, that there are no digits for it.
            let exact = Some(when + missed).filter(|exact| (exact - about).abs() < 1.0);
            Some(First { due: later(now, next), when: exact.unwrap_or(about) })
        }
    };
    apply(&env, &linda, key, first, period)
}

/// How many periods after its first time a timer fires next that is so many seconds late.
fn beats_until_now(late: f64, period: Duration) -> f64 {
    (late / period.as_secs_f64()).floor() + 1.0
}

/// So many seconds, which are more than none and no more than a period but for rounding.
fn ahead_of(secs: f64, period: Duration) -> Duration {
    Duration::try_from_secs_f64(secs.max(0.0)).map_or(period, |ahead| ahead.min(period))
}

/// So many seconds, which are not negative.
fn duration(secs: f64) -> Duration {
    Duration::try_from_secs_f64(secs).unwrap_or(NEVER)
}

/// Sets the timer, or removes it.
fn apply(
    env: &Env,
    linda: &Arc<SharedLinda>,
    key: Key,
    first: Option<First>,
    period: Option<Duration>,
) -> Outcome {
    let timers = &env.universe.timers;
    match first {
        None => timers.remove(linda, key),
        Some(first) => timers
            .set(linda, key, first, period)
            .map_err(|error| Fault::Error(format!("could not start the timer thread: {error}")))?,
    }
    Ok(Done(0))
}

/// The state's data, if timers are switched on.
fn active_env(q: Quiet<'_>) -> Result<Arc<Env>, Fault> {
    let env = crate::api::env(q)?;
    if env.universe.settings().with_timers {
        Ok(env)
    } else {
        Err(Fault::Error("timers are not active".to_owned()))
    }
}

fn later(now: Instant, by: Duration) -> Instant {
    now.checked_add(by.min(NEVER)).unwrap_or(now)
}

/// A number or numeric string at `i`, which is not NaN.
fn read_secs(q: Quiet<'_>, i: c_int, expected: &str) -> Result<f64, Fault> {
    let secs = q.number(i).ok_or_else(|| q.type_fault(i, expected))?;
    if secs.is_nan() {
        return Err(Fault::Arg(i, "time is not a number (nan)".to_owned()));
    }
    Ok(secs)
}

fn read_first(q: Quiet<'_>) -> Result<Asked, Fault> {
    match q.kind(3) {
        Kind::None | Kind::Nil => Ok(Asked::Stop),
        Kind::Boolean if !q.truthy(3) => Ok(Asked::Stop),
        Kind::Table => {
            let date = time::date_secs(q, 3)?;
            // As an empty table, for one.
            if date <= 0.0 {
                return Err(Fault::Arg(3, "not a date after 1970".to_owned()));
            }
            Ok(Asked::At { when: date, ahead: date - platform::now_secs() })
        }
        _ => {
            let secs = read_secs(q, 3, "number, date table, nil or false")?;
            Ok(if secs == 0.0 {
                Asked::AtOnce
            } else {
                Asked::At { when: platform::now_secs() + secs, ahead: secs }
            })
        }
    }
}

/// The optional period; what is not positive is none.
fn read_period(q: Quiet<'_>) -> Result<Option<Duration>, Fault> {
    if q.kind(4).is_none_or_nil() {
        return Ok(None);
    }
    let secs = read_secs(q, 4, "number or nil")?;
    // The shortest is not rounded to none.
    Ok((secs > 0.0).then(|| duration(secs).max(Duration::from_nanos(1))))
}

/// `lanes.timers()`: a list of `{linda, key, {when, period}}`.
pub fn timers(q: Quiet<'_>) -> Outcome {
    let env = active_env(q)?;
    let pending = env.universe.timers.list();
    q.protected(0, 1, &mut (env, pending), push_pending)?;
    Ok(Done(1))
}

fn push_pending(r: Raising<'_>, ctx: &mut (Arc<Env>, Vec<Pending>)) -> c_int {
    let (env, pending) = ctx;
    r.need_stack(24);
    r.create_table(pending.len(), 0);
    for (n, timer) in (1..=i32::MAX).zip(pending) {
        r.create_table(3, 0);
        lindas::push_proxy(r, env, &timer.linda);
        r.raw_seti(-2, 1);
        lindas::push_key(r, env, &timer.linda, &timer.key);
        r.raw_seti(-2, 2);
        r.create_table(2, 0);
        r.push_num(timer.when);
        r.raw_seti(-2, 1);
        if let Some(period) = timer.period {
            r.push_num(period);
            r.raw_seti(-2, 2);
        }
        r.raw_seti(-2, 3);
        r.raw_seti(-2, n);
    }
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_beat_is_on_the_grid_and_ahead() {
        let hour = Duration::from_secs(3600);
        let until_next = |late, period: Duration| {
            ahead_of(beats_until_now(late, period) * period.as_secs_f64() - late, period)
        };
        let next = |late, period| until_next(late, period).as_secs_f64();
        assert_eq!(next(3.5 * 3600.0, hour), 1800.0);
        assert_eq!(next(7200.0, hour), 3600.0, "a beat due right now is the late one");
        assert!((next(0.1, Duration::from_millis(300)) - 0.2).abs() < 1e-9);
        for late in [0.0, 1e9, 1e300, f64::INFINITY] {
            for period in [Duration::from_nanos(1), hour, NEVER] {
                assert!(until_next(late, period) <= period, "{late} {period:?}");
            }
        }
    }
}
