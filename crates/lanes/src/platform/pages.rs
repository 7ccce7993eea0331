//! A range of memory that costs nothing but addresses until it is touched.

use std::ptr::NonNull;

/// Whole pages, readable and writable, zero until written. Given back when dropped.
pub struct Pages {
    at: NonNull<u8>,
    size: usize,
}

// SAFETY: plain memory that this owns alone.
unsafe impl Send for Pages {}

impl Pages {
    /// The first byte, aligned to a page.
    pub fn start(&self) -> NonNull<u8> {
        self.at
    }
}

#[cfg(unix)]
impl Pages {
    /// So many bytes; `None` if the system has no more.
    pub fn new(size: usize) -> Option<Pages> {
        let access = libc::PROT_READ | libc::PROT_WRITE;
        let kind = libc::MAP_PRIVATE | libc::MAP_ANON;
        // SAFETY: a new mapping at an address of the system's choice.
        let at = unsafe { libc::mmap(std::ptr::null_mut(), size, access, kind, -1, 0) };
        if at == libc::MAP_FAILED { None } else { NonNull::new(at.cast()).map(|at| Pages { at, size }) }
    }

    /// Gives back what lies behind the first `kept` bytes, a multiple of any page's size; it is untouched again.
    pub fn trim(&self, kept: usize) {
        // SAFETY: the range is a part of the mapping, of which nobody uses anything.
        unsafe { libc::madvise(self.at.as_ptr().add(kept).cast(), self.size - kept, libc::MADV_DONTNEED) };
    }
}

#[cfg(unix)]
impl Drop for Pages {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and whoever drops it uses nothing of it any more.
        unsafe { libc::munmap(self.at.as_ptr().cast(), self.size) };
    }
}

/// Elsewhere what large blocks of the standard allocator are: systems touch them lazily, too.
#[cfg(not(unix))]
mod elsewhere {
    use super::{NonNull, Pages};
    use std::alloc::{Layout, alloc_zeroed, dealloc};

    const ALIGNMENT: usize = 4096;

    impl Pages {
        /// So many bytes; `None` if the system has no more.
        pub fn new(size: usize) -> Option<Pages> {
            let layout = Layout::from_size_align(size, ALIGNMENT).ok()?;
            // SAFETY: callers ask for more than nothing.
            NonNull::new(unsafe { alloc_zeroed(layout) }).map(|at| Pages { at, size })
        }

        /// Nothing can be given back in parts.
        pub fn trim(&self, _kept: usize) {}
    }

    impl Drop for Pages {
        fn drop(&mut self) {
            if let Ok(layout) = Layout::from_size_align(self.size, ALIGNMENT) {
                // SAFETY: made with this layout, and whoever drops it uses nothing of it any more.
                unsafe { dealloc(self.at.as_ptr(), layout) };
            }
        }
    }
}
