-- The example runs and ends with what it promises.
-- expect-stdout: the error of a lane arrived: no threes here
dofile "examples/parallel_map.lua"
