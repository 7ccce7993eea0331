//! Lindas for threads without a Lua state: the functions of `include/lanes/lanes.h`, which C code finds through the
//! registry of any state that Lanes is set up in. Layouts are those of version 1 of that interface, which stays.
//!
//! These functions are called from any thread and never from inside ours; they take no lock but a linda's own.

use crate::boundary::{Quiet, Raising};
use crate::ffi::{self, lua_State};
use crate::lindas::{self, SharedLinda};
use crate::platform;
use crate::universe::Universe;
use crate::value::{Key, Value};
use ::linda::{Deadline, Refused, SendOutcome, Waiter};
use std::ffi::{c_char, c_int, c_uint};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};

/// The field of the registry that holds the address of the table.
const KEY: &str = "lanes.api.1";

/// `lanes_outcome`
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Answer {
    Done = 0,
    TimedOut = 1,
    Cancelled = 2,
    Closed = 3,
    Invalid = 4,
    Failed = 5,
}

/// `lanes_value`
#[repr(C)]
struct Item {
    kind: c_int,
    boolean: c_int,
    integer: i64,
    number: f64,
    string: *const c_char,
    length: usize,
}

/// `lanes_api`
#[repr(C)]
struct Api {
    version: c_uint,
    size: c_uint,
    linda_at: unsafe extern "C" fn(*mut lua_State, c_int) -> *mut Handle,
    linda_retain: unsafe extern "C" fn(*mut Handle) -> *mut Handle,
    linda_release: unsafe extern "C" fn(*mut Handle),
    linda_send: unsafe extern "C" fn(*mut Handle, *const Item, *const Item, f64) -> Answer,
    linda_set: unsafe extern "C" fn(*mut Handle, *const Item, *const Item) -> Answer,
    linda_cancel: unsafe extern "C" fn(*mut Handle, c_int) -> Answer,
    linda_wake: unsafe extern "C" fn(*mut Handle, c_int) -> Answer,
}

#[allow(clippy::cast_possible_truncation, reason = "some tens of bytes")]
static API: Api = Api {
    version: 1,
    size: size_of::<Api>() as c_uint,
    linda_at,
    linda_retain,
    linda_release,
    linda_send,
    linda_set,
    linda_cancel,
    linda_wake,
};

/// `lanes_linda`: one reference, given to C as the address of a box.
#[repr(C)]
struct Handle {
    api: &'static Api,
    linda: Arc<SharedLinda>,
    /// Not kept alive: a reference that C holds on to must not hold up the end of anything.
    universe: Weak<Universe>,
}

thread_local! {
    /// Where a thread without a state waits.
    static WAITER: Arc<Waiter> = Waiter::new();
}

/// Lets C code find the functions in this state.
pub fn publish(r: Raising<'_>) {
    r.push_light((&raw const API).cast_mut().cast());
    r.set_field(ffi::LUA_REGISTRYINDEX, KEY);
}

/// Makes sure that the library of the C function that runs stays loaded: a thread of its may still be on its way out of a
/// call when the state has closed, and would have unloaded it.
fn pin_caller(q: Quiet<'_>) {
    // SAFETY: zero is a valid value of this plain C struct. Nothing raises; there is room for the function.
    unsafe {
        let mut ar: ffi::lua_Debug = std::mem::zeroed();
        if q.check_stack(1)
            && ffi::lua_getstack(q.as_ptr(), 0, &raw mut ar) != 0
            && ffi::lua_getinfo(q.as_ptr(), c"f".as_ptr(), &raw mut ar) != 0
        {
            if let Some(function) = q.c_function(-1) {
                platform::pin_owner(function as usize);
            }
            q.pop(1);
        }
    }
}

unsafe extern "C" fn linda_at(l: *mut lua_State, i: c_int) -> *mut Handle {
    // SAFETY: the header's contract: a live state that this thread runs. Nothing here raises.
    let q = unsafe { Quiet::new(l) };
    let found = catch_unwind(AssertUnwindSafe(|| {
        let proxy = lindas::proxy(*q, i)?;
        pin_caller(q);
        let universe = Arc::downgrade(&proxy.env.universe);
        Some(Box::new(Handle { api: &API, linda: proxy.linda.clone(), universe }))
    }));
    found.ok().flatten().map_or(std::ptr::null_mut(), Box::into_raw)
}

unsafe extern "C" fn linda_retain(at: *mut Handle) -> *mut Handle {
    // SAFETY: the header's contract: a reference that was not given back.
    let handle = unsafe { &*at };
    let copy = Handle { api: handle.api, linda: handle.linda.clone(), universe: handle.universe.clone() };
    Box::into_raw(Box::new(copy))
}

unsafe extern "C" fn linda_release(at: *mut Handle) {
    // SAFETY: as for `linda_retain`, and it is not used again. What the linda holds is dropped, which calls no Lua.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(unsafe { Box::from_raw(at) })));
}

