//! Deep userdata: objects of C modules that states share. `include/lanes/deep.h` is the other half: it has all that runs
//! in one state (making objects, proxies, metatables), as C that modules compile in, so that it may be left by errors of
//! the modules' callbacks. Here is what crosses: telling that a userdata is a proxy, and the reference that messages hold.
//!
//! Layouts and constants are those of version 1 of the interface in the header, which stays.

mod known;
mod undertaker;
mod watch;

pub use watch::{adopt, watch};

use crate::boundary::{Kind, Raising, State};
use crate::ffi::lua_State;
use crate::platform;
use std::ffi::{c_int, c_void};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Weak};

/// `luaG_IdFunction`: what a kind of objects is described by. May raise.
type IdFunction = unsafe extern "C-unwind" fn(*mut lua_State, c_int) -> *mut c_void;

/// `DeepPrelude`: the beginning of every object.
#[repr(C)]
struct Prelude {
    _magic: *mut c_void,
    idfunc: IdFunction,
    /// One for each proxy, and one for all packets together. Any thread.
    refcount: AtomicI32,
}

/// `lanes_deep_api`: the functions of the module that made a proxy.
#[repr(C)]
struct Api {
    version: u32,
    _size: u32,
    _create: unsafe extern "C-unwind" fn(*mut lua_State, IdFunction, c_int),
    /// Pushes the state's proxy of an object to which the caller holds a reference. May raise.
    push: unsafe extern "C-unwind" fn(*mut lua_State, *mut Prelude, c_int),
}

/// `lanes_deep_proxy`: the block of a proxy. Written by the thread that runs its state.
#[repr(C)]
struct Block {
    object: *mut Prelude,
    mark: [u32; 2],
    api: *const Api,
    user_values: c_int,
    _finalizing: c_int,
}

/// What is in [`Block::mark`].
const MARK: [u32; 2] = [0x6c61_6e65, 0xd33b_0001];
/// The version of the interface.
const ABI: u32 = 1;

/// An object as packets hold it: one reference, however many packets there are.
pub struct Shared {
    object: NonNull<Prelude>,
    api: NonNull<Api>,
}

// SAFETY: the object is meant to be shared by threads; here only its atomic count and its constant `idfunc` are used. The
// functions are in a library that stays loaded.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

/// A proxy that was found on the stack.
pub struct Found<'a>(&'a Block);

/// The proxy at `i`, if there is one.
pub fn find<'a>(s: State<'a>, i: c_int) -> Option<Found<'a>> {
    if s.kind(i) != Kind::Userdata || s.raw_len(i) != size_of::<Block>() {
        return None;
    }
    // SAFETY: a userdata of this size can be read as plain words; the mark says that a module with the header made it.
    let block = unsafe { &*s.userdata(i).cast::<Block>() };
    // SAFETY: `api` of a proxy is its maker's, which is loaded while a state has such a proxy.
    let known = block.mark == MARK && !block.object.is_null() && unsafe { (*block.api).version >= ABI };
    known.then_some(Found(block))
}

impl Found<'_> {
    /// How many user values the proxy has.
    pub fn user_values(&self) -> c_int {
        self.0.user_values
    }

    /// The object, for a packet. None if it is being deleted, or the library that it needs cannot be kept loaded. The state
    /// tells of its end: see [`adopt`].
    pub fn share(&self) -> Option<Arc<Shared>> {
        let object = NonNull::new(self.0.object)?;
        let api = NonNull::new(self.0.api.cast_mut())?;
        // SAFETY: the proxy, which is on the stack, holds a reference.
        let prelude = unsafe { object.as_ref() };
        if !platform::pin_owner(prelude.idfunc as usize) || !platform::pin_owner(api.as_ptr() as usize) {
            return None;
        }
        let mut known = known::all();
        let address = object.as_ptr() as usize;
        if let Some(shared) = known.get(&address).and_then(|known| known.packets.upgrade()) {
            return Some(shared);
        }
        // From 0 there is no way back: its last proxy is being finalized.
        let count = |n: i32| (n > 0).then(|| n + 1);
        prelude.refcount.fetch_update(Ordering::AcqRel, Ordering::Relaxed, count).ok()?;
        let fresh = Arc::new(Shared { object, api });
        known.entry(address).or_default().packets = Arc::downgrade(&fresh);
        Some(fresh)
    }
}

impl Shared {
    /// Where the object is: what tells it from all others while somebody holds a reference.
    pub fn address(&self) -> usize {
        self.object.as_ptr() as usize
    }

    /// Pushes this state's proxy. Calls code of the module, and may load it.
    pub fn push(&self, r: Raising<'_>, user_values: c_int) {
        // SAFETY: we hold a reference, and the library is pinned; it may raise, and no frame up to the protected call
        // owns anything.
        unsafe { (self.api.as_ref().push)(r.as_ptr(), self.object.as_ptr(), user_values) }
        adopt(r);
    }
}

impl Drop for Shared {
    /// The last packet has gone. Called where packets are dropped: under no lock, and with no Lua frame to raise to.
    fn drop(&mut self) {
        if let Some(known) = known::all().get_mut(&self.address())
            // Another thread may have shared the object again meanwhile.
            && std::ptr::eq(known.packets.as_ptr(), self)
        {
            known.packets = Weak::new();
        }
        // SAFETY: our reference is only given back here.
        let prelude = unsafe { self.object.as_ref() };
        let idfunc = prelude.idfunc;
        if prelude.refcount.fetch_sub(1, Ordering::AcqRel) == 1 {
            undertaker::delete(self.object.as_ptr().cast(), idfunc);
        }
    }
}
