-- Every error message of the library has an entry in docs/manual/pages/troubleshooting.md, and every entry is that of a message.
-- only: 5.4
-- host: runner
--
-- Messages are taken to be the string literals of the library's sources that hold a space. A new message needs an entry: a
-- heading `### ` with the message in backquotes, `...` or an example where it has something inserted, and below it what it
-- means and what to do. A literal that is no message goes to the list below.

local T = require "testing"

local PAGE = "docs/manual/pages/troubleshooting.md"

-- Literals that no script gets to see as an error, by their beginning or the whole of it.
local NO_MESSAGES = {
  "The Lanes authors", "Running multiple Lua states in parallel", "Copyright (c)", "Lanes 3.14.0", "Lanes ", "Linda: ",
  "Lane #", "\nstack traceback:", "=... (skipping ", " levels)", " (Rust)", "lanes/deep.h:",
  -- What Lua itself prints.
  "Lua warning: ", "PANIC: ", "error object is not a string", "Lua function expected",
}

local function read(path)
  local file = assert(io.open(path))
  local text = file:read("*a")
  file:close()
  return text
end

-- The string literals of Rust (and C) source code, without its tests, attributes, comments, and what only a bug would show.
local function rust_literals(source, found)
  source = source:gsub("#%[cfg%(test%)%]%s*mod %w+ {.*$", "")
  local at = 1
  local before = ""
  while at <= #source do
    local rest = source:sub(at, at + 1)
    local char = rest:sub(1, 1)
    local from = at
    if rest == "//" then
      at = source:find("\n", at, true) or #source + 1
    elseif rest == "/*" then
      at = select(2, source:find("*/", at, true)) + 1
    elseif rest == "#[" or source:sub(at, at + 2) == "#![" then
      at = select(2, source:find("%b[]", at)) + 1
    elseif char == "'" then
      -- A character, or a lifetime.
      local stop = select(2, source:find("^'\\.[^']*'", at)) or select(2, source:find("^'[^'\\]'", at))
        or select(2, source:find("^'[\128-\255]+'", at))
      at = (stop or at) + 1
      before = "'"
    elseif source:find('^r#*"', at) and not before:find("[%w_]$") then
      local hashes = source:match('^r(#*)"', at)
      local stop = assert(source:find('"' .. hashes, at + 2 + #hashes, true))
      found[#found + 1] = { source:sub(at + 2 + #hashes, stop - 1), before }
      at = stop + 1 + #hashes
    elseif char == '"' then
      local stop = at
      repeat
        stop = assert(source:find('[\\"]', stop + 1))
        local escape = source:sub(stop, stop) == "\\"
        if escape then stop = stop + 1 end
      until not escape
      found[#found + 1] = { source:sub(at + 1, stop - 1), before }
      at = stop + 1
    else
      at = at + 1
    end
    if at == from + 1 then before = (before .. char):sub(-40) end
  end
end

-- The text that a literal stands for, with `...` for what is inserted.
local function plain(literal)
  local text = literal:gsub("\\\n%s*", ""):gsub('\\"', '"'):gsub("\\n", "\n"):gsub("\\t", "\t")
  text = text:gsub("%%[sd]", "...")
  return (text:gsub("{{", "\1"):gsub("{[^{}]*}", "..."):gsub("\1", "{"):gsub("}}", "}"))
end

local function is_message(text, before)
  if not text:find("%a.* ") and not text:find(" .*%a") then return false end
  for _, call in ipairs { "expect%(%s*$", "panic!%(%s*$", "unreachable!%(%s*$", "assert!%(%s*$" } do
    if before:find(call) then return false end
  end
  for _, known in ipairs(NO_MESSAGES) do
    if text:sub(1, #known) == known then return false end
  end
  return true
end

-- A pattern that finds the message with anything inserted, and how much of it is fixed text.
local function pattern_of(text)
  local fixed = text:gsub("%.%.%.", "")
  local pattern = text:gsub("%.%.%.", "\1"):gsub("#%d+", "#\1"):gsub("%s+", " "):gsub("^[\1 ]+", ""):gsub("[\1 ]+$", "")
    :gsub("[%^%$%(%)%%%.%[%]%*%+%-%?]", "%%%0"):gsub("\1", ".*")
  return pattern, #fixed
end

local messages = {}
local files = io.popen("find crates/lanes/src crates/linda/src include -name '*.rs' -o -name '*.h' | sort")
for path in files:lines() do
  if not path:find("tests?%.rs$") and not path:find("/tests/") and not path:find("testing%.rs$") then
    local literals = {}
    rust_literals(read(path), literals)
    for _, literal in ipairs(literals) do
      local text = plain(literal[1])
      if is_message(text, literal[2]) then
        local pattern, size = pattern_of(text)
        messages[#messages + 1] = { text = text, pattern = pattern, size = size, path = path }
      end
    end
  end
end
files:close()
T.ok(#messages > 60, "the sources were read: " .. #messages)

local entries = {}
for heading in read(PAGE):gmatch("\n### ([^\n]+)") do
  entries[#entries + 1] = { text = assert(heading:match("^`+ ?(.-) ?`+$"), heading) }
end

local missing = {}
for _, message in ipairs(messages) do
  local found = false
  for _, entry in ipairs(entries) do
    if entry.text:find(message.pattern) then
      found = true
      if message.size * 5 >= #entry.text * 2 then entry.known = true end
    end
  end
  if not found then missing[#missing + 1] = message.path .. ": " .. message.text end
end
local stale = {}
for _, entry in ipairs(entries) do
  if not entry.known then stale[#stale + 1] = entry.text end
end
if #missing > 0 then
  error("these messages have no entry in " .. PAGE .. " (see the comment in this test):\n  " .. table.concat(missing, "\n  "), 0)
end
if #stale > 0 then error("these entries are of no message:\n  " .. table.concat(stale, "\n  "), 0) end
