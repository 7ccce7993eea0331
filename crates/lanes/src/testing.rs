//! For tests: Lua states whose allocator can be told to run dry, and pieces of Lua to fill and judge them.

use crate::boundary::{Kind, Quiet, Raising, prepare};
use crate::dialect::Dialect;
use crate::env::Env;
use crate::ffi;
use crate::lane::allocator::Allocator;
use crate::universe::{Fallback, OnLaneError, OnStateCreate, Settings, Universe};
use std::ffi::{c_int, c_void};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

/// What a state's allocator counts. With `allocator = "protected"` the states of lanes have the same one: it is called
/// under a lock then, but told what to do without it.
struct Meter {
    /// Bytes in use.
    used: AtomicUsize,
    /// How many allocations are still granted, or [`ALL`].
    granted: AtomicUsize,
    /// How many allocations fail then, or [`ALL`].
    failing: AtomicUsize,
}

/// No bound.
const ALL: usize = usize::MAX;

impl Meter {
    /// Whether the next allocation is granted.
    fn grants(&self) -> bool {
        match self.granted.load(Relaxed) {
            ALL => return true,
            0 => {}
            n => {
                self.granted.store(n - 1, Relaxed);
                return true;
            }
        }
        match self.failing.load(Relaxed) {
            ALL => false,
            0 => {
                self.granted.store(ALL, Relaxed);
                true
            }
            more => {
                self.failing.store(more - 1, Relaxed);
                false
            }
        }
    }
}

/// What happens when the granted allocations are used up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shortage {
    /// No allocation succeeds any more.
    Lasting,
    /// One fails (with the second attempt that newer Luas make after a collection), and then there is memory again.
    Passing,
}

unsafe extern "C" fn allocate(ud: *mut c_void, at: *mut c_void, old: usize, new: usize) -> *mut c_void {
    // SAFETY: `Host::new` passes its meter, which outlives the state; Lua passes blocks of ours and their sizes.
    unsafe {
        let meter = &*ud.cast::<Meter>();
        let old = if at.is_null() { 0 } else { old };
        if new == 0 {
            libc::free(at);
            meter.used.fetch_sub(old, Relaxed);
            return std::ptr::null_mut();
        }
        // Lua relies on shrinking, which never fails.
        if new > old && !meter.grants() {
            return std::ptr::null_mut();
        }
        let block = libc::realloc(at, new);
        if !block.is_null() {
            meter.used.fetch_add(new, Relaxed);
            meter.used.fetch_sub(old, Relaxed);
        }
        block
    }
}

/// A Lua state of a test's own.
pub struct Host {
    l: *mut ffi::lua_State,
    meter: Box<Meter>,
}

impl Host {
    /// A state with its libraries open.
    pub fn new() -> Host {
        let host = Host::bare();
        let q = host.q();
        assert!(prepare(q).is_ok());
        assert!(q.protected(0, 0, &mut (), open).is_ok());
        host
    }

    /// A state without anything, not even what protected calls use.
    pub fn bare() -> Host {
        let all = || AtomicUsize::new(ALL);
        let meter = Box::new(Meter { used: AtomicUsize::new(0), granted: all(), failing: all() });
        let ud = std::ptr::from_ref(&*meter).cast_mut().cast();
        // SAFETY: the meter lives as long as the state.
        let l = unsafe {
            #[cfg(feature = "lua55")]
            let l = mlua_sys::lua_newstate(allocate, ud, 1);
            #[cfg(not(feature = "lua55"))]
            let l = mlua_sys::lua_newstate(allocate, ud);
            l
        };
        assert!(!l.is_null(), "no state with an allocator of our own");
        Host { l, meter }
    }

    /// A state with its libraries and its data in that universe.
    pub fn with(universe: &Arc<Universe>) -> (Host, Arc<Env>) {
        let host = Host::new();
        let env = Env::new(universe.clone(), None);
        assert!(Env::attach(host.q(), &env).is_ok());
        (host, env)
    }

