-- The annotations of the 4.x API name what its tables have, and nothing that they have not.
-- only: 5.4
-- host: runner
-- api: 4
local T = require "testing"
local A = require "annotations"
local lanes = require "lanes.v4"

local text = A.open "library/lanes_v4.lua"

-- Both files can be loaded together, and each type that this one names is its own.
local types = A.types(text)
for name in pairs(A.types(A.open "library/lanes.lua")) do T.equal(types[name], nil, name) end
for name in text:gmatch("%f[%w]lanes%.v4%.%u%w*") do T.ok(types[name], name .. " is defined") end
T.equal(text:match("%f[%w]lanes%.%u%w*"), nil, "a type of 3.x")

-- Settings: those of the sources, and known. A refused value leaves the module as it was.
local settings = A.names(text, "lanes.v4.Settings", "settings")
T.same(settings, A.listed("crates/lanes/src/api/options4.rs", "match name {(.-)\n    };", '\n        "([%w_]+)"'), "settings")
local thread = coroutine.create(print)
for name in pairs(settings) do T.raises("Bad parameter " .. name .. ":", lanes.configure, { [name] = thread }) end

local module = {}
lanes.configure { track_lanes = true, with_timers = true }
for name in pairs(lanes) do module[name] = true end
T.same(A.names(text, "lanes.v4", "lanes"), module, "lanes")

-- Options.
local options = A.names(text, "lanes.v4.Options", "options")
T.same(options, A.listed("crates/lanes/src/lane/options.rs", "OPTIONS[^=]*= *&?%[(.-)%]"), "options")
for name in pairs(options) do
  T.raises("Bad '" .. name .. "' option: thread", lanes.gen, { [name] = thread }, "")
end
T.same(A.names(text, "lanes.v4.LindaOptions", "options"),
  A.listed("crates/lanes/src/lindas/construct.rs", "for field in %[(.-)%]"), "options of lindas")

-- Lindas, with the words that their methods understand.
local linda = lanes.linda()
local of_linda = A.names(text, "lanes.v4.Linda", "linda")
local methods = A.listed("crates/lanes/src/lindas/methods.rs", "static METHODS:(.-)\n%];")
methods.null, methods.status = true, true
T.same(of_linda, methods, "lindas")
A.has(linda, of_linda)
for hint in pairs(A.words(text, "lanes.v4.WakeHint")) do
  linda:wake(hint)
  linda:cancel(hint)
end
linda:cancel("none")
for mode in pairs(A.words(text, "lanes.v4.Restriction")) do
  linda:restrict("restricted", mode)
  T.equal(linda:restrict("restricted"), mode)
end
local dumped = {}
for name in pairs(linda:dump().restricted) do dumped[name] = true end
T.same(A.names(text, "lanes.v4.SlotDump", "dump"), dumped, "dump")
local fills = {}
linda:limit("filled", 1)
for n = 0, 2 do
  fills[select(2, linda:set("filled", T.unpack({ 1, 2 }, 1, n)))] = true
end
T.same(A.words(text, "lanes.v4.Fill"), fills, "fills")

-- Handles of both kinds, and what lanes have as globals that the main state has not.
local inside = A.globals(text)
local function new_globals(known)
  local names = {}
  for name in pairs(_G) do names[name] = not known[name] or nil end
  return names
end
local known = {}
for name in pairs(_G) do known[name] = true end
local of_lane = A.names(text, "lanes.v4.Lane", "lane")
methods = A.listed("crates/lanes/src/lane/handle.rs", "METHODS_V4:(.-)%];")
methods.status, methods.error_trace_level = true, true
T.same(of_lane, methods, "handles")
local lane
for _, gen in ipairs { lanes.gen, lanes.coro } do
  lane = gen("*", new_globals)(known)
  T.same(lane[1], inside, "globals of lanes")
  A.has(lane, of_lane)
end
local statuses = A.listed("crates/lanes/src/lane/mod.rs", "fn status_name(.-)\n    }\n")
statuses.killed = nil -- of 3.x alone
T.same(A.words(text, "lanes.v4.Status"), statuses, "statuses")
local hooks = A.words(text, "lanes.v4.HookMode")
T.same(hooks, A.listed("crates/lanes/src/lane/cancel.rs", "fn from_mode(.-)\n    }\n", 'b"(%w+)"'), "modes of cancel")
for mode in pairs(hooks) do T.same({ lane:cancel(mode, 1) }, { true, "done" }) end
for mode in pairs(A.words(text, "lanes.v4.CancelMode")) do T.same({ lane:cancel(mode) }, { true, "done" }) end

-- The stacks of errors, at each level.
for level in pairs(A.words(text, "lanes.v4.TraceLevel")) do
  lane = lanes.gen("*", { error_trace_level = level }, function() error "expected" end)()
  T.equal(lane.error_trace_level, level)
  local _, _, stack = lane:join()
  T.equal(stack ~= nil, level ~= "minimal")
  if level == "extended" then
    local fields = {}
    for name in pairs(stack[1]) do fields[name] = true end
    T.same(A.names(text, "lanes.v4.StackEntry", "entry"), fields, "entries of stacks")
  end
end
