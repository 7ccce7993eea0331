//! The proxy of a linda in one state.

use super::{BATCHED, NULL, SharedLinda, methods};
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising, State, address, to_text};
use crate::dialect::Dialect;
use crate::entry;
use crate::env::Env;
use crate::ffi::{self, keys};
use std::ffi::{c_int, c_void};
use std::sync::Arc;

/// The block of a linda userdata. The mark tells it from any other userdata, whatever metatable that was given.
#[repr(C)]
struct Block {
    mark: *const c_void,
    proxy: Option<Proxy>,
}

/// What a linda userdata owns; nothing any more once it was finalized.
pub struct Proxy {
    /// The linda.
    pub linda: Arc<SharedLinda>,
    /// The state that the proxy lives in.
    pub env: Arc<Env>,
}

fn mark() -> *const c_void {
    keys::LINDA_MT.as_ptr()
}

fn block<'a>(s: State<'a>, i: c_int) -> Option<&'a mut Block> {
    if s.kind(i) != Kind::Userdata || s.raw_len(i) != size_of::<Block>() {
        return None;
    }
    let at = s.userdata(i).cast::<Block>();
    // SAFETY: a userdata of this size has a readable first word; with our mark there it is one of ours, since the mark
    // is the address of a static of this library that no Lua code can write into a userdata.
    unsafe { ((*at).mark == mark()).then(|| &mut *at) }
}

/// The proxy at `i`, if there is a linda.
#[inline]
pub fn proxy<'a>(s: State<'a>, i: c_int) -> Option<&'a Proxy> {
    block(s, i).and_then(|b| b.proxy.as_ref())
}

/// The linda at `i`, if there is one.
pub fn shared(s: State<'_>, i: c_int) -> Option<Arc<SharedLinda>> {
    proxy(s, i).map(|p| p.linda.clone())
}

/// The proxy at `i`, or the argument error of every method.
#[inline]
pub fn check<'a>(q: Quiet<'a>, i: c_int) -> Result<&'a Proxy, Fault> {
    proxy(*q, i).ok_or_else(|| Fault::Arg(i, "expecting a linda object".to_owned()))
}

/// Prepares a new state for the light userdata of this module.
pub fn set_up(r: Raising<'_>) {
    // On LuaJIT the first light userdata with new upper bits may need memory: here that is caught, later it is pushed by
    // quiet code.
    r.push_light(NULL as *mut c_void);
    r.push_light(super::CANCEL_ERROR as *mut c_void);
    r.pop(2);
}

/// Pushes the table of this state's proxies, which does not keep them. It is made on first use.
fn push_proxies(r: Raising<'_>) {
    if r.registry(&keys::PROXIES) == Kind::Table {
        return;
    }
    r.pop(1);
    r.create_table(0, 0);
    r.create_table(0, 1);
    r.push_bytes(b"v");
    r.set_field(-2, "__mode");
    r.set_metatable(-2);
    r.push_value(-1);
    r.registry_set(&keys::PROXIES);
}

entry!(c_unknown_field = unknown_field);

/// Pushes the metatable of linda proxies, made on first use.
fn push_metatable(r: Raising<'_>, dialect: Dialect) {
    if r.registry(&keys::LINDA_MT) == Kind::Table {
        return;
    }
    r.pop(1);
    r.create_table(0, 32);
    r.create_table(0, 16);
    for (name, function) in methods::methods(dialect) {
        r.push_c_function(*function);
        // In the metatable too: there `nameof` finds them first, as in 3.14.
        r.push_value(-1);
        r.set_field(-4, name);
        r.set_field(-2, name);
    }
    r.push_light(NULL as *mut c_void);
    r.set_field(-2, "null");
    match dialect {
        Dialect::V3 => {
            r.push_bytes(BATCHED);
            r.set_field(-2, "batched");
        }
        Dialect::V4 => r.push_c_closure(index, 1),
    }
    r.set_field(-2, "__index");
    for (name, function) in methods::metamethods() {
        r.push_c_function(*function);
        r.set_field(-2, name);
    }
    r.push_c_function(finalize);
    r.set_field(-2, "__gc");
    r.push_bytes(b"Linda");
    r.set_field(-2, "__metatable");
    r.push_value(-1);
    r.registry_set(&keys::LINDA_MT);
}

/// `__index` of 4.x: a method or constant, which the table in the upvalue has, the status, or an error. Each call of a
/// method comes here first, so it is as short as can be.
unsafe extern "C-unwind" fn index(l: *mut ffi::lua_State) -> c_int {
    // SAFETY: Lua calls a C function with a live state and 20 free slots; the upvalue is a table, and a raw look-up of
    // whatever is in its place for a key that is not nil raises nothing.
    unsafe {
        ffi::lua_settop(l, 2);
        ffi::lua_pushvalue(l, 2);
        ffi::lua_rawget(l, ffi::upvalue(1));
        if ffi::lua_type(l, -1) != ffi::LUA_TNIL {
            return crate::boundary::clean(1);
        }
        c_unknown_field(l)
    }
}

