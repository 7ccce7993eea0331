/* SPDX-License-Identifier: MIT */
/* Deep userdata: objects of C modules that Lua states share instead of copying.
 *
 * An object lives outside of all Lua states, begins with a DeepPrelude and is reference-counted. Each state that has it
 * sees it through one proxy, a full userdata; when the last reference has gone, the object is deleted. A kind of object
 * is described by a function of the module, its idfunc. docs/C-API.md has a guide and an example.
 *
 * The types, constants and functions are those of Lanes 3.14, so modules that were written for that compile unchanged.
 * This header is all that a module needs: it links with nothing of Lanes, and works in states without Lanes too. What
 * it keeps for a state is in the state's registry, under LANES_DEEP_KEY, where Lanes and other modules find it.
 *
 * Needs lua.h, lauxlib.h and lualib.h of the Lua that the module is for. C89 and up, C++98 and up.
 * Licence: MIT. */
#ifndef LANES_DEEP_H
#define LANES_DEEP_H

#include <stddef.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif
#include "lua.h"
#include "lauxlib.h"
#include "lualib.h"
#ifdef __cplusplus
}
#endif

#ifdef _MSC_VER
#include <intrin.h>
#endif

/* A function of this header. */
#if defined(__cplusplus)
#define LANES_FN static inline
#elif defined(__GNUC__) || defined(__clang__)
#define LANES_FN static __inline__ __attribute__((unused))
#elif defined(_MSC_VER)
#define LANES_FN static __inline
#else
#define LANES_FN static
#endif
#if defined(__GNUC__) || defined(__clang__)
#define LANES_MAY_BE_UNUSED __attribute__((unused))
#else
#define LANES_MAY_BE_UNUSED
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Types and constants of Lanes 3.14 ---- */

/* What an idfunc is asked for. It ignores values that it does not know. */
typedef enum {
  /* Makes an object: memory that belongs to no state, with `magic` set to DEEP_VERSION. Returns it, or NULL if memory has
   * run out. The stack is that of the C function that called luaG_newdeepuserdata; nothing is pushed. */
  eDO_new = 0,
  /* Frees the object that index 1, a light userdata, points to. May be called in any thread, and in a state that knows
   * nothing of the module. Pushes nothing. */
  eDO_delete = 1,
  /* Pushes the metatable of proxies, one table. Called once in each state that has such an object. */
  eDO_metatable = 2,
  /* Returns the name of the module (const char*) that a state needs for these objects, or NULL. Pushes nothing. */
  eDO_module = 3
} DeepOp;

typedef void* (*luaG_IdFunction)(lua_State* L, DeepOp op);

/* Named by 3.14's deep.h; not used. */
enum eLookupMode { eLM_LaneBody, eLM_ToKeeper, eLM_FromKeeper };
typedef enum eLookupMode LookupMode;

#ifndef LANES_UNIQUE_KEY
#define LANES_UNIQUE_KEY
typedef struct s_UniqueKey { void* value; } UniqueKey;
#endif

/* The first member of every deep object. */
struct s_DeepPrelude {
  UniqueKey magic;         /* DEEP_VERSION, set by eDO_new */
  luaG_IdFunction idfunc;  /* set by the library */
  volatile int refcount;   /* the proxies of all states, and one for all messages under way; changed by the library */
};
typedef struct s_DeepPrelude DeepPrelude;

/* LuaJIT keeps 47 bits of a light userdata. */
#if defined(LUA_JITLIBNAME)
#define LANES_DEEP_VERSION_ (((size_t)0x2df0u << 16 << 16) | (size_t)0xaccf6c73u)
#else
#define LANES_DEEP_VERSION_ (((size_t)0x4f4eadf0u << 16 << 16) | (size_t)0xaccf6c73u)
#endif
static const UniqueKey DEEP_VERSION LANES_MAY_BE_UNUSED = { (void*)LANES_DEEP_VERSION_ };

/* ---- What states, modules and Lanes have in common: version 1 of an interface that stays ---- */

