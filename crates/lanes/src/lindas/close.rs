//! To-be-closed lindas: the handler is a user value of the proxy, and travels with the linda.

use super::check;
use crate::boundary::{Done, Outcome, Quiet};

/// `__close(linda, error)`: calls the handler with both, if the linda was made with one.
pub fn close(q: Quiet<'_>) -> Outcome {
    if !check(q, 1)?.linda.closes || !q.check_stack(8) {
        return Ok(Done(0));
    }
    q.set_top(2);
    if q.get_user_value(1, 1) && !q.kind(-1).is_none_or_nil() {
        q.insert(1);
        q.protected(3, 0, &mut (), |r, ()| {
            r.call(2, 0);
            0
        })?;
    }
    Ok(Done(0))
}
