-- Deep userdata without Lanes: identity, kinds, the last reference, errors of the module's callbacks.
local T = require "testing"
local deep = require "deepsample"

local function collect() for _ = 1, 3 do collectgarbage() end end

local d = deep.new(5)
T.equal(d:get(), 5)
T.equal(d:refcount(), 1)
T.equal(deep.live(), 1)
T.ok(debug.getmetatable(d) == deep.__deepMT)

-- Another kind has another metatable; each is asked for once.
T.equal(deep.plain(7):get(), 7)
deep.plain(8)
deep.new()
T.equal(deep.metatables(), 1)
T.raises("plain deepsample expected", deep.plain().get, d)
T.raises("deepsample expected", d.get, deep.plain())
T.raises("deepsample expected", d.get, io.stdout)

-- The module's own __gc runs for the last reference, then the object is deleted.
collect()
T.equal(deep.live(), 1)
local before = deep.finalized()
d = nil
collect()
T.equal(deep.live(), 0)
T.equal(deep.finalized(), before + 1)

-- Called by hand, the finalizer does its work once; the proxy is an empty one from then on.
d = deep.new(1)
local gc = debug.getmetatable(d).__gc
gc(d)
gc(d)
T.equal(deep.live(), 0)
T.raises("deepsample expected", d.get, d)
gc(io.stdout)
gc()
for n = 1, 100 do T.equal(deep.new(n):get(), n, "the address may be that of the one before") end
d = nil

-- Bad idfuncs: an error, and nothing is left.
local texts = {
  null = "idfunc(eDO_new) failed to create deep userdata (out of memory)",
  magic = "Bad idfunc(eDO_new): DEEP_VERSION is incorrect, rebuild your implementation with the latest deep implementation",
  new_pushes = "Bad idfunc(eDO_new): should not push anything on the stack",
  new_raises = "raised by eDO_new",
  no_metatable = "Bad idfunc(eOP_metatable): unexpected pushed value",
  metatable_number = "Bad idfunc(eOP_metatable): unexpected pushed value",
  metatable_two = "Bad idfunc(eOP_metatable): unexpected pushed value",
  metatable_raises = "raised by eDO_metatable",
  module_pushes = "Bad idfunc(eOP_module): should not push anything",
  module_missing = "error while requiring 'deepsample.missing' identified by idfunc(eOP_module): ",
  module_raises = "raised by eDO_module",
}
for _ = 1, 3 do
  for what, text in pairs(texts) do T.raises(text, deep.bad, what) end
end
T.raises("expected", deep.new, {})
local required = require
require = nil
T.raises("lanes receiving deep userdata should register the 'package' library", deep.bad, "module_missing")
require = required
collect()
T.equal(deep.live(), 0)

-- Errors while the last reference goes. The object is deleted all the same.
for _, what in ipairs { "gc_raises", "delete_raises", "delete_pushes" } do
  local u = deep.bad(what)
  T.ok(not pcall(debug.getmetatable(u).__gc, u), what)
  T.equal(deep.live(), 0)
end

-- Its own __gc may keep the proxy: it is empty.
local kept
deepsample_gc = function(u) kept = u end
do local u = deep.bad("gc_sends") end
collect()
T.equal(type(kept), "userdata")
T.equal(deep.live(), 0)
deepsample_gc = nil

-- Metatables that are not the module's own change nothing in what a proxy is.
d = deep.new(3)
debug.setmetatable(d, {})
T.equal(deep.__deepMT.get(d), 3)
debug.setmetatable(d, deep.__deepMT)
d = nil
collect()
T.equal(deep.live(), 0)
