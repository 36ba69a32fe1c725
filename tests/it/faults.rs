//! What goes wrong around a run: a full disk, a signal. No half file, and an exit status that says so.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const FLAGS: [&str; 8] = [
    "--region",
    "乌鲁木齐",
    "--scheme",
    "居民",
    "--visit",
    "住院",
    "--on",
    "2024-06-01",
];

fn batch(bills: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yibao"));
    command.args(["batch", bills, "-q"]).args(FLAGS);
    command
}

#[test]
fn a_full_disk_is_said() {
    for args in [
        &["batch", "examples/city-month.csv"][..],
        &["reimburse", "examples/urumqi-inpatient.toml"],
        &["rules", "list"],
    ] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_yibao"));
        let ran = command.args(args).stdout(full).output().unwrap();
        assert_eq!(ran.status.code(), Some(74), "{args:?}");
        let said = String::from_utf8(ran.stderr).unwrap();
        assert!(said.contains("O002"), "{said}");
    }
}

#[test]
fn a_signal_leaves_no_half_file() {
    for signal in ["INT", "TERM", "KILL"] {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("signal-{signal}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let out = folder.join("out.csv");
        fs::write(&out, "what was there").unwrap();
        let mut command = batch("-");
        let command = command
            .arg("-o")
            .arg(&out)
            .stdin(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let feeding = std::thread::spawn(move || {
            let mut fed = stdin.write_all(b"id,hospital,total\n");
            while fed.is_ok() {
                fed = stdin.write_all(
                    b"1,\xe4\xb8\x89\xe7\xba\xa7,1000.00\n"
                        .repeat(1000)
                        .as_slice(),
                );
            }
        });
        std::thread::sleep(Duration::from_millis(400));
        let id = child.id();
        let kill = format!("kill -{signal} {id}");
        let sent = Command::new("sh").args(["-c", &kill]).status();
        assert!(sent.unwrap().success());
        let status = child.wait().unwrap();
        feeding.join().unwrap();
        assert!(!status.success(), "{signal}");
        // The file that was there stays as it was, whatever happened.
        assert_eq!(
            fs::read_to_string(&out).unwrap(),
            "what was there",
            "{signal}"
        );
        if signal != "KILL" {
            assert_eq!(status.code(), Some(130), "{signal}");
            assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "{signal}");
        }
    }
}
