//! What is done when something happens to what is shared, and how that is told.

use std::time::Duration;

use super::document::Document;
use super::items::Items;
use super::merge::{self, Fate};
use super::news::{FamilyNews, FamilyWish, Found, Offer, SharingNews, SharingState, Written};
use super::sharing::{Sharing, There, check_name};
use super::{CALM, PLACE, QUIET, What, keeping, topic, words};
use crate::app::customs::{Customs, tidied};
use crate::app::{App, News, wire};
use crate::device::Change;
use crate::history::hash;
use crate::language::t;
use crate::mqtt::{Message, Publication, PublishOutcome, QoS, State};
use crate::time::Now;

/// Whoever keeps something on the topic sends it at once.
const ANSWER: Duration = Duration::from_secs(3);
/// What is sent later than that may not be the last word any more.
const DEADLINE: Duration = Duration::from_secs(10);
/// MQTT 5, section 3.4.2.1.
const NOT_AUTHORIZED: u8 = 0x87;
/// Names that are offered.
const FOUND: usize = 20;
/// Conflicts that are told at once.
const CONFLICTS: usize = 100;
/// Titles of what would come.
const TITLES: usize = 12;

/// A door of its part.
#[inline(never)]
pub(super) fn handle(app: &mut App, what: What<'_>, now: Now) {
    match what {
        What::Wish(wish) => wish_for(app, wish, now),
        What::Heard(message) => hear(app, message, now),
        What::Answered(refused) => answered(app, refused, now),
        What::Published(outcome) => published(app, outcome, now),
        What::Link => link(app, now),
        What::Time => go_on(app, now),
    }
    tell(app);
}

fn wish_for(app: &mut App, wish: FamilyWish, now: Now) {
    match wish {
        FamilyWish::Recall(text) => recall(app, &text, now),
        FamilyWish::Look(looks) => {
            app.family.found = looks.then(Vec::new);
            if app.family.sharing.is_none() {
                ask_anew(app, now);
            }
        }
        FamilyWish::Share { name, writer } => share(app, name.trim(), &writer, now),
        FamilyWish::Stop { clear } => stop(app, clear, now),
        FamilyWish::Decide { keys, mine } => decide(app, &keys, mine, now),
        FamilyWish::TryAgain => {
            if let Some(sharing) = &mut app.family.sharing {
                sharing.trouble = None;
                ask_anew(app, now);
            }
        }
    }
}

/// Another tab that shares the same goes its own way to the same end; only who shares nothing here, or something else, follows.
fn recall(app: &mut App, text: &str, now: Now) {
    let (writer, sharing) = keeping::read(text);
    if sharing.is_some() {
        app.family.writer = writer;
    }
    let is_same = |known: &Sharing, told: &Sharing| (&known.name, &known.house) == (&told.name, &told.house);
    let is_known = match (app.family.sharing.as_deref(), &sharing) {
        (Some(known), Some(told)) => is_same(known, told),
        (None, None) => true,
        _ => false,
    };
    // Two tabs that keep the same and a little more in turn would never end.
    if !is_known {
        app.family.sharing = sharing.map(Box::new);
        app.family.kept = Some(hash(&[text]));
        ask_anew(app, now);
    }
}

fn share(app: &mut App, name: &str, writer: &str, now: Now) {
    app.family.writer = tidied(writer).unwrap_or_default();
    app.family.note = check_name(name).err();
    let Some(credentials) = app.credentials.as_ref().filter(|_| app.family.note.is_none()) else { return };
    let is_same = |known: &Sharing| known.name == name && known.house == credentials.url;
    if !app.family.sharing.as_deref().is_some_and(is_same) {
        app.family.sharing = Some(Box::new(Sharing::new(name.to_owned(), credentials.url.clone())));
        app.family.found = None;
        ask_anew(app, now);
    }
}

