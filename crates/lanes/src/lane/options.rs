//! `lanes.gen`: reading its arguments, checking them all before anything is made.

use super::libraries::Libraries;
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising};
use std::ffi::c_int;

/// The options of a generator, in the order in which the generator passes them to `lane_new` after body and libraries.
pub const OPTIONS: [&str; 5] = ["priority", "globals", "package", "required", "gc_cb"];

/// A type and value as messages show them: `boolean "true"`.
fn shown(q: Quiet<'_>, i: c_int) -> String {
    let text = q.describe(i).replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\\n");
    format!("{} \"{text}\"", q.kind(i).name())
}

/// `lanes.gen([libraries | options | nil ..,] body)`
pub fn generator(q: Quiet<'_>) -> Outcome {
    let top = q.top();
    if top == 0 {
        return Err(Fault::Error("No parameters!".to_owned()));
    }
    let mut libraries: Option<Vec<u8>> = None;
    let mut tables = Vec::new();
    for i in 1..top {
        match q.kind(i) {
            Kind::Nil => {}
            Kind::Table => tables.push(i),
            Kind::String => {
                let text = q.check_string(i)?;
                match &mut libraries {
                    Some(all) => {
                        all.push(b',');
                        all.extend_from_slice(text);
                    }
                    None => libraries = Some(text.to_vec()),
                }
            }
            _ => return Err(Fault::Error(format!("Bad parameter {i}: {}", shown(q, i)))),
        }
    }
    if !matches!(q.kind(top), Kind::Function | Kind::String) {
        return Err(Fault::Error(format!("Last parameter not function or string: {}", shown(q, top))));
    }
    if let Some(text) = &libraries {
        Libraries::parse(text)?;
    }
    let merged = merge(q, &tables)?;
    let _ = crate::api::env(q)?;
    let mut making = Making { libraries, body: top, options: merged };
    q.set_top(top);
    q.protected(top, 1, &mut making, push_generator)?;
    Ok(Done(1))
}

/// What a generator is made of; the indices are those of the arguments.
struct Making {
    libraries: Option<Vec<u8>>,
    body: c_int,
    /// For each of [`OPTIONS`], the table that has it last.
    options: [Option<c_int>; 5],
}

/// Checks the option tables and finds, for each option, the table that counts: the last that has it.
fn merge(q: Quiet<'_>, tables: &[c_int]) -> Result<[Option<c_int>; 5], Fault> {
    let mut merged = [None; 5];
    for &table in tables {
        q.push_nil();
        while q.next(table) {
            let value = q.top();
            if q.kind(value - 1) == Kind::Number {
                let shown = shown(q, value);
                return Err(Fault::Error(format!("Unkeyed option: {shown}")));
            }
            let known = q.bytes(value - 1).and_then(|key| OPTIONS.iter().position(|o| o.as_bytes() == key));
            let Some(at) = known else {
                return Err(Fault::Error(format!("Bad '{}' option", q.describe(value - 1))));
            };
            let wanted = match OPTIONS[at] {
                "priority" => Kind::Number,
                "gc_cb" => Kind::Function,
                _ => Kind::Table,
            };
            if q.kind(value) != wanted {
                return Err(Fault::Error(format!("Bad '{}' option: {}", OPTIONS[at], shown(q, value))));
            }
            merged[at] = Some(table);
            q.pop(1);
        }
    }
    Ok(merged)
}

/// `factory(lane_new, body, libraries, priority, globals, package, required, gc_cb)`
fn push_generator(r: Raising<'_>, making: &mut Making) -> c_int {
    r.need_stack(16);
    crate::api::push_factory(r, "generator");
    r.push_c_function(crate::api::C_LANE_NEW);
    r.push_value(making.body);
    match &making.libraries {
        Some(text) => r.push_bytes(text),
        None => r.push_nil(),
    }
    for (name, table) in OPTIONS.iter().zip(making.options) {
        match table {
            Some(table) => {
                r.get_field(table, name);
            }
            // The creator's own `package`, as it is now.
            None if *name == "package" => push_package(r),
            None => r.push_nil(),
        }
    }
    r.call(8, 1);
    1
}

fn push_package(r: Raising<'_>) {
    r.push_globals();
    r.get_field(-1, "package");
    r.remove(-2);
}
