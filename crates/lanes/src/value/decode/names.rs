//! What is looked up by name in the receiving state.

use super::{Decoder, share};
use crate::api::modules;
use crate::boundary::{Kind, Raising, to_text};
use crate::dialect::Dialect;
use crate::ffi;
use crate::value::names;
use crate::value::packet::flag;
use std::ffi::c_int;

impl Decoder<'_> {
    /// A table known by name: linked where this state knows the name, else copied.
    pub(super) fn named(&mut self, r: Raising<'_>) {
        let flags = self.byte();
        let id = self.u32();
        let (from, to) = self.blob();
        let (body, end) = self.blob();
        r.need_stack(10);
        let name = &self.packet.bytes[from..to];
        let found = names::push_named(r, self.env, name, Kind::Table);
        if !found && body == end {
            self.fail_lookup(r, from, to, "table");
        }
        if flags & flag::SHARED != 0 && found {
            share(r, id);
        }
        if !found || flags & flag::NEEDED != 0 {
            self.pos = body;
            self.item(r);
            if found {
                r.pop(1);
            } else {
                r.remove(-2);
                if flags & flag::SHARED != 0 {
                    share(r, id);
                }
            }
        }
        self.pos = end;
    }

    /// A C function: by name, else from its module, else by its address where that is allowed.
    pub(super) fn native(&mut self, r: Raising<'_>) {
        let flags = self.byte();
        let (from, to) = self.blob();
        let address = self.u64() as usize;
        let [module, key] = if flags & flag::MODULE == 0 { [(0, 0); 2] } else { [self.blob(), self.blob()] };
        r.need_stack(10);
        if to > from && names::push_named(r, self.env, &self.packet.bytes[from..to], Kind::Function) {
            return;
        }
        r.set_top(r.top() - c_int::from(to > from));
        let part = |(from, to): (usize, usize)| &self.packet.bytes[from..to];
        match (flags & flag::MODULE != 0, flags & flag::ADDRESS != 0) {
            (true, true) => modules::load(r, part(module)),
            (true, false) => {
                if !modules::push_function(r, part(module), part(key)) {
                    let named = to > from;
                    let (from, to) = if named { (from, to) } else { module };
                    self.fail_lookup(r, from, to, if named { "function" } else { "module" });
                }
                return;
            }
            (false, true) => {}
            (false, false) => self.fail_lookup(r, from, to, "function"),
        }
        // SAFETY: the address was that of a C function of this Lua, in a library that is never unloaded (it was pinned
        // when the packet was made).
        let function = unsafe { std::mem::transmute::<usize, ffi::lua_CFunction>(address) };
        r.push_c_function(function);
    }

    /// Raises the error of a name that this state does not know.
    #[cold]
    pub fn fail_lookup(&mut self, r: Raising<'_>, from: usize, to: usize, what: &str) -> ! {
        let name = to_text(&self.packet.bytes[from..to]);
        let title = self.env.title();
        let source = if self.source.is_empty() { &self.packet.origin } else { self.source };
        let hint = crate::value::standard::lookup_hint(&name, self.env.universe.dialect().core_name());
        // 4.x does not say of a function that it is one.
        let what = match (what, self.env.universe.dialect()) {
            ("function", Dialect::V4) => String::new(),
            _ => format!("{what} "),
        };
        self.error = Some(format!(
            "{source}: {what}'{name}' not found in {title} destination transfer database. {hint}"
        ));
        drop(what);
        drop(title);
        drop(name);
        drop(hint);
        r.fail("")
    }
}
