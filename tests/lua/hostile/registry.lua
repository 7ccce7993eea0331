-- The debug library puts other values in the place of ours in the registry: calls fail or work, and nothing breaks.
local lanes = require "lanes".configure { shutdown_timeout = 1 }
local registry = debug.getregistry()
local l = lanes.linda()
l:send("k", 1)
local others = { false, 1, "text", {}, io.stdout, l, function() end, coroutine.create(function() end), lanes.cancel_error }

local function use()
  pcall(l.send, l, "k", { 1 }, l)
  pcall(l.receive, l, 0, "k")
  pcall(tostring, l)
  pcall(lanes.linda, "name")
  pcall(lanes.nameof, print)
  pcall(function() lanes.gen("*", function(...) return ... end)({}, l):join(1) end)
  pcall(lanes.threads)
  pcall(lanes.timer, l, "t", 0)
  pcall(require, "lanes")
end

-- Our keys are light userdata; on LuaJIT they are addresses as numbers. Functions among the values are part of how C code is
-- called at all: not those. Nor the metatables with finalizers: objects that get another one instead are never released,
-- which is all that happens.
local keys = {}
local function is_ours(key) return type(key) == "userdata" or jit and type(key) == "number" and key > 0xffff end
for key, value in pairs(registry) do
  local metatable = type(value) == "table" and rawget(value, "__gc")
  if is_ours(key) and type(value) ~= "function" and not metatable then keys[#keys + 1] = key end
end
assert(#keys >= 3)
for _, key in ipairs(keys) do
  local ours = registry[key]
  for _, other in ipairs(others) do
    registry[key] = other
    use()
  end
  registry[key] = nil
  use()
  registry[key] = ours
end
assert(l:send("after", 2))
assert(select(2, l:receive(1, "after")) == 2)