#define LANES_DEEP_KEY "lanes.deep.1"
#define LANES_DEEP_ABI 1u
#define LANES_DEEP_MARK_0 0x6c616e65u
#define LANES_DEEP_MARK_1 0xd33b0001u

/* The field of the registry with a function, if somebody wants to know of the state's table: it is called with that as soon
 * as it is made. Lanes does, and counts the objects that are alive: it replaces MAKE and DELETE by functions that call
 * them. So these two are only ever called through the table, for every object. */
#define LANES_DEEP_WATCH_KEY "lanes.deep.watch.1"

/* The functions that serve a state: those of the first module in it that has made or received a deep object. */
typedef struct lanes_deep_api {
  unsigned version; /* LANES_DEEP_ABI */
  unsigned size;    /* of this struct; later versions may be longer */
  void (*create)(lua_State* L, luaG_IdFunction idfunc, int uservalues);
  void (*push)(lua_State* L, DeepPrelude* object, int uservalues);
} lanes_deep_api;

/* The block of a proxy. */
typedef struct lanes_deep_proxy {
  DeepPrelude* object;       /* NULL before it is complete, and when it was finalized */
  unsigned mark[2];          /* tells it from other userdata */
  const lanes_deep_api* api; /* who made it */
  int uservalues;            /* how many user values were asked for */
  int finalizing;
} lanes_deep_proxy;

/* The fields of the table under LANES_DEEP_KEY, besides idfunc (light userdata) -> metatable. */
enum {
  LANES_DEEP_MAKE = 1,    /* make(object, uservalues): a new proxy */
  LANES_DEEP_DELETE = 2,  /* delete(object, idfunc) */
  LANES_DEEP_PROXIES = 3, /* object (light userdata) -> its proxy, which this does not keep */
  LANES_DEEP_API = 4      /* the lanes_deep_api */
};

/* ---- The implementation. Everything below that takes a state may raise an error. ---- */

LANES_FN int lanes_deep_add_(volatile int* count, int n)
{
#if defined(__GNUC__) || defined(__clang__)
  return __atomic_add_fetch(count, n, __ATOMIC_ACQ_REL);
#elif defined(_MSC_VER)
  return (int)_InterlockedExchangeAdd((volatile long*)count, n) + n;
#else
#error "lanes/deep.h: no atomic addition is known for this compiler"
#endif
}

/* ISO C converts no function pointers. */
LANES_FN void* lanes_deep_address_(luaG_IdFunction idfunc)
{
  void* address;
  memcpy(&address, &idfunc, sizeof address);
  return address;
}

LANES_FN luaG_IdFunction lanes_deep_function_(void* address)
{
  luaG_IdFunction idfunc;
  memcpy(&idfunc, &address, sizeof idfunc);
  return idfunc;
}

/* The proxy at index, unless it is none or has no object (any more). */
LANES_FN lanes_deep_proxy* lanes_deep_at_(lua_State* L, int index)
{
  lanes_deep_proxy* p;
  if (lua_type(L, index) != LUA_TUSERDATA) return NULL;
#if LUA_VERSION_NUM >= 502
  if (lua_rawlen(L, index) != sizeof(lanes_deep_proxy)) return NULL;
#else
  if (lua_objlen(L, index) != sizeof(lanes_deep_proxy)) return NULL;
#endif
  p = (lanes_deep_proxy*)lua_touserdata(L, index);
  if (p->mark[0] != LANES_DEEP_MARK_0 || p->mark[1] != LANES_DEEP_MARK_1 || p->object == NULL) return NULL;
  return p;
}

/* delete(object, idfunc): the idfunc sees the object alone on its stack. */
LANES_FN int lanes_deep_delete_(lua_State* L)
{
  luaG_IdFunction idfunc = lanes_deep_function_(lua_touserdata(L, 2));
  lua_settop(L, 1);
  idfunc(L, eDO_delete);
  if (lua_gettop(L) > 1) return luaL_error(L, "Bad idfunc(eDO_delete): should not push anything");
  return 0;
}

LANES_FN void lanes_deep_state_(lua_State* L);

