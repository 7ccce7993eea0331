//! An error that nobody reads is seen: one report on stderr, or whatever `on_lane_error` says.

use super::Lane;
use crate::boundary::{Kind, Quiet, Raising, to_bytes};
use crate::env::Env;
use crate::ffi::keys;
use crate::universe::OnLaneError;
use std::ffi::c_int;
use std::io::Write;
use std::sync::Arc;

/// The error at 1 and its stack table at 2 (or nil) as text, for [`to_bytes`].
pub fn describe(q: Quiet<'_>) -> String {
    let mut text = match q.kind(1) {
        Kind::String | Kind::Number => q.describe(1),
        _ => {
            q.push_value(1);
            let shown = q.protected(1, 1, &mut (), |r, ()| {
                r.push_tostring(1);
                1
            });
            let text = q.describe(-1);
            q.pop(1);
            if shown.is_ok() { text } else { format!("(error object is a {} value)", q.kind(1).name()) }
        }
    };
    if q.kind(2) == Kind::Table {
        text.push_str("\nstack traceback:");
        for n in 1..=c_int::try_from(q.raw_len(2)).unwrap_or_default() {
            if q.raw_geti(2, n) == Kind::String {
                text.push_str("\n\t");
                text.push_str(&q.describe(-1));
            }
            q.pop(1);
        }
    }
    text
}

/// Reports the lane's error if nobody has read it. With the creator's state at hand a Lua function may be told instead.
pub fn unread(lane: &Arc<Lane>, creator: Option<(Quiet<'_>, &Env)>) {
    if !lane.life.claim_report() {
        return;
    }
    let Some(text) = lane.failure.lock().clone() else { return };
    let mode = lane.on_error.get().copied().unwrap_or(OnLaneError::Stderr);
    match (mode, creator) {
        (OnLaneError::Ignore, _) => {}
        (OnLaneError::Call, Some((q, env))) if env.lane.is_none() => {
            let (message, stack) = text.split_once("\nstack traceback:").unwrap_or((&text, ""));
            let name = lane.name();
            let mut report = (&*to_bytes(&name), &*to_bytes(message), &*to_bytes(stack.trim_start()));
            if q.protected(0, 0, &mut report, call).is_err() {
                q.pop(1);
                to_stderr(&name, &text);
            }
        }
        _ => to_stderr(&lane.name(), &text),
    }
}

fn call(r: Raising<'_>, (name, message, stack): &mut (&[u8], &[u8], &[u8])) -> c_int {
    r.registry(&keys::HOOKS);
    r.push_bytes(name);
    r.push_bytes(message);
    r.push_bytes(stack);
    r.call(3, 0);
    0
}

fn to_stderr(name: &str, text: &str) {
    // Nobody is left to tell if stderr is closed.
    let line = format!("lanes: error in lane '{name}' that nobody read: {text}\n");
    let _ = std::io::stderr().write_all(&to_bytes(&line));
}
