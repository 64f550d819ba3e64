//! `openrouter man`, `openrouter completions` and `--help`.

use std::collections::BTreeSet;
use std::fs;

use crate::command::{openrouter, run};

/// The commands that a help text lists.
fn commands(args: &[&str]) -> Vec<String> {
    let help = run(&mut openrouter(&[args, &["--help"]].concat()));
    assert_eq!(help.code, Some(0), "{help:?}");
    let mut lines = help.stdout.lines().skip_while(|line| *line != "Commands:").skip(1);
    let lines = lines.by_ref().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn each_command_has_a_page_of_the_manual() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("share").join("man1");
    let ended = run(&mut openrouter(&["man", pages.to_str().unwrap()]));
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");

    let mut expected = BTreeSet::from(["openrouter.1".to_owned()]);
    for command in commands(&[]) {
        expected.insert(format!("openrouter-{command}.1"));
        for below in commands(&[&command]) {
            expected.insert(format!("openrouter-{command}-{below}.1"));
        }
    }
    assert!(expected.contains("openrouter-keys-add.1"), "{expected:?}");
    let written = fs::read_dir(&pages).unwrap().map(|entry| entry.unwrap().file_name());
    let written: BTreeSet<_> = written.map(|name| name.into_string().unwrap()).collect();
    assert_eq!(written, expected);
    for page in &written {
        let text = fs::read_to_string(pages.join(page)).unwrap();
        assert!(text.contains(".SH NAME") && text.contains(".SH SYNOPSIS"), "{page}: {text}");
    }
}

#[test]
fn the_page_of_the_command_itself_goes_to_standard_output() {
    let ended = run(&mut openrouter(&["man"]));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stdout.contains(".TH openrouter 1"), "{ended:?}");
    assert!(ended.stdout.contains("EXIT STATUS"), "{ended:?}");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("taken");
    fs::write(&file, "").unwrap();
    let ended = run(&mut openrouter(&["man", file.to_str().unwrap()]));
    ended.check_failure(1, file.to_str().unwrap());
}

#[test]
fn each_shell_is_told_all_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ended = run(&mut openrouter(&["completions", shell]));
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{shell}");
        for command in commands(&[]) {
            assert!(ended.stdout.contains(&command), "{shell} {command}");
        }
        // It is for a program to read, whatever the terminal can show.
        assert!(!ended.stdout.contains('\u{1b}'), "{shell}");
    }
}

#[test]
fn the_shell_of_the_environment_is_meant_if_none_is_named() {
    let ended = run(openrouter(&["completions"]).env("SHELL", "/usr/bin/fish"));
    assert!(ended.stdout.contains("complete -c openrouter"), "{ended:?}");
    run(openrouter(&["completions"]).env("SHELL", "/bin/odd")).check_failure(2, "which shell?");
}

#[cfg(unix)]
#[test]
fn bash_completes_commands_options_and_values() {
    use std::process::Command;

    let bash = |line: &str| {
        let script = format!(
            "source <({} completions bash)
            COMP_WORDS=({line}) COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
            _openrouter openrouter \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"
            echo \"${{COMPREPLY[@]}}\"",
            env!("CARGO_BIN_EXE_openrouter")
        );
        let Ok(output) = Command::new("bash").args(["-c", &script]).output() else {
            // There is no bash on this machine.
            return None;
        };
        Some(String::from_utf8(output.stdout).unwrap())
    };
    for (line, expected) in [
        ("openrouter cha", "chat\n"),
        ("openrouter keys tes", "test\n"),
        ("openrouter chat --temp", "--temperature\n"),
        ("openrouter --color nev", "never\n"),
    ] {
        if let Some(completed) = bash(line) {
            assert_eq!(completed, expected, "{line}");
        }
    }
}
