//! The calling thread's name, priority and CPUs.

use crate::dialect::Dialect;
use std::cell::Cell;
use thread_priority::{ThreadPriority, ThreadPriorityValue};

/// Priorities go from `-MAX_PRIORITY` to this.
pub const MAX_PRIORITY: i32 = 3;

thread_local! {
    /// Whether this thread's priority was ever set.
    static CHANGED: Cell<bool> = const { Cell::new(false) };
}

/// The longest thread name in bytes.
const MAX_NAME: usize = if cfg!(any(target_os = "linux", target_os = "android")) { 15 } else { 63 };

/// Names the calling thread for debuggers and process lists, where the system can. The name is shortened to what the
/// system holds.
pub fn set_thread_name(name: &str) {
    let name = name.split('\0').next().unwrap_or_default();
    let name = &name[..name.floor_char_boundary(MAX_NAME)];
    if let Ok(name) = std::ffi::CString::new(name) {
        set_name(&name);
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn set_name(name: &std::ffi::CStr) {
    // SAFETY: the thread is this one, the name is terminated; it is copied.
    unsafe {
        libc::pthread_setname_np(libc::pthread_self(), name.as_ptr());
    }
}

#[cfg(any(target_os = "macos", target_os = "ios"))]
fn set_name(name: &std::ffi::CStr) {
    // SAFETY: the name is terminated; it is copied.
    unsafe {
        libc::pthread_setname_np(name.as_ptr());
    }
}

#[cfg(any(target_os = "freebsd", target_os = "dragonfly", target_os = "openbsd"))]
fn set_name(name: &std::ffi::CStr) {
    // SAFETY: the thread is this one, the name is terminated; it is copied.
    unsafe {
        libc::pthread_set_name_np(libc::pthread_self(), name.as_ptr());
    }
}

#[cfg(windows)]
fn set_name(name: &std::ffi::CStr) {
    use std::ffi::c_void;
    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetCurrentThread() -> *mut c_void;
        fn SetThreadDescription(thread: *mut c_void, description: *const u16) -> i32;
    }
    let wide: Vec<u16> = name.to_string_lossy().encode_utf16().chain([0]).collect();
    // SAFETY: the pseudo-handle of this thread is always valid; the name is terminated; it is copied.
    unsafe {
        SetThreadDescription(GetCurrentThread(), wide.as_ptr());
    }
}

/// Elsewhere threads have no names, or only the one that they were started with.
#[cfg(not(any(
    target_os = "linux",
    target_os = "android",
    target_os = "macos",
    target_os = "ios",
    target_os = "freebsd",
    target_os = "dragonfly",
    target_os = "openbsd",
    windows
)))]
fn set_name(_name: &std::ffi::CStr) {}

/// Our priorities on the scale of the crate. On Linux they come out as nice values 18, 12, 6, 0, -7, -13, -20 and on
/// Windows as the classes from `Lowest` to `Highest`; Apple's scale is narrower.
const SCALE: [u8; 7] = if cfg!(any(target_os = "macos", target_os = "ios")) {
    [15, 20, 25, 31, 36, 41, 47]
} else {
    [1, 16, 32, 48, 64, 80, 98]
};

/// Sets the priority of the calling thread, -3 to 3. What the system does not grant is left as it was: on most systems
/// only privileged processes may have more than the normal 0, or get back to it.
pub fn set_priority(n: i32) {
    // Until somebody asks for another, the thread has what it inherited, which need not be our 0.
    if n == 0 && !CHANGED.get() {
        return;
    }
    CHANGED.set(true);
    let at = usize::try_from(n.clamp(-MAX_PRIORITY, MAX_PRIORITY) + MAX_PRIORITY).unwrap_or_default();
    if let Ok(value) = ThreadPriorityValue::try_from(SCALE[at]) {
        let _ = ThreadPriority::Crossplatform(value).set_for_current();
    }
}

/// The least and the greatest priority that can be asked for: on the system's own scale if `native`. 4.x has no
/// priorities below the normal one on Linux.
pub fn priority_range(dialect: Dialect, native: bool) -> (i32, i32) {
    match (native, dialect) {
        (true, _) => native_range(),
        (false, Dialect::V4) if cfg!(target_os = "linux") => (0, MAX_PRIORITY),
        (false, _) => (-MAX_PRIORITY, MAX_PRIORITY),
    }
}

/// Priorities on the system's own scale are those of its round-robin scheduler.
#[cfg(unix)]
fn native_range() -> (i32, i32) {
    // SAFETY: no precondition.
    unsafe { (libc::sched_get_priority_min(libc::SCHED_RR), libc::sched_get_priority_max(libc::SCHED_RR)) }
}

