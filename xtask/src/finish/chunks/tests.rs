use std::collections::{BTreeMap, BTreeSet};

use super::{
    linked::{Mentions, Piece},
    *,
};

/// `main` greets, opens attic and cellar by their addresses, and calls a method through the table of methods at 1024, of which
/// it knows a place inside. The attic calls one through the table at 1040, and knows where the other table ends, which is
/// there as well; it also knows a number that is the address of a place within the other table.
const PROGRAM: &str = r#"(module
    (type $plain (func))
    (type $number (func (param i32) (result i32)))
    (import "browser" "log" (func $log (param i32)))
    (memory 1)
    (table 104 funcref)
    (global (mut i32) (i32.const 0))
    (elem (i32.const 100) $_RNvCs1_5house5attic $method $own_method $_RNvCs1_5house6cellar)
    (data (i32.const 1024)
        "\00\00\00\00\04\00\00\00\04\00\00\00\65\00\00\00"
        "\00\00\00\00\08\00\00\00\08\00\00\00\66\00\00\00")
    (func $main (export "main")
        call $greet
        i32.const 100 call_indirect (type $plain)
        i32.const 103 call_indirect (type $plain)
        i32.const 1028 i32.load offset=8 call_indirect (type $plain))
    (func $greet i32.const 1 call $log)
    (func $method i32.const 2 call $log)
    (func $_RNvCs1_5house5attic
        call $greet
        i32.const 1036 call $dust drop
        i32.const 1040 i32.load offset=12 call_indirect (type $plain))
    (func $dust (type $number) call $both local.get 0 i32.const 3 i32.mul)
    (func $own_method call $forgotten)
    (func $forgotten nop)
    (func $_RNvCs1_5house6cellar call $both)
    (func $both nop))"#;

const ATTIC: Chunk = Chunk::of("attic", &["house::attic"]);
const CELLAR: Chunk = Chunk::of("cellar", &["house::cellar"]);

const ATTIC_DOOR: &str = "_RNvCs1_5house5attic";
const CELLAR_DOOR: &str = "_RNvCs1_5house6cellar";

