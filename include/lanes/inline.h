/* SPDX-License-Identifier: MIT */
/* LANES_FN, which begins the functions of the other headers here; they include this one. Licence: MIT. */
#ifndef LANES_INLINE_H
#define LANES_INLINE_H

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
