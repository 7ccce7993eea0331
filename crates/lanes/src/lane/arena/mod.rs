//! Memory for one lane's state. Opening and closing the standard libraries is a thousand small blocks; the C library's
//! allocator spends a third of the time on them, as it has to work for all threads and to remember sizes.
//!
//! An arena is one range of addresses. Small blocks are cut off its untouched rest, so that a small state touches few
//! pages; freed ones are kept in a list for each size and serve the next request of that size. What does not fit there -
//! large blocks, and everything once the range is used up - is outside (`outside.rs`): a state that once was large keeps no
//! more than the arena. Whose a block is tells its address, so that a wrong size harms nobody else's memory.
//!
//! A state is used by one thread at a time, and hence its arena, without a lock. Ranges are kept for the next lanes,
//! process-wide and under a lock that is taken once when a state is made and once when it is closed.

mod outside;

use crate::ffi::IS_JIT;
use crate::platform::Pages;
use outside::Outside;
use parking_lot::Mutex;
use std::ffi::c_void;
use std::ptr::null_mut;

/// Blocks are multiples of this, and aligned to it.
const UNIT: usize = 16;
/// The largest block for which there is a size of its own. The few larger ones of a small state share pages with other
/// memory where they are.
const LARGEST: usize = 1024;
/// On LuaJIT, where outside is a state of its own, each power of two up to 16 kB is a size besides: it has all that a small
/// state needs.
const POWERS: usize = if IS_JIT { 4 } else { 0 };
const SIZES: usize = LARGEST / UNIT + POWERS;
/// So many units are in an arena: what 16 bits can number.
const UNITS: u32 = 1 << 16;
/// The size of an arena; mostly untouched.
const SIZE: usize = UNITS as usize * UNIT;
/// What of it may stay in memory between two lanes.
const KEPT: usize = 64 << 10;
/// How many arenas are kept: one megabyte, at most.
const MOST_KEPT: usize = 16;

/// What stands at the beginning of the range. Blocks are numbered by their first unit; no block is 0.
#[repr(C, align(16))]
struct Head {
    /// The first free block of each size; it begins with the number of the next one.
    free: [u16; SIZES],
    /// The first unit that was never part of a block.
    rest: u32,
    outside: Outside,
}

/// An arena. The state that uses it is closed before it is dropped.
pub struct Arena(Option<Pages>);

static SPARE: Mutex<Vec<Pages>> = Mutex::new(Vec::new());

impl Arena {
    /// An empty one; `None` if memory runs out.
    pub fn new() -> Option<Arena> {
        let spare = SPARE.lock().pop();
        let arena = Arena(Some(spare.or_else(|| Pages::new(SIZE))?));
        let rest = size_of::<Head>().div_ceil(UNIT) as u32;
        // SAFETY: the range is large enough and aligned, and nobody else's.
        unsafe { arena.head().write(Head { free: [0; SIZES], rest, outside: Outside::new() }) };
        Some(arena)
    }

    fn head(&self) -> *mut Head {
        self.0.as_ref().map_or(null_mut(), |pages| pages.start().as_ptr().cast())
    }

    /// What [`allocate`] is to be called with.
    pub fn data(&self) -> *mut c_void {
        self.head().cast()
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        // SAFETY: the head was written when the arena was made, and is not used after this.
        let Head { rest, .. } = unsafe { self.head().read() };
        let used = rest as usize * UNIT;
        let Some(pages) = self.0.take() else { return };
        if used > KEPT {
            pages.trim(KEPT);
        }
        let mut spare = SPARE.lock();
        if spare.len() < MOST_KEPT {
            spare.push(pages);
        }
    }
}

/// The `lua_Alloc` of a state that has an arena.
///
/// # Safety
/// `data` is the arena's, which lives, and no other thread uses it now; `at` is null or a block of that size from here.
pub unsafe extern "C" fn allocate(data: *mut c_void, at: *mut c_void, old: usize, new: usize) -> *mut c_void {
    // SAFETY: the caller's promise.
    unsafe {
        let head = data.cast::<Head>();
        if at.is_null() {
            if new == 0 { at } else { take(head, new) }
        } else if new == 0 {
            give_back(head, at, old);
            null_mut()
        } else {
            resize(head, at, old, new)
        }
    }
}

/// The index of a size among the lists; for 0, none.
fn class(size: usize) -> usize {
    if IS_JIT && size > LARGEST {
        return LARGEST / UNIT + (size - 1).ilog2() as usize - LARGEST.ilog2() as usize;
    }
    size.wrapping_sub(1) / UNIT
}

/// How many units the blocks of a list have.
fn units(class: usize) -> u32 {
    match class.checked_sub(LARGEST / UNIT) {
        None => class as u32 + 1,
        Some(power) => ((2 * LARGEST / UNIT) as u32) << power,
    }
}

/// The number of a block; `None` if it is outside.
fn number(head: *mut Head, at: *mut c_void) -> Option<u16> {
    u16::try_from(at.addr().wrapping_sub(head.addr()) / UNIT).ok()
}

/// # Safety
/// As [`allocate`]; the size is not 0.
unsafe fn take(head: *mut Head, size: usize) -> *mut c_void {
    // SAFETY: the caller's promise; a block of the list is free, and at least as large as its size says.
    unsafe {
        let Head { free, rest, outside } = &mut *head;
        if let Some(first) = free.get_mut(class(size)) {
            if *first != 0 {
                let block = head.byte_add(*first as usize * UNIT).cast::<u16>();
                *first = *block;
                return block.cast();
            }
            let units = units(class(size));
            if units <= UNITS - *rest {
                let block = head.byte_add(*rest as usize * UNIT);
                *rest += units;
                return block.cast();
            }
        }
        outside.allocate(null_mut(), 0, size)
    }
}