fn mentions(functions: &[&'static str], data: &[usize]) -> Mentions<'static> {
    Mentions { functions: functions.iter().copied().collect(), data: data.iter().copied().collect() }
}

/// What the linker would tell of the program.
fn linked() -> Linked<'static> {
    let plain = ["greet", "method", "dust", "own_method", "forgotten", CELLAR_DOOR, "both"];
    let plain = plain.map(|name| (name, Mentions::default()));
    let others = [("main", mentions(&[ATTIC_DOOR, CELLAR_DOOR], &[0])), (ATTIC_DOOR, mentions(&[], &[1]))];
    let piece = |at, method| Piece { at, mentions: mentions(&[method], &[]) };
    Linked {
        functions: plain.into_iter().chain(others).collect(),
        data: vec![piece(1024..1040, "method"), piece(1040..1056, "own_method")],
        ..Linked::default()
    }
}

fn assembled() -> Vec<u8> {
    wat::parse_str(PROGRAM).expect("it is a module")
}

fn moved(linked: &Linked<'_>, chunks: &[Chunk]) -> Vec<Vec<String>> {
    let bytes = assembled();
    let module = Module::read(&bytes).expect("it is a module");
    let plan = Plan::new(&module, &Map::of(&module, linked), chunks).expect("it has these doors");
    let names = |chunk| plan.moved.iter().filter(move |(_, of)| **of == chunk).map(|(f, _)| module.names[f].to_owned());
    (0..chunks.len()).map(|chunk| names(chunk).collect()).collect()
}

#[test]
fn what_is_behind_a_door_alone_moves_and_what_anybody_else_reaches_stays() {
    assert_eq!(moved(&linked(), &[]), Vec::<Vec<String>>::new());
    // Nobody but the attic reads the table at 1040. What the cellar does as well stays while the cellar does.
    assert_eq!(moved(&linked(), &[ATTIC]), [[ATTIC_DOOR, "dust", "own_method", "forgotten"]]);
    assert_eq!(moved(&linked(), &[CELLAR]), [[CELLAR_DOOR]]);
}

#[test]
fn what_is_behind_two_doors_is_behind_neither() {
    let both = [vec![ATTIC_DOOR, "dust", "own_method", "forgotten"], vec![CELLAR_DOOR]];
    assert_eq!(moved(&linked(), &[ATTIC, CELLAR]), both);
}

#[test]
fn what_one_chunk_needs_as_well_as_one_that_comes_after_it_is_in_the_first() {
    let after = Chunk { after: Some("cellar"), ..ATTIC };
    let attic = vec![ATTIC_DOOR, "dust", "own_method", "forgotten"];
    assert_eq!(moved(&linked(), &[CELLAR, after]), [vec![CELLAR_DOOR, "both"], attic]);
}

#[test]
fn what_two_need_that_come_after_one_without_doors_is_in_that() {
    let shared = Chunk::of("shared", &[]);
    let [attic, cellar] = [ATTIC, CELLAR].map(|it| Chunk { after: Some("shared"), ..it });
    let own = [vec![ATTIC_DOOR, "dust", "own_method", "forgotten"], vec![CELLAR_DOOR]];
    let [of_attic, of_cellar] = own;
    assert_eq!(moved(&linked(), &[shared, attic, cellar]), [vec!["both"], of_attic, of_cellar]);
}

#[test]
fn a_chunk_that_comes_after_none_or_after_a_later_one_stops_the_build() {
    let bytes = assembled();
    let module = Module::read(&bytes).expect("it is a module");
    let refused = |chunks: &[Chunk]| Plan::new(&module, &Map::of(&module, &linked()), chunks).is_err();
    assert!(refused(&[Chunk { after: Some("cellar"), ..ATTIC }]));
    assert!(refused(&[Chunk { after: Some("cellar"), ..ATTIC }, CELLAR]));
    let [one, other] = [("cellar", ATTIC), ("attic", CELLAR)].map(|(name, it)| Chunk { after: Some(name), ..it });
    assert!(refused(&[one, other]));
}

#[test]
fn what_a_piece_of_data_leads_to_stays_with_whoever_knows_any_address_in_it() {
    let mut both_tables = linked();
    both_tables.functions.insert("greet", mentions(&[], &[1]));
    assert_eq!(moved(&both_tables, &[ATTIC]), [[ATTIC_DOOR, "dust"]], "greeting, main comes to the other table");
    let mut through_data = linked();
    through_data.data[0].mentions.data = BTreeSet::from([1]);
    assert_eq!(moved(&through_data, &[ATTIC]), [[ATTIC_DOOR, "dust"]], "one table leads to the other");
}

#[test]
fn what_nobody_comes_to_is_left_out_and_what_is_not_accounted_for_stays() {
    let mut closed = linked();
    closed.functions.insert("main", mentions(&[ATTIC_DOOR], &[0]));
    let all = vec![ATTIC_DOOR, "dust", "own_method", "forgotten", "both"];
    assert_eq!(moved(&closed, &[ATTIC]), [all], "nobody opens the cellar, which did the same");
    // Whom the linker does not know, anybody may call.
    closed.functions.remove(CELLAR_DOOR);
    assert_eq!(moved(&closed, &[ATTIC]), [[ATTIC_DOOR, "dust", "own_method", "forgotten"]]);
    // In data that is no piece, anybody may read.
    let elsewhere = Linked { elsewhere: mentions(&["own_method"], &[]), ..linked() };
    assert_eq!(moved(&elsewhere, &[ATTIC]), [[ATTIC_DOOR, "dust"]]);
}

#[test]
fn of_a_function_that_the_linker_does_not_know_any_number_may_be_an_address() {
    let mut unknown = linked();
    unknown.functions.remove("main");
    assert_eq!(moved(&unknown, &[ATTIC]), moved(&linked(), &[ATTIC]), "it says 100, 103 and 1028");
    unknown.functions.remove(ATTIC_DOOR);
    assert_eq!(moved(&unknown, &[ATTIC]), moved(&linked(), &[ATTIC]), "it says 1036 and 1040");
    // One past the end may be reckoned from the start.
    unknown.data = vec![Piece { at: 1024..1028, mentions: mentions(&["own_method"], &[]) }];
    assert_eq!(moved(&unknown, &[ATTIC]), [[ATTIC_DOOR, "dust"]]);
}

#[test]
fn a_plan_by_which_somebody_comes_past_the_doors_is_refused() {
    let bytes = assembled();
    let module = Module::read(&bytes).expect("it is a module");
    let map = Map::of(&module, &linked());
    let number = |wanted: &str| module.names.iter().find(|(_, name)| **name == wanted).map(|(number, _)| *number);
    let doors = BTreeMap::from([(number(ATTIC_DOOR).expect("it is there"), 0)]);
    let refused = |names: &[&str]| {
        let moved = names.iter().filter_map(|name| Some((number(name)?, 0))).collect();
        Plan { moved, ..Plan::default() }.check(&module, &map, &doors, &[None]).err().unwrap_or_default()
    };
    assert_eq!(refused(&[ATTIC_DOOR, "dust", "own_method", "forgotten"]), "");
    assert_eq!(refused(&[ATTIC_DOOR, "own_method"]), "");
    assert_eq!(refused(&["method"]), "main leads past the doors to method");
}

#[test]
fn data_goes_with_a_chunk_that_alone_knows_it_and_a_plan_by_which_others_miss_it_is_refused() {
    let bytes = assembled();
    let module = Module::read(&bytes).expect("it is a module");
    let loads = |linked: &Linked<'_>, chunks: &[Chunk]| {
        Plan::new(&module, &Map::of(&module, linked), chunks).expect("it has these doors").loads
    };
    assert_eq!(loads(&linked(), &[CELLAR, ATTIC]), [(1040..1056, 1)]);
    for other in ["greet", "dust", CELLAR_DOOR] {
        let mut known = linked();
        known.functions.insert(other, mentions(&[], &[1]));
        assert_eq!(loads(&known, &[CELLAR, ATTIC]).len(), usize::from(other == "dust"), "{other} knows it as well");
    }
    let open = Linked { elsewhere: mentions(&[], &[1]), ..linked() };
    assert_eq!(loads(&open, &[ATTIC]), [], "anybody may read it");

    let plan = Plan { loads: vec![(1030..1034, 0)], ..Plan::default() };
    let refusal = plan.check(&module, &Map::of(&module, &linked()), &BTreeMap::new(), &[None]);
    assert_eq!(refusal, Err("main knows what is at 1024..1040, which moves away".to_owned()));
}

