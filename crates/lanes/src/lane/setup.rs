//! Preparing a lane's state: libraries, hooks of the host, names, paths, required modules, globals, body, arguments.
//!
//! Everything that can fail in a way that belongs to the generator call runs in the creator's thread, before the lane
//! exists. Where nothing of that kind is there, the same steps run in the lane's own thread instead.

use super::libraries::Libraries;
use super::{Trace, functions};
use crate::api::{self, modules};
use crate::boundary::{Fault, Kind, Quiet, Raising, to_bytes};
use crate::dialect::Dialect;
use crate::env::Env;
use crate::ffi::{self, keys};
use crate::universe::OnStateCreate;
use crate::value::{Packet, push_values, userdata};
use std::ffi::c_int;
use std::sync::Arc;

/// A lane's body.
pub enum Body {
    /// A function, or anything else that was encoded.
    Packet(Packet),
    /// Source text, compiled in the lane.
    Source(Box<[u8]>),
}

/// All that a new state is made from.
pub struct Setup {
    /// The state's data, of the lane that will run.
    pub env: Arc<Env>,
    /// Its libraries.
    pub libraries: Libraries,
    /// Fields of the `package` option: `path`, `cpath`, `preload`, each nil if it was.
    pub package: Option<Packet>,
    /// Names of modules to require.
    pub required: Vec<Box<[u8]>>,
    /// Key and value of each global, each pair a transmission of its own.
    pub globals: Vec<Packet>,
    /// The body.
    pub body: Body,
    /// The arguments.
    pub arguments: Packet,
}

impl Setup {
    /// Whether a step may fail because of what the caller asked for.
    pub fn may_fail(&self) -> bool {
        let hooked = !matches!(self.env.universe.settings().on_state_create, OnStateCreate::None);
        let body = match &self.body {
            Body::Packet(packet) => packet.lookups,
            Body::Source(_) => true,
        };
        hooked
            || body
            || !self.required.is_empty()
            || self.arguments.lookups
            || self.globals.iter().any(|g| g.lookups)
            || self.package.as_ref().is_some_and(|p| p.lookups)
    }

    /// Runs all steps in the state and leaves the body and its arguments on the stack. Gives the number of arguments.
    pub fn run(&self, q: Quiet<'_>) -> Result<c_int, Fault> {
        self.prepare(q)?;
        self.push_body(q)?;
        push_values(q, &self.env, &self.arguments, "")
    }

    /// All steps but the last. (Not inlined: loading the body is what needs the stack most.)
    #[inline(never)]
    fn prepare(&self, q: Quiet<'_>) -> Result<(), Fault> {
        Env::attach(q, &self.env)?;
        q.protected(0, 0, &mut &*self, open_libraries)?;
        self.state_created(q)?;
        q.protected(0, 0, &mut (self, &*to_bytes(&self.env.title())), set_names)?;
        self.set_package(q)?;
        self.require_modules(q)?;
        self.set_globals(q)?;
        q.protected(0, 0, &mut &*self.env, |r, env| {
            functions::set_globals(r, env.universe.dialect());
            if env.lane.as_ref().is_some_and(|lane| lane.trace == Trace::Extended) {
                r.push_bool(true);
                r.registry_set(&keys::EXTENDED);
            }
            0
        })
    }

    /// `on_state_create`, in every state that has libraries or where there is one.
    fn state_created(&self, q: Quiet<'_>) -> Result<(), Fault> {
        match &self.env.universe.settings().on_state_create {
            OnStateCreate::None => return Ok(()),
            OnStateCreate::Native(function) => {
                q.protected(0, 1, &mut { *function }, |r, f| {
                    r.push_c_function(*f);
                    1
                })?;
            }
            OnStateCreate::Lua(packet) => {
                push_values(q, &self.env, packet, "main")?;
            }
        }
        // 4.x says what kind of state it is; there is one kind only.
        let dialect = self.env.universe.dialect();
        let called = q.protected(1, 0, &mut { dialect }, |r, dialect| {
            let arguments = match dialect {
                Dialect::V3 => 0,
                Dialect::V4 => {
                    r.push_bytes(b"lane");
                    1
                }
            };
            r.call(arguments, 0);
            0
        });
        if called.is_ok() {
            return Ok(());
        }
        let what = match q.kind(-1) {
            Kind::String => q.describe(-1),
            kind => kind.name().to_owned(),
        };
        let place = if dialect == Dialect::V3 { "" } else { " in lane" };
        Err(Fault::Error(format!("on_state_create failed{place}: \"{what}\"")))
    }

