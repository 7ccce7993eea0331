//! Lindas as Lua sees them: a proxy userdata for each state, the methods, and reading keys and timeouts.
//!
//! The channel itself is the Lua-free crate `linda`. A proxy keeps the channel and its state's [`Env`] alive; there is
//! one proxy for each linda in each state while it is in use, so `==` works after any round trip.

mod args;
mod locks;
mod methods;
mod proxy;
mod transfer;

pub use locks::{genatomic, genlock};
pub use methods::{methods, new, push_key};
pub use proxy::{Proxy, check, push_new, push_proxy, set_up, shared};

pub use transfer::cancelled as cancelled_outcome;

use crate::live::{Live, kind};
use crate::value::{Key, Value};
use parking_lot::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

/// The value that stands for nil where nil cannot stand: `linda.null`.
pub const NULL: usize = if cfg!(feature = "luajit") { 0x7a00_3a1d_11a1 } else { 0x7eaa_fa00_3a1d_11a1 };
/// The value of `lanes.cancel_error`.
pub const CANCEL_ERROR: usize =
    if cfg!(feature = "luajit") { 0x4162_6cc9_7577 } else { 0xe97d_4162_6cc9_7577 };
/// The marker of a batched receive: `linda.batched`.
pub const BATCHED: &[u8] = b"270e6c9d-280f-4983-8fee-a7ecdda01475";

/// A linda, shared by all states that have a proxy and all packets that hold it.
pub struct SharedLinda {
    id: u64,
    name: Box<[u8]>,
    /// The channel.
    pub store: ::linda::Linda<Key, Value>,
    _live: Live<{ kind::LINDA }>,
}

impl SharedLinda {
    /// A linda without contents.
    pub fn new(name: &[u8]) -> SharedLinda {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        SharedLinda {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            name: name.into(),
            store: ::linda::Linda::new(),
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

    /// Drops what is in the lindas.
    pub fn empty_all(&self) {
        let lindas = std::mem::take(&mut self.inner.lock().lindas);
        for linda in lindas.iter().filter_map(Weak::upgrade) {
            linda.store.clear();
        }
    }
}
