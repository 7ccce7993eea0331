//! Clones of full userdata: those whose metatable has `__lanesclone`. Two calls make one: the sending state's metamethod
//! copies the userdata into a neutral [`Block`], the receiving state's copies that into a new userdata.
//!
//! The metamethod has had three forms, and says by its answers which of them it has:
//!
//! | Lanes | how it is called |
//! |---|---|
//! | 3.14 | `f()` gives the size, `f(to, from)` copies |
//! | 3.15 | `f(from)` gives the size, `f(to, from)` copies |
//! | 3.16 and later | `f(to, from, size)` copies; the size is that of the userdata |
//!
//! `to` and `from` are light userdata. The metamethod is any code: it may raise, allocate, collect garbage or use lindas.
//! No lock is held here, and the block belongs to the encoder, or to the packet, all the while.

use super::block::Block;
use super::decode::{Decoder, share};
use super::encode::{Encoder, Step};
use super::packet::{Ref, flag, tag};
use crate::boundary::{Kind, Raising};
use crate::dialect::Dialect;
use crate::ffi;
use crate::lindas::CANCEL_ERROR;
use std::ffi::{c_int, c_void};
use std::sync::Arc;

/// How deep userdata may be held by user values of userdata, directly one by the other.
pub const MAX_DEPTH: u32 = 200;
/// The largest size that a metamethod may ask for, where the userdata is not larger itself.
const MAX_SIZE: usize = 1 << 30;
/// The metamethod's name.
const NAME: &str = "__lanesclone";

/// How the metamethod copies.
mod form {
    /// `f(to, from)`
    pub const TWO: u8 = 2;
    /// `f(to, from, size)`
    pub const THREE: u8 = 3;
}

/// What the metamethod said when it was asked for the size.
#[derive(Clone, Copy)]
enum Answer {
    /// The size, as a number on top of the stack.
    Size,
    /// Something else, or an error: left on the stack.
    Other {
        /// It was an error.
        raised: bool,
    },
}

