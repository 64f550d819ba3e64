//! Secrets are planted, and looked for in all that commands print and write.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use integration_tests::{Canaries, ServerReply};
use openrouter_sim::Simulator;
use openrouter_sim::fault::FaultServer;
use serde_json::json;
use tempfile::TempDir;

use crate::command::{Ended, openrouter, run, wait};

const KEYS: [&str; 3] = [
    "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",
    "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",
    "gateway.Tn7bK2qWv9XdR4mZc6Hf5Lj3",
];
const MANAGEMENT_KEY: &str =
    "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";
const CODE: &str = "auth_code_Gw8Vt3Nz6Rk1Bp5Xs9Dj2Yq7";
const PASSWORD: &str = "Fh4Ck9Zt2Mv7Qx5Lb8Ng3Wr6";

static CANARIES: LazyLock<Canaries> = LazyLock::new(|| {
    Canaries::new([
        ("first key", KEYS[0]),
        ("second key", KEYS[1]),
        ("gateway's key", KEYS[2]),
        ("management key", MANAGEMENT_KEY),
        ("code", CODE),
        ("password", PASSWORD),
    ])
});

/// A machine whose environment has keys, and that says as much as it can of what goes wrong.
struct Talkative {
    home: TempDir,
    base_url: String,
}

impl Talkative {
    fn at(base_url: impl Into<String>) -> Self {
        Self { home: tempfile::tempdir().unwrap(), base_url: base_url.into() }
    }

    fn openrouter(&self, args: &[&str]) -> Command {
        let mut command = openrouter(args);
        for folder in ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "TMPDIR"] {
            command.env(folder, self.home.path());
        }
        command
            .current_dir(self.home.path())
            .env("OPENROUTER_BASE_URL", &self.base_url)
            .env("OPENROUTER_CREDENTIALS", self.home.path().join("kept/credentials.json"))
            .env("RUST_LOG", "trace")
            .env("RUST_BACKTRACE", "full");
        command
    }

    /// With keys in the environment too.
    fn with_keys(&self, args: &[&str]) -> Command {
        let mut command = self.openrouter(args);
        command
            .env("OPENROUTER_API_KEY", KEYS[0])
            .env("OPENROUTER_API_KEYS", KEYS[1..].join(","))
            .env("OPENROUTER_MANAGEMENT_KEY", MANAGEMENT_KEY);
        command
    }

    /// Looks at all that was printed and written. Only the file of kept keys may hold one.
    #[track_caller]
    fn check(&self, what: &str, ended: &Ended) {
        CANARIES.assert_hidden(&format!("standard output of {what}"), &ended.stdout);
        CANARIES.assert_hidden(&format!("standard error of {what}"), &ended.stderr);
        assert!(!ended.stderr.contains("panicked"), "{ended:?}");
        self.check_files(self.home.path());
    }

    fn check_files(&self, folder: &Path) {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.check_files(&path);
            } else if path != self.home.path().join("kept/credentials.json") {
                CANARIES.assert_hidden(&path.display().to_string(), std::fs::read(&path).unwrap());
            }
        }
    }
}

/// Replies that repeat the keys they were sent, and that are not worth waiting for another.
fn replies() -> Vec<ServerReply> {
    let words = format!("no such key: {} {} {}", KEYS[0], KEYS[1], MANAGEMENT_KEY);
    let error = |status: u16, words: &str| {
        json!({"error": {"code": status, "message": words, "metadata": {"raw": words}}}).to_string()
    };
    let json = |status| ServerReply::json(status, error(status, &words));
    vec![
        json(400),
        json(401),
        json(403),
        json(429).with_header("retry-after", "3600"),
        json(500).with_header("retry-after", "3600"),
        ServerReply::json(401, error(401, KEYS[0])).with_header("x-generation-id", KEYS[0]),
        ServerReply::new(403, "text/html", format!("<html>{words}</html>")),
        ServerReply::new(400, "text/plain", words.clone()),
        ServerReply::json(307, "{}").with_header("location", &format!("/?key={}", KEYS[0])),
        ServerReply::json(200, error(400, &words)),
        ServerReply::json(200, json!({"data": KEYS[0], "choices": KEYS[1]}).to_string()),
        ServerReply::events(format!("event: error\ndata: {}\n\n", error(400, &words))),
    ]
}

/// Runs it with this on standard input, which it need not read.
fn feed(command: &mut Command, input: &str) -> Ended {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    wait(child)
}

