-- The annotations for editors name what the tables have, and nothing that they have not.
-- only: 5.4
-- host: runner
local T = require "testing"
local lanes = require "lanes"

local file = assert(io.open "library/lanes.lua")
local text = file:read("*a")
file:close()
assert(load(text, "=library/lanes.lua"))

-- The names of a class: of its functions and fields.
local function annotated(class, prefix)
  local names = {}
  for name in text:gmatch("\nfunction " .. prefix .. "[.:]([%w_]+)%(") do names[name] = true end
  local fields = assert(text:match("\n%-%-%-@class " .. class .. "%f[:\n][^\n]*(\n.-)\n[^-]"), class)
  for name in fields:gmatch("\n%-%-%-@field ([%a_][%w_]*)") do names[name] = true end
  return names
end

local function as_set(list)
  local set = {}
  for _, name in ipairs(list) do set[name] = true end
  return set
end

local module = { configure = true }
lanes.configure { track_lanes = true }
for name in pairs(lanes) do module[name] = true end
T.same(annotated("lanes", "lanes"), module, "lanes")

-- A userdata does not list what it has: each annotated name has to be there, and each that the reference has a heading for.
local function has(object, names)
  for name in pairs(names) do T.ok(object[name] ~= nil, name) end
end
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
local of_linda = annotated("lanes%.Linda", "linda")
has(linda, of_linda)
of_linda.receive_batched = nil -- described under receive
T.same(documented("lindas.md", "linda"), of_linda, "lindas in the reference")
local handle = lanes.gen("*", function(names)
  for name in pairs(names) do
    if _G[name] == nil then return name end
  end
  return nil
end)
local inside = {}
for name in text:gmatch("\nfunction ([%w_]+)%(") do inside[name] = true end
T.same(inside, as_set { "set_finalizer", "cancel_test", "set_debug_threadname", "set_error_reporting" }, "globals of lanes")
local lane = handle(inside)
T.equal(lane[1], nil, "a global that lanes have not")
has(lane, annotated("lanes%.Lane", "lane"))
T.same(documented("handles.md", "handle"), annotated("lanes%.Lane", "lane"), "handles in the reference")

-- Options: each annotated one is known, and the lists are those of the sources.
local function listed(path, pattern)
  local source = assert(io.open(path)):read("*a")
  local names = {}
  for name in source:match(pattern):gmatch('"([%w_]+)"') do names[name] = true end
  return names
end
local settings = listed("crates/lanes/src/api/options3.rs", "OPTIONS[^=]*= *&?%[(.-)%]")
settings.api = true
T.same(annotated("lanes%.Settings", "settings"), settings, "settings")
T.same(annotated("lanes%.Options", "options"), listed("crates/lanes/src/lane/options.rs", "OPTIONS[^=]*= *&?%[(.-)%]"), "options")
T.same(annotated("lanes%.LindaOptions", "options"),
  listed("crates/lanes/src/lindas/construct.rs", 'for field in %[(.-)%]'), "options of lindas")

-- Every function of the module has a heading in the reference.
local headings = {}
for _, page in ipairs { "configure.md", "generators.md", "lindas.md", "timers.md", "other.md" } do
  local source = assert(io.open("docs/manual/pages/reference/" .. page)):read("*a")
  for name in source:gmatch("\n#+ lanes%.([%w_]+)") do headings[name] = true end
end
for name in pairs(module) do
  if type(lanes[name]) == "function" then T.ok(headings[name], "no heading for lanes." .. name) end
end
