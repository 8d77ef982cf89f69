//! The modules that a plan makes of one.
//!
//! The main one keeps what has not moved. A chunk brings its functions and their data, takes from the main module everything
//! else that they need, and puts into the table of functions what others know or call. Whoever calls what is in another
//! module finds the way there through that table.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, ExportKind, ExportSection, Function, FunctionSection,
    Instruction, TableType,
    reencode::{Error, Reencode, utils},
};
use wasmparser::{DataKind, TableSectionReader};

use super::alike;
use super::chunk;
use super::plan::Plan;
use super::read::{Module, constant};

pub(super) type Outcome<T> = Result<T, Error<Infallible>>;

pub(super) fn write(bytes: &[u8], module: &Module<'_>, plan: &Plan, chunks: usize) -> Outcome<(Vec<u8>, Vec<Vec<u8>>)> {
    let imported: Vec<u32> = (0..module.imported).collect();
    let own: Vec<u32> =
        (module.imported..module.functions()).filter(|function| !plan.moved.contains_key(function)).collect();
    let functions = Functions::of(module, plan, &imported, &own);
    let needs = (0..chunks).flat_map(|chunk| chunk::needs(module, plan, chunk)).map(|(function, _)| function);
    let needs: BTreeSet<u32> = needs.map(|function| functions.numbers[&function]).collect();
    let names: BTreeMap<u32, String> = needs.into_iter().zip((0..).map(short)).collect();
    let name = |function| names[&functions.numbers[&function]].clone();
    let chunks = (0..chunks).map(|chunk| chunk::write(module, plan, chunk, name)).collect::<Outcome<_>>()?;

    let mut main = wasm_encoder::Module::new();
    let mut writer = Main { module, plan, functions: &functions, names: &names };
    writer.parse_core_module(&mut main, wasmparser::Parser::new(0), bytes)?;
    Ok((main.finish(), chunks))
}

/// The module as it is, but for what is there for tools.
pub(super) fn bare(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut module = wasm_encoder::Module::new();
    Bare.parse_core_module(&mut module, wasmparser::Parser::new(0), bytes)?;
    Ok(module.finish())
}

/// A short name for what chunks import, which no other export has: those have small letters.
fn short(number: u32) -> String {
    let digit = char::from_digit(number % 36, 36).unwrap_or_default().to_ascii_uppercase();
    if number < 36 { digit.to_string() } else { short(number / 36 - 1) + &digit.to_string() }
}

/// What is defined in a module: functions, and ways to those that are in another one.
pub(super) struct Functions {
    own: Vec<u32>,
    ways: Vec<u32>,
    /// What number each has in this module that it had in the whole program, also the imported ones.
    pub(super) numbers: BTreeMap<u32, u32>,
}

impl Functions {
    pub(super) fn of(module: &Module<'_>, plan: &Plan, imported: &[u32], own: &[u32]) -> Self {
        let bodies: Vec<&[u8]> = own.iter().map(|function| module.body(*function).as_bytes()).collect();
        let own: Vec<u32> = alike::in_order(&bodies).into_iter().map(|place| own[place]).collect();
        let known: BTreeSet<u32> = imported.iter().chain(&own).copied().collect();
        let called: BTreeSet<u32> = own.iter().flat_map(|function| &module.mentions[function].calls).copied().collect();
        let ways: Vec<u32> = called.difference(&known).copied().filter(|it| plan.slots.contains_key(it)).collect();
        let numbers = imported.iter().chain(&own).chain(&ways).copied().zip(0..).collect();
        Self { own, ways, numbers }
    }

    pub(super) fn declare(&self, module: &Module<'_>, functions: &mut FunctionSection) {
        for function in self.own.iter().chain(&self.ways) {
            functions.function(module.signatures[*function as usize]);
        }
    }

    pub(super) fn define(
        &self,
        module: &Module<'_>,
        plan: &Plan,
        code: &mut CodeSection,
        writer: &mut impl Reencode<Error = Infallible>,
    ) -> Outcome<()> {
        for function in &self.own {
            utils::parse_function_body(writer, code, module.body(*function).clone())?;
        }
        for function in &self.ways {
            code.function(&way_there(module, *function, plan.slots[function]));
        }
        Ok(())
    }

    /// Puts those of them into the table that are known or called there.
    pub(super) fn fill_table(&self, module: &Module<'_>, plan: &Plan, elements: &mut ElementSection) {
        let own: BTreeSet<u32> = self.own.iter().copied().collect();
        let known = module.addressed.iter().map(|(place, function)| (*place, *function));
        let called = plan.slots.iter().map(|(function, place)| (*place, *function));
        let places: BTreeMap<u32, u32> = known.chain(called).filter(|(_, function)| own.contains(function)).collect();
        let mut rows: Vec<(u32, Vec<u32>)> = Vec::new();
        for (place, function) in places {
            let number = self.numbers[&function];
            match rows.last_mut() {
                Some((first, row)) if *first + index(row.len()) == place => row.push(number),
                _ => rows.push((place, vec![number])),
            }
        }
        let table = Some(module.table).filter(|table| *table > 0);
        for (first, row) in rows {
            elements.active(table, &ConstExpr::i32_const(first.cast_signed()), Elements::Functions(row.into()));
        }
    }
}

/// Hands everything on to whom a chunk has put into the table.
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

/// With room for what has moved, if it is the table of functions.
pub(super) fn table_type(
    writer: &mut impl Reencode<Error = Infallible>,
    module: &Module<'_>,
    plan: &Plan,
    place: usize,
    table: wasmparser::TableType,
) -> Outcome<TableType> {
    let kind = writer.table_type(table)?;
    let is_new = |slot: &&u32| **slot >= module.table_size;
    let more = if place == module.table as usize { plan.slots.values().filter(is_new).count() as u64 } else { 0 };
    Ok(TableType { minimum: kind.minimum + more, maximum: kind.maximum.map(|most| most + more), ..kind })
}

pub(super) fn index(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
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
    functions: &'a Functions,
    /// Of what chunks call here, by their numbers in this module.
    names: &'a BTreeMap<u32, String>,
}

impl Reencode for Main<'_> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Outcome<u32> {
        Ok(self.functions.numbers[&function])
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _: wasmparser::FunctionSectionReader<'_>,
    ) -> Outcome<()> {
        self.functions.declare(self.module, functions);
        Ok(())
    }

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
        for (function, name) in self.names {
            exports.export(name, ExportKind::Func, *function);
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

    fn parse_element_section(
        &mut self,
        elements: &mut ElementSection,
        _: wasmparser::ElementSectionReader<'_>,
    ) -> Outcome<()> {
        self.functions.fill_table(self.module, self.plan, elements);
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, _: wasmparser::CodeSectionReader<'_>) -> Outcome<()> {
        self.functions.define(self.module, self.plan, code, self)
    }

    /// Zeros are left in the place of what has moved; compressed, they weigh nothing.
    fn parse_data(&mut self, data: &mut wasm_encoder::DataSection, datum: wasmparser::Data<'_>) -> Outcome<()> {
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
