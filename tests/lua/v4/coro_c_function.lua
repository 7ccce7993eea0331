-- A coroutine lane whose body is a C function that yields: the values of the resume are what it returns.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local start = lanes.coro("*", coroutine.yield)
local h = start(1, 2, 3)
T.same({h:resume(9, 8)}, {1, 2, 3})
T.same({h:join()}, {true, 9, 8})
T.equal(h.status, "done")

-- Without values, and with more than the yield had.
h = start(1)
T.same({h:resume()}, {1})
T.same({h:join()}, {true})
h = start()
T.same({h:resume(1, 2, 3, 4)}, {})
T.same({h:join()}, {true, 1, 2, 3, 4})

-- Ended at the yield, and one that never yields.
T.same({start("a", "b"):join()}, {true, "a", "b"})
T.same({lanes.coro("*", string.rep)("ab", 2):join()}, {true, "abab"})

-- An error has no place of a Lua function in its text.
T.same({lanes.coro("*", error)("message"):join()}, {nil, "message"})

-- A cancel request wakes it as it wakes others: the yield returns nothing.
h = start("x")
require "support".reach(h, "suspended")
h:cancel("soft", 0, true)
T.same({h:join()}, {true})
