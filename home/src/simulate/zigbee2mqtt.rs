//! A Zigbee bridge with its network: it announces devices and groups with all they expose, speaks for each under the
//! name that people gave it, and tells Home Assistant of some.

mod announcement;
mod expose;
mod member;
mod network;

use fastrand::Rng;
use serde_json::{Value, json};

use super::device::{Command, Device, Message, Now};
use member::Member;
use network::{COORDINATOR, Group};

/// Each member speaks at least this often.
const REPORT_BEATS: u64 = 20;

pub(super) fn devices(seeds: &mut Rng) -> Vec<Box<dyn Device>> {
    let members = network::members();
    vec![Box::new(Bridge { members, groups: network::groups(), permit_join: false, rng: seeds.fork() })]
}

struct Bridge {
    members: Vec<Member>,
    groups: Vec<Group>,
    permit_join: bool,
    rng: Rng,
}

impl Bridge {
    fn info(&self) -> Message {
        let payload = json!({
            "version": "2.6.3",
            "commit": "6e19a2d",
            "coordinator": {
                "ieee_address": COORDINATOR, "type": "EmberZNet", "meta": { "revision": "7.4.4 [GA]" },
            },
            "network": { "channel": 15, "pan_id": 6754, "extended_pan_id": "0xdddddddddddddddd" },
            "log_level": "info",
            "permit_join": self.permit_join,
            "restart_required": false,
        });
        of_bridge("info", &payload)
    }

    fn devices(&self) -> Message {
        let coordinator = json!({
            "ieee_address": COORDINATOR, "type": "Coordinator", "network_address": 0, "supported": true,
            "disabled": false, "friendly_name": "Coordinator", "definition": null, "endpoints": {},
        });
        let all: Value = [coordinator].into_iter().chain(self.members.iter().map(Member::definition)).collect();
        of_bridge("devices", &all)
    }

    fn groups(&self) -> Message {
        let all: Value = self.groups.iter().map(Group::definition).collect();
        of_bridge("groups", &all)
    }

    /// What a group was told, and what those that belong to it made of it.
    fn tell_group(&mut self, place: usize, order: &Value) -> Vec<Message> {
        let group = &self.groups[place];
        let mut said = Vec::new();
        for member in self.members.iter_mut().filter(|member| group.members.contains(&member.address)) {
            said.extend(member.obey(order).then(|| member.report(&mut self.rng)));
        }
        said.extend(self.group_state(place));
        said
    }

    /// A group is as the first of its members.
    fn group_state(&self, place: usize) -> Option<Message> {
        let group = &self.groups[place];
        let first = self.members.iter().find(|member| group.members.contains(&member.address))?;
        let common = json!({ "state": first.state()["state"], "brightness": first.state()["brightness"] });
        Some(Message::new(format!("zigbee2mqtt/{}", group.name), &common))
    }

    /// What somebody was told, or asked for, by their name.
    fn address(&mut self, name: &str, verb: &str, order: &Value) -> Vec<Message> {
        if let Some(place) = self.groups.iter().position(|group| group.name == name) {
            return self.tell_group(place, order);
        }
        let Some(member) = self.members.iter_mut().find(|member| member.name == name) else { return Vec::new() };
        let answers = verb == "get" || member.obey(order);
        let mut said: Vec<_> = answers.then(|| member.report(&mut self.rng)).into_iter().collect();
        let address = member.address;
        let places = (0..self.groups.len()).filter(|place| self.groups[*place].members.contains(&address));
        said.extend(places.filter_map(|place| self.group_state(place)));
        said
    }
}

impl Device for Bridge {
    fn name(&self) -> String {
        "mqttjs_zigbee2mqtt".to_owned()
    }

    fn will(&self) -> Option<Message> {
        Some(of_bridge("state", &json!({ "state": "offline" })))
    }

    fn listens_to(&self) -> Vec<String> {
        ["zigbee2mqtt/+/set", "zigbee2mqtt/+/get", "zigbee2mqtt/bridge/request/permit_join"].map(str::to_owned).into()
    }

    fn announce(&mut self, _: Now) -> Vec<Message> {
        let mut said =
            vec![of_bridge("state", &json!({ "state": "online" })), self.info(), self.devices(), self.groups()];
        for member in &mut self.members {
            said.push(member.availability());
            said.extend(member.is_there.then(|| member.report(&mut self.rng)));
        }
        said.extend(self.groups.iter().map(Group::availability));
        said.extend((0..self.groups.len()).filter_map(|place| self.group_state(place)));
        said.extend(announcement::announcements(&self.members));
        said
    }

    fn speak(&mut self, now: Now) -> Vec<Message> {
        let mut said = Vec::new();
        for (turn, member) in (0..).zip(&mut self.members).filter(|(_, member)| member.is_there) {
            let happened = member.live(now, &mut self.rng);
            if happened || now.beat % REPORT_BEATS == turn % REPORT_BEATS {
                said.push(member.report(&mut self.rng));
            }
        }
        said
    }

    fn obey(&mut self, command: &Command, _: Now) -> Vec<Message> {
        let order = command.json();
        let Some(addressed) = command.topic.strip_prefix("zigbee2mqtt/") else { return Vec::new() };
        if addressed == "bridge/request/permit_join" {
            self.permit_join = order["time"].as_u64().is_some_and(|seconds| seconds > 0);
            return vec![self.info(), answer("permit_join", &order)];
        }
        match addressed.rsplit_once('/') {
            Some((name, verb)) => self.address(name, verb, &order),
            None => Vec::new(),
        }
    }
}

fn of_bridge(subject: &str, payload: &Value) -> Message {
    Message::new(format!("zigbee2mqtt/bridge/{subject}"), payload).at_least_once().retained()
}

fn answer(request: &str, data: &Value) -> Message {
    let payload = json!({ "status": "ok", "data": data });
    Message::new(format!("zigbee2mqtt/bridge/response/{request}"), &payload)
}
