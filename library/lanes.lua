---@meta lanes

-- Annotations of the module `lanes`, API of 3.x, for LuaLS, EmmyLua and other editors that read LuaCATS. Put this directory into
-- the editor's library: `"workspace.library": ["…/lanes/library"]`. Nothing here is ever run. The API of 4.x is in lanes_v4.lua.

---A name of a queue in a linda.
---@alias lanes.Key string|number|boolean|lightuserdata

---What stands for a cancel: the same value in all lanes, so `==` works.
---@class lanes.CancelError: userdata

---@alias lanes.Status
---| "pending"   # not started yet
---| "running"   # runs, or waits in something else than a linda
---| "waiting"   # waits in a linda
---| "suspended" # a coroutine lane: stands at a yield
---| "resuming"  # a coroutine lane: was told to go on
---| "closing"   # a coroutine lane: was told to end at its yield
---| "done"      # has returned
---| "error"     # has failed
---| "cancelled" # has given in to a cancel
---| "killed"    # was told to die

---@alias lanes.CancelMode
---| "soft"  # cancel_test() says true, operations on lindas return lanes.cancel_error
---| "hard"  # operations on lindas raise lanes.cancel_error
---| "count" # hard, and a hook raises it in running code after that many instructions
---| "line"  # hard, and a hook raises it in running code at the next line
---| "call"  # hard, and a hook raises it in running code at the next call
---| "ret"   # hard, and a hook raises it in running code at the next return

---@alias lanes.WakeHint
---| "both"  # waiting senders and receivers
---| "read"  # waiting receivers
---| "write" # waiting senders
---| "none"  # nobody; `cancel` takes its mark back

---@alias lanes.Restriction
---| "none"         # the key is for all operations
---| "set/get"      # only for set and get
---| "send/receive" # only for send and receive

---An entry of the stack of an error, after set_error_reporting("extended"). Of a very deep stack one entry, whose `what` is "tail" and
---whose source is "=... (skipping N levels)", stands for the levels between the innermost 200 and the last 50.
---@class lanes.StackEntry
---@field source string
---@field currentline integer
---@field name? string
---@field namewhat string
---@field what string

---Called with the error of a lane that nobody has read.
---@alias lanes.ErrorReport fun(name: string, message: string, stack: string)

---Options of lanes.configure.
---@class lanes.Settings
---@field api? 3|4 Which API this host's Lanes has. Default 3.
---@field with_timers? boolean Whether lanes.timer works. Default true.
---@field shutdown_timeout? number How long running lanes have at the end of the program, in seconds. Default 0.25.
---@field on_state_create? function Called in each new lane before anything else.
---@field on_lane_error? "stderr"|"ignore"|lanes.ErrorReport What becomes of errors that nobody reads. Default "stderr".
---@field track_lanes? boolean Whether lanes.threads works. Default false.
---@field demote_full_userdata? boolean Whether userdata that cannot be sent becomes light userdata. Default false.
---@field verbose_errors? boolean Accepted for older scripts.
---@field allocator? "protected"|function Where the memory of new states comes from. Default: the system.
---@field nb_keepers? number Accepted for older scripts.

---Options of lanes.gen.
---@class lanes.Options
---@field globals? table Copied into the lane's globals.
---@field required? string[] Modules that the lane requires before it starts.
---@field package? { path?: string, cpath?: string, preload?: table } For the lane's own `package`. Default: the creator's.
---@field priority? integer From -3 to 3. Default 0.
---@field name? string The lane's name; "auto" for the place where the body was written.
---@field gc_cb? fun(name: string, what: "closed"|"selfdestruct") Called when the handle is collected.

---Options of lanes.linda.
---@class lanes.LindaOptions
---@field name? string For tostring; "auto" for the place in the script.
---@field group? number Accepted for older scripts.
---@field wake_period? number|"never" Waits look again after so many seconds.
---@field close_handler? fun(linda: lanes.Linda, ...) Called when a `<close>` variable with the linda goes out of scope.

