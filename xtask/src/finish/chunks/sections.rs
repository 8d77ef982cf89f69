//! What the file of a linked program says of addresses: its symbols, and where the address of one stands.

use std::ops::Range;

use wasmparser::{
    BinaryReader, BinaryReaderError, DataKind, KnownCustom, Linking, Parser, Payload, RelocSectionReader,
    RelocationEntry, RelocationType, SymbolFlags, SymbolInfo,
};

use super::read::{Module, constant};

#[derive(Debug)]
pub(super) enum Symbol {
    Function(u32),
    Data {
        start: u32,
        end: u32,
    },
    /// Leads to no function: it is no address, or one of what is empty at the start.
    Other,
}

#[derive(Default)]
pub(super) struct Sections {
    pub(super) symbols: Vec<Symbol>,
    /// Where these begin in the file.
    pub(super) code: usize,
    pub(super) data: usize,
    pub(super) in_code: Vec<RelocationEntry>,
    pub(super) in_data: Vec<RelocationEntry>,
    /// Which part of the file comes to which address.
    segments: Vec<(Range<usize>, u32)>,
}

impl Sections {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, BinaryReaderError> {
        let mut sections = Self::default();
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::CodeSectionStart { unchecked_range, .. } => sections.code = position(unchecked_range.start),
                Payload::DataSection(section) => {
                    sections.data = position(section.range().start);
                    for data in section {
                        let data = data?;
                        let end = position(data.range.end);
                        let start = if let DataKind::Active { offset_expr, .. } = &data.kind {
                            constant(offset_expr)?
                        } else {
                            0
                        };
                        sections.segments.push((end - data.data.len()..end, start));
                    }
                }
                Payload::CustomSection(section) => match (section.as_known(), section.name()) {
                    (KnownCustom::Linking(linking), _) => {
                        for subsection in linking.subsections() {
                            if let Linking::SymbolTable(symbols) = subsection? {
                                for symbol in symbols {
                                    let symbol = sections.symbol(symbol?);
                                    sections.symbols.push(symbol);
                                }
                            }
                        }
                    }
                    (KnownCustom::Reloc(relocations), "reloc.CODE") => sections.in_code = of_symbols(&relocations)?,
                    (KnownCustom::Reloc(relocations), "reloc.DATA") => sections.in_data = of_symbols(&relocations)?,
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(sections)
    }

    fn symbol(&self, symbol: SymbolInfo<'_>) -> Symbol {
        match symbol {
            SymbolInfo::Func { index, .. } => Symbol::Function(index),
            SymbolInfo::Data { flags, symbol: Some(symbol), .. } if !flags.contains(SymbolFlags::ABSOLUTE) => {
                // What is empty at the start is no segment of the file.
                self.segments.get(symbol.index as usize).map_or(Symbol::Other, |(_, address)| {
                    let start = address + symbol.offset;
                    Symbol::Data { start, end: start + symbol.size }
                })
            }
            _ => Symbol::Other,
        }
    }

    /// Whose address stands at this position; nothing else may stand there than that.
    pub(super) fn mentioned(
        &self,
        bytes: &[u8],
        position: usize,
        relocation: &RelocationEntry,
        module: &Module<'_>,
    ) -> Result<&Symbol, String> {
        let symbol = self.symbols.get(relocation.index as usize).ok_or("a symbol is missing")?;
        let number = number_at(bytes, position, relocation.ty);
        let is_it = match (symbol, relocation.ty) {
            (Symbol::Function(function), RelocationType::FunctionIndexLeb) => number == Some(*function),
            (Symbol::Function(function), _) => {
                number.is_some_and(|number| module.addressed.get(&number) == Some(function))
            }
            (Symbol::Data { start, .. }, _) => number.map(i64::from) == Some(i64::from(*start) + relocation.addend),
            (Symbol::Other, _) => true,
        };
        is_it.then_some(symbol).ok_or_else(|| format!("{relocation:?} is not the address of {symbol:?}"))
    }

    pub(super) fn address_of(&self, position: usize) -> Option<u32> {
        let (segment, start) = self.segments.iter().find(|(segment, _)| segment.contains(&position))?;
        Some(start + u32::try_from(position - segment.start).ok()?)
    }
}

/// The relocations that are about symbols, and not about the types of functions.
fn of_symbols(relocations: &RelocSectionReader<'_>) -> Result<Vec<RelocationEntry>, BinaryReaderError> {
    let all = relocations.entries().into_iter();
    all.filter(|one| !matches!(one, Ok(one) if one.ty == RelocationType::TypeIndexLeb)).collect()
}

fn number_at(bytes: &[u8], position: usize, kind: RelocationType) -> Option<u32> {
    let bytes = bytes.get(position..position + kind.extent())?;
    let mut reader = BinaryReader::new(bytes, 0);
    match kind {
        RelocationType::FunctionIndexLeb | RelocationType::MemoryAddrLeb => reader.read_var_u32().ok(),
        RelocationType::TableIndexSleb | RelocationType::MemoryAddrSleb => {
            reader.read_var_i32().ok().map(i32::cast_unsigned)
        }
        RelocationType::TableIndexI32 | RelocationType::MemoryAddrI32 => reader.read_u32().ok(),
        _ => None,
    }
}

fn position(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}
