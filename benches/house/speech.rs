//! What devices of each convention say, as often as one likes: the same every time.

/// How the devices of one convention speak.
pub(crate) struct Speech {
    pub(crate) convention: &'static str,
    /// What is announced of the device of this number, before it speaks.
    pub(crate) announces: Option<fn(usize) -> (String, String)>,
    /// What the device of this number says the so-manieth time: a topic and a payload.
    pub(crate) says: fn(usize, usize) -> (String, String),
}

/// One for each convention of which a house may have any number of devices.
pub(crate) const SPEECHES: [Speech; 5] = [
    Speech {
        convention: "home_assistant",
        announces: Some(|device| {
            let component = |key: &str, unit: &str| {
                let template = format!("{{{{ value_json.{key} }}}}");
                format!(
                    r#""{key}":{{"p":"sensor","uniq_id":"{device}_{key}","val_tpl":"{template}","unit_of_meas":"{unit}"}}"#
                )
            };
            let components = [component("temperature", "°C"), component("humidity", "%"), component("battery", "%")];
            let payload = format!(
                r#"{{"dev":{{"ids":["dev{device}"],"name":"Device {device}"}},"o":{{"name":"bench"}},"stat_t":"home/rooms/dev{device}","cmps":{{{}}}}}"#,
                components.join(",")
            );
            (format!("homeassistant/device/dev{device}/config"), payload)
        }),
        says: |device, time| {
            let payload = format!(
                r#"{{"temperature":{},"humidity":{},"battery":{},"linkquality":120}}"#,
                changing(time, 20, 10),
                changing(time, 45, 2),
                changing(time, 80, 1),
            );
            (format!("home/rooms/dev{device}"), payload)
        },
    },
    Speech {
        convention: "alicia",
        announces: None,
        says: |device, time| {
            let payload = format!(
                r#"{{"device_id":"dev{device}","temperature_celsius":{},"humidity_percent":{},"battery_level":{},"timestamp":"2026-02-13T12:00:00Z"}}"#,
                changing(time, 20, 10),
                changing(time, 45, 2),
                changing(time, 80, 1),
            );
            (format!("alicia/sensors/dev{device}"), payload)
        },
    },
    Speech {
        convention: "smarthome",
        announces: None,
        says: |device, time| {
            let payload = format!(
                r#"{{"timestamp":1770984000000,"deviceId":"dev{device}","sensors":{{"temperature":{},"humidity":{},"gasPpm":{},"powerW":{}}}}}"#,
                changing(time, 20, 10),
                changing(time, 45, 2),
                changing(time, 400, 1),
                changing(time, 60, 4),
            );
            (format!("smarthome/1/dev{device}/telemetry"), payload)
        },
    },
    Speech {
        convention: "iotflow",
        announces: None,
        says: |device, time| {
            let payload = format!(
                r#"{{"temperature":{},"humidity":{},"pressure":{},"timestamp":"2026-02-13T12:00:00Z","device_id":"dev{device}"}}"#,
                changing(time, 20, 10),
                changing(time, 45, 2),
                changing(time, 1000, 1),
            );
            (format!("iotflow/devices/dev{device}/telemetry/sensors"), payload)
        },
    },
    Speech {
        convention: "plain",
        announces: None,
        says: |device, time| (format!("home/dev{device}/temperature"), changing(time, 20, 10).to_string()),
    },
];

/// A number around `middle`, in steps of a `fraction`th, another one each time.
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn changing(time: usize, middle: usize, fraction: usize) -> f64 {
    middle as f64 + (time % 17) as f64 / fraction as f64
}