/* Calls delete(object, idfunc). Nothing here allocates. */
LANES_FN void lanes_deep_free_(lua_State* L, void* object, luaG_IdFunction idfunc)
{
  lanes_deep_state_(L);
  lua_rawgeti(L, -1, LANES_DEEP_DELETE);
  lua_remove(L, -2);
  lua_pushlightuserdata(L, object);
  lua_pushlightuserdata(L, lanes_deep_address_(idfunc));
  lua_call(L, 2, 0);
}

/* The __gc of proxies. Its upvalue is the __gc that the module's metatable had: that is called for the last reference
 * only, and cannot prevent that the object is deleted. */
LANES_FN int lanes_deep_gc_(lua_State* L)
{
  lanes_deep_proxy* p = lanes_deep_at_(L, 1);
  DeepPrelude* object;
  int failed = 0;
  if (p == NULL || p->finalizing) return 0;
  p->finalizing = 1;
  object = p->object;
  if (lanes_deep_add_(&object->refcount, -1) != 0) {
    p->object = NULL;
    return 0;
  }
  lua_settop(L, 1);
  if (!lua_isnil(L, lua_upvalueindex(1))) {
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushvalue(L, 1);
    failed = lua_pcall(L, 1, 0, 0);
  }
  p->object = NULL;
  lanes_deep_free_(L, object, object->idfunc);
  return failed ? lua_error(L) : 0;
}

/* make(object, uservalues): a proxy with a reference of its own. The state knows the idfunc. */
LANES_FN int lanes_deep_make_(lua_State* L)
{
  DeepPrelude* object = (DeepPrelude*)lua_touserdata(L, 1);
  int values = (int)lua_tointeger(L, 2);
  lanes_deep_proxy* p;
  lua_settop(L, 1);
  lanes_deep_state_(L);
#if LUA_VERSION_NUM >= 504
  p = (lanes_deep_proxy*)lua_newuserdatauv(L, sizeof *p, values);
#else
  if (values > 1) values = 1;
  p = (lanes_deep_proxy*)lua_newuserdata(L, sizeof *p);
#endif
  memset(p, 0, sizeof *p);
#if LUA_VERSION_NUM < 502
  if (values > 0) {
    lua_newtable(L);
    lua_setfenv(L, -2);
  }
#endif
  lua_rawgeti(L, 2, LANES_DEEP_API);
  p->api = (const lanes_deep_api*)lua_touserdata(L, -1);
  lua_pop(L, 1);
  p->mark[0] = LANES_DEEP_MARK_0;
  p->mark[1] = LANES_DEEP_MARK_1;
  p->uservalues = values;
  lua_pushlightuserdata(L, lanes_deep_address_(object->idfunc));
  lua_rawget(L, 2);
  lua_setmetatable(L, 3);
  /* From here on its finalizer gives the reference back. */
  lanes_deep_add_(&object->refcount, 1);
  p->object = object;
  lua_rawgeti(L, 2, LANES_DEEP_PROXIES);
  lua_pushvalue(L, 1);
  lua_pushvalue(L, 3);
  lua_rawset(L, -3);
  lua_settop(L, 3);
  return 1;
}

/* Requires the module of an idfunc, unless it is loaded. While it is loading, it may make such objects itself. */
LANES_FN void lanes_deep_require_(lua_State* L, int state, luaG_IdFunction idfunc, const char* name)
{
  int failed;
  lua_getfield(L, LUA_REGISTRYINDEX, "_LOADED");
  if (lua_istable(L, -1)) {
    lua_pushstring(L, name);
    lua_rawget(L, -2);
  } else {
    lua_pushnil(L);
  }
  failed = !lua_toboolean(L, -1);
  lua_pop(L, 2);
  if (!failed) return;
  lua_getglobal(L, "require");
  if (!lua_isfunction(L, -1)) luaL_error(L, "lanes receiving deep userdata should register the 'package' library");
  lua_pushlightuserdata(L, lanes_deep_address_(idfunc));
  lua_pushboolean(L, 1);
  lua_rawset(L, state);
  lua_pushstring(L, name);
  failed = lua_pcall(L, 1, 0, 0);
  lua_pushlightuserdata(L, lanes_deep_address_(idfunc));
  lua_rawget(L, state);
  if (lua_isboolean(L, -1)) {
    lua_pushlightuserdata(L, lanes_deep_address_(idfunc));
    lua_pushnil(L);
    lua_rawset(L, state);
  }
  lua_pop(L, 1);
  if (!failed) return;
  /* What is no text, the error of a cancelled lane for one, goes on as it is. */
  if (lua_type(L, -1) != LUA_TSTRING) lua_error(L);
  luaL_error(L, "error while requiring '%s' identified by idfunc(eOP_module): %s", name, lua_tostring(L, -1));
}