impl Encoder<'_> {
    /// The full userdata at `i` (absolute), if it can be cloned. Otherwise false, and nothing written.
    pub fn cloned(&mut self, r: Raising<'_>, i: c_int, depth: u32) -> bool {
        // In 4.x one userdata becomes one clone in each transmission; in 3.x each occurrence has its own.
        let is_one = self.env.universe.dialect() == Dialect::V4;
        let address = r.pointer(i) as usize;
        if is_one && self.reference(address) {
            return true;
        }
        if !push_hook(r, i) {
            return false;
        }
        let hook = r.top();
        if depth >= MAX_DEPTH {
            self.error =
                Some(format!("userdata nested too deeply in user values (value '{}')", self.path_text(*r)));
            r.fail("");
        }
        let form = self.copy_block(r, i, hook);
        let block = self.refs.len() - 1;
        // The receiving state's metamethod may fail.
        self.lookups = true;
        self.out.push(tag::CLONE);
        let id = if is_one { self.new_object(address) } else { 0 };
        self.out.push(0);
        self.u32(id as usize);
        self.out.push(form);
        self.u32(block);
        self.metatable(r, i, depth);
        self.user_values(r, i, hook, depth);
        r.pop(1);
        true
    }

    /// Copies the userdata at `i` into a block, the newest reference from then on, and tells the form that did it.
    fn copy_block(&mut self, r: Raising<'_>, i: c_int, hook: c_int) -> u8 {
        let source = r.userdata(i);
        let first = ask(r, hook, None);
        let second = if matches!(first, Answer::Size) { first } else { ask(r, hook, Some(source)) };
        if matches!(second, Answer::Size) {
            let size = self.asked_size(r, i);
            r.set_top(hook);
            let block = self.new_block(r, size);
            r.push_value(hook);
            r.push_light(block);
            r.push_light(source);
            r.call(2, 0);
            return form::TWO;
        }
        let size = r.raw_len(i);
        let block = self.new_block(r, size);
        r.push_value(hook);
        r.push_light(block);
        r.push_light(source);
        r.push_int(i64::try_from(size).unwrap_or(i64::MAX));
        let status = r.try_call(3, 0);
        if status != ffi::LUA_OK {
            pass_on(r, status);
            self.no_answer(r, hook, first, second);
        }
        r.set_top(hook);
        form::THREE
    }

    /// None of the forms succeeded; their answers are above the metamethod at `hook`. Raises the error that tells most.
    #[cold]
    fn no_answer(&mut self, r: Raising<'_>, hook: c_int, first: Answer, second: Answer) -> ! {
        if r.kind(hook) != Kind::Function && !is_callable(r, hook) {
            let kind = r.kind(hook).name();
            self.error =
                Some(format!("{NAME} is not a function but a {kind} (value '{}')", self.path_text(*r)));
            r.fail("");
        }
        // A metamethod of a newer form refuses the first two calls alike; one of the first form fails in its own way.
        let alike = matches!(second, Answer::Other { raised: true }) && r.raw_equal(hook + 1, hook + 2);
        if matches!(first, Answer::Other { raised: true }) && !alike {
            r.set_top(hook + 1);
        }
        r.throw();
    }

    /// The size on top of the stack, if a userdata can have it.
    fn asked_size(&mut self, r: Raising<'_>, i: c_int) -> usize {
        let limit = MAX_SIZE.max(r.raw_len(i));
        let asked = r.number(-1).unwrap_or_default();
        #[allow(clippy::cast_precision_loss, reason = "no userdata has 2^53 bytes")]
        if asked >= 0.0 && asked <= limit as f64 && asked.fract() == 0.0 {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "just tested")]
            return asked as usize;
        }
        self.error =
            Some(format!("{NAME} gave a bad size: {} (value '{}')", r.describe(-1), self.path_text(*r)));
        r.fail("")
    }

    /// A block of zeros among the references.
    fn new_block(&mut self, r: Raising<'_>, size: usize) -> *mut c_void {
        let Some(block) = Block::zeroed(size) else { r.fail("not enough memory") };
        let at = block.as_ptr();
        self.refs.push(Ref::Block(Arc::new(block)));
        at
    }

    /// Count and values of the user values of the userdata at `i`.
    fn user_values(&mut self, r: Raising<'_>, i: c_int, hook: c_int, depth: u32) {
        let count_at = self.out.len();
        self.u32(0);
        let mut n = 0;
        while r.get_user_value(i, n + 1) {
            if ffi::HAS_FENV && is_default_environment(r, hook) {
                r.pop(1);
                break;
            }
            n += 1;
            self.user_value(r, depth);
        }
        self.patch(count_at, usize::try_from(n).unwrap_or_default());
    }

    /// Pops the user value on top. One that cannot cross is an error.
    pub fn user_value(&mut self, r: Raising<'_>, depth: u32) {
        let at = r.top();
        self.path.push(Step::UserValue);
        if !self.value(r, at, depth + 1) {
            let kind = r.kind(at).name();
            self.error =
                Some(format!("Cannot copy user value type '{kind}' (value '{}')", self.path_text(*r)));
            r.fail("");
        }
        self.path.pop();
        r.pop(1);
    }
}

/// Pushes the metamethod of the userdata at `i`; nothing, if it has none. Lanes' own userdata have none, whatever a
/// script has put into their metatables.
fn push_hook(r: Raising<'_>, i: c_int) -> bool {
    if !r.get_metatable(i) {
        return false;
    }
    r.registry(&ffi::keys::LANE_MT);
    r.registry(&ffi::keys::LINDA_MT);
    let own = r.raw_equal(-1, -3) || r.raw_equal(-2, -3);
    r.pop(2);
    let there = !own && r.get_field(-1, NAME) != Kind::Nil;
    if there {
        r.remove(-2);
    } else {
        r.pop(if own { 1 } else { 2 });
    }
    there
}

