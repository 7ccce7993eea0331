/* A module whose function needs what its opener leaves in the registry, as many do with metatables, and is a module of its
   own besides: what is sent to a state that has not loaded it cannot work by its code alone. */
#include <lauxlib.h>
#include <lua.h>

/* answer(): what the opener left, or nothing. */
static int stateful_answer(lua_State *l) {
  lua_getfield(l, LUA_REGISTRYINDEX, "stateful");
  return 1;
}

/* method(): the same, and in no module's table. */
static int stateful_method(lua_State *l) { return stateful_answer(l); }

int luaopen_stateful(lua_State *l) {
  lua_pushnumber(l, 42);
  lua_setfield(l, LUA_REGISTRYINDEX, "stateful");
  lua_newtable(l);
  lua_pushcfunction(l, stateful_answer);
  lua_setfield(l, -2, "answer");
  lua_newtable(l);
  lua_pushcfunction(l, stateful_method);
  lua_setfield(l, -2, "method");
  lua_setmetatable(l, -2);
  return 1;
}
