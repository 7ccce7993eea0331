-- One cell of the exit matrix: `exits.lua <ending> <state>`. Lanes are brought into the state, then the script ends in
-- the way that is asked for. Its only output is the time at which it begins to end.
local ending, state = ...
local lanes = require "lanes".configure { shutdown_timeout = 0.5 }
local linda = lanes.linda()
local signs = 0

-- Waits for a lane's sign that it is where it should be.
local function wait_for_sign()
  assert(linda:receive(60, "sign"), "no sign of a lane")
  signs = signs + 1
end

local function start(body, ...)
  local handle = lanes.gen("*", body)(linda, ...)
  wait_for_sign()
  return handle
end

-- Waits until a lane sleeps. Nested lanes are out of reach here, so it is the creator who calls this.
local function waits(handle)
  while handle.status ~= "waiting" do lanes.sleep(0.001) end
  return handle
end

local states = {}

function states.pure()
  return start(function(l) l:send("sign", true) while true do end end)
end

function states.receive()
  return waits(start(function(l) l:send("sign", true) l:receive("never") end))
end

function states.send()
  linda:limit("full", 0)
  return waits(start(function(l) l:send("sign", true) l:send("full", 1) end))
end

function states.sleep()
  return waits(start(function(l) l:send("sign", true) require "lanes".sleep(3600) end))
end

function states.join()
  return start(function(l)
    local inner = require "lanes".gen("*", function() l:receive("never") end)()
    l:send("sign", true)
    inner:join()
  end)
end

-- While `system` runs, the process ignores SIGINT: that is what the C library does, so there it is another long call.
function states.call()
  return start(function(l, interrupted)
    l:send("sign", true)
    if interrupted then io.popen("exec sleep 5"):read("*a") else os.execute("exec sleep 5") end
  end, ending == "interrupt")
end

function states.finalizer()
  return start(function(l)
    set_finalizer(function() l:send("sign", true) while true do end end)
  end)
end

function states.swallowing()
  return start(function(l)
    l:send("sign", true)
    while true do pcall(l.receive, l, "never") end
  end)
end

function states.created()
  local handles = {}
  for i = 1, 20 do handles[i] = lanes.gen("*", function(l) l:receive("never") end)(linda) end
  return handles
end

function states.unjoined()
  local handles = {}
  for i = 1, 20 do handles[i] = start(function(l) l:send("sign", true) return { 1, 2, 3 } end) end
  return handles
end

function states.done()
  local handle = start(function(l) l:send("sign", true) return { 1 } end)
  while handle.status ~= "done" do lanes.sleep(0.001) end
  return handle
end

function states.killed()
  local handle = start(function(l) l:send("sign", true) while true do end end)
  handle:cancel(true)
  return handle
end

local endings = {}

endings["return"] = function() end
endings["error"] = function() error("the script's own error", 0) end
endings["exit"] = function() os.exit(0) end
endings["exit-close"] = function() os.exit(0, true) end
endings["interrupt"] = function()
  require "verify_host".interrupt()
  -- The interpreter's handler raises an error here as soon as the main thread runs Lua.
  for _ = 1, 2000 do lanes.sleep(0.01) end
end
-- Here another state has run this file, and goes on when this one was closed.
endings["close"] = endings["return"]

kept = { states[state]() }
io.stdout:write(string.format("ending %.6f\n", lanes.now_secs()))
io.stdout:flush()
endings[ending]()
