//! Lindas as Lua sees them: a proxy userdata for each state, the methods, how their arguments are read and their results
//! shaped in each dialect.
//!
//! The channel itself is the Lua-free crate `linda`. A proxy keeps the channel and its state's [`Env`] alive; there is
//! one proxy for each linda in each state while it is in use, so `==` works after any round trip.

mod args;
mod close;
mod construct;
mod contents;
mod dump;
mod locks;
mod methods;
mod proxy;
mod results;
mod transfer;

pub use args::slot as read_slot;
pub use construct::new;
pub use locks::{genatomic, genlock};
pub use methods::{INTERNALS, methods, push_key};
pub use proxy::{Proxy, check, proxy, push_new, push_proxy, set_up, shared};
pub use results::cancelled as cancelled_outcome;

use crate::live::{Live, kind};
use crate::value::{Key, Value};
use parking_lot::Mutex;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// The value that stands for nil where nil cannot stand: `linda.null`.
pub const NULL: usize =
    sentinel(if cfg!(feature = "luajit") { 0x7a00_3a1d_11a1 } else { 0x7eaa_fa00_3a1d_11a1 });
/// The value of `lanes.cancel_error`.
pub const CANCEL_ERROR: usize =
    sentinel(if cfg!(feature = "luajit") { 0x4162_6cc9_7577 } else { 0xe97d_4162_6cc9_7577 });
/// The marker of a batched receive: `linda.batched`.
pub const BATCHED: &[u8] = b"270e6c9d-280f-4983-8fee-a7ecdda01475";

/// A light userdata that is no address of anything; on 32-bit processors the low half of it.
#[allow(clippy::cast_possible_truncation, reason = "the low half is as good")]
const fn sentinel(bits: u64) -> usize {
    bits as usize
}

/// A linda, shared by all states that have a proxy and all packets that hold it.
pub struct SharedLinda {
    id: u64,
    name: Box<[u8]>,
    /// It has a `__close` handler, which each of its proxies keeps.
    pub closes: bool,
    /// The channel.
    pub store: ::linda::Linda<Key, Value>,
    _live: Live<{ kind::LINDA }>,
}

impl SharedLinda {
    /// A linda without contents.
    pub fn new(name: &[u8]) -> SharedLinda {
        SharedLinda::with(name, None, false)
    }

    /// The same, with a wake period, and perhaps with a `__close` handler.
    pub fn with(name: &[u8], wake_period: Option<Duration>, closes: bool) -> SharedLinda {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        SharedLinda {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            name: name.into(),
            closes,
            store: ::linda::Linda::with_wake_period(wake_period),
            _live: Live::default(),
        }
    }
}

/// The lindas of a universe, without keeping them.
#[derive(Default)]
pub struct LindaList {
    inner: Mutex<ListInner>,
}

#[derive(Default)]
struct ListInner {
    lindas: Vec<Weak<SharedLinda>>,
    /// When the list is this long, those that are gone are taken out.
    full: usize,
}

impl LindaList {
    /// Adds a new linda. On average this costs a constant, and the list is never longer than twice what it has to be.
    pub fn add(&self, linda: &Arc<SharedLinda>) {
        let mut inner = self.inner.lock();
        if inner.lindas.len() >= inner.full.max(64) {
            inner.lindas.retain(|linda| linda.strong_count() > 0);
            inner.full = inner.lindas.len() * 2;
        }
        inner.lindas.push(Arc::downgrade(linda));
    }

    /// In a forked process: nobody waits on any linda.
    pub fn forget_waiters(&self) {
        let lindas = self.inner.lock().lindas.clone();
        for linda in lindas.iter().filter_map(Weak::upgrade) {
            linda.store.forget_waiters();
        }
    }

    /// Drops what is in the lindas.
    pub fn empty_all(&self) {
        let lindas = std::mem::take(&mut self.inner.lock().lindas);
        for linda in lindas.iter().filter_map(Weak::upgrade) {
            linda.store.clear();
        }
    }
}

impl PartialEq for SharedLinda {
    fn eq(&self, other: &SharedLinda) -> bool {
        self.id == other.id
    }
}

impl Eq for SharedLinda {}

impl Hash for SharedLinda {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}