/// Each command, at a server that repeats the keys.
#[tokio::test(flavor = "multi_thread")]
async fn no_command_shows_a_key_that_the_service_repeats() {
    for reply in replies() {
        let described = format!("{reply:?}");
        let server = FaultServer::start([reply]).await.unwrap();
        let machine = Talkative::at(server.url("/api/v1"));
        let add = &mut machine.openrouter(&["keys", "add", "--no-check", "--label", "laptop"]);
        let added = feed(add, &format!("{}\n", KEYS[0]));
        machine.check("keys add --no-check", &added);
        assert_eq!(added.code, Some(0), "{added:?}");
        for args in [
            &["chat", "Hi"][..],
            &["chat", "Hi", "--json"],
            &["keys"],
            &["keys", "test"],
            &["logout", "--all"],
        ] {
            let ended = run(&mut machine.with_keys(args));
            machine.check(&format!("{args:?} after {described}"), &ended);
        }
        let add = &mut machine.openrouter(&["keys", "add"]);
        machine.check("keys add", &feed(add, &format!("{}\n", KEYS[1])));
        let login = &mut machine.openrouter(&["login", "--headless"]);
        let ended = feed(login, &format!("{CODE}\n"));
        machine.check("login", &ended);
        assert_ne!(ended.code, Some(0), "{ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_that_go_well_show_no_key() {
    let simulator = Simulator::start().await.unwrap();
    let machine = Talkative::at(simulator.base_url());
    let add = &mut machine.openrouter(&["keys", "add", "--label", "laptop"]);
    machine.check("keys add", &feed(add, KEYS[0]));
    for args in [
        &["chat", "Hi"][..],
        &["chat", "Hi", "--json"],
        &["keys"],
        &["keys", "--json"],
        &["keys", "--offline"],
        &["keys", "test"],
        &["logout", "--all"],
    ] {
        let ended = run(&mut machine.with_keys(args));
        assert_eq!(ended.code, Some(0), "{args:?}: {ended:?}");
        machine.check(&format!("{args:?}"), &ended);
    }
}

#[test]
fn what_cannot_be_right_is_not_repeated() {
    let machine = Talkative::at("http://127.0.0.1:1/api/v1");
    let spoilt = format!("Bearer {}", KEYS[0]);
    for (variable, value) in [
        ("OPENROUTER_API_KEY", spoilt.clone()),
        ("OPENROUTER_API_KEYS", format!("{}\u{e9}", KEYS[1])),
        ("OPENROUTER_MANAGEMENT_KEY", spoilt.clone()),
        ("OPENROUTER_BASE_URL", KEYS[0].to_owned()),
        ("OPENROUTER_BASE_URL", format!("{}:", KEYS[0])),
        ("OPENROUTER_BASE_URL", format!("https://user:{PASSWORD}@gateway.test/api/v1")),
        ("OPENROUTER_BASE_URL", format!("https://gateway.test/?key={}", KEYS[0])),
    ] {
        for args in
            [&["chat", "Hi"][..], &["keys"], &["keys", "add"], &["login"], &["logout", "--all"]]
        {
            let command = &mut machine.with_keys(args);
            let ended = feed(command.env(variable, &value), &spoilt);
            machine.check(&format!("{args:?} with {variable}={value}"), &ended);
        }
    }
    for args in [
        &[KEYS[0]][..],
        &["chat", "--key", KEYS[0], "Hi"],
        &["keys", "add", KEYS[0]],
        &["keys", "remove", KEYS[0]],
        &["logout", KEYS[0]],
        &["login", KEYS[0]],
    ] {
        let ended = run(&mut machine.openrouter(args));
        assert_ne!(ended.code, Some(0), "{ended:?}");
        machine.check(&format!("{args:?}"), &ended);
    }
}

#[test]
fn a_file_of_keys_that_is_spoilt_is_not_repeated() {
    let machine = Talkative::at("http://127.0.0.1:1/api/v1");
    let folder = machine.home.path().join("kept");
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("credentials.json");
    for content in [
        format!("{{\"version\":1,\"x\":\"{}", KEYS[0]),
        format!("{}\n", KEYS[0]),
        json!({"version": KEYS[0]}).to_string(),
        json!({"version": 1, "providers": {"openrouter": KEYS[0]}}).to_string(),
        json!({"version": 1, "credentials": [KEYS[0]]}).to_string(),
        json!([{"secret": KEYS[0]}]).to_string(),
    ] {
        std::fs::write(&path, &content).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        }
        for args in [&["chat", "Hi"][..], &["keys"], &["keys", "--json"], &["logout", "--all"]] {
            let ended = run(&mut machine.openrouter(args));
            machine.check(&format!("{args:?} with {content}"), &ended);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_of_a_proxy_is_not_shown() {
    let reply = ServerReply::new(407, "text/html", format!("<p>{PASSWORD} {}</p>", KEYS[0]));
    let proxy = FaultServer::start([reply]).await.unwrap();
    let url = proxy.url("").replace("http://", &format!("http://user:{PASSWORD}@"));
    let machine = Talkative::at("https://host.invalid/api/v1");
    for args in [&["chat", "Hi"][..], &["keys"], &["keys", "test"]] {
        let mut command = machine.with_keys(args);
        command.env("HTTPS_PROXY", &url).env_remove("NO_PROXY").stdin(Stdio::null());
        let ended = run(&mut command);
        machine.check(&format!("{args:?}"), &ended);
    }
    assert!(!proxy.requests().is_empty());
}
