//! Interrupting what a host's main state waits for, so that the host can stop its script at any time (Ctrl-C).
//!
//! The host sets a debug hook that raises, and calls [`interrupt_waits`]: a send, receive, join or sleep of a main state
//! comes back at once, and the hook is called before the script sees anything of it. Lanes are left alone.

use crate::boundary::{Done, Fault, Outcome, Quiet};
use ::linda::Waiter;
use parking_lot::Mutex;
use std::sync::{Arc, Weak};

/// Where the main states of this process wait. Locked for moments, by any thread.
static MAIN_WAITERS: Mutex<Vec<Weak<Waiter>>> = Mutex::new(Vec::new());

/// A main state has been configured.
pub fn watch(waiter: &Arc<Waiter>) {
    let mut waiters = MAIN_WAITERS.lock();
    waiters.retain(|known| known.strong_count() > 0);
    waiters.push(Arc::downgrade(waiter));
}

fn each(f: impl Fn(&Waiter)) {
    MAIN_WAITERS.lock().iter().filter_map(Weak::upgrade).for_each(|waiter| f(&waiter));
}

/// Has all main states of the process come back from what they wait for, or refuse their next wait.
///
/// Any thread may call this, but not from a signal handler: it takes locks. Set the hook that stops the script before.
pub fn interrupt_waits() {
    each(Waiter::interrupt);
}

/// Takes back [`interrupt_waits`] where it has not ended a wait: call it when the script has been stopped.
pub fn forget_interrupts() {
    each(|waiter| {
        waiter.take_interrupt();
    });
}

/// Answers a wait that was interrupted, if this one was. The host's hook is called as soon as that returns; a coroutine may
/// have none, and the error comes from here then.
pub fn answer(q: Quiet<'_>, waiter: &Waiter) -> Option<Outcome> {
    if !waiter.take_interrupt() {
        return None;
    }
    Some(if q.has_hook() { Ok(Done(0)) } else { Err(Fault::Error("interrupted!".to_owned())) })
}