fn stop(app: &mut App, clear: bool, now: Now) {
    let Some(sharing) = app.family.sharing.take() else { return };
    app.family.note = None;
    if clear {
        let topic = topic(&sharing.name);
        let publication = Publication { retain: true, ..Publication::new(topic, "") };
        match app.publish(publication, Some(now.instant + DEADLINE), now) {
            Ok(key) => app.family.sent = Some(key),
            Err(why) => app.family.note = Some(not_cleared(&sharing.name, &why)),
        }
    }
    app.family.found = Some(Vec::new());
    ask_anew(app, now);
}

/// The broker is asked, as soon as it is quiet, for what concerns us now, and for nothing else any more.
fn ask_anew(app: &mut App, now: Now) {
    (app.family.is_asked, app.family.is_moved) = (false, true);
    if let Some(sharing) = &mut app.family.sharing {
        (sharing.there, sharing.sent) = (There::Unknown, None);
    }
    app.family.due = is_near(app).then_some(now.instant);
}

/// Whether there is a connection to the broker that it is about.
fn is_near(app: &App) -> bool {
    let family = &app.family;
    let here = app.credentials.as_ref().map(|credentials| credentials.url.as_str());
    let is_here = family.sharing.as_ref().map_or(family.found.is_some(), |sharing| here == Some(&*sharing.house));
    is_here && app.is_live()
}

fn link(app: &mut App, now: Now) {
    if is_near(app) {
        if !app.family.is_asked {
            app.family.due = Some(now.instant);
        }
        return;
    }
    if let Some(sharing) = &mut app.family.sharing {
        (sharing.there, sharing.sent, sharing.trouble) = (There::Unknown, None, None);
    }
    app.family.is_moved |= std::mem::take(&mut app.family.is_asked);
    app.family.due = None;
}

fn answered(app: &mut App, refused: Option<String>, now: Now) {
    let user = user(app);
    let Some(sharing) = &mut app.family.sharing else { return };
    match (refused, &sharing.there) {
        (Some(why), _) => {
            sharing.there = There::Closed(t!(
                "The broker does not let {user} read {topic}: {why}. Its access list needs the line “topic readwrite {place}#”.",
                user,
                topic = topic(&sharing.name),
                why,
                place = PLACE
            ));
        }
        (None, There::Asked(_)) => {
            let until = now.instant + ANSWER;
            sharing.there = There::Asked(Some(until));
            app.family.due = Some(until);
        }
        _ => {}
    }
}

fn hear(app: &mut App, message: &Message, now: Now) {
    let Some(name) = message.topic.strip_prefix(PLACE).filter(|name| check_name(name).is_ok()) else { return };
    let Some(sharing) = &mut app.family.sharing else { return find(app, name, &message.payload) };
    if sharing.name != name || !app.family.is_asked {
        return;
    }
    if message.payload.is_empty() {
        app.family.note = Some(t!(
            "Somebody has cleared {topic}, so nothing is shared there any more. What you have is still here.",
            topic = message.topic.clone()
        ));
        app.family.sharing = None;
        return ask_anew(app, now);
    }
    sharing.there = match Document::read(&message.payload) {
        Ok(document) => There::Document(document),
        Err(why) => There::Closed(t!(
            "What stands on {topic} cannot be read: {why}. It is left alone, and what you have stays here.",
            topic = message.topic.clone(),
            why
        )),
    };
    app.family.due = settle(app, now).map(|_| now.instant + CALM);
}

/// Something that can be joined.
fn find(app: &mut App, name: &str, payload: &[u8]) {
    let mine = Items::of(&app.customs.written().unwrap_or_default());
    let Some(found) = &mut app.family.found else { return };
    found.retain(|known| known.name != name);
    if payload.is_empty() || found.len() >= FOUND {
        return;
    }
    let offer = Document::read(payload).map(|document| {
        let things = merge::merge(&Items::default(), &mine, &document.items);
        let coming = things.iter().filter(|thing| thing.fate == Fate::Comes);
        let count = |fate| things.iter().filter(|thing| thing.fate == fate).count();
        Offer {
            comes: coming.take(TITLES).map(|thing| words::title(&thing.key, &app.registry)).collect(),
            counts: [Fate::Comes, Fate::Goes, Fate::Conflict].map(count),
            last: Written { by: document.by, at: document.at },
        }
    });
    let place = found.partition_point(|known| *known.name < *name);
    found.insert(place, Found { name: name.to_owned(), offer });
}

