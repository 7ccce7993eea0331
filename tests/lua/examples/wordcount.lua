-- The example runs and ends with what it promises: many lanes count what one counts.
-- expect-stdout: words,
-- expect-stdout: 3 lanes:
assert(loadfile "examples/wordcount.lua")("examples", 3)
