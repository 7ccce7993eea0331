//! Random value graphs, with sharing and cycles: the copy has the shape of the source.

use super::{decode, encode};
use crate::boundary::{Kind, Quiet, Raising, State};
use crate::env::Env;
use crate::testing::{Host, universe};
use proptest::prelude::*;
use std::collections::HashMap;
use std::ffi::c_int;
use std::sync::Arc;

/// A value of a graph.
#[derive(Clone, Debug)]
enum Item {
    Nil,
    Bool(bool),
    Int(i64),
    Num(f64),
    Text(Vec<u8>),
    Light(usize),
    /// Table number n, modulo their number.
    Table(usize),
    /// Metatable number n as an ordinary value.
    Meta(usize),
}

/// A table: elements, fields, and perhaps a metatable.
#[derive(Clone, Debug)]
struct Node {
    array: Vec<Item>,
    fields: Vec<(Item, Item)>,
    meta: Option<usize>,
}

/// Tables, metatables (tables too), and the values to send.
#[derive(Clone, Debug)]
struct Graph {
    tables: Vec<Node>,
    metas: Vec<Node>,
    roots: Vec<Item>,
}

fn scalar() -> impl Strategy<Value = Item> {
    prop_oneof![
        any::<bool>().prop_map(Item::Bool),
        (-3i64..6).prop_map(Item::Int),
        (-(1i64 << 53)..1 << 53).prop_map(Item::Int),
        prop_oneof![Just(0.5), Just(-1e300), Just(f64::INFINITY), Just(1e15 + 0.5)].prop_map(Item::Num),
        proptest::collection::vec(any::<u8>(), 0..30).prop_map(Item::Text),
        (1usize..1 << 40).prop_map(Item::Light),
    ]
}

fn item(with_metas: bool) -> impl Strategy<Value = Item> {
    let metas = if with_metas { 1 } else { 0 };
    prop_oneof![
        1 => Just(Item::Nil),
        5 => scalar(),
        1 => (16_380usize..16_390).prop_map(|n| Item::Text(vec![b'x'; n])),
        6 => (0usize..64).prop_map(Item::Table),
        metas => (0usize..64).prop_map(Item::Meta),
    ]
}

fn node(with_metas: bool) -> impl Strategy<Value = Node> {
    (
        proptest::collection::vec(item(with_metas), 0..5),
        proptest::collection::vec((scalar(), item(with_metas)), 0..5),
        proptest::option::weighted(0.4, 0usize..64),
    )
        .prop_map(|(array, fields, meta)| Node { array, fields, meta })
}

fn graph(with_metas: bool) -> impl Strategy<Value = Graph> {
    (
        proptest::collection::vec(node(with_metas), 1..12),
        proptest::collection::vec(node(with_metas), 1..4),
        proptest::collection::vec(item(with_metas), 1..5),
    )
        .prop_map(|(tables, metas, roots)| Graph { tables, metas, roots })
}

/// Builds the graph: leaves the roots. The tables stand in two lists at 1 and 2 while it works.
fn build(r: Raising<'_>, graph: &mut &Graph) -> c_int {
    r.need_stack(30);
    for (list, nodes) in [(1, &graph.tables), (2, &graph.metas)] {
        r.create_table(0, 0);
        for n in 1..=index(nodes.len()) {
            r.create_table(0, 0);
            r.raw_seti(list, n);
        }
    }
    for (list, nodes) in [(1, &graph.tables), (2, &graph.metas)] {
        for (n, node) in (1..).zip(nodes.iter()) {
            r.raw_geti(list, n);
            fill(r, graph, node);
            r.pop(1);
        }
    }
    for item in &graph.roots {
        push(r, graph, item);
    }
    index(graph.roots.len())
}

fn index(n: usize) -> i32 {
    i32::try_from(n).unwrap_or_default()
}

fn fill(r: Raising<'_>, graph: &Graph, node: &Node) {
    for (n, item) in (1..).zip(&node.array) {
        push(r, graph, item);
        r.raw_seti(3, n);
    }
    for (key, item) in &node.fields {
        push(r, graph, key);
        push(r, graph, item);
        r.raw_set(3);
    }
    if let Some(n) = node.meta {
        push(r, graph, &Item::Meta(n));
        r.set_metatable(3);
    }
}

fn push(r: Raising<'_>, graph: &Graph, item: &Item) {
    match item {
        Item::Nil => r.push_nil(),
        Item::Bool(b) => r.push_bool(*b),
        Item::Int(n) => r.push_int(*n),
        Item::Num(n) => r.push_num(*n),
        Item::Text(s) => r.push_bytes(s),
        Item::Light(p) => r.push_light(*p as *mut std::ffi::c_void),
        Item::Table(n) => {
            r.raw_geti(1, index(n % graph.tables.len()) + 1);
        }
        Item::Meta(n) => {
            r.raw_geti(2, index(n % graph.metas.len()) + 1);
        }
    }
}

/// Compares two values that may live in two states.
struct Walk<'w> {
    left: State<'w>,
    right: State<'w>,
    /// Which table on the right each on the left is, and the other way round.
    there: HashMap<usize, usize>,
    back: HashMap<usize, usize>,
    /// Whether metatables have to be the very same objects, and are not looked into.
    home: bool,
}

