//! Which number stands for which property, and what is written of it: nothing of a secret.

use std::collections::{HashMap, HashSet};

use super::row::{Row, What};
use super::{table, tree};
use crate::app::Format;
use crate::app::past::is_recorded;
use crate::device::{Kind, Registry, Value};
use crate::dialect;
use crate::history::{self, Piece};

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
    /// Of all devices, or of one, under all the ids that it goes by.
    pub(super) fn of(registry: &Registry, wanted: Option<&str>) -> Self {
        let mut names = Self::default();
        for device in registry.keys().filter_map(|key| registry.device(key)) {
            if wanted.is_some_and(|wanted| !device.ids().any(|id| id == wanted)) {
                continue;
            }
            for (_, property) in device.properties() {
                for id in device.ids() {
                    let number = history::series(id, &property.id);
                    if property.profile.is_secret || dialect::is_secret(&property.id) {
                        names.secret.insert(number);
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
        let write = match format {
            Format::Csv => table::write,
            Format::Json => tree::write,
        };
        piece.gaps.iter().for_each(|gap| write(&Row::Gap(*gap), out));
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
                write(&row, out);
            }
        }
    }
}

fn unknown() -> history::Word {
    history::Word { at: 0, value: Value::Unknown, more: 0 }
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
