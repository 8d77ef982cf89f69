//! Charts on the page: the past of some properties, to be looked at, moved through, and read as words and numbers.

mod asking;
mod canvas;
mod notation;
mod steer;
mod surface;
mod table;
mod told;

use reactive_graph::owner::{StoredValue, expect_context};
use reactive_graph::prelude::*;

use asking::{Asking, Told};
use surface::{Frames, Surface};
pub(super) use table::clipboard;
pub(super) use told::badge;

use super::cell::{Cell, Live, live};
use super::clock::{Clock, wall_time};
use super::dom::{Element, effect, el};
use super::mirror::Mirror;
use super::text;
use crate::alarm::{Condition, Rule};
use crate::chart::{Chart, LINES, Line, Reach, Shape, View};
use crate::device::{Kind, Profile, Value};
use crate::history::{Series, Strand};
use crate::time::Timestamp;

/// A property whose past is looked at, and what it is called.
#[derive(Clone, Debug, PartialEq)]
pub struct Traced {
    pub(super) series: Series,
    pub(super) label: String,
    pub(super) unit: String,
    pub(super) precision: Option<u8>,
    /// As far as the property is known now.
    pub(super) profile: Option<Profile>,
}

impl Traced {
    #[must_use]
    pub fn new(series: Series, label: String, profile: Option<Profile>) -> Self {
        let numeric = profile.as_ref().and_then(|profile| match &profile.kind {
            Kind::Numeric(numeric) => Some(numeric),
            _ => None,
        });
        let unit = numeric.map_or_else(String::new, |numeric| text::short(&numeric.unit));
        let precision = numeric.and_then(|numeric| numeric.precision);
        Self { series, label, unit, precision, profile }
    }

    /// Above or below what its numbers are an alarm.
    fn limits(&self, rules: &[Rule]) -> Vec<f64> {
        let of_this =
            |rule: &&Rule| rule.is_on && rule.device == self.series.device && rule.property == self.series.property;
        let limit = |rule: &Rule| match rule.condition {
            Condition::Above { limit, .. } | Condition::Below { limit, .. } => Some(limit),
            _ => None,
        };
        rules.iter().filter(of_this).filter_map(limit).collect()
    }

    /// What is there decides; what it is called only where nothing is.
    fn shape(&self, strand: &Strand) -> Shape {
        let kind = self.profile.as_ref().map(|profile| &profile.kind);
        let is_flag = |value: &Value| value.as_flag().is_some() || *value == Value::Unknown;
        if !strand.columns.is_empty() {
            return Shape::Curve;
        }
        if !strand.stretches.is_empty() {
            let is_band = kind.is_none_or(|kind| *kind == Kind::Binary);
            return if is_band && strand.stretches.iter().all(|it| is_flag(&it.value)) {
                Shape::Band
            } else {
                Shape::Strip
            };
        }
        match kind {
            Some(Kind::Numeric(_)) | None => Shape::Curve,
            Some(Kind::Binary) => Shape::Band,
            Some(_) => Shape::Strip,
        }
    }
}

/// Whether a property of this kind has a past that can be shown.
pub(super) fn has_past(profile: &Profile) -> bool {
    !profile.is_secret
        && !matches!(profile.kind, Kind::Action | Kind::Picture | Kind::Link)
        && profile.access != crate::device::Access::Write
}

/// All that the parts of one chart share.
#[derive(Clone, Copy, Debug)]
struct Scope {
    lines: StoredValue<Vec<Traced>>,
    view: Cell<View>,
    /// By the times that the devices say.
    as_measured: Cell<bool>,
    pointed: Cell<Option<Timestamp>>,
    asking: Asking,
    /// Above or below what the person wants to be warned.
    rules: Live<Vec<Rule>>,
    surface: Surface,
    clock: Clock,
}

impl Scope {
    fn answer(self) -> Live<Option<Told>> {
        self.asking.answer()
    }

    /// The time that is looked at now.
    fn reach(self) -> Reach {
        self.view.get_untracked().reach(wall_time(), self.asking.oldest())
    }

