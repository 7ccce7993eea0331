//! A Rust program with Lua and Lanes inside: Rust hands out jobs through Lua, lanes do them, Rust gets the results.
//!
//!     cargo run -p lanes --example embed --no-default-features --features lua54,vendored,mlua

use mlua::{Function, Lua, Result, Table};

const PROGRAM: &str = r#"
local lanes = ...
local linda = lanes.linda()

local worker = lanes.gen("*", { globals = { linda = linda } }, function()
  while true do
    local _, job = linda:receive("jobs")
    if job == nil then return end
    local count = 0
    for _ in job:gmatch("%w+") do count = count + 1 end
    linda:send("counts", { text = job, words = count })
  end
end)
local workers = { worker(), worker() }

local host = {}
function host.submit(text) linda:send("jobs", text) end
function host.next()
  local _, count = linda:receive("counts")
  return count
end
function host.finish()
  for _ = 1, #workers do linda:send("jobs", nil) end
  for i = 1, #workers do workers[i]:join() end
end
return host
"#;

fn main() -> Result<()> {
    let lua = Lua::new();
    let host: Table = lua.load(PROGRAM).call(lanes::open(&lua)?)?;
    let submit: Function = host.get("submit")?;
    let next: Function = host.get("next")?;

    let texts = ["one", "two words", "and three more", "", "in the end five words"];
    for text in texts {
        submit.call::<()>(text)?;
    }
    let mut total = 0;
    for _ in texts {
        let count: Table = next.call(())?;
        let (text, words): (String, u32) = (count.get("text")?, count.get("words")?);
        println!("{words} in {text:?}");
        total += words;
    }
    host.get::<Function>("finish")?.call::<()>(())?;
    assert_eq!(total, 11);
    Ok(())
}
