//! The payload that asks a device for something.

use super::aspect::{Aspect, Choice, Holds, Scale, Target, Word};
use crate::device::{Code, Numeric, Value};
use crate::dialect::colour;
use crate::dialect::homeassistant::template::{Datum, Engine};
use crate::time::Timestamp;

/// Why a wish has no payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dialect) enum Refusal {
    ReadOnly,
    NotAValue,
    WrongCode,
    /// The command template is of no use, for this reason.
    Template(String),
}

impl Aspect {
    /// What to publish on the aspect's topic for commands.
    pub(in crate::dialect) fn payload(
        &self,
        wanted: &Value,
        code: Option<&Code>,
        engine: &Engine,
        now: Timestamp,
    ) -> Result<String, Refusal> {
        let target = self.write.as_ref().ok_or(Refusal::ReadOnly)?;
        if !self.takes(wanted, code) {
            return Err(Refusal::WrongCode);
        }
        match &self.holds {
            Holds::Colour(space) => {
                let Value::Text(hex) = wanted else { return Err(Refusal::NotAValue) };
                let parts = colour::parts(*space, hex).ok_or(Refusal::NotAValue)?;
                let numbers: Vec<_> = parts.into_iter().map(|(name, number)| (name, Datum::number(number))).collect();
                let mut written = String::new();
                for (at, (_, number)) in numbers.iter().enumerate() {
                    written.push_str(if at == 0 { "" } else { "," });
                    number.print(&mut written);
                }
                target.payload(&Datum::text(&written), numbers, engine, now)
            }
            holds => {
                let code = code.map(|Code(code)| ("code", Datum::text(code)));
                target.payload(&holds.asked(wanted)?, code.into_iter().collect(), engine, now)
            }
        }
    }

    /// Whether the code is the right one, as far as that was announced; where it is needed.
    fn takes(&self, wanted: &Value, code: Option<&Code>) -> bool {
        let Some(own) = self.code.as_ref().filter(|own| own.states.contains(&wanted.plain())) else { return true };
        own.own.as_ref().is_none_or(|own| code.is_some_and(|Code(code)| code == own))
    }
}

impl Target {
    fn payload(
        &self,
        value: &Datum<'_>,
        parts: Vec<(&'static str, Datum<'_>)>,
        engine: &Engine,
        now: Timestamp,
    ) -> Result<String, Refusal> {
        let Some(template) = &self.template else {
            let mut payload = String::new();
            value.print(&mut payload);
            return Ok(payload);
        };
        let mut variables: Vec<_> =
            self.constants.iter().map(|(name, constant)| (*name, Datum::text(constant))).collect();
        variables.extend(parts);
        variables.push(("value", value.clone()));
        if self.variable != "value" {
            variables.push((self.variable, value.clone()));
        }
        template.write(&variables, engine, now).map_err(Refusal::Template)
    }
}

impl Holds {
    /// What is wanted, in the words or the numbers of the device.
    fn asked<'a>(&'a self, wanted: &'a Value) -> Result<Datum<'a>, Refusal> {
        let word = |word: &'a Word| word.write.as_deref().map(Datum::text).ok_or(Refusal::NotAValue);
        match self {
            Self::Binary { on, off, .. } => match wanted.as_flag() {
                Some(true) => word(on),
                Some(false) => word(off),
                None => Err(Refusal::NotAValue),
            },
            Self::Numeric { numeric, scale, .. } => number(numeric, *scale, wanted),
            Self::Choice(choices) => {
                let is_wanted = |choice: &&Choice| matches!(wanted, Value::Text(text) if *text == choice.value);
                word(&choices.iter().find(is_wanted).ok_or(Refusal::NotAValue)?.word)
            }
            Self::Text { min, max, .. } => match wanted {
                Value::Text(text) if (*min..=*max).contains(&text.chars().count()) => Ok(Datum::text(text)),
                _ => Err(Refusal::NotAValue),
            },
            Self::Moment(_) | Self::Anything => match wanted {
                Value::Text(text) => Ok(Datum::text(text)),
                Value::Number(number) => Ok(Datum::number(*number)),
                _ => Err(Refusal::NotAValue),
            },
            Self::Action(payload) => Ok(Datum::text(payload)),
            Self::Colour(_) | Self::Event(_) | Self::Image { .. } | Self::Link => Err(Refusal::ReadOnly),
        }
    }
}

fn number(numeric: &Numeric, scale: Scale, wanted: &Value) -> Result<Datum<'static>, Refusal> {
    let wanted = wanted.as_number().filter(|number| number.is_finite()).ok_or(Refusal::NotAValue)?;
    if numeric.range.is_some_and(|(low, high)| !(low..=high).contains(&wanted)) {
        return Err(Refusal::NotAValue);
    }
    Ok(Datum::number(match scale {
        Scale::Same => wanted,
        Scale::Percent(low, high) => (low + wanted / 100.0 * (high - low)).round(),
        Scale::Mired if wanted > 0.0 => (1e6 / wanted).round(),
        Scale::Mired => return Err(Refusal::NotAValue),
        Scale::Fraction => wanted / 100.0,
    }))
}
