/* A module with clonable full userdata, as modules for Lanes have it: the metatables are fields of the module's table, so
 * that they have names, and the metamethod `__lanesclone` comes in the forms that Lanes has called over time.
 *
 *   new([values [, form]])  a userdata of `form` 314, 315 or 316, with so many user values where that can be chosen
 *   u:set(n) u:get()        the number in its block
 *   u:setuv(v [, n]) u:getuv([n])   its user values (in 5.1 its environment)
 *   finalized()             how many userdata were finalized, in all states
 *   copies()                how often a block was copied
 *
 * For every Lua; build.sh compiles it. */

#include <lauxlib.h>
#include <lua.h>
#include <string.h>

#if LUA_VERSION_NUM >= 504
#define new_userdata(L, size, values) lua_newuserdatauv(L, size, values)
#define set_value(L, i, n) lua_setiuservalue(L, i, n)
#define get_value(L, i, n) lua_getiuservalue(L, i, n)
#elif LUA_VERSION_NUM >= 502
#define new_userdata(L, size, values) ((void)(values), lua_newuserdata(L, size))
#define set_value(L, i, n) ((void)(n), lua_setuservalue(L, i), 1)
#define get_value(L, i, n) ((void)(n), lua_getuservalue(L, i))
#else
#define new_userdata(L, size, values) ((void)(values), lua_newuserdata(L, size))
#define set_value(L, i, n) ((void)(n), lua_setfenv(L, i))
#define get_value(L, i, n) ((void)(n), lua_getfenv(L, i))
#endif

#define MAGIC 0x600d600du

/* The magic number tells a block that was filled from one that was not; the rest makes it larger than a word. */
struct block {
  unsigned magic;
  lua_Number number;
  char filler[200];
};

/* Counted in all threads: the tests look at them when no lane runs. */
static int finalized_count, copies_count;

static struct block *check(lua_State *L) {
  struct block *b = lua_touserdata(L, 1);
  if (b == NULL || b->magic != MAGIC) luaL_error(L, "not a clonable, or a block that was not filled");
  return b;
}

static int get(lua_State *L) {
  lua_pushnumber(L, check(L)->number);
  return 1;
}

static int set(lua_State *L) {
  check(L)->number = luaL_checknumber(L, 2);
  return 0;
}

static int setuv(lua_State *L) {
  int n = (int)luaL_optinteger(L, 3, 1);
  check(L);
  lua_settop(L, 2);
  lua_pushboolean(L, set_value(L, 1, n));
  return 1;
}

static int getuv(lua_State *L) {
  check(L);
  get_value(L, 1, (int)luaL_optinteger(L, 2, 1));
  return 1;
}

static int finalize(lua_State *L) {
  struct block *b = check(L);
  b->magic = 0;
  __atomic_add_fetch(&finalized_count, 1, __ATOMIC_RELAXED);
  return 0;
}

static void copy(lua_State *L) {
  struct block *to = lua_touserdata(L, 1);
  const struct block *from = lua_touserdata(L, 2);
  if (!lua_islightuserdata(L, 1) || !lua_islightuserdata(L, 2)) luaL_error(L, "light userdata expected");
  if (from->magic != MAGIC) luaL_error(L, "copied from a block that was not filled");
  memcpy(to, from, sizeof *to);
  __atomic_add_fetch(&copies_count, 1, __ATOMIC_RELAXED);
}

static int clone_314(lua_State *L) {
  switch (lua_gettop(L)) {
  case 0: lua_pushinteger(L, sizeof(struct block)); return 1;
  case 2: copy(L); return 0;
  default: return luaL_error(L, "unexpected number of arguments (3.14)");
  }
}

static int clone_315(lua_State *L) {
  switch (lua_gettop(L)) {
  case 1:
    if (((struct block *)lua_touserdata(L, 1))->magic != MAGIC) luaL_error(L, "asked about another block");
    lua_pushinteger(L, sizeof(struct block));
    return 1;
  case 2: copy(L); return 0;
  default: return luaL_error(L, "unexpected number of arguments (3.15)");
  }
}

static int clone_316(lua_State *L) {
  if (lua_gettop(L) != 3) return luaL_error(L, "unexpected number of arguments (3.16)");
  if (luaL_checkinteger(L, 3) != (lua_Integer)sizeof(struct block)) return luaL_error(L, "unexpected size");
  copy(L);
  return 0;
}

static int new(lua_State *L) {
  int values = (int)luaL_optinteger(L, 1, 1);
  int form = (int)luaL_optinteger(L, 2, 314);
  struct block *b = new_userdata(L, sizeof *b, values);
  memset(b, 0, sizeof *b);
  b->magic = MAGIC;
  lua_pushfstring(L, "mt%d", form);
  lua_rawget(L, LUA_REGISTRYINDEX);
  lua_setmetatable(L, -2);
  return 1;
}

static int finalized(lua_State *L) {
  lua_pushinteger(L, __atomic_load_n(&finalized_count, __ATOMIC_RELAXED));
  return 1;
}

static int copies(lua_State *L) {
  lua_pushinteger(L, __atomic_load_n(&copies_count, __ATOMIC_RELAXED));
  return 1;
}

static void field(lua_State *L, const char *name, lua_CFunction f) {
  lua_pushcfunction(L, f);
  lua_setfield(L, -2, name);
}

static void metatable(lua_State *L, const char *name, lua_CFunction clone) {
  lua_newtable(L);
  field(L, "get", get);
  field(L, "set", set);
  field(L, "getuv", getuv);
  field(L, "setuv", setuv);
  field(L, "__gc", finalize);
  field(L, "__lanesclone", clone);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "__index");
  lua_pushvalue(L, -1);
  lua_setfield(L, LUA_REGISTRYINDEX, name);
  lua_setfield(L, -2, name);
}

#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
int luaopen_clonable(lua_State *L) {
  lua_newtable(L);
  metatable(L, "mt314", clone_314);
  metatable(L, "mt315", clone_315);
  metatable(L, "mt316", clone_316);
  field(L, "new", new);
  field(L, "finalized", finalized);
  field(L, "copies", copies);
  return 1;
}
