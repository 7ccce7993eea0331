//! Reading the arguments that the methods share: keys, the optional timeout, counts, limits, hints. Where the dialects
//! read an argument differently, both ways stand side by side.

use super::{CANCEL_ERROR, NULL, Proxy, SharedLinda, shared};
use crate::boundary::{Fault, Kind, Quiet, to_text};
use crate::deep;
use crate::dialect::Dialect;
use crate::value::{DeepKey, Key, read_key};
use ::linda::{Deadline, Restriction, Wake};
use std::ffi::c_int;
use std::sync::Arc;

/// The key at `i` for a slot of this linda.
#[inline]
pub fn key(q: Quiet<'_>, proxy: &Proxy, i: c_int) -> Result<Key, Fault> {
    slot(q, &proxy.linda, proxy.env.universe.dialect(), i)
}

/// The key at `i` for a slot of `linda`.
#[inline]
pub fn slot(q: Quiet<'_>, linda: &Arc<SharedLinda>, dialect: Dialect, i: c_int) -> Result<Key, Fault> {
    match read_key(*q, i) {
        Some(Key::Light(address)) if dialect == Dialect::V4 => light_key(address, i),
        Some(key) => Ok(key),
        None if dialect == Dialect::V4 => deep_key(q, linda, i),
        None => Err(Fault::Error(format!(
            "argument #{i}: invalid key type (not a boolean, string, number or light userdata)"
        ))),
    }
}

/// In 4.x the markers are no keys.
fn light_key(address: usize, i: c_int) -> Result<Key, Fault> {
    match address {
        CANCEL_ERROR => Err(Fault::Error(format!("argument #{i}: can't use lanes.cancel_error as a slot"))),
        NULL => Err(Fault::Error(format!("argument #{i}: can't use lanes.null as a slot"))),
        _ => Ok(Key::Light(address)),
    }
}

/// In 4.x lindas and other deep userdata are keys.
fn deep_key(q: Quiet<'_>, linda: &Arc<SharedLinda>, i: c_int) -> Result<Key, Fault> {
    if let Some(found) = deep::find(*q, i) {
        q.protected(0, 0, &mut (), |r, ()| {
            deep::adopt(r);
            0
        })?;
        let gone = || Fault::Error(format!("argument #{i}: can't use deep userdata that is being deleted"));
        let object = found.share().ok_or_else(gone)?;
        return Ok(Key::Deep(DeepKey { object, user_values: found.user_values() }));
    }
    match shared(*q, i) {
        // Its own name for itself: a linda that holds itself would never be freed.
        Some(key) if Arc::ptr_eq(&key, linda) => Ok(Key::Own),
        Some(key) => Ok(Key::Linda(key)),
        None if q.kind(i) == Kind::Userdata => {
            Err(Fault::Error(format!("argument #{i}: can't use non-deep userdata as a slot")))
        }
        None => Err(Fault::Error(format!(
            "argument #{i}: invalid slot type (not a boolean, string, number or light userdata)"
        ))),
    }
}

/// The optional timeout at 2: a real number of seconds or an explicit nil. Gives the deadline and the index of what
/// follows.
#[inline]
pub fn deadline(q: Quiet<'_>, dialect: Dialect) -> Result<(Deadline, c_int), Fault> {
    match q.kind(2) {
        Kind::Number => {
            let secs = q.number(2).unwrap_or_default();
            if secs.is_nan() && dialect == Dialect::V3 {
                return Err(Fault::Arg(2, "timeout is not a number (nan)".to_owned()));
            }
            if dialect == Dialect::V4 && (secs.is_nan() || secs < 0.0) {
                return Err(Fault::Arg(2, "duration cannot be < 0".to_owned()));
            }
            Ok((Deadline::after_secs(secs), 3))
        }
        Kind::Nil => Ok((Deadline::Never, 3)),
        _ => Ok((Deadline::Never, 2)),
    }
}

/// A count of values at `i`: an integer from `least` up.
pub fn count(q: Quiet<'_>, i: c_int, least: i64, complaint: &str) -> Result<usize, Fault> {
    let n = q.check_integer(i)?;
    if n < least {
        return Err(Fault::Arg(i, complaint.to_owned()));
    }
    Ok(usize::try_from(n).unwrap_or(usize::MAX))
}

/// The limit at 3 as 3.x reads it: negative ones ask for none, fractions are cut off.
pub fn limit3(q: Quiet<'_>) -> Result<Option<usize>, Fault> {
    let n = q.check_number(3)?;
    if n.is_nan() {
        return Err(Fault::Arg(3, "limit is not a number (nan)".to_owned()));
    }
    Ok(limit_of(n))
}

/// The limit that a number asks for in 3.x.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "truncated on purpose, saturating"
)]
pub fn limit_of(n: f64) -> Option<usize> {
    (n > -1.0).then_some(n as usize)
}

/// The limit at 3 as 4.x reads it: an integer from 0 up, or "unlimited".
pub fn limit4(q: Quiet<'_>) -> Result<Option<usize>, Fault> {
    if q.bytes(3) == Some(b"unlimited") {
        return Ok(None);
    }
    count(q, 3, 0, "limit must be >= 0").map(Some)
}

/// The restriction at 3.
pub fn restriction(q: Quiet<'_>) -> Result<Restriction, Fault> {
    match (q.kind(3), q.bytes(3)) {
        (_, Some(b"none")) => Ok(Restriction::None),
        (_, Some(b"set/get")) => Ok(Restriction::SetGet),
        (_, Some(b"send/receive")) => Ok(Restriction::SendReceive),
        (Kind::String | Kind::Number, _) => Err(Fault::Arg(3, "unknown restrict mode".to_owned())),
        _ => Err(q.type_fault(3, "string")),
    }
}

/// The optional hint at 2, which may be "none" where that means something: nothing then.
pub fn hint(q: Quiet<'_>, none: bool) -> Result<Option<Wake>, Fault> {
    if q.top() > 2 {
        return Err(Fault::Arg(2, "wrong number of arguments".to_owned()));
    }
    let hint = match q.kind(2) {
        Kind::None | Kind::Nil => b"both".as_slice().into(),
        Kind::Number => q.describe(2).into_bytes(),
        _ => q.check_string(2)?.to_vec(),
    };
    match hint.as_slice() {
        b"both" => Ok(Some(Wake::Both)),
        b"read" => Ok(Some(Wake::Readers)),
        b"write" => Ok(Some(Wake::Writers)),
        b"none" if none => Ok(None),
        other => Err(Fault::Error(format!("unknown wake hint '{}'", to_text(other)))),
    }
}
