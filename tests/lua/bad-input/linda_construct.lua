-- lanes.linda with odd arguments.
local lanes = require "lanes".configure { with_timers = false }
local V = require "odd_values"
V.try(lanes, lanes.linda)
for _, v in ipairs(V.numbers()) do
  local ok, l = pcall(lanes.linda, "name", v)
  if ok then assert(l:send("k", 1)) end
  ok, l = pcall(lanes.linda, v)
  if ok then assert(l:send("k", 1)) end
end
