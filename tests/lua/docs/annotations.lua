-- The annotations for editors name what the tables have, and nothing that they have not.
-- only: 5.4
-- host: runner
local T = require "testing"
local A = require "annotations"
local lanes = require "lanes"

local text = A.open "library/lanes.lua"
local types = A.types(text)
for name in text:gmatch("%f[%w]lanes%.%u%w*") do T.ok(types[name], name .. " is defined") end

local module = { configure = true }
lanes.configure { track_lanes = true }
for name in pairs(lanes) do module[name] = true end
T.same(A.names(text, "lanes", "lanes"), module, "lanes")

-- Each annotated name has to be there, and each that the reference has a heading for.
local function documented(page, prefix)
  local found = {}
  local source = assert(io.open("docs/manual/pages/reference/" .. page))
  for line in source:lines() do
    if line:sub(1, 3) == "## " then
      for name in line:gmatch(prefix .. "[.:]([%a_][%w_]*)") do found[name] = true end
    end
  end
  source:close()
  return found
end
local linda = lanes.linda()
local of_linda = A.names(text, "lanes.Linda", "linda")
A.has(linda, of_linda)
of_linda.receive_batched = nil -- described under receive
T.same(documented("lindas.md", "linda"), of_linda, "lindas in the reference")
local handle = lanes.gen("*", function(names)
  for name in pairs(names) do
    if _G[name] == nil then return name end
  end
  return nil
end)
local inside = A.globals(text)
T.same(inside, A.set { "set_finalizer", "cancel_test", "set_debug_threadname", "set_error_reporting", "decoda_name" },
  "globals of lanes")
local lane = handle(inside)
T.equal(lane[1], nil, "a global that lanes have not")
A.has(lane, A.names(text, "lanes.Lane", "lane"))
T.same(documented("handles.md", "handle"), A.names(text, "lanes.Lane", "lane"), "handles in the reference")

-- Options and statuses: the lists are those of the sources.
local settings = A.listed("crates/lanes/src/api/options3.rs", "OPTIONS[^=]*= *&?%[(.-)%]")
T.same(A.names(text, "lanes.Settings", "settings"), settings, "settings")
local options = A.listed("crates/lanes/src/lane/options.rs", "OPTIONS[^=]*= *&?%[(.-)%]")
options.error_trace_level, options.native_priority = nil, nil -- of 4.x alone
T.same(A.names(text, "lanes.Options", "options"), options, "options")
T.same(A.names(text, "lanes.LindaOptions", "options"),
  A.listed("crates/lanes/src/lindas/construct.rs", 'for field in %[(.-)%]'), "options of lindas")
T.same(A.words(text, "lanes.Status"), A.listed("crates/lanes/src/lane/mod.rs", "fn status_name(.-)\n    }\n"), "statuses")

-- Every function of the module has a heading in the reference.
local headings = {}
for _, page in ipairs { "configure.md", "generators.md", "lindas.md", "timers.md", "other.md" } do
  local source = assert(io.open("docs/manual/pages/reference/" .. page)):read("*a")
  for name in source:gmatch("\n#+ lanes%.([%w_]+)") do headings[name] = true end
end
for name in pairs(module) do
  if type(lanes[name]) == "function" then T.ok(headings[name], "no heading for lanes." .. name) end
end
