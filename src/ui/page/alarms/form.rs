//! A rule while it is being made, or changed.

use std::time::Duration;

use reactive_graph::owner::expect_context;

use super::{group, said};
use crate::alarm::{Condition, Rule};
use crate::app::{DeskWish, Intent};
use crate::device::{Kind, Value};
use crate::language::{said, t, word};
use crate::ui::cell::{Cell, live};
use crate::ui::dom::{Element, Piece, all, el, field, part};
use crate::ui::format;
use crate::ui::icon::icon;
use crate::ui::mirror::{Mirror, PropertyMirror};
use crate::ui::outbox::Outbox;
use crate::ui::shell::{button, labelled};
use crate::ui::text;
use crate::ui::watch::Watched;

/// What the fields hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    /// What no field changes, and the name.
    rule: Rule,
    /// The name of the rule that is changed; `None` of a new one.
    former: Option<String>,
    when: When,
    limit: f64,
    slack: f64,
    within_min: f64,
    lasting_min: f64,
    word: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Above,
    Below,
    Changes,
    Silent,
    Stuck,
    On,
    Off,
    Says,
}

const WHEN: [(When, &str, &str); 8] = [
    (When::Above, "above", word!("is above")),
    (When::Below, "below", word!("is below")),
    (When::Changes, "changes", word!("changes by more than")),
    (When::On, "on", word!("is on")),
    (When::Off, "off", word!("is off")),
    (When::Says, "says", word!("says the word")),
    (When::Silent, "silent", word!("is silent for longer than")),
    (When::Stuck, "stuck", word!("says the same for longer than")),
];

impl Draft {
    /// To change a rule.
    pub(super) fn of(rule: &Rule) -> Self {
        let mut draft = Self {
            rule: rule.clone(),
            former: Some(rule.name.clone()),
            when: When::Stuck,
            limit: 0.0,
            slack: 0.0,
            within_min: 5.0,
            lasting_min: rule.lasting.as_secs_f64() / 60.0,
            word: String::new(),
        };
        draft.when = match &rule.condition {
            Condition::Above { limit, slack } => {
                (draft.limit, draft.slack) = (*limit, *slack);
                When::Above
            }
            Condition::Below { limit, slack } => {
                (draft.limit, draft.slack) = (*limit, *slack);
                When::Below
            }
            Condition::Changes { by, within } => {
                (draft.limit, draft.within_min) = (*by, within.as_secs_f64() / 60.0);
                When::Changes
            }
            Condition::Silent => When::Silent,
            Condition::Stuck => When::Stuck,
            Condition::Says(value) => match value.as_flag() {
                Some(true) => When::On,
                Some(false) => When::Off,
                None => {
                    draft.word = format::plain(value);
                    When::Says
                }
            },
        };
        draft
    }

    /// Changes when another rule is changed.
    pub(super) fn id(&self) -> (String, String, Option<String>) {
        (self.rule.device.clone(), self.rule.property.clone(), self.former.clone())
    }

    /// A first guess of what is worth an alarm.
    fn new(device: String, device_name: String, property: &PropertyMirror) -> Self {
        let profile = property.profile.with_untracked(Clone::clone);
        let value = property.report.with_untracked(|report| report.as_ref().map(|report| report.value.clone()));
        let condition = match (&profile.kind, value) {
            (Kind::Binary, _) => Condition::Says(Value::Flag(true)),
            (Kind::Numeric(_), value) => {
                let limit = value.and_then(|value| format::number_in(&value)).unwrap_or(0.0);
                Condition::Above { limit: limit.ceil(), slack: 0.0 }
            }
            (_, Some(value)) => Condition::Says(value),
            (_, None) => Condition::Silent,
        };
        let unit = match profile.kind {
            Kind::Numeric(numeric) => numeric.unit,
            _ => String::new(),
        };
        let rule = Rule {
            name: String::new(),
            device,
            property: property.id.clone(),
            device_name,
            label: profile.label,
            unit,
            condition,
            lasting: Duration::ZERO,
            is_on: true,
        };
        Self { former: None, ..Self::of(&rule) }
    }

    /// The rule as the fields have it.
    fn rule(&self) -> Rule {
        let word = self.word.trim().to_owned();
        let condition = match self.when {
            When::Above => Condition::Above { limit: self.limit, slack: self.slack },
            When::Below => Condition::Below { limit: self.limit, slack: self.slack },
            When::Changes => Condition::Changes { by: self.limit, within: minutes(self.within_min) },
            When::Silent => Condition::Silent,
            When::Stuck => Condition::Stuck,
            When::On => Condition::Says(Value::Flag(true)),
            When::Off => Condition::Says(Value::Flag(false)),
            When::Says => Condition::Says(Value::Text(word)),
        };
        let mut rule = Rule { condition, lasting: minutes(self.lasting_min), ..self.rule.clone() };
        if rule.name.trim().is_empty() {
            rule.name = format!("{} · {}", rule.device_name, said::rule(&rule)).chars().take(NAME).collect();
        }
        rule
    }
}

/// Characters of a name that nobody chose.
const NAME: usize = 100;

/// Whole seconds; what is no length of time is none.
fn minutes(minutes: f64) -> Duration {
    Duration::try_from_secs_f64((minutes * 60.0).round()).unwrap_or_default()
}

