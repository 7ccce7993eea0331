//! From packets onto the stack: one protected call a message, tables created at their final size, known metatables looked
//! up rather than rebuilt.

mod names;
mod tables;

use super::address_map::AddressMap;
use super::data::Value;
use super::large::Large;
use super::packet::{Packet, Ref, flag, tag};

use crate::boundary::{Fault, Kind, Quiet, Raising};
use crate::env::Env;
use crate::ffi;
use crate::lindas;
use std::ffi::c_int;
use std::sync::Arc;

/// What a decode works on.
pub struct Decoder<'d> {
    /// The receiving state's own data.
    pub env: &'d Env,
    /// What is decoded.
    pub packet: &'d Packet,
    pos: usize,
    /// Who sent it, for messages: the origin's title, or `linda`.
    source: &'d str,
    /// Metatables that were made by this decode, and the slot of each in the table of shared objects. The state learns
    /// them when all is decoded, so none of them is ever known before it is complete.
    new_metatables: AddressMap<i32>,
    /// The number of the metatable in slot 2.
    latest_metatable: Option<u64>,
    /// The error, when it is not Lua's own.
    pub error: Option<String>,
    wanted: Wanted,
}

/// What a table in a packet is for.
#[derive(Clone, Copy)]
enum Role {
    /// A value.
    Value,
    /// The metatable with this number.
    Metatable(u64),
    /// A second copy of the metatable below it on the stack, which this decode has made: whatever refers to it gets the
    /// one below.
    Copy,
}

/// Which roots to leave on the stack.
#[derive(Clone, Copy)]
enum Wanted {
    All,
    One(u32),
}

/// Pushes a value that has come out of a linda. `source` names the sender in messages.
#[inline]
pub fn push_value(q: Quiet<'_>, env: &Env, value: &Value, source: &str) -> Result<(), Fault> {
    match value {
        Value::Nil => q.push_nil(),
        Value::Bool(b) => q.push_bool(*b),
        Value::Int(n) => q.push_int(*n),
        Value::Num(n) => q.push_num(*n),
        Value::Light(p) => return push_light(q, *p),
        Value::Short(s) => return q.push_text(s.as_bytes()),
        Value::Bytes(s) => return q.push_text(s),
        Value::Large(s) => return push_large(q, env, s),
        Value::Packed(packet, root) => return decode(q, env, packet, source, Wanted::One(*root)),
    }
    Ok(())
}

/// Pushes a large string.
fn push_large(q: Quiet<'_>, env: &Env, large: &Arc<Large>) -> Result<(), Fault> {
    q.protected(0, 1, &mut (large, env), |r, (large, env)| {
        large.push(r, env);
        1
    })
}

/// Pushes any light userdata: on LuaJIT one that the state has not seen may need memory.
pub fn push_light(q: Quiet<'_>, at: usize) -> Result<(), Fault> {
    if !ffi::IS_JIT {
        q.push_light(at as *mut std::ffi::c_void);
        return Ok(());
    }
    q.protected(0, 1, &mut { at }, |r, at| {
        r.push_light(*at as *mut std::ffi::c_void);
        1
    })
}

/// Pushes all values of a transmission, in order.
pub fn push_values(q: Quiet<'_>, env: &Env, packet: &Packet, source: &str) -> Result<c_int, Fault> {
    let count = c_int::try_from(packet.count()).unwrap_or(c_int::MAX);
    if !q.check_stack(count.saturating_add(8)) {
        return Err(Fault::Error("Cannot grow stack!".to_owned()));
    }
    decode(q, env, packet, source, Wanted::All)?;
    Ok(count)
}

fn decode(q: Quiet<'_>, env: &Env, packet: &Packet, source: &str, wanted: Wanted) -> Result<(), Fault> {
    let mut d = Decoder {
        env,
        packet,
        pos: 0,
        source,
        new_metatables: AddressMap::default(),
        latest_metatable: None,
        error: None,
        wanted,
    };
    let results = match wanted {
        // Lua keeps an expected number of results in 16 bits.
        Wanted::All => ffi::LUA_MULTRET,
        Wanted::One(_) => 1,
    };
    let Err(fault) = q.protected(0, results, &mut d, run) else { return Ok(()) };
    match d.error.take() {
        None => Err(fault),
        Some(text) => {
            q.pop(1);
            Err(Fault::Error(text))
        }
    }
}

/// Slot 1 holds the table of shared objects, made when the first is met; slot 2 the metatable that was used last.
fn run(r: Raising<'_>, d: &mut Decoder<'_>) -> c_int {
    r.push_nil();
    r.push_nil();
    let roots = &d.packet.roots;
    match d.wanted {
        Wanted::One(n) if !d.packet.entangled => {
            d.pos = roots[n as usize] as usize;
            d.item(r);
            d.keep_metatables(r);
            1
        }
        wanted => {
            let count = c_int::try_from(roots.len()).unwrap_or(c_int::MAX);
            r.need_stack(count.saturating_add(16));
            for _ in 0..count {
                d.item(r);
            }
            d.late_contents(r);
            d.keep_metatables(r);
            match wanted {
                Wanted::All => count,
                Wanted::One(n) => {
                    r.push_value(c_int::try_from(n).unwrap_or_default() + 3);
                    1
                }
            }
        }
    }
}

