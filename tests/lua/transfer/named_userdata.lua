-- The standard streams cross by name: the receiving state's own take their place. Other files do not cross.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local l = lanes.linda()
local names = { "stdin", "stdout", "stderr" }

for _, name in ipairs(names) do
  l:send("k", io[name], { io[name], x = { [1] = io[name] } })
  T.ok(rawequal(select(2, l:receive("k")), io[name]), name)
  local _, t = l:receive("k")
  T.ok(rawequal(t[1], io[name]) and rawequal(t.x[1], io[name]), name .. " in a table")
end

-- As argument, upvalue, global and result; each lane writes to its own.
local out = io.stdout
local h = lanes.gen("io", { globals = { e = io.stderr } }, function(i)
  out:write("written by a lane\n")
  out:flush()
  return i == io.stdin, out == io.stdout, e == io.stderr, io.stderr
end)(io.stdin)
local a, b, c, d = h:join()
T.same({ a, b, c }, { true, true, true })
T.ok(rawequal(d, io.stderr), "it comes home")

-- A lane without the library.
local g = lanes.gen("", function(f) return f end)
local e = T.raises("userdata 'io/stdout' not found in ", g, io.stdout)
T.ok(tostring(e):find("destination transfer database", 1, true), e)
T.ok(tostring(e):find("Open 'io'", 1, true), e)
h = lanes.gen("", function() return pcall(l.receive, l, "k") end)()
l:send("k", io.stdout)
local ok, text = h:join()
T.equal(ok, false)
T.ok(tostring(text):find("'io/stdout' not found in", 1, true), text)
T.equal(l:count("k"), 0)
T.raises("'io/stdout' not found in", g, { { io.stdout } })

-- A file of the user's own is none of them, whatever it is called.
local own = io.tmpfile()
T.raises("can't copy non-deep full userdata", l.send, l, "k", own)
io.stdout = own
T.raises("can't copy non-deep full userdata", l.send, l, "k", io.stdout)
l:send("k", out)
T.ok(rawequal(select(2, l:receive("k")), out), "the stream itself still has the name")
