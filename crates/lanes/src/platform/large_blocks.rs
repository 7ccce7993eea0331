//! Large blocks that come and go.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Every allocator deals with smaller blocks well, in bytes.
const LEAST: usize = 128 << 10;

/// Says that blocks of this size, in bytes, will be freed and wanted again many times, like those of the strings that a state
/// receives. glibc gives their pages back to the system at first, each time, and learns from what is freed not to: a block
/// that was mapped by itself and is freed says that blocks up to its size come and go, and that twice as much may be kept. So one
/// of four times the size is taken and freed, once for each power of two; that is a call of `mmap` and of `munmap`. What the
/// host has set up itself stays as it is, and never are more than 64 MB kept. The rule is in glibc's manual, `mallopt(3)`,
/// "M_MMAP_THRESHOLD".
#[inline]
pub fn expect_blocks(size: usize) {
    static LARGEST: AtomicUsize = AtomicUsize::new(LEAST);
    if size > LARGEST.load(Relaxed) {
        let known = size.checked_next_power_of_two().unwrap_or(usize::MAX);
        LARGEST.fetch_max(known, Relaxed);
        teach(known.saturating_mul(4));
    }
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[cold]
fn teach(size: usize) {
    /// glibc learns from no larger ones; some room for its own record.
    const MOST: usize = (32 << 20) - (64 << 10);
    // SAFETY: the block is freed and not used; without memory for it there is nothing to free. The compiler must not see
    // that it is not used.
    unsafe { libc::free(std::hint::black_box(libc::malloc(size.min(MOST)))) }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn teach(_size: usize) {}

#[cfg(all(test, target_os = "linux", target_env = "gnu"))]
mod tests {
    use super::*;

    /// Whether a block of this size would be mapped by itself: then all its pages are its own, but for two words.
    fn is_mapped(size: usize) -> bool {
        // SAFETY: the block is freed and not used.
        unsafe {
            let block = std::hint::black_box(libc::malloc(size));
            let usable = libc::malloc_usable_size(block);
            libc::free(block);
            (usable + 2 * size_of::<usize>()).is_multiple_of(4096)
        }
    }

    /// In a process of its own: blocks that other tests have freed would serve as well.
    #[test]
    fn blocks_of_a_size_that_was_named_are_not_mapped_by_themselves() {
        const ALONE: &str = "LANES_TEST_ALONE";
        if std::env::var_os(ALONE).is_some() {
            assert!(is_mapped(1 << 20));
            expect_blocks(3 << 20);
            for size in [1 << 20, 3 << 20, 16_000_000] {
                assert!(!is_mapped(size), "{size}");
            }
            println!("learned");
            return;
        }
        let name = concat!(module_path!(), "::blocks_of_a_size_that_was_named_are_not_mapped_by_themselves");
        let mut alone = std::process::Command::new(std::env::current_exe().unwrap());
        alone.args(["--nocapture", "--exact", name.split_once("::").unwrap().1]).env_clear().env(ALONE, "1");
        let done = alone.output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success() && said.contains("learned"), "{said}");
    }
}
