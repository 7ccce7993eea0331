-- Cells of the exit matrix in which a host closes states: `closes.lua <run | run_two> <state>`. This script's own state
-- never loads Lanes; the module is loaded, closed and loaded again with each state that the host makes.
local how, state = ...
local host = require "verify_host"
for _, inside in ipairs { state, "receive" } do
  host[how]("tests/verify/exits.lua", "close", inside)
  io.stdout:write("closed ", host.now(), "\n")
  io.stdout:flush()
end
