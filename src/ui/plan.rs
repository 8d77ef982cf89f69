//! What of a device stands on its card, and where.

use super::property::Place;
use crate::device::{Category, Class, Kind, Profile, PropertyKey};
use crate::order::sorted;

/// A card shows so many properties; the others are on the device's own page.
const ON_A_CARD: usize = 4;
/// So many of them are as wide as the card, so that no card is much taller than its neighbours.
const BARS: usize = 2;

/// What stands on a card.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    /// What the device foremost is.
    pub(super) class: Class,
    /// The property that switches the whole device.
    pub(super) head: Option<PropertyKey>,
    /// The others, in order.
    pub(super) body: Vec<(PropertyKey, Place)>,
    /// How many more there are.
    pub(super) more: usize,
}

impl Plan {
    pub(super) fn of(properties: &[(PropertyKey, Profile)]) -> Self {
        let mut chosen: Vec<_> =
            properties.iter().filter(|(_, profile)| profile.category == Category::Primary).collect();
        if chosen.is_empty() {
            chosen = properties.iter().collect();
        }
        chosen = in_order(chosen, rank);
        let class = chosen.iter().map(|(_, profile)| profile.class).min().unwrap_or(Class::Other);
        let mut bars = 0;
        chosen.retain(|(_, profile)| {
            let is_bar = place(profile) == Place::Bar;
            bars += usize::from(is_bar);
            !is_bar || bars <= BARS
        });
        chosen.truncate(ON_A_CARD);
        let more = properties.len() - chosen.len();
        let head = chosen.iter().find(|(_, profile)| is_switch(profile)).map(|(key, _)| *key);
        let has_controls = chosen.iter().any(|(_, profile)| profile.access.can_set());
        let mut body: Vec<_> =
            chosen.iter().filter(|(key, _)| Some(*key) != head).map(|(key, profile)| (*key, place(profile))).collect();
        if let (false, Some((_, place))) = (has_controls, body.first_mut())
            && is_number(&chosen[0].1)
        {
            *place = Place::Figure;
        }
        Self { class, head, body, more }
    }

    /// What of the body stands in such places, in order.
    pub(super) fn standing(&self, is_there: fn(Place) -> bool) -> Vec<(PropertyKey, Place)> {
        self.body.iter().filter(|(_, place)| is_there(*place)).copied().collect()
    }

    /// Everything on the card, the foremost first.
    pub(super) fn keys(&self) -> impl Iterator<Item = PropertyKey> {
        self.head.into_iter().chain(self.body.iter().map(|(key, _)| *key))
    }
}

/// By rank, then by class, then by the order in which they were heard of.
pub(super) fn in_order(
    properties: Vec<&(PropertyKey, Profile)>,
    rank: fn(&Profile) -> u8,
) -> Vec<&(PropertyKey, Profile)> {
    sorted(properties, |(key, profile)| {
        let mut order = vec![rank(profile), profile.class as u8];
        order.extend(key.0.to_be_bytes());
        order
    })
}

/// Where a property stands when nothing else is special about it.
pub(super) fn place(profile: &Profile) -> Place {
    match &profile.kind {
        Kind::Picture => Place::Bar,
        Kind::Numeric(numeric) if profile.access.can_set() && numeric.range.is_some() => Place::Bar,
        Kind::Playback | Kind::Operated(_) | Kind::Text | Kind::Moment(_) | Kind::Numeric(_)
            if profile.access.can_set() =>
        {
            Place::Bar
        }
        _ => Place::Row,
    }
}

/// Where it stands on the device's own page.
pub(super) fn wide_place(profile: &Profile) -> Place {
    match (place(profile), &profile.kind) {
        (_, Kind::Picture | Kind::Link) => Place::Wide,
        (_, Kind::Colour) | (Place::Bar, _) if profile.access.can_set() => Place::Wide,
        (place, _) => place,
    }
}

/// Controls come before readings, and the foremost of both first.
fn rank(profile: &Profile) -> u8 {
    match (&profile.kind, profile.access.can_set()) {
        (Kind::Binary, true) => 0,
        (Kind::Picture, _) | (Kind::Numeric(_) | Kind::Playback | Kind::Operated(_), true) => 1,
        (_, true) => 2,
        (Kind::Numeric(_), false) if profile.class != Class::Other => 3,
        (_, false) => 4,
    }
}

fn is_switch(profile: &Profile) -> bool {
    profile.kind == Kind::Binary && profile.access.can_set()
}

fn is_number(profile: &Profile) -> bool {
    matches!(profile.kind, Kind::Numeric(_))
}
