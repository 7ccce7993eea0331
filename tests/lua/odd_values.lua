-- For the bad-input tests: values that nobody expects as arguments.
local V = {}

-- Numbers at and beyond every edge. The list is a function's, so that every caller has its own.
function V.numbers()
  return { 0, -1, 1, 1.5, -0.5, 0 / 0, 1 / 0, -1 / 0, 2 ^ 31, 2 ^ 31 - 1, -2 ^ 31, 2 ^ 32, 2 ^ 53, 2 ^ 63, -2 ^ 63,
    2 ^ 64, 1e100, -1e100, 1e308, 5e-324 }
end

-- Values of every other type. An entry is { value }, so that nil can be among them.
function V.others(lanes)
  local list = {}
  for _, v in ipairs { true, false, "", "x", "5", "0x10", "1e400", "nan", "a\0b", ("long"):rep(10000), {}, { 1 },
    setmetatable({}, { __index = function() error "index" end, __tostring = function() error "tostring" end }),
    function() end, print, coroutine.create(function() end), io.stdout, lanes.cancel_error, lanes.linda(), lanes.linda().null,
    lanes.gen("", function() end)() } do
    list[#list + 1] = { v }
  end
  list[#list + 1] = { nil }
  return list
end

function V.all(lanes)
  local list = V.others(lanes)
  for _, n in ipairs(V.numbers()) do list[#list + 1] = { n } end
  return list
end

-- Calls f with no argument, every single value, and every pair of values; nothing may escape pcall or crash.
function V.try(lanes, f)
  local all = V.all(lanes)
  pcall(f)
  for _, a in ipairs(all) do
    pcall(f, a[1])
    for _, b in ipairs(all) do pcall(f, a[1], b[1]) end
  end
end

-- The same for a method, after a fixed self and with a third argument now and then.
function V.try_method(lanes, f, self)
  local all = V.all(lanes)
  pcall(f, self)
  for i, a in ipairs(all) do
    pcall(f, self, a[1])
    pcall(f, a[1], self)
    for k, b in ipairs(all) do
      pcall(f, self, a[1], b[1])
      pcall(f, self, a[1], b[1], all[(i * 7 + k * 3) % #all + 1][1])
    end
  end
end

return V
