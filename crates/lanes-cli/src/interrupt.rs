//! The keyboard interrupt: a running script is stopped by a debug hook; one that waits for a lane or a linda is woken first.
//!
//! A signal handler may set the hook, but not touch what threads sleep on. So it writes a byte into a pipe, which a thread
//! of its own reads and then ends the waits of the script.

use mlua_sys::*;
use std::ffi::{CStr, c_int};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
#[cfg(unix)]
use std::sync::atomic::{AtomicI32, AtomicUsize};

/// The state that an interrupt stops. Written by the main thread before it installs the signal handler, read by the
/// handler.
static INTERRUPTED_STATE: AtomicPtr<lua_State> = AtomicPtr::new(ptr::null_mut());

/// There was an interrupt, and the script has not been stopped yet. Set by the handler, cleared by the main thread.
static PENDING: AtomicBool = AtomicBool::new(false);

/// The end of the pipe that the handler writes to.
#[cfg(unix)]
static WAKE_UP: AtomicI32 = AtomicI32::new(-1);

/// The script is about to run in this state: from now on it can be interrupted.
pub fn begin(l: *mut lua_State) {
    #[cfg(unix)]
    {
        static ONCE: std::sync::Once = std::sync::Once::new();
        ONCE.call_once(start_waker);
        // SAFETY: no precondition.
        MAIN_THREAD.store(unsafe { libc::pthread_self() } as usize, Ordering::Release);
    }
    INTERRUPTED_STATE.store(l, Ordering::Release);
    forget();
    set_interrupt_handler(Some(on_interrupt));
}

/// The script has come back.
pub fn end() {
    set_interrupt_handler(None);
}

/// The interrupt has had its effect.
fn forget() {
    PENDING.store(false, Ordering::Release);
    lanes::forget_interrupts();
}

/// Starts the thread that ends waits. Without it (no descriptor, no thread to be had) a script that waits is stopped when
/// its wait is over.
#[cfg(unix)]
fn start_waker() {
    use std::io::Read;
    use std::os::fd::IntoRawFd;
    let Ok((mut reader, writer)) = std::io::pipe() else { return };
    let wake = move || {
        let mut bytes = [0; 16];
        while matches!(reader.read(&mut bytes), Ok(1..)) {
            if PENDING.load(Ordering::Acquire) {
                lanes::interrupt_waits();
                // The script may have been stopped in between: the next one must not be interrupted for that.
                if !PENDING.load(Ordering::Acquire) {
                    lanes::forget_interrupts();
                }
            }
        }
    };
    if std::thread::Builder::new().name("interrupt".to_owned()).spawn(wake).is_ok() {
        WAKE_UP.store(writer.into_raw_fd(), Ordering::Release);
    }
}

/// The thread that runs the script: written by that thread before it installs the handler.
#[cfg(unix)]
static MAIN_THREAD: AtomicUsize = AtomicUsize::new(0);

/// The C type of a signal handler.
type Handler = extern "C" fn(c_int);

/// Has `handler` called on SIGINT, or the default restored. Without `SA_RESTART`, as in lua.c: a script that waits in
/// `io.read` must come back. Called by the main thread and by the handler: it only calls what a handler may.
fn set_interrupt_handler(handler: Option<Handler>) {
    let address = handler.map_or(libc::SIG_DFL, |handler| handler as usize as libc::sighandler_t);
    #[cfg(unix)]
    // SAFETY: all zeros is a valid `sigaction`; its fields are set before use and the handler has the right type.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = address;
        libc::sigemptyset(&raw mut action.sa_mask);
        libc::sigaction(libc::SIGINT, &raw const action, ptr::null_mut());
    }
    #[cfg(not(unix))]
    // SAFETY: the handler has the right type.
    unsafe {
        libc::signal(libc::SIGINT, address);
    }
}

/// Has the running script stopped at its next instruction, and its wait ended if it is in one. A second interrupt before that ends the process.
///
/// The system may pick any thread for the signal. Only the main thread may set the hook (on LuaJIT that rewrites what the
/// state's own thread is using), so the others pass the signal on.
extern "C" fn on_interrupt(_signal: c_int) {
    #[cfg(unix)]
    // SAFETY: both calls are safe in a handler, and the main thread outlives every other.
    unsafe {
        let main = MAIN_THREAD.load(Ordering::Acquire) as libc::pthread_t;
        if libc::pthread_equal(libc::pthread_self(), main) == 0 {
            libc::pthread_kill(main, libc::SIGINT);
            return;
        }
    }
    set_interrupt_handler(None);
    let l = INTERRUPTED_STATE.load(Ordering::Acquire);
    let mask = LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT;
    // SAFETY: the handler is installed only while the state is running, and `lua_sethook` is made for this use.
    unsafe {
        lua_sethook(l, Some(stop), mask, 1);
    }
    // The hook is there before the wait ends.
    PENDING.store(true, Ordering::Release);
    #[cfg(unix)]
    // SAFETY: `write` may be called in a handler; the descriptor is never closed. A full pipe has been written to before.
    unsafe {
        let pipe = WAKE_UP.load(Ordering::Acquire);
        if pipe >= 0 {
            libc::write(pipe, b"!".as_ptr().cast(), 1);
        }
    }
}

/// The hook that stops the script.
///
/// # Safety
/// Called by Lua.
unsafe extern "C-unwind" fn stop(l: *mut lua_State, _info: *mut lua_Debug) {
    const MESSAGE: &CStr = c"%sinterrupted!";
    // SAFETY: Lua gives a valid state with free slots; nothing here drops. Level 0 is the interrupted function: neither
    // Lua gives a hook a frame of its own.
    unsafe {
        lua_sethook(l, None, 0, 0);
        forget();
        luaL_where(l, 0);
        lua_pushfstring(l, MESSAGE.as_ptr(), lua_tostring(l, -1));
        lua_error(l);
    }
}
