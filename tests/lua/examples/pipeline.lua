-- The example runs and ends with what it promises.
-- expect-stdout: 3000 values went through in order
dofile "examples/pipeline.lua"
