//! Deep userdata in packets: a reference to the object, and copies of the user values of the proxy that was sent.

use super::clone::MAX_DEPTH;
use super::decode::{Decoder, share};
use super::encode::Encoder;
use super::packet::{Ref, flag, tag};
use crate::boundary::{Kind, Raising};
use crate::deep;
use crate::ffi;
use std::ffi::c_int;

impl Encoder<'_> {
    /// The full userdata at `i` (absolute), if it is a deep one. Otherwise false, and nothing written.
    pub fn deep(&mut self, r: Raising<'_>, i: c_int, depth: u32) -> bool {
        let Some(found) = deep::find(*r, i) else { return false };
        let address = r.pointer(i) as usize;
        if self.reference(address) {
            return true;
        }
        deep::adopt(r);
        let Some(shared) = found.share() else {
            self.error = Some(format!(
                "can't copy deep userdata that is being deleted, or whose library cannot stay loaded (value '{}')",
                self.path_text(*r)
            ));
            r.fail("")
        };
        let at = self.refs.len();
        self.refs.push(Ref::Deep(shared));
        // The receiving state may have to load the module.
        self.lookups = true;
        self.out.push(tag::DEEP);
        let id = self.new_object(address);
        self.out.push(0);
        self.u32(id as usize);
        self.u32(at);
        self.deep_values(r, i, found.user_values(), depth);
        true
    }

    /// Count and user values of the proxy at `i`.
    fn deep_values(&mut self, r: Raising<'_>, i: c_int, count: c_int, depth: u32) {
        self.u32(usize::try_from(count).unwrap_or_default());
        if count > 0 && depth >= MAX_DEPTH {
            self.error =
                Some(format!("userdata nested too deeply in user values (value '{}')", self.path_text(*r)));
            r.fail("");
        }
        for n in 1..=count {
            if !r.get_user_value(i, n) {
                r.push_nil();
            }
            self.user_value(r, depth);
        }
    }
}

impl Decoder<'_> {
    /// This state's proxy of an object. Its user values become those that it was sent with.
    pub fn deep(&mut self, r: Raising<'_>) {
        let flags = self.byte();
        let id = self.next_object();
        let at = self.u32();
        let count = c_int::try_from(self.u32()).unwrap_or_default();
        r.need_stack(20);
        match &self.packet.refs[at] {
            Ref::Deep(shared) => shared.push(r, count),
            Ref::Large(_) | Ref::Linda(_) | Ref::Block(_) => r.fail("internal error: bad packet"),
        }
        if flags & flag::SHARED != 0 {
            share(r, id);
        }
        let proxy = r.top();
        for n in 1..=count {
            self.item(r);
            if ffi::HAS_FENV && r.kind(-1) != Kind::Table {
                r.pop(1);
            } else {
                r.set_user_value(proxy, n);
            }
        }
    }
}
