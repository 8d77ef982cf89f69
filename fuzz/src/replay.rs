//! A file that a person opens, and the program that plays it if it is a recording, in virtual time.

use std::fmt::Debug;
use std::time::Duration;

use alicia_dashboard::app::{App, Effect, Event, Intent, News, RecordingWish, ReplayNews, Replaying};
use alicia_dashboard::device::DeviceKey;
use alicia_dashboard::time::{Instant, Now};

use crate::clock::{self, Timed};
use crate::cut::Cut;
use crate::limits;
use crate::memory;
use crate::page::{self, Page};

/// Longer than it takes to hear all of a recording.
const ALL: Duration = Duration::from_millis(500);
/// A recording and a house, and what changed while the page was not told.
const HELD: i64 = 512 * 1024;

/// What a person opens.
pub fn replay(input: &[u8]) {
    Cut::alike(|cut| play(input, cut));
}

/// Why it is not played, or what its end looks like.
fn play(input: &[u8], cut: Cut) -> (Option<String>, Page) {
    let mut player = Player::of(input, cut);
    let Some(length) = player.replay.as_ref().map(|replay| replay.length_ms) else {
        return (player.unplayable, Page::default());
    };
    player.seek(length);
    let at_once = player.seen();
    player.seek(length / 2);
    player.seek(length);
    assert_eq!(player.seen(), at_once, "the house is the same however one came there");
    player.say(Replaying::Speed(1_000));
    player.say(Replaying::Play);
    player.pass(ALL);
    player.intend(Intent::WatchNotUnderstood(false));
    player.say(Replaying::Close);
    player.pass(ALL);
    assert_eq!(player.app.deadline(), None, "nothing is due after it: {:?}", player.app);
    memory::assert_held(player.app, HELD, "the program");
    (player.unplayable, at_once)
}

/// What we have recorded ourselves makes sense in every line, if anything was.
pub(crate) fn assert_readable(recording: &[u8]) {
    let player = Player::of(recording, Cut::Nowhere);
    if let Some(replay) = player.replay {
        assert_eq!((replay.unreadable, replay.first_unreadable), (0, None), "a line makes no sense");
    }
}

struct Player {
    app: App,
    now: Now,
    page: Page,
    replay: Option<ReplayNews>,
    unplayable: Option<String>,
}

impl Player {
    fn of(input: &[u8], cut: Cut) -> Self {
        let app = App::new(limits::small(), 7);
        let now = clock::of_recordings();
        let mut player = Self { app, now, page: Page::default(), replay: None, unplayable: None };
        player.intend(Intent::Recording(RecordingWish::Open));
        for piece in cut.pieces(input) {
            player.intend(Intent::Recording(RecordingWish::Part(piece.to_vec())));
        }
        player.intend(Intent::Recording(RecordingWish::Play));
        assert!(player.replay.is_some() != player.unplayable.is_some(), "it is played, or it is said why not");
        player.say(Replaying::Pause);
        player.pass(ALL);
        player
    }

    fn seek(&mut self, to: u64) {
        self.say(Replaying::Seek(to));
        self.pass(ALL);
    }

    fn say(&mut self, how: Replaying) {
        self.intend(Intent::Recording(RecordingWish::Replay(how)));
    }

    /// What the page knows once it is told everything.
    fn seen(&mut self) -> Page {
        self.watch();
        self.pass(ALL);
        self.page.assert_kept(&limits::small());
        self.page.clone()
    }

    fn watch(&mut self) {
        let all = 0..u32::try_from(limits::small().device.devices).expect("small limits");
        self.intend(Intent::Watch(Vec::new()));
        self.intend(Intent::Watch(all.map(DeviceKey).collect()));
        self.intend(Intent::WatchNotUnderstood(true));
    }

    fn intend(&mut self, intent: Intent) {
        self.perform(Event::Intent(intent));
        self.perform(Event::Intent(Intent::Taken));
    }

    fn perform(&mut self, event: Event<'_>) {
        let mut effects = Vec::new();
        self.app.handle(event, self.now, &mut effects);
        for effect in effects {
            let Effect::Tell(news) = effect else { panic!("nothing is sent: {effect:?}") };
            page::assert_arrive(&news);
            for news in news {
                match &news {
                    News::Replay(replay) => self.replay = replay.as_deref().cloned(),
                    News::Unplayable(reason) => self.unplayable = Some(reason.clone()),
                    _ => {}
                }
                self.page.read(news);
            }
        }
    }
}

impl Timed for Player {
    const DUE: usize = 1_000;

    fn now(&mut self) -> &mut Now {
        &mut self.now
    }

    fn deadline(&self) -> Option<Instant> {
        self.app.deadline()
    }

    fn handle_timeout(&mut self) {
        self.perform(Event::Timeout);
        self.perform(Event::Intent(Intent::Taken));
    }

    fn picture(&self) -> &dyn Debug {
        &self.app
    }
}
