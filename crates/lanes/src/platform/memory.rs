//! Whether Lanes keeps memory for what comes next.

use std::sync::OnceLock;

/// Not if the environment says `LANES_ALLOCATOR=libc`, for tools that watch each block of the C library.
pub fn keeps_memory() -> bool {
    static KEEPS: OnceLock<bool> = OnceLock::new();
    *KEEPS.get_or_init(|| std::env::var_os("LANES_ALLOCATOR").is_none_or(|value| value != "libc"))
}
