-- What cannot be a key, NaN included.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local text = "invalid key type (not a boolean, string, number or light userdata)"
local bad = { {}, print, function() end, coroutine.create(function() end), io.stdout, l }
for _, k in ipairs(bad) do
  T.raises(text, l.send, l, k, 1)
  T.raises(text, l.send, l, 0, k, 1)
  T.raises(text, l.receive, l, k)
  T.raises(text, l.receive, l, 0, k)
  T.raises(text, l.receive, l, 0, "good", k)
  T.raises(text, l.receive, l, 0, l.batched, k, 1)
  T.raises(text, l.set, l, k, 1)
  T.raises(text, l.get, l, k)
  T.raises(text, l.limit, l, k, 1)
  T.raises(text, l.count, l, k)
  T.raises(text, l.count, l, "good", k)
end
T.raises(text, l.set, l)
T.raises(text, l.set, l, nil, 1)
T.raises(text, l.get, l)
T.raises(text, l.receive, l, 0, nil)
T.raises(text, l.receive, l, 0, "k", nil)
local nan = 0 / 0
T.raises("invalid key", l.send, l, 0, nan, 1)
T.raises("invalid key", l.receive, l, 0, nan)
T.raises("invalid key", l.set, l, nan, 1)
T.raises("invalid key", l.get, l, nan)
T.raises("invalid key", l.limit, l, nan, 1)
T.raises("invalid key", l.count, l, nan)
T.equal(next(l:count()), nil, "no failed call made a key")
