-- What `configure` refuses, and why. Nothing stays behind: it can be called again after that.
-- api: 4
local T = require "testing"
local lanes = require "lanes"

local function refused(text, options)
  T.raises(text, lanes.configure, options)
  T.equal(getmetatable(lanes), "Lanes")
end
refused("Bad argument #1 to lanes.configure(), should be a table", 1)
refused("Bad argument #1 to lanes.configure(), should be a table", true)
refused("Unknown setting [nb_keepers] = 1", {nb_keepers = 1})
refused("Unknown setting [demote_full_userdata] = true", {demote_full_userdata = true})
refused("Unknown setting [protect_allocator] = true", {protect_allocator = true})
refused("Unknown setting [1] = x", {"x"})
refused("Unknown setting [true] = 3", {[true] = 3})

local number, range, boolean = "not a number", "value out of range", "not a boolean"
for _, case in ipairs{
  {"allocator", "unknown value", 1, "x", true, {}},
  {"convert_fallback", "must be nil, lanes.null or 'decay'", 1, true, "null", {}},
  {"convert_max_attempts", number, "1", true}, {"convert_max_attempts", range, 0, 10, -1},
  {"internal_allocator", "not a string", 1, true}, {"internal_allocator", "unknown value", "x"},
  {"keepers_gc_threshold", number, "1", true},
  {"linda_wake_period", number, "always", true, {}}, {"linda_wake_period", range, 0, -1},
  {"nb_user_keepers", number, "1", true}, {"nb_user_keepers", range, -1, 101},
  {"on_state_create", "not a function", false, 1, "x"},
  {"shutdown_timeout", number, "1", true}, {"shutdown_timeout", range, -1, 3601, 0/0},
  {"strip_functions", boolean, 1, "x"}, {"track_lanes", boolean, 0}, {"verbose_errors", boolean, "x"},
  {"with_timers", boolean, 1},
} do
  for i = 3, #case do
    local shown = type(case[i]) == "table" and "table: " or tostring(case[i])
    refused("Bad parameter " .. case[1] .. ": " .. (case[i] == case[i] and shown or ""), {[case[1]] = case[i]})
    refused("(" .. case[2] .. ")", {[case[1]] = case[i]})
  end
end
refused("Bad config.allocator, must be a C function", {allocator = function() end})
refused("Bad config.allocator function, provided value is not a userdata", {allocator = os.clock})

T.equal(lanes.configure{shutdown_timeout = 0.5}, lanes)
T.equal(lanes.gen("*", function() return 7 end)()[1], 7)
