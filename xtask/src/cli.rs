//! What the person asked for.

use std::ffi::OsString;

use lexopt::{Arg, Parser, ValueExt};

use crate::{
    checks::Check,
    fuzz::Fuzz,
    soak::{Flood, Soak},
};

pub(crate) const HELP: &str = "\
Usage: cargo xtask <errand>

  demo         build the page and show it with a simulated home, until Ctrl-C
                 --broker URL   show this broker (ws://host:9001/) instead of an embedded one
                 --port N       serve the page on this port
                 --devices N    simulated devices beside the home proper
                 --rate R       messages a second of the simulated home
                 --seed S       the same seed makes the same home
  test         every check there is
                 --only CHECK   only this one, may be repeated:
                                format, clippy, shell, native, browser, page,
                                fuzz, e2e, own-house, rebuild
  fuzz [TARGET]
               feed this part of the program, or every one, with bytes nobody thought of
                 --seconds N    for so long each; a minute if you do not say
  soak         use the page for a long time while broker, network and tab come and go
                 --minutes N    ten if you do not say
                 --seed S       the same seed makes the same weather and wishes
  flood        send the page more messages than it can show
                 --seconds N    a minute if you do not say
                 --rate R       messages a second, 20000 if you do not say
  bench        measure what the page costs, beside other pages, and write bench/results.md
                 --only TRIAL   only this one, may be repeated; then target/bench.md is written:
                                charts, writing, many, flood, large, pace,
                                memory, properties, load
  dist         build the page into dist/, check its weight, and pack the archive for homes
  screenshot   take the pictures in screenshots/, and of every page in target/pictures/
  words        which texts the tables in languages/ lack";

#[derive(Debug, PartialEq)]
pub(crate) enum Errand {
    Help,
    /// The options as `home demo` takes them.
    Demo(Vec<OsString>),
    /// Only these checks; none means all.
    Test(Vec<Check>),
    Fuzz(Fuzz),
    Soak(Soak),
    Flood(Flood),
    /// Only these trials; none means all.
    Bench(Vec<String>),
    Dist,
    Screenshot,
    Words,
    /// Called by Trunk at the end of a build (see Trunk.toml), hence not in the help.
    Finish,
}

pub(crate) fn errand(arguments: impl IntoIterator<Item = OsString>) -> Result<Errand, lexopt::Error> {
    let mut arguments = Parser::from_args(arguments);
    let Some(first) = arguments.next()? else {
        return Ok(Errand::Help);
    };
    let errand = match first {
        Arg::Short('h') | Arg::Long("help") => Errand::Help,
        Arg::Value(name) => match name.string()?.as_str() {
            "help" => Errand::Help,
            "demo" => return demo(arguments),
            "test" => return test(arguments),
            "fuzz" => return fuzz(arguments),
            "soak" => return soak(arguments),
            "flood" => return flood(arguments),
            "bench" => return bench(arguments),
            "dist" => Errand::Dist,
            "screenshot" => Errand::Screenshot,
            "words" => Errand::Words,
            "finish" => Errand::Finish,
            unknown => return Err(format!("there is no errand '{unknown}'").into()),
        },
        unknown => return Err(unknown.unexpected()),
    };
    match arguments.next()? {
        None => Ok(errand),
        Some(unknown) => Err(unknown.unexpected()),
    }
}

fn demo(mut arguments: Parser) -> Result<Errand, lexopt::Error> {
    let mut options = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long(name @ ("broker" | "port" | "devices" | "rate" | "seed")) => {
                options.push(format!("--{name}").into());
                options.push(arguments.value()?);
            }
            unknown => return Err(unknown.unexpected()),
        }
    }
    Ok(Errand::Demo(options))
}

fn test(mut arguments: Parser) -> Result<Errand, lexopt::Error> {
    let mut only = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("only") => only.push(arguments.value()?.parse()?),
            unknown => return Err(unknown.unexpected()),
        }
    }
    Ok(Errand::Test(only))
}

fn bench(mut arguments: Parser) -> Result<Errand, lexopt::Error> {
    let mut only = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("only") => only.push(arguments.value()?.string()?),
            unknown => return Err(unknown.unexpected()),
        }
    }
    Ok(Errand::Bench(only))
}

fn fuzz(mut arguments: Parser) -> Result<Errand, lexopt::Error> {
    let mut wish = Fuzz::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("seconds") => wish.seconds = arguments.value()?.parse()?,
            Arg::Value(name) if wish.target.is_none() => wish.target = Some(name.string()?),
            unknown => return Err(unknown.unexpected()),
        }
    }
    Ok(Errand::Fuzz(wish))
}

fn soak(mut arguments: Parser) -> Result<Errand, lexopt::Error> {
    let mut wish = Soak::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("minutes") => wish.minutes = arguments.value()?.parse()?,
            Arg::Long("seed") => wish.seed = arguments.value()?.parse()?,
            unknown => return Err(unknown.unexpected()),
        }
    }
    Ok(Errand::Soak(wish))
}

fn flood(mut arguments: Parser) -> Result<Errand, lexopt::Error> {
    let mut wish = Flood::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("seconds") => wish.seconds = arguments.value()?.parse()?,
            Arg::Long("rate") => wish.rate = arguments.value()?.parse()?,
            unknown => return Err(unknown.unexpected()),
        }
    }
    Ok(Errand::Flood(wish))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Errand, String> {
        errand(line.split_whitespace().map(OsString::from)).map_err(|error| error.to_string())
    }

    #[test]
    fn no_errand_asks_for_help() {
        assert_eq!(parsed(""), Ok(Errand::Help));
        assert_eq!(parsed("--help"), Ok(Errand::Help));
    }

    #[test]
    fn options_of_the_demo_are_passed_on_as_written() {
        let expected = ["--port", "81", "--broker", "ws://host:9001/"];
        assert_eq!(
            parsed("demo --port=81 --broker ws://host:9001/"),
            Ok(Errand::Demo(expected.map(OsString::from).to_vec()))
        );
    }

    #[test]
    fn one_or_more_checks_can_be_chosen() {
        assert_eq!(parsed("test"), Ok(Errand::Test(vec![])));
        assert_eq!(parsed("test --only browser --only e2e"), Ok(Errand::Test(vec![Check::Browser, Check::EndToEnd])));
    }

    #[test]
    fn one_target_or_all_can_be_fuzzed_for_as_long_as_one_likes() {
        assert_eq!(parsed("fuzz"), Ok(Errand::Fuzz(Fuzz::default())));
        let session = Fuzz { target: Some("session".to_owned()), seconds: 300, seed: None };
        assert_eq!(parsed("fuzz session --seconds 300"), Ok(Errand::Fuzz(session)));
    }

    #[test]
    fn a_soak_and_a_flood_last_as_long_as_one_likes() {
        assert_eq!(parsed("soak"), Ok(Errand::Soak(Soak { minutes: 10, seed: 1 })));
        assert_eq!(parsed("soak --minutes 60 --seed 7"), Ok(Errand::Soak(Soak { minutes: 60, seed: 7 })));
        assert_eq!(parsed("flood --rate 500"), Ok(Errand::Flood(Flood { seconds: 60, rate: 500 })));
    }

    #[test]
    fn what_nobody_knows_is_refused() {
        for line in [
            "fuzz one two",
            "fuzz --seconds soon",
            "fly",
            "soak --minutes never",
            "flood 20000",
            "dist now",
            "demo --speed 3",
            "demo --port",
            "test --only luck",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }
}