    /// What there is to draw of the last answer.
    fn with_chart<T>(self, see: impl FnOnce(&Chart<'_>, &[Traced]) -> T) -> T {
        let (reach, none) = (self.reach(), Strand::default());
        let answer = self.answer().get_untracked();
        let answer = answer.as_ref().map(|told| &*told.0);
        self.lines.with_value(|traced| {
            let limits: Vec<Vec<f64>> =
                self.rules.with_untracked(|rules| traced.iter().map(|line| line.limits(rules)).collect());
            let lines = traced.iter().zip(&limits).enumerate().map(|(number, (line, thresholds))| {
                let strand = answer.and_then(|answer| answer.strands.get(number)).unwrap_or(&none);
                Line { shape: line.shape(strand), unit: &line.unit, strand, thresholds }
            });
            let chart = Chart {
                from: reach.from,
                until: reach.until,
                lines: lines.collect(),
                gaps: answer.map_or(&[], |answer| &answer.gaps),
                pointed: self.pointed.get_untracked(),
            };
            see(&chart, traced)
        })
    }

    /// How often these properties have reported while the page looks at them.
    fn reports(self) -> Live<u64> {
        let mirror = expect_context::<Mirror>();
        let lines = self.lines;
        let last = move || {
            let series: Vec<_> = lines.with_value(|lines| lines.iter().map(|line| line.series.clone()).collect());
            series.iter().map(|series| last_report(mirror, series)).collect::<Vec<_>>()
        };
        let last = live(last);
        let count = StoredValue::new(0_u64);
        Live::new(move || {
            last.with(|_| ());
            count
                .try_update_value(|count| {
                    *count += 1;
                    *count
                })
                .unwrap_or_default()
        })
    }
}

fn last_report(mirror: Mirror, series: &Series) -> Option<(Option<Timestamp>, Value)> {
    let key = mirror.key_of(&series.device)?;
    let property =
        mirror.picture(key).properties.with(|known| known.iter().find(|it| it.id == series.property).cloned())?;
    property.report.with(|report| report.as_ref().map(|report| (report.heard, report.value.clone())))
}

/// The past of these properties, as many as a chart can show.
pub fn chart(mut lines: Vec<Traced>) -> Element {
    lines.truncate(LINES);
    let series = lines.iter().map(|line| line.series.clone()).collect();
    let marks: Vec<_> = lines.iter().map(|line| line.series.property.clone()).collect();
    let canvas = el("canvas").attr("role", "img").attr("data-testid", "chart").attr("data-property", &marks.join(" "));
    let room = el("div").class("chart-room").child(canvas.clone());
    let scope = Scope {
        lines: StoredValue::new(lines),
        view: Cell::new(View::Last(86_400_000)),
        as_measured: Cell::new(false),
        pointed: Cell::new(None),
        asking: Asking::new(series),
        rules: expect_context::<Mirror>().alarm_rules(),
        surface: Surface::new(&canvas, &room),
        clock: expect_context(),
    };
    follow(scope);
    let _ = canvas
        .mark("aria-label", live(move || told::whole(scope)))
        .mark("data-points", live(move || told::points(scope).to_string()));
    el("figure")
        .class("chart")
        .child(steer::bar(scope))
        .child(told::legend(scope))
        .child(steer::steered(room, scope))
        .child(told::trouble(scope))
        .child(told::summary(scope))
        .child(table::disclosed(scope))
}

/// Asks and draws whenever there is something else to be seen.
fn follow(scope: Scope) {
    let draw = move || {
        scope.with_chart(|chart, traced| {
            scope.surface.draw(chart, &notation::Reader(traced));
        });
    };
    let frames = Frames::doing(draw);
    effect(move || {
        let view = scope.view.get();
        scope.answer().with(|_| ());
        scope.rules.with(|_| ());
        scope.pointed.with(|_| ());
        scope.surface.width().with(|_| ());
        scope.surface.follow();
        if view.is_live() {
            scope.clock.follow();
        }
        frames.want();
    });
    let reports = scope.reports();
    effect(move || scope.asking.see(scope.view.get(), scope.as_measured.get(), scope.surface.columns(), reports.get()));
}
