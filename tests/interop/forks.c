/* fork() and what became of the child, for scripts that go on in both processes. */
#include <dirent.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* fork(): 0 in the child, which goes on here, and in the parent the child's number. */
static int forks_fork(lua_State *l) {
  lua_pushnumber(l, fork());
  return 1;
}

/* wait(child): waits for its end; its exit status, or nothing if it did not exit. */
static int forks_wait(lua_State *l) {
  int status;
  if (waitpid((pid_t)luaL_checknumber(l, 1), &status, 0) < 0 || !WIFEXITED(status)) return 0;
  lua_pushnumber(l, WEXITSTATUS(status));
  return 1;
}

/* The state of a thread of this process, as Linux shows it. */
static char state_of(const char *thread) {
  char path[300], line[300];
  const char *behind_name;
  size_t n;
  FILE *f;
  snprintf(path, sizeof path, "/proc/self/task/%s/stat", thread);
  f = fopen(path, "r");
  if (!f) return 'X';
  n = fread(line, 1, sizeof line - 1, f);
  fclose(f);
  line[n] = 0;
  behind_name = strrchr(line, ')');
  return behind_name && behind_name[1] ? behind_name[2] : 'X';
}

/* asleep(): whether all threads but the calling one sleep, so that none of them holds a lock. True where nobody can tell. */
static int forks_asleep(lua_State *l) {
  DIR *threads = opendir("/proc/self/task");
  struct dirent *thread;
  int awake = 0;
  if (threads) {
    while ((thread = readdir(threads)))
      if (thread->d_name[0] != '.') awake += state_of(thread->d_name) != 'S';
    closedir(threads);
  }
  lua_pushboolean(l, awake <= 1);
  return 1;
}

int luaopen_forks(lua_State *l) {
  lua_newtable(l);
  lua_pushcfunction(l, forks_fork);
  lua_setfield(l, -2, "fork");
  lua_pushcfunction(l, forks_asleep);
  lua_setfield(l, -2, "asleep");
  lua_pushcfunction(l, forks_wait);
  lua_setfield(l, -2, "wait");
  return 1;
}
