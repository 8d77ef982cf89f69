//! A file that a person opens to have it taken into the past, by a program that keeps what it hears.

use alicia_dashboard::app::{
    App, Carried, Carry, Credentials, Effect, Event, Export, Format, Intent, News, Of, Stay, Surroundings, Taken,
    Topics,
};
use alicia_dashboard::history::{Question, Series, Shelf};
use alicia_dashboard::time::Now;

use crate::clock;
use crate::cut::Cut;
use crate::limits;
use crate::memory;
use crate::page;

/// A program, and what the page was told last.
const HELD: i64 = 256 * 1024;
/// Pieces of a file that is given out again.
const PIECES: usize = 10_000;

/// What a person opens.
pub fn intake(input: &[u8]) {
    Cut::alike(|cut| take_in(input, cut));
}

/// How many lines became something, or why none did.
fn take_in(input: &[u8], cut: Cut) -> Result<u64, String> {
    let mut program = Program::logged_in();
    let all = |taken: &Taken| taken.added + taken.known + taken.left_out;
    let outcome = program.import(cut.pieces(input)).map(|taken| all(&taken));
    if outcome.is_ok() {
        program.look();
        for format in [Format::Csv, Format::Json] {
            let file = program.export(format);
            let again = program.import([file.as_bytes()].into_iter()).expect("what was written is read");
            assert_eq!((again.left_out, &*again.reasons), (0, &[][..]), "in {file}");
            assert_eq!(again.added, 0, "nothing is there twice: {file}");
        }
    }
    memory::assert_held(program.app, HELD, "the program");
    outcome
}

struct Program {
    app: App,
    now: Now,
    store: Shelf,
    told: Option<Carried>,
}

impl Program {
    fn logged_in() -> Self {
        let now = clock::of_recordings();
        let mut program = Self { app: App::new(limits::small(), 7), now, store: Shelf::default(), told: None };
        let credentials = Credentials {
            url: "ws://broker:9001/".to_owned(),
            username: "mobile_app".to_owned(),
            password: "secret".to_owned(),
            topics: Topics::default(),
            surroundings: Surroundings::default(),
        };
        program.handle(Event::Intent(Intent::Connect(credentials, Stay::ForThisPage)));
        program
    }

    /// Every wish has an answer, and only the last part of a file ends it.
    fn import<'a>(&mut self, pieces: impl Iterator<Item = &'a [u8]>) -> Result<Taken, String> {
        let mut wishes = vec![Carry::Import { anyway: true }];
        wishes.extend(pieces.map(|piece| Carry::Part(piece.to_vec())));
        wishes.push(Carry::End);
        let last = wishes.len() - 1;
        for (number, wish) in wishes.into_iter().enumerate() {
            match self.carry(wish) {
                Carried::Taken(taken) => {
                    assert_eq!(taken.is_all, number == last);
                    if taken.is_all {
                        return Ok(taken);
                    }
                }
                Carried::Failed(reason) => return Err(reason),
                other => panic!("{other:?}"),
            }
        }
        unreachable!("the last part ends it");
    }

    fn export(&mut self, format: Format) -> String {
        let mut file = String::new();
        let mut wish = Carry::Export(Export { format, of: Of::All, from: None, until: None });
        for _ in 0..PIECES {
            match self.carry(wish) {
                Carried::Part(part, is_more) => {
                    file.push_str(&part);
                    if !is_more {
                        return file;
                    }
                }
                other => panic!("{other:?}"),
            }
            wish = Carry::More;
        }
        panic!("there is always more");
    }

    fn look(&mut self) {
        for as_measured in [false, true] {
            let series = |property: &str| Series { device: "alicia:gone".to_owned(), property: property.to_owned() };
            let (series, until) = (vec![series("t"), series("door")], self.now.timestamp);
            let question = Question { ticket: 1, series, from: None, until, columns: 10, as_measured };
            self.handle(Event::Intent(Intent::AskPast(question)));
        }
    }

    fn carry(&mut self, wish: Carry) -> Carried {
        self.told = None;
        self.handle(Event::Intent(Intent::Carry(wish)));
        self.told.take().expect("every wish has an answer")
    }

    fn handle(&mut self, event: Event<'_>) {
        let mut effects = Vec::new();
        self.app.handle(event, self.now, &mut effects);
        let mut stored = Vec::new();
        for effect in effects {
            match effect {
                Effect::Store(transaction) => stored.push(self.store.perform(transaction)),
                Effect::Tell(news) => {
                    page::assert_arrive(&news);
                    for news in news {
                        self.hear(news);
                    }
                }
                _ => {}
            }
        }
        for stored in stored {
            self.handle(Event::Stored(stored));
        }
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Carried(carried) => {
                assert!(self.told.replace(carried).is_none(), "a wish has one answer");
            }
            News::Past(answer) => assert!(answer.strands.iter().all(|strand| strand.columns.len() <= 10)),
            _ => {}
        }
    }
}
