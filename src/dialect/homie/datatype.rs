//! What a property of Homie can hold, and how that is written on its topic.

use super::description::Attributes;
use crate::device::{Access, Class, Kind, Numeric, Profile, Value, digits, number_from_text};
use crate::dialect::colour::{self, Space};
use crate::dialect::scalar::Scalar;
use crate::dialect::term;

/// Words of one property: more than anybody chooses from.
const WORDS: usize = 256;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Datatype {
    Whole,
    Real,
    Flag,
    Word,
    Colour,
    /// Also moments, durations and documents.
    #[default]
    Text,
}

/// What a property's format says beside its datatype, as far as it can be used.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Format {
    /// The lowest and the highest number, and how far apart two are.
    Scale {
        range: Option<(f64, f64)>,
        step: Option<f64>,
    },
    Words(Vec<String>),
    /// In which a colour can be written.
    Spaces(Vec<Space>),
    None,
}

impl Datatype {
    /// What nobody has heard of is a text.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "integer" => Self::Whole,
            "float" => Self::Real,
            "boolean" => Self::Flag,
            "enum" => Self::Word,
            "color" => Self::Colour,
            _ => Self::Text,
        }
    }
}

impl Format {
    pub(super) fn of(datatype: Datatype, text: &str) -> Self {
        match datatype {
            Datatype::Whole | Datatype::Real => scale(datatype, text),
            Datatype::Word if listed(text).next().is_some() => {
                Self::Words(listed(text).take(WORDS).map(str::to_owned).collect())
            }
            Datatype::Colour => Self::Spaces(listed(text).filter_map(space).collect()),
            Datatype::Word | Datatype::Flag | Datatype::Text => Self::None,
        }
    }
}

/// `{low}:{high}:{step}`, none of which need be there.
fn scale(datatype: Datatype, text: &str) -> Format {
    let mut numbers = text.split(':').map(number_from_text);
    let mut next = || numbers.next().flatten();
    let range = next().zip(next()).filter(|(low, high)| low < high);
    let step = next().filter(|step| *step > 0.0);
    Format::Scale { range, step: step.or((datatype == Datatype::Whole).then_some(1.0)) }
}

fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|word| !word.is_empty())
}

fn space(name: &str) -> Option<Space> {
    Some(match name {
        "rgb" => Space::Rgb,
        "hsv" => Space::Hs,
        "xyz" => Space::Xy,
        _ => return None,
    })
}

/// What a property is, which ends its topic as `property` does.
pub(super) fn profile(attributes: &Attributes, property: &str) -> Profile {
    let access = match (attributes.is_settable, attributes.is_momentary) {
        (false, _) => Access::Read,
        (true, false) => Access::ReadWrite,
        (true, true) => Access::Write,
    };
    let kind = kind(attributes);
    let class = class(&kind, attributes, property);
    Profile::read_only(&attributes.label(property), kind).with_access(access).with_class(class)
}

fn kind(attributes: &Attributes) -> Kind {
    let is_press = attributes.is_settable && attributes.is_momentary;
    match (attributes.datatype.unwrap_or_default(), attributes.format()) {
        (Datatype::Flag, _) if is_press => Kind::Action,
        (_, Format::Words(words)) if is_press && words.len() == 1 => Kind::Action,
        (Datatype::Flag, _) => Kind::Binary,
        (_, Format::Words(words)) => Kind::Choice(words),
        (datatype, Format::Scale { range, step }) => Kind::Numeric(Numeric {
            unit: attributes.unit.clone(),
            range,
            step,
            precision: (datatype == Datatype::Whole).then_some(0),
        }),
        (_, Format::Spaces(_)) => Kind::Colour,
        (_, Format::None) => Kind::Text,
    }
}

/// What units tell, and words in the ids of a property and its node.
const UNITS: &[(&str, Class)] = &[
    ("°C", Class::Temperature),
    ("°F", Class::Temperature),
    ("K", Class::Temperature),
    ("W", Class::Power),
    ("kW", Class::Power),
    ("V", Class::Power),
    ("A", Class::Power),
    ("Hz", Class::Power),
    ("kWh", Class::Energy),
    ("Wh", Class::Energy),
    ("lx", Class::Illuminance),
    ("Pa", Class::Pressure),
    ("hPa", Class::Pressure),
    ("kPa", Class::Pressure),
    ("bar", Class::Pressure),
    ("psi", Class::Pressure),
    ("ppm", Class::Air),
    ("dBm", Class::Signal),
    ("s", Class::Duration),
    ("min", Class::Duration),
    ("h", Class::Duration),
];
const WORDS_FOR: &[(&str, Class)] = &[
    ("light", Class::Light),
    ("lamp", Class::Light),
    ("bright", Class::Light),
    ("dim", Class::Light),
    ("shutter", Class::Cover),
    ("blind", Class::Cover),
    ("cover", Class::Cover),
    ("door", Class::Opening),
    ("window", Class::Opening),
    ("contact", Class::Opening),
    ("motion", Class::Motion),
    ("occupancy", Class::Presence),
    ("presence", Class::Presence),
    ("smoke", Class::Fire),
    ("leak", Class::Moisture),
    ("lock", Class::Lock),
    ("fan", Class::Fan),
];

