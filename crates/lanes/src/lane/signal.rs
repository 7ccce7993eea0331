//! Interrupting a lane on LuaJIT. There `lua_sethook` rewrites the dispatch table that the running code uses, so only the
//! lane's own thread may call it: the canceller sends that thread a signal, and the handler, which runs on it, sets the
//! hook, as LuaJIT's own command line does for Ctrl-C. Compiled traces look at no hook; they are left to end.
//!
//! The signal is SIGURG, which nothing else has a use for by default; a host that handles it keeps it, and a hook-mode
//! cancel then acts in the library's calls only.

use super::cancel::{Hook, interrupt};
use crate::ffi;
use std::cell::Cell;
use std::ffi::c_int;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

/// The hook that the handler is to set, written by the canceller before it sends the signal.
#[derive(Default)]
pub struct Wanted {
    mask: AtomicI32,
    count: AtomicI32,
}

thread_local! {
    /// The state that this thread runs for a lane, and where its hook is written. Only this thread touches it.
    static RUNNING: Cell<(*mut ffi::lua_State, *const Wanted)> =
        const { Cell::new((std::ptr::null_mut(), std::ptr::null())) };
}

/// The handler is ours.
static INSTALLED: AtomicBool = AtomicBool::new(false);

/// The calling thread begins to run a lane's state. Both stay valid until [`leave`].
pub fn enter(l: *mut ffi::lua_State, wanted: *const Wanted) -> libc::pthread_t {
    static ONCE: Once = Once::new();
    ONCE.call_once(install);
    RUNNING.set((l, wanted));
    // SAFETY: no precondition.
    unsafe { libc::pthread_self() }
}

/// The calling thread has stopped running a lane's state.
pub fn leave() {
    RUNNING.set((std::ptr::null_mut(), std::ptr::null()));
}

/// Has the thread set the hook. The caller holds the lane's close lock, so the thread is alive.
pub fn send(thread: libc::pthread_t, wanted: &Wanted, hook: Hook) {
    wanted.mask.store(hook.mask, Ordering::Relaxed);
    wanted.count.store(hook.count, Ordering::Release);
    if INSTALLED.load(Ordering::Acquire) {
        // SAFETY: the thread is alive, as the caller says.
        unsafe {
            libc::pthread_kill(thread, libc::SIGURG);
        }
    }
}

fn install() {
    // SAFETY: plain system calls on zeroed C structs; the handler is async-signal-safe: it reads a thread-local that
    // needs no initialization and sets a debug hook.
    unsafe {
        let mut old: libc::sigaction = std::mem::zeroed();
        if libc::sigaction(libc::SIGURG, std::ptr::null(), &raw mut old) != 0
            || (old.sa_sigaction != libc::SIG_DFL && old.sa_sigaction != libc::SIG_IGN)
        {
            return;
        }
        let mut new: libc::sigaction = std::mem::zeroed();
        new.sa_sigaction = handle as extern "C" fn(c_int) as usize;
        new.sa_flags = libc::SA_RESTART;
        libc::sigemptyset(&raw mut new.sa_mask);
        INSTALLED.store(
            libc::sigaction(libc::SIGURG, &raw const new, std::ptr::null_mut()) == 0,
            Ordering::Release,
        );
    }
}

extern "C" fn handle(_signal: c_int) {
    let (l, wanted) = RUNNING.get();
    if l.is_null() {
        return;
    }
    // SAFETY: this thread runs the state, and both pointers are valid until it says `leave`.
    unsafe {
        let count = (*wanted).count.load(Ordering::Acquire);
        ffi::lua_sethook(l, Some(interrupt), (*wanted).mask.load(Ordering::Relaxed), count);
    }
}
