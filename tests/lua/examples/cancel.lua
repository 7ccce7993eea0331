-- The example runs and ends with what it promises.
-- expect-stdout: the busy lane stopped by itself
dofile "examples/cancel.lua"
