-- Counts the words in all files under a directory with several lanes.
--
--   wordcount.lua DIR [LANES]
--
-- It shows a work queue: the main script puts batches of work on a linda, the lanes take them as they get free, count
-- into tables of their own, and each hands over its counts once, at the end. Nothing is shared and nothing is locked
-- while counting, which is what makes the lanes scale. The same work is then done by one lane alone, and the two times
-- are compared. The comparison is a fair one to the disadvantage of the many: they go first and warm the file cache.

local lanes = require "lanes".configure()

local BATCH = 1024 * 1024 -- bytes in a batch; longer files are cut into pieces of this size

local function stop(message)
  io.stderr:write("wordcount: ", message, "\n")
  os.exit(1)
end

local function quoted(path)
  if path:sub(1, 1) == "-" then path = "./" .. path end
  return "'" .. path:gsub("'", "'\\''") .. "'"
end

-- The output of a command, or nil where there is none.
local function output(command)
  local opened, pipe = pcall(io.popen, command, "r")
  if not opened or not pipe then return nil end
  local text = pipe:read("*a")
  pipe:close()
  return text
end

local function is_directory(path)
  local status = os.execute("test -d " .. quoted(path))
  return status == true or status == 0
end

-- Every regular file under the directory, as {path, size}, and the number of those that cannot be opened.
local function list_files(directory)
  local text = output("find " .. quoted(directory) .. " -type f -print0")
  if not text then stop("cannot run `find` to list the files") end
  local files, unreadable, from = {}, 0, 1
  while true do
    local stop_at = text:find("\0", from, true) -- names may hold anything else, newlines too
    if not stop_at then break end
    local path = text:sub(from, stop_at - 1)
    from = stop_at + 1
    local file = io.open(path, "rb")
    local size = file and file:seek("end")
    if file then file:close() end
    if size then files[#files + 1] = { path, size } else unreadable = unreadable + 1 end
  end
  return files, unreadable
end

-- Packs the files into batches of about equal size. A piece is {path, first byte, byte after the last}.
local function make_batches(files)
  local batches, batch, room = {}, {}, BATCH
  for _, file in ipairs(files) do
    local path, size, from = file[1], file[2], 0
    while from < size do
      local to = math.min(size, from + room)
      batch[#batch + 1] = { path, from, to }
      room = room - (to - from)
      from = to
      if room <= 0 then
        batches[#batches + 1] = batch
        batch, room = {}, BATCH
      end
    end
  end
  if #batch > 0 then batches[#batches + 1] = batch end
  return batches
end

-- The body of a lane: takes batches until it gets `false`, then returns its counts.
local function count_words(queue)
  local WORD = "[%a\128-\255]+" -- letters, and whatever is beyond ASCII: UTF-8 words stay whole
  local counts, words, bytes, binary, unreadable = {}, 0, 0, 0, 0

  -- The text of a piece. A word belongs to the piece in which it begins, so one that begins before the piece is left
  -- out, and one that goes on beyond it is completed. Returns nil for a file that is not text.
  local function read_piece(path, from, to)
    local file = io.open(path, "rb")
    if not file then return nil, "unreadable" end
    local head = file:read(512)
    if not head or head:find("\0", 1, true) then
      file:close()
      return nil, head and "binary" or "unreadable"
    end
    local start = from > 0 and from - 1 or 0
    file:seek("set", start)
    local text = file:read(to - start) or ""
    if from > 0 then text = text:gsub("^" .. WORD, "") end
    if text:sub(-1):find(WORD) then
      repeat
        local more = file:read(64)
        local rest = more and more:match("^" .. WORD) or ""
        text = text .. rest
      until not more or #rest < #more
    end
    file:close()
    return text
  end

  while true do
    local _, batch = queue:receive("work")
    if not batch then break end
    for _, piece in ipairs(batch) do
      local text, reason = read_piece(piece[1], piece[2], piece[3])
      if text then
        bytes = bytes + (piece[3] - piece[2])
        for word in text:lower():gmatch(WORD) do
          counts[word] = (counts[word] or 0) + 1
          words = words + 1
        end
      elseif piece[2] == 0 then -- once a file
        if reason == "binary" then binary = binary + 1 else unreadable = unreadable + 1 end
      end
    end
  end
  return { counts = counts, words = words, bytes = bytes, binary = binary, unreadable = unreadable }
end

-- Has n lanes count all batches; returns the sums and the seconds it took.
local function count_with(n, batches)
  local start = lanes.now_secs()
  local queue = lanes.linda("work queue")
  for _, batch in ipairs(batches) do queue:send("work", batch) end
  local worker = lanes.gen("string,io", count_words)
  local workers = {}
  for i = 1, n do
    queue:send("work", false) -- one end mark for each lane
    workers[i] = worker(queue)
  end
  local total = workers[1][1] -- waits for the lane; an error in it is raised here
  for i = 2, n do
    local part = workers[i][1]
    local counts = total.counts
    for word, count in pairs(part.counts) do counts[word] = (counts[word] or 0) + count end
    for _, field in ipairs { "words", "bytes", "binary", "unreadable" } do
      total[field] = total[field] + part[field]
    end
  end
  return total, lanes.now_secs() - start
end

local function processors()
  return tonumber(output("getconf _NPROCESSORS_ONLN 2>/dev/null") or "") or 2
end

local function print_report(total, files, unreadable)
  local list, distinct = {}, 0
  for word, count in pairs(total.counts) do
    distinct = distinct + 1
    list[distinct] = { word, count }
  end
  table.sort(list, function(a, b)
    if a[2] ~= b[2] then return a[2] > b[2] end
    return a[1] < b[1]
  end)
  for i = 1, math.min(10, #list) do print(string.format("%9d  %s", list[i][2], list[i][1])) end
  print(string.format("%d words, %d different ones, in %d files (%.1f MB of text)",
    total.words, distinct, #files - total.binary - total.unreadable, total.bytes / 1e6))
  unreadable = unreadable + total.unreadable
  if total.binary > 0 then print(string.format("left out: %d binary files", total.binary)) end
  if unreadable > 0 then print(string.format("left out: %d unreadable files", unreadable)) end
end

local directory, number = ...
local n = number == nil and processors() or tonumber(number)
if not directory or not n or n < 1 or n > 256 or n % 1 ~= 0 then
  io.stderr:write("usage: wordcount.lua DIR [LANES]\n",
    "Counts the words of all files under DIR with LANES lanes (1 to 256, by default one a processor).\n")
  os.exit(1)
end
if not is_directory(directory) then stop(directory .. " is not a directory") end

local files, unreadable = list_files(directory)
if #files == 0 then
  print("no files to count under " .. directory)
  if unreadable > 0 then print(string.format("left out: %d unreadable files", unreadable)) end
  return
end

local batches = make_batches(files)
local total, seconds = count_with(n, batches)
print_report(total, files, unreadable)
if n == 1 then
  print(string.format("1 lane: %.2f s", seconds))
else
  local words, bytes = total.words, total.bytes
  total = nil
  collectgarbage()
  local alone, alone_seconds = count_with(1, batches)
  if alone.words ~= words or alone.bytes ~= bytes then
    print("note: the files changed between the two runs")
  end
  print(string.format("%d lanes: %.2f s, 1 lane: %.2f s, speed-up %.2f", n, seconds, alone_seconds,
    alone_seconds / math.max(seconds, 0.001)))
end
