//! Where the blocks of a state are that are not in its arena.

pub use system::Outside;

/// In the C library's heap.
#[cfg(not(feature = "luajit"))]
mod system {
    use std::ffi::c_void;

    /// The C library's allocator.
    pub struct Outside;

    impl Outside {
        /// One for a new arena.
        pub const fn new() -> Outside {
            Outside
        }

        /// As a `lua_Alloc`.
        ///
        /// # Safety
        /// `at` is null or a block from here.
        pub unsafe fn allocate(&mut self, at: *mut c_void, _old: usize, new: usize) -> *mut c_void {
            // SAFETY: the caller's promise.
            unsafe {
                if new == 0 {
                    libc::free(at);
                    return std::ptr::null_mut();
                }
                libc::realloc(at, new)
            }
        }
    }
}

/// With LuaJIT's own allocator, which is far better at many small blocks than the C library's. It exists only as part of a
/// state: a second one, in which nothing runs, made when the first block is asked for.
#[cfg(feature = "luajit")]
mod system {
    use crate::ffi::{self, lua_State};
    use std::ffi::c_void;
    use std::ptr::null_mut;

    /// The state whose allocator it is, if there is one yet.
    pub struct Outside(*mut lua_State);

    impl Outside {
        /// One for a new arena.
        pub const fn new() -> Outside {
            Outside(null_mut())
        }

        /// As a `lua_Alloc`.
        ///
        /// # Safety
        /// `at` is null or a block from here.
        pub unsafe fn allocate(&mut self, at: *mut c_void, old: usize, new: usize) -> *mut c_void {
            // SAFETY: the caller's promise; the state is live from when it is made until this is dropped.
            unsafe {
                if self.0.is_null() {
                    self.0 = ffi::luaL_newstate();
                }
                if self.0.is_null() {
                    return null_mut();
                }
                let mut data = null_mut();
                let function = mlua_sys::lua_getallocf(self.0, &raw mut data);
                function(data, at, old, new)
            }
        }
    }

    impl Drop for Outside {
        fn drop(&mut self) {
            if !self.0.is_null() {
                // SAFETY: ours alone; its allocator's blocks are given back with it.
                unsafe { ffi::lua_close(self.0) };
            }
        }
    }
}
