-- The hint says which waiters are woken; the mark is set whatever the hint.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local function case(hint, wakes_reader, wakes_writer)
  local l = lanes.linda()
  l:limit("full", 0)
  local reader = lanes.gen("", function() return l:receive("never") == CE end)()
  local writer = lanes.gen("", function() return l:send("full", 1) == CE end)()
  S.reach(reader, "waiting")
  S.reach(writer, "waiting")
  if hint then S.nothing(l.cancel, l, hint) else S.nothing(l.cancel, l) end
  T.equal(l:get("k"), CE, "marked")
  if wakes_reader then T.equal(reader:join(20), true, "reader") else T.equal(reader.status, "waiting") end
  if wakes_writer then T.equal(writer:join(20), true, "writer") else T.equal(writer.status, "waiting") end
  l:cancel()
  T.equal(reader:join(20), true)
  T.equal(writer:join(20), true)
end
case(nil, true, true)
case("both", true, true)
case("read", true, false)
case("write", false, true)
