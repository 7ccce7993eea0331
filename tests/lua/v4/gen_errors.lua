-- What `gen` and `coro` refuse, when they are called.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local function body() end
for _, gen in ipairs{lanes.gen, lanes.coro} do
  T.raises("No arguments!", gen)
  T.raises('Bad argument 1: number "5"', gen, 5, body)
  T.raises('Bad argument 2: boolean "true"', gen, "base", true, body)
  T.raises('Last argument not function or string: number "5"', gen, 5)
  T.raises('Last argument not function or string: nil "nil"', gen, "base", nil)
  T.raises("Libs specification '*' must be used alone", gen, "*", "base", body)
  T.raises("Libs specification '*' must be used alone", gen, "base,*", body)
  T.raises('Bad library name: "foo"', gen, "foo", body)
  T.raises('Bad library name: "foo"', gen, "foo?", body)
  T.raises('Bad library name: "lanes.core"', gen, "lanes.core", body)
  T.raises('Libs specification contains "io" more than once', gen, "io,os,io", body)
  T.raises('Unkeyed option: string "x"', gen, {"x"}, body)
  T.raises("Bad 'nope' option", gen, {nope = 1}, body)
  for name, bad in pairs{priority = "1", native_priority = true, globals = 1, package = false, required = "x", gc_cb = {},
      name = 5, error_trace_level = "full"} do
    T.raises("Bad '" .. name .. "' option: " .. type(bad), gen, {[name] = bad}, body)
  end
  T.raises("priority and native_priority cannot be specified together", gen, {priority = 0, native_priority = 1}, body)
  T.equal(type(gen(nil, "base", nil, {name = "a"}, {name = "b"}, body)), "function")
end
