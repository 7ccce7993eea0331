/* A host inside the interpreter: a C module with which a script makes further main states, closes them, runs them on
   threads of their own, forks, and raises SIGINT. It works in every Lua and in both kinds of interpreter, because it
   takes Lua's symbols from whatever loads it; so it declares what it uses and needs no headers of Lua's.
   Compile with -DVERSION=501 .. 505; LuaJIT is 501. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct lua_State lua_State;
typedef int (*lua_CFunction)(lua_State *);

lua_State *luaL_newstate(void);
void lua_close(lua_State *);
int lua_gettop(lua_State *);
void lua_settop(lua_State *, int);
const char *lua_tolstring(lua_State *, int, size_t *);
int lua_type(lua_State *, int);
lua_CFunction lua_tocfunction(lua_State *, int);
void lua_pushcclosure(lua_State *, lua_CFunction, int);
const char *lua_pushstring(lua_State *, const char *);
void lua_pushboolean(lua_State *, int);
void lua_createtable(lua_State *, int, int);
void lua_setfield(lua_State *, int, const char *);
int lua_error(lua_State *);
int luaL_error(lua_State *, const char *, ...);

#if VERSION == 501
void lua_getfield(lua_State *, int, const char *);
int lua_pcall(lua_State *, int, int, int);
int luaL_loadfile(lua_State *, const char *);
void luaL_openlibs(lua_State *);
#define getglobal(l, name) lua_getfield(l, -10002, name)
#define pcall(l, n, r) lua_pcall(l, n, r, 0)
#define loadfile(l, path) luaL_loadfile(l, path)
#define openlibs(l) luaL_openlibs(l)
#else
#if VERSION == 502
typedef int context;
void lua_getglobal(lua_State *, const char *);
void lua_getfield(lua_State *, int, const char *);
#else
typedef intptr_t context;
int lua_getglobal(lua_State *, const char *);
int lua_getfield(lua_State *, int, const char *);
#endif
int lua_pcallk(lua_State *, int, int, int, context, void *);
int luaL_loadfilex(lua_State *, const char *, const char *);
#define getglobal(l, name) lua_getglobal(l, name)
#define pcall(l, n, r) lua_pcallk(l, n, r, 0, 0, NULL)
#define loadfile(l, path) luaL_loadfilex(l, path, NULL)
#if VERSION == 505
void luaL_openselectedlibs(lua_State *, int, int);
#define openlibs(l) luaL_openselectedlibs(l, ~0, 0)
#else
void luaL_openlibs(lua_State *);
#define openlibs(l) luaL_openlibs(l)
#endif
#endif

#define pop(l, n) lua_settop(l, -(n)-1)
#define tostring(l, i) lua_tolstring(l, i, NULL)

enum { MOST = 64, MOST_ARGS = 8 };

/* What a state is to run. */
struct job {
  const char *path;
  const char *args[MOST_ARGS];
  int count;
  lua_CFunction lanes, core; /* the openers of a runner, which has them built in; else null */
  lua_State *state;
  char *error;
};

static void set_preload(lua_State *l, const char *name, lua_CFunction opener) {
  if (opener == NULL) return;
  getglobal(l, "package");
  lua_getfield(l, -1, "preload");
  lua_pushcclosure(l, opener, 0);
  lua_setfield(l, -2, name);
  pop(l, 2);
}

/* Makes the state and runs the script in it. What went wrong is in `error`. */
static void begin(struct job *job) {
  lua_State *l = job->state = luaL_newstate();
  if (l == NULL) {
    job->error = strdup("no state");
    return;
  }
  openlibs(l);
  set_preload(l, "lanes", job->lanes);
  set_preload(l, "lanes.core", job->core);
  int failed = loadfile(l, job->path);
  if (!failed) {
    for (int i = 0; i < job->count; i++) lua_pushstring(l, job->args[i]);
    failed = pcall(l, job->count, 0);
  }
  if (failed) {
    const char *text = tostring(l, -1);
    job->error = strdup(text ? text : "an error that is no string");
  }
}

static void end(struct job *job) {
  if (job->state != NULL) lua_close(job->state);
  job->state = NULL;
}