/// Merges, and returns what shall stand there if that is something else.
fn settle(app: &mut App, now: Now) -> Option<Document> {
    let mine = app.customs.written();
    let sharing = app.family.sharing.as_mut()?;
    let merged = match mine.map(|text| Items::of(&text)) {
        Ok(mine) => sharing.merge(&mine)?,
        Err(why) => {
            sharing.trouble = Some(t!("What you have cannot be shared: {why}.", why));
            return None;
        }
    };
    if let Some(here) = &merged.here
        && let Err(why) = adopt(app, here, now)
    {
        let sharing = app.family.sharing.as_mut()?;
        sharing.trouble = Some(t!("What came from there cannot be taken in: {why}.", why));
        return None;
    }
    app.family.sharing.as_mut()?.accept(merged)
}

fn adopt(app: &mut App, items: &Items, now: Now) -> Result<(), String> {
    let mut customs = Customs::default();
    customs.read(&items.text(""))?;
    app.customs = customs;
    app.changes.extend(app.registry.keys().map(Change::Device));
    app.follow_rules(now);
    app.kept(Ok(()));
    Ok(())
}

fn decide(app: &mut App, keys: &[u64], mine: bool, now: Now) {
    let Some(sharing) = &mut app.family.sharing else { return };
    let taken = sharing.decide(keys, mine);
    if !taken.is_empty() {
        let mut items = Items::of(&app.customs.written().unwrap_or_default());
        for (key, value) in taken {
            items.put(key, value);
        }
        if let Err(why) = adopt(app, &items, now)
            && let Some(sharing) = &mut app.family.sharing
        {
            sharing.trouble = Some(t!("What came from there cannot be taken in: {why}.", why));
        }
    }
    if is_near(app) {
        app.family.due = Some(now.instant);
    }
}

/// The time has come: for asking, for taking silence as an answer, or for writing.
fn go_on(app: &mut App, now: Now) {
    if !is_near(app) {
        return;
    }
    if !app.family.is_asked {
        let since = match app.session.state() {
            State::Live { since } => app.family.quiet_since.map_or(since, |quiet| quiet.max(since)),
            _ => return,
        };
        if since + QUIET > now.instant {
            app.family.due = Some(since + QUIET);
            return;
        }
        app.family.is_asked = true;
        if let Some(sharing) = &mut app.family.sharing {
            sharing.there = There::Asked(None);
        }
        return app.follow_filters(now);
    }
    let Some(sharing) = &mut app.family.sharing else { return };
    match sharing.there {
        There::Asked(Some(until)) if until <= now.instant => sharing.there = There::Nothing,
        There::Asked(until) => app.family.due = until,
        _ => {}
    }
    if let Some(document) = settle(app, now) {
        write(app, document, now);
    }
}

fn write(app: &mut App, document: Document, now: Now) {
    let (by, offered) = (app.family.writer.clone(), app.session.server_limits().map(|limits| limits.maximum_qos));
    let Some(sharing) = app.family.sharing.as_ref().filter(|it| it.sent.is_none() && it.trouble.is_none()) else {
        return;
    };
    let topic = topic(&sharing.name);
    let document = Document { by, at: Some(now.timestamp), ..document };
    let qos = QoS::AtLeastOnce.min(offered.unwrap_or(QoS::AtLeastOnce));
    let sent = document.written().and_then(|text| {
        let publication = Publication { qos, retain: true, ..Publication::new(topic, text) };
        app.publish(publication, Some(now.instant + DEADLINE), now)
    });
    let Some(sharing) = &mut app.family.sharing else { return };
    match sent {
        Ok(key) => (app.family.sent, sharing.sent) = (Some(key), Some(document)),
        Err(why) => sharing.trouble = Some(not_written(&why)),
    }
}

