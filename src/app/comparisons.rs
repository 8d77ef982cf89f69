//! Charts that a person keeps under a name: which properties are compared. Not what they said; that is the history's.

use serde::{Deserialize, Serialize};

use super::customs::{quoted, tidied};
use crate::dialect::tree::Tree;
use crate::history::Series;
use crate::language::t;

/// Charts that are kept.
const CHARTS: usize = 100;
/// Properties of one of them: more than any chart shows.
const SERIES: usize = 16;
/// Bytes of the ids of one of them.
const BYTES: usize = 4_096;

/// Properties to be seen in one chart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Comparison {
    /// Under which it is kept.
    pub name: String,
    pub series: Vec<Series>,
}

/// In the order of their names.
#[derive(Clone, Debug, Default)]
pub(super) struct Comparisons(Vec<Comparison>);

impl Comparisons {
    pub(super) fn all(&self) -> &[Comparison] {
        &self.0
    }

    pub(super) fn forget(&mut self, name: &str) {
        self.0.retain(|known| known.name != name);
    }

    /// In the place of the one of that name.
    pub(super) fn put(&mut self, comparison: Comparison) -> Result<(), String> {
        let name = tidied(&comparison.name).ok_or(t!("a chart needs a name to be kept"))?;
        let bytes = comparison.series.iter().map(|it| it.device.len() + it.property.len()).sum::<usize>();
        if comparison.series.is_empty() || comparison.series.len() > SERIES || bytes > BYTES {
            return Err(t!(
                "a chart that is kept has one property at least and {count} at most",
                count = SERIES.to_string()
            ));
        }
        if self.0.iter().filter(|known| known.name != name).count() >= CHARTS {
            return Err(t!("there would be more than {count} charts", count = CHARTS.to_string()));
        }
        self.forget(&name);
        let place = self.0.partition_point(|known| known.name < name);
        self.0.insert(place, Comparison { name, ..comparison });
        Ok(())
    }

    /// As JSON has it; empty without any.
    pub(super) fn written(&self) -> String {
        let series =
            |it: &Series| format!("{{\"device\":{},\"property\":{}}}", quoted(&it.device), quoted(&it.property));
        let chart = |it: &Comparison| {
            let series: Vec<_> = it.series.iter().map(series).collect();
            format!("\n  {{\"name\":{},\"series\":[{}]}}", quoted(&it.name), series.join(","))
        };
        let charts: Vec<_> = self.0.iter().map(chart).collect();
        charts.join(",")
    }
}

/// The charts of a file, or what is wrong with one.
pub(super) fn read(file: &Tree) -> Result<Vec<Comparison>, String> {
    let series = |told: &Tree| {
        let text = |key| told.text(key).map(ToOwned::to_owned);
        Some(Series { device: text("device")?, property: text("property")? })
    };
    let chart = |told: &Tree| {
        let name = told.text("name").ok_or(t!("a chart has no name"))?.to_owned();
        let series = told.list("series").iter().map(series).collect::<Option<Vec<_>>>();
        let series = series.ok_or_else(|| t!("a property of the chart {name} makes no sense", name))?;
        Ok(Comparison { name, series })
    };
    file.list("charts").iter().map(chart).collect()
}
