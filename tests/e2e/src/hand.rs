//! What a person does with the control of a property, whatever kind it is.

use std::thread;

use serde_json::json;

use crate::browser::{BETWEEN_LOOKS, Browser};

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Deed {
    Switches,
    /// Moves a slider to this number.
    Slides(f64),
    /// One of some words.
    Chooses(&'static str),
    /// A colour, `#rrggbb`.
    Picks(&'static str),
    Types(&'static str),
    /// The button of this name.
    Presses(&'static str),
}

const ENTER: &str = "\u{e007}";
/// So often one looks for a question or a request before there is neither.
const LOOKS: u32 = 100;

impl Browser {
    /// Does it as soon as the property that `css` selects has a control that lets it, and means it if it is asked.
    #[track_caller]
    pub fn does(&self, deed: Deed, css: &str) {
        let request = || self.attribute(css, "data-request");
        let before = request();
        self.tries(deed, css);
        let consent = format!("{css} [data-testid='consent']");
        for _ in 0..LOOKS {
            if self.count(&consent) > 0 {
                return self.click(&consent);
            }
            let now = request();
            if now.is_some() && now != before {
                return;
            }
            thread::sleep(BETWEEN_LOOKS);
        }
    }

    /// The same up to the question whether it is meant.
    #[track_caller]
    pub fn tries(&self, deed: Deed, css: &str) {
        match deed {
            Deed::Switches => self.click(&format!("{css} [role='switch']")),
            Deed::Types(text) => {
                self.click(&format!("{css} input[type='text']"));
                self.type_keys(&format!("{text}{ENTER}"));
            }
            Deed::Slides(number) => self.puts(&number.to_string(), &format!("{css} input[type='range']")),
            Deed::Chooses(word) => self.puts(word, &format!("{css} select")),
            Deed::Picks(colour) => self.puts(colour, &format!("{css} input[type='color']")),
            Deed::Presses(name) => {
                let script = "
                    const [css, name] = arguments;
                    const is_it = button => (button.getAttribute('aria-label') ?? button.innerText).trim() === name;
                    const button = [...document.querySelectorAll(css)].find(is_it);
                    button?.disabled === false && button.click();
                    return button?.disabled === false;";
                let pressed =
                    || self.evaluate(script, vec![format!("{css} button").into(), name.into()]) == json!(true);
                self.wait_for(&format!("the button {name:?} in {css}"), || pressed().then_some(()));
            }
        }
    }

    /// Presses the first button in `css` that says this, as soon as it lets itself be pressed.
    #[track_caller]
    pub fn press_in(&self, css: &str, name: &str) {
        let script = "
            const [css, name] = arguments;
            const button = [...document.querySelectorAll(css)].find(it => it.innerText.trim() === name);
            button?.disabled === false && button.click();
            return button?.disabled === false;";
        let pressed = || self.evaluate(script, vec![format!("{css} button").into(), name.into()]) == json!(true);
        self.wait_until(&format!("the button {name:?} in {css}"), pressed);
    }

    /// What the page gives the browser to be saved when the button of this name is pressed.
    #[track_caller]
    pub fn saves(&self, button: &str) -> String {
        let spy = "
            const make = URL.createObjectURL;
            window.saved = null;
            URL.createObjectURL = blob => {
                URL.createObjectURL = make;
                blob.text().then(text => window.saved = text);
                return make.call(URL, blob);
            };";
        self.evaluate(spy, vec![]);
        self.press(button);
        self.wait_for("the file", || self.evaluate("return window.saved", vec![]).as_str().map(str::to_owned))
    }

    /// Puts a value into a field, as a finger does that is lifted there.
    #[track_caller]
    fn puts(&self, value: &str, css: &str) {
        let script = "
            const [css, value] = arguments;
            const field = document.querySelector(css);
            if (field?.disabled !== false) return false;
            field.value = value;
            if (field.value !== value) return false;
            for (const event of ['input', 'change']) field.dispatchEvent(new Event(event, { bubbles: true }));
            return true;";
        let is_put = || self.evaluate(script, vec![css.into(), value.into()]) == json!(true);
        self.wait_for(&format!("{css} to take {value:?}"), || is_put().then_some(()));
    }
}
