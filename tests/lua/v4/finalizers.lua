-- Finalizers: the last first, with what ended the lane; one that fails replaces the outcome.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local l = lanes.linda()
local function finalized(level, body, ...)
  local h = lanes.gen("*", {error_trace_level = level, globals = {l = l}}, body)(...)
  local got = T.pack(h:join())
  return got, h.status
end
local function record()
  set_finalizer(function(...) l:send("args", {n = select("#", ...), ...}) end)
end
local function args() return select(2, l:receive(5, "args")) end

finalized("minimal", function() record() return 1 end)
T.equal(args().n, 0)
finalized("minimal", function() record() error("x", 0) end)
T.same(args(), {n = 1, "x"})
finalized("basic", function() record() error("x", 0) end)
local got = args()
T.same({got.n, got[1], type(got[2])}, {2, "x", "table"})
finalized("minimal", function(e) record() error(e) end, lanes.cancel_error)
T.same(args(), {n = 1, lanes.cancel_error})
finalized("basic", function(e) record() error(e) end, lanes.cancel_error)
T.same(args(), {n = 2, lanes.cancel_error})

local got, status = finalized("minimal", function()
  set_finalizer(function() error("not reached", 0) end)
  set_finalizer(function() error("mine", 0) end)
  return 1
end)
T.same({got, status}, {T.pack(nil, "mine"), "error"})
got, status = finalized("minimal", function(e) set_finalizer(function() error(e) end) end, lanes.cancel_error)
T.same({got, status}, {T.pack(nil, lanes.cancel_error), "cancelled"})
