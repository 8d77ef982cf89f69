//! Which number stands for which property, and what is written of it: nothing of a secret.

use std::collections::{HashMap, HashSet};

use super::row::{Row, What};
use super::{Of, table, tree};
use crate::app::Format;
use crate::app::past::is_recorded;
use crate::device::{Kind, Registry, Value};
use crate::dialect;
use crate::history::{self, Piece, Series};

/// Stands for a device that is not there now.
const NOBODY: &str = "?";

#[derive(Debug, Default)]
pub(in crate::app) struct Names {
    known: HashMap<u64, Name>,
    secret: HashSet<u64>,
}

#[derive(Debug)]
struct Name {
    device: String,
    property: String,
    unit: String,
}

impl Names {
    /// Of what is wanted, under all the ids that a device goes by.
    pub(super) fn of(registry: &Registry, wanted: &Of) -> Self {
        let mut names = Self::default();
        // A device that is not there now has a past all the same.
        if let Of::Properties(wanted) = wanted {
            for Series { device, property } in wanted.iter().filter(|it| !dialect::is_secret(&it.property)) {
                let name = Name { device: device.clone(), property: property.clone(), unit: String::new() };
                names.known.insert(history::series(device, property), name);
            }
        }
        for device in registry.keys().filter_map(|key| registry.device(key)) {
            for (_, property) in device.properties() {
                let is_wanted = |id: &str| match wanted {
                    Of::All => true,
                    Of::Devices(wanted) => wanted.iter().any(|wanted| wanted == id),
                    Of::Properties(wanted) => wanted.iter().any(|it| it.device == id && it.property == property.id),
                };
                if !device.ids().any(is_wanted) {
                    continue;
                }
                for id in device.ids() {
                    let number = history::series(id, &property.id);
                    if property.profile.is_secret || dialect::is_secret(&property.id) {
                        names.secret.insert(number);
                        names.known.remove(&number);
                    } else if is_recorded(property) {
                        let unit = match &property.profile.kind {
                            Kind::Numeric(numeric) => numeric.unit.clone(),
                            _ => String::new(),
                        };
                        let (device, property) = (id.to_owned(), property.id.clone());
                        names.known.insert(number, Name { device, property, unit });
                    }
                }
            }
        }
        names
    }

    pub(super) fn all(&self) -> Vec<u64> {
        self.known.keys().copied().collect()
    }

    pub(super) fn write(&self, piece: &Piece, format: Format, out: &mut String) {
        piece.gaps.iter().for_each(|gap| write_row(&Row::Gap(*gap), format, out));
        for (series, block) in &piece.blocks {
            if self.secret.contains(series) {
                continue;
            }
            let (device, property, unit) = match self.known.get(series) {
                Some(name) => (name.device.clone(), name.property.clone(), name.unit.clone()),
                None => (NOBODY.to_owned(), format!("#{series:016x}"), String::new()),
            };
            let mut row = Row::Said { device, property, unit, what: What::Word(unknown()) };
            for said in What::all(block) {
                if let Row::Said { what, .. } = &mut row {
                    *what = masked(said);
                }
                write_row(&row, format, out);
            }
        }
    }
}

pub(super) fn write_row(row: &Row, format: Format, out: &mut String) {
    match format {
        Format::Csv => table::write(row, out),
        Format::Json => tree::write(row, out),
    }
}

fn unknown() -> history::Word {
    history::Word { at: 0, value: Value::Unknown, more: 0, age: None }
}

fn masked(mut what: What) -> What {
    if let What::Word(history::Word { value: Value::Text(text), .. }) = &mut what {
        *text = dialect::mask(text);
    }
    what
}

/// The number of a property by the names that were written.
pub(super) fn number(device: &str, property: &str) -> u64 {
    let told = property.strip_prefix('#').filter(|_| device == NOBODY);
    let told = told.filter(|digits| digits.len() == 16).and_then(|digits| u64::from_str_radix(digits, 16).ok());
    told.unwrap_or_else(|| history::series(device, property))
}
