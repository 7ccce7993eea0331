//! Keeping shared libraries loaded. A state that closes unloads the C modules that it loaded; a C function whose address
//! has travelled to another state must not go with them.

use parking_lot::Mutex;
use std::collections::BTreeSet;

/// Addresses whose owner is pinned. They stay so for the life of the process, so the set only grows. Any thread.
static PINNED: Mutex<BTreeSet<usize>> = Mutex::new(BTreeSet::new());

/// In a static program there is no loader to ask, and nothing that could be unloaded.
const IS_STATIC: bool = cfg!(all(target_os = "linux", target_feature = "crt-static"));

/// Makes sure that this library stays loaded: a lane's thread may still run its last instructions, or its thread-local
/// destructors, when the state that loaded the library closes and unloads it. Where the linker has said so already
/// (`-z nodelete`), and in a program that contains the library, it changes nothing.
pub fn pin_library() {
    let here: fn() = pin_library;
    pin_owner(here as usize);
}

/// Makes sure that the code at `address` stays where it is until the process ends. False if nobody knows whose it is.
pub fn pin_owner(address: usize) -> bool {
    if PINNED.lock().contains(&address) {
        return true;
    }
    // The loader is asked without our lock: it has one of its own.
    let pinned = address != 0 && (IS_STATIC || pin(address));
    if pinned {
        PINNED.lock().insert(address);
    }
    pinned
}

/// Where the program or library begins whose code is at `address`; 0 where that cannot be told.
pub fn library_of(address: usize) -> usize {
    #[cfg(unix)]
    return owner(address).map_or(0, |owner| owner.dli_fbase as usize);
    #[cfg(not(unix))]
    {
        let _ = address;
        0
    }
}

#[cfg(unix)]
fn pin(address: usize) -> bool {
    let Some(owner) = owner(address) else { return false };
    if program().is_some_and(|program| program.dli_fbase == owner.dli_fbase) {
        return true;
    }
    // SAFETY: the name is the loader's own terminated string, and the library is loaded: no initializer runs.
    unsafe { !libc::dlopen(owner.dli_fname, FLAGS).is_null() }
}

/// The handle is never closed, and the flag makes sure even where a library counts its users in another way.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple", target_os = "freebsd"))]
const FLAGS: libc::c_int = libc::RTLD_NOLOAD | libc::RTLD_NODELETE | libc::RTLD_LAZY;
/// Not every system has the flags; the handle that is never closed is enough.
#[cfg(all(
    unix,
    not(any(target_os = "linux", target_os = "android", target_vendor = "apple", target_os = "freebsd"))
))]
const FLAGS: libc::c_int = libc::RTLD_LAZY;

/// The program or library whose mapping holds `address`.
#[cfg(unix)]
fn owner(address: usize) -> Option<libc::Dl_info> {
    let mut info = std::mem::MaybeUninit::<libc::Dl_info>::zeroed();
    // SAFETY: any address may be asked for; all zeros are a valid `Dl_info`.
    unsafe {
        let found = libc::dladdr(address as *const libc::c_void, info.as_mut_ptr()) != 0;
        let info = info.assume_init();
        (found && !info.dli_fname.is_null()).then_some(info)
    }
}

/// The main executable, which is never unloaded and which `dlopen` does not always find by its name.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn program() -> Option<libc::Dl_info> {
    // SAFETY: no precondition. The program headers lie inside the executable's mapping.
    owner(usize::try_from(unsafe { libc::getauxval(libc::AT_PHDR) }).ok()?)
}

/// Elsewhere the executable is found by its name like any library.
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
fn program() -> Option<libc::Dl_info> {
    None
}

#[cfg(windows)]
fn pin(address: usize) -> bool {
    use std::ffi::c_void;
    const PIN: u32 = 1;
    const FROM_ADDRESS: u32 = 4;
    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetModuleHandleExW(flags: u32, name: *const c_void, module: *mut *mut c_void) -> i32;
    }
    let mut module = std::ptr::null_mut();
    // SAFETY: with FROM_ADDRESS the name is any address, which is only looked up.
    unsafe { GetModuleHandleExW(PIN | FROM_ADDRESS, address as *const c_void, &raw mut module) != 0 }
}

#[cfg(not(any(unix, windows)))]
fn pin(_address: usize) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_and_its_libraries_can_be_pinned() {
        assert!(pin_owner(pin_owner as fn(usize) -> bool as usize));
        #[cfg(unix)]
        for _ in 0..2 {
            let strlen: unsafe extern "C" fn(*const libc::c_char) -> usize = libc::strlen;
            assert!(pin_owner(strlen as usize));
        }
    }

    #[test]
    #[cfg(not(target_feature = "crt-static"))]
    fn memory_that_is_no_code_has_no_owner() {
        let heap = Box::new(1u64);
        let here = 1u64;
        for address in [0, std::ptr::from_ref(&*heap) as usize, std::ptr::from_ref(&here) as usize] {
            assert!(!pin_owner(address), "{address:x}");
        }
    }
}
