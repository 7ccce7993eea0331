-- Metatables put on the wrong objects, taken away, or replaced: a method tells its own objects from others.
local T = require "testing"
local lanes = require "lanes".configure { shutdown_timeout = 1 }
local l, other = lanes.linda(), lanes.linda()
local h = lanes.gen("", function() return 1 end)()
h:join()
local linda_meta, lane_meta = debug.getmetatable(l), debug.getmetatable(h)
local send, receive, index = l.send, l.receive, lane_meta.__index
local file = io.tmpfile()
local file_meta = debug.getmetatable(file)
local objects = { l, h, file }
for _, object in ipairs(objects) do
  for _, meta in ipairs { linda_meta, lane_meta, file_meta, {}, false } do
    debug.setmetatable(object, meta or nil)
    pcall(send, object, "k", 1)
    pcall(receive, object, 0, "k")
    pcall(index, object, 1)
    pcall(tostring, object)
    pcall(function() return object.status end)
    pcall(function() return object:join(0) end)
    pcall(function() return object .. "x" end)
    -- Not `__gc`: with the right object it is the end of it. tests/lua/hostile/finalizers_by_hand.lua does that.
    pcall(send, other, "k", object)
    pcall(receive, other, 0, "k")
  end
end
debug.setmetatable(l, linda_meta)
debug.setmetatable(h, lane_meta)
debug.setmetatable(file, file_meta)
T.equal(l:send("x", 7), true)
T.equal(select(2, l:receive(0, "x")), 7)
T.equal(h[1], 1)
file:close()

-- Without what is in them.
for _, meta in ipairs { linda_meta, lane_meta } do
  local saved = {}
  for key, value in pairs(meta) do saved[key] = value end
  for key in pairs(saved) do
    if key ~= "__gc" then meta[key] = nil end
  end
  pcall(function() return l.send end)
  pcall(function() return h.status end)
  pcall(lanes.linda)
  pcall(send, other, "k", l, h)
  pcall(receive, other, 0, "k")
  for key, value in pairs(saved) do meta[key] = value end
end
T.equal(select("#", l:dump()), 1)
