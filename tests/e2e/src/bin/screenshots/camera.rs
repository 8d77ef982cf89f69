//! Takes a picture of each place in every size and theme, and notes what must not be on any of them.

use std::{
    cell::RefCell,
    path::{Path, PathBuf},
    thread,
};

use e2e::{Browser, Stage, Theme, Window};

use crate::REST;

pub(crate) const PHONE: Window = Window { width: 390, height: 844 };
pub(crate) const SIZES: [(&str, Window); 2] = [("phone", PHONE), ("laptop", Window::LAPTOP)];
pub(crate) const THEMES: [(&str, Theme); 2] = [("light", Theme::Light), ("dark", Theme::Dark)];
/// Of a page that is shown from its beginning to its end, in pixels; browsers draw no more than about twice that on a phone.
const TALLEST: u32 = 7_000;
/// Where the ways to other pages are: nothing of any other place is there.
const AWAY: (&str, &str) = ("#/more", ".ways a[href='#/settings']");
/// A tall page takes longer for its colours to change than anybody waits.
const AT_REST: &str = "document.getAnimations().filter(it => it.effect.getComputedTiming().endTime !== Infinity).forEach(it => it.finish())";
const ESCAPE: &str = "\u{e00c}";

/// A page, and what one does there before it is looked at.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    name: &'static str,
    route: &'static str,
    /// What has to be there first.
    there: &'static str,
    doing: fn(&Stage),
    is_whole: bool,
}

impl Place {
    /// From its beginning to its end.
    pub(crate) const fn whole(name: &'static str, route: &'static str, there: &'static str) -> Self {
        Self { name, route, there, doing: |_| (), is_whole: true }
    }

    /// As much of it as a window shows.
    pub(crate) const fn window(name: &'static str, route: &'static str, there: &'static str) -> Self {
        Self { is_whole: false, ..Self::whole(name, route, there) }
    }

    pub(crate) const fn there(self, there: &'static str) -> Self {
        Self { there, ..self }
    }

    pub(crate) const fn doing(self, doing: fn(&Stage)) -> Self {
        Self { doing, ..self }
    }

    /// Goes there and does it.
    #[track_caller]
    pub(crate) fn visit(&self, stage: &Stage) {
        let (away, ways) = AWAY;
        if stage.browser.count("dialog[open]") > 0 {
            stage.browser.type_keys(ESCAPE);
        }
        stage.go(away);
        stage.browser.wait_for("the other pages", || stage.browser.text(ways));
        stage.go(self.route);
        stage.browser.wait_for(self.name, || stage.browser.text(self.there));
        thread::sleep(REST);
        (self.doing)(stage);
        thread::sleep(REST);
    }
}

pub(crate) struct Camera {
    folder: PathBuf,
    flaws: RefCell<Vec<String>>,
}

impl Camera {
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), flaws: RefCell::default() }
    }

    /// On a phone and a laptop, light and dark.
    #[track_caller]
    pub(crate) fn take(&self, stage: &Stage, places: &[Place]) {
        for (size, window) in SIZES {
            self.take_in(stage, places, size, window, &THEMES);
        }
    }

    #[track_caller]
    pub(crate) fn take_in(
        &self,
        stage: &Stage,
        places: &[Place],
        size: &str,
        window: Window,
        themes: &[(&str, Theme)],
    ) {
        for place in places {
            stage.browser.resize(window);
            place.visit(stage);
            self.shoot(&stage.browser, place.name, place.is_whole, (size, window), themes);
        }
        self.flaws.borrow_mut().extend(stage.browser.console_errors());
    }

    /// What is there now.
    pub(crate) fn shoot(
        &self,
        browser: &Browser,
        name: &str,
        is_whole: bool,
        (size, window): (&str, Window),
        themes: &[(&str, Theme)],
    ) {
        let sticking_out = browser.sticking_out().into_iter().map(|it| format!("{name}, {size}: {it}"));
        self.flaws.borrow_mut().extend(sticking_out);
        if is_whole {
            // What was only guessed before is there in a taller window, and has its own height.
            for _ in 0..2 {
                browser.resize(Window { height: height(browser).clamp(window.height, TALLEST), ..window });
                thread::sleep(REST / 2);
            }
        }
        for (light, theme) in themes {
            browser.show_in(*theme);
            thread::sleep(REST / 2);
            browser.evaluate(AT_REST, vec![]);
            browser.screenshot(&self.folder.join(format!("{name}-{size}-{light}.png")));
        }
    }

    /// That nothing stuck out of a page, and that no console had an error.
    #[track_caller]
    pub(crate) fn assert_no_flaws(&self) {
        let flaws = self.flaws.borrow();
        assert!(flaws.is_empty(), "{flaws:#?}");
    }
}

fn height(browser: &Browser) -> u32 {
    let height = browser.evaluate("return document.documentElement.scrollHeight", vec![]);
    height.as_u64().and_then(|height| height.try_into().ok()).unwrap_or_default()
}
