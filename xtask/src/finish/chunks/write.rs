//! The modules that a plan makes of one.
//!
//! The main one keeps every function's number; of one that has moved it keeps a way there, through the table. A chunk brings its
//! functions and their data, takes from the main module everything else that they need, and puts into the table what others
//! call.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, ImportSection, Instruction, TableType, TypeSection,
    reencode::{Error, Reencode, utils},
};
use wasmparser::{DataKind, FunctionBody, TableSectionReader};

use super::plan::Plan;
use super::read::{Module, constant};

/// Under this name a chunk imports from the main module.
const MAIN: &str = "main";

type Outcome<T> = Result<T, Error<Infallible>>;

fn function_name(function: u32) -> String {
    format!("f{function}")
}

pub(super) fn write(bytes: &[u8], module: &Module<'_>, plan: &Plan, chunks: usize) -> Outcome<(Vec<u8>, Vec<Vec<u8>>)> {
    let mut needs = BTreeSet::new();
    let chunks = (0..chunks).map(|chunk| write_chunk(module, plan, chunk, &mut needs)).collect::<Outcome<_>>()?;
    let mut main = wasm_encoder::Module::new();
    let mut writer = Main { module, plan, needs, body: module.imported };
    writer.parse_core_module(&mut main, wasmparser::Parser::new(0), bytes)?;
    Ok((main.finish(), chunks))
}

/// The module as it is, but for what is there for tools.
pub(super) fn bare(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut module = wasm_encoder::Module::new();
    Bare.parse_core_module(&mut module, wasmparser::Parser::new(0), bytes)?;
    Ok(module.finish())
}

struct Bare;

impl Reencode for Bare {
    type Error = Infallible;

    /// Such sections are for tools, of which none comes after this one.
    fn parse_custom_section(
        &mut self,
        _: &mut wasm_encoder::Module,
        _: wasmparser::CustomSectionReader<'_>,
    ) -> Outcome<()> {
        Ok(())
    }
}

struct Main<'a> {
    module: &'a Module<'a>,
    plan: &'a Plan,
    /// What chunks call here.
    needs: BTreeSet<u32>,
    /// The function whose body comes next.
    body: u32,
}

