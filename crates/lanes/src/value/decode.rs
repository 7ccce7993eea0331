//! From packets onto the stack: one protected call a message, tables created at their final size, known metatables looked
//! up rather than rebuilt.

use super::data::Value;
use super::encode::AddressMap;
use super::packet::{Packet, Ref, flag, meta, tag};
use super::{metatables, names};
use crate::boundary::{Fault, Kind, Quiet, Raising};
use crate::env::Env;
use crate::ffi;
use crate::lindas;
use std::ffi::c_int;

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
    /// A second copy of the metatable below it on the stack, made for what it contains: whatever refers to it there gets
    /// the one below.
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
        Value::Packed(packet, root) => return decode(q, env, packet, source, Wanted::One(*root)),
    }
    Ok(())
}

/// Pushes a light userdata: on LuaJIT that may need memory.
fn push_light(q: Quiet<'_>, at: usize) -> Result<(), Fault> {
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
    let mut d =
        Decoder { env, packet, pos: 0, source, new_metatables: AddressMap::default(), error: None, wanted };
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

/// Slot 1 holds the table of shared objects, made when the first is met.
fn run(r: Raising<'_>, d: &mut Decoder<'_>) -> c_int {
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
                    r.push_value(c_int::try_from(n).unwrap_or_default() + 2);
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
            tag::CLONE => self.clone_item(r),
            tag::NAMED_USERDATA => self.named_userdata(r),
            _ => r.fail("internal error: bad packet"),
        }
    }

    fn long(&mut self, r: Raising<'_>) {
        let at = self.u32();
        if let Ref::Bytes(bytes) = &self.packet.refs[at] {
            r.push_bytes(bytes);
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
    fn next_object(&mut self) -> usize {
        self.u32()
    }

    /// A table, which is known to what it contains as what its role says from the moment it exists.
    fn table(&mut self, r: Raising<'_>, role: Role) {
        let flags = self.byte();
        let id = self.next_object();
        r.need_stack(10);
        // The counts stand behind the metatable, so the table is made at its size first and the rest read in order.
        let counts_at = self.u32();
        let (array, pairs) = self.counts(counts_at);
        r.create_table(array, pairs);
        if flags & flag::SHARED != 0 {
            if matches!(role, Role::Copy) {
                r.push_value(-2);
                share(r, id);
                r.pop(1);
            } else {
                share(r, id);
            }
        }
        if let Role::Metatable(identity) = role {
            self.new_metatable(r, identity);
        }
        self.contents(r);
    }

    fn counts(&self, at: usize) -> (usize, usize) {
        let word = |at: usize| {
            let mut b = [0; 4];
            b.copy_from_slice(&self.packet.bytes[at..at + 4]);
            u32::from_le_bytes(b) as usize
        };
        (word(at), word(at + 4))
    }

    /// Fills the table on top: metatable, counts, elements, fields.
    fn contents(&mut self, r: Raising<'_>) {
        let has_metatable = self.metatable(r);
        let table = if has_metatable { r.top() - 1 } else { r.top() };
        let array = self.u32();
        let pairs = self.u32();
        for n in 1..=i32::try_from(array).unwrap_or(i32::MAX) {
            self.item(r);
            r.raw_seti(table, n);
        }
        for _ in 0..pairs {
            self.item(r);
            self.item(r);
            r.raw_set(table);
        }
        if has_metatable {
            r.set_metatable(table);
        }
    }

    /// Pushes the metatable that comes next, if there is one.
    pub fn metatable(&mut self, r: Raising<'_>) -> bool {
        match self.byte() {
            meta::NONE => false,
            meta::KNOWN => {
                let identity = self.u64();
                self.push_metatable(r, identity)
            }
            _ => {
                self.defined_metatable(r);
                true
            }
        }
    }

    fn defined_metatable(&mut self, r: Raising<'_>) {
        let identity = self.u64();
        let flags = self.byte();
        let (from, to) = self.blob();
        let known = self.push_metatable(r, identity);
        if known && flags & flag::NEEDED == 0 {
            return;
        }
        self.pos = from;
        let is_table = self.packet.bytes[from] == tag::TABLE;
        if known {
            // Decoded for the objects in it that are used elsewhere; the metatable stays the one that is known here.
            if is_table {
                self.pos += 1;
                self.table(r, Role::Copy);
            } else {
                self.item(r);
            }
            r.pop(1);
        } else {
            r.pop(1);
            if is_table {
                self.pos += 1;
                self.table(r, Role::Metatable(identity));
            } else {
                self.item(r);
                if r.kind(-1) == Kind::Table {
                    self.new_metatable(r, identity);
                }
            }
        }
        self.pos = to;
    }

    /// Pushes the metatable with this number, or nil.
    fn push_metatable(&self, r: Raising<'_>, identity: u64) -> bool {
        if let Some(&slot) = self.new_metatables.get(&word(identity)) {
            return r.raw_geti(1, slot) == Kind::Table;
        }
        metatables::push_known(r, identity)
    }

    /// The table on top is metatable `identity`, for this packet.
    fn new_metatable(&mut self, r: Raising<'_>, identity: u64) {
        // Slots from 1 on are those of the objects.
        let slot = -i32::try_from(self.new_metatables.len()).unwrap_or(i32::MAX);
        keep(r, slot);
        self.new_metatables.insert(word(identity), slot);
    }

    /// The state learns the new metatables.
    fn keep_metatables(&mut self, r: Raising<'_>) {
        r.need_stack(8);
        for (&identity, &slot) in &self.new_metatables {
            r.raw_geti(1, slot);
            let at = r.top();
            metatables::remember(r, identity as u64, at);
            r.pop(1);
        }
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

    fn late_contents(&mut self, r: Raising<'_>) {
        while self.pos < self.packet.bytes.len() {
            let id = self.u32();
            if r.raw_geti(1, slot(id)) == Kind::Table {
                self.contents(r);
            } else {
                self.upvalues(r);
            }
            r.pop(1);
        }
    }

    /// A table known by name: linked where this state knows the name, else copied.
    fn named(&mut self, r: Raising<'_>) {
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

    /// A C function: by name, else by its address where that is allowed.
    fn native(&mut self, r: Raising<'_>) {
        let flags = self.byte();
        let (from, to) = self.blob();
        let address = self.u64() as usize;
        r.need_stack(10);
        if to > from && names::push_named(r, self.env, &self.packet.bytes[from..to], Kind::Function) {
            return;
        }
        if flags & flag::ADDRESS == 0 {
            self.fail_lookup(r, from, to, "function");
        }
        r.set_top(r.top() - c_int::from(to > from));
        // SAFETY: the address was that of a C function of this Lua, in a library that is never unloaded (it was pinned
        // when the packet was made).
        let function = unsafe { std::mem::transmute::<usize, ffi::lua_CFunction>(address) };
        r.push_c_function(function);
    }

    /// Raises the error of a name that this state does not know.
    #[cold]
    pub fn fail_lookup(&mut self, r: Raising<'_>, from: usize, to: usize, what: &str) -> ! {
        let name = String::from_utf8_lossy(&self.packet.bytes[from..to]);
        let title = self.env.title();
        let source = if self.source.is_empty() { &self.packet.origin } else { self.source };
        let hint = super::standard::lookup_hint(&name);
        self.error = Some(format!(
            "{source}: {what} '{name}' not found in {title} destination transfer database. {hint}"
        ));
        drop(title);
        drop(name);
        drop(hint);
        r.fail("")
    }
}

/// A metatable's number as a key of a map. It is a count, so it fits.
fn word(identity: u64) -> usize {
    usize::try_from(identity).unwrap_or_default()
}

/// Remembers the object on top under its number.
fn share(r: Raising<'_>, id: usize) {
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
