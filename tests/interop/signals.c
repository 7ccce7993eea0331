/* What hosts do about signals. */
#include <lauxlib.h>
#include <lua.h>
#include <pthread.h>
#include <signal.h>

/* block(): blocks all signals in this thread, and so in those that it starts. */
static int signals_block(lua_State *l) {
  sigset_t all;
  (void)l;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, NULL);
  return 0;
}

static int caught;

static void on_urgent(int number) {
  (void)number;
  caught = 1;
}

/* handle(): the host handles SIGURG from now on. */
static int signals_handle(lua_State *l) {
  (void)l;
  signal(SIGURG, on_urgent);
  return 0;
}

/* caught(): whether it has caught one. */
static int signals_caught(lua_State *l) {
  lua_pushboolean(l, caught);
  return 1;
}

int luaopen_signals(lua_State *l) {
  lua_newtable(l);
  lua_pushcfunction(l, signals_block);
  lua_setfield(l, -2, "block");
  lua_pushcfunction(l, signals_handle);
  lua_setfield(l, -2, "handle");
  lua_pushcfunction(l, signals_caught);
  lua_setfield(l, -2, "caught");
  return 1;
}
