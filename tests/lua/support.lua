-- Helpers shared by the test scripts that need lanes themselves (testing.lua knows nothing of them).
local T = require "testing"

local S = {}

-- Waits (with a generous bound) until the lane shows this status.
function S.reach(h, status)
  local sleep = require "lanes".sleep
  T.wait_until(function() return h.status == status end, 20, sleep)
  T.equal(h.status, status, "status")
end

-- Waits until the lane has come to an end and returns its status.
function S.final(h)
  local sleep = require "lanes".sleep
  local function over()
    local s = h.status
    return s ~= "pending" and s ~= "running" and s ~= "waiting"
  end
  T.wait_until(over, 20, sleep)
  T.ok(over(), "the lane has ended")
  return h.status
end

-- f(...) must raise exactly this value (the same object, not just an equal text).
function S.throws(value, f, ...)
  local r = T.pack(pcall(f, ...))
  T.equal(r[1], false, "the call raises")
  T.ok(rawequal(r[2], value), "the very value is raised")
end

-- f(...) must return exactly these values: S.returns({n = 2, nil, "timeout"}, f, ...)
function S.returns(want, f, ...)
  local got = T.pack(f(...))
  T.equal(got.n, want.n or #want, "number of results")
  for i = 1, got.n do T.equal(got[i], want[i], "result " .. i) end
end

-- The lane must have returned exactly these values: S.results({n = 2, nil, "timeout"}, h). In either dialect.
function S.results(want, h)
  for i = 1, (want.n or #want) + 1 do T.equal(h[i], want[i], "result " .. i) end
end

-- f(...) must return no value at all (which is not the same as nil).
function S.nothing(f, ...)
  T.equal(select("#", f(...)), 0, "number of results")
end

-- Collects until the condition holds: finalizers of one cycle may feed the next.
function S.collect_until(f)
  for _ = 1, 20 do
    if f() then return true end
    collectgarbage()
  end
  return f()
end

-- The command line that started this interpreter, or nil when it cannot be known.
function S.interpreter()
  if not arg or not arg[-1] then return nil end
  local first = -1
  while arg[first - 1] do first = first - 1 end
  local words = {}
  for i = first, -1 do words[#words + 1] = "'" .. arg[i] .. "'" end
  return table.concat(words, " ")
end

return S
