//! What is left of Lanes in a process that came to be by a fork: the thread that forked, and copies of what the others
//! worked on. The parent's lanes are told to have died, so that nobody waits for them; nothing that they slept on wakes
//! them instead of those that live; and there is no timer set, and no thread of the pool idle. New lanes can be started.
//!
//! A lock that another thread held in the moment of the fork stays locked, as everywhere (POSIX lets such a process call
//! little before `exec`). Ours are held briefly, but for the one that serialises `require`, which is held while Lua runs.

use crate::lane::{self, Lane};
use crate::live;
use crate::universe::Universe;
use std::sync::Arc;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many forks this process descends by from the one that loaded the library. Written in the child, where no other
/// thread is.
static FORKS: AtomicUsize = AtomicUsize::new(0);

/// See [`FORKS`].
#[inline]
pub fn count() -> usize {
    FORKS.load(Ordering::Relaxed)
}

/// Has forks counted from here on. The library is never unloaded.
pub fn watch() {
    static WATCHES: Once = Once::new();
    WATCHES.call_once(register);
}

fn register() {
    // SAFETY: the handler writes atomics, which is allowed there, and does not unwind. If it cannot be registered, forked
    // processes are as they would be without it.
    #[cfg(unix)]
    unsafe {
        libc::pthread_atfork(None, None, Some(in_child))
    };
}

#[cfg_attr(not(unix), allow(dead_code, reason = "there is no fork"))]
unsafe extern "C" fn in_child() {
    FORKS.fetch_add(1, Ordering::Relaxed);
    ::linda::Running::only_this_thread();
    lane::forget_threads();
}

/// What a universe has to do after a fork, by the only thread there is; `mine` is the lane that it runs.
#[cold]
pub fn settle(universe: &Universe, mine: Option<&Arc<Lane>>) {
    let is_mine = |lane: &Arc<Lane>| mine.is_some_and(|mine| Arc::ptr_eq(mine, lane));
    let lost = universe.lanes.lose(is_mine);
    lost.iter().for_each(|lane| lane.lose());
    universe.lindas.forget_waiters();
    universe.timers.lose_thread();
    // What the others owned is never given back.
    live::abandoned(lost.len() + 1);
}