/// # Safety
/// As [`allocate`]; the block is one.
unsafe fn give_back(head: *mut Head, at: *mut c_void, size: usize) {
    // SAFETY: the caller's promise. A block of a size that the arena does not have is lost until the state closes; Lua
    // never says a wrong one, a module may.
    unsafe {
        let Some(number) = number(head, at) else {
            (*head).outside.allocate(at, size, 0);
            return;
        };
        let free = &mut (*head).free;
        if let Some(first) = free.get_mut(class(size)) {
            *at.cast::<u16>() = *first;
            *first = number;
        }
    }
}

/// # Safety
/// As [`allocate`]; the block is one, and the new size is not 0.
unsafe fn resize(head: *mut Head, at: *mut c_void, old: usize, new: usize) -> *mut c_void {
    // SAFETY: the caller's promise; both blocks have what is copied. If the size is a wrong one, the copy ends with the arena.
    unsafe {
        let Some(number) = number(head, at) else {
            return (*head).outside.allocate(at, old, new);
        };
        if class(old) == class(new) {
            return at;
        }
        let moved = take(head, new);
        if moved.is_null() {
            // Some Luas rely on it that a block can become smaller: it is that already.
            return if new < old { at } else { moved };
        }
        moved.cast::<u8>().copy_from(at.cast(), old.min(new).min(SIZE - number as usize * UNIT));
        give_back(head, at, old);
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the block is the arena's, not outside.
    fn is_inside(arena: &Arena, at: *mut c_void) -> bool {
        number(arena.head(), at).is_some()
    }

    fn new_block(arena: &Arena, size: usize) -> *mut c_void {
        // SAFETY: this thread alone uses the arena.
        let at = unsafe { allocate(arena.data(), null_mut(), 0, size) };
        assert!(!at.is_null() && (at.addr().is_multiple_of(UNIT) || !is_inside(arena, at)));
        at
    }

    fn change(arena: &Arena, at: *mut c_void, old: usize, new: usize) -> *mut c_void {
        // SAFETY: this thread alone uses the arena; tests pass blocks with their sizes, or such that are harmless.
        unsafe { allocate(arena.data(), at, old, new) }
    }

    #[test]
    fn a_freed_block_serves_the_next_of_its_size() {
        let arena = Arena::new().expect("memory");
        let (a, b, other) = (new_block(&arena, 33), new_block(&arena, 48), new_block(&arena, 49));
        assert!([a, b, other].iter().all(|at| is_inside(&arena, *at)));
        assert!(change(&arena, a, 33, 0).is_null() && change(&arena, b, 48, 0).is_null());
        assert_eq!(new_block(&arena, 40), b);
        assert_eq!(new_block(&arena, 41), a);
    }

    #[test]
    fn a_block_stays_while_its_size_is_about_the_same() {
        let arena = Arena::new().expect("memory");
        let a = new_block(&arena, 17);
        assert_eq!(change(&arena, a, 17, 32), a);
        assert_ne!(change(&arena, a, 32, 33), a);
    }

    #[test]
    fn what_is_in_a_block_moves_with_it_over_all_borders() {
        let arena = Arena::new().expect("memory");
        let sizes = [1, 16, 17, LARGEST, LARGEST + 1, 100_000, LARGEST, 40, 3];
        let mut at = new_block(&arena, sizes[0]).cast::<u8>();
        // SAFETY: written within the block, and read within what both blocks have.
        unsafe {
            at.write(7);
            for pair in sizes.windows(2) {
                at = change(&arena, at.cast(), pair[0], pair[1]).cast();
                assert_eq!(at.read(), 7);
                at.add(pair[1] - 1).write(9);
                at.write(7);
            }
        }
        assert!(!is_inside(&arena, at.cast()), "what became large stays where it is");
        change(&arena, at.cast(), 3, 0);
    }

    #[test]
    fn blocks_are_outside_when_the_arena_is_full() {
        let arena = Arena::new().expect("memory");
        let blocks: Vec<_> = (0..SIZE / 512 + 10).map(|_| new_block(&arena, 512)).collect();
        assert!(!blocks.last().is_some_and(|at| is_inside(&arena, *at)));
        // The last ones inside: what is too short for one more serves smaller blocks.
        assert!(is_inside(&arena, new_block(&arena, 16)));
        blocks.iter().for_each(|at| assert!(change(&arena, *at, 512, 0).is_null()));
        assert!(is_inside(&arena, new_block(&arena, 512)));
    }

    #[test]
    fn a_wrong_size_loses_a_block_and_nothing_else() {
        let arena = Arena::new().expect("memory");
        let (a, b) = (new_block(&arena, 32), new_block(&arena, 32));
        assert!(change(&arena, a, 0, 0).is_null() && change(&arena, b, 1 << 20, 0).is_null());
        assert!(![a, b].contains(&new_block(&arena, 32)));
        let c = new_block(&arena, 32);
        assert_ne!(change(&arena, c, 2000, 5000), c, "it is not as large as it was said to be");
    }

    #[test]
    fn a_used_range_serves_the_next_arena() {
        let arena = Arena::new().expect("memory");
        for _ in 0..100 {
            // SAFETY: all of each block is ours.
            unsafe { new_block(&arena, 1000).cast::<u8>().write_bytes(1, 1000) };
        }
        drop(arena);
        let arenas: Vec<_> = (0..2 * MOST_KEPT).map(|_| Arena::new().expect("memory")).collect();
        let blocks: Vec<_> = arenas.iter().map(|arena| new_block(arena, 1000)).collect();
        assert!(blocks.iter().zip(&arenas).all(|(at, arena)| is_inside(arena, *at)));
    }
}
