-- configure with every odd value for every option: it raises or works, and a good call still can follow.
local T = require "testing"
local lanes = require "lanes"
local numbers = require "odd_values".numbers()
local values = { true, false, "", "x", "5", {}, function() end, print, coroutine.create(function() end), io.stdout }
for _, v in ipairs(numbers) do values[#values + 1] = v end
for _, v in ipairs(values) do
  local ok = pcall(lanes.configure, { no_such_option = v })
  T.equal(ok, false)
  T.equal(pcall(lanes.configure, { [v == v and v or "nan"] = 1 }), false)
end
for _, v in ipairs { 0, -1, 0 / 0, -1 / 0, "5", true, {}, print } do
  T.equal(pcall(lanes.configure, { nb_keepers = v }), false, "nb_keepers " .. tostring(v))
  if v ~= 0 then
    T.equal(pcall(lanes.configure, { shutdown_timeout = v }), false, "shutdown_timeout " .. tostring(v))
  end
end
T.ok(lanes.configure { with_timers = false })
T.equal(lanes.gen("", function() return 1 end)()[1], 1)
