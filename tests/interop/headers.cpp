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
