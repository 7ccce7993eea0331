-- In lanes, too, Lua 5.1 makes coroutines of Lua functions only: it cannot resume a C function that has yielded.
local T = require "testing"
local lanes = require "lanes".configure()

local function body()
  local out = {}
  local function add(...) out[#out + 1] = table.concat({...}, ",") end
  local function try(f, ...)
    local ok, e = pcall(f, ...)
    add(tostring(ok), ok and type(e) or e)
    return ok and e
  end
  for _, name in ipairs {"wrap", "create"} do
    for _, what in ipairs {5, "x", {{}}} do try(coroutine[name], what) end
    try(coroutine[name])
    try(coroutine[name], function() end)
    try(coroutine[name], print)
  end
  -- Where it is allowed, it works.
  local yielder = try(coroutine.wrap, coroutine.yield)
  if yielder then
    add(yielder(1, 2))
    add(yielder(3, 4))
  end
  return table.concat(out, "\n")
end

local got = lanes.gen("*", body)()[1]
T.equal(got, body())
T.equal(got:find("Lua function expected", 1, true) ~= nil, T.is51)
