-- The example draws a picture: a PNG file of the size that was asked for.
local T = require "testing"
local path = os.tmpname()
assert(loadfile "examples/mandelbrot.lua")(path, 48)
local file = assert(io.open(path, "rb"))
local text = file:read("*a")
file:close()
os.remove(path)
T.equal(text:sub(1, 8), "\137PNG\r\n\26\n", "signature")
T.equal(text:sub(13, 16), "IHDR", "first chunk")
T.equal(text:sub(17, 20), "\0\0\0\48", "width")
T.equal(text:sub(-12), "\0\0\0\0IEND\174B\96\130", "last chunk")
