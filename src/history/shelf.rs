//! A place for history in memory: where there is no other, and in tests.

use std::collections::BTreeMap;

use super::store::{Entry, Scan, StoreFailure, Stored, Transaction, Which};

/// Does what is asked of a store, at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelf(pub BTreeMap<Vec<u8>, Vec<u8>>);

impl Shelf {
    pub fn perform(&mut self, transaction: Transaction) -> Stored {
        let Transaction { ticket, guard, deletes, puts, scans } = transaction;
        if let Some((key, expected)) = guard
            && self.0.get(&key) != expected.as_ref()
        {
            return Stored { ticket, outcome: Err(StoreFailure::Otherwise(self.0.get(&key).cloned())) };
        }
        for range in deletes {
            let keys: Vec<_> = self.0.range(range.from..range.until).map(|(key, _)| key.clone()).collect();
            for key in keys {
                self.0.remove(&key);
            }
        }
        self.0.extend(puts);
        Stored { ticket, outcome: Ok(scans.into_iter().map(|scan| self.scan(scan)).collect()) }
    }

    fn scan(&self, Scan { range, which }: Scan) -> Vec<Entry> {
        if range.from >= range.until {
            return Vec::new();
        }
        let entries = self.0.range(range.from..range.until);
        let entry = |(key, value): (&Vec<u8>, &Vec<u8>)| (key.clone(), value.clone());
        match which {
            Which::First(limit) => entries.take(limit as usize).map(entry).collect(),
            Which::Last => entries.map(entry).next_back().into_iter().collect(),
        }
    }
}
