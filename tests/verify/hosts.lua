-- `hosts.lua <rounds>`: what hosts do with states. Many states one after the other, two at once, four on threads of
-- their own, forks while lanes run; after each the process is as good as new.
local rounds = tonumber((...)) or 3
local host = require "verify_host"
local states = { "receive", "send", "sleep", "join", "swallowing", "created", "unjoined", "done", "killed", "pure" }

for round = 1, rounds do
  host.run("tests/verify/exits.lua", "close", states[round % #states + 1])
  host.run_two("tests/verify/exits.lua", "close", states[(round + 3) % #states + 1])
  host.run_threads("tests/verify/exits.lua", "close", states[(round + 6) % #states + 1])
  -- Each time the module is opened anew, configured anew, and used.
  host.run("tests/verify/work.lua")
  host.run_two("tests/verify/work.lua")
  host.run_threads("tests/verify/work.lua")
end

-- Now with lanes of our own that run, wait, start and end meanwhile.
local lanes = require "lanes".configure { shutdown_timeout = 0.5 }
local linda = lanes.linda()
local stop = false
local busy = {}
for i = 1, 4 do
  busy[i] = lanes.gen("*", function(l)
    local n = 0
    while not cancel_test() do
      n = n + 1
      l:set("n", { n, ("x"):rep(n % 300) })
      l:receive(0, "n")
    end
  end)(linda)
end
for _ = 1, 10 * rounds do
  assert(host.fork_exec("true"), "the child of a fork with exec")
  assert(host.fork_exec(), "the child of a fork")
  local r = os.execute("exit 0")
  assert(r == true or r == 0, "os.execute")
  local pipe = io.popen("echo text")
  assert(pipe:read("*l") == "text", "io.popen")
  pipe:close()
  assert(lanes.gen("*", function() return 7 end)()[1] == 7)
end
for i = 1, 4 do busy[i]:cancel() busy[i]:join() end
