// Compiled with every warning there is, as C++98 and as C++20, and never linked: the headers are clean.
#include <deep.h>
#include <compat.h>
#include <lanes/deep.h>

struct Object { DeepPrelude prelude; int value; };

static void* object_id(lua_State* L, DeepOp op)
{
  if (op != eDO_new) return 0;
  Object* object = new Object;
  object->prelude.magic.value = DEEP_VERSION.value;
  object->value = static_cast<int>(luaL_checkinteger(L, 1));
  return object;
}

extern "C" int headers_new(lua_State* L)
{
  luaG_newdeepuserdata(L, object_id);
  return luaG_todeep(L, object_id, -1) != 0;
}

#include <lanes/lanes.h>

#if !LANES_MIN_VERSION_REQUIRED(3, 14, 0) || LANES_VERSION_LESS_THAN(3, 14, 0) || LANES_VERSION_GREATER_THAN(3, 14, 0)
#error "the version is another one"
#endif

extern "C" int headers_send(lua_State* L)
{
  lanes_linda* linda = lanes_linda_at(L, 1);
  const lanes_outcome outcome = lanes_linda_send(linda, lanes_string("key"), lanes_number(0.5), 0);
  lanes_linda_release(linda);
  return outcome == LANES_OK && lanes_linda_cancel(linda, LANES_BOTH) == LANES_OK;
}
