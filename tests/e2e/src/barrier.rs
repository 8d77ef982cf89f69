//! What keeps people out of a page, as far as a program can tell: axe's rules for WCAG 2.2 A and AA, and room for large text.

use std::{env, fs, thread, time::Duration};

use serde_json::{Value, json};

use crate::browser::Browser;

const RULES: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/// So often axe looks, since it takes what changes meanwhile for a barrier.
const LOOKS: u32 = 3;
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

impl Browser {
    /// What axe finds on the page and still finds a moment later, a line for each element.
    ///
    /// # Panics
    ///
    /// Where the variable `AXE` does not lead to axe's script; `cargo xtask test` sets it.
    #[must_use]
    pub fn barriers(&self) -> Vec<String> {
        let mut found = self.look_for_barriers();
        for _ in 1..LOOKS {
            if found.is_empty() {
                break;
            }
            thread::sleep(BETWEEN_LOOKS);
            found = self.look_for_barriers();
        }
        found
    }

    /// Once the page has come to rest.
    fn look_for_barriers(&self) -> Vec<String> {
        if self.evaluate("return !window.axe", vec![]) == true {
            let file =
                env::var("AXE").expect("the variable AXE names axe.min.js; `cargo xtask test --only e2e` sets it");
            let axe = fs::read_to_string(&file).unwrap_or_else(|error| panic!("cannot read {file}: {error}"));
            self.evaluate(&axe, vec![]);
        }
        let script = "
            const rest = Promise.allSettled(document.getAnimations()
                .filter(it => it.effect.getComputedTiming().endTime !== Infinity).map(it => it.finished));
            const rules = { runOnly: { type: 'tag', values: arguments[0] }, resultTypes: ['violations'] };
            return rest.then(() => axe.run(document, rules)).then(({ violations }) => violations.flatMap(({ id, help, nodes }) =>
                nodes.map(({ target, any, html }) =>
                    `${id} (${help}) at ${target.join(' ')} ${any.map(it => it.message).join('; ')} ${html}`)));";
        lines(self.evaluate(script, vec![json!(RULES)]))
    }

    /// What is wider than the page, so that one has to scroll sideways to read it (WCAG 2.2, 1.4.10), a line for each element
    /// that sticks out and is in none that scrolls by itself.
    #[must_use]
    pub fn sticking_out(&self) -> Vec<String> {
        let script = "
            const room = document.documentElement.clientWidth;
            const scrolls = it => it && (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(it).overflowX)
                || scrolls(it.parentElement));
            return [...document.body.querySelectorAll('*')]
                .filter(it => !it.ownerSVGElement && it.getBoundingClientRect().right > room + 1 && it.checkVisibility() && !scrolls(it.parentElement))
                .map(it => `${it.outerHTML.slice(0, 120)} ends at ${it.getBoundingClientRect().right} of ${room}`);";
        lines(self.evaluate(script, vec![]))
    }

    /// Shows all text in this size, in per cent of the usual one.
    pub fn enlarge_text(&self, percent: u32) {
        self.evaluate("document.documentElement.style.fontSize = arguments[0]", vec![format!("{percent}%").into()]);
    }
}

fn lines(found: Value) -> Vec<String> {
    serde_json::from_value(found).expect("a line for each element")
}
