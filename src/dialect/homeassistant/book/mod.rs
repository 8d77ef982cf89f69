//! Everything that is announced, and which topics say something about it.

mod entry;
mod hearing;

use std::hash::BuildHasher;

use super::announcement::{Entity, Holds};
use super::{Told, naming, portrait};
use crate::device::Fact;
use crate::dialect::Problem;
use crate::language::t;
use crate::table::{Seeded, Table};
use entry::Entry;
pub(super) use hearing::Listeners;

/// Entities that are known at once.
const ENTITIES: usize = 100_000;
/// Sentences about what cannot work that are kept.
const PROBLEMS: usize = 500;

#[derive(Debug, Default)]
pub(super) struct Book {
    /// Boxed: a list that has room for more is short.
    entries: Vec<Option<Box<Entry>>>,
    /// Which of them are empty.
    free: Vec<usize>,
    by_device: Table<String, Vec<usize>>,
    /// By the topic of the announcement.
    places: Table<String, Place>,
    /// By the topic of what is said.
    ears: Table<String, Vec<Ear>>,
    /// Who has which unique id.
    unique: Table<String, usize>,
    /// The ears that were opened since claims were last asked for.
    opened: Vec<(String, Vec<Ear>)>,
    /// Those before, until they have caught up.
    catching_up: Vec<(String, Vec<Ear>)>,
    hashes: Seeded,
    problems: Vec<Problem>,
    /// Changes with them.
    revision: u64,
}

/// What was announced on one topic.
#[derive(Debug, Default)]
struct Place {
    /// Of the payload.
    hash: u64,
    entries: Vec<usize>,
    /// Its entities are about to be announced elsewhere.
    is_moving: bool,
}

/// Who listens to a topic, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ear {
    entry: usize,
    part: Part,
    holds: Special,
}

/// What is said there that is not for everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Special {
    #[default]
    Nothing,
    Picture,
    Secret,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Aspect(usize),
    Attributes,
    Availability(usize),
}

/// Announcements come and go.
impl Book {
    /// Whether an announcement differs from the last one on its topic; most are repeated for ever.
    pub(super) fn is_news(&mut self, place: &str, payload: &[u8]) -> bool {
        let hash = self.hashes.hash_one(payload);
        match self.places.get_mut(place) {
            Some(announced) if announced.hash == hash => false,
            Some(announced) => {
                announced.hash = hash;
                true
            }
            None => {
                self.places.insert(place.to_owned(), Place { hash, ..Place::default() });
                true
            }
        }
    }

    /// Takes what a topic announces in the place of what it announced before.
    pub(super) fn enter(
        &mut self,
        place: &str,
        entities: Vec<Entity>,
        removed: &[String],
        problems: Vec<String>,
        told: &mut Told<'_>,
    ) {
        self.forget_problems(place);
        self.note_problems(place, problems);
        let before = self.places.get_mut(place).map(|it| std::mem::take(&mut it.entries)).unwrap_or_default();
        let is_whole_device = entities.len() + removed.len() > 1;
        let mut kept = Vec::new();
        let mut described = Vec::new();
        for entity in entities {
            self.note_problems(place, entity.problems.clone());
            if let Some(index) = self.enter_one(place, entity, &before, &mut described, told) {
                kept.push(index);
            }
        }
        for index in before {
            // A device announces its components one by one as well, and takes back none that it does not name.
            let object = self.entry(index).map(|entry| entry.object.as_str());
            let stays = is_whole_device && !removed.iter().any(|key| Some(key.as_str()) == object);
            if kept.contains(&index) {
                continue;
            }
            if stays && object.is_some_and(|object| !described.iter().any(|it| it == object)) {
                kept.push(index);
            } else {
                self.leave(index, told);
            }
        }
        if let Some(announced) = self.places.get_mut(place) {
            (announced.entries, announced.is_moving) = (kept, false);
        }
    }

    /// What a topic announced is gone.
    pub(super) fn withdraw(&mut self, place: &str, told: &mut Told<'_>) {
        self.forget_problems(place);
        let Some(announced) = self.places.remove(place) else { return };
        for index in announced.entries {
            self.leave(index, told);
        }
    }

