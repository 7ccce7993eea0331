//! The deep objects that are alive, as far as Lanes knows: those that a state which is watched makes, has when that
//! begins, or gets, and those that packets hold. Each is here until it is deleted.
//!
//! Any thread, also in finalizers; nothing is called under the lock.

use super::Shared;
use crate::live::{Live, kind};
use crate::value::address_map::AddressMap;
use parking_lot::{MappedMutexGuard, Mutex, MutexGuard};
use std::sync::Weak;

/// What is known of one object.
#[derive(Default)]
pub struct Known {
    /// The reference that packets hold, while they do.
    pub packets: Weak<Shared>,
    _live: Live<{ kind::DEEP }>,
}

/// By address.
static KNOWN: Mutex<Option<AddressMap<Known>>> = Mutex::new(None);

/// All of them, locked.
pub fn all<'a>() -> MappedMutexGuard<'a, AddressMap<Known>> {
    MutexGuard::map(KNOWN.lock(), Option::get_or_insert_default)
}

/// The object is alive: somebody holds a reference.
pub fn made(address: usize) {
    all().entry(address).or_default();
}

/// The object is about to be deleted, because the last reference has gone.
pub fn gone(address: usize) {
    let known = all().remove(&address);
    drop(known);
}