    /// The state, for calls that do not raise.
    pub fn q(&self) -> Quiet<'_> {
        // SAFETY: the state lives as long as the token, and a test's frames are its outermost.
        unsafe { Quiet::new(self.l) }
    }

    /// Runs `f` with only that many allocations.
    pub fn with_allocations<T>(&self, granted: usize, f: impl FnOnce() -> T) -> T {
        self.with_shortage(granted, Shortage::Lasting, f)
    }

    /// Runs `f` with a shortage after that many allocations.
    pub fn with_shortage<T>(&self, granted: usize, shortage: Shortage, f: impl FnOnce() -> T) -> T {
        // 5.1 and LuaJIT do not try again.
        let failures = if cfg!(any(feature = "lua51", feature = "luajit")) { 1 } else { 2 };
        self.meter.failing.store(if shortage == Shortage::Passing { failures } else { ALL }, Relaxed);
        self.meter.granted.store(granted, Relaxed);
        let result = f();
        self.meter.granted.store(ALL, Relaxed);
        result
    }

    /// Calls a piece of Lua with the top `nargs` values. Gives the number of results or the error's text.
    pub fn run(&self, code: &str, nargs: c_int) -> Result<c_int, String> {
        let q = self.q();
        let below = q.top() - nargs;
        let mut call = (code, nargs);
        let done = q.protected(nargs, ffi::LUA_MULTRET, &mut call, |r, (code, nargs)| {
            // SAFETY: inside a protected call.
            let status = unsafe { ffi::loadbuffer(r.as_ptr(), code.as_bytes(), c"=test", c"t") };
            if status != ffi::LUA_OK {
                r.throw();
            }
            r.insert(1);
            r.call(*nargs, ffi::LUA_MULTRET);
            r.top()
        });
        match done {
            Ok(()) => {
                // All results were asked for: there may be no room above them.
                assert!((*q).check_stack(20));
                Ok(q.top() - below)
            }
            Err(_) => Err(self.take_text()),
        }
    }

    /// As [`Host::run`], and no error is expected.
    #[track_caller]
    pub fn must(&self, code: &str, nargs: c_int) -> c_int {
        self.run(code, nargs).unwrap_or_else(|text| panic!("{text}\nin: {code}"))
    }

    /// Pops an error and gives its text.
    pub fn take_text(&self) -> String {
        let q = self.q();
        let text = if q.kind(-1) == Kind::Nil { "nil".to_owned() } else { q.describe(-1) };
        q.pop(1);
        text
    }

    /// Makes a C function a global.
    pub fn set_global(&self, name: &'static str, f: ffi::lua_CFunction) {
        let mut global = (name, f);
        let done = self.q().protected(0, 0, &mut global, |r, (name, f)| {
            r.push_globals();
            r.push_c_function(*f);
            r.set_field(-2, name);
            0
        });
        assert!(done.is_ok());
    }

    /// Closes the state: all that it allocated was given back.
    pub fn close(self) {
        drop(self);
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // SAFETY: ours, and closed once.
        unsafe { ffi::lua_close(self.l) };
        if !std::thread::panicking() {
            assert_eq!(self.meter.used.load(Relaxed), 0, "memory of the state is left");
        }
    }
}

fn open(r: Raising<'_>, (): &mut ()) -> c_int {
    // SAFETY: inside a protected call.
    unsafe { ffi::luaL_openlibs(r.as_ptr()) };
    0
}

/// A universe with settings that do nothing.
pub fn universe() -> Arc<Universe> {
    Universe::new(Settings {
        dialect: Dialect::V3,
        convert_fallback: Fallback::None,
        convert_max_attempts: 1,
        strip_functions: false,
        linda_wake_period: None,
        nb_user_keepers: 0,
        verbose_errors: false,
        demote_full_userdata: false,
        track_lanes: false,
        with_timers: false,
        shutdown_timeout: Duration::ZERO,
        on_state_create: OnStateCreate::None,
        allocator: Allocator::Default,
        on_lane_error: OnLaneError::Ignore,
    })
}

/// Tries `f` with 0, 1, 2 .. allocations, each time in what `fresh` makes, until it succeeds. `f` tells whether it did and
/// fails in no other way; `after` sees what is left then. Gives the number of tries that failed.
pub fn until_enough<T>(fresh: impl Fn() -> T, f: impl Fn(&T, usize) -> bool, after: impl Fn(T)) -> usize {
    for granted in 0..20_000 {
        let at = fresh();
        let done = f(&at, granted);
        after(at);
        if done {
            return granted;
        }
    }
    panic!("never enough memory");
}
