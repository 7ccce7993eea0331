-- The finalizers of everything in the registry, ours among them, called with userdata of every kind, and with the right
-- ones at the wrong time: errors at most.
local lanes = require "lanes".configure { shutdown_timeout = 1 }
local getmetatable, registry = debug.getmetatable, debug.getregistry()
local l = lanes.linda()
local h = lanes.gen("", function() end)()
h:join()

local objects, finalizers = { io.stdout, l, h, 1, "text", false }, {}
for _, value in pairs(registry) do
  if type(value) == "userdata" then
    objects[#objects + 1] = value
    local meta = getmetatable(value)
    local gc = type(meta) == "table" and rawget(meta, "__gc")
    if gc then finalizers[#finalizers + 1] = gc end
  end
end
for _, object in ipairs { l, h } do finalizers[#finalizers + 1] = getmetatable(object).__gc end
assert(#finalizers >= 3, "ours are among them")
for _, finalizer in ipairs(finalizers) do
  -- Not the universe's own guard with its own finalizer: that closes it, which comes below.
  pcall(finalizer)
  for i = 1, 6 do pcall(finalizer, objects[i]) end
end
for _, finalizer in ipairs(finalizers) do
  for _, object in ipairs(objects) do
    if object ~= io.stdout then pcall(finalizer, object) end
  end
end
-- Everything is closed now, and says so.
assert(not pcall(l.send, l, "k", 1))
assert(not pcall(function() return h.status end))
assert(not pcall(lanes.linda))
pcall(function() return lanes.gen("", function() end)() end)
pcall(lanes.timer, l, "k", 1)
