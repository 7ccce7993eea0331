/* SPDX-License-Identifier: MIT */
/* Lua 5.4's names on older Luas, as far as modules with deep or clonable userdata use them. Licence: MIT. */
#ifndef LANES_COMPAT_H
#define LANES_COMPAT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif
#include "lua.h"
#include "lauxlib.h"
#include "lualib.h"

#if defined(__cplusplus)
#define LANES_COMPAT_FN static inline
#elif defined(__GNUC__) || defined(__clang__)
#define LANES_COMPAT_FN static __inline__ __attribute__((unused))
#elif defined(_MSC_VER)
#define LANES_COMPAT_FN static __inline
#else
#define LANES_COMPAT_FN static
#endif

#if LUA_VERSION_NUM < 502
#ifndef LUA_OK
#define LUA_OK 0
#endif
#ifndef lua_absindex
LANES_COMPAT_FN int lanes_absindex_(lua_State* L, int i)
{
  return i > 0 || i <= LUA_REGISTRYINDEX ? i : lua_gettop(L) + i + 1;
}
#define lua_absindex lanes_absindex_
#endif
#ifndef lua_rawlen
#define lua_rawlen lua_objlen
#endif
/* LuaJIT has luaL_setfuncs of its own. */
#if !defined(LUA_JITLIBNAME) && !defined(luaL_setfuncs)
LANES_COMPAT_FN void lanes_setfuncs_(lua_State* L, const luaL_Reg* list, int upvalues)
{
  int i;
  luaL_checkstack(L, upvalues + 2, "too many upvalues");
  for (; list->name != NULL; ++list) {
    for (i = 0; i < upvalues; ++i) lua_pushvalue(L, -upvalues);
    lua_pushcclosure(L, list->func, upvalues);
    lua_setfield(L, -(upvalues + 2), list->name);
  }
  lua_pop(L, upvalues);
}
#define luaL_setfuncs lanes_setfuncs_
#endif
#ifndef luaL_newlibtable
#define luaL_newlibtable(L, list) lua_createtable(L, 0, (int)(sizeof(list) / sizeof((list)[0]) - 1))
#endif
#ifndef luaL_newlib
#define luaL_newlib(L, list) (luaL_newlibtable(L, list), luaL_setfuncs(L, list, 0))
#endif
#endif

#ifndef luaG_newlib
#define luaG_newlib(L, list) luaL_newlib(L, list)
#endif
#ifndef luaG_registerlibfuncs
#define luaG_registerlibfuncs(L, list) luaL_setfuncs(L, list, 0)
#endif

#if LUA_VERSION_NUM < 504
#ifndef LUA_LOADED_TABLE
#define LUA_LOADED_TABLE "_LOADED"
#endif
/* A userdata has one user value: any in 5.3, a table or nil in 5.2, a table, its environment, in 5.1. */
#ifndef lua_newuserdatauv
LANES_COMPAT_FN void* lanes_newuserdatauv_(lua_State* L, size_t size, int values)
{
  (void)values;
  return lua_newuserdata(L, size);
}
#define lua_newuserdatauv lanes_newuserdatauv_
#endif
#ifndef lua_getiuservalue
LANES_COMPAT_FN int lanes_getiuservalue_(lua_State* L, int i, int n)
{
  if (n != 1) {
    lua_pushnil(L);
    return LUA_TNONE;
  }
#if LUA_VERSION_NUM >= 502
  lua_getuservalue(L, i);
#else
  lua_getfenv(L, i);
#endif
  return lua_type(L, -1);
}
#define lua_getiuservalue lanes_getiuservalue_
#endif
#ifndef lua_setiuservalue
LANES_COMPAT_FN int lanes_setiuservalue_(lua_State* L, int i, int n)
{
  if (n != 1) {
    lua_pop(L, 1);
    return 0;
  }
#if LUA_VERSION_NUM >= 502
  lua_setuservalue(L, i);
#else
  luaL_checktype(L, -1, LUA_TTABLE);
  lua_setfenv(L, i);
#endif
  return 1;
}
#define lua_setiuservalue lanes_setiuservalue_
#endif
#endif

#ifdef __cplusplus
}
#endif

#endif /* LANES_COMPAT_H */
