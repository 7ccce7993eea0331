//! `lanes.gen`: reading its arguments, checking them all before anything is made.

use super::Trace;
use super::libraries::Libraries;
use crate::boundary::{Done, Fault, Kind, Outcome, Quiet, Raising};
use crate::dialect::Dialect;
use std::ffi::c_int;

/// The options of a generator with their types, in the order in which it passes them to `lane_start` after body and
/// libraries.
const OPTIONS: [(&str, Kind); 8] = [
    ("priority", Kind::Number),
    ("globals", Kind::Table),
    ("package", Kind::Table),
    ("required", Kind::Table),
    ("gc_cb", Kind::Function),
    ("name", Kind::String),
    ("error_trace_level", Kind::String),
    ("native_priority", Kind::Number),
];
/// How many of them 3.x has.
const OPTIONS_V3: usize = 6;
/// Where `native_priority` is.
const NATIVE: usize = 7;

/// What messages say.
struct Words {
    nothing: &'static str,
    bad: &'static str,
    last: &'static str,
}

const WORDS_V3: Words = Words { nothing: "No parameters!", bad: "Bad parameter", last: "Last parameter" };
const WORDS_V4: Words = Words { nothing: "No arguments!", bad: "Bad argument", last: "Last argument" };

/// A type and value as messages show them: `boolean "true"`.
fn shown(q: Quiet<'_>, i: c_int) -> String {
    let text = q.describe(i).replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\\n");
    format!("{} \"{text}\"", q.kind(i).name())
}

/// `lanes.gen([libraries | options | nil ..,] body)`
pub fn generator(q: Quiet<'_>) -> Outcome {
    make(q, false)
}

/// `lanes.coro(..)`: as `gen`, for lanes that run as coroutines.
pub fn coroutine_generator(q: Quiet<'_>) -> Outcome {
    make(q, true)
}

fn make(q: Quiet<'_>, coroutine: bool) -> Outcome {
    let dialect = crate::api::env(q)?.universe.dialect();
    let words = if dialect == Dialect::V3 { WORDS_V3 } else { WORDS_V4 };
    let top = q.top();
    if top == 0 {
        return Err(Fault::Error(words.nothing.to_owned()));
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
            _ => return Err(Fault::Error(format!("{} {i}: {}", words.bad, shown(q, i)))),
        }
    }
    if !matches!(q.kind(top), Kind::Function | Kind::String) {
        return Err(Fault::Error(format!("{} not function or string: {}", words.last, shown(q, top))));
    }
    if let Some(text) = &libraries {
        Libraries::parse(text, dialect)?;
    }
    let options = merge(q, &tables, dialect)?;
    let mut making = Making { libraries, body: top, options, coroutine };
    q.set_top(top);
    q.protected(top, 1, &mut making, push_generator)?;
    Ok(Done(1))
}

/// What a generator is made of; the indices are those of the arguments.
struct Making {
    libraries: Option<Vec<u8>>,
    body: c_int,
    /// For each of [`OPTIONS`], the table that has it last.
    options: [Option<c_int>; OPTIONS.len()],
    coroutine: bool,
}

/// Checks the option tables and finds, for each option, the table that counts: the last that has it.
fn merge(q: Quiet<'_>, tables: &[c_int], dialect: Dialect) -> Result<[Option<c_int>; OPTIONS.len()], Fault> {
    let known = if dialect == Dialect::V3 { &OPTIONS[..OPTIONS_V3] } else { &OPTIONS[..] };
    let mut merged = [None; OPTIONS.len()];
    for &table in tables {
        q.push_nil();
        while q.next(table) {
            let value = q.top();
            if q.kind(value - 1) == Kind::Number {
                let shown = shown(q, value);
                return Err(Fault::Error(format!("Unkeyed option: {shown}")));
            }
            let known =
                q.bytes(value - 1).and_then(|key| known.iter().find(|(name, _)| name.as_bytes() == key));
            let Some((name, wanted)) = known else {
                return Err(Fault::Error(format!("Bad '{}' option", q.describe(value - 1))));
            };
            let is_level = *name != "error_trace_level" || q.bytes(value).is_some_and(is_trace_level);
            if q.kind(value) != *wanted || !is_level {
                return Err(Fault::Error(format!("Bad '{name}' option: {}", shown(q, value))));
            }
            let at = OPTIONS.iter().position(|(known, _)| known == name);
            merged[at.unwrap_or_default()] = Some(table);
            q.pop(1);
        }
    }
    if merged[0].is_some() && merged[NATIVE].is_some() {
        return Err(Fault::Error("priority and native_priority cannot be specified together".to_owned()));
    }
    Ok(merged)
}

fn is_trace_level(name: &[u8]) -> bool {
    Trace::from_name(name).is_some()
}

/// `factory(lane_start, body, libraries, ..)`
fn push_generator(r: Raising<'_>, making: &mut Making) -> c_int {
    r.need_stack(24);
    crate::api::push_factory(r, "generator");
    r.push_c_function(crate::api::C_LANE_START);
    r.push_value(making.body);
    match &making.libraries {
        Some(text) => r.push_bytes(text),
        None => r.push_nil(),
    }
    for ((name, _), table) in OPTIONS.iter().zip(making.options) {
        match table {
            Some(table) => {
                r.get_field(table, name);
            }
            // The creator's own `package`, as it is now.
            None if *name == "package" => push_package(r),
            None => r.push_nil(),
        }
    }
    r.push_bool(making.coroutine);
    r.call(12, 1);
    1
}

fn push_package(r: Raising<'_>) {
    r.push_globals();
    r.get_field(-1, "package");
    r.remove(-2);
}
