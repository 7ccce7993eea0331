//! For programs that embed Lua with the crate `mlua`.

use mlua::{Lua, Result, Table};

/// Opens Lanes in a state of `mlua`: `lanes` becomes a loaded module, and its table is returned. It is configured on first
/// use, or by its function `configure`. In lanes, `require "lanes"` works without any path.
///
/// The state has to have its standard libraries. Lanes have plain Lua states of their own, which `mlua` knows nothing of:
/// Lua functions and data cross to them, what `mlua` made of Rust functions and types does not.
///
/// When the last handle of the state goes, its lanes are ended as at the end of a script: see `shutdown_timeout`.
///
/// # Errors
/// When memory runs out.
///
/// ```
/// let lua = mlua::Lua::new();
/// let lanes = lanes::open(&lua)?;
/// lua.globals().set("lanes", lanes)?;
/// let sum: i64 = lua
///     .load(
///         r#"
///         local linda = lanes.linda()
///         local square = lanes.gen("*", function(n) linda:send("sum", n * n) end)
///         for n = 1, 3 do square(n) end
///         local sum = 0
///         for _ = 1, 3 do sum = sum + select(2, linda:receive("sum")) end
///         return sum
///         "#,
///     )
///     .eval()?;
/// assert_eq!(sum, 14);
/// # Ok::<(), mlua::Error>(())
/// ```
pub fn open(lua: &Lua) -> Result<Table> {
    // SAFETY: `exec_raw` runs this in a protected call, and it owns nothing; the table is left on the stack.
    unsafe { lua.exec_raw((), |l| crate::open_embedded(l, None)) }
}
