//! What stands on the topic: the file of what a person makes of a home, and before that who wrote it when, and what it was
//! made from.

use super::items::Items;
use crate::app::customs::{Customs, quoted, tidied};
use crate::dialect::tree::{self, Tree};
use crate::language::t;
use crate::time::Timestamp;

/// Bytes of one; no longer one is read or written.
const BYTES: usize = 1024 * 1024;
/// Revisions that one names as those it was made from.
const ANCESTORS: usize = 64;
/// Values of one.
const VALUES: u32 = 200_000;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Document {
    pub(super) items: Items,
    /// The revisions it was made from, the latest first.
    pub(super) after: Vec<u64>,
    pub(super) by: String,
    pub(super) at: Option<Timestamp>,
}

impl Document {
    /// Or why it is none.
    pub(super) fn read(payload: &[u8]) -> Result<Self, String> {
        if payload.len() > BYTES {
            return Err(too_large());
        }
        let text = std::str::from_utf8(payload).map_err(|_| t!("it is no text"))?;
        let mut customs = Customs::default();
        customs.read(text)?;
        let items = Items::of(&customs.written()?);
        let (file, _) = tree::read_within(VALUES, text).unwrap_or((Tree::Null, 0));
        let shared = file.get("shared").unwrap_or(&Tree::Null);
        let revision = |told: &Tree| match told {
            Tree::Text(digits) => u64::from_str_radix(digits, 16).ok(),
            _ => None,
        };
        Ok(Self {
            items,
            after: shared.list("after").iter().filter_map(revision).take(ANCESTORS).collect(),
            by: shared.text("by").and_then(tidied).unwrap_or_default(),
            at: shared.text("at").and_then(Timestamp::from_iso8601),
        })
    }

    /// Or why nobody could read it.
    pub(super) fn written(&self) -> Result<String, String> {
        let after: Vec<_> = self.after.iter().take(ANCESTORS).map(|revision| format!("\"{revision:016x}\"")).collect();
        let (revision, after, by) = (self.items.revision(), after.join(","), quoted(&self.by));
        let at = self.at.unwrap_or_default().to_iso8601();
        let head = format!(
            "\"shared\":{{\"revision\":\"{revision:016x}\",\"after\":[{after}],\"by\":{by},\"at\":\"{at}\"}},\n"
        );
        let text = self.items.text(&head);
        if text.len() > BYTES { Err(too_large()) } else { Ok(text) }
    }
}

fn too_large() -> String {
    t!("it has more than a megabyte").to_owned()
}
