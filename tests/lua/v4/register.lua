-- What `require` and `register` of the module accept.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

T.equal(select("#", lanes.require "string"), 1)
T.equal(lanes.require "string", string)
package.preload.a_number = function() return 5 end
T.raises("unsupported module type number", lanes.require, "a_number")
package.preload.a_file = function() return io.stdout end
T.equal(lanes.require "a_file", io.stdout)
T.equal(select("#", lanes.register("name", {})), 0)
lanes.register("name", print)
lanes.register("name", io.stdout)
T.raises("unexpected module type", lanes.register, "name", 5)
T.raises("string expected", lanes.register)
