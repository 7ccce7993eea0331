//! `lanes.linda`: arguments and checks.

use super::{SharedLinda, push_new};
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising};
use crate::dialect::Dialect;
use crate::env::Env;
use crate::ffi::{self, HAS_CLOSE};
use std::ffi::c_int;
use std::sync::Arc;
use std::time::Duration;

/// Thirty years: a longer wake period is none.
const LONGEST_PERIOD: f64 = 1e9;

/// What a new linda is to be like.
#[derive(Default)]
struct Wanted {
    name: Vec<u8>,
    wake_period: Option<f64>,
    group_said: bool,
    /// The fields of the table, in the order in which they are checked, are on the stack from this index on.
    fields: Option<c_int>,
}

/// `lanes.linda([name [, group]])`, or `lanes.linda([{name =, group =, wake_period =, close_handler =}])`
pub fn new(q: Quiet<'_>) -> Outcome {
    let env = crate::api::env(q)?;
    let settings = env.universe.settings();
    let mut wanted = Wanted { wake_period: settings.linda_wake_period, ..Wanted::default() };
    let by_table = q.kind(1) == Kind::Table && q.top() == 1;
    match env.universe.dialect() {
        Dialect::V3 if !by_table => wanted.name = name3(q)?.to_vec(),
        dialect => {
            if q.top() > 1 {
                return Err(Fault::Arg(q.top(), "too many arguments".to_owned()));
            }
            if by_table {
                read_fields(q, dialect, settings.nb_user_keepers, &mut wanted)?;
            } else if !q.kind(1).is_none_or_nil() {
                return Err(Fault::Arg(1, "expecting a table".to_owned()));
            }
            if dialect == Dialect::V4 && settings.nb_user_keepers > 0 && !wanted.group_said {
                return Err(Fault::Arg(1, "Group is mandatory in multiple Keeper scenarios".to_owned()));
            }
        }
    }
    let closes = wanted.fields.is_some_and(|fields| HAS_CLOSE && q.kind(fields + 2) != Kind::Nil);
    let period = wanted.wake_period.filter(|p| *p < LONGEST_PERIOD);
    let period = period.and_then(|p| Duration::try_from_secs_f64(p).ok());
    let linda = Arc::new(SharedLinda::with(&wanted.name, period, closes));
    env.universe.lindas.add(&linda);
    let mut new = New { env, linda };
    if closes {
        q.push_value(wanted.fields.unwrap_or_default() + 2);
    } else {
        q.push_nil();
    }
    q.protected(1, 1, &mut new, push)?;
    Ok(Done(1))
}

struct New {
    env: Arc<Env>,
    linda: Arc<SharedLinda>,
}

/// The handler, or nil, is on the stack.
fn push(r: Raising<'_>, new: &mut New) -> c_int {
    push_new(r, &new.env, &new.linda);
    if new.linda.closes {
        r.push_value(1);
        r.set_user_value(-2, 1);
    }
    1
}

/// The arguments of 3.x: the group is a word for compatibility.
fn name3(q: Quiet<'_>) -> Result<&[u8], Fault> {
    Ok(match q.top() {
        0 => b"",
        1 => match q.kind(1) {
            Kind::String => q.check_string(1)?,
            Kind::Number => b"",
            _ => return Err(Fault::Arg(1, "wrong parameter (should be a string or a number)".to_owned())),
        },
        2 => {
            q.check_kind(2, Kind::Number).and(q.check_string(1)).or_else(|f| q.check_string(1).and(Err(f)))?
        }
        n => return Err(Fault::Arg(n, "too many arguments".to_owned())),
    })
}

/// Pushes the fields of the table at 1, and checks them.
fn read_fields(q: Quiet<'_>, dialect: Dialect, groups: u32, wanted: &mut Wanted) -> Result<(), Fault> {
    q.push_value(1);
    q.protected(1, 4, &mut (), |r, ()| {
        for field in ["wake_period", "group", "close_handler", "name"] {
            r.get_field(1, field);
        }
        4
    })?;
    let fields = q.abs(-4);
    wanted.fields = Some(fields);
    read_period(q, fields, wanted)?;
    read_group(q, fields + 1, dialect, groups, wanted)?;
    if HAS_CLOSE {
        check_handler(q, fields + 2)?;
    }
    match q.kind(fields + 3) {
        Kind::Nil => {}
        Kind::String if q.bytes(fields + 3) == Some(b"auto") => wanted.name = position(q)?,
        Kind::String => wanted.name = q.bytes(fields + 3).unwrap_or_default().to_vec(),
        _ => return Err(Fault::Arg(1, "name is not a string".to_owned())),
    }
    Ok(())
}

fn read_period(q: Quiet<'_>, i: c_int, wanted: &mut Wanted) -> Result<(), Fault> {
    match q.kind(i) {
        Kind::Nil => {}
        Kind::String if q.bytes(i) == Some(b"never") => wanted.wake_period = None,
        Kind::String => return Err(Fault::Arg(1, "invalid wake_period".to_owned())),
        Kind::Number => {
            let period = q.number(i).unwrap_or_default();
            if period.is_nan() || period <= 0.0 {
                return Err(Fault::Arg(1, "wake_period must be > 0".to_owned()));
            }
            wanted.wake_period = Some(period);
        }
        kind => {
            return Err(Fault::Arg(1, format!("wake_period: number expected, got {}", kind.name())));
        }
    }
    Ok(())
}

/// The group: any number in 3.x, where it has always been one modulo the keepers; one of the keepers in 4.x, where
/// fractions are cut off. It changes nothing in either.
fn read_group(
    q: Quiet<'_>,
    i: c_int,
    dialect: Dialect,
    groups: u32,
    wanted: &mut Wanted,
) -> Result<(), Fault> {
    if q.kind(i) == Kind::Nil {
        return Ok(());
    }
    let Some(group) = q.number(i) else {
        return Err(Fault::Arg(1, format!("group: number expected, got {}", q.kind(i).name())));
    };
    let in_range = dialect == Dialect::V3 || (0.0..=f64::from(groups)).contains(&group.trunc());
    if group.is_nan() || !in_range {
        return Err(Fault::Arg(1, "group out of range".to_owned()));
    }
    wanted.group_said = true;
    Ok(())
}

fn check_handler(q: Quiet<'_>, i: c_int) -> Result<(), Fault> {
    match q.kind(i) {
        Kind::Nil | Kind::Function => return Ok(()),
        Kind::Table | Kind::Userdata => {}
        _ => return Err(Fault::Arg(1, "__close handler is not a function".to_owned())),
    }
    let mut callable = false;
    q.push_value(i);
    q.protected(1, 0, &mut callable, |r, callable| {
        if r.get_metatable(1) {
            r.push_bytes(b"__call");
            *callable = r.raw_get(-2) != Kind::Nil;
        }
        0
    })?;
    if callable { Ok(()) } else { Err(Fault::Arg(1, "__close handler is not callable".to_owned())) }
}

/// Where the caller is: `source:line`.
fn position(q: Quiet<'_>) -> Result<Vec<u8>, Fault> {
    q.protected(0, 1, &mut (), |r, ()| {
        // SAFETY: inside a protected call. The level above this function is the entry's own, the next its caller.
        unsafe { ffi::luaL_where(r.as_ptr(), 2) };
        1
    })?;
    let at = q.bytes(-1).unwrap_or_default();
    let at = at.strip_suffix(b": ").unwrap_or(at);
    let position = if at.is_empty() { b"<unresolved>".to_vec() } else { at.to_vec() };
    q.pop(1);
    Ok(position)
}