/// Asks the metamethod at `hook` for the size, with `source` as the argument if there is one.
fn ask(r: Raising<'_>, hook: c_int, source: Option<*mut c_void>) -> Answer {
    r.push_value(hook);
    if let Some(source) = source {
        r.push_light(source);
    }
    let status = r.try_call(c_int::from(source.is_some()), 1);
    pass_on(r, status);
    match r.kind(-1) {
        Kind::Number if status == ffi::LUA_OK => Answer::Size,
        _ => Answer::Other { raised: status != ffi::LUA_OK },
    }
}

/// Raises again what is no answer: that memory has run out, or that the lane is cancelled.
fn pass_on(r: Raising<'_>, status: c_int) {
    let cancelled =
        status != ffi::LUA_OK && r.kind(-1) == Kind::Light && r.userdata(-1) as usize == CANCEL_ERROR;
    if status == ffi::LUA_ERRMEM || cancelled {
        r.throw();
    }
}

/// Whether the value at `i`, which is no function, can be called.
fn is_callable(r: Raising<'_>, i: c_int) -> bool {
    if !r.get_metatable(i) {
        return false;
    }
    let callable = r.get_field(-1, "__call") != Kind::Nil;
    r.pop(2);
    callable
}

/// Whether the environment on top of the stack is none of the userdata's own: what C code gives every userdata of its
/// module is the globals, or the environment that all of the module's functions share.
fn is_default_environment(r: Raising<'_>, hook: c_int) -> bool {
    if r.kind(-1) != Kind::Table {
        return true;
    }
    r.push_globals();
    r.get_environment(hook);
    let default = r.raw_equal(-1, -3) || r.raw_equal(-2, -3);
    r.pop(2);
    default
}

impl Decoder<'_> {
    /// A clone, with this state's metamethod.
    pub fn clone_item(&mut self, r: Raising<'_>) {
        let flags = self.byte();
        let id = self.next_object();
        let form = self.byte();
        let at = self.u32();
        r.need_stack(16);
        let (source, size) = match &self.packet.refs[at] {
            Ref::Block(block) => (block.as_ptr(), block.len()),
            Ref::Large(_) | Ref::Linda(_) | Ref::Deep(_) => r.fail("internal error: bad packet"),
        };
        let metatable = r.top() + 1;
        if !self.metatable(r) || r.kind(metatable) != Kind::Table || r.get_field(metatable, NAME) == Kind::Nil
        {
            self.error = Some(format!("the metatable of a userdata has no {NAME} in {}", self.env.title()));
            r.fail("");
        }
        let count = c_int::try_from(self.u32()).unwrap_or_default();
        let clone = r.new_zeroed_userdata(size, count);
        if flags & flag::SHARED != 0 {
            share(r, id);
        }
        self.set_user_values(r, metatable + 1, count);
        r.push_value(metatable + 1);
        r.push_light(clone);
        r.push_light(source);
        if form == form::THREE {
            r.push_int(i64::try_from(size).unwrap_or(i64::MAX));
        }
        r.call(c_int::from(form), 0);
        // Only now, so that nothing finalizes a block that was not filled.
        r.push_value(metatable);
        r.set_metatable(metatable + 2);
        r.replace(metatable);
        r.set_top(metatable);
    }

    /// Reads the user values of the userdata on top of the stack; the metamethod is at `hook`.
    fn set_user_values(&mut self, r: Raising<'_>, hook: c_int, count: c_int) {
        let clone = r.top();
        if ffi::HAS_FENV && count == 0 {
            r.get_environment(hook);
            self.set_user_value(r, clone, 1);
        }
        for n in 1..=count {
            self.item(r);
            self.set_user_value(r, clone, n);
        }
    }

    /// Pops a value and makes it user value `n`, if this Lua allows.
    fn set_user_value(&mut self, r: Raising<'_>, clone: c_int, n: c_int) {
        if ffi::HAS_FENV && r.kind(-1) != Kind::Table {
            r.pop(1);
        } else {
            r.set_user_value(clone, n);
        }
    }
}
