-- The fields of the package option are read with metamethods: a table can inherit them.
local T = require "testing"
local lanes = require "lanes".configure()

local function paths() return package.path, package.cpath end

local inherited = setmetatable({}, { __index = { path = "P", cpath = "C" } })
local path, cpath = lanes.gen("*", { package = inherited }, paths)():join()
T.equal(path, "P")
T.equal(cpath, "C")

local computed = setmetatable({ path = "own" }, { __index = function(_, name) return name == "cpath" and "computed" or nil end })
path, cpath = lanes.gen("*", { package = computed }, paths)():join()
T.equal(path, "own")
T.equal(cpath, "computed")

local preload = setmetatable({}, { __index = { preload = { given = function() return "preloaded" end } } })
T.equal(lanes.gen("*", { package = preload }, function() return (require "given") end)()[1], "preloaded")

-- What a metamethod raises is an error of the call.
local broken = setmetatable({}, { __index = function() error("no such field", 0) end })
local ok, message = pcall(lanes.gen("*", { package = broken }, paths))
T.equal(ok, false)
T.ok(tostring(message):find("no such field", 1, true), message)
