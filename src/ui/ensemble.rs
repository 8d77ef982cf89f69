//! What is one thing to a person – a fan, a player, a vacuum – although it has several properties: they stand together, the
//! foremost first, and say once how old they are.

use super::cell::{Live, live};
use super::dom::{Element, IntoPiece, Piece, all, el};
use super::plan::wide_place;
use super::property::{self, Bound, Place};
use super::subject::Subject;
use crate::device::{Class, Kind, Profile, PropertyKey};
use crate::order::sorted;

/// What stands in one place of a device's page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Member {
    One(PropertyKey, Place),
    Together(&'static str, Vec<(PropertyKey, Part, Place)>),
}

/// What a property is to the thing it belongs to, the foremost first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// What is being played.
    Title,
    /// Whether it runs.
    State,
    /// How much.
    Level,
    /// What else can be asked of it.
    More,
}

impl Part {
    fn of(profile: &Profile) -> Self {
        match (&profile.kind, profile.access.can_set()) {
            (Kind::Text, false) => Self::Title,
            (Kind::Playback | Kind::Operated(_), _) => Self::State,
            (Kind::Numeric(_), _) => Self::Level,
            _ => Self::More,
        }
    }

    fn mark(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::State => "state",
            Self::Level => "level",
            Self::More => "more",
        }
    }
}

/// Puts together what belongs together; what does not stays in its order, and so does what is first of the rest.
pub(super) fn members(properties: &[(PropertyKey, String, Profile)]) -> Vec<Member> {
    let mut members: Vec<(Option<(&'static str, &str)>, Member)> = Vec::new();
    for (key, id, profile) in properties {
        let place = wide_place(profile);
        let family = family(id, profile, properties);
        let known = members.iter_mut().find(|(of, _)| family.is_some() && *of == family);
        match (known, family) {
            (Some((_, Member::Together(_, parts))), _) => parts.push((*key, part(id, profile), place)),
            (_, Some((kind, _))) => {
                members.push((family, Member::Together(kind, vec![(*key, part(id, profile), place)])));
            }
            (_, None) => members.push((None, Member::One(*key, place))),
        }
    }
    members.into_iter().map(|(_, member)| in_order(member)).collect()
}

/// Of one property alone nothing is together.
fn in_order(member: Member) -> Member {
    match member {
        Member::Together(_, parts) if parts.len() == 1 => Member::One(parts[0].0, parts[0].2),
        Member::Together(kind, parts) => Member::Together(kind, sorted(parts, |(_, part, _)| vec![*part as u8])),
        one @ Member::One(..) => one,
    }
}

/// The switch of the whole thing is its state; others say how it turns.
fn part(id: &str, profile: &Profile) -> Part {
    if profile.kind == Kind::Binary && !id.contains('.') { Part::State } else { Part::of(profile) }
}

/// What a property is a part of, if it is: of things of these classes, `fan.percentage` belongs to `fan`.
fn family<'a>(
    id: &'a str,
    profile: &Profile,
    properties: &[(PropertyKey, String, Profile)],
) -> Option<(&'static str, &'a str)> {
    let kind = match profile.class {
        Class::Fan => "fan",
        Class::Speaker => "player",
        Class::Robot => "robot",
        _ => return None,
    };
    let whole = id.split('.').next().unwrap_or(id);
    let is_part = |of: &str| of.strip_prefix(whole).is_some_and(|rest| rest.starts_with('.'));
    let has_parts = properties.iter().any(|(_, of, _)| is_part(of));
    Some((kind, if has_parts { whole } else { "" }))
}

/// All of it. `beside` is what stands below each part.
pub(super) fn view(
    subject: Subject,
    kind: &'static str,
    parts: &[(PropertyKey, Part, Place)],
    beside: impl Fn(&Bound) -> Piece,
) -> Element {
    let first = parts.first().map(|(key, ..)| *key);
    let told = live(move || subject.freshness(first?));
    let shown = parts.iter().filter_map(|(key, part, place)| {
        let bound = subject.bound(*key)?;
        let said: Live<_> = if Some(*key) == first { None.into() } else { told };
        let view = property::view(&bound, subject, *place, said);
        Some(el("div").class("part").attr("data-part", part.mark()).child(view).child(beside(&bound)))
    });
    el("div")
        .class("ensemble")
        .attr("role", "group")
        .attr("data-kind", kind)
        .mark("aria-label", subject.name())
        .child(all(shown.map(IntoPiece::into_piece)))
}
