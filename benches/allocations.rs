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
    println!("{:<16}{:>16}{:>16}{:>16}", "convention", "session", "devices", "in all");
    for speech in &SPEECHES {
        let packets = speech.packets(DEVICES, MESSAGES);
        let mut house = House::live();
        for packet in speech.announcements(DEVICES).iter().chain(&packets) {
            house.hear(packet);
        }
        assert_eq!(house.devices(), DEVICES);
        let mut steps = [AllocationInfo::default(); 3];
        for packet in &packets {
            let taken = heard(&mut house, packet);
            steps[..2].iter_mut().zip(taken).for_each(|(step, taken)| *step += taken);
        }
        for step in 0..2 {
            let taken = steps[step];
            steps[2] += taken;
        }
        println!("{:<16}{}", speech.convention, steps.map(|step| mean(&step)).concat());
    }
}

/// What each step took.
fn heard(house: &mut House, packet: &[u8]) -> [AllocationInfo; 2] {
    let mut message = None;
    let session = measure(|| message = Some(house.decode(packet)));
    let message = message.expect("the session gave it out");
    let devices = measure(|| house.read(&message));
    [session, devices]
}

#[expect(clippy::cast_precision_loss, reason = "a mean for people")]
fn mean(taken: &AllocationInfo) -> String {
    let of_one = |total: u64| total as f64 / MESSAGES as f64;
    format!("{:>16}", format!("{:.1} ({:.0})", of_one(taken.count_total), of_one(taken.bytes_total)))
}
