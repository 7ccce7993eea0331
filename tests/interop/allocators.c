/* C functions for the option `allocator`: each returns a userdata with a function and its data.
 *
 *   counting, counting4        malloc with a count of the bytes in use, in the form of 3.x and of 4.x
 *   none, small, empty         nothing, a userdata that is too small, one without a function
 *   refusing                   an allocator that has no memory
 *   used() calls() hint()      bytes in use; how often such a function was called, and with what */
#include <stdlib.h>
#include <string.h>
#include "lua.h"
#include "lauxlib.h"
#include "lanes.h"
#include "compat.h"

static long used_bytes, call_count;
static char last_hint[32];

static void *counting_alloc(void *ud, void *at, size_t old, size_t new) {
  void *fresh;
  if (ud != &used_bytes) abort();
  if (at == NULL) old = 0;
  if (new == 0) {
    free(at);
    fresh = NULL;
  } else {
    fresh = realloc(at, new);
    if (fresh == NULL) return NULL;
  }
  __atomic_add_fetch(&used_bytes, (long)new - (long)old, __ATOMIC_RELAXED);
  return fresh;
}

static void *refusing_alloc(void *ud, void *at, size_t old, size_t new) {
  (void)ud; (void)at; (void)old; (void)new;
  return NULL;
}

static void note(lua_State *L) {
  __atomic_add_fetch(&call_count, 1, __ATOMIC_RELAXED);
  strncpy(last_hint, luaL_optstring(L, 1, "no hint"), sizeof last_hint - 1);
}

static int define(lua_State *L, lua_Alloc f, void *data) {
  lanes_allocator *a;
  note(L);
  a = lua_newuserdata(L, sizeof *a);
  a->function = f;
  a->data = data;
  return 1;
}

static int counting(lua_State *L) { return define(L, counting_alloc, &used_bytes); }
static int refusing(lua_State *L) { return define(L, refusing_alloc, NULL); }
static int empty(lua_State *L) { return define(L, NULL, NULL); }
static int none(lua_State *L) { note(L); return 0; }
static int small(lua_State *L) { note(L); lua_newuserdata(L, sizeof(void *)); return 1; }
static int raising(lua_State *L) { return luaL_error(L, "raised by the allocator function"); }

static int counting4(lua_State *L) {
  lanes_allocator4 *a;
  note(L);
  a = lua_newuserdata(L, sizeof *a);
  a->version = LANES_ALLOCATOR4_VERSION;
  a->function = counting_alloc;
  a->data = &used_bytes;
  return 1;
}

static int used(lua_State *L) {
  lua_pushnumber(L, (lua_Number)__atomic_load_n(&used_bytes, __ATOMIC_RELAXED));
  return 1;
}
static int calls(lua_State *L) { lua_pushinteger(L, call_count); return 1; }
static int hint(lua_State *L) { lua_pushstring(L, last_hint); return 1; }

/* One with an upvalue. */
static int upvalued(lua_State *L) {
  lua_pushnil(L);
  lua_pushcclosure(L, counting, 1);
  return 1;
}

static const luaL_Reg functions[] = {
  { "counting", counting }, { "counting4", counting4 }, { "refusing", refusing }, { "empty", empty },
  { "none", none }, { "small", small }, { "raising", raising }, { "upvalued", upvalued }, { "used", used },
  { "calls", calls }, { "hint", hint }, { NULL, NULL }
};

int luaopen_allocators(lua_State *L) {
  luaL_newlib(L, functions);
  return 1;
}
