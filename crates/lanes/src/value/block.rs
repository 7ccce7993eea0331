//! A block of memory that belongs to no Lua state: what `__lanesclone` copies a userdata into on its way.

use crate::live::{Live, kind};
use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::ffi::c_void;
use std::ptr::NonNull;

/// The alignment of every block: that of Lua's own userdata, or more.
const ALIGN: usize = 16;

/// The copied contents of a userdata. Written by the metamethod while it is encoded, and only read from then on.
pub struct Block {
    at: NonNull<u8>,
    len: usize,
    _live: Live<{ kind::BLOCK }>,
}

// SAFETY: the block owns its memory, and gives out nothing but its address.
unsafe impl Send for Block {}
// SAFETY: as above; who writes through the address is told by the contract of `__lanesclone`.
unsafe impl Sync for Block {}

/// What a block of this length is allocated as: never empty, so that its address is one.
fn layout(len: usize) -> Option<Layout> {
    Layout::from_size_align(len.max(1), ALIGN).ok()
}

impl Block {
    /// A block of zeros, unless memory runs out.
    pub fn zeroed(len: usize) -> Option<Block> {
        let layout = layout(len)?;
        // SAFETY: the size is not zero.
        let at = NonNull::new(unsafe { alloc_zeroed(layout) })?;
        Some(Block { at, len, _live: Live::default() })
    }

    /// Its address.
    pub fn as_ptr(&self) -> *mut c_void {
        self.at.as_ptr().cast()
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.len
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        if let Some(layout) = layout(self.len) {
            // SAFETY: `zeroed` allocated it with this layout.
            unsafe { dealloc(self.at.as_ptr(), layout) };
        }
    }
}
