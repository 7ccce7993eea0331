/* start(linda): a thread that sends 1 .. 100 to the key "k", whatever becomes of the state that has started it;
 * wait(): waits for its end. */
#include <pthread.h>
#include "lua.h"
#include "lauxlib.h"
#include "lanes.h"

static pthread_t thread;

static void *send_all(void *arg) {
  lanes_linda *linda = arg;
  int n;
  for (n = 1; n <= 100; ++n) lanes_linda_send(linda, lanes_string("k"), lanes_integer(n), -1);
  lanes_linda_release(linda);
  return NULL;
}

static int start(lua_State *L) {
  lanes_linda *linda = lanes_linda_at(L, 1);
  luaL_argcheck(L, linda != NULL, 1, "linda expected");
  if (pthread_create(&thread, NULL, send_all, linda) != 0) {
    lanes_linda_release(linda);
    return luaL_error(L, "no thread");
  }
  return 0;
}

static int wait_for_it(lua_State *L) {
  (void)L;
  pthread_join(thread, NULL);
  return 0;
}

int luaopen_outlives(lua_State *L) {
  lua_newtable(L);
  lua_pushcfunction(L, start);
  lua_setfield(L, -2, "start");
  lua_pushcfunction(L, wait_for_it);
  lua_setfield(L, -2, "wait");
  return 1;
}