/// Sets the priority of the calling thread on the system's scale. Fails with the name of the system's error code.
#[cfg(unix)]
pub fn set_native_priority(n: i32) -> Result<(), String> {
    // SAFETY: zero is a valid value of this plain C struct, and the thread is this one.
    let code = unsafe {
        let mut param: libc::sched_param = std::mem::zeroed();
        param.sched_priority = n;
        libc::pthread_setschedparam(libc::pthread_self(), libc::SCHED_RR, &raw const param)
    };
    match code {
        0 => Ok(()),
        libc::EPERM => Err("EPERM".to_owned()),
        libc::EINVAL => Err("EINVAL".to_owned()),
        other => Err(std::io::Error::from_raw_os_error(other).to_string()),
    }
}

#[cfg(not(unix))]
fn native_range() -> (i32, i32) {
    (-MAX_PRIORITY, MAX_PRIORITY)
}

/// Sets the priority of the calling thread; there is only our own scale here.
#[cfg(not(unix))]
pub fn set_native_priority(n: i32) -> Result<(), String> {
    set_priority(n);
    Ok(())
}

/// Has the system end the calling thread's timed waits when they are over, and not up to 50 microseconds later, as Linux
/// may to save wake-ups. For the thread whose purpose that is: lanes keep what their host's threads have.
pub fn wake_punctually() {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    // SAFETY: the option takes a number of nanoseconds and is about this thread alone; zero would mean the default.
    unsafe {
        libc::prctl(libc::PR_SET_TIMERSLACK, 1 as libc::c_ulong);
    }
}

/// Lets the calling thread run only on the CPUs whose bits are set.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn set_affinity(mask: u64) -> Result<(), String> {
    // SAFETY: all zeros are an empty set; each CPU number is below 64, within the set's 1024; 0 is this thread.
    let refused = unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        for cpu in (0..64).filter(|cpu| mask >> cpu & 1 != 0) {
            libc::CPU_SET(cpu, &mut set);
        }
        libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &raw const set) != 0
    };
    if refused { Err(std::io::Error::last_os_error().to_string()) } else { Ok(()) }
}

/// Lets the calling thread run only on the CPU whose bit is set. Here a thread runs on one CPU or on all.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn set_affinity(mask: u64) -> Result<(), String> {
    let cpus = core_affinity::get_core_ids().unwrap_or_default();
    let wanted = |cpu: &core_affinity::CoreId| cpu.id < 64 && mask >> cpu.id & 1 != 0;
    let mut chosen = cpus.iter().copied().filter(wanted);
    match (chosen.next(), chosen.next()) {
        (None, _) => Err("no such CPU".to_owned()),
        (Some(cpu), None) if core_affinity::set_for_current(cpu) => Ok(()),
        (Some(_), None) => Err("refused by the system".to_owned()),
        (Some(_), Some(_)) if cpus.iter().all(wanted) => Ok(()),
        (Some(_), Some(_)) => Err("only one CPU can be chosen on this system".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn names_are_cut_between_characters() {
        fn check(name: &str, kept: &str) {
            set_thread_name(name);
            let read = std::fs::read_to_string("/proc/thread-self/comm").expect("a thread has a name");
            assert_eq!(read.trim_end(), kept);
        }
        let test = || {
            check("short", "short");
            check("abcdefghijklmnopq", "abcdefghijklmno");
            check("abcdefghijklmn\u{e4}z", "abcdefghijklmn");
            check("a\0b", "a");
        };
        std::thread::spawn(test).join().expect("no assertion failed");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_punctual_thread_has_no_slack() {
        let test = || {
            wake_punctually();
            // SAFETY: no precondition.
            assert_eq!(unsafe { libc::prctl(libc::PR_GET_TIMERSLACK) }, 1);
        };
        std::thread::spawn(test).join().expect("no assertion failed");
    }

    #[test]
    fn no_priority_is_an_error() {
        let test = || (-4..=4).chain([0, i32::MIN, i32::MAX]).for_each(set_priority);
        std::thread::spawn(test).join().expect("no panic");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn cpus_that_do_not_exist_are_refused() {
        let test = || {
            assert!(
                set_affinity(1 << 63).is_err()
                    || std::thread::available_parallelism().is_ok_and(|n| n.get() > 63)
            );
            assert!(set_affinity(u64::MAX).is_ok());
        };
        std::thread::spawn(test).join().expect("no assertion failed");
    }
}
