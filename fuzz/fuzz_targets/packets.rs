//! Packets, made and read: the bytes are a program that builds values (`packets.lua` interprets it), which cross to another
//! state and back, or within one, and have to come back with the same shape, contents and identities.
//!
//! The decoder is not fed with bytes of any other origin. A packet holds bytecode, addresses of C functions and references
//! to shared objects; it is made by our own encoder, never leaves the process, and nobody can change one. So the decoder
//! promises nothing about packets that no encoder makes, and what is worth finding is an encoder and a decoder that differ.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mlua::{Function, Lua, LuaString};
use std::cell::RefCell;

/// How many inputs a state serves, with its lane. Metatables that it has met stay known to it, so an input may find what
/// only its predecessors make possible; and an input that was found has few of those.
const INPUTS: u32 = 200;

/// A state with Lanes and the function that judges an input.
struct Machine {
    judge: Function,
    left: u32,
    lua: Lua,
}

impl Machine {
    fn new() -> mlua::Result<Machine> {
        // SAFETY: the debug library, which tells what functions have as upvalues, is used by our own script alone.
        let lua = unsafe { Lua::unsafe_new() };
        let judge = lua.load(include_str!("packets.lua")).set_name("=packets.lua").call(lanes::open(&lua)?)?;
        Ok(Machine { judge, left: INPUTS, lua })
    }

    fn judge(&mut self, input: &[u8]) -> mlua::Result<()> {
        let input: LuaString = self.lua.create_string(input)?;
        self.left -= 1;
        self.judge.call(input)
    }
}

thread_local! {
    static MACHINE: RefCell<Option<Machine>> = const { RefCell::new(None) };
}

fuzz_target!(|input: &[u8]| {
    MACHINE.with_borrow_mut(|machine| {
        if machine.as_ref().is_none_or(|machine| machine.left == 0) {
            *machine = None;
            *machine = Some(Machine::new().expect("a state"));
        }
        if let Err(error) = machine.as_mut().expect("just made").judge(input) {
            panic!("{error}");
        }
    });
});
