-- only: 5.4+
-- api: 4
-- A to-be-closed handle waits for its lane. The lane's error is not raised; one under way goes on.
local T = require "testing"
local lanes = require "lanes".configure()

local code = [[
local lanes, T, body, err = ...
local out
do
  local h <close> = lanes.gen("*", body)()
  out = h
  if err then error(err) end
end
return out
]]
local scope = load(code)
T.equal(scope(lanes, T, function() return 1 end).status, "done")
T.equal(scope(lanes, T, function() error "ignored" end).status, "error")
local ok, err = pcall(scope, lanes, T, function() end, "mine")
T.ok(not ok and err:find("mine"))
