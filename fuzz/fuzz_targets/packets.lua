-- Called with the library; gives the function that judges one input, a string of bytes. It raises an error if the values
-- that the input describes do not come back as they went.
local lanes = ...
lanes.configure { with_timers = false, on_lane_error = "ignore" }

-- The bytes as a program: what builds the values.

local natives = { print, string.rep, math.floor, table.concat, coroutine.wrap, setmetatable, lanes.sleep }
local known = { _G, string, math, table, coroutine }
local metamethods = { "__index", "__newindex", "__eq", "__gc", "__len", "__metatable", "__call", "__pairs", "__name" }
local lengths = { 21, 22, 40, 255, 256, 5000, 16383, 16384, 16385, 70000 }

local templates = {
  function(a, b) return function() return a, b end end,
  function(a) local f f = function() return f, a end return f end,
  function(a) return function(...) print(a, ...) return function() return a end end end,
  function(a, b) return load("return x", "x", "t", type(a) == "table" and a or { b }) end,
  function() return function() return 1 end end,
}

local Program = {}
Program.__index = Program

local function new_program(input)
  return setmetatable({ input = input, at = 1, tables = { {} }, metas = { {} }, functions = {}, roots = {}, n = 0,
    left = 3000, linda = lanes.linda() }, Program)
end

function Program:byte()
  local b = self.input:byte(self.at) or 0
  self.at = self.at + 1
  return b
end

