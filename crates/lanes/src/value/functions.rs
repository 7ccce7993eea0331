//! Functions into packets: Lua functions as bytecode with their upvalues, C functions by name or address.

use super::encode::{Encoder, Step};
use super::names::better;
use super::packet::{flag, tag};
use super::standard;
use crate::boundary::{Kind, Raising};
use crate::ffi;
use crate::platform;
use std::ffi::{c_int, c_void};

/// How deep functions are encoded by recursion (an upvalue may hold the next function).
const MAX_DEPTH: u32 = 120;

/// Receives a piece of bytecode.
unsafe extern "C-unwind" fn collect(
    _l: *mut ffi::lua_State,
    piece: *const c_void,
    len: usize,
    out: *mut c_void,
) -> c_int {
    if len > 0 {
        // SAFETY: `dump_function` passes its vector, Lua passes a readable piece.
        unsafe { (*out.cast::<Vec<u8>>()).extend_from_slice(std::slice::from_raw_parts(piece.cast(), len)) };
    }
    0
}

/// Name and value of a module are at `top + 4` and above; it takes the place of the one at `top + 2` if the function, or one of
/// its library, is in it and its name is shorter, or the same in length and less.
fn look_into_module(r: Raising<'_>, i: c_int, library: usize, top: c_int) {
    let (name, value) = (top + 4, top + 5);
    if r.kind(name) != Kind::String {
        return;
    }
    let new = r.bytes(name).unwrap_or_default();
    let known = r.kind(top + 2) == Kind::String;
    if (known && !better(new, r.bytes(top + 2).unwrap_or_default())) || standard::is_standard_table(new) {
        return;
    }
    if is_it(r, value, i, library) {
        r.push_bytes(b"");
    } else if !(r.kind(value) == Kind::Table && push_key_of(r, value, i, library)) {
        return;
    }
    r.replace(top + 3);
    r.push_value(name);
    r.replace(top + 2);
}

/// Whether the value at `at` is the function at `i`, or if `library` is not 0, a C function of that library.
fn is_it(r: Raising<'_>, at: c_int, i: c_int, library: usize) -> bool {
    match library {
        0 => r.raw_equal(at, i),
        _ => r.c_function(at).is_some_and(|function| platform::library_of(function as usize) == library),
    }
}

/// Pushes the least string that is a key of what [`is_it`] in the table at `table`. False, and nothing pushed, if there is
/// none.
fn push_key_of(r: Raising<'_>, table: c_int, i: c_int, library: usize) -> bool {
    r.push_nil();
    let key = r.top();
    r.push_nil();
    while r.next(table) {
        let better = r.kind(-2) == Kind::String && (r.kind(key) == Kind::Nil || r.bytes(-2) < r.bytes(key));
        if better && is_it(r, -1, i, library) {
            r.push_value(-2);
            r.replace(key);
        }
        r.pop(1);
    }
    let found = r.kind(key) != Kind::Nil;
    if !found {
        r.pop(1);
    }
    found
}

