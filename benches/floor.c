// What the machine itself can do, as the floor under the suite's figures: handing over between threads, creating threads
// and Lua states, copying memory. `cargo xtask bench` compiles and runs it; each argument names a part (none: all of them):
// pingpong threads states lanes memcpy mutex. Output: name, value, unit, separated by tabs.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <linux/futex.h>
#include <lua.h>
#include <lualib.h>
#include <lauxlib.h>
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec * 1e-9; }
#define N 20000
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ca = PTHREAD_COND_INITIALIZER, cb = PTHREAD_COND_INITIALIZER;
static int turn;
static void *cv_echo(void *a) {
  for (int i = 0; i < N; i++) { pthread_mutex_lock(&m); while (turn != 1) pthread_cond_wait(&ca, &m); turn = 0; pthread_cond_signal(&cb); pthread_mutex_unlock(&m); }
  return 0;
}
static int fa, fb;
static void *ev_echo(void *a) { uint64_t v; for (int i = 0; i < N; i++) { if (read(fa, &v, 8) != 8) abort(); v = 1; if (write(fb, &v, 8) != 8) abort(); } return 0; }
static _Atomic int fx;
static long futex(_Atomic int *p, int op, int v) { return syscall(SYS_futex, p, op | FUTEX_PRIVATE_FLAG, v, 0, 0, 0); }
static int spin;
static void fwait(int want) { for (;;) { for (int s = 0; s <= spin; s++) if (atomic_load(&fx) == want) return; futex(&fx, FUTEX_WAIT, 1 - want); } }
static void *fx_echo(void *a) { for (int i = 0; i < N; i++) { fwait(1); atomic_store(&fx, 0); futex(&fx, FUTEX_WAKE, 1); } return 0; }
static void *noop(void *a) { return a; }
static void *openclose(void *a) { lua_State *L = luaL_newstate(); if (a) luaL_openlibs(L); lua_close(L); return 0; }

static void pingpong(void) {
  static const char *const names[] = {"mutex_condvar", "eventfd", "futex", "futex_spin2000"};
  for (int k = 0; k < 4; k++) {
    void *(*f)(void *) = k == 0 ? cv_echo : k == 1 ? ev_echo : fx_echo;
    pthread_t t;
    fa = eventfd(0, 0); fb = eventfd(0, 0); spin = k == 3 ? 2000 : 0;
    pthread_create(&t, 0, f, 0);
    double t0 = now();
    for (int i = 0; i < N; i++) {
      if (k == 0) { pthread_mutex_lock(&m); turn = 1; pthread_cond_signal(&ca); while (turn != 0) pthread_cond_wait(&cb, &m); pthread_mutex_unlock(&m); }
      else if (k == 1) { uint64_t v = 1; if (write(fa, &v, 8) != 8) abort(); if (read(fb, &v, 8) != 8) abort(); }
      else { atomic_store(&fx, 1); futex(&fx, FUTEX_WAKE, 1); fwait(0); }
    }
    printf("floor_pingpong_%s\t%.3f\tus\n", names[k], (now() - t0) / N * 1e6);
    fflush(stdout);
    pthread_join(t, 0);
    close(fa); close(fb);
  }
}

static void threads(void) {
  int n = 4000;
  pthread_t t;
  double t0 = now();
  for (int i = 0; i < n; i++) { pthread_create(&t, 0, noop, 0); pthread_join(t, 0); }
  printf("floor_pthread_create_join\t%.0f\tthreads/s\n", n / (now() - t0));
}

static void states(void) {
  int n = 4000;
  for (int libs = 0; libs < 2; libs++) {
    double t0 = now();
    for (int i = 0; i < n; i++) openclose((void *)(long)libs);
    printf("floor_lua54_newstate_%sclose\t%.0f\tstates/s\n", libs ? "openlibs_" : "", n / (now() - t0));
  }
}

static void lanes(void) {
  int n = 4000;
  pthread_t t;
  for (int libs = 0; libs < 2; libs++) {
    double t0 = now();
    for (int i = 0; i < n; i++) { pthread_create(&t, 0, openclose, (void *)(long)libs); pthread_join(t, 0); }
    printf("floor_lua54_thread_newstate_%sclose_join\t%.0f\tlanes/s\n", libs ? "openlibs_" : "", n / (now() - t0));
  }
}

static void memory_copy(void) {
  size_t sz = 1 << 20;
  char *a = malloc(sz), *b = malloc(sz);
  memset(a, 1, sz);
  double t0 = now();
  for (int i = 0; i < 2000; i++) { memcpy(b, a, sz); __asm__ volatile("" ::"r"(b) : "memory"); }
  printf("floor_memcpy_1m\t%.0f\tMB/s\n", 2000.0 * sz / 1e6 / (now() - t0));
}

static void mutex(void) {
  int n = 10000000;
  double t0 = now();
  for (int i = 0; i < n; i++) { pthread_mutex_lock(&m); turn++; pthread_mutex_unlock(&m); }
  printf("floor_mutex_lock_unlock_uncontended\t%.3g\tops/s\n", n / (now() - t0));
}

int main(int argc, char **argv) {
  static const struct { const char *name; void (*run)(void); } parts[] = {
    {"pingpong", pingpong}, {"threads", threads}, {"states", states},
    {"lanes", lanes}, {"memcpy", memory_copy}, {"mutex", mutex},
  };
  for (unsigned k = 0; k < sizeof parts / sizeof *parts; k++) {
    int wanted = argc < 2;
    for (int i = 1; i < argc; i++) wanted |= !strcmp(argv[i], parts[k].name);
    if (wanted) parts[k].run();
  }
  return 0;
}
