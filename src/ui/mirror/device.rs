//! What the page knows of a device that is, or was, in sight: what changes by itself is a signal of its own.

use std::sync::Arc;

use crate::app::{Picture, PropertyNews};
use crate::device::{Heard, Profile, PropertyKey, Report, Request};
use crate::language;
use crate::ui::cell::Shared;

/// A device that is, or was, in sight.
#[derive(Clone, Debug, Default)]
pub struct DeviceMirror {
    pub heard: Shared<Heard>,
    /// In the order of their keys.
    pub properties: Shared<Vec<PropertyMirror>>,
}

/// A property of such a device. What it is, what it says and what it was asked for change apart from each other.
#[derive(Clone, Debug)]
pub struct PropertyMirror {
    pub key: PropertyKey,
    pub id: String,
    pub profile: Shared<Profile>,
    pub report: Shared<Option<Report>>,
    pub available: Shared<Option<bool>>,
    pub barred: Shared<Option<String>>,
    /// The person tries nevertheless, wherever they said so.
    pub is_tried: Shared<bool>,
    /// As long as anybody looks.
    pub picture: Shared<Option<Arc<Picture>>>,
    pub request: Shared<Option<Request>>,
}

impl DeviceMirror {
    pub(super) fn show(&self, property: PropertyKey, picture: Option<Picture>) {
        let known = self.properties.with_untracked(|known| known.iter().find(|it| it.key == property).cloned());
        if let Some(known) = known {
            known.picture.update(|shown| *shown = picture.map(Arc::new));
        }
    }

    pub(super) fn apply(&self, heard: Heard, withdrawn: &[PropertyKey], news: Vec<PropertyNews>) {
        self.heard.set_if_other(heard);
        if !withdrawn.is_empty() {
            self.properties.update(|known| known.retain(|property| !withdrawn.contains(&property.key)));
        }
        for property in news {
            let known = self.properties.with_untracked(|known| {
                known.binary_search_by_key(&property.key, |known| known.key).map(|index| known[index].clone())
            });
            match known {
                Ok(known) => known.apply(property),
                Err(index) => self.properties.update(|known| known.insert(index, PropertyMirror::new(property))),
            }
        }
    }

    pub(super) fn report(&self, heard: Heard, reports: Vec<(PropertyKey, Report)>) {
        self.heard.set_if_other(heard);
        for (key, report) in reports {
            let known = self.properties.with_untracked(|known| {
                let at = known.binary_search_by_key(&key, |known| known.key).ok()?;
                Some(known[at].report.clone())
            });
            if let Some(known) = known {
                known.set_if_other(Some(report));
            }
        }
    }
}

/// Called as the reader calls it, if many people know what it is called.
fn told(mut profile: Profile) -> Profile {
    if let Some(label) = language::translation(&profile.label) {
        label.clone_into(&mut profile.label);
    }
    profile
}

impl PropertyMirror {
    #[must_use]
    pub fn new(news: PropertyNews) -> Self {
        Self {
            key: news.key,
            id: news.id,
            profile: Shared::new(told(news.profile)),
            report: Shared::new(news.report),
            available: Shared::new(news.available),
            barred: Shared::new(news.barred),
            is_tried: Shared::new(false),
            picture: Shared::new(None),
            request: Shared::new(news.request),
        }
    }

    fn apply(&self, news: PropertyNews) {
        self.profile.set_if_other(told(news.profile));
        self.report.set_if_other(news.report);
        self.available.set_if_other(news.available);
        if self.barred.with_untracked(|barred| *barred != news.barred) {
            self.is_tried.set_if_other(false);
            self.barred.update(|barred| *barred = news.barred);
        }
        self.request.set_if_other(news.request);
    }
}
