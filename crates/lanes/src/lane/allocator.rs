//! Where the memory of new states comes from: an arena for each, the main state's allocator behind a lock, or what a C
//! function of the host says.
//!
//! States that are to be `"protected"` where the main state has Lua's own allocator have that: it has a heap for each state, or
//! any thread may call it, and needs no lock.

use crate::api::options::{Options, push_option};
use crate::boundary::{Fault, Kind, Quiet, Raising};
use crate::dialect::Dialect;
use crate::ffi::{self, lua_State};
use crate::universe::Universe;
use mlua_sys::lua_Alloc;
use parking_lot::Mutex;
use std::ffi::{c_int, c_void};
use std::sync::Arc;
use {
    super::arena::{self, Arena},
    crate::platform,
};

/// The option `allocator`.
#[derive(Clone, Copy)]
pub enum Allocator {
    /// An arena for each state.
    Default,
    /// The main state's, one call at a time.
    Protected,
    /// A C function without upvalues: it is called before each new state and says what that is to use.
    Function(ffi::lua_CFunction),
}

/// What a state is made with.
#[derive(Clone, Copy)]
struct Definition {
    function: lua_Alloc,
    data: *mut c_void,
}

/// An allocator that states of several threads share.
pub struct Guarded {
    /// Held during each call. The allocator is the host's C code, which never calls Lua.
    lock: Mutex<()>,
    inner: Definition,
}

// SAFETY: the allocator and its data are only used under the lock.
unsafe impl Send for Guarded {}
// SAFETY: as above.
unsafe impl Sync for Guarded {}

unsafe extern "C" fn guarded(ud: *mut c_void, at: *mut c_void, old: usize, new: usize) -> *mut c_void {
    // SAFETY: `ud` is the wrapper, which outlives the states that use it; the rest is passed on.
    unsafe {
        let wrapper = &*ud.cast::<Guarded>();
        let _guard = wrapper.lock.lock();
        (wrapper.inner.function)(wrapper.inner.data, at, old, new)
    }
}

/// Reads the option whose value is on top. False if the value will not do.
pub fn read(q: Quiet<'_>) -> Result<Option<Allocator>, Fault> {
    if q.bytes(-1) == Some(b"protected") {
        return Ok(Some(Allocator::Protected));
    }
    if q.kind(-1) != Kind::Function || !q.is_c_function(-1) {
        return Ok(None);
    }
    if q.get_upvalue(-1, 1).is_some() {
        return Err(Fault::Error("config.allocator() shouldn't have upvalues".to_owned()));
    }
    Ok(q.c_function(-1).map(Allocator::Function))
}

/// Calls an allocator function once when Lanes is configured: what it returns has to make sense before the first lane.
/// 4.x looks at the function itself only now, when all options are read.
pub fn check(q: Quiet<'_>, options: &mut Options) -> Result<(), Fault> {
    if options.dialect == Dialect::V4 && q.kind(1) == Kind::Table {
        push_option(q, "allocator")?;
        if q.kind(-1) == Kind::Function {
            let c_function = || Fault::Error("Bad config.allocator, must be a C function".to_owned());
            options.allocator = read(q)?.ok_or_else(c_function)?;
        }
        q.pop(1);
    }
    if let Allocator::Function(function) = options.allocator {
        define(q, options.dialect, function, "internal")?;
    }
    Ok(())
}

/// The last step of configuring: `"protected"` goes around the allocator of the main state, unless that is Lua's own.
pub fn install(q: Quiet<'_>, universe: &Universe) {
    if !matches!(universe.settings().allocator, Allocator::Protected) {
        return;
    }
    let inner = allocator_of(q.as_ptr());
    if is_standard(inner.function) {
        return;
    }
    let wrapper = Arc::new(Guarded { lock: Mutex::new(()), inner });
    let data = Arc::as_ptr(&wrapper).cast_mut().cast();
    if universe.guarded.set(wrapper).is_ok() {
        // SAFETY: the wrapper serves the blocks that its inner allocator has made, and outlives the state: `remove`.
        unsafe { mlua_sys::lua_setallocf(q.as_ptr(), guarded, data) };
    }
}

/// The main state closes; `all_ended` says that no other state is left. It gets its own allocator back, or keeps the
/// wrapper, which is then never freed.
pub fn remove(q: Quiet<'_>, universe: &Universe, all_ended: bool) {
    let Some(wrapper) = universe.guarded.get() else { return };
    let installed = allocator_of(q.as_ptr()).data == Arc::as_ptr(wrapper).cast_mut().cast();
    if all_ended && installed {
        let Definition { function, data } = wrapper.inner;
        // SAFETY: what the state had before.
        unsafe { mlua_sys::lua_setallocf(q.as_ptr(), function, data) };
    } else {
        std::mem::forget(wrapper.clone());
    }
}

/// A state for a lane that is made in the creator's thread if that takes the host's allocator, or else in the thread that
/// is the first to need it.
pub enum Planned {
    /// It is there.
    Made(NewState),
    /// The memory that it will be in.
    Arena(Arena),
}