function Program:pick(list)
  return list[self:byte() % #list + 1]
end

function Program:text(n)
  local text = self.input:sub(self.at, self.at + n - 1)
  self.at = self.at + n
  return text
end

local values = {
  function() return nil end,
  function(p) return p:byte() % 2 == 0 end,
  function(p) return p:byte() - 128 end,
  function(p) return (string.unpack("i8", p:text(8) .. ("\0"):rep(8))) end,
  function(p) return (string.unpack("d", p:text(8) .. ("\0"):rep(8))) end,
  function(p) return p:text(p:byte() % 24) end,
  function(p) return (p:text(1) .. "x"):rep(p:pick(lengths)):sub(1, -2) end,
  function(p) return p:pick(p.tables) end,
  function(p) return p:pick(p.tables) end,
  function(p) return p:pick(p.metas) end,
  function(p) return p.functions[1] and p:pick(p.functions) end,
  function(p) return p:pick(natives) end,
  function(p) return p:pick(known) end,
  function(p) return p.linda end,
  function() return lanes.cancel_error end,
  -- What cannot cross. The input is then about errors.
  function(p)
    if p:byte() < 250 then return 1 end
    p.hopeless = true
    return coroutine.create(print)
  end,
}

function Program:value()
  return self:pick(values)(self)
end

-- A key is no text that means something in a metatable, or to us.
function Program:key()
  local key = self:value()
  if type(key) == "string" then return "k" .. key end
  if key == nil or key ~= key then return false end
  return key
end

-- Tables are filled up to a bound, so that no input takes long.
function Program:set(t, key, value)
  self.left = self.left - 1
  if self.left > 0 then rawset(t, key, value) end
end

local steps = {
  function(p) p.cursor = {} p.tables[#p.tables + 1] = p.cursor end,
  function(p) p.cursor = {} p.metas[#p.metas + 1] = p.cursor end,
  function(p) p.cursor = p:pick(p.tables) end,
  function(p) p.cursor = p:pick(p.metas) end,
  function(p) p:set(p.cursor, rawlen(p.cursor) + 1, p:value()) end,
  function(p) p:set(p.cursor, rawlen(p.cursor) + 1 + p:byte(), p:value()) end,
  function(p) for i = 1, p:byte() do p:set(p.cursor, rawlen(p.cursor) + 1, i) end end,
  function(p) p:set(p.cursor, p:key(), p:value()) end,
  function(p) p:set(p:pick(p.metas), p:pick(metamethods), p:value()) end,
  function(p) debug.setmetatable(p:pick(p.tables), p:pick(p.metas)) end,
  function(p) debug.setmetatable(p:pick(p.metas), p:pick(p.metas)) end,
  function(p)
    for _ = 1, p:byte() do
      local inner = {}
      p:set(p.cursor, p:byte() % 2 == 0 and 1 or inner, inner)
      p.cursor = inner
    end
    p.tables[#p.tables + 1] = p.cursor
  end,
  function(p) p.functions[#p.functions + 1] = p:pick(templates)(p:value(), p:value()) end,
  function(p)
    if not p.functions[1] then return end
    local f, i = p:pick(p.functions), 1 + p:byte() % 2
    -- Our own functions have the same `_ENV`.
    if debug.getupvalue(f, i) ~= "_ENV" then debug.setupvalue(f, i, p:value()) end
  end,
  function(p) p.n = p.n + 1 p.roots[p.n] = p:value() end,
}

function Program:run()
  self.cursor = self.tables[1]
  while self.at <= #self.input do self:pick(steps)(self) end
  if self.n == 0 then
    self.n = 1
    self.roots[1] = self.tables[1]
  end
end

-- The comparison. What is one object in a universe's every state, or known by its name, comes back as itself.

local here = {}
for _, list in ipairs { natives, known } do
  for _, value in ipairs(list) do here[value] = true end
end

local Walk = {}
Walk.__index = Walk

local function new_walk()
  return setmetatable({ there = {}, back = {}, queue = {} }, Walk)
end

local function differ(what, a, b)
  error(("%s differs: %s came back as %s"):format(what, type(a), type(b)), 0)
end

local function is_object(value)
  local kind = type(value)
  return (kind == "table" or kind == "function") and not here[value]
end

-- Compares at once what is no object. Of objects it takes down which is which, and that it has to look into them.
function Walk:pair(what, a, b)
  if type(a) ~= type(b) then differ(what, a, b) end
  if is_object(a) then
    if self.there[a] == nil and self.back[b] == nil then
      self.there[a], self.back[b] = b, a
      self.queue[#self.queue + 1] = a
    elseif self.there[a] ~= b or self.back[b] ~= a then
      differ("identity of " .. what, a, b)
    end
  elseif type(a) == "number" then
    if math.type(a) ~= math.type(b) then differ("subtype of " .. what, a, b) end
    if a ~= b and (a == a or b == b) then differ(what, a, b) end
    if a == 0 and math.type(a) == "float" and 1 / a ~= 1 / b then differ("sign of " .. what, a, b) end
  elseif not rawequal(a, b) then
    differ(what, a, b)
  end
end

function Walk:functions(a, b)
  if string.dump(a) ~= string.dump(b) then differ("code", a, b) end
  for i = 1, 255 do
    local name, value = debug.getupvalue(a, i)
    local name_there, value_there = debug.getupvalue(b, i)
    if name ~= name_there then differ("upvalue's name", name, name_there) end
    if not name then break end
    self:pair("upvalue", value, value_there)
  end
end

-- Gives the keys that are objects of whose copy nothing is known yet.
function Walk:fields(a, b, keys)
  local unknown = {}
  for _, key in ipairs(keys) do
    local there = key
    if is_object(key) then there = self.there[key] end
    if there == nil then
      unknown[#unknown + 1] = key
    else
      self:pair("field", rawget(a, key), rawget(b, there))
    end
  end
  return unknown
end

local function keys_of(t)
  local keys = {}
  for key in next, t do keys[#keys + 1] = key end
  return keys
end

function Walk:run()
  local waiting = {}
  local done = 0
  while done < #self.queue do
    done = done + 1
    local a = self.queue[done]
    local b = self.there[a]
    if type(a) == "function" then
      self:functions(a, b)
    else
      -- A metatable that comes home is the one that left.
      if not rawequal(debug.getmetatable(a), debug.getmetatable(b)) then differ("metatable", a, b) end
      local keys = keys_of(a)
      if #keys ~= #keys_of(b) then error("the number of fields differs", 0) end
      local unknown = self:fields(a, b, keys)
      if unknown[1] then waiting[#waiting + 1] = { a, unknown } end
    end
    if done == #self.queue then
      -- Perhaps it is known by now what the keys became. If not, nothing else refers to them.
      local still = {}
      for _, wait in ipairs(waiting) do
        local unknown = self:fields(wait[1], self.there[wait[1]], wait[2])
        if unknown[1] then still[#still + 1] = { wait[1], unknown } end
      end
      waiting = still
    end
  end
end

-- The ways that values take.

local linda = lanes.linda("fuzz")
local echo = lanes.gen("*", function(l)
  while true do
    local _, n = l:receive("count")
    local function answer(_, ...) l:send("back", ...) end
    answer(l:receive(l.batched, "there", n))
  end
end)(linda)
local relay = lanes.gen("*", function(...) return ... end)

local function receive(n)
  local got = table.pack(linda:receive(60, linda.batched, "back", n))
  if got[1] ~= "back" then error("nothing came back: the lane is " .. tostring(echo.status) .. " " .. tostring(echo[-1]), 0) end
  return table.pack(table.unpack(got, 2, got.n))
end

-- Each value on its own walk, except for those of lanes: values of one send do not share anything.
local ways = {
  function(p)
    linda:send("there", table.unpack(p.roots, 1, p.n))
    linda:send("count", p.n)
    return receive(p.n)
  end,
  function(p)
    local got = { n = p.n }
    for i = 1, p.n do
      linda:send("there", p.roots[i])
      linda:send("count", 1)
      got[i] = receive(1)[1]
    end
    return got
  end,
  function(p)
    linda:set("kept", table.unpack(p.roots, 1, p.n))
    local got = table.pack(linda:get("kept", p.n))
    linda:set("kept")
    return got
  end,
  function(p)
    local handle = relay(table.unpack(p.roots, 1, p.n))
    return table.pack(handle:join()), true
  end,
}

local function compare(p, got, together)
  if got.n ~= p.n then error(("%d values came back of %d"):format(got.n, p.n), 0) end
  local walk = new_walk()
  for i = 1, p.n do
    if not together then walk = new_walk() end
    walk:pair("value", p.roots[i], got[i])
    if not together then walk:run() end
  end
  if together then walk:run() end
end

return function(input)
  local p = new_program(input)
  local way = p:pick(ways)
  p:run()
  local ok, got, together = pcall(way, p)
  if p.hopeless then
    -- Whatever crossed or did not: the next input finds things as this one did.
    for _, key in ipairs { "there", "back", "kept" } do linda:set(key) end
  elseif not ok then
    error(got, 0)
  else
    compare(p, got, together)
  end
end