/// The rest of `__index`.
fn unknown_field(q: Quiet<'_>) -> Outcome {
    let proxy = check(q, 1)?;
    match q.bytes(2) {
        Some(b"status") => {
            let status: &[u8] = if proxy.linda.store.is_cancelled() { b"cancelled" } else { b"active" };
            q.push_text(status)?;
            Ok(Done(1))
        }
        Some(name) => Err(Fault::Error(format!("unknown field '{}'", to_text(name)))),
        None => {
            let kind = q.kind(2).name();
            Err(Fault::Error(format!("Unsupported linda indexing key type {kind}")))
        }
    }
}

/// Pushes this state's proxy of a linda: the one that is in use, or a new one.
pub fn push_proxy(r: Raising<'_>, env: &Env, linda: &Arc<SharedLinda>) {
    push_proxies(r);
    push_id(r, linda);
    if r.raw_get(-2) == Kind::Userdata && proxy(*r, -1).is_some() {
        r.remove(-2);
        return;
    }
    r.pop(1);
    new_block(r, env, linda);
}

/// Pushes the proxy of a linda that no state has yet.
pub fn push_new(r: Raising<'_>, env: &Env, linda: &Arc<SharedLinda>) {
    push_proxies(r);
    new_block(r, env, linda);
}

/// The proxies table is on top; it is replaced by the new proxy.
fn new_block(r: Raising<'_>, env: &Env, linda: &Arc<SharedLinda>) {
    let at = r.new_userdata(size_of::<Block>()).cast::<Block>();
    // SAFETY: Lua gives a block of this size, aligned for any type of ours. It is empty until it can be finalized.
    unsafe { at.write(Block { mark: mark(), proxy: None }) };
    push_metatable(r, env.universe.dialect());
    r.set_metatable(-2);
    push_id(r, linda);
    r.push_value(-2);
    r.raw_set(-4);
    if env.is_closing() {
        crate::api::shutdown::note_late(r);
    }
    // SAFETY: the block is ours; nothing below raises any more.
    unsafe {
        if let Some(env) = Env::of(*r).filter(|own| std::ptr::eq(&raw const **own, env)) {
            (*at).proxy = Some(Proxy { linda: linda.clone(), env });
        }
    }
    r.remove(-2);
}

#[allow(clippy::cast_possible_wrap, reason = "a count")]
fn push_id(r: Raising<'_>, linda: &SharedLinda) {
    r.push_int(linda.id as i64);
}

/// `__gc`: the last reference drops the contents, which never calls Lua.
unsafe extern "C-unwind" fn finalize(l: *mut ffi::lua_State) -> c_int {
    // SAFETY: Lua calls a C function with a live state; nothing here raises.
    let s = unsafe { Quiet::new(l) };
    if let Some(b) = block(*s, 1) {
        drop(b.proxy.take());
    }
    0
}

impl SharedLinda {
    /// What `tostring` gives.
    pub fn title(self: &Arc<Self>, dialect: Dialect) -> Vec<u8> {
        let name = match dialect {
            Dialect::V3 => {
                let name = self.name.split(|b| *b == 0).next().unwrap_or_default();
                &name[..name.len().min(120)]
            }
            Dialect::V4 => &self.name,
        };
        let mut text = b"Linda: ".to_vec();
        if name.is_empty() {
            text.extend_from_slice(address(self.address(dialect)).as_bytes());
        } else {
            text.extend_from_slice(name);
        }
        text
    }

    /// What stands for the linda as a light userdata: its address, which 4.x does not show as it is.
    pub fn address(self: &Arc<Self>, dialect: Dialect) -> usize {
        let address = Arc::as_ptr(self) as usize;
        match dialect {
            Dialect::V3 => address,
            Dialect::V4 => obscured(address),
        }
    }
}

/// An address, changed in the same way for all lindas of the process, so that they stay apart. It has 47 bits as before,
/// which is what LuaJIT takes for one, and is never zero: the low bits, which are zero in every address, are not then.
fn obscured(address: usize) -> usize {
    use std::hash::BuildHasher;
    static MASK: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    let mask = MASK.get_or_init(|| {
        let random = std::hash::RandomState::new().hash_one(0x11_da);
        #[allow(clippy::cast_possible_truncation, reason = "any bits will do")]
        let mask = ((random & 0x3fff_ffff_fff0) | 8) as usize;
        mask
    });
    address ^ mask
}
