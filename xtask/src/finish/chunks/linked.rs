//! What the linker knows of a program: which function, and which piece of its data, mentions what.
//!
//! It is told by a program that was linked with `--emit-relocs`: its symbols, and for every place in code and data that holds
//! an address, whose address that is (Linking.md of the tool conventions of WebAssembly).

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use wasmparser::{RelocationEntry, RelocationType};

use super::read::Module;
use super::sections::{Sections, Symbol};
use super::silent;

/// Functions go by their names: other tools give them other numbers.
#[derive(Debug, Default)]
pub(super) struct Linked<'a> {
    pub(super) functions: BTreeMap<&'a str, Mentions<'a>>,
    /// Functions in the table, by their places there.
    pub(super) addressed: BTreeMap<u32, &'a str>,
    pub(super) data: Vec<Piece<'a>>,
    /// What is mentioned in data that belongs to no piece.
    pub(super) elsewhere: Mentions<'a>,
    /// What is in memory at the start: from where, and the bytes.
    pub(super) memory: Vec<(u32, &'a [u8])>,
}

/// What the program knows as one thing: a text, a table of methods, a static variable.
#[derive(Debug, Default)]
pub(super) struct Piece<'a> {
    pub(super) at: Range<u32>,
    pub(super) mentions: Mentions<'a>,
}

/// Of which functions the address is somewhere, and of which pieces of data, or any address reckoned from it. Calls are not
/// among them.
#[derive(Debug, Default)]
pub(super) struct Mentions<'a> {
    pub(super) functions: BTreeSet<&'a str>,
    pub(super) data: BTreeSet<usize>,
}

impl<'a> Linked<'a> {
    pub(super) fn read(bytes: &'a [u8], module: &Module<'a>) -> Result<Self, String> {
        let silent = silent::places(module).map_err(|error| error.to_string())?;
        let sections = Sections::read(bytes).map_err(|error| error.to_string())?;
        if sections.symbols.is_empty() {
            return Err("the linker has told nothing: was it called with --emit-relocs?".to_owned());
        }
        let pieces = sections.symbols.iter().filter_map(|symbol| match symbol {
            Symbol::Data { start, end } => Some((*start, *end)),
            _ => None,
        });
        let pieces: BTreeSet<_> = pieces.collect();
        let number: BTreeMap<_, _> = pieces.iter().copied().zip(0..).collect();
        let mut linked = Self {
            functions: module.names.values().map(|name| (*name, Mentions::default())).collect(),
            addressed: module
                .addressed
                .iter()
                .filter_map(|(place, it)| Some((*place, *module.names.get(it)?)))
                .collect(),
            data: pieces.iter().map(|(start, end)| Piece { at: *start..*end, ..Piece::default() }).collect(),
            elsewhere: Mentions::default(),
            memory: module.data.clone(),
        };
        for relocation in &sections.in_code {
            let position = sections.code + relocation.offset as usize;
            if silent::is_within(&silent, position as u64) {
                continue;
            }
            let name = module.function_at(position).and_then(|function| module.names.get(&function));
            let place = name.and_then(|name| linked.functions.get_mut(name));
            let place = place.ok_or("an address stands in a function without a name")?;
            let symbol = sections.mentioned(bytes, position, relocation, module)?;
            place.add(relocation, symbol, &number, module)?;
        }
        for relocation in &sections.in_data {
            let position = sections.data + relocation.offset as usize;
            let address = sections.address_of(position).ok_or("an address stands outside of data")?;
            let symbol = sections.mentioned(bytes, position, relocation, module)?;
            let mut places: Vec<_> = linked.data.iter_mut().filter(|piece| piece.at.contains(&address)).collect();
            if places.is_empty() {
                linked.elsewhere.add(relocation, symbol, &number, module)?;
            }
            for piece in &mut places {
                piece.mentions.add(relocation, symbol, &number, module)?;
            }
        }
        Ok(linked)
    }