/* Makes the state know an idfunc: loads its module, then takes its metatable. */
LANES_FN void lanes_deep_prepare_(lua_State* L, luaG_IdFunction idfunc)
{
  int state, top, known, loading;
  const char* name;
  luaL_checkstack(L, 12, "deep userdata");
  lanes_deep_state_(L);
  state = lua_gettop(L);
  lua_pushlightuserdata(L, lanes_deep_address_(idfunc));
  lua_rawget(L, state);
  known = lua_istable(L, -1);
  loading = lua_isboolean(L, -1);
  lua_settop(L, state);
  if (!known && !loading) {
    name = (const char*)idfunc(L, eDO_module);
    if (lua_gettop(L) != state) luaL_error(L, "Bad idfunc(eOP_module): should not push anything");
    if (name != NULL) lanes_deep_require_(L, state, idfunc, name);
    lua_pushlightuserdata(L, lanes_deep_address_(idfunc));
    lua_rawget(L, state);
    known = lua_istable(L, -1);
    lua_settop(L, state);
  }
  if (!known) {
    top = lua_gettop(L);
    idfunc(L, eDO_metatable);
    if (lua_gettop(L) != top + 1 || !lua_istable(L, -1))
      luaL_error(L, "Bad idfunc(eOP_metatable): unexpected pushed value");
    lua_pushliteral(L, "__gc");
    lua_pushliteral(L, "__gc");
    lua_rawget(L, top + 1);
    lua_pushcclosure(L, lanes_deep_gc_, 1);
    lua_rawset(L, top + 1);
    lua_pushlightuserdata(L, lanes_deep_address_(idfunc));
    lua_insert(L, top + 1);
    lua_rawset(L, state);
  }
  lua_settop(L, state - 1);
}

/* Makes an object and pushes its proxy. */
LANES_FN void lanes_deep_create_(lua_State* L, luaG_IdFunction idfunc, int values)
{
  int top, failed;
  DeepPrelude* object;
  lanes_deep_prepare_(L, idfunc);
  top = lua_gettop(L);
  object = (DeepPrelude*)idfunc(L, eDO_new);
  if (object == NULL) luaL_error(L, "idfunc(eDO_new) failed to create deep userdata (out of memory)");
  /* Nothing between this and the delete allocates. */
  failed = lua_gettop(L) != top;
  lua_settop(L, top);
  if (object->magic.value != DEEP_VERSION.value) {
    lanes_deep_free_(L, object, idfunc);
    luaL_error(L, "Bad idfunc(eDO_new): DEEP_VERSION is incorrect, "
                  "rebuild your implementation with the latest deep implementation");
  }
  if (failed) {
    lanes_deep_free_(L, object, idfunc);
    luaL_error(L, "Bad idfunc(eDO_new): should not push anything on the stack");
  }
  object->idfunc = idfunc;
  object->refcount = 1; /* ours */
  lanes_deep_state_(L);
  lua_rawgeti(L, -1, LANES_DEEP_MAKE);
  lua_remove(L, -2);
  lua_pushlightuserdata(L, object);
  lua_pushinteger(L, values);
  failed = lua_pcall(L, 2, 1, 0);
  if (lanes_deep_add_(&object->refcount, -1) == 0) lanes_deep_free_(L, object, idfunc);
  if (failed) lua_error(L);
}

