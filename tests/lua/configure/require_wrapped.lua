-- The wrapped require: a C function, first result only, errors unchanged, recursive.
local T = require "testing"
require "lanes".configure()
T.equal(debug.getinfo(require).what, "C")
T.equal(select("#", require "fixtures.plain"), 1)
T.equal(require "fixtures.counted".inner, require "fixtures.plain")
package.preload["raises.a.table"] = function() error({ here = true }, 0) end
local ok, e = pcall(require, "raises.a.table")
T.equal(ok, false)
if type(e) == "table" then T.equal(e.here, true) else T.equal(type(e), "string") end
T.raises("no.such.module", require, "no.such.module")
