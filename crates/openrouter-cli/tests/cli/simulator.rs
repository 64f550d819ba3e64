//! `openrouter sim`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Child;

use crate::command::{KEY, openrouter, run};

/// A simulator in a process of its own, which ends with the test.
struct Serving {
    child: Child,
    base_url: String,
}

impl Serving {
    fn start(args: &[&str]) -> Self {
        let args = [&["sim", "--token-delay", "0"], args].concat();
        let mut child = openrouter(&args).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let base_url = line.trim_end().strip_prefix("listening on ").unwrap().to_owned();
        Self { child, base_url }
    }

    fn chat(&self, key: &str) -> crate::command::Ended {
        let mut command = openrouter(&["chat", "Hi"]);
        run(command.env("OPENROUTER_BASE_URL", &self.base_url).env("OPENROUTER_API_KEY", key))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill().and_then(|()| self.child.wait()));
    }
}

#[test]
fn a_chat_finds_the_simulator_where_its_first_line_says() {
    let serving = Serving::start(&[]);
    let ended = serving.chat(KEY);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    assert!(ended.stdout.len() > 20, "{ended:?}");
}

#[test]
fn keys_that_were_not_given_to_it_are_rejected() {
    let serving = Serving::start(&["--api-key", KEY, "--api-key", "sk-or-v1-second"]);
    assert_eq!(serving.chat(KEY).code, Some(0));
    assert_eq!(serving.chat("sk-or-v1-second").code, Some(0));
    serving.chat("sk-or-v1-third").check_failure(3, "401");
}

#[test]
fn logins_are_asked_about_unless_it_is_told_otherwise() {
    for (args, status) in [(&[][..], "200"), (&["--approve-logins"], "303")] {
        let serving = Serving::start(args);
        let host = serving.base_url.trim_start_matches("http://").trim_end_matches("/api/v1");
        let mut stream = TcpStream::connect(host).unwrap();
        let page = "/auth?callback_url=http%3A%2F%2Flocalhost%3A1%2F";
        let head = format!("GET {page} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut reply = String::new();
        BufReader::new(stream).read_line(&mut reply).unwrap();
        assert!(reply.starts_with(&format!("HTTP/1.1 {status} ")), "{reply}");
    }
}

#[test]
fn the_simulator_of_another_provider_is_like_the_server_that_is_named() {
    let serving = Serving::start(&["--provider", "openai", "--as", "ollama", "--api-key", "any"]);
    assert!(serving.base_url.ends_with("/v1"));
    let args = ["--provider", "openai", "--base-url", &serving.base_url];
    let ask = |args: &[&str]| run(openrouter(args).env("OPENAI_API_KEY", "any"));
    let ended = ask(&[&["chat", "Hi", "-m", "simulated:latest"], &args[..]].concat());
    assert_eq!(ended.stdout, "A simulated answer of simulated:latest to: Hi\n", "{ended:?}");
    ask(&[&["chat", "Hi", "-m", "other"], &args[..]].concat()).check_failure(7, "other");
}

#[test]
fn what_does_not_go_with_a_simulator_is_a_mistake() {
    for (args, message) in [
        (&["--as", "ollama"][..], "--as is for"),
        (&["--provider", "acme"], "there are simulators of"),
        (&["--provider", "openai", "--approve-logins"], "--approve-logins is for"),
        (&["--provider", "openai", "--api-key", "a", "--api-key", "b"], "takes one --api-key"),
    ] {
        run(&mut openrouter(&[&["sim"], args].concat())).check_failure(2, message);
    }
}

#[test]
fn a_port_that_is_taken_ends_with_3() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ended = run(&mut openrouter(&["sim", "--port", &port]));
    ended.check_failure(3, &port);
    assert!(ended.stderr.contains("hint: take another --port"), "{ended:?}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_and_it_has_said_how_to_use_it() {
    use std::io::Read as _;
    use std::process::Command;

    let mut serving = Serving::start(&[]);
    let id = serving.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(serving.child.wait().unwrap().code(), Some(0));
    let mut notes = String::new();
    serving.child.stderr.take().unwrap().read_to_string(&mut notes).unwrap();
    assert!(notes.starts_with("simulated: no model answers here"), "{notes}");
    let export = format!("export OPENROUTER_BASE_URL={}\n", serving.base_url);
    assert!(notes.contains(&export) && notes.contains("openrouter login"), "{notes}");
}
