-- tostring: the name, or an address when there is none; cut at a NUL and at 120 bytes.
local T = require "testing"
local lanes = require "lanes".configure()
T.equal(tostring(lanes.linda "my linda"), "Linda: my linda")
T.ok(tostring(lanes.linda()):find("^Linda: "))
T.ok(#tostring(lanes.linda()) > #"Linda: ")
T.ok(tostring(lanes.linda "") ~= "Linda: ")
local long = ("x"):rep(500)
T.ok(#tostring(lanes.linda(long)) <= 130)
T.equal(tostring(lanes.linda(long)):sub(1, 50), ("Linda: " .. long):sub(1, 50))
T.equal(tostring(lanes.linda "ab\0cd"), "Linda: ab")
