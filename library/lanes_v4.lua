---@meta lanes.v4

-- Annotations of the module `lanes.v4`, API of 4.x, beside those of 3.x in lanes.lua. Where a script gets this API under the name
-- `lanes` (LANES_API=4, `lanes --api 4`, `configure{api = 4}`), say so: `local lanes = require "lanes" --[[@as lanes.v4]]`. Nothing
-- here is ever run.
--
-- What waits in a linda, and sleep: a soft request for the calling lane (and a cancelled linda) gives `nil, lanes.cancel_error`; a hard
-- request raises lanes.cancel_error.

---A name of a queue in a linda: also another linda, or deep userdata of a C module. Not lanes.null, not lanes.cancel_error.
---@alias lanes.v4.Slot string|number|boolean|lightuserdata|userdata

---What stands for a cancel: the same value in all lanes, so `==` works.
---@class lanes.v4.CancelError: userdata

---@alias lanes.v4.Status
---| "pending"   # not started yet
---| "running"   # runs, or waits in something else than a linda
---| "waiting"   # waits in a linda, or sleeps
---| "suspended" # a coroutine lane: stands at a yield
---| "resuming"  # a coroutine lane: was told to go on
---| "closing"   # a coroutine lane: was told to end at its yield
---| "done"      # has returned
---| "error"     # has failed
---| "cancelled" # has given in to a cancel

---@alias lanes.v4.HookMode
---| "count" # hard, and a hook raises lanes.cancel_error in running code after that many instructions
---| "line"  # at the next line
---| "call"  # at the next call
---| "ret"   # at the next return
---| "all"   # at any of these

---@alias lanes.v4.CancelMode
---| "soft" # cancel_test() says "soft", what waits returns nil, lanes.cancel_error
---| "hard" # cancel_test() and what waits raise lanes.cancel_error
---| lanes.v4.HookMode

---@alias lanes.v4.WakeHint
---| "both"  # waiting senders and receivers
---| "read"  # waiting receivers
---| "write" # waiting senders

---@alias lanes.v4.Restriction
---| "none"         # the slot is for all operations
---| "set/get"      # only for set and get
---| "send/receive" # only for send, receive and receive_batched

---@alias lanes.v4.Fill
---| "under" # no limit, or less than it
---| "exact" # as much as the limit
---| "over"  # more than the limit

---@alias lanes.v4.TraceLevel
---| "minimal"  # no stack
---| "basic"    # a list of "source:line"
---| "extended" # a list of lanes.v4.StackEntry

---An entry of the stack of an error, with the level "extended". Of a very deep stack one entry, whose `what` is "tail" and whose source is
---"=... (skipping N levels)", stands for the levels between the innermost 200 and the last 50.
---@class lanes.v4.StackEntry
---@field source string
---@field currentline integer
---@field name string "<?>" if it is not known.
---@field namewhat string
---@field what string

---What the field `__lanesconvert` of a metatable may be. It says what becomes of the value when it is sent: lanes.null: nil; "decay":
---a light userdata; a function: its first result. The hint is "keeper" on the way to a linda, else "regular".
---@alias lanes.v4.Converter lightuserdata|"decay"|fun(value: any, hint: "keeper"|"regular"): any

---Called with the error of a lane that nobody has read.
---@alias lanes.v4.ErrorReport fun(name: string, message: string, stack: string)