/// Begins a draft as soon as something is known of the property.
pub(super) fn for_property(device: String, property: String, draft: Cell<Option<Draft>>) -> Piece {
    let mirror = expect_context::<Mirror>();
    let sought = device.clone();
    let key = live(move || mirror.key_of(&sought));
    expect_context::<Watched>().follow(live(move || key.get().into_iter().collect()));
    let found = move || {
        let key = key.get()?;
        let name = mirror.summary(key)?.name;
        let known = mirror.picture(key).properties;
        let index = known.with(|known| known.iter().position(|known| known.id == property))?;
        Some((key, name, index))
    };
    let begin = move |(key, name, index)| {
        let property = mirror.picture(key).properties.with_untracked(|known| known.get(index).cloned());
        if let (None, Some(property)) = (draft.get_untracked(), property) {
            draft.set(Some(Draft::new(device.clone(), name, &property)));
        }
        Piece::default()
    };
    part(found, begin)
}

pub(super) fn form(open: Cell<Option<Draft>>, was_asked: Cell<bool>) -> Option<Element> {
    let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
    let draft = Cell::new(open.get_untracked()?);
    let complaint = Cell::new(None::<String>);
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        let (rule, former) = draft.with_untracked(|draft| (draft.rule(), draft.former.clone()));
        let is_taken = mirror.alarm_rules().with_untracked(|rules| {
            rules.iter().any(|known| known.name == rule.name && former.as_ref() != Some(&known.name))
        });
        let outcome =
            if is_taken { Err(t!("there is another alarm called {name}", name = rule.name)) } else { rule.check() };
        if outcome.is_ok() {
            was_asked.set(true);
            outbox.send(Intent::Desk(DeskWish::SaveAlarm { rule: Box::new(rule), former }));
            open.set(None);
        }
        complaint.set(outcome.err());
    };
    let name = el("input")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("placeholder", t!("What it is about"))
        .value(move || draft.with(|draft| draft.rule.name.clone()))
        .on("input", move |event| draft.update(|draft| draft.rule.name = field(&event).value()));
    let options = WHEN.map(|(_, word, words)| el("option").attr("value", word).child(said(words)));
    let when = el("select")
        .child(all(options))
        .on("change", move |event| {
            let word = field(&event).value();
            if let Some((when, ..)) = WHEN.iter().find(|(_, known, _)| *known == word) {
                draft.update(|draft| draft.when = *when);
            }
        })
        .value(move || {
            draft.with(|draft| WHEN.iter().find(|(when, ..)| *when == draft.when).map(|(_, word, _)| *word))
        });
    let title = draft.with_untracked(|draft| {
        let about = format!("{} · {}", text::short(&draft.rule.device_name), text::label(&draft.rule.label));
        if draft.former.is_some() { t!("Change: {about}", about) } else { t!("New: {about}", about) }
    });
    let form = el("form")
        .class("panel by-hand")
        .attr("data-testid", "alarm-form")
        .attr("novalidate", "")
        .on("submit", submit)
        .child(labelled(t!("When it"), when))
        .child(part(move || Some(draft.with(|draft| draft.when)), move |when| fields(when, draft)))
        .child(labelled(t!("Name"), name))
        .child(part(
            move || complaint.get(),
            |words: String| {
                let words = el("span").child(text::short(&words));
                el("p").class("words wide").attr("role", "alert").child(icon("no")).child(words)
            },
        ))
        .child(
            el("span")
                .class("acts")
                .child(el("button").attr("type", "submit").class("button").child(t!("Keep the alarm")))
                .child(button(t!("Leave it")).on("click", move |_| open.set(None))),
        );
    Some(group(&title, form))
}

/// What has to be told for each condition.
fn fields(when: When, draft: Cell<Draft>) -> Piece {
    let unit = draft.with_untracked(|draft| text::short(&draft.rule.unit));
    let in_unit = |label: &str| if unit.is_empty() { label.to_owned() } else { format!("{label} ({unit})") };
    let lasting = |label| number(label, draft, |it| it.lasting_min, |it, number| it.lasting_min = number);
    let limit = || number(&in_unit(t!("Limit")), draft, |it| it.limit, |it, number| it.limit = number);
    match when {
        When::Above | When::Below => {
            let label =
                in_unit(if when == When::Above { t!("Over again below by") } else { t!("Over again above by") });
            let slack = number(&label, draft, |it| it.slack, |it, number| it.slack = number);
            all([limit(), slack, lasting(t!("For at least (minutes)"))])
        }
        When::Changes => {
            let by = number(&in_unit(t!("By more than")), draft, |it| it.limit, |it, number| it.limit = number);
            all([by, number(t!("Within (minutes)"), draft, |it| it.within_min, |it, number| it.within_min = number)])
        }
        When::Silent | When::Stuck => all([lasting(t!("For longer than (minutes)"))]),
        When::On | When::Off => all([lasting(t!("For at least (minutes)"))]),
        When::Says => {
            let word = el("input")
                .attr("type", "text")
                .attr("autocomplete", "off")
                .value(move || draft.with(|draft| draft.word.clone()))
                .on("input", move |event| draft.update(|draft| draft.word = field(&event).value()));
            all([labelled(t!("Word"), word), lasting(t!("For at least (minutes)"))])
        }
    }
}

fn number(label: &str, draft: Cell<Draft>, seen: fn(&Draft) -> f64, take: fn(&mut Draft, f64)) -> Element {
    // Once: what is being typed stays as it is.
    let before = draft.with_untracked(|draft| format::digits(seen(draft)));
    let line = el("input")
        .attr("type", "number")
        .attr("step", "any")
        .attr("value", &before)
        .on("input", move |event| draft.update(|draft| take(draft, field(&event).value_as_number())));
    labelled(label, line)
}
