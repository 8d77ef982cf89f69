//! A network between two programs on this machine that misbehaves when it is told to, for tests; knows not what passes.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::background::{Background, Stop};
use crate::port;

/// What is read at once.
const BUFFER: usize = 16 * 1024;

/// How the network is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Weather {
    #[default]
    Fair,
    /// Every connection ends, and new ones are not to be had.
    Cut,
    /// Connections stay and open, and nothing passes: a router that forgot, a phone in a tunnel.
    Stalled,
    /// Each piece is late by this much.
    Slow(Duration),
    /// No piece is larger than so many bytes.
    Split(usize),
}

/// Leads from its own port to another; dropping it ends every connection.
#[derive(Debug)]
pub struct Wire {
    port: u16,
    weather: watch::Sender<Weather>,
    connections: Arc<AtomicU64>,
    _work: Background,
}

impl Wire {
    /// To this port of this machine.
    pub fn to(port: u16) -> io::Result<Self> {
        let listener = port::listen(Ipv4Addr::LOCALHOST.into(), None)?;
        listener.set_nonblocking(true)?;
        let own = listener.local_addr()?.port();
        let (weather, seen) = watch::channel(Weather::Fair);
        let connections = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&connections);
        let work = Background::start(|stop| carry(listener, port, seen, counted, stop))?;
        Ok(Self { port: own, weather, connections, _work: work })
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// From now on.
    pub fn set(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }

    /// How many have been opened through it so far.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }
}

async fn carry(
    listener: std::net::TcpListener,
    port: u16,
    weather: watch::Receiver<Weather>,
    connections: Arc<AtomicU64>,
    stop: Stop,
) {
    let listener = TcpListener::from_std(listener).expect("a listener that does not block, inside a runtime");
    let accepting = async {
        loop {
            let Ok((near, _)) = listener.accept().await else { continue };
            if *weather.borrow() == Weather::Cut {
                continue;
            }
            connections.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(connect(near, port, weather.clone()));
        }
    };
    tokio::select! {
        () = accepting => {}
        () = stop.requested() => {}
    }
}

async fn connect(near: TcpStream, port: u16, weather: watch::Receiver<Weather>) {
    let Ok(far) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await else { return };
    // Small packets are not held back to make large ones, or there would be no small ones.
    let _ = (near.set_nodelay(true), far.set_nodelay(true));
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    let mut cut = weather.clone();
    tokio::select! {
        () = pass(near_read, far_write, weather.clone()) => {}
        () = pass(far_read, near_write, weather) => {}
        _ = cut.wait_for(|weather| *weather == Weather::Cut) => {}
    }
}

/// One direction, until either end closes.
async fn pass(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    mut weather: watch::Receiver<Weather>,
) {
    let mut buffer = vec![0; BUFFER];
    loop {
        // What comes in a stall waits; an error says that the wire is gone, which ends this as well.
        let Ok(now) = weather.wait_for(|weather| *weather != Weather::Stalled).await.map(|weather| *weather) else {
            return;
        };
        let most = if let Weather::Split(bytes) = now { bytes.clamp(1, BUFFER) } else { BUFFER };
        let read = tokio::select! {
            read = from.read(&mut buffer[..most]) => read,
            // It may have become a stall.
            _ = weather.changed() => continue,
        };
        let Ok(bytes @ 1..) = read else { return };
        if let Weather::Slow(delay) = now {
            sleep(delay).await;
        }
        if to.write_all(&buffer[..bytes]).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::thread;
    use std::time::Instant;

    use super::*;

    /// A wire to somebody who repeats every byte, and one connection through it.
    fn echo() -> (Wire, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("it listens").port();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || {
                    let (mut from, mut to) = (stream.try_clone().expect("a second handle"), stream);
                    io::copy(&mut from, &mut to).ok();
                });
            }
        });
        let wire = Wire::to(port).expect("a wire");
        let stream = TcpStream::connect(("127.0.0.1", wire.port())).expect("it is fair");
        (wire, stream)
    }

    fn said_back(stream: &mut TcpStream, patience: Duration) -> io::Result<[u8; 4]> {
        stream.set_read_timeout(Some(patience))?;
        stream.write_all(b"ping")?;
        let mut answer = [0; 4];
        stream.read_exact(&mut answer).map(|()| answer)
    }

    #[test]
    fn what_goes_in_comes_out_whole_split_or_late() {
        let (wire, mut stream) = echo();
        for weather in [Weather::Fair, Weather::Split(1), Weather::Slow(Duration::from_millis(50))] {
            wire.set(weather);
            assert_eq!(said_back(&mut stream, Duration::from_secs(5)).ok(), Some(*b"ping"), "{weather:?}");
        }
        let start = Instant::now();
        said_back(&mut stream, Duration::from_secs(5)).expect("it is slow, not gone");
        assert!(start.elapsed() >= Duration::from_millis(100), "both ways are late");
        assert_eq!(wire.connections(), 1);
    }

    #[test]
    fn what_is_said_in_a_stall_comes_after_it() {
        let (wire, mut stream) = echo();
        wire.set(Weather::Stalled);
        // The reader may have been at work already.
        thread::sleep(Duration::from_millis(50));
        assert!(said_back(&mut stream, Duration::from_millis(200)).is_err());
        wire.set(Weather::Fair);
        let mut answer = [0; 4];
        stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a socket takes a timeout");
        stream.read_exact(&mut answer).expect("nothing was lost");
        assert_eq!(&answer, b"ping");
    }

    #[test]
    fn a_cut_ends_what_is_there_and_what_comes() {
        let (wire, mut stream) = echo();
        said_back(&mut stream, Duration::from_secs(5)).expect("it is fair");
        wire.set(Weather::Cut);
        assert!(said_back(&mut stream, Duration::from_secs(5)).is_err());
        let mut next = TcpStream::connect(("127.0.0.1", wire.port())).expect("the port is still there");
        assert!(said_back(&mut next, Duration::from_secs(5)).is_err());
    }
}