    fn set_package(&self, q: Quiet<'_>) -> Result<(), Fault> {
        let Some(packet) = &self.package else { return Ok(()) };
        if !self.libraries.has_package() {
            return Ok(());
        }
        push_values(q, &self.env, packet, "")?;
        q.protected(3, 0, &mut (), |r, ()| {
            r.push_globals();
            if r.get_field(4, "package") == Kind::Table {
                for (i, name) in [(1, "path"), (2, "cpath")] {
                    if r.kind(i) != Kind::Nil {
                        r.push_value(i);
                        r.set_field(5, name);
                    }
                }
                if r.kind(3) == Kind::Table && r.get_field(5, "preload") == Kind::Table {
                    merge(r, 3, 6);
                }
            }
            0
        })
    }

    fn require_modules(&self, q: Quiet<'_>) -> Result<(), Fault> {
        for name in &self.required {
            let mut step = (&**name, None);
            if let Err(fault) = q.protected(0, 1, &mut step, require_module) {
                let Some(text) = step.1 else { return Err(fault) };
                return Err(Fault::Error(text.to_owned()));
            }
            if matches!(q.kind(-1), Kind::Table | Kind::Function) {
                modules::name_at(q, &self.env, name, q.top())?;
            }
            q.pop(1);
        }
        Ok(())
    }

    fn set_globals(&self, q: Quiet<'_>) -> Result<(), Fault> {
        for pair in &self.globals {
            push_values(q, &self.env, pair, "")?;
            q.protected(2, 0, &mut (), |r, ()| {
                r.push_globals();
                r.insert(1);
                if !r.kind(2).is_none_or_nil() {
                    r.raw_set(1);
                }
                0
            })?;
        }
        Ok(())
    }

    fn push_body(&self, q: Quiet<'_>) -> Result<(), Fault> {
        let source = match &self.body {
            Body::Packet(packet) => return push_values(q, &self.env, packet, "").map(drop),
            Body::Source(source) => source,
        };
        fn compile(r: Raising<'_>, source: &mut &[u8]) -> c_int {
            r.push_bytes(b"");
            let name = source.split(|b| *b == 0).next().unwrap_or_default();
            r.push_bytes(name);
            // SAFETY: inside a protected call; the name is a terminated string on the stack while it is used.
            let status = unsafe {
                let name = std::ffi::CStr::from_ptr(ffi::lua_tolstring(r.as_ptr(), -1, std::ptr::null_mut()));
                ffi::loadbuffer(r.as_ptr(), source, name, c"t")
            };
            if status != ffi::LUA_OK {
                r.throw();
            }
            1
        }
        if q.protected(0, 1, &mut &**source, compile).is_err() {
            return Err(Fault::Error("error when parsing lane function code".to_owned()));
        }
        Ok(())
    }
}

/// Copies the fields of the table at `from` into the one at `to`.
fn merge(r: Raising<'_>, from: c_int, to: c_int) {
    r.push_nil();
    while r.next(from) {
        r.push_value(-2);
        r.insert(-2);
        r.raw_set(to);
    }
}

fn open_libraries(r: Raising<'_>, setup: &mut &Setup) -> c_int {
    if setup.libraries == Libraries::None {
        return 0;
    }
    const STOP: c_int = 0;
    const RESTART: c_int = 1;
    // SAFETY: inside a protected call. Collections are pointless while only libraries are made.
    unsafe { ffi::gc(r.as_ptr(), STOP, 0) };
    setup.libraries.open(r);
    // SAFETY: as above.
    unsafe { ffi::gc(r.as_ptr(), RESTART, 0) };
    if setup.libraries.has_package() {
        api::set_preload(r, setup.env.universe.dialect());
    }
    if setup.libraries.has_core() {
        api::open_core_in_lane(r, &setup.env);
    }
    modules::wrap_require(r);
    #[cfg(not(feature = "luajit"))]
    super::coroutines::replace(r);
    0
}

/// Names what the state has. Without a host's hook these are the standard libraries' own names, known beforehand.
fn set_names(r: Raising<'_>, (setup, title): &mut (&Setup, &[u8])) -> c_int {
    if !matches!(setup.env.universe.settings().on_state_create, OnStateCreate::None) {
        api::name_globals(r, &setup.env);
    } else {
        #[cfg(feature = "luajit")]
        if setup.libraries != Libraries::None {
            crate::value::originals::keep(r);
        }
        if setup.libraries.has("io") {
            userdata::name_streams(r, &setup.env);
        }
    }
    r.push_bytes(title);
    functions::set_title(r);
    0
}

/// `require(name)`; the second part is an error of our own.
type RequireStep<'s> = (&'s [u8], Option<&'static str>);

fn require_module(r: Raising<'_>, step: &mut RequireStep<'_>) -> c_int {
    r.push_globals();
    if r.get_field(-1, "require") != Kind::Function {
        step.1 = Some("cannot pre-require modules without loading 'package' library first");
        r.fail("");
    }
    r.push_bytes(step.0);
    r.call(1, 1);
    1
}