impl Planned {
    /// Does what has to be done in the creator's thread. None if memory runs out.
    pub fn new(q: Quiet<'_>, universe: &Universe) -> Result<Option<Planned>, Fault> {
        let settings = universe.settings();
        let definition = match settings.allocator {
            Allocator::Function(function) => Some(define(q, settings.dialect, function, "lane")?),
            Allocator::Protected => universe.guarded.get().map(|wrapper| Definition {
                function: guarded,
                data: Arc::as_ptr(wrapper).cast_mut().cast(),
            }),
            Allocator::Default if platform::keeps_memory() => return Ok(Arena::new().map(Planned::Arena)),
            Allocator::Default => None,
        };
        // SAFETY: no requirement but a working allocator, which is the host's promise; null means out of memory.
        let l = unsafe {
            match definition {
                Some(Definition { function, data }) => ffi::newstate(function, data),
                None => ffi::luaL_newstate(),
            }
        };
        Ok(NewState::of(l).map(Planned::Made))
    }

    /// The state; none if memory runs out.
    pub fn make(self) -> Option<NewState> {
        match self {
            Planned::Made(state) => Some(state),
            Planned::Arena(arena) => {
                // SAFETY: the arena lives as long as the state, and one thread at a time uses them.
                let l = unsafe { ffi::newstate(arena::allocate, arena.data()) };
                if ffi::IS_JIT && l.is_null() {
                    // Builds for 64 bits may take no allocator but their own, or no addresses that need more than 47 bits.
                    // SAFETY: no requirement.
                    return NewState::of(unsafe { ffi::luaL_newstate() });
                }
                (!l.is_null()).then(|| NewState { l, _arena: Some(arena) })
            }
        }
    }
}

/// A new state that is closed unless it is handed over.
pub struct NewState {
    l: *mut lua_State,
    /// Where its memory is, unless that is no affair of ours. Dropped after the state is closed.
    _arena: Option<Arena>,
}

// SAFETY: a state is used by one thread at a time: its creator's, then, once handed over, the lane's.
unsafe impl Send for NewState {}

impl NewState {
    /// None for a null pointer.
    fn of(l: *mut lua_State) -> Option<NewState> {
        (!l.is_null()).then(|| NewState { l, _arena: None })
    }

    /// The state, which this thread may use.
    pub fn quiet(&self) -> Quiet<'_> {
        // SAFETY: the state is live until this is dropped, and no Lua frame of it is below us.
        unsafe { Quiet::new(self.l) }
    }

    /// Leaves the state open for ever: its lane was told to die while its universe was closing.
    pub fn abandon(self) {
        crate::live::abandoned_state(self.l as usize);
        std::mem::forget(self);
    }
}

impl Drop for NewState {
    fn drop(&mut self) {
        // SAFETY: ours alone, and idle.
        unsafe { ffi::lua_close(self.l) };
    }
}

fn allocator_of(l: *mut lua_State) -> Definition {
    let mut data = std::ptr::null_mut();
    // SAFETY: the state is live.
    let function = unsafe { mlua_sys::lua_getallocf(l, &raw mut data) };
    Definition { function, data }
}

/// Whether this is the allocator of `luaL_newstate`.
fn is_standard(function: lua_Alloc) -> bool {
    // SAFETY: no requirement; closed at once, if there was memory for it.
    unsafe {
        let l = ffi::luaL_newstate();
        if l.is_null() {
            return false;
        }
        let standard = allocator_of(l).function as usize;
        ffi::lua_close(l);
        standard == function as usize
    }
}

/// Calls the host's function and reads what it says. In 4.x it is told what the state is for.
fn define(
    q: Quiet<'_>,
    dialect: Dialect,
    function: ffi::lua_CFunction,
    hint: &'static str,
) -> Result<Definition, Fault> {
    fn call(r: Raising<'_>, (function, hint): &mut (ffi::lua_CFunction, Option<&str>)) -> c_int {
        r.push_c_function(*function);
        if let Some(hint) = hint {
            r.push_bytes(hint.as_bytes());
        }
        r.call(c_int::from(hint.is_some()), 1);
        1
    }
    let hint = (dialect == Dialect::V4).then_some(hint);
    q.protected(0, 1, &mut (function, hint), call)?;
    let definition = read_definition(q, dialect);
    q.pop(1);
    definition
}

/// The userdata on top: a function and its data, in 4.x behind a version.
fn read_definition(q: Quiet<'_>, dialect: Dialect) -> Result<Definition, Fault> {
    let refuse = |text: &str| Err(Fault::Error(format!("Bad config.allocator function, {text}")));
    if q.kind(-1) != Kind::Userdata {
        return refuse("provided value is not a userdata");
    }
    let at = q.userdata(-1).cast::<usize>();
    let first = usize::from(dialect == Dialect::V4);
    if q.raw_len(-1) < (first + 2) * size_of::<usize>() {
        return refuse("provided value is too small to contain a valid AllocatorDefinition");
    }
    // SAFETY: the userdata has that many words, and Lua aligns it for any of them.
    let (version, function, data) = unsafe { (*at, *at.add(first), *at.add(first + 1)) };
    if function == 0 || (dialect == Dialect::V4 && version == 0) {
        return refuse(if function == 0 {
            "AllocatorDefinition has no function"
        } else {
            "AllocatorDefinition version mismatch"
        });
    }
    // SAFETY: that it is such a function is the contract of the option.
    let function = unsafe { std::mem::transmute::<usize, lua_Alloc>(function) };
    Ok(Definition { function, data: std::ptr::with_exposed_provenance_mut(data) })
}
