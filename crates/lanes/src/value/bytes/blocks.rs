//! Memory for what one thread makes and another frees, as nearly all messages. The C library's allocator takes the maker's
//! lock for each block that another thread frees, and so maker and receiver keep each other waiting: strings of 1 kB
//! crossed twice as fast on one core as between two.
//!
//! Freed blocks are kept by size, first by the thread that frees them, then in *batches* that any thread takes as a whole
//! ("Magazines and Vmem", Bonwick and Adams, 2001). So a lock is taken once for each batch, on either side.
//!
//! A thread that uses blocks more than now and then keeps two batches of each size, until it ends; all threads together keep
//! 256 kB of each. The rest goes back to the C library, and what is kept for all at the end of each universe.

use crate::platform::keeps_memory;
use parking_lot::Mutex;
use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::cell::Cell;
use std::ptr::NonNull;

/// The alignment of all blocks.
const ALIGN: usize = 16;
/// The sizes: four between a power of two and the next, from this one on.
const LEAST: usize = 64;
const SIZES: usize = 46;
/// Larger blocks are the C library's.
const MOST: usize = size(SIZES - 1);
/// How many bytes make a batch, and how many blocks at most.
const BATCH_BYTES: usize = 8 << 10;
const BATCH_BLOCKS: usize = 16;
/// A thread that takes and gives no more blocks than these keeps none.
const FEW: u32 = 32;
/// How many bytes of each size are kept for all threads, and how many batches at least.
const KEPT_BYTES: usize = 256 << 10;
const KEPT_BATCHES: usize = 2;

/// The size of the blocks number `i`.
const fn size(i: usize) -> usize {
    let i = i + 3;
    (5 + i % 4) << (3 + i / 4)
}

/// The number of the smallest blocks that hold so many bytes.
fn number(bytes: usize) -> usize {
    let last = bytes.max(LEAST) - 1;
    let bits = last.ilog2() as usize;
    (bits - 5) * 4 + (last >> (bits - 2)) % 4 - 3
}

/// How many blocks of a size are a batch.
fn batch(i: usize) -> usize {
    (BATCH_BYTES / size(i)).clamp(1, BATCH_BLOCKS)
}

/// How many batches of a size are kept for all threads.
fn kept(i: usize) -> usize {
    (KEPT_BYTES / (batch(i) * size(i))).max(KEPT_BATCHES)
}

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, ALIGN).unwrap_or_else(|_| panic!("no message is as large as memory"))
}

/// What is in a free block: the next one, and in the first of a batch that is kept the next batch.
struct Free {
    next: Row,
    batch: Row,
}

/// The first of some free blocks.
type Row = Option<NonNull<Free>>;

/// The free blocks of one size that a thread keeps.
#[derive(Default)]
struct Stack {
    first: Cell<Row>,
    count: Cell<usize>,
}

/// All that a thread keeps.
struct Cache([Stack; SIZES]);

/// The batches of one size. Any thread.
#[derive(Default)]
struct Depot {
    first: Row,
    count: usize,
}

// SAFETY: the blocks in it are nobody's.
unsafe impl Send for Depot {}

static DEPOTS: [Mutex<Depot>; SIZES] = [const { Mutex::new(Depot { first: None, count: 0 }) }; SIZES];

thread_local! {
    /// How many blocks the thread took and gave, while these are few.
    static USES: Cell<u32> = const { Cell::new(0) };
    static CACHE: Box<Cache> = Box::new(Cache(std::array::from_fn(|_| Stack::default())));
}

/// Whether the thread uses blocks so often that it keeps some: most lanes are sent their arguments, and no more.
fn keeps() -> bool {
    let uses = USES.get();
    if uses < FEW {
        USES.set(uses + 1);
    }
    uses >= FEW
}

/// A block of at least so many bytes.
pub fn take(bytes: usize) -> NonNull<u8> {
    if bytes > MOST || !keeps_memory() {
        return new(bytes);
    }
    let i = number(bytes);
    let kept = keeps().then(|| CACHE.try_with(|cache| cache.0[i].pop(i)));
    let kept = kept.and_then(Result::ok).flatten();
    kept.map_or_else(|| new(size(i)), NonNull::cast)
}

/// Gives a block back.
///
/// # Safety
/// It is from [`take`] with the same number of bytes, and not used any more.
pub unsafe fn give(block: NonNull<u8>, bytes: usize) {
    if bytes > MOST || !keeps_memory() {
        // SAFETY: `take` made it with this size.
        return unsafe { free(block, bytes) };
    }
    let i = number(bytes);
    // SAFETY: the caller's.
    let kept = keeps() && CACHE.try_with(|cache| unsafe { cache.0[i].push(i, block.cast()) }).is_ok();
    if !kept {
        // SAFETY: `take` made it with this size.
        unsafe { free(block, size(i)) };
    }
}

/// Gives everything back that no other thread keeps: nobody will need it soon.
pub fn give_back_all() {
    if USES.get() >= FEW {
        let _ = CACHE.try_with(|cache| cache.empty());
    }
    for (i, depot) in DEPOTS.iter().enumerate() {
        let mut row = std::mem::take(&mut *depot.lock()).first;
        while let Some(first) = row {
            // SAFETY: it is the first block of a batch that is nobody else's any more.
            unsafe {
                row = first.as_ref().batch;
                free_row(Some(first), i);
            }
        }
    }
}

