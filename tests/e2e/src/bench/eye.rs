//! Looks at a page from outside: how long its script takes, how far its frames are apart. The page knows nothing of it.

use std::{thread, time::Duration};

use serde_json::{Value, json};

use crate::{
    Stage,
    devtools::{Devtools, Target},
};

/// What a page does because of something is done by then.
const SETTLED: Duration = Duration::from_millis(80);

/// Somebody who watches the page that is open.
#[derive(Debug)]
pub(crate) struct Eye {
    devtools: Devtools,
    page: Target,
}

/// Milliseconds of the page's main thread.
#[derive(Debug, Clone, Copy)]
pub(super) struct Work {
    /// Of script, WebAssembly too.
    pub(super) script: f64,
    /// With style, layout and what it takes to paint.
    pub(super) all: f64,
}

impl Eye {
    pub(crate) fn on(stage: &Stage) -> Self {
        let devtools = Devtools::connect(stage.browser.profile());
        let page = devtools.attach(&stage.browser, "page", &stage.url());
        devtools.ask_of(&page, "Performance.enable", &json!({}));
        Self { devtools, page }
    }

    /// What this JavaScript expression is worth, once it is known.
    pub(crate) fn evaluate(&self, expression: &str) -> Value {
        let parameters = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut answer = self.devtools.ask_of(&self.page, "Runtime.evaluate", &parameters);
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].take()
    }

    /// What it costs to do this, each time of so many, less what it costs to ask for it. It was done as often before: browsers
    /// compile better what runs often.
    pub(super) fn work(&self, times: usize, act: &str) -> Work {
        self.median(times, act);
        let nothing = self.median(times, "void 0");
        let work = self.median(times, act);
        let less = |all: f64, nothing: f64| (all - nothing).max(0.0);
        Work { script: less(work.script, nothing.script), all: less(work.all, nothing.all) }
    }

    /// The milliseconds that this promise is worth, the median of so many.
    pub(super) fn time(&self, times: usize, promise: &str) -> f64 {
        median((0..times).map(|_| self.evaluate(promise).as_f64().expect("a number of milliseconds")).collect())
    }

    fn median(&self, times: usize, act: &str) -> Work {
        let round = |_| {
            let before = self.work_so_far();
            self.evaluate(act);
            thread::sleep(SETTLED);
            let after = self.work_so_far();
            Work { script: after.script - before.script, all: after.all - before.all }
        };
        let rounds: Vec<_> = (0..times).map(round).collect();
        let of = |part: fn(&Work) -> f64| median(rounds.iter().map(part).collect());
        Work { script: of(|work| work.script), all: of(|work| work.all) }
    }

    fn work_so_far(&self) -> Work {
        let metrics = self.devtools.ask_of(&self.page, "Performance.getMetrics", &json!({}));
        let named = |name: &str| {
            let is_it = |metric: &&Value| metric["name"] == name;
            let metric = metrics["metrics"].as_array().into_iter().flatten().find(is_it);
            metric.and_then(|metric| metric["value"].as_f64()).expect("Chromium counts this") * 1e3
        };
        Work { script: named("ScriptDuration"), all: named("TaskDuration") }
    }
}

pub(super) fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    part(&numbers, 50)
}

/// Of numbers in order, the one that so many of a hundred do not exceed.
pub(super) fn part(numbers: &[f64], of_hundred: usize) -> f64 {
    let place = (numbers.len() * of_hundred / 100).min(numbers.len().saturating_sub(1));
    *numbers.get(place).expect("there are some")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_them_are_not_above_the_median() {
        assert!((median(vec![9.0, 1.0, 5.0]) - 5.0).abs() < f64::EPSILON);
        let numbers: Vec<_> = (1..=100).map(f64::from).collect();
        assert!((part(&numbers, 95) - 96.0).abs() < f64::EPSILON);
    }
}
