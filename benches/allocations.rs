//! How often a message of a known device asks for memory on its way into the registry, and for how much, step by step. A
//! buffer that grows asks once more.
#![cfg_attr(target_arch = "wasm32", no_main)]
#![cfg(not(target_arch = "wasm32"))]

mod house;

use allocation_counter::{AllocationInfo, measure};
use house::{House, SPEECHES};

const DEVICES: usize = 100;
const MESSAGES: usize = 10_000;

fn main() {
    println!("\nallocations (bytes) for one message of {DEVICES} devices, in the mean of {MESSAGES}");
    println!("{:<12}{:>16}{:>16}{:>16}{:>16}", "convention", "session", "convention", "registry", "in all");
    for speech in &SPEECHES {
        let packets = speech.packets(DEVICES, MESSAGES);
        let mut house = House::live();
        for packet in &packets {
            house.hear(packet);
        }
        assert_eq!(house.devices(), DEVICES);
        let mut steps = [AllocationInfo::default(); 4];
        for packet in &packets {
            let taken = heard(&mut house, packet);
            steps[..3].iter_mut().zip(taken).for_each(|(step, taken)| *step += taken);
        }
        for step in 0..3 {
            let taken = steps[step];
            steps[3] += taken;
        }
        println!("{:<12}{}", speech.convention, steps.map(|step| mean(&step)).concat());
    }
}

/// What each step took.
fn heard(house: &mut House, packet: &[u8]) -> [AllocationInfo; 3] {
    let (mut message, mut read) = (None, None);
    let session = measure(|| message = Some(house.decode(packet)));
    let message = message.expect("the session gave it out");
    let convention = measure(|| read = Some(house.read(&message)));
    let (place, updates) = read.expect("a convention took it");
    let registry = measure(|| house.apply(place, updates, message.retain));
    [session, convention, registry]
}

#[expect(clippy::cast_precision_loss, reason = "a mean for people")]
fn mean(taken: &AllocationInfo) -> String {
    let of_one = |total: u64| total as f64 / MESSAGES as f64;
    format!("{:>16}", format!("{:.1} ({:.0})", of_one(taken.count_total), of_one(taken.bytes_total)))
}