impl Encoder<'_> {
    /// The function at `i`.
    pub fn function(&mut self, r: Raising<'_>, i: c_int, depth: u32) {
        let address = r.pointer(i) as usize;
        r.need_stack(12);
        if self.ignored(r, i) || self.reference(address) {
            return;
        }
        if r.is_c_function(i) {
            self.native(r, i, address);
            return;
        }
        let late = depth >= MAX_DEPTH;
        self.out.push(if late { tag::FUNC_LATE } else { tag::FUNC });
        let id = self.new_object(address);
        self.out.push(if late { flag::SHARED } else { 0 });
        self.u32(id as usize);
        self.bytecode(r, i);
        if late {
            self.postpone(r, i, id, Kind::Function);
        } else {
            self.upvalues(r, i, depth);
        }
    }

    /// Length and bytecode; with debug information, unless the settings say otherwise.
    fn bytecode(&mut self, r: Raising<'_>, i: c_int) {
        let length_at = self.out.len();
        self.u32(0);
        r.push_value(i);
        let strip = self.env.universe.settings().strip_functions;
        // SAFETY: inside a protected call; the function is on top and the writer gets the vector it expects.
        let status = unsafe { ffi::dump(r.as_ptr(), collect, (&raw mut self.out).cast(), strip) };
        if status == ffi::LUA_ERRMEM && r.kind(-1) == Kind::String {
            // LuaJIT catches its own memory error here, and leaves it on the stack.
            r.throw();
        }
        r.pop(1);
        if status != 0 {
            self.error = Some("function dump failed".to_owned());
            r.fail("");
        }
        self.patch(length_at, self.out.len() - length_at - 4);
    }

    /// Count and values of the upvalues of the function at `i` (absolute).
    pub fn upvalues(&mut self, r: Raising<'_>, i: c_int, depth: u32) {
        let count_at = self.out.len();
        self.out.push(0);
        let mut n = 0u8;
        while n < u8::MAX {
            let Some(name) = r.get_upvalue(i, c_int::from(n) + 1) else { break };
            let at = r.top();
            self.path.push(Step::Upvalue(name.as_ptr()));
            if !self.value(r, at, depth + 1) {
                let kind = r.kind(at).name();
                self.error =
                    Some(format!("Cannot copy upvalue type '{kind}' (upvalue '{}')", self.path_text(*r)));
                r.fail("");
            }
            self.path.pop();
            r.pop(1);
            n += 1;
        }
        self.out[count_at] = n;
    }

    /// A C function: its lookup name, and what may stand in for it: the module that it is in, or its address.
    fn native(&mut self, r: Raising<'_>, i: c_int, object: usize) {
        let i = r.abs(i);
        let address = r.c_function(i).map_or(0, |f| f as usize);
        let name = self.env.names().function_name(r, object, address);
        let named = name.is_some();
        let mut flags = 0;
        if name.as_deref().is_some_and(standard::is_standard_name) {
            flags |= flag::STANDARD;
        }
        self.out.push(tag::NATIVE);
        let flags_at = self.out.len();
        self.out.push(0);
        self.blob(name.as_deref().unwrap_or_default());
        drop(name);
        self.out.extend_from_slice(&(address as u64).to_le_bytes());
        if flags & flag::STANDARD == 0 {
            if self.module(r, i, 0) {
                flags |= flag::MODULE;
            } else if address != 0
                && r.get_upvalue(i, 1).map(|_| r.pop(1)).is_none()
                && platform::pin_owner(address)
            {
                flags |= flag::ADDRESS;
                // In no module's table, like a method, but of its library: the module is loaded then all the same.
                let library = platform::library_of(address);
                let own = [ffi::lua_next as *const () as usize, collect as *const () as usize]
                    .map(platform::library_of);
                if library != 0 && !own.contains(&library) && self.module(r, i, library) {
                    flags |= flag::MODULE;
                }
            }
        }
        if !named && flags == 0 {
            self.fail_unnamed(r, i)
        }
        self.lookups |= flags != flag::ADDRESS;
        self.out[flags_at] = flags;
    }

    /// Writes the name of the loaded module that the C function at `i` is or is in, and its key there; or if `library` is not 0, the
    /// name of one that has a function of that library. False, and nothing written, if there is none. What a module's
    /// functions need besides their code is only where the module was loaded.
    fn module(&mut self, r: Raising<'_>, i: c_int, library: usize) -> bool {
        r.need_stack(8);
        let (object, from) = (r.pointer(i) as usize, self.out.len());
        if self.env.names().write_home(object, library != 0, &mut self.out) {
            if self.is_home(r, i, library, from) {
                return true;
            }
            self.out.truncate(from);
        }
        let top = r.top();
        r.get_field(ffi::LUA_REGISTRYINDEX, "_LOADED");
        if r.kind(-1) == Kind::Table {
            // The best module so far, and the key there.
            r.push_nil();
            r.push_nil();
            r.push_nil();
            while r.next(top + 1) {
                look_into_module(r, i, library, top);
                r.set_top(top + 4);
            }
        }
        let found = r.kind(top + 2) == Kind::String;
        if found {
            for at in [top + 2, top + 3] {
                self.blob(r.bytes(at).unwrap_or_default());
            }
            self.env.names().keep_home(object, library != 0, &self.out[from..]);
        }
        r.set_top(top);
        found
    }

    /// Whether the module and key that are written from `from` on are what [`Self::module`] looks for still.
    fn is_home(&self, r: Raising<'_>, i: c_int, library: usize, from: usize) -> bool {
        let text = |at: usize| {
            let (len, rest) = self.out[at..].split_first_chunk().unwrap_or((&[0; 4], &[]));
            &rest[..u32::from_le_bytes(*len) as usize]
        };
        let module = text(from);
        let key = text(from + 4 + module.len());
        let top = r.top();
        r.get_field(ffi::LUA_REGISTRYINDEX, "_LOADED");
        for part in [module, key] {
            if r.kind(-1) == Kind::Table && !part.is_empty() {
                r.push_bytes(part);
                r.raw_get(-2);
            }
        }
        let is_home = is_it(r, r.top(), i, library);
        r.set_top(top);
        is_home
    }

    #[cold]
    fn fail_unnamed(&mut self, r: Raising<'_>, i: c_int) -> ! {
        // Before anything is owned here: this may raise.
        let found = crate::api::nameof::find_in(r, i);
        self.error = Some(self.unnamed_text(r, found));
        r.fail("")
    }

    /// What is said of a C function without a name, which can be found by the path `found` if there is one.
    #[cold]
    fn unnamed_text(&self, r: Raising<'_>, found: Option<String>) -> String {
        let origin = self.env.title();
        match found {
            Some(name) => format!(
                "function '{name}' not found in {origin} origin transfer database. (Its module can be named with \
                 lanes.require or lanes.register)"
            ),
            None => format!(
                "function referenced by '{}' not found in {origin} origin transfer database.\n(did you remove it from \
                 the source Lua state before requiring Lanes?)",
                self.path_text(*r)
            ),
        }
    }
}
