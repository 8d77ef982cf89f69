//! One chunk, as a module that works on the memory and with the table of the main one.

use std::collections::BTreeMap;
use std::convert::Infallible;

use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, EntityType, FunctionSection, ImportSection, TypeSection,
    reencode::Reencode,
};

use super::plan::Plan;
use super::read::Module;
use super::write::{Functions, Outcome, table_type};

/// Under this name a chunk imports from the main module.
const MAIN: &str = "main";

fn own(plan: &Plan, chunk: usize) -> impl Iterator<Item = u32> {
    plan.moved.iter().filter(move |(_, of)| **of == chunk).map(|(function, _)| *function)
}

/// The functions of the main module that it calls, and how many of its own do.
pub(super) fn needs(module: &Module<'_>, plan: &Plan, chunk: usize) -> BTreeMap<u32, usize> {
    let mut needs = BTreeMap::new();
    for function in own(plan, chunk) {
        for called in module.mentions[&function].calls.iter().filter(|called| !plan.moved.contains_key(called)) {
            *needs.entry(*called).or_default() += 1;
        }
    }
    needs
}

pub(super) fn write(module: &Module<'_>, plan: &Plan, chunk: usize, name: impl Fn(u32) -> String) -> Outcome<Vec<u8>> {
    let mut imported: Vec<(u32, usize)> = needs(module, plan, chunk).into_iter().collect();
    // Small numbers are shorter.
    imported.sort_by_key(|(_, callers)| std::cmp::Reverse(*callers));
    let imported: Vec<u32> = imported.into_iter().map(|(function, _)| function).collect();
    let own: Vec<u32> = own(plan, chunk).collect();
    let functions = Functions::of(module, plan, &imported, &own);
    let mut renumber = Renumber { numbers: &functions.numbers };

    let mut types = TypeSection::new();
    for kind in &module.types {
        types.ty().func_type(&renumber.func_type(kind.clone())?);
    }
    let mut imports = ImportSection::new();
    for function in imported {
        imports.import(MAIN, &name(function), EntityType::Function(module.signatures[function as usize]));
    }
    for (index, table) in module.tables.iter().enumerate() {
        imports.import(MAIN, &format!("t{index}"), table_type(&mut renumber, module, plan, index, *table)?);
    }
    for (index, memory) in module.memories.iter().enumerate() {
        imports.import(MAIN, &format!("m{index}"), renumber.memory_type(*memory)?);
    }
    for (index, global) in module.globals.iter().enumerate() {
        imports.import(MAIN, &format!("g{index}"), renumber.global_type(*global)?);
    }
    let mut declared = FunctionSection::new();
    functions.declare(module, &mut declared);
    let mut code = CodeSection::new();
    functions.define(module, plan, &mut code, &mut renumber)?;
    let mut elements = ElementSection::new();
    functions.fill_table(module, plan, &mut elements);
    let mut data = DataSection::new();
    for (at, _) in plan.loads.iter().filter(|(_, of)| *of == chunk) {
        data.active(0, &ConstExpr::i32_const(at.start.cast_signed()), module.bytes(at).iter().copied());
    }
    let mut written = wasm_encoder::Module::new();
    written.section(&types).section(&imports).section(&declared).section(&elements).section(&code).section(&data);
    Ok(written.finish())
}

/// Gives functions the numbers that they have in a chunk.
struct Renumber<'a> {
    numbers: &'a BTreeMap<u32, u32>,
}

impl Reencode for Renumber<'_> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Outcome<u32> {
        Ok(self.numbers[&function])
    }
}
