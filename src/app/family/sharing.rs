//! Something that is shared: what was the same here and there, what is there now, and what that makes of what is here.

use super::document::Document;
use super::items::{Items, Key};
use super::merge::{self, Fate, Thing};
use crate::language::t;
use crate::time::Instant;

/// Versions that are remembered besides the last: whoever did not know that one wrote from one of these.
const FORMER: usize = 8;
/// Letters of a name.
const NAME: usize = 64;

#[derive(Debug)]
pub(super) struct Sharing {
    pub(super) name: String,
    /// At which broker.
    pub(super) house: String,
    pub(super) base: Base,
    pub(super) former: Vec<Base>,
    pub(super) there: There,
    /// What is on its way to the broker.
    pub(super) sent: Option<Document>,
    /// Why nothing can be written.
    pub(super) trouble: Option<String>,
    pub(super) conflicts: Vec<Thing>,
    /// Nothing was merged since the page was loaded.
    pub(super) is_fresh: bool,
}

/// A version that came from there, and what was the same here.
#[derive(Clone, Debug, Default)]
pub(super) struct Base {
    pub(super) revision: u64,
    pub(super) items: Items,
}

/// What is known to stand on the topic, in this connection.
#[derive(Debug, Default)]
pub(super) enum There {
    #[default]
    Unknown,
    /// If nothing comes until then, there is nothing.
    Asked(Option<Instant>),
    Nothing,
    Document(Document),
    /// Why it can neither be read nor replaced.
    Closed(String),
}

/// What comes of a merger.
pub(super) struct Merged {
    /// What is here from now on, if anything came.
    pub(super) here: Option<Items>,
    /// What shall stand there, if that is something else.
    pub(super) there: Option<Document>,
    base: Option<Base>,
    conflicts: Vec<Thing>,
}

impl Sharing {
    pub(super) fn new(name: String, house: String) -> Self {
        Self {
            name,
            house,
            base: Base::default(),
            former: Vec::new(),
            there: There::Unknown,
            sent: None,
            trouble: None,
            conflicts: Vec::new(),
            is_fresh: true,
        }
    }

    /// Merges what is here with what is there, as far as that is known. Changes nothing before [`accept`](Self::accept).
    pub(super) fn merge(&self, mine: &Items) -> Option<Merged> {
        let nothing = Document::default();
        let (document, is_new) = match &self.there {
            There::Nothing => (&nothing, true),
            There::Document(document) => (document, false),
            There::Unknown | There::Asked(_) | There::Closed(_) => return None,
        };
        let base = if is_new { &nothing.items } else { self.ancestor(document, mine) };
        let things = merge::merge(base, mine, &document.items);
        let there = merge::there(&things);
        let revision = document.items.revision();
        let base = Base { revision, items: merge::common(&things) };
        let document = Document { after: self.ancestors(document, is_new), items: there, ..Document::default() };
        let is_other = is_new || document.items.revision() != revision;
        Some(Merged {
            here: merge::any(&things, Fate::Comes).then(|| merge::here(&things)),
            there: is_other.then_some(document),
            base: (!is_new).then_some(base),
            conflicts: things.into_iter().filter(|thing| thing.fate == Fate::Conflict).collect(),
        })
    }

    /// What came of a merger is so from now on. Returns what shall stand there, if that is something else.
    pub(super) fn accept(&mut self, merged: Merged) -> Option<Document> {
        self.is_fresh = false;
        if let Some(base) = merged.base {
            let before = std::mem::replace(&mut self.base, base);
            if before.revision != self.base.revision {
                self.former.insert(0, before);
                self.former.truncate(FORMER);
            }
        }
        self.conflicts = merged.conflicts;
        merged.there
    }

    /// The last version that both come from. Without any, all that is not the same on both sides is somebody's change.
    fn ancestor(&self, document: &Document, mine: &Items) -> &Items {
        const NOTHING: &Items = &Items(Vec::new());
        let revision = document.items.revision();
        let is_known = |base: &&Base| base.revision == revision || document.after.contains(&base.revision);
        // A browser that has nothing at all when it starts has lost it, rather than taken it away from everybody.
        let has_lost = self.is_fresh && mine.0.is_empty();
        let known = std::iter::once(&self.base).chain(&self.former).find(is_known);
        known.filter(|_| !has_lost).map_or(NOTHING, |base| &base.items)
    }

    /// Of what is written now.
    fn ancestors(&self, document: &Document, is_new: bool) -> Vec<u64> {
        let latest = (!is_new).then(|| document.items.revision());
        let own = std::iter::once(&self.base).chain(&self.former).map(|base| base.revision).filter(|it| *it != 0);
        let mut all: Vec<u64> = latest.into_iter().collect();
        for revision in own.chain(document.after.iter().copied()) {
            if !all.contains(&revision) {
                all.push(revision);
            }
        }
        all
    }

    /// Of these conflicts, what is here, or what is there, shall be everybody's. Returns what is to be here then.
    pub(super) fn decide(&mut self, keys: &[u64], mine: bool) -> Vec<(Key, Option<String>)> {
        let is_meant = |thing: &Thing| keys.contains(&thing.key.number());
        let (decided, open): (Vec<_>, Vec<_>) = std::mem::take(&mut self.conflicts).into_iter().partition(is_meant);
        self.conflicts = open;
        for thing in &decided {
            self.base.items.put(thing.key.clone(), thing.theirs.clone());
        }
        if mine { Vec::new() } else { decided.into_iter().map(|thing| (thing.key, thing.theirs)).collect() }
    }
}

/// Whether something can be shared under this name: whether it is one level of a topic.
pub(super) fn check_name(name: &str) -> Result<(), String> {
    if name.is_empty() {
        Err(t!("It needs a name.").to_owned())
    } else if name.chars().count() > NAME {
        Err(t!("A name has {count} letters at most.", count = NAME.to_string()))
    } else if name.contains(['/', '+', '#', '$']) || name.contains(char::is_control) {
        Err(t!("A name cannot have /, +, # or $ in it.").to_owned())
    } else {
        Ok(())
    }
}
