-- Without an argument `finally` forgets the function.
-- api: 4
local lanes = require "lanes".configure()
lanes.finally(function() os.exit(3) end)
lanes.finally()
