//! Everything that depends on the operating system: pinning libraries, names, priorities and CPUs of threads, the clock,
//! memory.
//! No Lua here; any thread may call any of it, and nothing waits.

mod clock;
#[cfg(not(feature = "lua55"))]
mod large_blocks;
mod memory;
mod pages;
mod pin;
mod thread;

pub use clock::{LocalDate, now_secs};
#[cfg(not(feature = "lua55"))]
pub use large_blocks::expect_blocks;
pub use memory::keeps_memory;
pub use pages::Pages;
pub use pin::{library_of, pin_library, pin_owner};
pub use thread::{
    MAX_PRIORITY, priority_range, set_affinity, set_native_priority, set_priority, set_thread_name,
    wake_punctually,
};
