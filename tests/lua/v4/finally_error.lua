-- An error in the function of `finally` is one in a finalizer: the process ends as if nothing were.
-- api: 4
local lanes = require "lanes".configure()
lanes.finally(function() error "too late" end)
