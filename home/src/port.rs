//! Ports of this machine: the preferred one, or any that is free.

use std::io;
use std::net::{IpAddr, TcpListener};
use std::ops::Range;

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
    let mut outcome = listen_at(address, preferred.unwrap_or_else(|| fastrand::u16(UNCLAIMED)));
    for _ in 0..TRIES {
        match outcome {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                outcome = listen_at(address, fastrand::u16(UNCLAIMED));
            }
            _ => break,
        }
    }
    Ok(outcome?.local_addr()?.port())
}

fn listen_at(address: IpAddr, port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((address, port))
}
