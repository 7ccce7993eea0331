/* SPDX-License-Identifier: MIT */
/* Lanes for C and C++ programs: versions, opening Lanes in a Lua state, and lindas from threads without a Lua state.
 * docs/C-API.md and docs/EMBEDDING.md are the guides. Needs lua.h and lauxlib.h. C89 with <stdint.h> and up, C++98 and up.
 * Licence: MIT. */
#ifndef LANES_LANES_H
#define LANES_LANES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif
#include "lua.h"
#include "lauxlib.h"

#ifndef LANES_FN
#if defined(__cplusplus)
#define LANES_FN static inline
#elif defined(__GNUC__) || defined(__clang__)
#define LANES_FN static __inline__ __attribute__((unused))
#elif defined(_MSC_VER)
#define LANES_FN static __inline
#else
#define LANES_FN static
#endif
#endif

/* ---- The version of the API that is implemented ---- */

#define LANES_VERSION_MAJOR 3
#define LANES_VERSION_MINOR 14
#define LANES_VERSION_PATCH 0

#define LANES_MIN_VERSION_REQUIRED(a, b, c) LANES_VERSION_GREATER_OR_EQUAL(a, b, c)
#define LANES_VERSION_NUMBER_(a, b, c) (((a) * 1000 + (b)) * 1000 + (c))
#define LANES_VERSION_OURS_ LANES_VERSION_NUMBER_(LANES_VERSION_MAJOR, LANES_VERSION_MINOR, LANES_VERSION_PATCH)
#define LANES_VERSION_LESS_THAN(a, b, c) (LANES_VERSION_OURS_ < LANES_VERSION_NUMBER_(a, b, c))
#define LANES_VERSION_LESS_OR_EQUAL(a, b, c) (LANES_VERSION_OURS_ <= LANES_VERSION_NUMBER_(a, b, c))
#define LANES_VERSION_GREATER_THAN(a, b, c) (LANES_VERSION_OURS_ > LANES_VERSION_NUMBER_(a, b, c))
#define LANES_VERSION_GREATER_OR_EQUAL(a, b, c) (LANES_VERSION_OURS_ >= LANES_VERSION_NUMBER_(a, b, c))

/* ---- Opening Lanes: for programs that link liblanes.a (docs/EMBEDDING.md). The base libraries have to be open. ---- */

/* Makes `lanes` and `lanes.core` loaded modules of L, as require does, and pushes the table of `lanes`, which is configured
 * on first use. `loader` is called to open `lanes`, with its name as the argument: NULL for the one that is built in. */
extern void luaopen_lanes_embedded(lua_State* L, lua_CFunction loader);
/* The openers of the two modules, for package.preload and luaL_requiref. */
extern int luaopen_lanes(lua_State* L);
extern int luaopen_lanes_core(lua_State* L);
/* lanes.register(name, module) as a C function; an error while Lanes is not configured. */
extern int lanes_register(lua_State* L);

/* What configure{ allocator = f } reads from the userdata that the C function f returns. */
typedef struct lanes_allocator {
  lua_Alloc function;
  void* data;
} lanes_allocator;
/* The same with the API of Lanes 4.x. */
typedef struct lanes_allocator4 {
  size_t version; /* LANES_ALLOCATOR4_VERSION */
  lua_Alloc function;
  void* data;
} lanes_allocator4;
#define LANES_ALLOCATOR4_VERSION ((size_t)4)

/* ---- Lindas from any thread. Nothing is linked: the functions are found in the state. ---- */

/* A reference to a linda. It belongs to no state; any number of threads may use it. */
typedef struct lanes_linda lanes_linda;

/* What a call came to. */
typedef enum {
  LANES_OK = 0,        /* it was done */
  LANES_TIMEOUT = 1,   /* there was no room in time; nothing was sent */
  LANES_CANCELLED = 2, /* the linda is cancelled; nothing was sent */
  LANES_CLOSED = 3,    /* the Lua state that Lanes was configured in has closed: nobody will ever receive */
  LANES_INVALID = 4,   /* an argument makes no sense: no linda, a key that is nil or NaN, an unknown type; or the
                          key is restricted (4.x) to the other kind of operation */
  LANES_FAILED = 5     /* an internal error */
} lanes_outcome;

/* Whom a call wakes. */
typedef enum { LANES_NOBODY = 0, LANES_READERS = 1, LANES_WRITERS = 2, LANES_BOTH = 3 } lanes_wake;

typedef enum { LANES_NIL = 0, LANES_BOOLEAN = 1, LANES_INTEGER = 2, LANES_NUMBER = 3, LANES_STRING = 4 } lanes_type;

/* A value or a key. Strings are copied when they are sent. */
typedef struct lanes_value {
  int type; /* lanes_type */
  int boolean;
  int64_t integer; /* a float where Lua has no integers (5.1, 5.2, LuaJIT) */
  double number;
  const char* string;
  size_t length; /* of the string, in bytes */
} lanes_value;

