//! Where devices find the server: what an invite says.
//!
//! A server that listens on every interface does not know by which address a phone reaches it, so it takes the one
//! that its own outgoing packets would bear, unless the person who starts it says better. The address is written to
//! the data folder, because `fieldward invite` is another program.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket},
    path::Path,
};

use fieldward_core::sync::is_loopback;

use crate::folder;

const FILE_NAME: &str = "address";

/// How a server's address is to be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// Plain, on the machine's own loopback only.
    Http,
    /// TLS with the pinned certificate.
    Https,
}

pub(crate) fn scheme(listen: &SocketAddr) -> Scheme {
    if listen.ip().is_loopback() { Scheme::Http } else { Scheme::Https }
}

/// The address that devices use for a server that listens here.
pub(crate) fn of(listen: &SocketAddr, scheme: Scheme) -> String {
    let ip = if listen.ip().is_unspecified() { outgoing() } else { listen.ip() };
    let scheme = match scheme {
        Scheme::Http => "http",
        Scheme::Https => "https",
    };
    format!("{scheme}://{}", SocketAddr::new(ip, listen.port()))
}

/// The source address of packets to elsewhere. Connecting a datagram socket chooses it and sends nothing; the
/// address it is connected to is set apart for documentation.
fn outgoing() -> IpAddr {
    let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
    UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))
        .and_then(|socket| {
            socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
            socket.local_addr()
        })
        .map_or(loopback, |address| address.ip())
}

/// Remembers the address for `invite`.
pub(crate) fn remember(data: &Path, address: &str) -> io::Result<()> {
    folder::write_private(&data.join(FILE_NAME), address.as_bytes())
}

/// The address that the last server on this data folder had; `None` when none was started yet.
///
/// # Errors
/// As the disk says.
pub fn for_invites(data: &Path) -> io::Result<Option<String>> {
    let bytes = folder::read(&data.join(FILE_NAME))?;
    Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
}

/// Whether invites for this address carry pins.
#[must_use]
pub fn needs_pins(address: &str) -> bool {
    !is_loopback(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(listen: &str, expected: &str) {
        let listen = listen.parse().expect("a socket address");
        assert_eq!(of(&listen, scheme(&listen)), expected);
    }

    #[test]
    fn only_loopback_is_plain() {
        check("127.0.0.1:80", "http://127.0.0.1:80");
        check("[::1]:81", "http://[::1]:81");
        check("192.168.1.5:443", "https://192.168.1.5:443");
        check("[2001:db8::1]:443", "https://[2001:db8::1]:443");
    }

    #[test]
    fn every_interface_is_never_an_address() {
        let address = of(&"0.0.0.0:8443".parse().expect("a socket address"), Scheme::Https);
        assert!(address.starts_with("https://") && !address.contains("0.0.0.0") && address.ends_with(":8443"));
    }

    #[test]
    fn is_remembered() -> io::Result<()> {
        let data = tempfile::tempdir()?;
        assert_eq!(for_invites(data.path())?, None);
        remember(data.path(), "https://192.168.1.5:443")?;
        assert_eq!(for_invites(data.path())?.as_deref(), Some("https://192.168.1.5:443"));
        Ok(())
    }
}
