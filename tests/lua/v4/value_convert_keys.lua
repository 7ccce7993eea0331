-- api: 4
-- Keys of tables are converted too, while the table is traversed.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local function converting(c) return setmetatable({}, { __lanesconvert = c }) end
local t = { kept = 1 }
for i = 1, 50 do t[converting(function() return "key" .. i end)] = i end
t[converting(lanes.null)] = "dropped"
t[converting(function() end)] = "dropped"
t[converting(function() return 0 / 0 end)] = "dropped"
t[converting "decay"] = "address"
t[converting(function() return { "a table" } end)] = "table"
l:send("k", t)
local _, c = l:receive "k"
T.equal(c.kept, 1)
for i = 1, 50 do
  T.equal(c["key" .. i], i)
  c["key" .. i] = nil
end
local kinds = {}
for k, v in pairs(c) do kinds[type(k) .. "=" .. tostring(v)] = true end
T.same(kinds, { ["string=1"] = true, ["userdata=address"] = true, ["table=table"] = true })
