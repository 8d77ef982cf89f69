//! The command line of the home.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use clap::{Args, Parser, Subcommand};
use home::demo::{self, Demo, Source};
use home::recording;
use home::simulate::{self, Size};
use home::user::{Passwords, User};

/// A simulated home for the Alicia dashboard.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    errand: Errand,
}

#[derive(Subcommand)]
enum Errand {
    /// Show a simulated home, or your own broker, in the browser
    ///
    /// The page logs in as `mobile_app`, with the password in `HOME_PASSWORD` or one made at random.
    Demo {
        /// Folder of the built page
        #[arg(long)]
        page: PathBuf,
        /// Port of the page, if it is free
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Show this broker (ws:// or wss://) instead of a simulated home
        #[arg(long, conflicts_with_all = ["devices", "rate", "seed"])]
        broker: Option<String>,
        #[command(flatten)]
        size: SizeArgs,
    },
    /// Write what a simulated home says, as a recording that the page plays without any broker
    ///
    /// Kept beside the page, `"demo": "home.jsonl"` in its config.json offers it to whoever comes.
    Record {
        #[arg(long, default_value_t = 10)]
        minutes: u64,
        #[command(flatten)]
        size: SizeArgs,
    },
    /// Let a simulated home live on a broker
    ///
    /// Passwords: `HOME_PASSWORD` for the devices, `HOME_VOICE_PASSWORD` for the voice assistant.
    Simulate {
        /// mqtt://host:port, or ws://host:port/
        #[arg(long)]
        broker: String,
        #[command(flatten)]
        size: SizeArgs,
    },
}

#[derive(Args)]
struct SizeArgs {
    /// Devices beside the home proper
    #[arg(long, default_value_t = 0)]
    devices: u32,
    /// Messages a second from all of them
    #[arg(long)]
    rate: Option<f64>,
    /// The same seed gives the same home
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl From<SizeArgs> for Size {
    fn from(args: SizeArgs) -> Self {
        Self { devices: args.devices, rate: args.rate, seed: args.seed }
    }
}

fn main() -> ExitCode {
    match run(Cli::parse().errand) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(errand: Errand) -> Result<(), Box<dyn Error>> {
    match errand {
        Errand::Demo { page, port, broker, size } => {
            let source = broker.map_or_else(
                || Source::Simulated {
                    size: size.into(),
                    password: std::env::var("HOME_PASSWORD").ok().filter(|chosen| !chosen.is_empty()),
                },
                Source::Broker,
            );
            let demo = Demo::start(demo::Options { page, port, source })?;
            println!("{}", demo.welcome());
            demo::wait_for_end()?;
        }
        Errand::Record { minutes, size } => {
            print!("{}", recording::of(size.into(), SystemTime::now(), Duration::from_mins(minutes)));
        }
        Errand::Simulate { broker, size } => {
            let passwords = Passwords::random()
                .with(User::Esp32Device, password("HOME_PASSWORD", User::Esp32Device)?)
                .with(User::VoiceAssistant, password("HOME_VOICE_PASSWORD", User::VoiceAssistant)?);
            let home = simulate::start(simulate::Options { broker: broker.clone(), passwords, size: size.into() })?;
            println!("The home lives on {broker}. Ctrl-C ends it.");
            demo::wait_for_end()?;
            println!("\n{} messages published.", home.published());
        }
    }
    Ok(())
}

/// From the environment, never from the command line, where anybody could read it.
fn password(variable: &str, user: User) -> Result<String, String> {
    std::env::var(variable)
        .map_err(|_| format!("The environment variable {variable} should hold the password of {}.", user.name()))
}
