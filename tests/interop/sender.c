/* Lindas from threads that have no Lua state: see include/lanes/lanes.h.
 *
 *   feed(linda, key, n [, limit])  starts a thread that sends 1 .. n, then "done"; join(thread) gives the last outcome
 *   each(linda)                    a thread that sends one value of each type to the key "k"
 *   keys(linda)                    a thread that sends to keys of each type
 *   cancel(linda, whom) wake(linda, whom) set(linda, key, value) send(linda, key, value, timeout): outcomes
 *   invalid(linda)                 the outcomes of calls that make no sense */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "lua.h"
#include "lauxlib.h"
#include "lanes.h"
#include "compat.h"

struct thread {
  pthread_t id;
  int joined;
  lanes_linda *linda;
  int64_t count;
  char key[32];
  lanes_outcome outcome;
};

static void *feed_main(void *arg) {
  struct thread *t = arg;
  int64_t n;
  for (n = 1; n <= t->count && t->outcome == LANES_OK; ++n)
    t->outcome = lanes_linda_send(t->linda, lanes_string(t->key), lanes_integer(n), -1);
  if (t->outcome == LANES_OK)
    t->outcome = lanes_linda_send(t->linda, lanes_string(t->key), lanes_string("done"), -1);
  lanes_linda_release(t->linda);
  return NULL;
}

static void *each_main(void *arg) {
  struct thread *t = arg;
  lanes_value key = lanes_string("k");
  lanes_linda_send(t->linda, key, lanes_nil(), 0);
  lanes_linda_send(t->linda, key, lanes_boolean(1), 0);
  lanes_linda_send(t->linda, key, lanes_boolean(0), 0);
  lanes_linda_send(t->linda, key, lanes_integer(-42), 0);
  lanes_linda_send(t->linda, key, lanes_number(0.5), 0);
  lanes_linda_send(t->linda, key, lanes_string("text"), 0);
  lanes_linda_send(t->linda, key, lanes_bytes("a\0b", 3), 0);
  t->outcome = lanes_linda_send(t->linda, key, lanes_bytes(NULL, 0), 0);
  lanes_linda_release(t->linda);
  return NULL;
}

static void *keys_main(void *arg) {
  struct thread *t = arg;
  lanes_linda_send(t->linda, lanes_integer(7), lanes_string("integer"), 0);
  lanes_linda_send(t->linda, lanes_number(8), lanes_string("integral"), 0);
  lanes_linda_send(t->linda, lanes_number(0.5), lanes_string("number"), 0);
  t->outcome = lanes_linda_send(t->linda, lanes_boolean(1), lanes_string("boolean"), 0);
  lanes_linda_release(t->linda);
  return NULL;
}

static lanes_linda *check(lua_State *L) {
  lanes_linda *linda = lanes_linda_at(L, 1);
  luaL_argcheck(L, linda != NULL, 1, "linda expected");
  return linda;
}

static int start(lua_State *L, void *(*f)(void *)) {
  const char *key = luaL_optstring(L, 2, "k");
  lua_Integer count = luaL_optinteger(L, 3, 0);
  struct thread *t = lua_newuserdata(L, sizeof *t);
  memset(t, 0, sizeof *t);
  strncpy(t->key, key, sizeof t->key - 1);
  t->count = count;
  t->linda = check(L);
  if (pthread_create(&t->id, NULL, f, t) != 0) {
    lanes_linda_release(t->linda);
    return luaL_error(L, "no thread");
  }
  return 1;
}

static int feed(lua_State *L) { return start(L, feed_main); }
static int each(lua_State *L) { return start(L, each_main); }
static int keys(lua_State *L) { return start(L, keys_main); }

static int join(lua_State *L) {
  struct thread *t = lua_touserdata(L, 1);
  if (!t->joined) pthread_join(t->id, NULL);
  t->joined = 1;
  lua_pushinteger(L, t->outcome);
  return 1;
}

static lanes_value value_at(lua_State *L, int i) {
  size_t length;
  const char *s;
  switch (lua_type(L, i)) {
  case LUA_TBOOLEAN: return lanes_boolean(lua_toboolean(L, i));
  case LUA_TNUMBER: return lanes_number(lua_tonumber(L, i));
  case LUA_TSTRING: s = lua_tolstring(L, i, &length); return lanes_bytes(s, length);
  default: return lanes_nil();
  }
}

static int answer(lua_State *L, lanes_linda *linda, lanes_outcome outcome) {
  lanes_linda_release(linda);
  lua_pushinteger(L, outcome);
  return 1;
}

static int cancel(lua_State *L) {
  lanes_linda *linda = check(L);
  return answer(L, linda, lanes_linda_cancel(linda, (lanes_wake)luaL_checkinteger(L, 2)));
}
static int wake(lua_State *L) {
  lanes_linda *linda = check(L);
  return answer(L, linda, lanes_linda_wake(linda, (lanes_wake)luaL_checkinteger(L, 2)));
}
static int send(lua_State *L) {
  lanes_linda *linda = check(L), *copy = lanes_linda_retain(linda);
  lanes_linda_release(linda);
  return answer(L, copy, lanes_linda_send(copy, value_at(L, 2), value_at(L, 3), luaL_checknumber(L, 4)));
}
static int set(lua_State *L) {
  lanes_linda *linda = check(L);
  return answer(L, linda, lanes_linda_set(linda, value_at(L, 2), value_at(L, 3)));
}

static int invalid(lua_State *L) {
  lanes_linda *linda = check(L);
  lanes_value odd = lanes_nil(), zero = lanes_number(0);
  int n = 0;
  odd.type = 99;
  zero.number /= zero.number;
  n += lanes_linda_send(NULL, lanes_string("k"), lanes_nil(), 0) == LANES_INVALID;
  n += lanes_linda_send(linda, lanes_nil(), lanes_nil(), 0) == LANES_INVALID;
  n += lanes_linda_send(linda, zero, lanes_nil(), 0) == LANES_INVALID;
  n += lanes_linda_send(linda, odd, lanes_nil(), 0) == LANES_INVALID;
  n += lanes_linda_send(linda, lanes_string("k"), odd, 0) == LANES_INVALID;
  n += lanes_linda_send(linda, lanes_bytes(NULL, 5), lanes_nil(), 0) == LANES_INVALID;
  n += lanes_linda_set(linda, lanes_nil(), lanes_nil()) == LANES_INVALID;
  n += lanes_linda_cancel(linda, (lanes_wake)9) == LANES_INVALID;
  n += lanes_linda_wake(linda, (lanes_wake)9) == LANES_INVALID;
  lanes_linda_release(NULL);
  return answer(L, linda, (lanes_outcome)n);
}

static const luaL_Reg functions[] = {
  { "feed", feed }, { "each", each }, { "keys", keys }, { "join", join }, { "cancel", cancel }, { "wake", wake },
  { "send", send }, { "set", set }, { "invalid", invalid }, { NULL, NULL }
};

int luaopen_sender(lua_State *L) {
  luaL_newlib(L, functions);
  return 1;
}
