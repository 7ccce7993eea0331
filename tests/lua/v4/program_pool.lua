-- A program: a pool of workers with slots for what they do. Jobs and results are sent, settings are set; a job that fails, one that
-- returns what cannot cross, and one that is told to stop do not disturb the others; the pool is closed in order.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure{track_lanes = true, shutdown_timeout = 5}
local CE = lanes.cancel_error

local box = lanes.linda{name = "pool"}
for _, slot in ipairs{"jobs", "results"} do T.equal(box:restrict(slot, "send/receive"), "none") end
T.equal(box:restrict("settings", "set/get"), "none")
T.same({box:limit("jobs", 4)}, {false, "under"})
box:set("settings", {factor = 3})

local function worker(box, id)
  local lanes = require "lanes"
  lane_threadname("worker " .. id)
  box:send("results", {id = id, ready = true})
  set_finalizer(function(err) box:send("results", {id = id, over = true, err = err}) end)
  local handlers = {
    triple = function(n)
      local count, settings = box:get("settings")
      assert(count == 1)
      return n * settings.factor
    end,
    fail = function(n) error({code = n}) end,
    thread = function() return coroutine.create(function() end) end,
    misuse = function() return box:set("jobs", 1) end,
  }
  while true do
    local slot, job = box:receive("jobs")
    if not slot then return "told to stop", job == lanes.cancel_error end
    if job.what == "stop" then return "stopped", id end
    local ok, result = pcall(handlers[job.what], job.n)
    local sent, why = pcall(box.send, box, "results", {id = id, n = job.n, ok = ok, result = result})
    if not sent then box:send("results", {id = id, n = job.n, ok = false, result = why}) end
  end
end

local start = lanes.gen("*", {name = "worker"}, worker)
local workers = {}
for i = 1, 4 do workers[i] = start(box, i) end
-- All of them have begun: however few of them the jobs need, each has the name that it gave itself.
for _ = 1, 4 do
  local _, r = box:receive(20, "results")
  T.same(r, {id = r.id, ready = true})
end

local total, kinds = 40, {"triple", "fail", "thread", "misuse"}
local feeder = lanes.gen("*", function(box, total, kinds)
  for n = 1, total do assert(box:send("jobs", {what = kinds[n % #kinds + 1], n = n})) end
  return total
end)(box, total, kinds)
local seen = {}
for _ = 1, total do
  local slot, r = box:receive(20, "results")
  T.equal(slot, "results")
  T.equal(seen[r.n], nil)
  seen[r.n] = true
  local what = kinds[r.n % #kinds + 1]
  T.equal(r.ok, what == "triple", what)
  if what == "triple" then T.equal(r.result, r.n * 3) end
  if what == "fail" then T.equal(r.result.code, r.n) end
  if what == "thread" then T.ok(r.result:find("type 'thread'", 1, true), r.result) end
  if what == "misuse" then T.ok(r.result:find("Key is restricted", 1, true), r.result) end
end
T.same({feeder:join()}, {true, total})
T.raises("Key is restricted", box.get, box, "results")
T.raises("Key is restricted", box.send, box, "settings", 1)

-- Half of them stop by themselves, the others are told.
box:send("jobs", {what = "stop"}, {what = "stop"})
local stopped = 0
for _ = 1, 2 do
  local _, r = box:receive(20, "results")
  T.same(r, {id = r.id, over = true})
  T.same({workers[r.id]:join(20)}, {true, "stopped", r.id})
  stopped = stopped + r.id
  workers[r.id] = nil
end
for id, h in pairs(workers) do
  T.equal(h:get_threadname(), "worker " .. id)
  T.same({h:cancel("soft", 20, true)}, {true, "done"})
  T.same({h:join()}, {true, "told to stop", true})
  stopped = stopped + id
end
T.equal(stopped, 10)
T.same({box:limit("jobs")}, {4, "under"})
-- Who was told to stop cannot send from its finalizer either.
T.equal(box:count("results"), 0)
box:cancel()
T.same(T.pack(box:send("jobs", 1)), T.pack(nil, CE))
box:cancel("none")
T.equal(#lanes.threads(), 5)
