//! A file of the past that is larger than memory: it is made as it is read, and only what is kept of it stays.

use std::io::Write;
use std::mem;
use std::time::Duration;

use allocation_counter::measure;

use alicia_dashboard::app::{Carried, Carry, Intent, News, Taken};
use alicia_dashboard::time::Timestamp;

use crate::house::House;

/// What the page sends at once.
const PIECE: usize = 262_144;
const PROPERTIES: u32 = 50;
const MEGABYTE: usize = 1_000_000;

/// A table of so many bytes, piece by piece: every second, fifty properties say something.
struct Table {
    size: usize,
    begun: i64,
    line: u32,
    bytes: Vec<u8>,
}

impl Table {
    fn new(size: usize, begun: i64) -> Self {
        Self { size, begun, line: 0, bytes: b"time,device,property,value,unit\n".to_vec() }
    }
}

impl Iterator for Table {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        if self.size == 0 {
            return None;
        }
        while self.bytes.len() < PIECE {
            let time = Timestamp::from_millis(self.begun + i64::from(self.line / PROPERTIES) * 1_000).to_iso8601();
            let (which, tenths) = (self.line % PROPERTIES, self.line / 7 % 90);
            writeln!(
                self.bytes,
                "{time},alicia:sensor_{which},temperature_celsius,2{}.{},°C",
                tenths / 10,
                tenths % 10
            )
            .expect("a vector takes whatever is written");
            self.line += 1;
        }
        let mut rest = self.bytes.split_off(PIECE.min(self.size));
        mem::swap(&mut rest, &mut self.bytes);
        self.size -= rest.len();
        Some(rest)
    }
}

/// Takes in all of it; says what came of it, and how much memory was taken for any of the pieces, the store aside.
fn take_in(pieces: impl Iterator<Item = Vec<u8>>, house: &mut House) -> (Carried, u64) {
    let mut most = 0;
    let mut told = Carried::Taken(Taken::default());
    let wishes = pieces.map(Carry::Part);
    for wish in [Carry::Import { anyway: true }].into_iter().chain(wishes).chain([Carry::End]) {
        house.news.clear();
        most = most.max(measure(|| house.intend(Intent::Carry(wish))).bytes_max);
        let last = house.news.iter().rev().find_map(|news| match news {
            News::Carried(carried) => Some(carried.clone()),
            _ => None,
        });
        told = last.expect("every piece has an answer");
        if !matches!(told, Carried::Taken(_)) {
            break;
        }
    }
    (told, most)
}

fn take_in_megabytes(megabytes: usize) -> (Taken, u64) {
    let mut house = House::live();
    let begun = house.now.timestamp.millis() - 20 * 86_400_000;
    let (told, most) = take_in(Table::new(megabytes * MEGABYTE, begun), &mut house);
    let Carried::Taken(taken) = told else { panic!("{told:?}") };
    assert!(taken.is_all && taken.left_out <= 1, "the last line may be cut: {taken:?}");
    let summary = house.past("alicia:sensor_7", "temperature_celsius").strands[0].summary;
    assert!(summary.is_some_and(|it| it.min < 20.5 && it.max > 28.0), "{summary:?}");
    (taken, most)
}

#[test]
fn a_file_of_many_megabytes_takes_the_memory_of_a_few_of_its_pieces() {
    let [(few, little), (many, much)] = [1, 4].map(take_in_megabytes);
    assert!(many.added > few.added * 39 / 10, "{many:?} of four times {few:?}");
    assert!(much < 16 * MEGABYTE as u64, "{much} bytes for a piece");
    assert!(much < little * 2, "{much} bytes for a piece of a long file, {little} for one of a short one");
}

/// `cargo test --release --test command -- --ignored 500`: the same, as large as anybody would dare.
#[test]
#[ignore = "takes a minute"]
fn a_file_of_500_megabytes_is_taken_in() {
    let begun = std::time::Instant::now();
    let (taken, most) = take_in_megabytes(500);
    println!("{taken:?}, at most {most} bytes for a piece, {:?}", begun.elapsed());
    assert!(most < 16 * MEGABYTE as u64, "{most} bytes for a piece");
}

#[test]
fn many_megabytes_of_another_kind_get_a_sentence_and_take_no_memory() {
    let pieces = || std::iter::repeat_with(|| vec![b'?'; PIECE]);
    let mut house = House::live();
    let (told, most) = take_in(pieces().take(100), &mut house);
    let Carried::Failed(reason) = told else { panic!("{told:?}") };
    assert_eq!(reason, "line 1: it is too long");
    assert!(most < MEGABYTE as u64, "{most} bytes for a piece");
    let head = b"time,device,property,value\n".to_vec();
    let (told, most) = take_in(std::iter::once(head).chain(pieces().take(100)), &mut house);
    let Carried::Taken(taken) = told else { panic!("{told:?}") };
    assert_eq!((taken.added, taken.left_out), (0, 1), "{taken:?}");
    assert!(most < MEGABYTE as u64, "{most} bytes for a piece");
    house.pass(Duration::from_secs(10));
}
