/* A C program with Lanes inside: two Lua states at the same time, each in a thread of its own, each with lanes of its own,
 * with allocators of the program's, and a C thread that feeds a loop in Lua.
 *
 * docs/EMBEDDING.md says how to compile it: with liblanes.a and the Lua library of the program. */
#include <lanes/lanes.h>
#include <lualib.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An allocator that counts, and that only one thread may call at a time: Lanes is told so in the script. */
struct pool {
  long used;
  int busy;
};

static void *pool_alloc(void *ud, void *at, size_t old, size_t size)
{
  struct pool *pool = (struct pool *)ud;
  void *fresh = NULL;
  if (__atomic_exchange_n(&pool->busy, 1, __ATOMIC_ACQUIRE)) abort(); /* two threads at once */
  if (at == NULL) old = 0;
  if (size == 0)
    free(at);
  else
    fresh = realloc(at, size);
  if (size == 0 || fresh != NULL) pool->used += (long)size - (long)old;
  __atomic_store_n(&pool->busy, 0, __ATOMIC_RELEASE);
  return fresh;
}

/* One producer without a Lua state. */
struct producer {
  lanes_linda *linda;
  pthread_t thread;
  lanes_outcome last;
};

static void *produce(void *arg)
{
  struct producer *p = (struct producer *)arg;
  int64_t n;
  for (n = 1; n <= 100; ++n) lanes_linda_send(p->linda, lanes_string("work"), lanes_integer(n), -1);
  lanes_linda_send(p->linda, lanes_string("work"), lanes_string("done"), -1);
  /* Nobody reads this key, which has a limit: the thread waits here until the state is closed. */
  do p->last = lanes_linda_send(p->linda, lanes_string("nobody"), lanes_nil(), -1);
  while (p->last == LANES_OK);
  return NULL;
}

/* The producer of a host, which Lua starts with start_producer(linda). */
static int start_producer(lua_State *L)
{
  struct producer *p = (struct producer *)lua_touserdata(L, lua_upvalueindex(1));
  p->linda = lanes_linda_at(L, 1);
  luaL_argcheck(L, p->linda != NULL, 1, "linda expected");
  if (pthread_create(&p->thread, NULL, produce, p) != 0) return luaL_error(L, "no thread");
  return 0;
}

static const char script[] =
  "local lanes, host = ...\n"
  "package.path, package.cpath = '', ''\n" /* nothing is looked for in files */
  "lanes.configure{ allocator = 'protected' }\n"
  "assert(require 'lanes' == lanes)\n"
  "local linda = lanes.linda()\n"
  "local adder = lanes.gen('*', function(a, b)\n"
  "  local lanes = require 'lanes'\n"
  "  return lanes.gen('*', function(c) return c + 1 end)(a + b)[1]\n" /* lanes of lanes */
  "end)\n"
  "local hs = {}\n"
  "for i = 1, 8 do hs[i] = adder(i, i) end\n"
  "linda:limit('nobody', 1)\n"
  "linda:limit('work', 10)\n"
  "start_producer(linda)\n"
  "local sum = 0\n"
  "repeat\n"
  "  local _, v = linda:receive('work')\n"
  "  if v ~= 'done' then sum = sum + v end\n"
  "until v == 'done'\n"
  "for i = 1, 8 do assert(hs[i][1] == 2 * i + 1) end\n"
  "forever = lanes.gen('*', function() linda:receive('nothing') end)()\n" /* ends with the state */
  "return ('host %d: C sent %d in all'):format(host, sum)\n";

/* What runs in a protected call: anything in it may raise an error. */
static int run(lua_State *L)
{
  int host = (int)lua_tointeger(L, 1);
  struct producer *p = (struct producer *)lua_touserdata(L, 2);
  lua_settop(L, 0);
  luaL_openlibs(L);
  lua_pushlightuserdata(L, p);
  lua_pushcclosure(L, start_producer, 1);
  lua_setglobal(L, "start_producer");
  if (luaL_loadstring(L, script) != 0) return lua_error(L);
  luaopen_lanes_embedded(L, NULL);
  lua_pushinteger(L, host);
  lua_call(L, 2, 1);
  return 1;
}

static lua_State *new_state(struct pool *pool)
{
#if LUA_VERSION_NUM >= 505
  return lua_newstate(pool_alloc, pool, luaL_makeseed(NULL));
#else
  return lua_newstate(pool_alloc, pool);
#endif
}

/* One host: returns NULL when all went well. */
static void *host(void *arg)
{
  int number = *(int *)arg;
  struct pool pool = { 0, 0 };
  struct producer producer;
  int failed;
  lua_State *L = new_state(&pool);
  if (L == NULL) return (void *)"no memory";
  memset(&producer, 0, sizeof producer);
  lua_pushcfunction(L, run);
  lua_pushinteger(L, number);
  lua_pushlightuserdata(L, &producer);
  failed = lua_pcall(L, 2, 1, 0);
  printf("%s\n", lua_tostring(L, -1));
  lua_close(L); /* ends the lanes, and the wait of the producer */
  if (producer.linda != NULL) {
    pthread_join(producer.thread, NULL);
    lanes_linda_release(producer.linda);
    if (producer.last != LANES_CLOSED) return (void *)"the producer was not told that the state has closed";
  }
  if (pool.used != 0) return (void *)"the state left memory behind";
  return failed ? (void *)"the script failed" : NULL;
}

int main(void)
{
  int numbers[2] = { 1, 2 }, i, status = 0;
  pthread_t threads[2];
  void *complaint;
  for (i = 0; i < 2; ++i)
    if (pthread_create(&threads[i], NULL, host, &numbers[i]) != 0) return 2;
  for (i = 0; i < 2; ++i) {
    pthread_join(threads[i], &complaint);
    if (complaint != NULL) {
      fprintf(stderr, "host %d: %s\n", numbers[i], (const char *)complaint);
      status = 1;
    }
  }
  return status;
}
