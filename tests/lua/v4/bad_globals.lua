-- What cannot be a lane's global is an error of the launch, wherever it is, and the process goes on.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local function body() return type(g) end
local thread = coroutine.create(body)
local function refused(globals) T.raises("", lanes.gen("*", {globals = globals}, body)) end
refused{g = thread}
refused{g = {thread}}
refused{g = {a = {b = thread}}}
refused{g = function() return thread end}
refused{g = setmetatable({}, {x = thread})}
refused{[thread] = 1}
T.equal(lanes.gen("*", {globals = {g = 1}}, body)()[1], "number")
