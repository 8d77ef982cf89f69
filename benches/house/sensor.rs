//! Sensors that are announced one by one, any number of them.

/// What announces the sensor of this number, ten to a device, one by one.
pub(crate) fn announced(number: usize) -> (String, String) {
    let (device, key) = (number / 10, number % 10);
    let payload = format!(
        r#"{{"name":"Temperature {key}","stat_t":"home/dev{device}/state","val_tpl":"{{{{ value_json.t{key} }}}}","unit_of_meas":"°C","dev_cla":"temperature","uniq_id":"dev{device}_t{key}","avty_t":"home/dev{device}/there","dev":{{"ids":["dev{device}"],"name":"Device {device}","mf":"Bench","mdl":"B1"}}}}"#
    );
    (format!("homeassistant/sensor/dev{device}/t{key}/config"), payload)
}
