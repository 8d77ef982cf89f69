//! What has to be known of a module before it can be cut.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use wasmparser::{
    BinaryReaderError, CompositeInnerType, ConstExpr, DataKind, ElementItems, ElementKind, ExternalKind, FuncType,
    FunctionBody, GlobalType, KnownCustom, MemoryType, Name, Operator, Parser, Payload, RefType, TableType, TypeRef,
};

/// Functions are known by their index, imported ones first (WebAssembly core specification, section 2.5.1).
#[derive(Debug, Default)]
pub(super) struct Module<'a> {
    pub(super) types: Vec<FuncType>,
    /// The type of each function.
    pub(super) signatures: Vec<u32>,
    /// How many functions are imported.
    pub(super) imported: u32,
    pub(super) tables: Vec<TableType>,
    pub(super) memories: Vec<MemoryType>,
    pub(super) globals: Vec<GlobalType>,
    pub(super) exported: BTreeSet<u32>,
    pub(super) start: Option<u32>,
    /// The functions in the table, by their places there, which are their addresses.
    pub(super) addressed: BTreeMap<u32, u32>,
    pub(super) bodies: Vec<FunctionBody<'a>>,
    /// What each function mentions.
    pub(super) mentions: BTreeMap<u32, Mentions>,
    /// What is in memory at the start: from where, and the bytes.
    pub(super) data: Vec<(u32, &'a [u8])>,
    pub(super) names: BTreeMap<u32, &'a str>,
    /// The table of functions, and how many places it has.
    pub(super) table: u32,
    pub(super) table_size: u32,
}

/// What a function refers to.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    /// Functions that it calls by number.
    pub(super) calls: BTreeSet<u32>,
    /// Numbers that may be addresses, of functions or of data.
    pub(super) numbers: BTreeSet<u32>,
}

impl<'a> Module<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, BinaryReaderError> {
        let mut module = Self::default();
        for payload in Parser::new(0).parse_all(bytes) {
            module.take(payload?)?;
        }
        let table = module.tables.iter().position(|table| table.element_type == RefType::FUNCREF).unwrap_or(0);
        module.table = u32::try_from(table).unwrap_or(0);
        module.table_size =
            module.tables.get(table).map_or(0, |table| u32::try_from(table.initial).unwrap_or(u32::MAX));
        Ok(module)
    }

    pub(super) fn functions(&self) -> u32 {
        u32::try_from(self.signatures.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn type_of(&self, function: u32) -> &FuncType {
        &self.types[self.signatures[function as usize] as usize]
    }

    /// Of a function that is not imported.
    pub(super) fn body(&self, function: u32) -> &FunctionBody<'a> {
        &self.bodies[(function - self.imported) as usize]
    }

    /// From where to where there is anything in memory at the start.
    pub(super) fn filled(&self) -> Vec<Range<u32>> {
        let end = |start: u32, bytes: &[u8]| start.saturating_add(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        self.data.iter().map(|(start, bytes)| *start..end(*start, bytes)).collect()
    }

    /// What is there at the start; nothing where nothing is.
    pub(super) fn bytes(&self, at: &Range<u32>) -> &'a [u8] {
        let found = self.data.iter().find_map(|(start, bytes)| {
            bytes.get(at.start.checked_sub(*start)? as usize..at.end.checked_sub(*start)? as usize)
        });
        found.unwrap_or_default()
    }

    /// The function to which this position in the file belongs.
    pub(super) fn function_at(&self, position: usize) -> Option<u32> {
        let next = self.bodies.partition_point(|body| body.range().start <= position as u64);
        Some(self.imported + u32::try_from(next.checked_sub(1)?).ok()?)
    }

    /// Where whoever has the module can begin.
    pub(super) fn roots(&self) -> impl Iterator<Item = u32> {
        self.exported.iter().chain(&self.start).copied()
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<(), BinaryReaderError> {
        match payload {
            Payload::TypeSection(section) => {
                for group in section {
                    for kind in group?.into_types() {
                        if let CompositeInnerType::Func(function) = kind.composite_type.inner {
                            self.types.push(function);
                        }
                    }
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    match import?.ty {
                        TypeRef::Func(kind) => self.signatures.push(kind),
                        TypeRef::Table(table) => self.tables.push(table),
                        TypeRef::Memory(memory) => self.memories.push(memory),
                        TypeRef::Global(global) => self.globals.push(global),
                        _ => {}
                    }
                }
                self.imported = self.functions();
            }
            Payload::FunctionSection(section) => {
                for signature in section {
                    self.signatures.push(signature?);
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    self.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    self.memories.push(memory?);
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    self.globals.push(global?.ty);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        self.exported.insert(export.index);
                    }
                }
            }
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(section) => {
                for element in section {
                    let element = element?;
                    if let (ElementKind::Active { offset_expr, .. }, ElementItems::Functions(functions)) =
                        (element.kind, element.items)
                    {
                        let first = constant(&offset_expr)?;
                        for (place, function) in (first..).zip(functions) {
                            self.addressed.insert(place, function?);
                        }
                    }
                }
            }
            Payload::DataSection(section) => {
                for data in section {
                    let data = data?;
                    if let DataKind::Active { offset_expr, .. } = data.kind {
                        self.data.push((constant(&offset_expr)?, data.data));
                    }
                }
            }
            Payload::CodeSectionEntry(body) => self.take_body(body)?,
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    self.take_names(names)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn take_body(&mut self, body: FunctionBody<'a>) -> Result<(), BinaryReaderError> {
        let function = self.imported + u32::try_from(self.bodies.len()).unwrap_or(u32::MAX);
        let mut mentions = Mentions::default();
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                    mentions.calls.insert(function_index);
                }
                Operator::I32Const { value } => {
                    mentions.numbers.insert(value.cast_unsigned());
                }
                Operator::I32Load { memarg }
                | Operator::I64Load { memarg }
                | Operator::I32Load8U { memarg }
                | Operator::I32Load8S { memarg }
                | Operator::I32Load16U { memarg }
                | Operator::I32Load16S { memarg } => {
                    mentions.numbers.extend(u32::try_from(memarg.offset));
                }
                _ => {}
            }
        }
        self.mentions.insert(function, mentions);
        self.bodies.push(body);
        Ok(())
    }

    fn take_names(&mut self, names: wasmparser::NameSectionReader<'a>) -> Result<(), BinaryReaderError> {
        for subsection in names {
            if let Name::Function(functions) = subsection? {
                for naming in functions {
                    let naming = naming?;
                    self.names.insert(naming.index, naming.name);
                }
            }
        }
        Ok(())
    }
}

/// Where something begins in a table or in memory; nothing but plain numbers is written by the compiler.
pub(super) fn constant(expression: &ConstExpr<'_>) -> Result<u32, BinaryReaderError> {
    let mut reader = expression.get_operators_reader();
    Ok(if let Operator::I32Const { value } = reader.read()? { value.cast_unsigned() } else { 0 })
}
