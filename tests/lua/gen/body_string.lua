-- A string body is compiled in the lane; a syntax error comes out of the generator call.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("", "local a, b = ...; return a + b, select('#', ...)")(3, 4, nil)
T.equal(h[1], 7)
T.equal(h[2], 3)
T.equal(lanes.gen("return type")()[1], nil, "no libraries without a library string")
T.raises("error when parsing lane function code", function() lanes.gen("", "return +")() end)
local e = select(2, lanes.gen("", "error 'from the chunk'")():join())
T.ok(e:find('[string "', 1, true), e)
T.ok(e:find("from the chunk", 1, true), e)
T.equal(lanes.gen("", "")():join(), nil)
