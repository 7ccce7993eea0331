//! What is said of a value that cannot cross: where it is, and of what type.

use super::Encoder;
use crate::boundary::{Kind, Raising, State, to_text};
use crate::dialect::Dialect;
use std::ffi::c_int;

/// What is said of one that is not inside of another.
pub const UNSUPPORTED: &str = "tried to copy unsupported types";

/// One step of the path to the value at hand, for messages.
#[derive(Clone, Copy)]
pub enum Step {
    /// Value number n of the transmission.
    Root(usize),
    /// Element of an array.
    Index(i64),
    /// The field whose key is at this stack index.
    Key(c_int),
    /// An upvalue, by its name (valid while the function is on the stack).
    Upvalue(*const std::ffi::c_char),
    /// The metatable.
    Metatable,
    /// A user value of a userdata.
    UserValue,
    /// An object that is encoded late.
    Late,
}

impl Encoder<'_> {
    /// Raises the error of a value that no transmission can hold.
    #[cold]
    pub(super) fn fail_top_level(&mut self, r: Raising<'_>, _i: c_int) -> ! {
        self.error = Some(UNSUPPORTED.to_owned());
        r.fail("")
    }

    #[cold]
    pub(super) fn fail_entry(&mut self, r: Raising<'_>, i: c_int) -> ! {
        let kind = r.kind(i).name();
        let what = if matches!(self.path.iter().rev().nth(1), Some(Step::Metatable)) {
            "Unable to copy metatable entry"
        } else {
            "Unable to copy table entry"
        };
        self.error = Some(format!("{what} '{}' because of value is of type '{kind}'", self.path_text(*r)));
        r.fail("")
    }

    /// The path to the value at hand, as messages show it: `arg_2.a[3].b`, in 4.x `arg#2.a[3].b`.
    #[cold]
    pub fn path_text(&self, s: State<'_>) -> String {
        let mut text = String::new();
        for (n, step) in self.path.iter().enumerate() {
            match *step {
                Step::Root(n) => {
                    let mark = if self.dialect == Dialect::V3 { '_' } else { '#' };
                    text.push_str(&format!("arg{mark}{}", n + self.first_name));
                }
                Step::Index(n) => text.push_str(&format!("[{n}]")),
                Step::Upvalue(name) => {
                    // SAFETY: the function that owns the name is still on the stack.
                    let name = to_text(unsafe { std::ffi::CStr::from_ptr(name) }.to_bytes());
                    text = if name.is_empty() { text + ".?" } else { name };
                }
                Step::Metatable => {}
                Step::UserValue => text.push_str(".uservalue"),
                Step::Late => text.push_str("..."),
                Step::Key(_) if n < self.outer_steps => text.push_str("[?]"),
                Step::Key(at) => match s.kind(at) {
                    Kind::String => text.push_str(&format!(".{}", s.describe(at))),
                    Kind::Userdata => text.push_str("[U:<FULL>]"),
                    Kind::Light => text.push_str(&format!("[U:{:p}]", s.userdata(at))),
                    _ => text.push_str(&format!("[{}]", s.describe(at))),
                },
            }
        }
        text
    }
}
