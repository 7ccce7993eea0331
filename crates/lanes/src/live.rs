//! How many objects of the library are alive in this process: seen from Lua by `lanes.core.live_objects()`, and checked
//! at the end of the process if `LANES_CHECK_LIVE` is set.
//!
//! Every counted object owns a [`Live`], which counts itself in and out. Any thread, no locks: the counts are spread over
//! cache lines by thread, so that threads that exchange packets do not fight for one, and only their sums mean anything.

use crate::boundary::{Done, Outcome, Quiet};
use parking_lot::{Mutex, Once};
use std::cell::Cell;
use std::io::Write as _;
use std::sync::atomic::{AtomicIsize, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What is counted, by the index of its count.
pub mod kind {
    /// Universes: one for each configured main state.
    pub const UNIVERSE: usize = 0;
    /// What Lanes keeps for one state.
    pub const STATE: usize = 1;
    /// Lanes, for as long as their thread or a handle knows them.
    pub const LANE: usize = 2;
    /// Lindas.
    pub const LINDA: usize = 3;
    /// Transmissions under way, and results nobody has collected.
    pub const PACKET: usize = 4;
    /// Copied contents of userdata on their way.
    pub const BLOCK: usize = 5;
    /// Deep objects of C modules, from when a state with Lanes makes or knows them until they are deleted.
    pub const DEEP: usize = 6;
}

/// The names of the counts, as Lua sees them.
const NAMES: [&str; 7] = ["universes", "states", "lanes", "lindas", "packets", "blocks", "deep"];

/// On how many cache lines the counts are.
const SHARDS: usize = 16;

/// One thread's share of the counts; many threads may have the same.
#[repr(align(128))]
struct Shard([AtomicIsize; NAMES.len()]);

static SHARD: [Shard; SHARDS] = [const { Shard([const { AtomicIsize::new(0) }; NAMES.len()]) }; SHARDS];

/// Universes that nobody has closed yet.
static OPEN: AtomicIsize = AtomicIsize::new(0);
/// Lanes that were still there when their universe had closed: what they own stays for ever.
static ABANDONED: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static MINE: Cell<usize> = const { Cell::new(usize::MAX) };
}

fn mine() -> &'static Shard {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let mut index = MINE.get();
    if index == usize::MAX {
        index = NEXT.fetch_add(1, Ordering::Relaxed) % SHARDS;
        MINE.set(index);
    }
    &SHARD[index]
}

/// A field that counts the object it is in as one of this kind.
pub struct Live<const KIND: usize>(());

impl<const KIND: usize> Default for Live<KIND> {
    #[inline]
    fn default() -> Self {
        mine().0[KIND].fetch_add(1, Ordering::Relaxed);
        Live(())
    }
}

impl<const KIND: usize> Drop for Live<KIND> {
    #[inline]
    fn drop(&mut self) {
        mine().0[KIND].fetch_sub(1, Ordering::Relaxed);
    }
}

/// The counts. They are exact when no other thread makes or drops such objects meanwhile.
fn counts() -> [isize; NAMES.len()] {
    std::array::from_fn(|kind| SHARD.iter().map(|shard| shard.0[kind].load(Ordering::Relaxed)).sum())
}

/// `core.live_objects()`: a table of counts of this process by name, and `abandoned`.
pub fn live_objects(q: Quiet<'_>) -> Outcome {
    let mut all = counts();
    q.protected(0, 1, &mut all, |r, all| {
        r.create_table(0, NAMES.len() + 1);
        for (name, count) in NAMES.iter().zip(all) {
            r.push_int(*count as i64);
            r.set_field(-2, name);
        }
        r.push_int(ABANDONED.load(Ordering::Relaxed) as i64);
        r.set_field(-2, "abandoned");
        1
    })?;
    Ok(Done(1))
}

/// A universe begins.
pub fn opened() {
    static REGISTERED: Once = Once::new();
    OPEN.fetch_add(1, Ordering::SeqCst);
    REGISTERED.call_once(|| {
        if std::env::var_os("LANES_CHECK_LIVE").is_some_and(|value| !value.is_empty() && value != "0") {
            // SAFETY: the handler does not unwind, and the library is never unloaded. That it cannot be registered
            // is no harm but a check that is left out.
            unsafe { libc::atexit(check) };
        }
    });
}

/// A universe was closed.
pub fn closed() {
    OPEN.fetch_sub(1, Ordering::SeqCst);
}

/// That many lanes are left to themselves, with all that they own.
pub fn abandoned(lanes: usize) {
    ABANDONED.fetch_add(lanes, Ordering::SeqCst);
}

/// A state that stays open for ever. Its address is kept, so that leak checkers can tell it from a forgotten one.
pub fn abandoned_state(address: usize) {
    static STATES: Mutex<Vec<usize>> = Mutex::new(Vec::new());
    STATES.lock().push(address);
    abandoned(1);
}

/// How long the last threads have to drop what they hold: they publish their end before they do.
const PATIENCE: Duration = Duration::from_secs(5);

/// At the end of the process: nothing may be left, unless a universe was never closed (`os.exit` without closing) or a
/// lane had to be abandoned. Otherwise says what is left and makes the process end with the status 86.
extern "C" fn check() {
    let over = Instant::now() + PATIENCE;
    loop {
        if OPEN.load(Ordering::SeqCst) != 0 || ABANDONED.load(Ordering::SeqCst) != 0 {
            return;
        }
        let counts = counts();
        if counts.iter().all(|count| *count == 0) {
            return;
        }
        if Instant::now() > over {
            let list = NAMES.iter().zip(counts).filter(|(_, count)| *count != 0);
            let list: Vec<String> = list.map(|(name, count)| format!("{name}: {count}")).collect();
            let _ =
                writeln!(std::io::stderr(), "lanes: alive at the end of the process: {}", list.join(", "));
            // SAFETY: it ends the process without any more handlers.
            unsafe { libc::_exit(86) };
        }
        // Nobody signals the last drop of an object; the process has nothing else to do.
        std::thread::sleep(Duration::from_millis(1));
    }
}
