/* Memory through `lua_getallocf`, as C modules take it: `churn(seed, rounds)` makes, resizes and frees blocks of random
 * sizes, each filled with a byte of its own, and looks whether the bytes are still there; `exhaust()` takes many small
 * blocks and gives them back. */
#include <string.h>
#include "lua.h"
#include "lauxlib.h"
#include "compat.h"

#define BLOCKS 64
#define MANY 40000

static unsigned next_random(unsigned *seed) { return *seed = *seed * 1664525u + 1013904223u, *seed >> 8; }

static void check(lua_State *L, const unsigned char *at, size_t size, unsigned char with) {
  size_t i;
  for (i = 0; i < size; i++)
    if (at[i] != with) luaL_error(L, "byte %d of %d is %d, not %d", (int)i, (int)size, at[i], with);
}

static int churn(lua_State *L) {
  void *ud;
  lua_Alloc f = lua_getallocf(L, &ud);
  unsigned char *at[BLOCKS] = {0};
  size_t size[BLOCKS] = {0};
  unsigned seed = (unsigned)luaL_checkinteger(L, 1);
  lua_Integer rounds = luaL_checkinteger(L, 2);
  int i;
  while (rounds-- > 0) {
    int n = (int)(next_random(&seed) % BLOCKS);
    /* Mostly small, sometimes beyond what any pool of small blocks serves, sometimes nothing. */
    size_t wanted = next_random(&seed) % (next_random(&seed) % 8 == 0 ? 5000 : 300);
    unsigned char *moved = f(ud, at[n], size[n], wanted);
    if (wanted > 0 && moved == NULL) return luaL_error(L, "out of memory");
    if ((size_t)moved % sizeof(double) != 0) return luaL_error(L, "not aligned");
    check(L, moved, size[n] < wanted ? size[n] : wanted, (unsigned char)n);
    if (wanted > 0) memset(moved, n, wanted);
    at[n] = moved;
    size[n] = wanted;
  }
  for (i = 0; i < BLOCKS; i++) {
    check(L, at[i], size[i], (unsigned char)i);
    f(ud, at[i], size[i], 0);
  }
  return 0;
}

static int exhaust(lua_State *L) {
  void *ud;
  lua_Alloc f = lua_getallocf(L, &ud);
  void **first = NULL;
  int i;
  for (i = 0; i < MANY; i++) {
    void **block = f(ud, NULL, 0, 48);
    if (block == NULL) return luaL_error(L, "out of memory");
    memset(block, i, 48);
    *block = first;
    first = block;
  }
  for (i = 0; first != NULL; i++) {
    void **rest = *first;
    f(ud, first, 48, 0);
    first = rest;
  }
  lua_pushinteger(L, i);
  return 1;
}

int luaopen_blocks(lua_State *L) {
  lua_newtable(L);
  lua_pushcfunction(L, churn);
  lua_setfield(L, -2, "churn");
  lua_pushcfunction(L, exhaust);
  lua_setfield(L, -2, "exhaust");
  return 1;
}
