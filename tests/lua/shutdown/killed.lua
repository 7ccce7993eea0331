-- timeout: 20
-- The script ends with killed lanes that cannot be stopped.
local lanes = require "lanes".configure()
local l = lanes.linda()
keep = {}
for i, f in ipairs {
  function() l:send("in", true); while true do pcall(function() while true do end end) end end,
  function() l:send("in", true); os.execute("exec sleep 3 >/dev/null 2>&1") end,
  function() l:send("in", true); while true do pcall(l.receive, l, "never") end end,
} do
  keep[i] = lanes.gen("*", f)()
  l:receive(20, "in")
  keep[i]:cancel(true)
end
