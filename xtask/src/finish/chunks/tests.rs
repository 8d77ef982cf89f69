use super::{plan::Chunk, *};

/// `main` greets, opens attic and cellar by their addresses, and calls a method through the table of methods at 1024. The attic
/// calls one through the table at 1040, and knows a number that is the address of a place within the other table.
const PROGRAM: &str = r#"(module
    (type $plain (func))
    (type $number (func (param i32) (result i32)))
    (import "browser" "log" (func $log (param i32)))
    (memory 1)
    (table 104 funcref)
    (global (mut i32) (i32.const 0))
    (elem (i32.const 100) $attic $method $own_method $cellar)
    (data (i32.const 1024)
        "\00\00\00\00\04\00\00\00\04\00\00\00\65\00\00\00"
        "\00\00\00\00\08\00\00\00\08\00\00\00\66\00\00\00")
    (func $main (export "main")
        call $greet
        i32.const 100 call_indirect (type $plain)
        i32.const 103 call_indirect (type $plain)
        i32.const 1024 i32.load offset=12 call_indirect (type $plain))
    (func $greet i32.const 1 call $log)
    (func $method i32.const 2 call $log)
    (func $attic
        call $greet
        i32.const 1036 call $dust drop
        i32.const 1040 i32.load offset=12 call_indirect (type $plain))
    (func $dust (type $number) call $both local.get 0 i32.const 3 i32.mul)
    (func $own_method call $forgotten)
    (func $forgotten nop)
    (func $cellar call $both)
    (func $both nop))"#;

const ATTIC: Chunk = Chunk { name: "attic", doors: &["attic"] };
const CELLAR: Chunk = Chunk { name: "cellar", doors: &["cellar"] };

fn assembled() -> Vec<u8> {
    wat::parse_str(PROGRAM).expect("it is a module")
}

fn moved(chunks: &[Chunk]) -> Vec<Vec<String>> {
    let bytes = assembled();
    let module = Module::read(&bytes).expect("it is a module");
    let plan = Plan::new(&module, chunks).expect("it has these doors");
    let names = |chunk| plan.moved.iter().filter(move |(_, of)| **of == chunk).map(|(f, _)| module.names[f].clone());
    (0..chunks.len()).map(|chunk| names(chunk).collect()).collect()
}

#[test]
fn what_is_behind_a_door_alone_moves_and_what_anybody_else_reaches_stays() {
    assert_eq!(moved(&[]), Vec::<Vec<String>>::new());
    // Nobody but the attic reads the table at 1040. What the cellar does as well stays while the cellar does.
    assert_eq!(moved(&[ATTIC]), [["attic", "dust", "own_method", "forgotten"]]);
    assert_eq!(moved(&[CELLAR]), [["cellar"]]);
}

#[test]
fn what_is_behind_two_doors_is_behind_neither() {
    assert_eq!(moved(&[ATTIC, CELLAR]), [vec!["attic", "dust", "own_method", "forgotten"], vec!["cellar"]]);
}

#[test]
fn the_main_module_and_its_chunks_are_modules_that_fit_together() {
    let bytes = assembled();
    let module = Module::read(&bytes).expect("it is a module");
    let plan = Plan::new(&module, &[ATTIC, CELLAR]).expect("it has these doors");
    let (main, chunks) = write::write(&bytes, &module, &plan, 2).expect("it can be written");
    let validate = |bytes: &[u8]| wasmparser::Validator::new().validate_all(bytes).map(drop);
    assert_eq!([&main, &chunks[0], &chunks[1]].map(|bytes| validate(bytes).is_ok()), [true; 3]);

    let main = Module::read(&main).expect("it is a module");
    assert_eq!(main.table_size, 104 + 3, "two doors, and a method that the attic calls by its address");
    assert_eq!(main.functions(), module.functions(), "every function keeps its number");
    assert!(main.names.is_empty());
    let attic = Module::read(&chunks[0]).expect("it is a module");
    assert_eq!((attic.imported, attic.bodies.len()), (2, 4), "greeting, and what the cellar does as well");
    let slots: Vec<_> = attic.addressed.keys().copied().collect();
    assert_eq!(slots.len(), 2);
    assert!(slots.iter().all(|slot| (104..107).contains(slot)), "{slots:?}");
    assert!(attic.data.is_empty() && attic.tables.len() == 1 && attic.memories.len() == 1);
}

#[test]
fn a_door_that_is_not_there_stops_the_build() {
    let bytes = assembled();
    let module = Module::read(&bytes).expect("it is a module");
    let outcome = Plan::new(&module, &[Chunk { name: "loft", doors: &["loft"] }]);
    assert!(outcome.is_err_and(|sentence| sentence.contains("no function loft")));
}

#[test]
fn hashes_are_no_part_of_a_name() {
    let name = "<alicia[3faf3d66]::Page as core[0]::Say<[u8; 4]>>::say";
    assert_eq!(read::without_hashes(name), "<alicia::Page as core::Say<[u8; 4]>>::say");
}
