//! Full userdata into packets: lindas, clones, named ones of the standard libraries.

use super::encode::Encoder;
use super::packet::{Ref, tag};
use crate::boundary::Raising;
use crate::lindas;
use std::ffi::c_int;

impl Encoder<'_> {
    /// The full userdata at `i`.
    pub fn userdata(&mut self, r: Raising<'_>, i: c_int, _depth: u32) {
        if let Some(shared) = lindas::shared(*r, i) {
            self.out.push(tag::LINDA);
            self.u32(self.refs.len());
            self.refs.push(Ref::Linda(shared));
            return;
        }
        r.need_stack(12);
        if self.ignored(r, i) {
            return;
        }
        if self.env.universe.settings().demote_full_userdata {
            self.out.push(tag::LIGHT);
            self.out.extend_from_slice(&(r.userdata(i) as u64).to_le_bytes());
            return;
        }
        self.error =
            Some(format!("can't copy non-deep full userdata across lanes (value '{}')", self.path_text(*r)));
        r.fail("");
    }
}
