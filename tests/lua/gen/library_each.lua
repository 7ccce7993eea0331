-- Every library name, alone: what it opens on this version.
local T = require "testing"
local lanes = require "lanes".configure()
local function kind(name)
  return lanes.gen(name, function(n) return type(_G[n]) end)(name)[1]
end
for _, name in ipairs { "package", "table", "io", "os", "string", "math", "debug", "coroutine" } do
  T.equal(kind(name), "table", name)
end
T.equal(kind "bit32", rawget(_G, "bit32") and "table" or "nil", "bit32")
T.equal(kind "utf8", rawget(_G, "utf8") and "table" or "nil", "utf8")
T.equal(kind "jit", T.isjit and "table" or "nil", "jit")
T.equal(kind "bit", T.isjit and "table" or "nil", "bit")
T.equal(kind "ffi", T.isjit and "table" or "nil", "ffi")
T.equal(kind "lanes.core", "nil", "lanes.core makes no global")