---What a generator returns. Belongs to the state that called the generator.
---@class lanes.Lane: userdata
---@field status lanes.Status What the lane does, without waiting.
---@field [integer] any Waits for the end. From 1: a result (raises the lane's error). 0: true. -1: the error.
local lane = {}

---Waits for the end, and never raises the lane's error.
---Returns the results; `nil, error, stack` if it failed; nothing if it was cancelled; `nil, "killed"`; `nil, "timeout"`.
---@param timeout? number Seconds; nil or negative: for ever; 0: only asks.
---@return any ...
function lane:join(timeout) end

---Asks the lane to stop.
---@param mode? lanes.CancelMode Default "hard".
---@param count? integer The hook's count, for "count", "line", "call" and "ret" only.
---@param timeout? number How long to wait for the end, in seconds. Default 0.
---@param flag? boolean With "soft": wake the lane. With the others: kill it if it has not ended in time.
---@param kill_timeout? number Accepted for older scripts.
---@return boolean ended
---@return lanes.Status|"timeout" status
---@overload fun(self: lanes.Lane, mode: "soft"|"hard", timeout?: number, flag?: boolean, kill_timeout?: number): boolean, lanes.Status|"timeout"
---@overload fun(self: lanes.Lane, timeout: number, flag?: boolean, kill_timeout?: number): boolean, lanes.Status|"timeout"
---@overload fun(self: lanes.Lane, flag: boolean, kill_timeout?: number): boolean, lanes.Status|"timeout"
---@overload fun(self: lanes.Lane): boolean, lanes.Status|"timeout"
function lane:cancel(mode, count, timeout, flag, kill_timeout) end

---Goes on behind the yield that a coroutine lane stands at, and returns what it yielded there. Waits until it stands at one.
---@param ... any What the yield returns.
---@return any ...
function lane:resume(...) end

---The name that the lane gave itself, or "<unnamed>".
---@return string
function lane:get_debug_threadname() end

---A set of queues that all lanes see, each named by a key.
---@class lanes.Linda: userdata
---@field null lightuserdata Stands for nil in dump; can be sent in place of nil.
---@field batched string The marker for batches in receive.
---@operator concat(any): string
local linda = {}

---Appends the values to the key's queue, all or none. Waits while they do not fit its limit.
---@param timeout number? Seconds; nil or negative: for ever.
---@param key lanes.Key
---@param ... any
---@return boolean|lanes.CancelError sent `false`: no room in time
---@overload fun(self: lanes.Linda, key: string|boolean|lightuserdata, value: any, ...: any): boolean|lanes.CancelError
function linda:send(timeout, key, ...) end

---Takes the first value of the first of these keys that has one, and waits if none has.
---Returns the key and the value; nothing if there is none in time; lanes.cancel_error.
---@param timeout number? Seconds; nil or negative: for ever.
---@param key lanes.Key
---@param ... lanes.Key
---@return any key
---@return any value
---@return any ...
---@overload fun(self: lanes.Linda, key: string|boolean|lightuserdata, ...: any): any, any, ...
function linda:receive(timeout, key, ...) end

---Waits until the key has `min` values and takes up to `max`.
---@param timeout number? Seconds; nil or negative: for ever.
---@param key lanes.Key
---@param min integer
---@param max? integer Default: min.
---@return any key
---@return any ...
---@overload fun(self: lanes.Linda, key: string|boolean|lightuserdata, min: integer, max?: integer): any, ...
function linda:receive_batched(timeout, key, min, max) end

---Makes these values the key's queue, whatever its limit. Without values: empties it.
---@param key lanes.Key
---@param ... any
---@return true|lanes.CancelError|nil room `true` if it was full and is not any more
function linda:set(key, ...) end

---The first values, which stay.
---@param key lanes.Key
---@param n? integer Default 1.
---@return any ...
function linda:get(key, n) end

---Lets the key hold at most n values; negative: any number.
---@param key lanes.Key
---@param n number
---@return true|lanes.CancelError|nil room `true` if it was full and is not any more
function linda:limit(key, n) end

---Reserves the key for some operations.
---@param key lanes.Key
---@param mode? lanes.Restriction
---@return lanes.Restriction|lanes.CancelError before
function linda:restrict(key, mode) end

---How many values there are: of one key, or a table of those of several or all keys.
---@param key lanes.Key
---@return integer? count nil: the key is unknown
---@overload fun(self: lanes.Linda): table<lanes.Key, integer>
---@overload fun(self: lanes.Linda, key1: lanes.Key, key2: lanes.Key, ...: lanes.Key): table<lanes.Key, integer>
function linda:count(key) end

---A copy of everything, for debugging; nothing if the linda was never used.
---@return table<lanes.Key, { first: integer, count: integer, limit: integer, restrict?: lanes.Restriction, fifo: table<integer, any> }>?
function linda:dump() end

---Marks the linda: its operations return lanes.cancel_error until "none" takes that back.
---@param hint? lanes.WakeHint Who is woken. Default "both".
function linda:cancel(hint) end

---Has those who wait look again.
---@param hint? lanes.WakeHint Default "both".
function linda:wake(hint) end

---The same value for this linda in all lanes.
---@return lightuserdata
function linda:deep() end

---@class lanes
---@field ABOUT { author: string, copyright: string, description: string, implementation: string, license: string, version: string }
---@field _VERSION string
---@field cancel_error lanes.CancelError
---@field timer_lane? lanes.Lane The timer service; in the configuring state only.
local lanes = {}

---Sets Lanes up and returns the module. Can be called once; nil afterwards.
---@param settings? lanes.Settings
---@return lanes
function lanes.configure(settings) end

---Makes a generator: a function that starts a lane each time it is called. The last argument is the body: a function, or Lua code.
---@param libraries string|lanes.Options|nil "*": all; "": base; or names of libraries.
---@param ... lanes.Options|string|function|nil
---@return fun(...: any): lanes.Lane generator
---@overload fun(body: function|string): fun(...: any): lanes.Lane
function lanes.gen(libraries, ...) end

---Makes a generator of lanes that run as coroutines; otherwise as lanes.gen.
---@param libraries string|lanes.Options|nil "*": all; "": base; or names of libraries.
---@param ... lanes.Options|string|function|nil
---@return fun(...: any): lanes.Lane generator
---@overload fun(body: function|string): fun(...: any): lanes.Lane
function lanes.coro(libraries, ...) end

---Has a function called when the state closes, once lanes have been told to end. Without one, forgets it.
---@param f? fun(ended: boolean): any `ended`: all lanes have ended.
function lanes.finally(f) end

---Makes a new linda.
---@param name? string For tostring.
---@param group? number Accepted for older scripts.
---@return lanes.Linda
---@overload fun(group: number): lanes.Linda
---@overload fun(options: lanes.LindaOptions): lanes.Linda
function lanes.linda(name, group) end

---Makes a lock with n tokens. `lock(1)` takes one, `lock(-1)` gives it back, `lock(1, "try")` does not wait.
---@param linda lanes.Linda
---@param key lanes.Key
---@param n? number Default 1.
---@return fun(tokens: integer, mode?: "try"): boolean|lanes.CancelError lock
function lanes.genlock(linda, key, n) end

---Makes a counter. `atomic(d)` adds d (default 1.0) and returns the new value.
---@param linda lanes.Linda
---@param key lanes.Key
---@param initial? number Default 0.0.
---@return fun(difference?: number): number atomic
function lanes.genatomic(linda, key, initial) end

---Sets the key to the time when the timer fires.
---@param linda lanes.Linda
---@param key lanes.Key
---@param first number|osdate|table|false|nil Seconds from now, a date, 0 for at once; nil or false: removes the timer.
---@param period? number Seconds between further beats.
function lanes.timer(linda, key, first, period) end

---All timers, as { linda, key, { when, period } }.
---@return { [1]: lanes.Linda, [2]: lanes.Key, [3]: number[] }[]
function lanes.timers() end

---Waits.
---@param seconds? number Negative: for ever.
---@return lanes.CancelError? cancelled
function lanes.sleep(seconds) end

---Seconds since 1970, with microseconds.
---@return number
function lanes.now_secs() end

---All lanes by name. Needs the setting track_lanes.
---@return table<string, lanes.Status>?
function lanes.threads() end

---Requires a module and makes its functions known under its name, so that they can be sent.
---@param name string
---@param ... any
---@return any module
function lanes.require(name, ...) end

---Makes the functions of a table, or a function, known under this name.
---@param name string
---@param module table|function
function lanes.register(name, module) end

---The type of a value, and by which path a script could reach it.
---@param value any
---@return type type
---@return any name
function lanes.nameof(value) end

---Sets the priority of the calling thread, -3 to 3.
---@param priority integer
function lanes.set_thread_priority(priority) end

---Lets the calling thread run only on the processors whose bits are set.
---@param mask integer
function lanes.set_thread_affinity(mask) end

---Always raises "not implemented".
---@param n? integer
function lanes.set_singlethreaded(n) end

-- What every lane has as globals. The main state has not.

---Has f called when the lane ends: without arguments after a return, with the error (and its stack) or lanes.cancel_error.
---@param f fun(err?: any, stack?: string[]|lanes.StackEntry[])
function set_finalizer(f) end

---Whether somebody has asked this lane to stop.
---@return boolean
function cancel_test() end

---Names the lane.
---@param name string
function set_debug_threadname(name) end

---How the stacks of errors look from now on.
---@param mode "basic"|"extended"
function set_error_reporting(mode) end

---The lane's name, for debuggers.
---@type string
decoda_name = nil

return lanes