unsafe extern "C" fn linda_send(
    at: *mut Handle,
    key: *const Item,
    value: *const Item,
    timeout: f64,
) -> Answer {
    // SAFETY: the header's contract: both are readable, and so are their strings.
    let (key, value) = unsafe { (read_key(key), read_value(value)) };
    // SAFETY: as for `linda_retain`.
    unsafe {
        with(at, |linda| {
            let (Some(key), Some(value)) = (key, value) else { return Answer::Invalid };
            // Woken by a receiver that makes room, and by `cancel`; a thread without a state has no other canceller.
            let deadline = if timeout < 0.0 { Deadline::Never } else { Deadline::after_secs(timeout) };
            match WAITER.with(|waiter| linda.store.send(&key, &mut Some(value), deadline, waiter)) {
                SendOutcome::Sent => Answer::Done,
                SendOutcome::TimedOut => Answer::TimedOut,
                SendOutcome::Cancelled(_) => Answer::Cancelled,
                SendOutcome::Restricted => Answer::Invalid,
            }
        })
    }
}

unsafe extern "C" fn linda_set(at: *mut Handle, key: *const Item, value: *const Item) -> Answer {
    // SAFETY: as for `linda_send`.
    let (key, value) = unsafe { (read_key(key), read_value(value)) };
    // SAFETY: as for `linda_retain`.
    unsafe {
        with(at, |linda| {
            let (Some(key), Some(value)) = (key, value) else { return Answer::Invalid };
            match linda.store.set(&key, &mut Some(value)) {
                Ok(_) => Answer::Done,
                Err(Refused::Cancelled) => Answer::Cancelled,
                Err(Refused::Restricted) => Answer::Invalid,
            }
        })
    }
}

unsafe extern "C" fn linda_cancel(at: *mut Handle, whom: c_int) -> Answer {
    // SAFETY: as for `linda_retain`.
    unsafe {
        with(at, |linda| {
            match wake_of(whom) {
                Some(wake) => linda.store.cancel(wake),
                None if whom == 0 => linda.store.clear_cancel(),
                None => return Answer::Invalid,
            }
            Answer::Done
        })
    }
}

unsafe extern "C" fn linda_wake(at: *mut Handle, whom: c_int) -> Answer {
    // SAFETY: as for `linda_retain`.
    unsafe {
        with(at, |linda| {
            match wake_of(whom) {
                Some(wake) => linda.store.wake(wake),
                None if whom == 0 => {}
                None => return Answer::Invalid,
            }
            Answer::Done
        })
    }
}

/// `lanes_wake`, where it names somebody.
fn wake_of(whom: c_int) -> Option<::linda::Wake> {
    match whom {
        1 => Some(::linda::Wake::Readers),
        2 => Some(::linda::Wake::Writers),
        3 => Some(::linda::Wake::Both),
        _ => None,
    }
}

/// Runs `f` on the linda of a reference, unless its universe has closed.
///
/// # Safety
/// `at` is a reference that was not given back.
unsafe fn with(at: *mut Handle, f: impl FnOnce(&SharedLinda) -> Answer) -> Answer {
    // SAFETY: the caller's promise.
    let handle = unsafe { &*at };
    let done = catch_unwind(AssertUnwindSafe(|| {
        let open = handle.universe.upgrade().is_some_and(|universe| !universe.is_closed());
        if open { f(&handle.linda) } else { Answer::Closed }
    }));
    done.unwrap_or(Answer::Failed)
}

/// The value of an item.
///
/// # Safety
/// `at` and its string are readable.
unsafe fn read_value(at: *const Item) -> Option<Value> {
    // SAFETY: the caller's promise.
    let item = unsafe { &*at };
    Some(match item.kind {
        0 => Value::Nil,
        1 => Value::Bool(item.boolean != 0),
        // SAFETY: as above.
        2 => Value::Int(item.integer),
        3 => Value::Num(item.number),
        // SAFETY: as above.
        4 => Value::from_bytes(unsafe { bytes(item) }?),
        _ => return None,
    })
}

/// The key that an item stands for.
///
/// # Safety
/// As [`read_value`].
unsafe fn read_key(at: *const Item) -> Option<Key> {
    // SAFETY: the caller's promise.
    let item = unsafe { &*at };
    match item.kind {
        1 => Some(Key::Bool(item.boolean != 0)),
        2 => Some(Key::Int(item.integer)),
        3 => Key::from_number(item.number),
        // SAFETY: as above.
        4 => Some(Key::from_bytes(unsafe { bytes(item) }?)),
        _ => None,
    }
}

/// The bytes of a string item.
///
/// # Safety
/// As [`read_value`].
unsafe fn bytes(item: &Item) -> Option<&[u8]> {
    if item.string.is_null() {
        return (item.length == 0).then_some(&[]);
    }
    // SAFETY: the caller's promise.
    Some(unsafe { std::slice::from_raw_parts(item.string.cast(), item.length) })
}
