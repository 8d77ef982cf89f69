//! Errands around the page: makes ready what they need and runs them. Nothing here is part of the page.

mod archive;
mod bench;
mod checks;
mod cli;
mod compress;
mod demo;
mod dist;
mod finish;
mod fuzz;
mod npm;
mod packages;
mod rebuild;
mod sizes;
mod soak;
mod stop;
mod tools;
mod words;
mod workshop;

use std::process::ExitCode;

use cli::Errand;
use stop::Stop;
use workshop::Workshop;

fn main() -> ExitCode {
    let errand = match cli::errand(std::env::args_os().skip(1)) {
        Ok(errand) => errand,
        Err(error) => {
            eprintln!("{error}\n\n{}", cli::HELP);
            return ExitCode::from(2);
        }
    };
    match run(errand) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("\n{stop}");
            ExitCode::FAILURE
        }
    }
}

fn run(errand: Errand) -> Result<(), Stop> {
    let mut workshop = Workshop::open()?;
    match errand {
        Errand::Help => {
            println!("{}", cli::HELP);
            Ok(())
        }
        Errand::Demo(options) => demo::run(&mut workshop, &options),
        Errand::Test(only) => checks::run(&mut workshop, &only),
        Errand::Fuzz(wish) => fuzz::run(&mut workshop, &wish),
        Errand::Soak(wish) => soak::soak(&mut workshop, &wish),
        Errand::Flood(wish) => soak::flood(&mut workshop, &wish),
        Errand::Bench(trials) => bench::run(&mut workshop, &trials),
        Errand::Dist => dist::run(&mut workshop),
        Errand::Screenshot => demo::take_pictures(&mut workshop),
        Errand::Words => words::run(&workshop),
        Errand::Finish => finish::run(&workshop),
    }
}
