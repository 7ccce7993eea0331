-- Unknown options and options of a wrong type.
local T = require "testing"
local lanes = require "lanes".configure()
local function bad(text, opts) T.raises(text, function() lanes.gen("", opts, print) end) end
bad("Bad 'nonsense' option", { nonsense = 1 })
bad("Bad 'cancelstep' option", { cancelstep = 100 })
bad("Bad 'true' option", { [true] = 1 })
bad("Bad 'table: ", { [{}] = 1 })
bad('Unkeyed option: string "x"', { "x" })
bad('Unkeyed option: number "7"', { [10] = 7 })
bad("Bad 'globals' option: number \"5\"", { globals = 5 })
bad("Bad 'globals' option: boolean \"false\"", { globals = false })
bad("Bad 'required' option: string \"m\"", { required = "m" })
bad("Bad 'gc_cb' option: string \"m\"", { gc_cb = "m" })
bad("Bad 'gc_cb' option: table", { gc_cb = {} })
bad("Bad 'priority' option: string \"0\"", { priority = "0" })
bad("Bad 'package' option: boolean \"true\"", { package = true })
bad("Bad 'package' option: function", { package = print })
