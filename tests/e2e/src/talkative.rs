//! A broker that tells of itself, and somebody at its door.

use std::process::Command;

use crate::stage::Stage;

/// What it tells every second, its log among it.
const TOLD: &str = "sys_interval 1\nlog_dest topic\nlog_type information";
/// Who may hear that, and what a family shares.
const RULES: &str = "topic read $SYS/broker/#\ntopic readwrite alicia/dashboard/#";

impl Stage {
    /// `mobile_app` may read what the broker tells of itself, and share with a family.
    #[must_use]
    pub fn open_talkative() -> Self {
        let mut stage = Self::open();
        let changed = stage.broker.add_to("acl", RULES).and_then(|()| stage.broker.add_to("mosquitto.conf", TOLD));
        changed.and_then(|()| stage.broker.restart()).unwrap_or_else(|error| panic!("{error}"));
        stage
    }

    /// Somebody tries to come in.
    #[track_caller]
    pub fn guess_password(&self) {
        let tried = Command::new("mosquitto_pub")
            .args(["-h", "127.0.0.1", "-p", &self.broker.mqtt_port().to_string()])
            .args(["-u", "mobile_app", "-P", "wrong", "-i", "burglar", "-t", "alicia/commands/door", "-m", "open"])
            .output()
            .unwrap_or_else(|error| panic!("mosquitto_pub (Debian: mosquitto-clients): {error}"));
        assert!(!tried.status.success(), "nobody comes in so");
    }
}