    /// Fails unless the module has been made of this program, and functions and data are where they were: a function may have
    /// made room in the table for one that came later.
    pub(super) fn is_in(&self, module: &Module<'_>) -> Result<(), String> {
        let is_kept = |place: &u32, name: &str| {
            let there = module.addressed.get(place).and_then(|function| module.names.get(function));
            there.is_some_and(|there| *there == name || !self.functions.contains_key(there))
        };
        if let Some((place, name)) = self.addressed.iter().find(|(place, name)| !is_kept(place, name)) {
            return Err(format!("{name} was at {place} of the table, and is not there any more"));
        }
        if module.data != self.memory {
            return Err("there is other data than the linker put there".to_owned());
        }
        Ok(())
    }
}

impl<'a> Mentions<'a> {
    fn add(
        &mut self,
        relocation: &RelocationEntry,
        symbol: &Symbol,
        number: &BTreeMap<(u32, u32), usize>,
        module: &Module<'a>,
    ) -> Result<(), String> {
        match symbol {
            // A call, which everybody can see.
            Symbol::Function(_) if relocation.ty == RelocationType::FunctionIndexLeb => {}
            Symbol::Function(function) => {
                let name = module.names.get(function).ok_or_else(|| format!("function {function} has no name"))?;
                self.functions.insert(name);
            }
            Symbol::Data { start, end } => self.data.extend(number.get(&(*start, *end))),
            Symbol::Other => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text and a table of methods in data: `greet` is in the table, and `main` knows the table.
    const PROGRAM: &str = r#"(module
        (memory 1)
        (table 2 funcref)
        (elem (i32.const 1) $greet)
        (func $greet)
        (func $main i32.const 1028 i32.load drop)
        (data (i32.const 1024) "text\01\00\00\00")
        (@custom "linking" "\02\08\21\03\00\00\00\05greet\01\00\04text\00\00\04\01\00\07methods\00\04\04")
        (@custom "reloc.CODE" "\05\01\04\07\02\00")
        (@custom "reloc.DATA" "\06\01\02\0b\00"))"#;

    fn check(program: &str, look: impl FnOnce(Result<Linked<'_>, String>, &Module<'_>)) {
        let bytes = wat::parse_str(program).expect("it is a module");
        let module = Module::read(&bytes).expect("it is a module");
        look(Linked::read(&bytes, &module), &module);
    }

    #[test]
    fn the_linker_tells_what_each_function_and_each_piece_of_data_mentions() {
        check(PROGRAM, |linked, module| {
            let linked = linked.expect("it is told");
            assert_eq!(linked.data.iter().map(|piece| piece.at.clone()).collect::<Vec<_>>(), [1024..1028, 1028..1032]);
            assert_eq!(linked.functions["main"].data, BTreeSet::from([1]));
            assert_eq!(linked.data[1].mentions.functions, BTreeSet::from(["greet"]));
            assert!(linked.functions["greet"].data.is_empty() && linked.data[0].mentions.functions.is_empty());
            assert_eq!(linked.is_in(module), Ok(()));
        });
    }

    #[test]
    fn what_is_told_has_to_stand_there() {
        for (says, lies) in [("text\\01", "text\\02"), ("i32.const 1028", "i32.const 1029"), ("\\02\\0b", "\\02\\0a")] {
            assert!(PROGRAM.contains(says));
            check(&PROGRAM.replace(says, lies), |linked, _| assert!(linked.is_err(), "{lies}"));
        }
        check("(module)", |linked, _| assert!(linked.is_err_and(|reason| reason.contains("--emit-relocs"))));
    }

    #[test]
    fn another_program_is_not_taken_for_the_one_that_was_linked() {
        check(PROGRAM, |linked, _| {
            let linked = linked.expect("it is told");
            let other =
                |from, to| check(&PROGRAM.replace(from, to), |_, module| assert!(linked.is_in(module).is_err()));
            other("(elem (i32.const 1) $greet)", "(elem (i32.const 1) $main)");
            other("\"text", "\"Text");
        });
    }
}
