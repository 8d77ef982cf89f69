//! Ports of this machine: the preferred one, or any that is free.

use std::io;
use std::net::{IpAddr, TcpListener};

/// Listens on `preferred`, or on a free port if that one is taken or none is preferred.
pub(crate) fn listen(address: IpAddr, preferred: Option<u16>) -> io::Result<TcpListener> {
    match TcpListener::bind((address, preferred.unwrap_or(0))) {
        Err(error) if preferred.is_some() && error.kind() == io::ErrorKind::AddrInUse => {
            TcpListener::bind((address, 0))
        }
        outcome => outcome,
    }
}

/// A port that was free a moment ago, for programs that insist on listening themselves.
pub(crate) fn find(address: IpAddr, preferred: Option<u16>) -> io::Result<u16> {
    Ok(listen(address, preferred)?.local_addr()?.port())
}
