-- A debugger that on_state_create starts in each lane: its hook stops at breakpoints, sees the local variables, steps, and is
-- still there after a wait, and after a soft cancel.
local T = require "testing"
local lanes = require "lanes".configure {
  with_timers = false,
  on_state_create = function()
    if jit then jit.off() end -- compiled code calls no hooks
    local stepping = false
    debug.sethook(function(_, line)
      if not session or debug.getinfo(2, "S").source ~= session.source then return end
      if not stepping and not session.breakpoints[line] then return end
      local name, value
      for i = 1, 10 do -- the last of those that are in scope
        local n, v = debug.getlocal(2, i)
        if not n then break end
        if n:sub(1, 1) ~= "(" then name, value = n, v end
      end
      session.linda:send("stopped", { line = line, name = name, value = value })
      local _, command = session.linda:receive("command")
      stepping = command == "step"
    end, "l")
  end,
}
local linda = lanes.linda()

local function work(n)
  local doubled = n * 2
  local sum = doubled + 1
  local key = linda:receive("go on")
  local answer = key and sum
  return answer
end

local first = debug.getinfo(work, "S").linedefined
local source = debug.getinfo(work, "S").source
local session = { linda = linda, source = source, breakpoints = { [first + 2] = true, [first + 4] = true } }
local handle = lanes.gen("*", { globals = { session = session } }, work)(20)

local function stops_at(line, name, value)
  local _, stop = linda:receive(10, "stopped")
  T.same(stop, { line = line, name = name, value = value })
end
stops_at(first + 2, "doubled", 40)
linda:send("command", "step")
stops_at(first + 3, "sum", 41)
linda:send("command", "continue")
linda:send("go on", true)
stops_at(first + 4, "key", "go on")
linda:send("command", "continue")
T.equal(handle:join(10), 41)

-- No session: the hook lets it run.
local waits = lanes.gen("*", function()
  linda:send("ready", true)
  linda:receive("never")
  return cancel_test(), debug.gethook() ~= nil
end)()
linda:receive("ready")
waits:cancel("soft", 10, true)
T.same({ waits:join(10) }, { true, true })
