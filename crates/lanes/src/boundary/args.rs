//! Argument readers for quiet code: each names the argument and what was expected when it fails.

use super::entry::Fault;
use super::state::{Kind, Quiet};
use std::ffi::c_int;

impl<'a> Quiet<'a> {
    /// `(what expected, got ..)`, as Lua's own argument errors say it.
    pub fn type_fault(self, i: c_int, expected: &str) -> Fault {
        Fault::Arg(i, format!("{expected} expected, got {}", self.kind(i).name()))
    }

    /// A number; numeric strings are converted, as everywhere in Lua.
    pub fn check_number(self, i: c_int) -> Result<f64, Fault> {
        self.number(i).ok_or_else(|| self.type_fault(i, "number"))
    }

    /// An integer; floats and numeric strings that stand for one exactly are converted.
    pub fn check_integer(self, i: c_int) -> Result<i64, Fault> {
        if let Some(n) = self.integer(i) {
            return Ok(n);
        }
        match self.number(i) {
            Some(_) => Err(Fault::Arg(i, "number has no integer representation".to_owned())),
            None => Err(self.type_fault(i, "number")),
        }
    }

    /// A string; numbers are not accepted.
    pub fn check_string(self, i: c_int) -> Result<&'a [u8], Fault> {
        self.bytes(i).ok_or_else(|| self.type_fault(i, "string"))
    }

    /// A value of exactly this type.
    pub fn check_kind(self, i: c_int, kind: Kind) -> Result<(), Fault> {
        if self.kind(i) == kind { Ok(()) } else { Err(self.type_fault(i, kind.name())) }
    }

    /// At most `n` arguments.
    pub fn check_count(self, n: c_int) -> Result<(), Fault> {
        let top = self.top();
        if top <= n { Ok(()) } else { Err(Fault::Arg(top, "too many arguments".to_owned())) }
    }
}