fn published(app: &mut App, outcome: PublishOutcome, now: Now) {
    let (user, is_near) = (user(app), is_near(app));
    let refused = match outcome {
        PublishOutcome::Refused { code: NOT_AUTHORIZED, .. } => Some(t!(
            "The broker does not let {user} write there. Its access list needs the line “topic readwrite {place}#”. Until then \
             your changes stay in this browser.",
            user,
            place = PLACE
        )),
        PublishOutcome::Refused { why, .. } => Some(not_written(&why)),
        PublishOutcome::Sent
        | PublishOutcome::Acknowledged
        | PublishOutcome::Delivered
        | PublishOutcome::NobodyListening => None,
        PublishOutcome::Expired | PublishOutcome::Dropped(_) | PublishOutcome::Unknown => {
            if let Some(sharing) = &mut app.family.sharing {
                sharing.sent = None;
                app.family.due = is_near.then_some(now.instant + CALM);
            }
            return;
        }
    };
    let Some(sharing) = &mut app.family.sharing else {
        app.family.note = refused.or(app.family.note.take());
        return;
    };
    let sent = sharing.sent.take();
    if refused.is_some() {
        sharing.trouble = refused;
    } else if let Some(document) = sent {
        sharing.there = There::Document(document);
        app.family.due = settle(app, now).map(|_| now.instant + CALM);
    }
}

fn not_written(why: &str) -> String {
    t!("It could not be written: {why}. Your changes stay in this browser.", why)
}

fn not_cleared(name: &str, why: &str) -> String {
    t!("{topic} could not be cleared: {why}.", topic = topic(name), why)
}

fn user(app: &App) -> String {
    let user = app.credentials.as_ref().map(|credentials| credentials.username.clone()).unwrap_or_default();
    if user.is_empty() { t!("this user").to_owned() } else { user }
}

/// Tells the page how it stands, and gives it what is to be kept, where either is another than before.
fn tell(app: &mut App) {
    let family = &app.family;
    let news = FamilyNews {
        sharing: family.sharing.as_deref().map(|sharing| told(app, sharing)),
        writer: family.writer.clone(),
        note: family.note.clone(),
        found: family.found.clone().unwrap_or_default(),
    };
    let needs_person = news.sharing.as_ref().is_some_and(|sharing| !sharing.conflicts.is_empty());
    let kept = family.sharing.as_deref().map(|sharing| keeping::written(&family.writer, sharing)).unwrap_or_default();
    let (told, number) = (wire::encode(&news), hash(&[&kept]));
    if app.family.told != told {
        app.family.told.clone_from(&told);
        app.asked_for.push(News::Family { needs_person, told });
    }
    if app.family.kept.replace(number).unwrap_or(hash(&[""])) != number {
        app.asked_for.push(News::FamilyKept(kept));
    }
}

fn told(app: &App, sharing: &Sharing) -> SharingNews {
    let last = match &sharing.there {
        There::Document(document) => Some(Written { by: document.by.clone(), at: document.at }),
        _ => None,
    };
    let state = match &sharing.there {
        _ if !is_near(app) => SharingState::Away,
        There::Closed(why) => SharingState::Trouble(why.clone()),
        There::Unknown | There::Asked(_) => SharingState::Asking,
        There::Nothing | There::Document(_) => match &sharing.trouble {
            Some(why) => SharingState::Trouble(why.clone()),
            None if sharing.sent.is_some() || app.family.due.is_some() => SharingState::Writing,
            None => SharingState::InStep,
        },
    };
    let conflicts = sharing.conflicts.iter().take(CONFLICTS);
    SharingNews {
        name: sharing.name.clone(),
        topic: topic(&sharing.name),
        state,
        last,
        conflicts: conflicts.map(|thing| words::conflict(thing, &app.registry)).collect(),
        more: sharing.conflicts.len().saturating_sub(CONFLICTS),
    }
}
