//! `openrouter login`, with a scripted browser.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStderr, Command, Stdio};

use openrouter_sim::{Answer, Simulator};
use url::Url;

use crate::browser::decide;
use crate::command::{Ended, openrouter, run};
use crate::machine::Machine;

/// A login that waits for its user.
struct Waiting {
    child: Child,
    stderr: BufReader<ChildStderr>,
    said: String,
    url: Url,
}

impl Waiting {
    /// Starts it, and reads up to the address.
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        let url = Self::address(&mut stderr, &mut said);
        Self { child, stderr, said, url }
    }

    fn address(stderr: &mut BufReader<ChildStderr>, said: &mut String) -> Url {
        loop {
            let start = said.len();
            assert_ne!(stderr.read_line(said).unwrap(), 0, "no address: {said}");
            if let Some(url) = said[start..].strip_prefix("  http") {
                return Url::parse(&format!("http{}", url.trim_end())).unwrap();
            }
        }
    }

    /// Pastes this, and waits for the end.
    fn paste(mut self, text: &str) -> Ended {
        self.child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        self.end()
    }

    fn end(mut self) -> Ended {
        drop(self.child.stdin.take());
        self.stderr.read_to_string(&mut self.said).unwrap();
        let output = self.child.wait_with_output().unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        Ended { code: output.status.code(), stdout, stderr: self.said }
    }
}

/// A simulator that takes only keys that it gave, and a machine that points at it.
async fn simulator() -> (Simulator, Machine) {
    let simulator = Simulator::builder().require_keys().start().await.unwrap();
    let machine = Machine::at(&simulator);
    (simulator, machine)
}

fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn o03_a_key_comes_through_the_browser_is_kept_used_listed_and_forgotten() {
    let (_simulator, machine) = simulator().await;
    let options = ["--label", "laptop", "--limit", "5", "--account", "team-b"];
    let args = [&["login", "--no-browser"][..], &options].concat();
    let login = Waiting::start(&mut machine.openrouter(&args));
    assert_eq!(query(&login.url, "key_label").as_deref(), Some("laptop"));
    assert_eq!(query(&login.url, "limit").as_deref(), Some("5"));
    let page = decide(&login.url, "allow").await;
    assert_eq!(page.status, 200, "{}", page.text);

    let ended = login.end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let place = machine.credentials().display().to_string();
    let told = ended.stdout.strip_prefix("key ").unwrap();
    let (id, told) = told.split_at(8);
    assert_eq!(told, format!(" (laptop), limit $5.00, is kept in {place}\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        assert_eq!(machine.credentials().metadata().unwrap().mode() & 0o777, 0o600);
    }

    let chat = machine.run(&["chat", "Hi"]);
    assert_eq!((chat.code, chat.stderr.as_str()), (Some(0), ""), "{chat:?}");
    let listed = machine.run(&["keys"]);
    let row: Vec<_> = listed.stdout.lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!(row[..6], [id, "laptop", "team-b", "kept", "ok", "$5.00"], "{listed:?}");
    for ended in [&ended, &chat, &listed] {
        assert!(!format!("{ended:?}").contains("sk-or-"), "{ended:?}");
    }

    assert_eq!(machine.run(&["logout"]).stdout, format!("key {id} is forgotten\n"));
    assert!(!machine.kept().contains("sk-or-"));
    machine.run(&["chat", "Hi"]).check_failure(3, "OPENROUTER_API_KEY is not set");
}

#[tokio::test(flavor = "multi_thread")]
async fn o20_a_code_is_pasted_in_any_wrapping() {
    let (simulator, machine) = simulator().await;
    // Without a terminal nobody sees a browser, so that the flag says nothing new.
    for args in [&["login", "--headless"][..], &["login"]] {
        let login = Waiting::start(&mut machine.openrouter(args));
        assert_eq!(query(&login.url, "callback_url"), None);
        let code = decide(&login.url, "allow").await.code().to_owned();
        let ended = login.paste(&format!("  '{code}' \n"));
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(!ended.stderr.contains(&code), "{ended:?}");
    }
    assert_eq!(machine.run(&["keys", "--offline"]).stdout.lines().count(), 3);
    assert_eq!(machine.run(&["keys", "test"]).code, Some(0));
    let exchanges = simulator.requests().into_iter().filter(|it| it.path.ends_with("/auth/keys"));
    assert_eq!(exchanges.count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn o10_a_user_who_says_no_gets_no_key() {
    let (_simulator, machine) = simulator().await;
    let login = Waiting::start(&mut machine.openrouter(&["login", "--no-browser"]));
    decide(&login.url, "deny").await;
    let ended = login.end();
    ended.check_failure(3, "access was not granted");
    assert!(ended.stderr.contains("hint: no key is kept"), "{ended:?}");
    assert_eq!(machine.kept(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn o16_a_code_that_is_refused_is_not_shown() {
    let (_simulator, machine) = simulator().await;
    let login = Waiting::start(&mut machine.openrouter(&["login", "--headless"]));
    let ended = login.paste("canary_code\n");
    ended.check_failure(3, "refused");
    assert!(!ended.stderr.contains("canary"), "{ended:?}");

    let login = Waiting::start(&mut machine.openrouter(&["login", "--headless"]));
    let ended = login.paste("two canaries\n");
    ended.check_failure(7, "copy the code that the page shows");
    assert!(!ended.stderr.contains("canaries"), "{ended:?}");

    let login = Waiting::start(&mut machine.openrouter(&["login", "--headless"]));
    login.paste("").check_failure(3, "no code came on standard input");
    assert_eq!(machine.kept(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn o16_a_service_that_is_out_of_order_is_no_reason_to_take_another_model() {
    let (simulator, machine) = simulator().await;
    simulator.script(Answer::error(500, "Out of order").for_path("/auth/keys"));
    let login = Waiting::start(&mut machine.openrouter(&["login", "--headless"]));
    let ended = login.paste("canary_code\n");
    ended.check_failure(5, "500");
    assert!(ended.stderr.contains("hint: no key is kept; `openrouter login`"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn o18_a_key_that_cannot_be_kept_is_lost_and_not_shown() {
    let (_simulator, machine) = simulator().await;
    let login = Waiting::start(&mut machine.openrouter(&["login", "--no-browser"]));
    // Where the folder would be made, there is something else by now.
    let folder = machine.credentials().parent().unwrap().to_owned();
    std::fs::write(&folder, "").unwrap();
    decide(&login.url, "allow").await;
    let ended = login.end();
    ended.check_failure(3, &folder.display().to_string());
    assert!(ended.stderr.contains("hint: the key was made, but is lost"), "{ended:?}");
    assert!(!format!("{ended:?}").contains("sk-or-"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_cannot_be_asked_about_is_kept_all_the_same() {
    let (simulator, machine) = simulator().await;
    for _ in 0..9 {
        simulator.script(Answer::error(500, "Out of order").for_path("/key"));
    }
    let login = Waiting::start(&mut machine.openrouter(&["login", "--no-browser"]));
    decide(&login.url, "allow").await;
    let ended = login.end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stderr.contains("unchecked: "), "{ended:?}");
    simulator.clear_script();
    assert_eq!(machine.run(&["keys", "test"]).code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn o23_two_logins_at_once_lose_nothing() {
    let (_simulator, machine) = simulator().await;
    let start = || Waiting::start(&mut machine.openrouter(&["login", "--no-browser"]));
    let (one, two) = (start(), start());
    tokio::join!(decide(&one.url, "allow"), decide(&two.url, "allow"));
    assert_eq!((one.end().code, two.end().code), (Some(0), Some(0)));
    assert_eq!(machine.run(&["keys"]).stdout.matches(" ok ").count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn o22_a_login_that_would_end_elsewhere_is_not_begun() {
    let mut command = openrouter(&["login"]);
    let ended = run(command.env("OPENROUTER_BASE_URL", "https://gateway.test/api/v1"));
    ended.check_failure(3, "logins do not end at https://gateway.test/api/v1");
    assert!(ended.stderr.contains("openrouter keys add"), "{ended:?}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_unsafe_place_is_found_out_before_there_is_a_key() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt as _;

    let (simulator, machine) = simulator().await;
    machine.add("sk-or-v1-0123456789", &["--no-check"]);
    set_permissions(machine.credentials(), Permissions::from_mode(0o644)).unwrap();
    let ended = machine.run(&["login", "--no-browser"]);
    ended.check_failure(3, "chmod 600");
    assert!(!ended.stderr.contains("code_challenge"), "{ended:?}");
    assert_eq!(simulator.requests().len(), 0);

    assert_eq!(machine.run(&["logout", "--all"]).code, Some(3));
    std::fs::remove_file(machine.credentials()).unwrap();
    let folder = machine.credentials().parent().unwrap().to_owned();
    set_permissions(folder, Permissions::from_mode(0o777)).unwrap();
    let ended = machine.run(&["login", "--no-browser"]);
    ended.check_failure(3, "chmod go-w");
    assert!(!ended.stderr.contains("code_challenge"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_for_is_told_at_once() {
    let (_simulator, machine) = simulator().await;
    machine.run(&["login", "--limit", "0"]).check_failure(2, "above 0");
    machine.run(&["login", "--headless", "--no-browser"]).check_failure(2, "cannot be used with");
    let long = "a".repeat(101);
    machine.run(&["login", "--label", &long]).check_failure(2, "at most 100 characters");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn o13_ctrl_c_ends_a_login_and_closes_its_port() {
    let (_simulator, machine) = simulator().await;
    for flag in ["--no-browser", "--headless"] {
        let mut login = Waiting::start(&mut machine.openrouter(&["login", flag]));
        let callback = query(&login.url, "callback_url").map(|url| Url::parse(&url).unwrap());
        crate::interrupts::interrupt(&login.child);
        // It stays open: that it closes is not what ends the login.
        let stdin = login.child.stdin.take();
        assert_eq!(login.child.wait().unwrap().code(), Some(130), "{flag}");
        drop(stdin);
        if let Some(callback) = callback {
            let at = callback.socket_addrs(|| None).unwrap();
            assert!(std::net::TcpStream::connect(&at[..]).is_err());
        }
    }
}
