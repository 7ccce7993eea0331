/* A module with deep userdata, written as for Lanes 3.14: plain header names, two-argument luaG_newdeepuserdata.
 *
 *   new([n])              a shared counter
 *   d:set(n) d:get() d:add(n) d:refcount() d:address()
 *   valued(k)             one with k user values; d:setuv(n, v) d:getuv(n)
 *   bad(what)             an object of a kind whose idfunc does something wrong: see `faults`
 *   live()                how many objects there are, of all kinds, in all states
 *   finalized()           how often the module's own __gc was called
 *   metatables()          how often eDO_metatable was asked for
 *   alone(code, cpath)    runs code in a state of its own, without Lanes; gives its result, a number
 *
 * It has Lua hold the metatable of its objects under a registry name that luaopen sets, as many modules do. */
#include <stdlib.h>
#include "lua.h"
#include "lauxlib.h"
#include "deep.h"
#include "compat.h"

struct counter {
  DeepPrelude prelude;
  lua_Number number;
};

static int live_count, finalized_count, metatable_count;

static void count(int *n, int by) { __atomic_add_fetch(n, by, __ATOMIC_RELAXED); }

static void *new_counter(lua_State *L, int number_at) {
  lua_Number number = number_at && lua_gettop(L) >= number_at ? luaL_checknumber(L, number_at) : 0;
  struct counter *c = malloc(sizeof *c);
  if (c == NULL) return NULL;
  c->prelude.magic.value = DEEP_VERSION.value;
  c->number = number;
  count(&live_count, 1);
  return c;
}

static void delete_counter(lua_State *L) {
  if (lua_gettop(L) != 1 || !lua_islightuserdata(L, 1)) abort();
  free(lua_touserdata(L, 1));
  count(&live_count, -1);
}

static void *counter_id(lua_State *L, DeepOp op) {
  switch (op) {
  case eDO_new: return new_counter(L, 1);
  case eDO_delete: delete_counter(L); return NULL;
  case eDO_metatable:
    count(&metatable_count, 1);
    luaL_getmetatable(L, "deepsample");
    return NULL;
  case eDO_module: return (void *)"deepsample";
  default: return NULL;
  }
}

static void *valued_id(lua_State *L, DeepOp op) { return op == eDO_new ? new_counter(L, 0) : counter_id(L, op); }

/* A kind that needs no module: any state can have it, so its metatable is made on the spot. */
static int plain_get(lua_State *L);

static void *plain_id(lua_State *L, DeepOp op) {
  switch (op) {
  case eDO_new: return new_counter(L, 1);
  case eDO_delete: delete_counter(L); return NULL;
  case eDO_metatable:
    lua_newtable(L);
    lua_pushcfunction(L, plain_get);
    lua_setfield(L, -2, "get");
    lua_pushvalue(L, -1);
    lua_setfield(L, -2, "__index");
    return NULL;
  default: return NULL;
  }
}

static struct counter *check(lua_State *L) {
  struct counter *c = luaG_todeep(L, counter_id, 1);
  if (c == NULL) c = luaG_todeep(L, valued_id, 1);
  luaL_argcheck(L, c != NULL, 1, "deepsample expected");
  return c;
}

static int plain_get(lua_State *L) {
  struct counter *c = luaG_todeep(L, plain_id, 1);
  luaL_argcheck(L, c != NULL, 1, "plain deepsample expected");
  lua_pushnumber(L, c->number);
  return 1;
}

static int get(lua_State *L) { lua_pushnumber(L, check(L)->number); return 1; }
static int set(lua_State *L) { check(L)->number = luaL_checknumber(L, 2); return 0; }
static int refcount(lua_State *L) { lua_pushinteger(L, check(L)->prelude.refcount); return 1; }
static int address(lua_State *L) { lua_pushlightuserdata(L, check(L)); return 1; }

