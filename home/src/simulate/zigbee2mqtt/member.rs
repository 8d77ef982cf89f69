//! One device of the network: its state, how that changes by itself, and what it makes of an order.

use fastrand::Rng;
use serde_json::{Value, json};

use super::expose::Expose;
use crate::simulate::device::{Message, Now};
use crate::simulate::drift::{Drift, round};
use crate::simulate::overlay::overlay;
use crate::simulate::travel::{Travel, percentage};

pub(super) struct Member {
    pub(super) address: &'static str,
    /// What people call it, which is a part of its topics.
    pub(super) name: &'static str,
    pub(super) make: Make,
    pub(super) exposes: Vec<Expose>,
    state: Value,
    nature: Nature,
    pub(super) is_there: bool,
}

pub(super) struct Make {
    pub(super) vendor: &'static str,
    pub(super) model: &'static str,
    pub(super) description: &'static str,
    pub(super) power_source: &'static str,
}

/// What a state does by itself.
pub(super) enum Nature {
    /// Nothing.
    Still,
    /// These keys wander.
    Measures(Vec<(&'static str, Drift)>),
    /// What is plugged into it draws power while it is on, and has used so many kilowatt-hours.
    Feeds(Drift, f64),
    /// This key, which is a yes or no, changes once in so many beats.
    Notices(&'static str, u64),
    Travels(Travel),
    /// The room follows the setpoint.
    Heats(f64),
    /// Somebody presses one of these buttons once in so many beats.
    IsPressed(&'static [&'static str], u64),
}

impl Member {
    pub(super) fn new(
        address: &'static str,
        name: &'static str,
        make: Make,
        exposes: Vec<Expose>,
        state: Value,
    ) -> Self {
        Self { address, name, make, exposes, state, nature: Nature::Still, is_there: true }
    }

    pub(super) fn that(self, nature: Nature) -> Self {
        Self { nature, ..self }
    }

    /// Its battery is empty, and nobody has noticed.
    pub(super) fn gone(self) -> Self {
        Self { is_there: false, ..self }
    }

    pub(super) fn state(&self) -> &Value {
        &self.state
    }

    /// As the bridge announces it.
    pub(super) fn definition(&self) -> Value {
        let Make { vendor, model, description, power_source } = self.make;
        let kind = if power_source == "Battery" { "EndDevice" } else { "Router" };
        let mut exposes: Vec<Value> = self.exposes.iter().map(Expose::definition).collect();
        exposes.push(Expose::reading("linkquality", "lqi").definition());
        json!({
            "ieee_address": self.address, "type": kind, "network_address": 29_159, "supported": true,
            "disabled": false, "friendly_name": self.name, "manufacturer": vendor, "model_id": model,
            "power_source": power_source, "interview_completed": true, "interviewing": false,
            "definition": {
                "model": model, "vendor": vendor, "description": description, "exposes": exposes, "options": [],
            },
            "endpoints": {
                "1": { "bindings": [], "configured_reportings": [], "clusters": { "input": [], "output": [] } },
            },
        })
    }

    pub(super) fn availability(&self) -> Message {
        let word = if self.is_there { "online" } else { "offline" };
        let topic = format!("zigbee2mqtt/{}/availability", self.name);
        Message::new(topic, &json!({ "state": word })).at_least_once().retained()
    }

    /// The whole state. A press is told once.
    pub(super) fn report(&mut self, rng: &mut Rng) -> Message {
        self.state["linkquality"] = json!(rng.u32(90..=160));
        let message = Message::new(format!("zigbee2mqtt/{}", self.name), &self.state);
        if let (Nature::IsPressed(..), Value::Object(state)) = (&self.nature, &mut self.state) {
            state.remove("action");
        }
        message
    }

    /// A beat passes; whether something happened that is told at once.
    pub(super) fn live(&mut self, now: Now, rng: &mut Rng) -> bool {
        match &mut self.nature {
            Nature::Still => false,
            Nature::Measures(readings) => {
                for (key, drift) in readings {
                    self.state[*key] = json!(drift.next(rng));
                }
                false
            }
            Nature::Feeds(load, kwh) => {
                let watts = if self.state["state"] == "ON" { load.next(rng) } else { 0.0 };
                *kwh += watts / 3_600_000.0;
                let reading = json!({ "power": watts, "current": round(watts / 230.0, 2), "energy": round(*kwh, 3) });
                overlay(&mut self.state, reading);
                false
            }
            Nature::Notices(key, beats) => {
                let changes = now.every(*beats);
                if changes {
                    self.state[*key] = json!(self.state[*key] != true);
                }
                changes
            }
            Nature::Travels(travel) => {
                let moved = travel.advance();
                self.state["position"] = json!(travel.position());
                self.state["state"] = json!(if travel.position() == 0 { "CLOSE" } else { "OPEN" });
                moved
            }
            Nature::Heats(room) => {
                let wanted = self.state["occupied_heating_setpoint"].as_f64().unwrap_or(*room);
                let heats = self.state["system_mode"] != "off" && *room < wanted;
                *room += if heats { 0.02 } else { -0.01 };
                let mode = if heats { "heat" } else { "idle" };
                overlay(&mut self.state, json!({ "local_temperature": round(*room, 1), "running_state": mode }));
                false
            }
            Nature::IsPressed(actions, beats) => {
                let pressed = now.every(*beats);
                if pressed {
                    self.state["action"] = json!(actions[rng.usize(..actions.len())]);
                }
                pressed
            }
        }
    }

    /// What of the order it can do, it does; whether that was anything.
    pub(super) fn obey(&mut self, order: &Value) -> bool {
        let Value::Object(order) = order else { return false };
        let mut obeyed = false;
        for (key, wanted) in order {
            if self.is_there && self.exposes.iter().any(|expose| expose.takes(key, wanted)) {
                obeyed = true;
                self.take(key, wanted);
            }
        }
        obeyed
    }

    fn take(&mut self, key: &str, wanted: &Value) {
        if let Nature::Travels(travel) = &mut self.nature {
            match (key, wanted.as_str()) {
                (_, Some("OPEN")) => travel.open(),
                (_, Some("CLOSE")) => travel.close(),
                (_, Some("STOP")) => travel.stop(),
                _ => travel.go(wanted.as_f64().and_then(percentage).unwrap_or(travel.position())),
            }
            return;
        }
        match key {
            // A wink of the lamp, which no state tells.
            "effect" | "identify" => {}
            "brightness" => overlay(&mut self.state, json!({ "state": "ON", "brightness": wanted })),
            "color" => overlay(&mut self.state, json!({ "color": wanted, "color_mode": "xy" })),
            "color_temp" => overlay(&mut self.state, json!({ "color_temp": wanted, "color_mode": "color_temp" })),
            _ => self.state[key] = wanted.clone(),
        }
    }
}
