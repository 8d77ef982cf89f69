//! What the keys of the Smart Home Backend mean.

use crate::device::{Class, Profile, Value};
use crate::dialect::term::{self, Term};

/// The switch that every device has.
pub(super) const POWER: &str = "power";
/// Starts the board anew.
pub(super) const RESET: &str = "reset";
/// What a power meter measures.
pub(super) const POWER_DRAW: &str = "powerW";

/// What a property is, seen for the first time with this value.
pub(super) fn profile(property: &str, value: &Value) -> Profile {
    term(property).map_or_else(|| term::guess(property, value), Term::profile)
}

/// What a key means; `None` if no document mentions it.
pub(super) fn term(key: &str) -> Option<Term> {
    sensor(key).or_else(|| actuator(key)).or_else(|| metadata(key)).or_else(|| config(key))
}

fn sensor(key: &str) -> Option<Term> {
    Some(match key {
        "temperature" => Term::reading("Temperature", "°C", Class::Temperature),
        "humidity" => Term::reading("Humidity", "%", Class::Humidity),
        "gasPpm" => Term::reading("Gas", "ppm", Class::Gas),
        "flame" => Term::switch("Flame", Class::Fire),
        "binLevel" => Term::reading("Bin level", "%", Class::Other),
        "distanceCm" => Term::reading("Distance", "cm", Class::Other),
        POWER_DRAW => Term::reading("Power draw", "W", Class::Power),
        "energyKwh" | "energy" => Term::reading("Energy", "kWh", Class::Energy),
        "voltageV" | "voltage" => Term::reading("Voltage", "V", Class::Power),
        "current" => Term::reading("Current", "A", Class::Power),
        "currentA" => Term::reading("Mains current", "A", Class::Power),
        "frequencyHz" | "frequency" => Term::reading("Frequency", "Hz", Class::Power),
        "powerFactor" => Term::reading("Power factor", "", Class::Power),
        _ => return None,
    })
}

fn actuator(key: &str) -> Option<Term> {
    Some(match key {
        POWER => Term::switch("Power", Class::Switch).settable(),
        "brightness" => Term::percentage("Brightness", Class::Light).settable(),
        "color" => Term::colour("Colour").settable(),
        RESET => Term::action("Restart").asking_first().diagnostic(),
        _ => return None,
    })
}

fn metadata(key: &str) -> Option<Term> {
    let term = match key {
        "uptime" => Term::reading("Uptime", "s", Class::Duration),
        "wifiSignal" | "signalStrength" | "rssi" => Term::reading("Wi-Fi signal", "dBm", Class::Signal),
        "batteryLevel" => Term::reading("Battery", "%", Class::Battery),
        "freeMemory" | "freeHeap" => Term::reading("Free memory", "B", Class::Other),
        "firmwareVersion" => Term::text("Firmware", Class::Other),
        "deviceType" => Term::text("Device type", Class::Other),
        "errors" => Term::text("Errors", Class::Other),
        "ota.progress" => Term::reading("Update progress", "%", Class::Other),
        "ota.status" => Term::text("Update", Class::Other),
        "ota.version" => Term::text("Update to version", Class::Other),
        "timestamp" => term::OWN_TIME,
        crate::dialect::LEFT_OUT => term::LEFT_OUT,
        _ => return None,
    };
    Some(term.diagnostic())
}

fn config(key: &str) -> Option<Term> {
    let term = match key {
        "sampleRate" => Term::setting("Sample interval", "s", 1, 86_400, Class::Duration).in_form(),
        "powerSaving" => Term::switch("Power saving", Class::Power).settable().in_form(),
        "alertThresholds.gas" => Term::setting("Gas alert above", "ppm", 0, 100_000, Class::Gas).in_form(),
        "alertThresholds.temperature" => {
            Term::setting("Temperature alert above", "°C", 0, 150, Class::Temperature).in_form()
        }
        "alertThresholds.humidity" => Term::setting("Humidity alert above", "%", 0, 100, Class::Humidity).in_form(),
        // The network is not settable: who mistypes it never hears of the board again.
        "wifiConfig.ssid" => Term::text("Wi-Fi network", Class::Signal),
        "wifiConfig.password" => Term::text("Wi-Fi password", Class::Signal),
        "wifiConfig.reconnectInterval" => {
            Term::setting("Wi-Fi reconnect interval", "s", 1, 3_600, Class::Signal).in_form()
        }
        "mqttConfig.keepAlive" => Term::setting("MQTT keep alive", "s", 1, 65_535, Class::Duration).in_form(),
        "mqttConfig.qos" => Term::setting("MQTT quality of service", "", 0, 2, Class::Other).in_form(),
        _ => return None,
    };
    Some(term.config())
}