/* Pushes the state's proxy of an object, to which the caller holds a reference. */
LANES_FN void lanes_deep_push_(lua_State* L, DeepPrelude* object, int values)
{
  lanes_deep_proxy* p;
  lanes_deep_prepare_(L, object->idfunc);
  luaL_checkstack(L, 8, "deep userdata");
  lanes_deep_state_(L);
  lua_rawgeti(L, -1, LANES_DEEP_PROXIES);
  lua_pushlightuserdata(L, object);
  lua_rawget(L, -2);
  p = lanes_deep_at_(L, -1);
  if (p != NULL && p->object == object && !p->finalizing) {
    lua_replace(L, -3);
    lua_pop(L, 1);
    return;
  }
  lua_pop(L, 2);
  lua_rawgeti(L, -1, LANES_DEEP_MAKE);
  lua_replace(L, -2);
  lua_pushlightuserdata(L, object);
  lua_pushinteger(L, values);
  lua_call(L, 2, 1);
}

static const lanes_deep_api lanes_deep_own_ LANES_MAY_BE_UNUSED = {
  LANES_DEEP_ABI, sizeof(lanes_deep_api), lanes_deep_create_, lanes_deep_push_
};

/* Pushes the state's table, which is made when it is first asked for. */
LANES_FN void lanes_deep_state_(lua_State* L)
{
  lua_getfield(L, LUA_REGISTRYINDEX, LANES_DEEP_KEY);
  if (lua_istable(L, -1)) return;
  lua_pop(L, 1);
  lua_createtable(L, 4, 4);
  lua_pushcfunction(L, lanes_deep_make_);
  lua_rawseti(L, -2, LANES_DEEP_MAKE);
  lua_pushcfunction(L, lanes_deep_delete_);
  lua_rawseti(L, -2, LANES_DEEP_DELETE);
  lua_newtable(L);
  lua_newtable(L);
  lua_pushliteral(L, "v");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_rawseti(L, -2, LANES_DEEP_PROXIES);
  lua_pushlightuserdata(L, (void*)&lanes_deep_own_);
  lua_rawseti(L, -2, LANES_DEEP_API);
  lua_getfield(L, LUA_REGISTRYINDEX, LANES_DEEP_WATCH_KEY);
  if (lua_isfunction(L, -1)) {
    lua_pushvalue(L, -2);
    lua_call(L, 1, 0);
  } else {
    lua_pop(L, 1);
  }
  lua_pushvalue(L, -1);
  lua_setfield(L, LUA_REGISTRYINDEX, LANES_DEEP_KEY);
}

/* ---- The functions for modules ---- */

/* Makes an object of a kind and pushes its proxy, with so many user values (Lua 5.4 and up; one at most before that).
 * They go along when the proxy crosses to another state. Returns 1. Raises the errors that docs/C-API.md lists. */
LANES_FN int lanes_newdeepuserdata(lua_State* L, luaG_IdFunction idfunc, int uservalues)
{
  const lanes_deep_api* api;
  luaL_checkstack(L, 12, "deep userdata");
  lanes_deep_state_(L);
  lua_rawgeti(L, -1, LANES_DEEP_API);
  api = (const lanes_deep_api*)lua_touserdata(L, -1);
  lua_pop(L, 2);
  api->create(L, idfunc, uservalues);
  return 1;
}

/* 3.14's form. Modules written for 3.15 and later, where it has a third argument, the number of user values, define
 * LANES_DEEP_USERVALUES before they include this. */
#ifdef LANES_DEEP_USERVALUES
LANES_FN int luaG_newdeepuserdata(lua_State* L, luaG_IdFunction idfunc, int uservalues)
{
  return lanes_newdeepuserdata(L, idfunc, uservalues);
}
#else
LANES_FN int luaG_newdeepuserdata(lua_State* L, luaG_IdFunction idfunc)
{
  return lanes_newdeepuserdata(L, idfunc, 0);
}
#endif

/* The object whose proxy is at index, or NULL if there is none of this kind. */
LANES_FN void* luaG_todeep(lua_State* L, luaG_IdFunction idfunc, int index)
{
  lanes_deep_proxy* p = lanes_deep_at_(L, index);
  return p != NULL && p->object->idfunc == idfunc ? (void*)p->object : NULL;
}

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* LANES_DEEP_H */
