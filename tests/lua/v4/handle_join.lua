-- What `join` returns, and that it returns the same again, also after the handle was indexed.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local function joins(want, h)
  for _ = 1, 3 do
    local got = T.pack(h:join())
    T.equal(got.n, want.n)
    T.same(got, want)
    local _ = h[-1]
  end
end
joins(T.pack(true), lanes.gen("*", function() end)())
joins(T.pack(true, 1, nil, 3, nil), lanes.gen("*", function() return 1, nil, 3, nil end)())
joins(T.pack(nil, "e"), lanes.gen("*", function() error("e", 0) end)())
if T.version < "5.5" then -- which makes a text of it
  joins(T.pack(nil, nil), lanes.gen("*", function() error() end)())
end
local h = lanes.gen("*", function() while not cancel_test() do end end)()
h:cancel()
joins(T.pack(nil, lanes.cancel_error), h)

local t = {}
h = lanes.gen("*", function(t) error(t) end)(t)
local _, err = h:join()
T.equal(type(err), "table")
T.equal(select(2, h:join()), err, "the same table")
