-- The example runs and ends with what it promises.
-- expect-stdout: 601 lines were logged, those of each lane in order
dofile "examples/logger.lua"
