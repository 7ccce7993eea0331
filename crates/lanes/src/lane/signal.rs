//! Interrupting a lane: who wants to set a debug hook on a running state sends the lane's thread a signal, and the handler,
//! which runs on that thread, sets the hook, as Lua's own command line does for Ctrl-C. Lua allows `lua_sethook` while a
//! state runs, but not truly in parallel: on 5.4 and 5.5 it writes into the list of active calls, which the running code
//! may be returning from and freeing; on LuaJIT it rewrites the dispatch table of the running code. (Compiled traces look
//! at no hook; they are left to end.)
//!
//! The signal is SIGURG, which nothing else has a use for by default. A host that handles it, from the beginning or later,
//! keeps it; then the hook is set from outside, and on LuaJIT a hook-mode cancel acts in the library's calls only. ThreadSanitizer holds signals back
//! until the next call of a library function, so with it (`--cfg lanes_tsan`) hooks are set from outside too.

use super::cancel::{Hook, begin};
use crate::ffi;
use std::cell::Cell;
use std::ffi::c_int;
use std::sync::Once;
use std::sync::atomic::{AtomicI32, AtomicPtr, Ordering};

/// The hook that the handler is to set, written by the canceller before it sends the signal.
#[derive(Default)]
pub struct Wanted {
    mask: AtomicI32,
    count: AtomicI32,
}

thread_local! {
    /// The state, or the coroutine of it, that this thread runs for a lane. Only this thread touches it, and the handler
    /// on it: atomic so that the handler never finds a state without the place below.
    static RUNNING: AtomicPtr<ffi::lua_State> = const { AtomicPtr::new(std::ptr::null_mut()) };
    /// Where the hook for it is written; valid while the state is there.
    static WANTED: AtomicPtr<Wanted> = const { AtomicPtr::new(std::ptr::null_mut()) };
}

/// The calling thread begins to run a lane's state. Both stay valid until [`leave`].
pub fn enter(l: *mut ffi::lua_State, wanted: *const Wanted) -> libc::pthread_t {
    static ONCE: Once = Once::new();
    ONCE.call_once(install);
    unblock();
    WANTED.with(|at| at.store(wanted.cast_mut(), Ordering::Relaxed));
    switch(l);
    // SAFETY: no precondition.
    unsafe { libc::pthread_self() }
}

/// Lets the signal through to the calling thread, once: it may come from one that has all signals blocked, as in hosts with
/// a thread that waits for them.
fn unblock() {
    thread_local! {
        static DONE: Cell<bool> = const { Cell::new(false) };
    }
    if !DONE.replace(true) && is_ours() {
        // SAFETY: plain calls on a set of signals that they initialize.
        unsafe {
            let mut set: libc::sigset_t = std::mem::zeroed();
            libc::sigemptyset(&raw mut set);
            libc::sigaddset(&raw mut set, libc::SIGURG);
            libc::pthread_sigmask(libc::SIG_UNBLOCK, &raw const set, std::ptr::null_mut());
        }
    }
}

/// The calling thread, which runs a lane, runs this coroutine from here on.
pub fn switch(l: *mut ffi::lua_State) {
    RUNNING.with(|at| at.store(l, Ordering::Release));
}

/// The calling thread has stopped running a lane's state.
pub fn leave() {
    switch(std::ptr::null_mut());
}

/// Has the thread set the hook. The caller holds the lane's close lock, so the thread is alive. False if it cannot be
/// told.
pub fn send(thread: libc::pthread_t, wanted: &Wanted, hook: Hook) -> bool {
    wanted.mask.store(hook.mask, Ordering::Relaxed);
    wanted.count.store(hook.count, Ordering::Release);
    // SAFETY: the thread is alive, as the caller says.
    is_ours() && unsafe { libc::pthread_kill(thread, libc::SIGURG) } == 0
}

/// Whether the handler is ours.
fn is_ours() -> bool {
    // SAFETY: a plain system call on a zeroed C struct.
    unsafe {
        let mut now: libc::sigaction = std::mem::zeroed();
        libc::sigaction(libc::SIGURG, std::ptr::null(), &raw mut now) == 0
            && now.sa_sigaction == OURS as usize
    }
}

/// The handler.
const OURS: extern "C" fn(c_int) = handle;

fn install() {
    if cfg!(lanes_tsan) {
        return;
    }
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
        new.sa_sigaction = OURS as usize;
        new.sa_flags = libc::SA_RESTART;
        libc::sigemptyset(&raw mut new.sa_mask);
        libc::sigaction(libc::SIGURG, &raw const new, std::ptr::null_mut());
    }
}

extern "C" fn handle(_signal: c_int) {
    let l = RUNNING.with(|at| at.load(Ordering::Acquire));
    if l.is_null() {
        return;
    }
    // SAFETY: this thread runs the state, and both pointers are valid until it says `leave`.
    unsafe {
        let wanted = &*WANTED.with(|at| at.load(Ordering::Relaxed));
        let count = wanted.count.load(Ordering::Acquire);
        let mask = wanted.mask.load(Ordering::Relaxed);
        // Nothing is wanted of this lane: the signal was for one that this thread ran before, or is the system's.
        if mask != 0 {
            begin(l, Hook { mask, count });
        }
    }
}
