//! What the keys of the Smart Home Backend mean.

use crate::device::{Class, Profile, Value};
use crate::dialect::term::{self, Term};

/// The switch that every device has.
pub(super) const POWER: &str = "power";
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
        "sampleRate" => Term::reading("Sample interval", "s", Class::Duration),
        "powerSaving" => Term::switch("Power saving", Class::Power),
        "alertThresholds.gas" => Term::reading("Gas alert above", "ppm", Class::Gas),
        "alertThresholds.temperature" => Term::reading("Temperature alert above", "°C", Class::Temperature),
        "alertThresholds.humidity" => Term::reading("Humidity alert above", "%", Class::Humidity),
        "wifiConfig.ssid" => Term::text("Wi-Fi network", Class::Signal),
        "wifiConfig.password" => Term::text("Wi-Fi password", Class::Signal),
        "wifiConfig.reconnectInterval" => Term::reading("Wi-Fi reconnect interval", "s", Class::Signal),
        "mqttConfig.keepAlive" => Term::reading("MQTT keep alive", "s", Class::Duration),
        "mqttConfig.qos" => Term::reading("MQTT quality of service", "", Class::Other),
        _ => return None,
    };
    Some(term.config())
}
