//! Lights that have a template for each thing they say, and one for what they are told.

use super::{BRIGHTNESS, add, colour_temperature};
use crate::dialect::colour::Space;
use crate::dialect::homeassistant::announcement::aspect::{Aspect, Holds, Source, Target, Word};
use crate::dialect::homeassistant::announcement::options::Options;
use crate::dialect::homeassistant::announcement::row::{choices, percent, target};
use crate::dialect::homeassistant::announcement::template;
use crate::language::t;

pub(super) fn read(options: &Options<'_>, aspects: &mut Vec<Aspect>) {
    let written = |key| options.text(key);
    let source = |template: Option<String>| {
        let topic = options.topic("state_topic")?;
        Some(Source::new(topic, Some(self::template(&template?))))
    };
    let asked = |variable: &'static str| {
        let on = options.template("command_on_template")?;
        let target = target(options, options.topic("command_topic")?, Some(on), variable);
        Some(Box::new(Target { constants: vec![("state", "on".to_owned())], ..target }))
    };
    switch(options, aspects, source(written("state_template")));
    let mut part = |key: &'static str, holds: Holds, template: Option<String>, variable: &'static str| {
        if template.is_some() {
            let aspect =
                Aspect { key, holds, optimistic: false, read: source(template), write: asked(variable), code: None };
            add(options, aspects, aspect);
        }
    };
    part(BRIGHTNESS, percent(0.0, 255.0), written("brightness_template"), "brightness");
    part("color_temp", colour_temperature(options), written("color_temp_template"), "color_temp");
    let rgb = [written("red_template"), written("green_template"), written("blue_template")];
    if let [Some(red), Some(green), Some(blue)] = rgb {
        part("color", Holds::Colour(Space::Rgb), Some(format!("{red},{green},{blue}")), "value");
    }
    if let Some(effects) = options.words("effect_list") {
        part("effect", choices(effects), written("effect_template"), "effect");
    }
}

/// On and off have a template each; which of them is used shows in what both are told.
fn switch(options: &Options<'_>, aspects: &mut Vec<Aspect>, read: Option<Source>) {
    let (Some(on), Some(off)) = (options.text("command_on_template"), options.text("command_off_template")) else {
        options.complain(t!("command_on_template or command_off_template is missing").to_owned());
        return;
    };
    let both = format!("{{% if value == 'on' %}}{on}{{% else %}}{off}{{% endif %}}");
    let write = options.topic("command_topic").map(|topic| target(options, topic, Some(template(&both)), "state"));
    let holds = Holds::Binary { on: Word::same("on"), off: Word::same("off"), by_brightness: false };
    add(
        options,
        aspects,
        Aspect { key: "state", holds, optimistic: false, read, write: write.map(Box::new), code: None },
    );
}
