-- Draws the Mandelbrot set into a PNG file, its rows computed by several lanes.
--
--   mandelbrot.lua OUT.png [WIDTH]
--
-- It shows lanes that take row numbers from a linda and send the finished rows back, in whatever order they get done;
-- the main script puts them in order and writes the file. The PNG encoder is plain Lua: the pixels are stored
-- uncompressed, and the checksums need no bit operators, so that all of it runs on every Lua from 5.1 on.

local lanes = require "lanes".configure()

local LANES = 4

-- The body of a lane: computes rows, a byte for each pixel, until it gets `false`.
local function compute_rows(linda, width, height)
  local char, concat = string.char, table.concat
  local chars = {}
  for i = 0, 255 do chars[i] = char(i) end
  local step = 3.0 / width
  while true do
    local _, row = linda:receive("row")
    if not row then return end
    local pixels = {}
    local ci = (row - (height + 1) / 2) * step
    for x = 1, width do
      local cr = -2.2 + x * step
      local zr, zi, n = 0.0, 0.0, 255
      for i = 1, 255 do
        local rr, ii = zr * zr, zi * zi
        if rr + ii > 4 then
          n = i - 1
          break
        end
        zi = 2 * zr * zi + ci
        zr = rr - ii + cr
      end
      pixels[x] = chars[n]
    end
    linda:send("pixels", { row, concat(pixels) })
  end
end

-- The rows of the picture, in order.
local function render(width, height)
  local linda = lanes.linda("rows")
  for row = 1, height do linda:send("row", row) end
  local worker = lanes.gen("string,table", compute_rows)
  local workers = {}
  for i = 1, LANES do
    linda:send("row", false)
    workers[i] = worker(linda, width, height)
  end
  local rows = {}
  for _ = 1, height do
    local _, done
    repeat
      _, done = linda:receive(0.5, "pixels")
      for i = 1, LANES do
        if workers[i].status == "error" then return workers[i][1] end -- raises what went wrong there
      end
    until done
    rows[done[1]] = done[2]
  end
  return rows
end

-- xor[a][b] for bytes.
local function xor_table()
  local xor = {}
  for a = 0, 255 do
    local line = {}
    for b = 0, 255 do
      local x, y, bit, result = a, b, 1, 0
      while x > 0 or y > 0 do
        if x % 2 ~= y % 2 then result = result + bit end
        x, y, bit = (x - x % 2) / 2, (y - y % 2) / 2, bit * 2
      end
      line[b] = result
    end
    xor[a] = line
  end
  return xor
end

local xor = xor_table()

-- The table of the CRC-32, each entry split into its four bytes (the first table has the lowest ones).
local function crc_tables()
  local t0, t1, t2, t3 = {}, {}, {}, {}
  for i = 0, 255 do
    local b0, b1, b2, b3 = i, 0, 0, 0
    for _ = 1, 8 do
      local odd = b0 % 2 == 1
      -- shift all 32 bits to the right
      b0 = (b0 - b0 % 2) / 2 + b1 % 2 * 128
      b1 = (b1 - b1 % 2) / 2 + b2 % 2 * 128
      b2 = (b2 - b2 % 2) / 2 + b3 % 2 * 128
      b3 = (b3 - b3 % 2) / 2
      if odd then -- xor with 0xEDB88320
        b0, b1, b2, b3 = xor[b0][0x20], xor[b1][0x83], xor[b2][0xB8], xor[b3][0xED]
      end
    end
    t0[i], t1[i], t2[i], t3[i] = b0, b1, b2, b3
  end
  return t0, t1, t2, t3
end

local t0, t1, t2, t3 = crc_tables()

-- The CRC-32 of the text as four bytes, the highest first, as PNG wants it.
local function crc32(text)
  local c0, c1, c2, c3 = 255, 255, 255, 255
  local byte = string.byte
  for i = 1, #text do
    local k = xor[c0][byte(text, i)]
    c0, c1, c2, c3 = xor[c1][t0[k]], xor[c2][t1[k]], xor[c3][t2[k]], t3[k]
  end
  return string.char(255 - c3, 255 - c2, 255 - c1, 255 - c0)
end

local function adler32(text)
  local a, b = 1, 0
  local byte = string.byte
  for i = 1, #text do
    a = a + byte(text, i)
    if a >= 65521 then a = a - 65521 end
    b = b + a
    if b >= 65521 then b = b - 65521 end
  end
  return a, b
end

local function big_endian(n, bytes)
  local list = {}
  for i = bytes, 1, -1 do
    list[i] = string.char(n % 256)
    n = (n - n % 256) / 256
  end
  return table.concat(list)
end

-- A zlib stream of stored (uncompressed) blocks.
local function zlib_stored(data)
  local parts = { "\120\1" }
  for from = 1, #data, 65535 do
    local block = data:sub(from, from + 65534)
    local last = from + 65535 > #data and 1 or 0
    local low, high = #block % 256, (#block - #block % 256) / 256
    parts[#parts + 1] = string.char(last, low, high, 255 - low, 255 - high)
    parts[#parts + 1] = block
  end
  local a, b = adler32(data)
  parts[#parts + 1] = big_endian(b, 2) .. big_endian(a, 2)
  return table.concat(parts)
end

local function chunk(kind, data)
  return big_endian(#data, 4) .. kind .. data .. crc32(kind .. data)
end

-- 256 colours: from dark blue through orange to white, and black for the set itself.
local function palette()
  local list = {}
  for i = 0, 254 do
    local t = (i / 254) ^ 0.5
    local function level(x) return math.floor(255 * math.max(0, math.min(1, x))) end
    list[#list + 1] = string.char(level(2.2 * t - 0.3), level(2.5 * t * t), level(0.25 + 0.6 * t * (1.2 - t) + t ^ 6))
  end
  list[256] = "\0\0\0"
  return table.concat(list)
end

local function png(width, height, rows)
  return "\137PNG\r\n\26\n"
    .. chunk("IHDR", big_endian(width, 4) .. big_endian(height, 4) .. "\8\3\0\0\0")
    .. chunk("PLTE", palette())
    .. chunk("IDAT", zlib_stored("\0" .. table.concat(rows, "\0")))
    .. chunk("IEND", "")
end

local path, size = ...
local width = size == nil and 600 or tonumber(size)
if not path or not width or width < 3 or width > 20000 or width % 1 ~= 0 then
  io.stderr:write("usage: mandelbrot.lua OUT.png [WIDTH]\nDraws the Mandelbrot set, WIDTH (3 to 20000) pixels wide.\n")
  os.exit(1)
end
width = math.floor(width)
local height = math.floor(width * 2 / 3)

local file, reason = io.open(path, "wb")
if not file then
  io.stderr:write("mandelbrot: cannot write ", tostring(reason), "\n")
  os.exit(1)
end
local start = lanes.now_secs()
local rows = render(width, height)
local drawn = lanes.now_secs()
file:write(png(width, height, rows))
file:close()
print(string.format("%s: %d x %d pixels, drawn in %.2f s by %d lanes, written in %.2f s", path, width, height,
  drawn - start, LANES, lanes.now_secs() - drawn))