---Options of lanes.configure.
---@class lanes.v4.Settings
---@field api? 3|4 Which API this host's Lanes has. Default 4 for lanes.v4; with 3 the module is that of 3.x.
---@field with_timers? boolean Whether lanes.timer works. Default false.
---@field shutdown_timeout? number How long running lanes have at each of the three stages of the end, in seconds: 0 to 3600. Default 0.25.
---@field on_state_create? fun(kind: "lane") Called in each new lane before anything else.
---@field on_lane_error? "stderr"|"ignore"|lanes.v4.ErrorReport What becomes of errors that nobody reads. Default "stderr".
---@field track_lanes? boolean Whether lanes.threads works. Default false.
---@field strip_functions? boolean Whether functions lose their debug information on the way (Lua 5.3 and later). Default true.
---@field convert_fallback? lightuserdata|"decay" The converter of values without a metatable: lanes.null or "decay". Default: none.
---@field convert_max_attempts? number How often a value is converted at most, above 0 and below 10. Default 1.
---@field linda_wake_period? number|"never" Default of the option wake_period of lindas, in seconds. Default "never".
---@field nb_user_keepers? number The greatest group of lindas, 0 to 100; if it is not 0, each linda needs a group. Default 0.
---@field verbose_errors? boolean Accepted for older scripts.
---@field allocator? "protected"|function Where the memory of new states comes from. Default: the system.
---@field internal_allocator? "libc"|"allocator" Accepted for older scripts.
---@field keepers_gc_threshold? number Accepted for older scripts.

---Options of lanes.gen and lanes.coro.
---@class lanes.v4.Options
---@field globals? table Copied into the lane's globals.
---@field required? string[] Modules that the lane requires before it starts.
---@field package? { path?: string, cpath?: string, preload?: table } For the lane's own `package`. Default: the creator's.
---@field priority? integer As lanes.thread_priority_range() says. Default: as the system has it.
---@field native_priority? integer On the system's scale: lanes.thread_priority_range("native"). Not together with priority.
---@field name? string The lane's name; "auto" for the place where the body was written.
---@field error_trace_level? lanes.v4.TraceLevel What is kept of the stack of an error. Default "minimal".
---@field gc_cb? fun(name: string, what: "closed"|"selfdestruct") Called when the handle is collected.

---Options of lanes.linda.
---@class lanes.v4.LindaOptions
---@field name? string For tostring; "auto" for the place in the script.
---@field group? number 0 to the setting nb_user_keepers. Changes nothing.
---@field wake_period? number|"never" Waits look again after so many seconds. Default: the setting linda_wake_period.
---@field close_handler? fun(linda: lanes.v4.Linda, err?: any) Called when a `<close>` variable with the linda goes out of scope.

