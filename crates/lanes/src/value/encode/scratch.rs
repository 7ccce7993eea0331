//! What grows while a transmission is encoded, kept from one to the next: growing anew for each message was a good part
//! of its cost. One set a thread; a metamethod that sends while a value is being encoded gets fresh ones.

use super::known::Seen;
use super::{AddressMap, Step};
use crate::value::bytes::Bytes;
use std::cell::Cell;

/// The most that is kept, in bytes and in objects met before: what a message of moderate size needs.
const MOST_BYTES: usize = 64 << 10;
const MOST_OBJECTS: usize = 2048;

/// Empty containers with room in them.
#[derive(Default)]
pub struct Scratch {
    /// For the bytes.
    pub out: Vec<u8>,
    /// For the objects met before.
    pub seen: AddressMap<Seen>,
    /// For the path to the value at hand.
    pub path: Vec<Step>,
}

thread_local! {
    static SPARE: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

impl Scratch {
    /// The thread's, or new ones.
    pub fn take() -> Scratch {
        SPARE.take().map_or_else(Scratch::default, |spare| *spare)
    }

    /// For the next transmission, unless they have grown too large to be kept.
    pub fn give_back(mut self) {
        if self.seen.capacity() > MOST_OBJECTS {
            self.seen = AddressMap::default();
        }
        self.seen.clear();
        self.path.clear();
        SPARE.set(Some(Box::new(self)));
    }
}

/// The bytes of a finished packet, in a block of their own size, and what is left for the next one.
pub fn settle(mut out: Vec<u8>) -> (Bytes, Vec<u8>) {
    let bytes = Bytes::new(&out);
    if out.capacity() > MOST_BYTES {
        return (bytes, Vec::new());
    }
    out.clear();
    (bytes, out)
}
