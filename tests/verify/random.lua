-- Random calls with random arguments: `random.lua <seed> <rounds>`. Each round is a lane that makes 200 calls, of any
-- function of the library with any values; what does not end by itself is cancelled. Whatever happens is an error that
-- Lua can catch. A round's choices depend on nothing but the seed and the round.
local seed, rounds = tonumber((...)) or 1, tonumber((select(2, ...))) or 20
local lanes = require "lanes".configure { shutdown_timeout = 1, on_lane_error = "ignore" }

local function round(seed, shared)
  math.randomseed(seed)
  local lanes = require "lanes"
  local core = require "lanes.core"
  local unpack = unpack or table.unpack
  local random = math.random

  local function failing() error({ "an error" }) end
  local function yielding() coroutine.yield(1) end
  local mean = {}
  for _, event in ipairs { "__index", "__newindex", "__call", "__tostring", "__len", "__eq", "__gc", "__concat",
    "__lanesclone", "__lanesconvert", "__pairs", "__name", "__metatable", "__close" } do
    mean[event] = random(2) == 1 and failing or yielding
  end
  local cyclic = {}
  cyclic.self, cyclic[cyclic] = cyclic, cyclic
  setmetatable(cyclic, cyclic)
  local deep = {}
  for _ = 1, 300 do deep = { deep } end
  local lindas = { shared, lanes.linda(), lanes.linda("named") }
  local handles = {}

  -- The functions: all of the library's, by table and by metatable.
  local functions = {}
  local function add(t)
    for _, f in pairs(t) do
      if type(f) == "function" then functions[#functions + 1] = f end
    end
  end
  add(lanes)
  add(core)
  add(debug.getmetatable(shared))
  add(debug.getmetatable(shared).__index)
  local bodies = {
    function(...) return ... end,
    function() error("x") end,
    function(l) return l:receive(0.01, "k") end,
    function() set_finalizer(function() error("y") end) end,
    function() while not cancel_test() do end end,
    function(l) return pcall(l.receive, l, "never") end,
    failing,
    yielding,
    print,
    "return 1",
    "syntax error",
  }
  local function value(level)
    local n = random(34)
    if n == 1 then return nil
    elseif n == 2 then return random(2) == 1
    elseif n == 3 then return random(-3, 10)
    elseif n == 4 then return random() * 0.01
    elseif n == 5 then return ({ 0 / 0, 1 / 0, -1 / 0, 1e308, -1e-308, 2 ^ 53, 2 ^ 63, -2 ^ 63, 2 ^ 31 })[random(9)]
    elseif n <= 8 then return ({ "", "k", "named", "hard", "soft", "count", "line", "both", "none", "*", "base,io", "\0",
        "string", "a\0b", shared.batched, "_G", "lanes", ("x"):rep(70000) })[random(18)]
    elseif n <= 10 then return shared
    elseif n <= 12 then return lindas[random(#lindas)]
    elseif n <= 14 then return handles[random(20)]
    elseif n == 15 then return mean.__index
    elseif n == 16 then return setmetatable({ 1, x = 2 }, mean)
    elseif n == 17 then return cyclic
    elseif n == 18 then return deep
    elseif n == 19 then return coroutine.create(yielding)
    elseif n == 20 then return coroutine.wrap(function() error("z") end)
    elseif n == 21 then return io.stdout
    elseif n == 22 then return shared.null
    elseif n == 23 then return lanes.cancel_error
    elseif n == 24 then return lanes
    elseif n == 25 then return string.rep
    elseif n == 26 then return functions[random(#functions)]
    elseif n <= 29 then return bodies[random(#bodies)]
    elseif n == 30 then return shared.batched
    elseif n == 31 then return _G
    elseif level < 3 then
      local t = {}
      for _ = 1, random(0, 4) do
        local key = value(level + 1)
        if key == nil or key ~= key then key = #t + 1 end
        t[key] = value(level + 1)
      end
      if random(4) == 1 then setmetatable(t, { __index = t, __gc = failing }) end
      return t
    end
    return random(5)
  end
  local function arguments()
    local n = random(0, 6)
    local list = {}
    for i = 1, n do list[i] = value(1) end
    return n, list
  end

  local OPTIONS = { "globals", "required", "gc_cb", "priority", "package", "unknown" }
  local METHODS = { "send", "receive", "set", "get", "limit", "count", "dump", "cancel", "deep" }
  local acts = {
    -- Any function at all.
    function()
      local n, list = arguments()
      return pcall(functions[random(#functions)], unpack(list, 1, n))
    end,
    -- A method of a linda, with a timeout or without.
    function()
      local n, list = arguments()
      local linda = lindas[random(#lindas)]
      if random(2) == 1 then list[1] = random() * 0.01 end
      return pcall(linda[METHODS[random(#METHODS)]], linda, unpack(list, 1, n))
    end,
    -- A lane.
    function()
      local options = {}
      if random(3) == 1 then options[OPTIONS[random(#OPTIONS)]] = value(1) end
      local ok, gen = pcall(lanes.gen, ({ "", "*", "base", "io,string", "nonsense", "package" })[random(6)], options,
        bodies[random(#bodies)])
      if not ok then return end
      local n, list = arguments()
      local started, handle = pcall(gen, shared, unpack(list, 1, n))
      if not started then return end
      local i = random(20)
      pcall(function() handles[i]:cancel(0, true) end)
      handles[i] = handle
    end,
    -- A method of a lane, or an index into it.
    function()
      local n, list = arguments()
      local handle = handles[random(20)]
      if not handle then return end
      local what = random(4)
      if what == 1 then return pcall(function() return handle[value(1)] end)
      elseif what == 2 then local seconds = random() * 0.02
        return pcall(function() return handle:join(seconds, unpack(list, 1, n)) end)
      elseif what == 3 then return pcall(function() return handle:cancel(unpack(list, 1, n)) end)
      end
      return pcall(function() return handle.status, tostring(handle), handle:get_debug_threadname() end)
    end,
    -- Through a coroutine, where a yield has somewhere to go.
    function()
      local n, list = arguments()
      local co = coroutine.create(functions[random(#functions)])
      for _ = 1, 3 do
        if not coroutine.resume(co, unpack(list, 1, n)) then break end
      end
    end,
    function() collectgarbage() end,
    -- The metamethods by hand: `__gc` of what is in use.
    function()
      local object = random(2) == 1 and lindas[random(2, #lindas)] or handles[random(20)]
      local meta = object and debug.getmetatable(object)
      if type(meta) ~= "table" then return end
      for _, f in pairs(meta) do
        if random(6) == 1 and type(f) == "function" then pcall(f, object, value(1), value(1)) end
      end
    end,
  }
  -- Our metatable for numbers, so that indexing one is something, and nothing else finds out.
  for _ = 1, 200 do
    if cancel_test() then break end
    -- Errors may be any value, and a handler that fails too is an error like any other.
    pcall(acts[random(#acts)])
    if random(20) == 1 then lindas[random(2, #lindas)] = random(2) == 1 and lanes.linda "n" or lanes.linda() end
  end
  for i = 1, 20 do
    pcall(function() handles[i]:cancel(0, true) end)
  end
  return "over"
end

-- What a round prints is nothing to us, and `print` is among what it calls.
local run = lanes.gen("*", round)
local shared = lanes.linda "shared"
local forced, errors = 0, 0

-- Waits for a round's end, and has it end.
local function attend(handle)
  local result = handle:join(0.5)
  if result == nil and handle.status ~= "done" and handle.status ~= "error" then
    forced = forced + 1
    handle:cancel("hard", 0.5)
    shared:cancel("both")
    if handle.status ~= "done" then handle:cancel(0, true, 10) end
    shared:cancel("none")
    local status = handle.status
    assert(status == "done" or status == "killed" or status == "cancelled" or status == "error", status)
  end
  if handle.status == "error" then
    errors = errors + 1
    handle:join()
  end
  -- Not everything that was sent to the shared linda will be received, and some of it cannot be.
  for key in pairs(shared:count() or {}) do shared:limit(key, -1) shared:set(key) end
end

-- Calls a function again if it was hit by the error of a finalizer: before 5.4 it is raised to whoever makes something
-- when that runs, and values with finalizers are among what is sent.
local function unhit(f, ...)
  local ok, result
  repeat
    ok, result = pcall(f, ...)
  until ok or not tostring(result):find("error in __gc", 1, true)
  if not ok then error(result, 0) end
  return result
end

for n = 1, rounds do
  unhit(attend, unhit(run, seed * 1000003 % 2147483 + n, shared))
end
io.stderr:write(string.format("%d rounds, %d had to be cancelled, %d ended with an error\n", rounds, forced, errors))
