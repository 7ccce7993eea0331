-- A TCP server whose connections are served by lanes, with LuaSocket (https://lunarmodules.github.io/luasocket).
--
-- It shows how a socket gets from one lane to another. A LuaSocket object belongs to the Lua state that made it, but what
-- it stands for is a number, the file descriptor, and a number can be sent. The main script accepts connections and sends
-- their descriptors; each worker puts the descriptor that it receives into a socket object of its own. The clients run
-- in a lane of the same script, on a port that the system chooses, so that the example needs nothing else and ends.

local lanes = require "lanes".configure()
local socket = require "socket"

local WORKERS, CLIENTS, TIMEOUT = 3, 12, 10 -- the timeout in seconds
local linda = lanes.linda("server")

-- A worker: makes sockets out of descriptors and answers each line with the line in capitals, until it gets `false`.
-- `require "socket"` inside the function: C modules are loaded by each lane for itself.
local worker = lanes.gen("*", function(timeout)
  local socket = require "socket"
  local served = 0
  while true do
    local _, fd = linda:receive("connection")
    if not fd then return served end
    local client = socket.tcp()
    client:connect("127.0.0.1", -1) -- cannot succeed: it only makes a "client" of the object, which may send and receive
    client:setfd(fd)
    client:settimeout(timeout)
    local line = client:receive("*l")
    while line do
      client:send(line:upper() .. "\n")
      line = client:receive("*l")
    end
    client:close()
    served = served + 1
  end
end)

-- The clients, one after the other: each sends two lines and reads the answers.
local clients = lanes.gen("*", function(port, count, timeout)
  local socket = require "socket"
  for i = 1, count do
    local connection = assert(socket.connect("127.0.0.1", port))
    connection:settimeout(timeout)
    for _, word in ipairs { "hello", "goodbye" } do
      assert(connection:send(word .. " " .. i .. "\n"))
      local answer = assert(connection:receive("*l"))
      assert(answer == word:upper() .. " " .. i, answer)
    end
    connection:close()
  end
  return count
end)

local listener = assert(socket.bind("127.0.0.1", 0))
listener:settimeout(TIMEOUT)
local _, port = listener:getsockname()
port = math.floor(tonumber(port))

local workers = {}
for i = 1, WORKERS do workers[i] = worker(TIMEOUT) end
local clients_lane = clients(port, CLIENTS, TIMEOUT)

for _ = 1, CLIENTS do
  local connection = assert(listener:accept())
  linda:send("connection", connection:getfd())
  connection:setfd(-1) -- the descriptor is the worker's now: without this, collecting the object would close it
end
listener:close()
for _ = 1, WORKERS do linda:send("connection", false) end

assert(clients_lane[1] == CLIENTS)
local served = 0
for i = 1, WORKERS do served = served + workers[i][1] end -- [1] waits for the lane and raises what went wrong in it
assert(served == CLIENTS, served)
print(string.format("%d connections were served by %d lanes", served, WORKERS))