/* Reads `path, ..` at `first`; the openers come from this state's package.preload. */
static struct job *read_job(lua_State *l, int first) {
  static struct job none;
  struct job *job = malloc(sizeof *job);
  *job = none;
  job->path = tostring(l, first);
  for (int i = first + 1; i <= lua_gettop(l) && job->count < MOST_ARGS; i++) job->args[job->count++] = tostring(l, i);
  getglobal(l, "package");
  lua_getfield(l, -1, "preload");
  lua_getfield(l, -1, "lanes");
  job->lanes = lua_tocfunction(l, -1);
  lua_getfield(l, -2, "lanes.core");
  job->core = lua_tocfunction(l, -1);
  pop(l, 4);
  return job;
}

/* The end of a job: its error, if any, is raised here. */
static int conclude(lua_State *l, struct job *job) {
  char *error = job->error;
  free(job);
  if (error == NULL) return 0;
  lua_pushstring(l, error);
  free(error);
  return lua_error(l);
}

/* run(path, ..): a new main state runs the file and is closed. */
static int run(lua_State *l) {
  struct job *job = read_job(l, 1);
  begin(job);
  end(job);
  return conclude(l, job);
}

/* run_two(path, ..): two main states at once; both run the file, one after the other, and both are closed then. */
static int run_two(lua_State *l) {
  struct job *a = read_job(l, 1), *b = read_job(l, 1);
  begin(a);
  if (a->error == NULL) begin(b);
  end(a);
  end(b);
  if (a->error == NULL) {
    a->error = b->error;
    b->error = NULL;
  }
  free(b->error);
  free(b);
  return conclude(l, a);
}

static void *thread_main(void *arg) {
  begin(arg);
  end(arg);
  return NULL;
}

/* run_threads(path, ..): four main states at once, each on a thread of its own. */
static int run_threads(lua_State *l) {
  enum { N = 4 };
  pthread_t threads[N];
  struct job *jobs[N], *failed = NULL;
  for (int i = 0; i < N; i++) jobs[i] = read_job(l, 1);
  for (int i = 0; i < N; i++) {
    if (pthread_create(&threads[i], NULL, thread_main, jobs[i]) != 0) return luaL_error(l, "no thread");
  }
  for (int i = 0; i < N; i++) pthread_join(threads[i], NULL);
  for (int i = 0; i < N; i++) {
    if (failed == NULL && jobs[i]->error != NULL) failed = jobs[i];
    else free(jobs[i]);
  }
  return failed ? conclude(l, failed) : 0;
}

/* fork_exec(word, ..): true if the command, run in a forked child, exits with 0. No words: the child exits at once. */
static int fork_exec(lua_State *l) {
  char *words[MOST] = {0};
  int count = lua_gettop(l), status = 0;
  for (int i = 0; i < count && i < MOST - 1; i++) words[i] = (char *)tostring(l, i + 1);
  pid_t child = fork();
  if (child == 0) {
    if (count > 0) execvp(words[0], words);
    _exit(count > 0 ? 127 : 0);
  }
  if (child < 0 || waitpid(child, &status, 0) != child) return luaL_error(l, "no child");
  lua_pushboolean(l, WIFEXITED(status) && WEXITSTATUS(status) == 0);
  return 1;
}

/* interrupt(): SIGINT to the process, as the terminal sends it. */
static int interrupt(lua_State *l) {
  (void)l;
  kill(getpid(), SIGINT);
  return 0;
}

/* now(): seconds since the epoch, as text, since numbers are passed differently to the six Luas. */
static int now(lua_State *l) {
  struct timespec t;
  char text[64];
  clock_gettime(CLOCK_REALTIME, &t);
  snprintf(text, sizeof text, "%lld.%06ld", (long long)t.tv_sec, t.tv_nsec / 1000);
  lua_pushstring(l, text);
  return 1;
}

int luaopen_verify_host(lua_State *l) {
  static const struct {
    const char *name;
    lua_CFunction function;
  } list[] = {{"run", run},
              {"run_two", run_two},
              {"run_threads", run_threads},
              {"fork_exec", fork_exec},
              {"interrupt", interrupt},
              {"now", now}};
  lua_createtable(l, 0, 8);
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
    lua_pushcclosure(l, list[i].function, 0);
    lua_setfield(l, -2, list[i].name);
  }
  return 1;
}
