//! Full userdata into packets: lindas, deep ones, clones, converted and demoted ones, those that have a name.

use super::decode::Decoder;
use super::encode::Encoder;
use super::names;
use super::packet::{Ref, tag};
use crate::boundary::{Kind, Raising};
use crate::env::Env;
use crate::ffi::keys;
use crate::lindas;
use std::ffi::c_int;

/// The userdata that can be reached by name from the standard libraries, in every Lua.
const STREAMS: [&[u8]; 3] = [b"io/stdin", b"io/stdout", b"io/stderr"];

/// Whether a lookup name is that of a standard stream.
pub fn is_stream(name: &[u8]) -> bool {
    STREAMS.contains(&name)
}

/// Names the standard streams that a state has now. A file that a script puts in their place later has no name.
pub fn name_streams(r: Raising<'_>, env: &Env) {
    r.need_stack(12);
    r.registry_table(&keys::NAMED);
    for name in STREAMS {
        r.push_bytes(name);
        if r.raw_get(-2) != Kind::Userdata {
            names::push_loaded_path(r, name);
            if r.kind(-1) == Kind::Userdata {
                env.names().name_object(r, name, r.top());
            }
            r.pop(1);
        }
        r.pop(1);
    }
    r.pop(1);
}

/// Whether the full userdata at `i` can go by a name. Lanes' own cannot: lindas have no need to, handles must not.
pub fn may_have_name(r: Raising<'_>, i: c_int) -> bool {
    let i = r.abs(i);
    if !r.get_metatable(i) {
        return true;
    }
    r.need_stack(4);
    r.registry(&keys::LANE_MT);
    r.registry(&keys::LINDA_MT);
    let own = r.raw_equal(-1, -3) || r.raw_equal(-2, -3);
    r.pop(3);
    !own
}

impl Encoder<'_> {
    /// The full userdata at `i`.
    pub fn userdata(&mut self, r: Raising<'_>, i: c_int, depth: u32) {
        self.userdata_after(r, i, depth, 0);
    }

    /// The full userdata at `i`, after so many conversions.
    pub fn userdata_after(&mut self, r: Raising<'_>, i: c_int, depth: u32, conversions: u32) {
        if let Some(shared) = lindas::shared(*r, i) {
            let closes = shared.closes;
            self.out.push(if closes { tag::LINDA_CLOSES } else { tag::LINDA });
            self.u32(self.refs.len());
            self.refs.push(Ref::Linda(shared));
            if closes {
                self.close_handler(r, i, depth);
            }
            return;
        }
        r.need_stack(12);
        if self.ignored(r, i) || self.deep(r, i, depth) || self.cloned(r, i, depth) {
            return;
        }
        if self.converted(r, i, depth, conversions) {
            return;
        }
        if self.env.universe.settings().demote_full_userdata {
            self.out.push(tag::LIGHT);
            self.out.extend_from_slice(&(r.userdata(i) as u64).to_le_bytes());
            return;
        }
        if self.named_userdata(r, i) {
            return;
        }
        self.error =
            Some(format!("can't copy non-deep full userdata across lanes (value '{}')", self.path_text(*r)));
        r.fail("");
    }

    /// The `__close` handler of the linda at `i`, nil within the handler itself. The receiving state keeps it with its own
    /// proxy, if that has none.
    fn close_handler(&mut self, r: Raising<'_>, i: c_int, depth: u32) {
        let address = r.userdata(i) as usize;
        r.need_stack(12);
        if self.closing.contains(&address) || !r.get_user_value(i, 1) {
            self.out.push(tag::NIL);
            return;
        }
        self.closing.push(address);
        let at = r.top();
        self.value(r, at, depth + 1);
        self.closing.pop();
        r.pop(1);
    }

    /// A userdata with a name: a standard stream, or one of a module that was registered (in 4.x, one in the globals too).
    /// False, and nothing written, if it has none.
    fn named_userdata(&mut self, r: Raising<'_>, i: c_int) -> bool {
        let mark = self.out.len();
        let Some(name) = self.env.names().name_at(r.pointer(i) as usize) else { return false };
        self.out.push(tag::NAMED_USERDATA);
        self.blob(&name);
        drop(name);
        // What has the name is compared too: the address alone could be that of something else by now.
        let known =
            names::push_named(r, self.env, &self.out[mark + 5..], Kind::Userdata) && r.raw_equal(-1, i);
        r.pop(1);
        if known {
            self.lookups = true;
        } else {
            self.out.truncate(mark);
        }
        known
    }
}

impl Decoder<'_> {
    /// The `__close` handler of the linda on top.
    pub fn close_handler(&mut self, r: Raising<'_>) {
        self.item(r);
        let there = r.get_user_value(-2, 1);
        let known = there && r.kind(-1) != Kind::Nil;
        r.pop(c_int::from(there));
        if known {
            r.pop(1);
        } else {
            r.set_user_value(-2, 1);
        }
    }

    /// A userdata with a name: this state's own.
    pub fn named_userdata(&mut self, r: Raising<'_>) {
        let (from, to) = self.blob();
        r.need_stack(10);
        let name = &self.packet.bytes[from..to];
        if names::push_named(r, self.env, name, Kind::Userdata) {
            return;
        }
        r.pop(1);
        // A library that was opened after this state got its names.
        names::push_loaded_path(r, name);
        if r.kind(-1) != Kind::Userdata {
            self.fail_lookup(r, from, to, "userdata");
        }
    }
}