---What a generator returns. Belongs to the state that called the generator. As a `<close>` variable it waits for the lane.
---@class lanes.v4.Lane: userdata
---@field status lanes.v4.Status What the lane does, without waiting.
---@field error_trace_level lanes.v4.TraceLevel
---@field [integer] any Waits for the end. From 1: a result (raises the lane's error). 0: their number. Negative: the error. Cancelled: nil, lanes.cancel_error.
local lane = {}

---Waits for the end, and never raises the lane's error. A coroutine lane that stands at a yield is ended there.
---Returns `true` and the results (or what was yielded); `nil, error` if it failed, and the stack unless the level is "minimal";
---`nil, lanes.cancel_error` if it was cancelled; `nil, "timeout"`.
---@param timeout? number Seconds, 0 or more; nil: for ever; 0: only asks.
---@return true? returned
---@return any ...
function lane:join(timeout) end

---Asks the lane to stop, and waits until it ends or stands at a yield.
---Returns `true` and how it ended; `false, "timeout"` if it has not.
---@param mode? lanes.v4.CancelMode Default "hard".
---@param count? integer The hook's count, 1 or more: with a hook mode, and only then.
---@param timeout? number Seconds, 0 or more; nil: for ever.
---@param wake? boolean Whether a wait, or a yield, is interrupted. Default: not with "soft".
---@return boolean ended
---@return lanes.v4.Status|"timeout" status
---@overload fun(self: lanes.v4.Lane, mode: "soft"|"hard", timeout?: number, wake?: boolean): boolean, lanes.v4.Status|"timeout"
---@overload fun(self: lanes.v4.Lane, mode: "soft"|"hard", wake: boolean): boolean, lanes.v4.Status|"timeout"
---@overload fun(self: lanes.v4.Lane, mode: lanes.v4.HookMode, count: integer, wake: boolean): boolean, lanes.v4.Status|"timeout"
---@overload fun(self: lanes.v4.Lane, timeout: number?, wake?: boolean): boolean, lanes.v4.Status|"timeout"
---@overload fun(self: lanes.v4.Lane, wake: boolean): boolean, lanes.v4.Status|"timeout"
---@overload fun(self: lanes.v4.Lane): boolean, lanes.v4.Status|"timeout"
function lane:cancel(mode, count, timeout, wake) end

---Goes on behind the yield that a coroutine lane stands at, and returns what it yielded there. Waits until it stands at one; raises if
---it does not any more.
---@param ... any What the yield returns.
---@return any ...
function lane:resume(...) end

---The lane's name, or "<unnamed>".
---@return string
function lane:get_threadname() end

---A set of queues that all lanes see, each named by a slot. Reading a field that is not there is an error.
---@class lanes.v4.Linda: userdata
---@field null lightuserdata The same as lanes.null: sent as a value, it arrives as nil.
---@field status "active"|"cancelled" Whether cancel has marked it.
---@operator concat(any): string
local linda = {}

---Appends the values to the slot's queue, all or none. Waits while they do not fit its limit.
---Returns `true`; `nil, "timeout"` if there was no room in time; `nil, lanes.cancel_error`. A slot for "set/get" is an error.
---@param timeout number? Seconds, 0 or more; nil: for ever.
---@param slot lanes.v4.Slot
---@param ... any One value at least.
---@return true? sent
---@return "timeout"|lanes.v4.CancelError|nil why
---@overload fun(self: lanes.v4.Linda, slot: string|boolean|lightuserdata|userdata, value: any, ...: any): true?, "timeout"|lanes.v4.CancelError|nil
function linda:send(timeout, slot, ...) end

---Takes the first value of the first of these slots that has one, and waits if none has.
---Returns the slot and the value; `nil, "timeout"`; `nil, lanes.cancel_error`. A slot for "set/get" is an error. A value that cannot
---be rebuilt here is one too, and stays first in its slot.
---@param timeout number? Seconds, 0 or more; nil: for ever.
---@param slot lanes.v4.Slot
---@param ... lanes.v4.Slot
---@return lanes.v4.Slot? slot
---@return any value
---@overload fun(self: lanes.v4.Linda, slot: string|boolean|lightuserdata|userdata, ...: lanes.v4.Slot): lanes.v4.Slot?, any
function linda:receive(timeout, slot, ...) end

---Waits until the slot has `min` values and takes up to `max`.
---Returns the slot and the values; otherwise as receive.
---@param timeout number? Seconds, 0 or more; nil: for ever.
---@param slot lanes.v4.Slot
---@param min integer 1 or more.
---@param max? integer Default: min.
---@return lanes.v4.Slot? slot
---@return any ...
---@overload fun(self: lanes.v4.Linda, slot: string|boolean|lightuserdata|userdata, min: integer, max?: integer): lanes.v4.Slot?, ...
function linda:receive_batched(timeout, slot, min, max) end

---Makes these values the slot's queue, whatever its limit. Without values: empties it.
---Returns whether a full slot has got room, and how full it is; `nil, lanes.cancel_error` if the linda is cancelled. A slot for
---"send/receive" is an error.
---@param slot lanes.v4.Slot
---@param ... any
---@return boolean? room
---@return lanes.v4.Fill|lanes.v4.CancelError fill
function linda:set(slot, ...) end

---The first values, which stay.
---Returns their number and the values; `nil, lanes.cancel_error` if the linda is cancelled. A slot for "send/receive" is an error.
---@param slot lanes.v4.Slot
---@param n? integer How many at most: 1 or more. Default 1.
---@return integer? count
---@return any ...
function linda:get(slot, n) end

---Lets the slot hold at most n values, or tells its limit.
---Returns whether a full slot has got room, and how full it is; without n, the limit and how full the slot is;
---`nil, lanes.cancel_error` if the linda is cancelled.
---@param slot lanes.v4.Slot
---@param n integer|"unlimited" 0 or more.
---@return boolean? room
---@return lanes.v4.Fill|lanes.v4.CancelError fill
---@overload fun(self: lanes.v4.Linda, slot: lanes.v4.Slot): (integer|"unlimited")?, lanes.v4.Fill|lanes.v4.CancelError
function linda:limit(slot, n) end

---Reserves the slot for some operations, or tells for which it is.
---Returns the restriction before, or the one that there is; `nil, lanes.cancel_error` if the linda is cancelled.
---@param slot lanes.v4.Slot
---@param mode? lanes.v4.Restriction nil: only asks.
---@return lanes.v4.Restriction? restriction
---@return lanes.v4.CancelError? cancelled
function linda:restrict(slot, mode) end

---How many values there are: of one slot, or a table of those of several or all slots.
---@param slot lanes.v4.Slot
---@return integer? count nil: the slot is unknown
---@overload fun(self: lanes.v4.Linda): table<lanes.v4.Slot, integer>
---@overload fun(self: lanes.v4.Linda, slot1: lanes.v4.Slot, slot2: lanes.v4.Slot, ...: lanes.v4.Slot): table<lanes.v4.Slot, integer>
function linda:count(slot) end

---A slot as dump shows it.
---@class lanes.v4.SlotDump
---@field first integer Where the values begin in fifo.
---@field count integer
---@field limit integer|"unlimited"
---@field restrict lanes.v4.Restriction
---@field fifo table<integer, any>

---A copy of everything, for debugging; nothing if the linda was never used.
---@return table<lanes.v4.Slot, lanes.v4.SlotDump>?
function linda:dump() end

---Marks the linda "cancelled": its operations return nil, lanes.cancel_error until "none" takes that back.
---@param hint? lanes.v4.WakeHint|"none" Who is woken. Default "both".
function linda:cancel(hint) end

---Has those who wait look again, and wait on if there is nothing for them.
---@param hint? lanes.v4.WakeHint Default "both".
function linda:wake(hint) end

---Does nothing: what a linda holds is freed when it is taken out.
function linda:collectgarbage() end

---The same value for this linda in all lanes.
---@return lightuserdata
function linda:deep() end

---@class lanes.v4
---@field ABOUT { author: string, copyright: string, description: string, implementation: string, license: string, version: string }
---@field cancel_error lanes.v4.CancelError
---@field null lightuserdata Arrives as nil, wherever it is sent.
---@field timer_lane? lanes.v4.Lane The timer service; in the configuring state only, with the setting with_timers.
local lanes = {}

---Sets Lanes up and returns the module. Called again, it returns the module, whatever its arguments are.
---@param settings? lanes.v4.Settings|false
---@return lanes.v4
function lanes.configure(settings) end

---Makes a generator: a function that starts a lane each time it is called. The last argument is the body: a function, or Lua code.
---@param libraries string|lanes.v4.Options|nil "*": all; "": base; or names of libraries, with a `?` if this Lua may lack it.
---@param ... lanes.v4.Options|string|function|nil
---@return fun(...: any): lanes.v4.Lane generator
---@overload fun(body: function|string): fun(...: any): lanes.v4.Lane
function lanes.gen(libraries, ...) end

---Makes a generator of lanes that run as coroutines; otherwise as lanes.gen.
---@param libraries string|lanes.v4.Options|nil "*": all; "": base; or names of libraries, with a `?` if this Lua may lack it.
---@param ... lanes.v4.Options|string|function|nil
---@return fun(...: any): lanes.v4.Lane generator
---@overload fun(body: function|string): fun(...: any): lanes.v4.Lane
function lanes.coro(libraries, ...) end

---Has a function called when the state closes, once lanes have been told to end. Without one, forgets it. Not in lanes.
---@param f? fun(ended: boolean): any `ended`: all lanes have ended. If not, the result is raised as an error; after "freeze" the process stays as it is.
function lanes.finally(f) end

---Does nothing: there is no hidden state that holds values.
function lanes.collectgarbage() end

---Makes a new linda.
---@param options? lanes.v4.LindaOptions
---@return lanes.v4.Linda
function lanes.linda(options) end

---Makes a lock with n tokens. `lock(1)` takes one, `lock(-1)` gives it back, `lock(1, "try")` does not wait.
---The lock returns `true`; `false` if a try has failed; lanes.cancel_error. So does genlock if the linda is cancelled.
---@param linda lanes.v4.Linda
---@param slot lanes.v4.Slot
---@param n? number Default 1.
---@return fun(tokens: integer, mode?: "try"): boolean|lanes.v4.CancelError lock
function lanes.genlock(linda, slot, n) end

---Makes a counter. `atomic(d)` adds d (default 1.0) and returns the new value, or lanes.cancel_error. So does genatomic if the linda
---is cancelled.
---@param linda lanes.v4.Linda
---@param slot lanes.v4.Slot
---@param initial? number Default 0.0.
---@return fun(difference?: number): number|lanes.v4.CancelError atomic
function lanes.genatomic(linda, slot, initial) end

---Sets the slot to the time when the timer fires. Needs the setting with_timers.
---@param linda lanes.v4.Linda
---@param slot lanes.v4.Slot
---@param first number|osdate|table|false|nil Seconds from now, a date, 0 for at once; nil or false: removes the timer.
---@param period? number Seconds between further beats.
function lanes.timer(linda, slot, first, period) end

---All timers, as { linda, slot, { when, period } }. Needs the setting with_timers.
---@return { [1]: lanes.v4.Linda, [2]: lanes.v4.Slot, [3]: number[] }[]
function lanes.timers() end

---Waits.
---Returns `nil, "timeout"` when the time is over, `nil, lanes.cancel_error` for a lane that is cancelled.
---@param seconds? number 0 or more; nil: until cancelled.
---@return nil
---@return "timeout"|lanes.v4.CancelError why
function lanes.sleep(seconds) end

---Seconds since 1970, with microseconds.
---@return number
function lanes.now_secs() end

---All lanes, the latest first; nothing if there is none. Needs the setting track_lanes.
---@return { name: string, status: lanes.v4.Status }[]?
function lanes.threads() end

---Requires a module and makes what it has known under its name, so that it can be sent.
---@param name string
---@param ... any
---@return any module
function lanes.require(name, ...) end

---Makes what a table has, a function or a full userdata known under this name.
---@param name string
---@param module table|function|userdata
function lanes.register(name, module) end

---The type of a value, and by which path a script could reach it: `_G/string[]/sub()`.
---@param value any
---@return type type
---@return any name
function lanes.nameof(value) end

---The least and the greatest priority, on our own scale or the system's.
---@param scale? "native"
---@return integer least
---@return integer greatest
function lanes.thread_priority_range(scale) end

---Sets the priority of the calling thread. What the system refuses is ignored on our own scale, and an error on its own.
---@param priority integer
---@param scale? "native"
function lanes.set_thread_priority(priority, scale) end

---Lets the calling thread run only on the processors whose bits are set.
---@param mask integer
function lanes.set_thread_affinity(mask) end

---Always raises "not implemented".
---@param n? integer
function lanes.set_singlethreaded(n) end

-- What every lane has as globals. The main state has not.

---Has f called when the lane ends, last in first out: without arguments after a return, with the error (and its stack, unless the level
---is "minimal") or lanes.cancel_error.
---@param f fun(err?: any, stack?: string[]|lanes.v4.StackEntry[])
function set_finalizer(f) end

---Whether somebody has asked this lane to stop: false, or "soft". A hard request raises lanes.cancel_error; it gives "hard" if `query`
---is true.
---@param query? boolean
---@return false|"soft"|"hard" request
function cancel_test(query) end

---Names the lane, or tells its name.
---@param name string|number|nil nil: "".
---@overload fun(): string
function lane_threadname(name) end

---The lane's name, for debuggers.
---@type string
decoda_name = nil

return lanes
