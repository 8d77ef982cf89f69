//! A chromedriver of one's own: on a free port, gone with its browsers when dropped.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

const FAREWELL: Duration = Duration::from_secs(5);
const TRIES: u32 = 5;

#[derive(Debug)]
pub(crate) struct Driver {
    process: Child,
    port: u16,
    /// Held so that what it prints later finds an open pipe.
    _output: BufReader<ChildStdout>,
}

impl Driver {
    /// It takes a port that is free where IPv6 is spoken, and gives up where another program has that number: so there is another
    /// try, or some.
    pub(crate) fn start() -> Self {
        let mut said = String::new();
        for _ in 0..TRIES {
            let mut process = Command::new("chromedriver")
                .arg("--port=0")
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap_or_else(|error| {
                    panic!("chromedriver does not start ({error}): `cargo xtask test --only e2e` installs it")
                });
            let mut output = BufReader::new(process.stdout.take().expect("its output is piped"));
            match announced_port(&mut output) {
                Ok(port) => return Self { process, port, _output: output },
                Err(last) => said = last,
            }
            let _ = process.wait();
        }
        panic!("chromedriver ended before it said its port:\n{said}")
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks it to close its browsers, which a signal would leave running.
    fn shut_down(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(FAREWELL))?;
        stream.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new()).map(|_| ())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.shut_down();
        let deadline = Instant::now() + FAREWELL;
        while Instant::now() < deadline {
            if let Ok(Some(_)) = self.process.try_wait() {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What it said instead, if it has ended.
fn announced_port(output: &mut impl BufRead) -> Result<u16, String> {
    let mut said = String::new();
    for line in output.lines().map_while(Result::ok) {
        let port = line
            .split_once("started successfully on port ")
            .and_then(|(_, rest)| rest.trim_end_matches('.').parse().ok());
        if let Some(port) = port {
            return Ok(port);
        }
        said.push_str(&line);
        said.push('\n');
    }
    Err(said)
}