#[test]
fn the_main_module_and_its_chunks_are_modules_that_fit_together() {
    let bytes = assembled();
    let module = Module::read(&bytes).expect("it is a module");
    let plan = Plan::new(&module, &Map::of(&module, &linked()), &[ATTIC, CELLAR]).expect("it has these doors");
    let (main, chunks) = write::write(&bytes, &module, &plan, 2).expect("it can be written");
    let validate = |bytes: &[u8]| wasmparser::Validator::new().validate_all(bytes).map(drop);
    assert_eq!([&main, &chunks[0], &chunks[1]].map(|bytes| validate(bytes).is_ok()), [true; 3]);

    let main = Module::read(&main).expect("it is a module");
    assert_eq!(main.table_size, 104, "doors and the method have places there, which are theirs");
    assert_eq!(main.addressed.keys().collect::<Vec<_>>(), [&101], "a method that nobody else has");
    assert_eq!((main.imported, main.bodies.len()), (1, 4), "main, greeting, the method, and what both do");
    assert!(main.names.is_empty());
    let attic = Module::read(&chunks[0]).expect("it is a module");
    assert_eq!((attic.imported, attic.bodies.len()), (2, 4), "greeting, and what the cellar does as well");
    assert_eq!(attic.addressed.keys().collect::<Vec<_>>(), [&100, &102]);
    let cellar = Module::read(&chunks[1]).expect("it is a module");
    assert_eq!(cellar.addressed.keys().collect::<Vec<_>>(), [&103]);
    assert!(attic.tables.len() == 1 && attic.memories.len() == 1);
    let (before, own) = (module.data[0].1, 16..32);
    assert_eq!(attic.data, [(1040, &before[own.clone()])], "the table that it alone knows comes with it");
    assert_eq!(main.data[0].1[..16], before[..16]);
    assert_eq!(main.data[0].1[own], [0; 16]);
}

#[test]
fn what_calls_into_another_module_goes_through_a_place_in_the_table_that_this_one_fills() {
    let program =
        PROGRAM.replace("call $greet\n        i32.const 100", "call $greet call $_RNvCs1_5house6cellar i32.const 100");
    let program = program.replace("call $greet\n        i32.const 1036", "call $_RNvCs1_5house6cellar i32.const 1036");
    let program = program.replace(" $own_method $_RNvCs1_5house6cellar)", " $own_method)");
    let bytes = wat::parse_str(program).expect("it is a module");
    let module = Module::read(&bytes).expect("it is a module");
    let plan = Plan::new(&module, &Map::of(&module, &linked()), &[ATTIC, CELLAR]).expect("it has these doors");
    let (main, chunks) = write::write(&bytes, &module, &plan, 2).expect("it can be written");
    let validate = |bytes: &[u8]| wasmparser::Validator::new().validate_all(bytes).map(drop);
    assert_eq!([&main, &chunks[0], &chunks[1]].map(|bytes| validate(bytes).is_ok()), [true; 3]);
    let [main, attic, cellar] = [&main, &chunks[0], &chunks[1]].map(|bytes| Module::read(bytes).expect("it is one"));
    assert_eq!(main.bodies.len(), 5, "and a way to the cellar");
    assert_eq!(attic.bodies.len(), 5, "and a way to the cellar");
    assert_eq!([main.table_size, attic.table_size], [105; 2]);
    assert_eq!(cellar.addressed.keys().collect::<Vec<_>>(), [&104]);
}

#[test]
fn a_door_that_is_not_there_stops_the_build() {
    let bytes = assembled();
    let module = Module::read(&bytes).expect("it is a module");
    let loft = Chunk::of("loft", &["house::loft"]);
    let outcome = Plan::new(&module, &Map::of(&module, &linked()), &[loft]);
    assert!(outcome.is_err_and(|sentence| sentence.contains("no function house::loft")));
}

#[test]
fn a_function_of_another_place_is_no_door() {
    for path in ["attic", "ouse::attic", "house::house::attic", "house::atti"] {
        assert!(!plan::is_function(ATTIC_DOOR, path), "{path}");
    }
    assert!(plan::is_function(ATTIC_DOOR, "house::attic"));
    assert!(plan::is_function("_RNvNtNtCsevHEq6qhNsY_5house2up5attic", "house::up::attic"));
}
