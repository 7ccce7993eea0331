-- The example runs and ends with what it promises.
-- expect-stdout: 800 updates, none lost; the balance is 1000 again
dofile "examples/locks.lua"
