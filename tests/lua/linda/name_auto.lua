-- The name "auto" in a table says where the linda was made.
local T = require "testing"
local lanes = require "lanes".configure()
local load = loadstring or load
local make = load("local lanes = ...\n\nlocal l = lanes.linda { name = 'auto' }\nreturn l", "=source")
T.equal(tostring(make(lanes)), "Linda: source:3")
local chunk = load("local l = (...).linda { name = 'auto' } return l")
T.ok(tostring(chunk(lanes)):find('^Linda: %[string "local l = '), tostring(chunk(lanes)))
T.equal(tostring(lanes.linda "auto"), "Linda: auto")
T.equal(tostring(select(2, pcall(lanes.linda, { name = "auto" }))), "Linda: <unresolved>")
