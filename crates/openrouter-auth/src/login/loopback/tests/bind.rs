//! Ports that are taken, and machines that lack a protocol.

use std::cell::Cell;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};

use super::super::listeners::Listeners;
use super::support::{callback_of, code, start_with};

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address)
}

#[tokio::test]
async fn o14_only_loopback_is_bound_the_same_port_on_both() {
    let asked = std::cell::RefCell::new(Vec::new());
    let listeners = Listeners::bind_with(|address| {
        asked.borrow_mut().push(address);
        bind(address)
    });
    let port = listeners.unwrap().port();
    let asked = asked.into_inner();
    assert!(asked.iter().all(|address| address.ip().is_loopback()), "{asked:?}");
    assert_eq!(asked.last().unwrap().port(), port);
    assert_ne!(port, 0);
}

#[tokio::test]
async fn o14_a_machine_with_one_protocol_is_enough() {
    let check = async |has_v4: bool, host: &str| {
        let listeners = Listeners::bind_with(|address| match address.ip() {
            IpAddr::V4(_) if has_v4 => bind(address),
            IpAddr::V6(_) if !has_v4 => bind(address),
            _ => Err(io::ErrorKind::AddrNotAvailable.into()),
        });
        let (login, target) = start_with(listeners.unwrap());
        let callback = callback_of(&login);
        assert_eq!(callback.host_str(), Some(host));
        let request = target.get("?code=abc").replace("127.0.0.1", host);
        let browser = async {
            if has_v4 { target.send(request).await } else { target.send_v6(request).await }
        };
        let (result, reply) = tokio::join!(login.wait(), browser);
        assert_eq!((code(result).as_str(), reply.status()), ("abc", 200), "{reply:?}");
    };
    check(true, "127.0.0.1").await;
    check(false, "localhost").await;
}

#[tokio::test]
async fn o14_a_port_that_is_taken_on_one_protocol_gives_way_to_another() {
    let tries = Cell::new(0);
    let taken = |times: u32| {
        tries.set(0);
        let tries = &tries;
        move |address: SocketAddr| {
            if address.is_ipv6() {
                tries.set(tries.get() + 1);
                if tries.get() <= times {
                    return Err(io::ErrorKind::AddrInUse.into());
                }
            }
            bind(address)
        }
    };
    let listeners = Listeners::bind_with(taken(3)).unwrap();
    assert_eq!((tries.get(), listeners.has_both()), (4, true));
    // Not for ever: the address that the browser is sent to is the other one.
    let listeners = Listeners::bind_with(taken(u32::MAX)).unwrap();
    assert_eq!((tries.get(), listeners.has_both()), (8, false));
}

#[test]
fn o14_a_machine_without_loopback_says_why() {
    let error = Listeners::bind_with(|address| {
        let kind = if address.is_ipv4() {
            io::ErrorKind::PermissionDenied
        } else {
            io::ErrorKind::AddrNotAvailable
        };
        Err(kind.into())
    });
    assert_eq!(error.unwrap_err().kind(), io::ErrorKind::PermissionDenied);
}
