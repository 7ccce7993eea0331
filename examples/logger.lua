-- A logger in the background: lanes hand over their messages and go on, one lane writes them to a file.
--
-- It shows a lane that owns a resource (the file), so that nobody needs a lock for it; a limit on the queue, so that a
-- flood of messages cannot eat the memory; and an orderly end, after which every message is in the file.

local lanes = require "lanes".configure()

-- Starts a logger that writes to the file. Gives two functions: `log(level, text)`, which can be sent to other lanes, and
-- `close()`, which waits until everything is written.
local function start_logger(path, limit)
  local linda = lanes.linda("log")
  linda:limit("lines", limit)
  local writer = lanes.gen("io,os,string", function()
    local file = assert(io.open(path, "a"))
    set_finalizer(function() file:close() end) -- however the lane ends
    set_debug_threadname("logger")
    local written = 0
    while true do
      local _, line = linda:receive("lines")
      if not line then return written end
      file:write(string.format("%s %-5s %s\n", os.date("%H:%M:%S", line[1]), line[2], line[3]))
      written = written + 1
    end
  end)()
  local function log(level, text)
    linda:send("lines", { os.time(), level, text }) -- waits only while `limit` messages are ahead
  end
  local function close()
    linda:send("lines", false)
    return writer[1]
  end
  return log, close
end

local path = os.tmpname()
local log, close = start_logger(path, 100)

-- Any lane can use the function: it is sent along, with the linda that it uses.
local worker = lanes.gen("os,string", function(name, count)
  for i = 1, count do log("info", string.format("%s: step %d", name, i)) end
end)
local workers = {}
for i = 1, 3 do workers[i] = worker("worker " .. i, 200) end
log("warn", "the main script writes too")
for i = 1, 3 do workers[i]:join() end
local written = close()

-- Every message has arrived, and those of one lane are in their order.
local lines, last = 0, {}
for line in io.lines(path) do
  lines = lines + 1
  local name, step = line:match("info  (worker %d): step (%d+)$")
  if name then
    assert(tonumber(step) == (last[name] or 0) + 1, line)
    last[name] = tonumber(step)
  end
end
os.remove(path)
assert(lines == 601 and written == lines, lines)
print(lines .. " lines were logged, those of each lane in order")
