//! Converters: what 4.x lets a value become when it is sent. The `__lanesconvert` of its metatable says so, or, for values
//! without a metatable, the setting `convert_fallback`.
//!
//! Converters are any code. They run while nothing is locked; what they return is kept until the transmission is done,
//! so that no later object can be taken for it.

use super::Encoder;
use crate::boundary::{Kind, Raising};
use crate::dialect::Dialect;
use crate::lindas::NULL;
use crate::universe::Fallback;
use crate::value::packet::tag;
use std::ffi::c_int;

/// What a transmission is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Values that go into a linda.
    Linda,
    /// A lane's body, arguments, results and so on.
    Lane,
    /// An error value of a lane, and then a stack table, which is ours.
    Failure,
    /// Things of our own, which nothing converts.
    Internal,
}

impl Purpose {
    /// Whether value number `root` of the transmission may be converted.
    pub fn converts(self, root: usize) -> bool {
        match self {
            Purpose::Linda | Purpose::Lane => true,
            Purpose::Failure => root == 0,
            Purpose::Internal => false,
        }
    }

    /// What converters are told.
    fn hint(self) -> &'static [u8] {
        if self == Purpose::Linda { b"keeper" } else { b"regular" }
    }
}

/// What is to become of a value.
enum Conversion {
    /// It goes as it is.
    None,
    /// nil
    Null,
    /// The object's address.
    Decay,
    /// What the function on top of the stack returns.
    Call,
}

impl Encoder<'_> {
    /// Encodes what the object at `i` is to become, after so many conversions. False, and nothing written, if it goes as
    /// it is.
    pub fn converted(&mut self, r: Raising<'_>, i: c_int, depth: u32, conversions: u32) -> bool {
        if self.dialect == Dialect::V3 || !self.purpose.converts(self.roots.len() - 1) {
            return false;
        }
        if r.get_metatable(i) {
            r.pop(1);
        } else if self.env.universe.settings().convert_fallback == Fallback::None {
            return false;
        }
        let address = r.pointer(i) as usize;
        if address == self.globals || self.metatables.contains_key(&address) {
            return false;
        }
        r.need_stack(12);
        let top = r.top();
        match self.conversion(r, i) {
            Conversion::None => return false,
            Conversion::Null => self.out.push(tag::NIL),
            Conversion::Decay => self.word(tag::LIGHT, address as u64),
            Conversion::Call => self.call(r, i, depth, conversions),
        }
        r.set_top(top);
        true
    }

    /// Looks up what is to become of the object at `i`.
    fn conversion(&mut self, r: Raising<'_>, i: c_int) -> Conversion {
        if !r.get_metatable(i) {
            return match self.env.universe.settings().convert_fallback {
                _ if self.open_metatables > 0 => Conversion::None,
                Fallback::None => Conversion::None,
                Fallback::Null => Conversion::Null,
                Fallback::Decay => Conversion::Decay,
            };
        }
        let conversion = match r.index_field(-1, c"__lanesconvert") {
            Kind::Nil => Conversion::None,
            Kind::Light if r.userdata(-1) as usize == NULL => Conversion::Null,
            Kind::String if r.bytes(-1) == Some(b"decay") => Conversion::Decay,
            Kind::Function => return Conversion::Call,
            kind => self.fail_conversion(r, kind),
        };
        r.pop(2);
        conversion
    }

    /// The function on top is called with the object at `i`, and what it returns takes its place.
    fn call(&mut self, r: Raising<'_>, i: c_int, depth: u32, conversions: u32) {
        let most = self.env.universe.settings().convert_max_attempts;
        if conversions >= most {
            self.fatal = true;
            self.error = Some(format!("more than {most} conversion attempts"));
            r.fail("");
        }
        r.push_value(i);
        r.push_bytes(self.purpose.hint());
        r.call(2, 1);
        let at = r.top();
        let done = match r.kind(at) {
            Kind::Table => {
                self.keep(r, at);
                self.table_after(r, at, depth, conversions + 1);
                true
            }
            Kind::Userdata => {
                self.keep(r, at);
                self.userdata_after(r, at, depth, conversions + 1);
                true
            }
            _ => {
                self.keep(r, at);
                self.value(r, at, depth)
            }
        };
        if !done {
            let kind = r.kind(at).name();
            self.error = Some(format!(
                "__lanesconvert returned a {kind}, which cannot be copied (value '{}')",
                self.path_text(*r)
            ));
            r.fail("");
        }
    }

    /// Keeps the object at `at` until the transmission is done: as a key of the table at 1, whose other keys are numbers.
    fn keep(&mut self, r: Raising<'_>, at: c_int) {
        if !matches!(r.kind(at), Kind::Table | Kind::Userdata | Kind::Function) {
            return;
        }
        if r.kind(1) == Kind::Nil {
            r.create_table(0, 4);
            r.replace(1);
        }
        r.push_value(at);
        r.push_bool(true);
        r.raw_set(1);
    }

    #[cold]
    fn fail_conversion(&mut self, r: Raising<'_>, kind: Kind) -> ! {
        self.fatal = true;
        self.error = Some(match kind {
            Kind::String => format!("Invalid __lanesconvert mode '{}'", r.describe(-1)),
            _ => format!("Invalid __lanesconvert type {}", kind.name()),
        });
        r.fail("")
    }
}
