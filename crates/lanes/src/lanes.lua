-- The few closures that stay Lua, so that they can be sent to other lanes like any Lua function. Compiled into the
-- library; the table of factories below never leaves it.
local factories = {}

-- What lanes.gen returns.
function factories.generator(start, body, libraries, priority, globals, package, required, gc_cb, name, trace, native,
    coro)
  return function(...)
    return start(body, libraries, priority, globals, package, required, gc_cb, name, trace, native, coro, ...)
  end
end

-- A lock is a slot with a limit of N: a token taken is a value in it.
function factories.genlock(linda, key, N, acquire, release)
  if N == 1 then
    return function(M, mode)
      if M > 0 then
        return acquire(linda, mode == "try" and 0 or nil, key, 1)
      end
      return release(linda, key, 1)
    end
  end
  return function(M, mode)
    if M > 0 then
      return acquire(linda, mode == "try" and 0 or nil, key, M)
    elseif M == 0 then
      return true
    end
    return release(linda, key, -M)
  end
end

-- An atomic is a number in a slot with a limit of 2; adding to it is one operation of the linda.
function factories.genatomic(linda, key, add)
  return function(diff)
    return add(linda, key, diff == nil and 1.0 or diff)
  end
end

return factories
