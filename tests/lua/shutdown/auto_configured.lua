-- timeout: 20
-- A script that only required the module, and one that configured without using it, end well.
local lanes = require "lanes"
if os.time() > 0 then lanes.configure() end