impl Walk<'_> {
    /// The values on top of both stacks are alike, as far as one can tell from them.
    fn same(&mut self) {
        let (l, r) = (self.left, self.right);
        assert_eq!(l.kind(-1), r.kind(-1));
        match l.kind(-1) {
            Kind::Table => self.same_table(),
            Kind::Number => {
                assert_eq!(l.is_integer(-1), r.is_integer(-1));
                assert_eq!(l.number(-1).map(f64::to_bits), r.number(-1).map(f64::to_bits));
                assert_eq!(l.integer(-1), r.integer(-1));
            }
            Kind::String => assert!(l.bytes(-1) == r.bytes(-1)),
            Kind::Boolean => assert_eq!(l.truthy(-1), r.truthy(-1)),
            Kind::Light => assert_eq!(l.userdata(-1), r.userdata(-1)),
            Kind::Nil => {}
            kind => panic!("a {kind:?} in a graph"),
        }
    }

    fn same_table(&mut self) {
        let (l, r) = (self.left, self.right);
        let (at, to) = (l.pointer(-1) as usize, r.pointer(-1) as usize);
        let known = self.there.insert(at, to);
        let before = self.back.insert(to, at);
        assert_eq!(known.is_some(), before.is_some(), "identity differs");
        if known.is_some() {
            assert_eq!((known, before), (Some(to), Some(at)), "identity differs");
            return;
        }
        assert!(l.check_stack(10) && r.check_stack(10));
        self.same_metatable();
        let mut fields = 0;
        l.push_nil();
        while l.next(-2) {
            self.push_key();
            r.raw_get(-2);
            self.same();
            r.pop(1);
            l.pop(1);
            fields += 1;
        }
        r.push_nil();
        while r.next(-2) {
            r.pop(1);
            fields -= 1;
        }
        assert_eq!(fields, 0, "the number of fields differs");
    }

    fn same_metatable(&mut self) {
        let (l, r) = (self.left, self.right);
        let has = l.get_metatable(-1);
        assert_eq!(r.get_metatable(-1), has);
        if has {
            if self.home {
                assert_eq!(l.pointer(-1), r.pointer(-1));
            } else {
                self.same();
            }
            l.pop(1);
            r.pop(1);
        }
    }

    /// Pushes on the right the key that is below the top on the left.
    fn push_key(&self) {
        let (l, r) = (self.left, self.right);
        match l.kind(-2) {
            Kind::Boolean => r.push_bool(l.truthy(-2)),
            Kind::Number if l.is_integer(-2) => r.push_int(l.integer(-2).unwrap_or_default()),
            Kind::Number => r.push_num(l.number(-2).unwrap_or_default()),
            Kind::Light => r.push_light(l.userdata(-2)),
            kind => {
                assert_eq!(kind, Kind::String);
                // SAFETY: an outermost frame of this test; the call is protected.
                let q = unsafe { Quiet::new(r.as_ptr()) };
                assert!(q.push_text(l.bytes(-2).unwrap_or_default()).is_ok());
            }
        }
    }
}

/// Compares the `n` values on top of both stacks. The state must not be the same one.
fn compare(left: &Host, right: &Host, n: c_int, home: bool) {
    let mut walk =
        Walk { left: *left.q(), right: *right.q(), there: HashMap::new(), back: HashMap::new(), home };
    for i in 1..=n {
        walk.left.push_value(walk.left.top() - n + i);
        walk.right.push_value(walk.right.top() - n + i);
        walk.same();
        walk.left.pop(1);
        walk.right.pop(1);
        // The places are counted from the top again.
    }
}

/// Builds the graph in a state and gives the number of roots.
fn build_in(side: &(Host, Arc<Env>), graph: &Graph) -> c_int {
    let mut step = graph;
    assert!(side.0.q().protected(0, crate::ffi::LUA_MULTRET, &mut step, build).is_ok());
    index(graph.roots.len())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn copies_have_the_shape_of_their_source(graph in graph(true)) {
        let universe = universe();
        let (a, b) = (Host::with(&universe), Host::with(&universe));
        let n = build_in(&a, &graph);
        let packet = encode(&a, n).expect("encoded");
        assert_eq!(decode(&b, &packet).expect("decoded"), n);
        compare(&a.0, &b.0, n, false);
        // And on to a third state, from the copy.
        let c = Host::with(&universe);
        let again = encode(&b, n).expect("encoded");
        assert_eq!(decode(&c, &again).expect("decoded"), n);
        compare(&a.0, &c.0, n, false);
    }

    #[test]
    fn what_comes_home_has_the_metatables_it_left_with(graph in graph(false)) {
        let universe = universe();
        let (a, b) = (Host::with(&universe), Host::with(&universe));
        let n = build_in(&a, &graph);
        let there = encode(&a, n).expect("encoded");
        assert_eq!(decode(&b, &there).expect("decoded"), n);
        let back = encode(&b, n).expect("encoded");
        assert_eq!(decode(&a, &back).expect("decoded"), n);
        // The copies are compared with the source in the same state: moved to a coroutine's stack, in effect.
        compare_within(&a.0, n);
        // Every value on its own, too.
        let packet = Arc::new(back);
        for root in 0..n {
            let value = crate::value::Value::Packed(packet.clone(), u32::try_from(root).unwrap_or_default());
            assert!(crate::value::push_value(a.0.q(), &a.1, &value, "test").is_ok());
        }
        a.0.must("", n);
    }
}

/// The `2 * n` values on the stack are sources and copies of one state.
fn compare_within(host: &Host, n: c_int) {
    let q = host.q();
    // SAFETY: a second stack of the same state, so that the walk has two; it is kept by the first one's stack.
    let other = unsafe {
        let l = mlua_sys::lua_newthread(q.as_ptr());
        q.insert(-n - 1);
        mlua_sys::lua_xmove(q.as_ptr(), l, n);
        Quiet::new(l)
    };
    q.insert(1);
    let mut walk = Walk { left: *q, right: *other, there: HashMap::new(), back: HashMap::new(), home: true };
    for i in 1..=n {
        q.push_value(q.top() - n + i);
        other.push_value(other.top() - n + i);
        walk.same();
        q.pop(1);
        other.pop(1);
    }
}
