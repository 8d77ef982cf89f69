//! What a person makes of devices: names and rooms of their own, and what is hidden. Kept as a text by whoever has a place for
//! it, which is also the file to export and to import.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::device::Device;

/// Of the text; a page that knows only this one does not read a newer one.
const VERSION: u32 = 1;
/// Devices that are customized.
const DEVICES: usize = 10_000;
/// Bytes of a text that is read.
const BYTES: usize = 4 * 1_024 * 1_024;
/// Characters of a name.
const NAME: usize = 120;

/// What a person makes of one device; what is `None` is as the device says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custom {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub hidden: bool,
}

/// Of all devices, whether they are there or not.
#[derive(Debug, Default)]
pub(super) struct Customs {
    /// By the id under which the device was known then.
    devices: BTreeMap<String, Custom>,
}

/// The text. Its keys are stable.
#[derive(Serialize, Deserialize)]
struct File {
    alicia_dashboard: u32,
    #[serde(default)]
    devices: BTreeMap<String, Custom>,
}

impl Customs {
    pub(super) fn of(&self, device: &Device) -> Option<&Custom> {
        device.ids().find_map(|id| self.devices.get(id))
    }

    /// Returns why it cannot be; then nothing has changed.
    pub(super) fn set(&mut self, device: &Device, custom: Custom) -> Result<(), String> {
        if self.of(device).is_none() && self.devices.len() >= DEVICES {
            return Err(too_many());
        }
        for id in device.ids() {
            self.devices.remove(id);
        }
        let custom = custom.tidied();
        if custom != Custom::default() {
            self.devices.insert(device.id.clone(), custom);
        }
        Ok(())
    }

    /// Takes what a text says in the place of what is known of the same devices. Returns of how many it speaks, or why it
    /// cannot be read; then nothing has changed.
    pub(super) fn read(&mut self, text: &str) -> Result<usize, String> {
        if text.len() > BYTES {
            return Err(format!("it has more than {} MB", BYTES / 1_024 / 1_024));
        }
        let file: File =
            serde_json::from_str(text).map_err(|error| format!("it is not what this page writes: {error}"))?;
        if file.alicia_dashboard > VERSION {
            return Err("it was written by a newer version of this page".to_owned());
        }
        let fresh: Vec<_> = file.devices.into_iter().map(|(id, custom)| (id, custom.tidied())).collect();
        let added = fresh.iter().filter(|(id, _)| !self.devices.contains_key(id)).count();
        if self.devices.len() + added > DEVICES {
            return Err(too_many());
        }
        let count = fresh.len();
        self.devices.extend(fresh);
        Ok(count)
    }

    pub(super) fn written(&self) -> String {
        let file = File { alicia_dashboard: VERSION, devices: self.devices.clone() };
        serde_json::to_string_pretty(&file).expect("texts and flags can always be written")
    }
}

fn too_many() -> String {
    format!("there would be more than {DEVICES} devices with names of your own")
}

impl Custom {
    /// As it can be shown: an empty name is none.
    fn tidied(self) -> Self {
        let tidied = |text: Option<String>| {
            let text: String = text?.trim().chars().filter(|letter| !letter.is_control()).take(NAME).collect();
            (!text.is_empty()).then_some(text)
        };
        Self { name: tidied(self.name), room: tidied(self.room), ..self }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(flag: &bool) -> bool {
    !flag
}