impl Reencode for Main<'_> {
    type Error = Infallible;

    fn parse_table_section(
        &mut self,
        tables: &mut wasm_encoder::TableSection,
        section: TableSectionReader<'_>,
    ) -> Outcome<()> {
        let imported = self.module.tables.len() - section.count() as usize;
        for (place, table) in section.into_iter().enumerate() {
            tables.table(table_type(self, self.module, self.plan, imported + place, table?.ty)?);
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Outcome<()> {
        utils::parse_export_section(self, exports, section)?;
        if self.plan.moved.is_empty() {
            return Ok(());
        }
        for function in &self.needs {
            exports.export(&function_name(*function), ExportKind::Func, *function);
        }
        for (kind, letter, count) in [
            (ExportKind::Table, 't', self.module.tables.len()),
            (ExportKind::Memory, 'm', self.module.memories.len()),
            (ExportKind::Global, 'g', self.module.globals.len()),
        ] {
            for place in 0..count {
                exports.export(&format!("{letter}{place}"), kind, index(place));
            }
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Outcome<()> {
        let function = self.body;
        self.body += 1;
        if !self.plan.moved.contains_key(&function) {
            return utils::parse_function_body(self, code, body);
        }
        let nothing = || {
            let mut body = Function::new([]);
            body.instruction(&Instruction::Unreachable).instruction(&Instruction::End);
            body
        };
        let way = self.plan.slots.get(&function).map(|slot| way_there(self.module, function, *slot));
        code.function(&way.unwrap_or_else(nothing));
        Ok(())
    }

    /// Zeros are left in the place of what has moved; compressed, they weigh nothing.
    fn parse_data(&mut self, data: &mut DataSection, datum: wasmparser::Data<'_>) -> Outcome<()> {
        let DataKind::Active { memory_index, offset_expr } = datum.kind else {
            return utils::parse_data(self, data, datum);
        };
        let start = constant(&offset_expr)?;
        let mut bytes = datum.data.to_vec();
        for (load, _) in &self.plan.loads {
            let place = |address: u32| address.checked_sub(start).map(|place| place as usize);
            let range = place(load.start).zip(place(load.end));
            if let Some(moved) = range.and_then(|(from, until)| bytes.get_mut(from..until)) {
                moved.fill(0);
            }
        }
        data.active(memory_index, &self.const_expr(offset_expr)?, bytes);
        Ok(())
    }

    /// Such sections are for tools, of which none comes after this one.
    fn parse_custom_section(
        &mut self,
        _: &mut wasm_encoder::Module,
        _: wasmparser::CustomSectionReader<'_>,
    ) -> Outcome<()> {
        Ok(())
    }
}

/// With room for what has moved, if it is the table of functions.
fn table_type(
    writer: &mut impl Reencode<Error = Infallible>,
    module: &Module<'_>,
    plan: &Plan,
    place: usize,
    table: wasmparser::TableType,
) -> Outcome<TableType> {
    let kind = writer.table_type(table)?;
    let more = if place == module.table as usize { plan.slots.len() as u64 } else { 0 };
    Ok(TableType { minimum: kind.minimum + more, maximum: kind.maximum.map(|most| most + more), ..kind })
}

fn index(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Hands everything on to whom the chunk has put into the table.
fn way_there(module: &Module<'_>, function: u32, slot: u32) -> Function {
    let mut body = Function::new([]);
    for parameter in 0..index(module.type_of(function).params().len()) {
        body.instruction(&Instruction::LocalGet(parameter));
    }
    let type_index = module.signatures[function as usize];
    body.instruction(&Instruction::I32Const(slot.cast_signed()))
        .instruction(&Instruction::CallIndirect { type_index, table_index: module.table })
        .instruction(&Instruction::End);
    body
}

/// Gives functions the numbers that they have in a chunk.
struct Renumber {
    numbers: BTreeMap<u32, u32>,
}

impl Reencode for Renumber {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Outcome<u32> {
        Ok(self.numbers[&function])
    }
}

fn write_chunk(module: &Module<'_>, plan: &Plan, chunk: usize, needs: &mut BTreeSet<u32>) -> Outcome<Vec<u8>> {
    let own: Vec<u32> = plan.moved.iter().filter(|(_, of)| **of == chunk).map(|(function, _)| *function).collect();
    let others: BTreeSet<u32> = own
        .iter()
        .flat_map(|function| &module.mentions[function].calls)
        .filter(|called| plan.moved.get(called) != Some(&chunk))
        .copied()
        .collect();
    needs.extend(&others);
    let numbers = others.iter().chain(&own).copied().zip(0..).collect();
    let mut renumber = Renumber { numbers };

    let mut types = TypeSection::new();
    for kind in &module.types {
        types.ty().func_type(&renumber.func_type(kind.clone())?);
    }
    let mut imports = ImportSection::new();
    for function in &others {
        imports.import(MAIN, &function_name(*function), EntityType::Function(module.signatures[*function as usize]));
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
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    for function in &own {
        functions.function(module.signatures[*function as usize]);
        let body = module.bodies[(*function - module.imported) as usize].clone();
        renumber.parse_function_body(&mut code, body)?;
    }
    let mut elements = ElementSection::new();
    let called: Vec<_> = plan.slots.iter().filter(|(function, _)| plan.moved[*function] == chunk).collect();
    if let Some(first) = called.iter().map(|(_, slot)| **slot).min() {
        let numbers: Vec<_> = called.iter().map(|(function, _)| renumber.numbers[*function]).collect();
        let place = ConstExpr::i32_const(first.cast_signed());
        elements.active(Some(module.table), &place, Elements::Functions(numbers.into()));
    }
    let mut data = DataSection::new();
    for (at, _) in plan.loads.iter().filter(|(_, of)| *of == chunk) {
        data.active(0, &ConstExpr::i32_const(at.start.cast_signed()), module.bytes(at).iter().copied());
    }
    let mut written = wasm_encoder::Module::new();
    written.section(&types).section(&imports).section(&functions).section(&elements).section(&code).section(&data);
    Ok(written.finish())
}
