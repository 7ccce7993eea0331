-- The example runs and ends with what it promises.
-- expect-stdout: all timers are stopped
dofile "examples/timers.lua"
