//! Secrets by reference, and what is said of those that are not.

use super::*;

/// One provider with this key.
fn with_key(key: &str) -> String {
    format!("[providers.main]\ntype = \"openrouter\"\napi_key = {key:?}\n")
}

fn keyed(key: &str) -> Config {
    let all = &[("A_KEY", " k-env\n"), ("BLANK", "  ")];
    Config::from_toml(&with_key(key)).unwrap().with_env_from(variables(all)).unwrap()
}

#[test]
fn a_secret_is_looked_up_where_it_is_said_to_be() {
    let config = keyed("env:A_KEY");
    assert_eq!(made(&config, "main"), r#"openrouter - - ["k-env"] None"#);
    let config = keyed("plain:env:A_KEY");
    assert_eq!(made(&config, "main"), r#"openrouter - - ["env:A_KEY"] None"#);
    let vault = |name: &str| Ok((name == "a/b").then(|| Secret::new("k-vault")));
    let config = keyed("vault:a/b").with_secret_scheme("vault", vault);
    assert_eq!(made(&config, "main"), r#"openrouter - - ["k-vault"] None"#);
    let config = keyed("vault:c").with_secret_scheme("vault", vault);
    let expected = "the configuration:3:11: providers.main.api_key: vault:c is not there";
    assert_eq!(refused(&config, "main"), expected);
}

#[test]
fn a_file_with_a_secret_stands_beside_the_configuration() {
    let (folder, path) = folder_with("llm.toml", with_key("file:secrets/key"));
    std::fs::create_dir(folder.path().join("secrets")).unwrap();
    let secret = folder.path().join("secrets/key");
    let config = Config::load(&path).unwrap();
    let text = refused(&config, "main");
    assert!(text.contains("llm.toml:3:11: providers.main.api_key: cannot read "), "{text}");
    std::fs::write(&secret, "\u{feff} k-file\r\n").unwrap();
    assert_eq!(made(&config, "main"), r#"openrouter - - ["k-file"] None"#);
    std::fs::write(&secret, " \n").unwrap();
    assert!(refused(&config, "main").ends_with("secrets/key is empty"));
    std::fs::write(&secret, vec![b'k'; 64 * 1024 + 1]).unwrap();
    assert!(refused(&config, "main").ends_with("secrets/key is larger than 64 KiB"));
    std::fs::write(&secret, b"canary\xff").unwrap();
    assert!(refused(&config, "main").ends_with("secrets/key is no text in UTF-8"));
    std::fs::remove_file(&secret).unwrap();
    std::fs::create_dir(&secret).unwrap();
    let text = refused(&config, "main");
    assert!(text.ends_with("secrets/key is a folder") || cfg!(windows), "{text}");
}

#[test]
fn a_reference_that_finds_nothing_is_named_and_what_may_be_a_secret_is_not() {
    for (written, message) in [
        ("env:NONE", "env:NONE is not set, or blank"),
        ("env:BLANK", "env:BLANK is not set, or blank"),
        ("env:sk-canary", "env: wants the name of a variable after it"),
        ("env:", "env: wants the name of a variable after it"),
        ("file:", "file: wants a path after it"),
        (
            "sk:canary",
            "it begins with a scheme that is not known; allowed: env, file, keyring, plain; a \
             secret that has a colon itself is written plain:…",
        ),
    ] {
        let config = keyed(written);
        let text = refused(&config, "main");
        assert_eq!(text, format!("the configuration:3:11: providers.main.api_key: {message}"));
        assert!(!format!("{config:?}").contains("canary"));
    }
}

#[cfg(not(feature = "keyring"))]
#[test]
fn where_keyrings_are_not_built_in_it_is_said_how_to_get_them() {
    let text = refused(&keyed("keyring:main"), "main");
    assert!(text.contains("turn on the feature keyring of llm-provider-base"), "{text}");
}

#[test]
fn each_key_of_a_list_has_its_place() {
    let text = "[providers.main]\ntype = \"openrouter\"\napi_keys = [\n \"plain:a\",\n  \"env:B\"]";
    let config = Config::from_toml(text).unwrap().with_env_from(variables(&[])).unwrap();
    let expected = "the configuration:5:3: providers.main.api_keys[1]: env:B is not set, or blank";
    assert_eq!(refused(&config, "main"), expected);
}

#[test]
fn a_secret_that_is_not_needed_is_not_looked_up() {
    let above = ProviderConfig::default().with_api_key("k-code");
    let config = keyed("env:NONE").with_provider("main", above);
    assert_eq!(made(&config, "main"), r#"openrouter - - ["k-code"] None"#);
}

#[test]
fn a_secret_in_the_file_is_taken_with_a_warning() {
    let config = keyed("sk-canary");
    assert_eq!(made(&config, "main"), r#"openrouter - - ["sk-canary"] None"#);
    let [warning] = config.warnings() else { panic!("{:?}", config.warnings()) };
    let begins = "the configuration: providers.main.api_key is a secret itself; refer to it";
    assert!(warning.starts_with(begins) && !warning.contains("canary"), "{warning}");
    assert!(keyed("plain:sk-canary").warnings().is_empty());
}

#[cfg(unix)]
#[test]
fn c06_who_else_can_read_a_secret_in_the_file_is_told_and_who_can_write_is_refused() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    for (key, mode, warnings) in [
        ("plain:k", 0o600, 0),
        ("plain:k", 0o640, 1),
        ("plain:k", 0o644, 1),
        ("k", 0o644, 2),
        ("env:A_KEY", 0o644, 0),
    ] {
        let (folder, path) = folder_with("llm.toml", with_key(key));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let link = folder.path().join("link.toml");
        symlink(&path, &link).unwrap();
        let config = Config::load(&link).unwrap();
        assert_eq!(config.warnings().len(), warnings, "{key} {mode:o}: {:?}", config.warnings());
        if warnings > 0 {
            let last = config.warnings().last().unwrap();
            assert!(last.contains("other users can read it; run chmod 600"), "{last}");
        }
    }
    let (_folder, path) = folder_with("llm.toml", with_key("env:A_KEY"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).unwrap();
    let error = Config::load(&path).unwrap_err();
    assert!(error.message().ends_with("can be written to by all users; run chmod o-w on it"));
}
