//! What a board announces of itself: what it has, which topics it speaks on and in which words.

use serde_json::{Value, json};

use super::Board;
use super::role::Role;
use crate::simulate::device::Message;

const RELAYS: usize = 32;
const SWITCHES: usize = 28;

/// What a relay is used for.
const RELAY: u8 = 1;
const LIGHT: u8 = 2;
const SHUTTER: u8 = 3;
/// Colours and two whites.
const RGBCW: u8 = 5;

impl Board {
    pub(super) fn discovery(&mut self) -> Vec<Message> {
        let (relays, light): (&[u8], _) = match self.role {
            Role::Plug(_) => (&[RELAY], 0),
            Role::Light(_) => (&[LIGHT], RGBCW),
            Role::Shutter(_) => (&[SHUTTER, SHUTTER], 0),
        };
        let mut used = vec![0; RELAYS];
        used[..relays.len()].copy_from_slice(relays);
        let mut names = vec![Value::Null; 8];
        names[0] = json!(self.name);
        let config = json!({
            "ip": "192.168.1.72", "dn": self.name, "fn": names,
            "hn": format!("{}-4177", self.topic), "mac": self.address, "md": self.model, "ty": 0, "if": 0,
            "ofln": "Offline", "onln": "Online", "state": ["OFF", "ON", "TOGGLE", "HOLD"],
            "sw": "14.4.1", "t": self.topic, "ft": "%prefix%/%topic%/", "tp": ["cmnd", "stat", "tele"],
            "rl": used, "swc": vec![-1; SWITCHES], "swn": vec![Value::Null; SWITCHES], "btn": vec![0; RELAYS],
            "so": {
                "4": 0, "11": 0, "13": 0, "17": 1, "20": 0, "30": 0, "68": 0, "73": 0, "82": 0, "114": 0, "117": 0,
            },
            "lk": 1, "lt_st": light, "bat": 0, "dslp": 0, "sho": [0, 0, 0, 0],
            "sht": [[0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]], "ver": 1,
        });
        let readings = self.role.readings(&mut self.rng).unwrap_or_else(|| json!({}));
        let sensors = json!({ "sn": readings, "ver": 1 });
        [("config", config), ("sensors", sensors)]
            .map(|(subject, payload)| {
                let topic = format!("tasmota/discovery/{}/{subject}", self.address);
                Message::new(topic, &payload).at_least_once().retained()
            })
            .into()
    }
}
