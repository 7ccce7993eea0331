-- What the annotations in library/ name, and what the sources list: for the tests that compare both with the real tables.
local T = require "testing"

local A = {}

local function read(path)
  local file = assert(io.open(path))
  local text = file:read("*a")
  file:close()
  return text
end

-- A set of the names in a list.
function A.set(list)
  local set = {}
  for _, name in ipairs(list) do set[name] = true end
  return set
end

-- The text of a file of annotations, which has to be Lua.
function A.open(path)
  local text = read(path)
  assert(load(text, "=" .. path))
  return text
end

local function escape(text) return (text:gsub("%.", "%%.")) end

-- The names of a class: of its functions, which stand behind `prefix`, and fields.
function A.names(text, class, prefix)
  local names = {}
  for name in text:gmatch("\nfunction " .. prefix .. "[.:]([%w_]+)%(") do names[name] = true end
  local fields = assert(text:match("\n%-%-%-@class " .. escape(class) .. "%f[:\n][^\n]*(\n.-)\n[^-]"), class)
  for name in fields:gmatch("\n%-%-%-@field ([%a_][%w_]*)") do names[name] = true end
  return names
end

-- The words that an alias stands for.
function A.words(text, alias)
  local words = {}
  local list = assert(text:match("\n%-%-%-@alias " .. escape(alias) .. "\n(.-)\n[^-]"), alias)
  for word in list:gmatch('%-%-%-| "([^"]+)"') do words[word] = true end
  T.ok(next(words), alias)
  return words
end

-- The globals: functions and variables.
function A.globals(text)
  local names = {}
  for name in text:gmatch("\nfunction ([%w_]+)%(") do names[name] = true end
  for name in text:gmatch("\n([%w_]+) = nil\n") do names[name] = true end
  return names
end

-- The classes and aliases that a file defines.
function A.types(text)
  local names = {}
  for _, kind in ipairs { "class", "alias" } do
    for name in text:gmatch("\n%-%-%-@" .. kind .. " ([%w_.]+)") do
      T.equal(names[name], nil, name .. " is defined once")
      names[name] = true
    end
  end
  return names
end

-- The names in a list of the sources: what `item` finds in the part that `pattern` finds.
function A.listed(path, pattern, item)
  local names = {}
  for name in assert(read(path):match(pattern), path):gmatch(item or '"([%w_]+)"') do names[name] = true end
  return names
end

-- Whether an object has all of these: a userdata does not list what it has.
function A.has(object, names)
  for name in pairs(names) do T.ok(object[name] ~= nil, name) end
end

return A
