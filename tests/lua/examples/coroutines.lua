-- The example runs and ends with what it promises.
-- expect-stdout: 20 tasks took turns in 2 lanes
dofile "examples/coroutines.lua"
