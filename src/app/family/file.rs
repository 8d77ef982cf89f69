//! A file of what somebody has made of a home: taken in here, without putting anything in the place of what is here that nobody was
//! asked about.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::items::{DEVICES, Item, Items};
use super::words;
use crate::app::customs::Customs;
use crate::app::{App, News};
use crate::order::sorted;
use crate::time::Now;

/// Of what is otherwise here than in the file so much is told by name.
const TITLES: usize = 12;

/// What becomes of that which is otherwise here than in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Clash {
    /// Nothing is taken in before somebody has said what.
    Ask,
    /// It stays; the rest of the file is taken in.
    Keep,
    /// It becomes what the file says.
    Replace,
}

/// What is otherwise here than in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differing {
    pub count: usize,
    /// The first of them, for people.
    pub titles: Vec<String>,
}

/// A door of its part.
#[inline(never)]
pub(super) fn read(app: &mut App, text: &str, clash: Clash, now: Now) {
    match sort(app, text, clash) {
        Ok(Ok(items)) => app.import(&items.text(""), now),
        Ok(Err(differing)) => app.asked_for.push(News::Differs(differing)),
        Err(reason) => app.feed.customized(Err(reason)),
    }
}

/// What of the file is taken in, or what has to be decided before; or why it cannot be read.
fn sort(app: &App, text: &str, clash: Clash) -> Result<Result<Items, Differing>, String> {
    let mut file = Customs::default();
    file.read(text)?;
    let (here, mut there) = (Items::of(&app.customs.written()?), Items::of(&file.written()?));
    let differs = |item: &Item| here.value(&item.key).is_some_and(|value| value != item.value);
    match clash {
        Clash::Replace => {}
        Clash::Keep => there.0.retain(|item| !differs(item)),
        Clash::Ask => {
            let differing: Vec<_> = there.0.iter().filter(|item| differs(item)).collect();
            if !differing.is_empty() {
                let titles = differing.iter().take(TITLES).map(|item| words::title(&item.key, &app.registry)).collect();
                return Ok(Err(Differing { count: differing.len(), titles }));
            }
        }
    }
    // What of a device the file does not speak of stays.
    let devices: HashSet<&str> = there.of_section(DEVICES).map(|item| &*item.key.name).collect();
    let is_of_them = |item: &Item| item.key.section == DEVICES && devices.contains(&*item.key.name);
    let stays = |item: &Item| is_of_them(item) && there.value(&item.key).is_none();
    let staying: Vec<_> = here.0.into_iter().filter(stays).collect();
    there.0.extend(staying);
    Ok(Ok(Items(sorted(there.0, |item| item.key.order()))))
}