/* For lanes that count together. */
static int add(lua_State *L) {
  struct counter *c = check(L);
  lua_Number by = luaL_checknumber(L, 2), old, new;
  __atomic_load(&c->number, &old, __ATOMIC_RELAXED);
  do new = old + by;
  while (!__atomic_compare_exchange(&c->number, &old, &new, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
  lua_pushnumber(L, new);
  return 1;
}

static int setuv(lua_State *L) {
  int n = (int)luaL_checkinteger(L, 2);
  check(L);
  lua_settop(L, 3);
  lua_pushboolean(L, lua_setiuservalue(L, 1, n));
  return 1;
}

static int getuv(lua_State *L) {
  check(L);
  lua_getiuservalue(L, 1, (int)luaL_checkinteger(L, 2));
  return 1;
}

/* The module's own __gc sees the object a last time. */
static int finalize(lua_State *L) {
  check(L);
  count(&finalized_count, 1);
  return 0;
}

static int new_deep(lua_State *L) { return luaG_newdeepuserdata(L, counter_id); }
static int new_plain(lua_State *L) { return luaG_newdeepuserdata(L, plain_id); }
static int new_valued(lua_State *L) {
  return lanes_newdeepuserdata(L, valued_id, (int)luaL_optinteger(L, 1, 1));
}

/* ---- Kinds that do something wrong ---- */

#define FAULTS(X) X(null) X(magic) X(new_pushes) X(new_raises) X(delete_pushes) X(delete_raises) X(no_metatable) \
  X(metatable_number) X(metatable_two) X(metatable_raises) X(module_pushes) X(module_missing) X(module_raises) \
  X(gc_raises) X(gc_sends)

#define NAME(x) #x,
#define NUMBER(x) fault_##x,
static const char *const faults[] = { FAULTS(NAME) NULL };
enum fault { FAULTS(NUMBER) fault_count };

static int raise_in_gc(lua_State *L) { return luaL_error(L, "raised by __gc"); }

/* Puts itself into a table, and tries to send itself. */
static int send_in_gc(lua_State *L) {
  lua_getglobal(L, "deepsample_gc");
  if (lua_isfunction(L, -1)) {
    lua_pushvalue(L, 1);
    lua_call(L, 1, 0);
  }
  return 0;
}

static void *bad_new(lua_State *L, enum fault f) {
  struct counter *c;
  if (f == fault_null) return NULL;
  if (f == fault_new_raises) luaL_error(L, "raised by eDO_new");
  c = new_counter(L, 0);
  if (f == fault_magic && c != NULL) c->prelude.magic.value = NULL;
  if (f == fault_new_pushes) lua_pushnil(L);
  return c;
}

static void bad_metatable(lua_State *L, enum fault f) {
  if (f == fault_metatable_raises) luaL_error(L, "raised by eDO_metatable");
  if (f == fault_no_metatable) return;
  if (f == fault_metatable_number) { lua_pushnumber(L, 1); return; }
  if (f == fault_metatable_two) lua_pushnil(L);
  lua_newtable(L);
  if (f != fault_gc_raises && f != fault_gc_sends) return;
  lua_pushcfunction(L, f == fault_gc_raises ? raise_in_gc : send_in_gc);
  lua_setfield(L, -2, "__gc");
}

static void *bad_module(lua_State *L, enum fault f) {
  if (f == fault_module_raises) luaL_error(L, "raised by eDO_module");
  if (f == fault_module_pushes) lua_pushnil(L);
  return f == fault_module_missing ? (void *)"deepsample.missing" : NULL;
}

static void *bad_id(lua_State *L, DeepOp op, enum fault f) {
  switch (op) {
  case eDO_new: return bad_new(L, f);
  case eDO_delete:
    delete_counter(L);
    if (f == fault_delete_raises) luaL_error(L, "raised by eDO_delete");
    if (f == fault_delete_pushes) lua_pushnil(L);
    return NULL;
  case eDO_metatable: bad_metatable(L, f); return NULL;
  case eDO_module: return bad_module(L, f);
  default: return NULL;
  }
}

#define ID(x) static void *bad_##x(lua_State *L, DeepOp op) { return bad_id(L, op, fault_##x); }
FAULTS(ID)
#define IDFUNC(x) bad_##x,
static const luaG_IdFunction bad_ids[] = { FAULTS(IDFUNC) };

static int bad(lua_State *L) {
  int f = luaL_checkoption(L, 1, NULL, faults);
  return luaG_newdeepuserdata(L, bad_ids[f]);
}

static int live(lua_State *L) { lua_pushinteger(L, __atomic_load_n(&live_count, __ATOMIC_RELAXED)); return 1; }
static int finalized(lua_State *L) {
  lua_pushinteger(L, __atomic_load_n(&finalized_count, __ATOMIC_RELAXED));
  return 1;
}
static int metatables(lua_State *L) {
  lua_pushinteger(L, __atomic_load_n(&metatable_count, __ATOMIC_RELAXED));
  return 1;
}

static int alone(lua_State *L) {
  const char *code = luaL_checkstring(L, 1), *cpath = luaL_checkstring(L, 2);
  lua_State *other = luaL_newstate();
  lua_Number result;
  if (other == NULL) return luaL_error(L, "no state");
  luaL_openlibs(other);
  if (luaL_loadstring(other, code) == 0) {
    lua_pushstring(other, cpath);
    lua_pcall(other, 1, 1, 0);
  }
  if (!lua_isnumber(other, -1)) {
    lua_pushstring(L, lua_tostring(other, -1));
    lua_close(other);
    return lua_error(L);
  }
  result = lua_tonumber(other, -1);
  lua_close(other);
  lua_pushnumber(L, result);
  return 1;
}

static const luaL_Reg methods[] = {
  { "get", get }, { "set", set }, { "add", add }, { "refcount", refcount }, { "address", address },
  { "setuv", setuv }, { "getuv", getuv }, { "__gc", finalize }, { NULL, NULL }
};

static const luaL_Reg functions[] = {
  { "new", new_deep }, { "plain", new_plain }, { "valued", new_valued }, { "bad", bad }, { "live", live },
  { "finalized", finalized }, { "metatables", metatables }, { "alone", alone }, { NULL, NULL }
};

int luaopen_deepsample(lua_State *L) {
  luaL_newlib(L, functions);
  if (luaL_newmetatable(L, "deepsample")) {
    luaL_setfuncs(L, methods, 0);
    lua_pushvalue(L, -1);
    lua_setfield(L, -2, "__index");
  }
  lua_setfield(L, -2, "__deepMT");
  return 1;
}
