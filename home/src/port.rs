//! Ports of this machine: the preferred one, or any that is free.

use std::io;
use std::net::{IpAddr, TcpListener};
use std::ops::Range;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU16, Ordering};

/// Below those that systems give to outgoing connections: nobody else gets one between finding it and listening there.
const UNCLAIMED: Range<u16> = 20_000..32_000;
/// So many taken ones in a row mean that something else is wrong.
const TRIES: u32 = 100;

/// Listens on `preferred`, or on a free port if that one is taken or none is preferred.
pub(crate) fn listen(address: IpAddr, preferred: Option<u16>) -> io::Result<TcpListener> {
    match listen_at(address, preferred.unwrap_or(0)) {
        Err(error) if preferred.is_some() && error.kind() == io::ErrorKind::AddrInUse => listen_at(address, 0),
        outcome => outcome,
    }
}

/// A port that was free a moment ago, for programs that insist on listening themselves.
pub fn find(address: IpAddr, preferred: Option<u16>) -> io::Result<u16> {
    let mut outcome = listen_at(address, preferred.unwrap_or_else(next));
    for _ in 0..TRIES {
        match outcome {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                outcome = listen_at(address, next());
            }
            _ => break,
        }
    }
    Ok(outcome?.local_addr()?.port())
}

/// One after the other: whoever was given a port listens there only later, and until then nothing tells that it is taken.
fn next() -> u16 {
    static GIVEN: LazyLock<AtomicU16> = LazyLock::new(|| AtomicU16::new(fastrand::u16(..)));
    UNCLAIMED.start + GIVEN.fetch_add(1, Ordering::Relaxed) % (UNCLAIMED.end - UNCLAIMED.start)
}

fn listen_at(address: IpAddr, port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((address, port))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::net::Ipv4Addr;
    use std::thread;

    use super::*;

    #[test]
    fn nobody_is_given_a_port_that_another_was_given_and_does_not_listen_at_yet() {
        let many = || (0..50).map(|_| find(Ipv4Addr::LOCALHOST.into(), None).expect("a free port")).collect();
        let given: Vec<u16> = thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(many)).collect();
            threads.into_iter().flat_map(|thread| -> Vec<u16> { thread.join().expect("it finds them") }).collect()
        });
        assert_eq!(given.iter().collect::<HashSet<_>>().len(), given.len());
        assert!(given.iter().all(|port| UNCLAIMED.contains(port)));
    }
}
