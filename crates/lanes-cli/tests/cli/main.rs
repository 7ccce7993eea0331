//! The runner from outside: every option, the exit codes, the prompt and the interrupt, on whichever Lua it is built for.

mod interrupt;
mod options;
mod prompt;
mod support;
mod symbols;

const IS_51: bool = cfg!(any(feature = "lua51", feature = "luajit"));
const HAS_WARNINGS: bool = cfg!(any(feature = "lua54", feature = "lua55"));
const IS_JIT: bool = cfg!(feature = "luajit");
