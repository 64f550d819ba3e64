//! [`open_browser`]: shows a page to the user.

use std::ffi::OsString;
use std::io;

use url::Url;

/// Why no browser was opened. Show the user the address instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BrowserError {
    /// Only `http` and `https` are opened.
    #[error("a browser is opened for http and https addresses only")]
    Address,
    /// There is no screen to open one on.
    #[error("there is no browser to open on this machine")]
    NoBrowser,
    /// It could not be started.
    #[error("the browser could not be opened")]
    Failed(#[source] io::Error),
}

/// Opens a page in the user's browser. The address is passed as one argument, without a shell.
///
/// Nobody calls this by itself: call it when the user wants it. On Unix it needs a display, or a
/// `BROWSER` that is no text browser: one of those would take over the terminal. The browser
/// inherits the environment, as every program that is started does, keys in it included.
///
/// It blocks until the browser is found and started, which may take a second on a slow desktop.
///
/// # Errors
///
/// [`BrowserError::Address`] if it is neither `http` nor `https`, [`BrowserError::NoBrowser`] if
/// there is none, [`BrowserError::Failed`] if it does not start.
pub fn open_browser(url: &Url) -> Result<(), BrowserError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(BrowserError::Address);
    }
    if !can_open(|name| std::env::var_os(name)) {
        return Err(BrowserError::NoBrowser);
    }
    webbrowser::open(url.as_str()).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => BrowserError::NoBrowser,
        _ => BrowserError::Failed(error),
    })
}

/// Browsers that run in the terminal.
const TEXT_BROWSERS: [&str; 9] =
    ["curl", "elinks", "eww", "links", "links2", "lynx", "netrik", "retawq", "w3m"];

/// True if the environment says that a browser would have a place to open in. Where there is
/// neither display nor choice, whatever is found may be a text browser.
fn can_open(environment: impl Fn(&str) -> Option<OsString>) -> bool {
    if cfg!(any(not(unix), target_os = "macos", target_os = "ios", target_os = "android")) {
        return true;
    }
    let is_set = |name: &str| environment(name).is_some_and(|value| !value.is_empty());
    // Windows shows it where Linux runs inside of it.
    if ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].into_iter().any(is_set) {
        return true;
    }
    let Some(browsers) = environment("BROWSER") else { return false };
    let Some(browsers) = browsers.to_str() else { return false };
    let mut commands = browsers.split(':').filter_map(|line| line.split_whitespace().next());
    let is_text =
        |command: &str| TEXT_BROWSERS.contains(&command.rsplit('/').next().unwrap_or(command));
    commands.clone().next().is_some() && !commands.any(is_text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn o21_only_addresses_of_pages_are_opened() {
        for address in ["file:///etc/passwd", "javascript:alert(1)", "mailto:a@example.com"] {
            let error = open_browser(&Url::parse(address).unwrap()).unwrap_err();
            assert!(matches!(error, BrowserError::Address), "{address}: {error}");
            assert!(!error.to_string().contains(address));
        }
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn o21_without_a_display_no_browser_is_looked_for() {
        let check = |environment: &[(&str, &str)], expected: bool| {
            let found = can_open(|wanted| {
                let mut all = environment.iter();
                all.find(|(name, _)| *name == wanted).map(|(_, value)| OsString::from(value))
            });
            assert_eq!(found, expected, "{environment:?}");
        };
        check(&[], false);
        check(&[("DISPLAY", "")], false);
        check(&[("DISPLAY", ":0")], true);
        check(&[("WAYLAND_DISPLAY", "wayland-0")], true);
        check(&[("WSL_DISTRO_NAME", "Debian")], true);
        check(&[("BROWSER", "")], false);
        check(&[("BROWSER", " : ")], false);
        check(&[("BROWSER", "/opt/editor/open-in-host %s")], true);
        check(&[("BROWSER", "w3m")], false);
        check(&[("BROWSER", "/usr/bin/lynx -dump")], false);
        check(&[("BROWSER", "firefox:links")], false);
    }
}