impl Decoder<'_> {
    /// One byte.
    #[inline]
    pub fn byte(&mut self) -> u8 {
        let b = self.packet.bytes[self.pos];
        self.pos += 1;
        b
    }

    #[inline]
    fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut word = [0; N];
        word.copy_from_slice(&self.packet.bytes[self.pos..self.pos + N]);
        self.pos += N;
        word
    }

    /// Four bytes.
    #[inline]
    pub fn u32(&mut self) -> usize {
        u32::from_le_bytes(self.array()) as usize
    }

    #[inline]
    fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.array())
    }

    /// Where the bytes that follow their length begin and end.
    #[inline]
    pub fn blob(&mut self) -> (usize, usize) {
        let len = self.u32();
        let at = self.pos;
        self.pos += len;
        (at, at + len)
    }

    /// Pushes the next item.
    pub fn item(&mut self, r: Raising<'_>) {
        match self.byte() {
            tag::NIL => r.push_nil(),
            tag::FALSE => r.push_bool(false),
            tag::TRUE => r.push_bool(true),
            tag::INT => {
                let n = self.u64().cast_signed();
                r.push_int(n);
            }
            tag::NUM => r.push_num(f64::from_bits(self.u64())),
            tag::LIGHT => r.push_light(self.u64() as usize as *mut std::ffi::c_void),
            tag::STR => {
                let (from, to) = self.blob();
                r.push_bytes(&self.packet.bytes[from..to]);
            }
            tag::LONG => self.long(r),
            tag::GLOBALS => r.push_globals(),
            tag::TABLE => self.table(r, Role::Value),
            tag::OBJECT => {
                let id = self.u32();
                r.raw_geti(1, slot(id));
            }
            tag::LINDA => self.linda(r),
            other => self.rare_item(r, other),
        }
    }

    #[cold]
    fn rare_item(&mut self, r: Raising<'_>, tag: u8) {
        match tag {
            tag::TABLE_LATE => {
                self.byte();
                let id = self.u32();
                r.need_stack(8);
                r.create_table(0, 0);
                share(r, id);
            }
            tag::FUNC => {
                let flags = self.byte();
                let id = self.next_object();
                self.function(r);
                if flags & flag::SHARED != 0 {
                    share(r, id);
                }
                self.upvalues(r);
            }
            tag::FUNC_LATE => {
                self.byte();
                let id = self.u32();
                self.function(r);
                share(r, id);
            }
            tag::NAMED => self.named(r),
            tag::NATIVE => self.native(r),
            tag::LINDA_CLOSES => {
                self.linda(r);
                self.close_handler(r);
            }
            tag::CLONE => self.clone_item(r),
            tag::NAMED_USERDATA => self.named_userdata(r),
            tag::DEEP => self.deep(r),
            _ => r.fail("internal error: bad packet"),
        }
    }

    fn long(&mut self, r: Raising<'_>) {
        let at = self.u32();
        if let Ref::Large(large) = &self.packet.refs[at] {
            large.push(r, self.env);
        }
    }

    fn linda(&mut self, r: Raising<'_>) {
        let at = self.u32();
        r.need_stack(10);
        if let Ref::Linda(shared) = &self.packet.refs[at] {
            lindas::push_proxy(r, self.env, shared);
        }
    }

    /// Objects are numbered in the order of their items; each item that is one carries its number implicitly.
    pub fn next_object(&mut self) -> usize {
        self.u32()
    }

    /// Pushes the function whose bytecode comes next, without its upvalues.
    fn function(&mut self, r: Raising<'_>) {
        let (from, to) = self.blob();
        r.need_stack(10);
        // SAFETY: the bytecode was dumped by a state of this very Lua in this process.
        let status = unsafe { ffi::loadbuffer(r.as_ptr(), &self.packet.bytes[from..to], c"=lanes", c"b") };
        if status != ffi::LUA_OK {
            r.throw();
        }
    }

    /// Fills the upvalues of the function on top.
    fn upvalues(&mut self, r: Raising<'_>) {
        let function = r.top();
        let count = c_int::from(self.byte());
        for n in 1..=count {
            self.item(r);
            if !r.set_upvalue(function, n) {
                r.pop(1);
            }
        }
    }
}

/// Remembers the object on top under its number.
pub fn share(r: Raising<'_>, id: usize) {
    keep(r, slot(id));
}

/// Keeps the object on top in a slot of the table of shared objects.
fn keep(r: Raising<'_>, slot: i32) {
    if r.kind(1) == Kind::Nil {
        r.create_table(4, 0);
        r.replace(1);
    }
    r.push_value(-1);
    r.raw_seti(1, slot);
}

fn slot(id: usize) -> i32 {
    i32::try_from(id).unwrap_or(i32::MAX - 1) + 1
}