/* Version 1 of the interface, which stays; later ones add to its end. */
#define LANES_API_KEY "lanes.api.1"
typedef struct lanes_api {
  unsigned version; /* 1 */
  unsigned size;    /* of this struct */
  lanes_linda* (*linda_at)(lua_State* L, int index);
  lanes_linda* (*linda_retain)(lanes_linda* linda);
  void (*linda_release)(lanes_linda* linda);
  lanes_outcome (*linda_send)(lanes_linda* linda, const lanes_value* key, const lanes_value* value, double timeout);
  lanes_outcome (*linda_set)(lanes_linda* linda, const lanes_value* key, const lanes_value* value);
  lanes_outcome (*linda_cancel)(lanes_linda* linda, lanes_wake whom);
  lanes_outcome (*linda_wake)(lanes_linda* linda, lanes_wake whom);
} lanes_api;

/* The beginning of every reference. */
struct lanes_linda { const lanes_api* api; };

LANES_FN lanes_value lanes_value_of_(int type)
{
  lanes_value v;
  memset(&v, 0, sizeof v);
  v.type = type;
  return v;
}
LANES_FN lanes_value lanes_nil(void) { return lanes_value_of_(LANES_NIL); }
LANES_FN lanes_value lanes_boolean(int b)
{
  lanes_value v = lanes_value_of_(LANES_BOOLEAN);
  v.boolean = b != 0;
  return v;
}
LANES_FN lanes_value lanes_integer(int64_t n)
{
  lanes_value v = lanes_value_of_(LANES_INTEGER);
  v.integer = n;
  return v;
}
LANES_FN lanes_value lanes_number(double n)
{
  lanes_value v = lanes_value_of_(LANES_NUMBER);
  v.number = n;
  return v;
}
LANES_FN lanes_value lanes_bytes(const void* data, size_t length)
{
  lanes_value v = lanes_value_of_(LANES_STRING);
  v.string = (const char*)data;
  v.length = length;
  return v;
}
LANES_FN lanes_value lanes_string(const char* s) { return lanes_bytes(s, s != NULL ? strlen(s) : 0); }

/* A new reference to the linda at index; NULL if there is none, or no Lanes in this state, or no memory. To be called like
 * any Lua API function, with room for one value on the stack; may raise a memory error. */
LANES_FN lanes_linda* lanes_linda_at(lua_State* L, int index)
{
  const lanes_api* api;
  lua_getfield(L, LUA_REGISTRYINDEX, LANES_API_KEY);
  api = (const lanes_api*)lua_touserdata(L, -1);
  lua_pop(L, 1);
  return api != NULL ? api->linda_at(L, index) : NULL;
}

/* Another reference to the same linda. Any thread. */
LANES_FN lanes_linda* lanes_linda_retain(lanes_linda* linda) { return linda != NULL ? linda->api->linda_retain(linda) : NULL; }

/* Gives a reference back. Any thread. */
LANES_FN void lanes_linda_release(lanes_linda* linda)
{
  if (linda != NULL) linda->api->linda_release(linda);
}

/* Puts a value into the linda, as linda:send(timeout, key, value) does. Waits for room, if the key has a limit: at most
 * `timeout` seconds, not at all for 0, for ever if it is negative. Any thread, with or without a Lua state. */
LANES_FN lanes_outcome lanes_linda_send(lanes_linda* linda, lanes_value key, lanes_value value, double timeout)
{
  return linda != NULL ? linda->api->linda_send(linda, &key, &value, timeout) : LANES_INVALID;
}

/* Makes the value the only one of the key, as linda:set(key, value) does; never waits, ignores the limit. Any thread. */
LANES_FN lanes_outcome lanes_linda_set(lanes_linda* linda, lanes_value key, lanes_value value)
{
  return linda != NULL ? linda->api->linda_set(linda, &key, &value) : LANES_INVALID;
}

/* Cancels the linda, as linda:cancel does: those waiting whom it names, and all later operations, get lanes.cancel_error.
 * LANES_NOBODY takes the mark away, as linda:cancel"none" does. Any thread. */
LANES_FN lanes_outcome lanes_linda_cancel(lanes_linda* linda, lanes_wake whom)
{
  return linda != NULL ? linda->api->linda_cancel(linda, whom) : LANES_INVALID;
}

/* Makes those waiting look again, as linda:wake of Lanes 4.x does; who can still not go on waits on. Any thread. */
LANES_FN lanes_outcome lanes_linda_wake(lanes_linda* linda, lanes_wake whom)
{
  return linda != NULL ? linda->api->linda_wake(linda, whom) : LANES_INVALID;
}

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* LANES_LANES_H */
