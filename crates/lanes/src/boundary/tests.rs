//! The table of `docs/DESIGN.md` section 3, on whatever Lua this is: catch, drop everything, then raise.

use super::{Done, Fault, Kind, Outcome, Quiet, Raising};
use crate::entry;
use crate::env::Env;
use crate::testing::{Host, universe, until_enough};
use parking_lot::Mutex;
use std::ffi::c_int;
use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, Ordering};

/// Counts itself while it lives. Each test that counts has a counter of its own, as tests run at the same time.
struct Counted(&'static AtomicIsize);

impl Counted {
    fn new(at: &'static AtomicIsize) -> Counted {
        at.fetch_add(1, Ordering::SeqCst);
        Counted(at)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

static BELOW: AtomicIsize = AtomicIsize::new(0);

entry!(c_error_below = error_below);
fn error_below(q: Quiet<'_>) -> Outcome {
    let mut context = vec![Counted::new(&BELOW), Counted::new(&BELOW)];
    let _owned = (Counted::new(&BELOW), String::from("a heap block"), vec![1, 2, 3]);
    q.set_top(1);
    q.protected(1, 0, &mut context, |r, context| {
        context.push(Counted::new(&BELOW));
        r.call(0, 0);
        0
    })?;
    Ok(Done(0))
}

#[test]
fn an_error_below_an_owner_leaks_nothing() {
    let host = Host::new();
    host.set_global("f", c_error_below);
    for code in [
        "error('text', 0)",
        "error({'a table'})",
        "local t = nil; t.x = 1",
        "string.rep()",
        "error()",
        "local function f() return f() + 1 end f()",
    ] {
        let whole = format!("local ok, e = pcall(f, function() {code} end) assert(not ok) return e");
        let n = host.must(&whole, 0);
        assert_eq!(BELOW.load(Ordering::SeqCst), 0, "after {code}");
        host.q().pop(n);
    }
    host.must("f(function() end)", 0);
    assert_eq!(BELOW.load(Ordering::SeqCst), 0);
    host.close();
}

static OWN: AtomicIsize = AtomicIsize::new(0);

entry!(c_own_faults = own_faults);
fn own_faults(q: Quiet<'_>) -> Outcome {
    let _owned = [Counted::new(&OWN), Counted::new(&OWN)];
    match q.check_integer(1)? {
        1 => Err(Fault::Error("with the place".to_owned())),
        2 => Err(Fault::Plain("as it is".to_owned())),
        3 => Err(Fault::Arg(2, "odd".to_owned())),
        4 => {
            q.push_bool(false);
            Err(Fault::OnStack)
        }
        _ => {
            q.push_int(7);
            Ok(Done(1))
        }
    }
}

#[test]
fn every_fault_raises_its_own_error() {
    let host = Host::new();
    host.set_global("f", c_own_faults);
    host.must(
        "local function err(n) local ok, e = pcall(function() f(n) end) assert(not ok) return e end
         assert(err(1) == 'test:1: with the place', err(1))
         assert(err(2) == 'as it is', err(2))
         assert(err(3):find(\"bad argument #2 to 'f' (odd)\", 1, true), err(3))
         assert(err(4) == false)
         assert(f(5) == 7)",
        0,
    );
    assert_eq!(OWN.load(Ordering::SeqCst), 0);
    host.close();
}

static LOCKED: Mutex<u32> = Mutex::new(0);
static PANICKED: AtomicIsize = AtomicIsize::new(0);

entry!(c_panics = panics);
fn panics(q: Quiet<'_>) -> Outcome {
    let mut times = LOCKED.lock();
    *times += 1;
    let _owned = Counted::new(&PANICKED);
    match q.check_integer(1)? {
        1 => panic!("a literal"),
        2 => panic!("formatted {}", *times),
        3 => std::panic::panic_any(42),
        _ => {}
    }
    let at = usize::try_from(*times).unwrap_or_default() + 10;
    q.push_int([1, 2, 3][at]);
    Ok(Done(1))
}

#[test]
fn a_panic_becomes_an_error_and_releases_what_was_held() {
    let host = Host::new();
    host.set_global("f", c_panics);
    for n in [1, 1, 2, 3, 4, 4] {
        let text = host.run(&format!("f({n})"), 0).expect_err("no error came of a panic");
        assert!(text.starts_with("internal error: "), "{text}");
        assert!(LOCKED.try_lock().is_some(), "the lock is still held");
        assert_eq!(PANICKED.load(Ordering::SeqCst), 0);
    }
    assert_eq!(*LOCKED.lock(), 6);
    host.must("return coroutine.wrap(function() return pcall(f, 1) end)()", 0);
    assert!(!host.q().truthy(-2));
    host.close();
}

entry!(c_arguments = arguments);
fn arguments(q: Quiet<'_>) -> Outcome {
    q.check_number(1)?;
    q.check_integer(2)?;
    q.check_string(3)?;
    q.check_kind(4, Kind::Table)?;
    q.check_count(4)?;
    Ok(Done(0))
}

#[test]
fn argument_errors_name_the_argument() {
    let host = Host::new();
    host.set_global("f", c_arguments);
    host.must("f(1, 2, 'three', {}) f('1', '2', 'three', {}) f(1, 2.0, '3', {})", 0);
    for (call, wanted) in [
        ("f()", "bad argument #1 to 'f' (number expected, got no value)"),
        ("f({})", "bad argument #1 to 'f' (number expected, got table)"),
        ("f(1, 'x')", "bad argument #2 to 'f' (number expected, got string)"),
        ("f(1, 2.5)", "bad argument #2 to 'f' (number has no integer representation)"),
        ("f(1, 1e300)", "bad argument #2 to 'f' (number has no integer representation)"),
        ("f(1, 0/0)", "bad argument #2 to 'f' (number has no integer representation)"),
        ("f(1, 2, 3)", "bad argument #3 to 'f' (string expected, got number)"),
        ("f(1, 2, nil)", "bad argument #3 to 'f' (string expected, got nil)"),
        ("f(1, 2, '', 4)", "bad argument #4 to 'f' (table expected, got number)"),
        ("f(1, 2, '', {}, 5)", "bad argument #5 to 'f' (too many arguments)"),
        ("local t = {f = f} t:f(2)", "calling 'f' on bad self"),
    ] {
        let text = host.run(call, 0).expect_err(call);
        assert!(text.contains(wanted), "{call}: {text}");
    }
    host.close();
}

#[test]
fn results_and_errors_take_the_place_of_the_arguments() {
    let host = Host::new();
    let q = host.q();
    q.push_int(1);
    q.push_int(2);
    q.push_int(3);
    let swap: fn(Raising<'_>, &mut ()) -> c_int = |r, ()| {
        r.insert(1);
        2
    };
    assert!(q.protected(2, 2, &mut (), swap).is_ok());
    assert_eq!((q.top(), q.integer(1), q.integer(2), q.integer(3)), (3, Some(1), Some(3), Some(2)));
    let fail: fn(Raising<'_>, &mut ()) -> c_int = |r, ()| r.fail("no");
    assert!(q.protected(2, 2, &mut (), fail).is_err());
    assert_eq!((q.top(), q.integer(1), q.bytes(2)), (2, Some(1), Some(b"no".as_slice())));
    host.close();
}

/// `true` is success; the only failure that may be is Lua's own memory error, and it is popped.
pub(crate) fn enough(q: Quiet<'_>, done: Result<(), Fault>) -> bool {
    let Err(fault) = done else { return true };
    assert!(matches!(fault, Fault::OnStack), "not an error of Lua's");
    assert_eq!(q.bytes(-1), Some(b"not enough memory".as_slice()), "{}", q.describe(-1));
    q.pop(1);
    false
}

#[test]
fn running_out_of_memory_is_an_error_like_any_other() {
    let tries = until_enough(
        Host::new,
        |host, granted| {
            let q = host.q();
            let mut text = vec![b'x'; 100];
            let done = host.with_allocations(granted, || {
                q.protected(0, 1, &mut text, |r, text| {
                    r.create_table(0, 0);
                    for n in 1..100 {
                        text.push(b'y');
                        r.push_bytes(text);
                        r.raw_seti(-2, n);
                    }
                    1
                })
            });
            enough(q, done)
        },
        |host| {
            host.q().set_top(0);
            host.must(
                "local t = {} for i = 1, 100 do t[i] = ('z'):rep(i) end assert(#table.concat(t) == 5050)",
                0,
            );
        },
    );
    assert!(tries > 50);
}

entry!(c_text = text);
fn text(q: Quiet<'_>) -> Outcome {
    q.push_text(&[b'x'; 5000])?;
    Err(Fault::Error("another text, with the place".repeat(50)))
}

#[test]
fn running_out_of_memory_while_raising_is_an_error_too() {
    let fresh = || {
        let host = Host::new();
        host.set_global("f", c_text);
        host.must("g = function() f() end", 0);
        host
    };
    until_enough(
        fresh,
        |host, granted| {
            let q = host.q();
            let got = host.with_allocations(granted, || {
                q.protected(0, 0, &mut (), |r, ()| {
                    r.push_globals();
                    r.get_field(-1, "g");
                    r.call(0, 0);
                    0
                })
            });
            assert!(got.is_err());
            let text = host.take_text();
            assert!(text == "not enough memory" || text.starts_with("test:1: another"), "{text}");
            text != "not enough memory"
        },
        |host| {
            host.must("assert(not pcall(g))", 0);
        },
    );
}

#[test]
fn a_state_gets_its_data_wholly_or_not_at_all() {
    let universe = universe();
    let env = Env::new(universe.clone(), None);
    let tries = until_enough(
        Host::bare,
        |host, granted| {
            let q = host.q();
            let done = host.with_allocations(granted, || {
                let done = enough(q, Env::attach(q, &env));
                // What comes next without memory is an error as well, whatever is still missing in the state.
                assert!(done || !enough(q, q.push_text(b"the error's text")));
                done
            });
            assert_eq!(q.top(), 0);
            assert_eq!(Env::of(*q).is_some(), done);
            if !done {
                assert!(Env::attach(q, &env).is_ok());
                assert!(Env::of(*q).is_some_and(|own| Arc::ptr_eq(&own, &env)));
            }
            done
        },
        Host::close,
    );
    assert!(tries > 2);
    assert_eq!(Arc::strong_count(&env), 1, "a state that is closed still has its data");
    drop(env);
    assert_eq!(Arc::strong_count(&universe), 1);
}