fn new(size: usize) -> NonNull<u8> {
    // SAFETY: no block is empty.
    NonNull::new(unsafe { alloc(layout(size)) }).unwrap_or_else(|| handle_alloc_error(layout(size)))
}

/// # Safety
/// The block is from [`new`] with the same size.
unsafe fn free(block: NonNull<u8>, size: usize) {
    // SAFETY: the caller's.
    unsafe { dealloc(block.as_ptr(), layout(size)) }
}

/// # Safety
/// The row's blocks are of this size, and nobody else's.
unsafe fn free_row(mut row: Row, i: usize) {
    while let Some(block) = row {
        // SAFETY: the caller's.
        unsafe {
            row = block.as_ref().next;
            free(block.cast(), size(i));
        }
    }
}

impl Stack {
    /// Takes a block, from a batch if there is none left.
    #[inline]
    fn pop(&self, i: usize) -> Row {
        let block = self.first.get().or_else(|| self.fetch(i))?;
        // SAFETY: a free block, and ours.
        self.first.set(unsafe { block.as_ref().next });
        self.count.set(self.count.get() - 1);
        Some(block)
    }

    /// Adds a block; two batches are one too many.
    ///
    /// # Safety
    /// The block is of this size, and nobody else's.
    #[inline]
    unsafe fn push(&self, i: usize, block: NonNull<Free>) {
        if self.count.get() >= 2 * batch(i) {
            self.hand_over(i);
        }
        // SAFETY: the caller's; every block is large enough.
        unsafe { block.write(Free { next: self.first.get(), batch: None }) };
        self.first.set(Some(block));
        self.count.set(self.count.get() + 1);
    }

    #[cold]
    #[inline(never)]
    fn fetch(&self, i: usize) -> Row {
        let mut depot = DEPOTS[i].lock();
        let first = depot.first?;
        // SAFETY: the first block of a batch that nobody else has.
        depot.first = unsafe { first.as_ref().batch };
        depot.count -= 1;
        self.count.set(batch(i));
        Some(first)
    }

    /// Hands the upper half over to all threads, or to the C library if these have enough.
    #[cold]
    #[inline(never)]
    fn hand_over(&self, i: usize) {
        let Some(mut first) = self.first.get() else { return };
        let mut last = first;
        // SAFETY: free blocks, ours, and more of them than this.
        unsafe {
            for _ in 1..batch(i) {
                let Some(next) = last.as_ref().next else { return };
                last = next;
            }
            self.first.set(last.as_ref().next);
            last.as_mut().next = None;
        }
        self.count.set(self.count.get() - batch(i));
        let mut depot = DEPOTS[i].lock();
        if depot.count < kept(i) {
            // SAFETY: as above.
            unsafe { first.as_mut().batch = depot.first };
            depot.first = Some(first);
            depot.count += 1;
            return;
        }
        drop(depot);
        // SAFETY: as above.
        unsafe { free_row(Some(first), i) };
    }
}

impl Cache {
    fn empty(&self) {
        for (i, stack) in self.0.iter().enumerate() {
            stack.count.set(0);
            // SAFETY: blocks of this size, which the thread keeps.
            unsafe { free_row(stack.first.take(), i) };
        }
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        self.empty();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_size_is_the_smallest_that_holds_it() {
        assert_eq!((size(0), size(1), size(4), MOST), (LEAST, 80, 128, 160 << 10));
        for bytes in 1..=MOST {
            let i = number(bytes);
            assert!(size(i) >= bytes && size(i).is_multiple_of(ALIGN));
            assert!(i == 0 || size(i - 1) < bytes, "{bytes}");
        }
    }

    /// Blocks go from thread to thread, each to one at a time.
    #[test]
    fn blocks_are_used_again_and_never_twice_at_a_time() {
        let (send, receive) = std::sync::mpsc::channel::<(usize, usize, u8)>();
        let maker = std::thread::spawn(move || {
            for n in 0..20_000_usize {
                let (size, mark) = (1 + n * 37 % 3_000, n as u8);
                let block = take(size);
                // SAFETY: it is that large.
                unsafe { block.write_bytes(mark, size) };
                send.send((block.as_ptr() as usize, size, mark)).unwrap();
            }
        });
        for (at, size, mark) in receive {
            let block = NonNull::new(std::ptr::with_exposed_provenance_mut::<u8>(at)).unwrap();
            // SAFETY: the maker wrote so many bytes.
            let bytes = unsafe { std::slice::from_raw_parts(block.as_ptr(), size) };
            assert!(bytes.iter().all(|byte| *byte == mark));
            // SAFETY: from `take`, with this size.
            unsafe { give(block, size) };
        }
        maker.join().unwrap();
        let i = number(1000);
        assert!(CACHE.with(|cache| cache.0[i].count.get()) <= 2 * batch(i));
        assert!(DEPOTS[i].lock().count <= kept(i));
    }
}