    /// What a topic announced stays until it is announced on another.
    pub(super) fn will_move(&mut self, place: &str) {
        if let Some(announced) = self.places.get_mut(place) {
            announced.is_moving = true;
        }
    }

    /// What cannot work, and a number that changes with it.
    pub(super) fn problems(&self) -> (&[Problem], u64) {
        (&self.problems, self.revision)
    }

    /// Forgets the entities whose state is told on this topic, of devices that are known better by others.
    pub(super) fn defer(&mut self, topic: &str, is_known_better: &dyn Fn(&str) -> bool, told: &mut Told<'_>) {
        let ears = self.ears.get(topic).into_iter().flatten();
        let mut twice: Vec<_> = ears.filter(|ear| matches!(ear.part, Part::Aspect(_))).map(|ear| ear.entry).collect();
        twice.dedup();
        for index in twice {
            let Some(device) = self.entry(index).map(|entry| entry.device.clone()) else { continue };
            if is_known_better(&device) {
                self.leave(index, told);
            }
        }
    }

    pub(super) fn note_problems(&mut self, place: &str, problems: Vec<String>) {
        for words in problems {
            let problem = Problem { topic: place.to_owned(), words };
            if !self.problems.contains(&problem) && self.problems.len() < PROBLEMS {
                self.problems.push(problem);
                self.revision += 1;
            }
        }
    }

    /// What was announced here before is no longer a problem.
    fn forget_problems(&mut self, place: &str) {
        let before = self.problems.len();
        self.problems.retain(|problem| problem.topic != place);
        self.revision += u64::from(self.problems.len() != before);
    }

    fn enter_one(
        &mut self,
        place: &str,
        entity: Entity,
        before: &[usize],
        described: &mut Vec<String>,
        told: &mut Told<'_>,
    ) -> Option<usize> {
        if !self.may_have(&entity, place, before, told) {
            return None;
        }
        let device = naming::device_id(&entity);
        let same = |entry: &Entry| entry.device == device && entry.object == entity.object_id && entry.place == place;
        let again = before.iter().copied().find(|index| self.entry(*index).is_some_and(same));
        // Two entities of one device may go by the same object id.
        let is_taken =
            |object: &str| self.entries_of(&device).any(|entry| entry.place != place && entry.object == object);
        let object = match again.and_then(|index| self.entry(index)) {
            Some(entry) => entry.object.clone(),
            None if entity.device.is_some() && is_taken(&entity.object_id) => {
                format!("{}.{}", entity.component, entity.object_id)
            }
            None => entity.object_id.clone(),
        };
        let mut update = told.updates.begin(naming::CONVENTION, &device);
        update.hearsay = true;
        naming::introduce(&entity, &mut update);
        let mut ids = Vec::new();
        for aspect in &entity.aspects {
            let id = naming::property_id(&entity, &object, aspect.key);
            update.describe(&id, portrait::profile(&entity, aspect));
            ids.push(id);
        }
        let gone = again.and_then(|index| self.take(index)).map(|entry| entry.aspects).unwrap_or_default();
        for (id, _) in gone.iter().filter(|(id, _)| !ids.contains(id)) {
            update.withdraw(id);
        }
        naming::tell_make(&entity, &mut update);
        told.updates.push(update);
        let said = vec![None; entity.availability.sources.len()];
        let is_heard =
            |topic: &str| entity.aspects.iter().filter_map(|it| it.read.as_ref()).any(|it| it.topic == topic);
        let attributes = entity.attributes.filter(|source| !is_heard(&source.topic));
        let aspects = ids.into_iter().zip(entity.aspects).collect();
        described.push(entity.object_id);
        let entry = Entry {
            device,
            place: place.to_owned(),
            object,
            unique_id: entity.unique_id,
            aspects,
            attributes,
            availability: entity.availability,
            said,
            last: None,
        };
        Some(self.listen(again, entry))
    }

