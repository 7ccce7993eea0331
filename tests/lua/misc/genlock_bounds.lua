-- No token at all is never acquirable; a negative number is unlimited.
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
S.returns({ false }, lanes.genlock(l, "zero", 0), 1, "try")
local open = lanes.genlock(l, "open", -1)
for _ = 1, 50 do S.returns({ true }, open, 3, "try") end
