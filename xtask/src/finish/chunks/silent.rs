//! What a program does to say why it panics, which is left out: it stops there as before, and where that was the browser says.
//!
//! A call that never comes back is followed by an instruction that stops the program. Without the call, and without what only
//! gets ready for it, that is what remains.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::ops::Range;

use wasm_encoder::{
    CodeSection,
    reencode::{Error, Reencode},
};
use wasmparser::{BinaryReaderError, FunctionBody, Operator, Parser};

use super::plan::is_function;
use super::read::Module;

/// Whoever panics comes to one of these at last; none ever comes back.
const LAST: [&str; 3] =
    ["core::panicking::panic_fmt", "core::str::slice_error_fail", "alloc::alloc::handle_alloc_error"];

/// The places in the module's file that are left out, in their order.
pub(super) fn places(module: &Module<'_>) -> Result<Vec<Range<u64>>, BinaryReaderError> {
    let is_last = |name: &str| LAST.iter().any(|last| is_function(name, last));
    let mut never_back: BTreeSet<u32> =
        module.names.iter().filter(|(_, name)| is_last(name)).map(|(function, _)| *function).collect();
    loop {
        let mut places = Vec::new();
        let mut more = never_back.clone();
        for (function, body) in (module.imported..).zip(&module.bodies) {
            let Silenced { left_out, is_all } = silence(body, &never_back)?;
            places.extend(left_out);
            if is_all {
                more.insert(function);
            }
        }
        if more.len() == never_back.len() {
            return Ok(places);
        }
        never_back = more;
    }
}

struct Silenced {
    left_out: Vec<Range<u64>>,
    /// Whether nothing else is ever done.
    is_all: bool,
}

fn silence(body: &FunctionBody<'_>, never_back: &BTreeSet<u32>) -> Result<Silenced, BinaryReaderError> {
    let mut silenced = Silenced { left_out: Vec::new(), is_all: false };
    let mut operators = body.get_operators_reader()?;
    let first = operators.original_position();
    // From where nothing is done that anybody sees.
    let mut quiet = first;
    let mut called = None;
    while !operators.eof() {
        let operator = operators.read()?;
        if let (Some(call), Operator::Unreachable) = (called.take(), &operator) {
            silenced.is_all |= quiet == first;
            silenced.left_out.push(quiet..call);
        }
        if let Operator::Call { function_index } = operator
            && never_back.contains(&function_index)
        {
            called = Some(operators.original_position());
        } else if !gets_ready(&operator) {
            quiet = operators.original_position();
        }
    }
    Ok(silenced)
}

/// Whether an instruction changes nothing but numbers and memory, which nobody looks at when the program has stopped.
fn gets_ready(operator: &Operator<'_>) -> bool {
    use Operator as It;
    matches!(
        operator,
        It::I32Const { .. }
            | It::I64Const { .. }
            | It::F32Const { .. }
            | It::F64Const { .. }
            | It::LocalGet { .. }
            | It::LocalSet { .. }
            | It::LocalTee { .. }
            | It::GlobalGet { .. }
            | It::GlobalSet { .. }
            | It::I32Load { .. }
            | It::I64Load { .. }
            | It::I32Load8U { .. }
            | It::I32Load8S { .. }
            | It::I32Load16U { .. }
            | It::I32Store { .. }
            | It::I64Store { .. }
            | It::I32Store8 { .. }
            | It::I32Store16 { .. }
            | It::I32Add
            | It::I32Sub
            | It::I32Mul
            | It::I32And
            | It::I32Or
            | It::I32Shl
            | It::I32ShrU
            | It::I64Add
            | It::I64Sub
            | It::I64And
            | It::I64Or
            | It::I64Shl
            | It::I64ExtendI32U
            | It::I32WrapI64
            | It::Select
            | It::Drop
    )
}

/// The module without these places.
pub(super) fn without(bytes: &[u8], places: &[Range<u64>]) -> Result<Vec<u8>, Error<Infallible>> {
    let mut written = wasm_encoder::Module::new();
    Without { places }.parse_core_module(&mut written, Parser::new(0), bytes)?;
    Ok(written.finish())
}

/// Whether a position in the file is within one of them.
pub(super) fn is_within(places: &[Range<u64>], position: u64) -> bool {
    let next = places.partition_point(|place| place.end <= position);
    places.get(next).is_some_and(|place| place.start <= position)
}

struct Without<'a> {
    places: &'a [Range<u64>],
}

impl Reencode for Without<'_> {
    type Error = Infallible;

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error<Infallible>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let is_left_out = is_within(self.places, operators.original_position());
            let instruction = self.parse_instruction(&mut operators)?;
            if !is_left_out {
                function.instruction(&instruction);
            }
        }
        code.function(&function);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_panic_nothing_is_left_but_that_the_program_stops() {
        let program = r"(module
            (func $_RNvNtCs1_4core9panicking9panic_fmt (param i32) unreachable)
            (func $fails i32.const 8 i32.const 1 i32.add call $_RNvNtCs1_4core9panicking9panic_fmt unreachable)
            (func $check (param i32)
                local.get 0
                if i32.const 16 call $_RNvNtCs1_4core9panicking9panic_fmt unreachable end)
            (func $main i32.const 1 call $check i32.const 3 drop call $fails unreachable))";
        let bytes = wat::parse_str(program).expect("it is a module");
        let module = Module::read(&bytes).expect("it is a module");
        let places = places(&module).expect("it can be read");
        assert!(places.is_sorted_by(|one, other| one.end <= other.start));
        let silent = without(&bytes, &places).expect("it can be written");
        wasmparser::Validator::new().validate_all(&silent).expect("it is a module");
        let silent = Module::read(&silent).expect("it is a module");
        let calls: Vec<_> = silent.mentions.values().flat_map(|mentions| &mentions.calls).collect();
        assert_eq!(calls, [&2], "main still calls what may come back");
        assert_eq!(silent.bodies[1].as_bytes(), [0, 0x00, 0x0b]);
        assert_eq!(silent.names, module.names);
    }
}