    /// Whether an entity with this unique id may come: unless another one has it that stays where it is.
    fn may_have(&mut self, entity: &Entity, place: &str, before: &[usize], told: &mut Told<'_>) -> bool {
        if self.entries.len() - self.free.len() >= ENTITIES && before.is_empty() {
            return false;
        }
        let Some(unique_id) = &entity.unique_id else { return true };
        let Some(&other) = self.unique.get(unique_id).filter(|other| !before.contains(other)) else { return true };
        let Some(elsewhere) = self.entry(other).map(|entry| entry.place.clone()) else { return true };
        if self.places.get(&elsewhere).is_some_and(|announced| announced.is_moving) {
            self.leave(other, told);
            return true;
        }
        let words =
            t!("the unique_id “{unique_id}” is taken: {elsewhere} has announced it before", unique_id, elsewhere);
        self.note_problems(place, vec![words]);
        false
    }

    /// Puts an entity into its old place or a free one, and opens its ears.
    fn listen(&mut self, again: Option<usize>, entry: Entry) -> usize {
        self.free.retain(|free| Some(*free) != again);
        let index = again.or_else(|| self.free.pop()).unwrap_or(self.entries.len());
        let states = entry.aspects.iter().enumerate().filter_map(|(at, (_, aspect))| {
            Some((&aspect.read.as_ref()?.topic, Part::Aspect(at), special(&aspect.holds)))
        });
        let attributes = entry.attributes.iter().map(|source| (&source.topic, Part::Attributes, Special::Nothing));
        let presences = entry.availability.sources.iter().enumerate();
        let presences = presences.map(|(at, presence)| (&presence.topic, Part::Availability(at), Special::Nothing));
        for (topic, part, holds) in states.chain(attributes).chain(presences) {
            let ear = Ear { entry: index, part, holds };
            match self.opened.iter_mut().find(|(known, _)| known == topic) {
                Some((_, ears)) => ears.push(ear),
                None => self.opened.push((topic.clone(), vec![ear])),
            }
            match self.ears.get_mut(topic) {
                Some(ears) => ears.push(ear),
                None => _ = self.ears.insert(topic.clone(), vec![ear]),
            }
        }
        if let Some(unique_id) = &entry.unique_id {
            self.unique.insert(unique_id.clone(), index);
        }
        self.by_device.entry(entry.device.clone()).or_default().push(index);
        match self.entries.get_mut(index) {
            Some(slot) => *slot = Some(Box::new(entry)),
            None => self.entries.push(Some(Box::new(entry))),
        }
        index
    }

    /// The entity is no more, and with its last one the device.
    fn leave(&mut self, index: usize, told: &mut Told<'_>) {
        let Some(entry) = self.take(index) else { return };
        if let Some(announced) = self.places.get_mut(&entry.place) {
            announced.entries.retain(|known| *known != index);
        }
        let mut update = told.updates.begin(naming::CONVENTION, &entry.device);
        update.hearsay = true;
        for (id, _) in &entry.aspects {
            update.withdraw(id);
        }
        if entry.attributes.is_some() {
            update.withdraw(&entry.object);
        }
        if !self.by_device.contains_key(&entry.device) {
            update.push(Fact::Gone);
        }
        told.updates.push(update);
    }

    /// Closes its ears.
    fn take(&mut self, index: usize) -> Option<Box<Entry>> {
        let entry = self.entries.get_mut(index)?.take()?;
        for topic in entry
            .sources()
            .map(|source| &source.topic)
            .chain(entry.availability.sources.iter().map(|presence| &presence.topic))
        {
            if let Some(ears) = self.ears.get_mut(topic) {
                ears.retain(|ear| ear.entry != index);
                if ears.is_empty() {
                    self.ears.remove(topic);
                }
            }
        }
        if let Some(unique_id) = &entry.unique_id {
            self.unique.remove(unique_id);
        }
        if let Some(entries) = self.by_device.get_mut(&entry.device) {
            entries.retain(|known| *known != index);
            if entries.is_empty() {
                self.by_device.remove(&entry.device);
            }
        }
        self.free.push(index);
        Some(entry)
    }

    fn entries_of(&self, device: &str) -> impl Iterator<Item = &Entry> {
        self.by_device.get(device).into_iter().flatten().filter_map(|index| self.entry(*index))
    }

    fn entry(&self, index: usize) -> Option<&Entry> {
        self.entries.get(index)?.as_deref()
    }
}

fn special(holds: &Holds) -> Special {
    match holds {
        Holds::Image { .. } => Special::Picture,
        Holds::Text { secret: true, .. } => Special::Secret,
        _ => Special::Nothing,
    }
}
