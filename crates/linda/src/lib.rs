//! The Lua-free core of Lanes: keyed FIFO channels ("lindas"), the waiters that sleep on them, lane cancellation,
//! one-shot completions, the life of a lane and the end of all, the pool of their threads, and the timers.
//!
//! Nothing here knows Lua, and nothing here is unsafe. A [`Linda`] owns one lock; a [`Waiter`] belongs to one thread
//! and owns one atomic word; no lock of this crate is ever held while another one is taken (but for a pause of a coroutine
//! lane, see `life/turns.rs`), and nothing that the caller supplied is dropped, and nobody woken, while a lock is held.
#![forbid(unsafe_code)]

mod backoff;
mod completion;
mod deadline;
mod effects;
mod life;
mod linda;
mod outcome;
mod pool;
mod slot;
mod spin;
mod steps;
mod sync;
mod table;
mod timers;
mod wait;

pub use completion::{Completion, Waited};
pub use deadline::Deadline;
pub use life::{Closing, Life, Next, Resumed, Roster, Status, Yielded};
pub use linda::Linda;
pub use outcome::{
    Batch, Cancelled, Changed, Fill, ReceiveOutcome, Refused, Request, Restriction, SendOutcome, SlotDump,
    UpdateOutcome, Wake,
};
pub use pool::{Pool, Worker};
pub use spin::Running;
pub use timers::{Due, TimerEntry, TimerHeap, Timers};
pub use wait::Waiter;
