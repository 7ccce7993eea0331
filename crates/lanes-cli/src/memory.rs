//! How the C library's allocator is set up, as far as that is the program's own to say.

/// Has the allocator keep what large strings and tables have given back, up to 64 MB, for those that come next. By default
/// glibc starts with returning each block from 128 kB on to the system and learns by and by, up to these same bounds, not to;
/// of strings of 1 MB that lanes send each other, more than half of the time went into getting pages anew.
///
/// Whoever has set the allocator up by the environment has the last word.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn keep_freed_blocks() {
    const THEIRS: [&str; 3] = ["MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES"];
    if THEIRS.iter().any(|name| std::env::var_os(name).is_some()) {
        return;
    }
    // SAFETY: no precondition. A value that is refused changes nothing.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, 32 << 20);
        libc::mallopt(libc::M_TRIM_THRESHOLD, 64 << 20);
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn keep_freed_blocks() {}