fn class(kind: &Kind, attributes: &Attributes, property: &str) -> Class {
    if let Some((_, class)) = UNITS.iter().find(|(unit, _)| *unit == attributes.unit) {
        return *class;
    }
    let key = property.rsplit('/').next().unwrap_or(property);
    let named = || WORDS_FOR.iter().find(|(word, _)| property.contains(word)).map(|(_, class)| *class);
    match (kind, term::guess(key, &Value::Unknown).class) {
        (Kind::Colour, _) => Class::Light,
        (Kind::Text, guessed) => guessed,
        (_, Class::Other) => match (named(), kind) {
            (Some(class), _) => class,
            (None, Kind::Binary) if attributes.is_settable => Class::Switch,
            (None, _) => Class::Other,
        },
        (_, guessed) => guessed,
    }
}

/// What a text on the topic of a property means.
pub(super) fn value(attributes: &Attributes, format: &Format, property: &str, text: &str) -> Value {
    let name = property.rsplit('/').next().unwrap_or(property);
    let as_written = || Scalar::Text(text).under(name).value();
    match (attributes.datatype.unwrap_or_default(), format) {
        (Datatype::Whole | Datatype::Real, _) => match Scalar::bare(text).under(name) {
            number @ Scalar::Number(_) => number.value(),
            _ if Scalar::Text(text).is_missing() => Value::Unknown,
            _ => as_written(),
        },
        (Datatype::Flag, _) => match text {
            "true" => Value::Flag(true),
            "false" => Value::Flag(false),
            _ => as_written(),
        },
        // “none” and “unknown” are words like others, if they are listed.
        (_, Format::Words(words)) if words.iter().any(|word| word == text) => Value::Text(text.to_owned()),
        (_, Format::Spaces(spaces)) => hex(spaces, text).map_or_else(as_written, Value::Text),
        _ => as_written(),
    }
}

/// How the topic says what is wanted; `None` if it is no value for the property. `names_spaces`: since version 5 a colour
/// says how it is written.
pub(super) fn payload(attributes: &Attributes, names_spaces: bool, wanted: &Value) -> Option<String> {
    match (attributes.datatype.unwrap_or_default(), attributes.format()) {
        (Datatype::Flag, _) if attributes.is_momentary => Some("true".to_owned()),
        (Datatype::Flag, _) => wanted.as_flag().map(|flag| flag.to_string()),
        (_, Format::Words(words)) if attributes.is_momentary && words.len() == 1 => words.into_iter().next(),
        (_, Format::Words(words)) => Some(wanted.plain()).filter(|word| words.contains(word)),
        (datatype, Format::Scale { range, .. }) => {
            let number = wanted.as_number().filter(|number| number.is_finite())?;
            let number = if datatype == Datatype::Whole { number.round() } else { number };
            range.is_none_or(|(low, high)| (low..=high).contains(&number)).then(|| digits(number))
        }
        (_, Format::Spaces(spaces)) => written(&spaces, names_spaces, &wanted.plain()),
        // Nothing would take back what the topic holds: a text that is empty is this byte.
        (_, Format::None) => Some(Some(wanted.plain()).filter(|text| !text.is_empty()).unwrap_or("\0".to_owned())),
    }
}

/// A colour as pages write it: `rgb,255,128,0`, or without the first word before version 5, when there was but one space.
fn hex(spaces: &[Space], text: &str) -> Option<String> {
    let (space, numbers) = match text.split_once(',').map(|(name, rest)| (space(name), rest)) {
        Some((Some(space), rest)) => (space, rest),
        _ => (*spaces.first()?, text),
    };
    let numbers: Option<Vec<_>> = numbers.split(',').map(number_from_text).take(4).collect();
    match (space, numbers?.as_slice()) {
        (Space::Hs, [hue, saturation, brightness]) => {
            let full = colour::hex(Space::Hs, &[*hue, *saturation])?;
            let parts = colour::parts(Space::Rgb, &full)?;
            let dimmed: Vec<_> = parts.into_iter().map(|(_, part)| part * brightness / 100.0).collect();
            colour::hex(Space::Rgb, &dimmed)
        }
        (Space::Xy, [x, y, ..]) => colour::hex(Space::Xy, &[*x, *y]),
        (space, numbers) => colour::hex(space, numbers),
    }
}

/// In red, green and blue if the device knows them: of these alone the same comes back.
fn written(spaces: &[Space], names_spaces: bool, hex: &str) -> Option<String> {
    let rgb = colour::parts(Space::Rgb, hex)?;
    let space = *spaces.iter().find(|space| **space == Space::Rgb).or(spaces.first())?;
    let mut numbers: Vec<_> = colour::parts(space, hex)?.into_iter().map(|(_, number)| number).collect();
    let name = match space {
        Space::Hs => {
            numbers.push(rgb.iter().map(|(_, part)| *part).fold(0.0, f64::max) / 2.55);
            "hsv"
        }
        Space::Xy => "xyz",
        _ => "rgb",
    };
    let whole = |number: &f64| if space == Space::Xy { *number } else { number.round() };
    let written: Vec<_> = numbers.iter().map(|number| digits(whole(number))).collect();
    let written = written.join(",");
    Some(if names_spaces { format!("{name},{written}") } else { written })
}
