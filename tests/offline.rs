//! No packet without consent, seen from outside: the real program under `strace`.
//!
//! Without consent it connects to nothing but what draws it: sockets of the machine itself (`AF_UNIX`), as the display
//! and D-Bus have them. With consent to a server it connects to that server, and to nothing else.
//!
//! Where `strace` or a display is missing, the tests that need it say so and check nothing.

#![cfg(target_os = "linux")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]
#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

#[expect(dead_code, reason = "other tests need more of it")]
#[path = "common/tile_server.rs"]
mod tile_server;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::tile_server::Server;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/palmyra-2016.geojson");
/// Longer than any start takes, also under `strace` on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_mins(3);

fn is_there(program: &str, argument: &str) -> bool {
    Command::new(program)
        .arg(argument)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Whether the system can be watched here; containers may forbid it.
fn can_trace() -> bool {
    let can = Command::new("strace")
        .args(["-f", "-e", "trace=network", "-o", "/dev/null", "true"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !can {
        println!("skipped: strace is not there, or may not trace");
    }
    can
}

/// The program under `strace`, which writes to `log`; at home in `folder`.
fn traced(folder: &Path, log: &Path) -> Command {
    let mut command = Command::new("strace");
    command
        .args(["-f", "-qq", "-e", "trace=network", "-o"])
        .arg(log)
        .arg(env!("CARGO_BIN_EXE_strabo"))
        .env("XDG_CONFIG_HOME", folder.join("config"))
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env("NODEVICE_SELECT", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    for variable in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"] {
        command.env_remove(variable);
        command.env_remove(variable.to_lowercase());
    }
    command
}

/// The addresses off this machine's own sockets that were connected or sent to: `127.0.0.1:8080`.
fn addresses(log: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(log).unwrap();
    let mut found = BTreeSet::new();
    for line in text.lines() {
        let sends = ["connect(", "sendto(", "sendmsg(", "sendmmsg("];
        if !sends.iter().any(|call| line.contains(call)) || !line.contains("sa_family=AF_INET") {
            continue;
        }
        let between = |from: &str, to: &str| {
            let rest = line.split_once(from)?.1;
            rest.split_once(to).map(|(found, _)| found.to_owned())
        };
        let port = between("htons(", ")").unwrap_or_default();
        let host = between("inet_addr(\"", "\"").unwrap_or_else(|| line.to_owned());
        found.insert(format!("{host}:{port}"));
    }
    found
}

#[test]
fn what_is_done_without_a_window_asks_nobody() {
    if !can_trace() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("trace");
    let picture = folder.path().join("out.png");
    let out = picture.to_str().unwrap();
    for arguments in [
        vec!["render", SAMPLE, "-o", out, "--size", "640x400"],
        vec!["check", SAMPLE],
        vec!["info", SAMPLE],
    ] {
        let status = traced(folder.path(), &log)
            .args(&arguments)
            .status()
            .unwrap();
        assert!(status.success(), "{arguments:?}");
        assert_eq!(addresses(&log), BTreeSet::new(), "{arguments:?}");
    }
    assert!(picture.exists());
}

#[test]
fn the_trace_would_show_a_connection() {
    if !can_trace() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("trace");
    let server = Server::of_tiles();
    let script = format!("exec 3<>/dev/tcp/127.0.0.1/{}", server.port);
    let status = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=network", "-o"])
        .arg(&log)
        .args(["bash", "-c", &script])
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(
        addresses(&log),
        BTreeSet::from([format!("127.0.0.1:{}", server.port)])
    );
}

#[test]
fn the_window_asks_nobody_before_and_exactly_the_allowed_host_after_consent() {
    if !can_trace() {
        return;
    }
    let Some(display) = Display::start() else {
        println!("skipped: there is no Xvfb to open a window on");
        return;
    };
    let allowed = Server::of_tiles();
    let other = Server::of_tiles();
    // Both are shown; one is allowed.
    for (consents, offline) in [(false, false), (true, false), (true, true)] {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("trace");
        write_settings(
            folder.path(),
            &[&allowed, &other],
            consents.then_some(&allowed),
        );
        let before = allowed.n_requests();
        let mut command = traced(folder.path(), &log);
        command.env("DISPLAY", &display.name);
        command.env_remove("WAYLAND_DISPLAY");
        command.env("XDG_RUNTIME_DIR", folder.path());
        if offline {
            command.arg("--offline");
        }
        let mut child = Running(command.spawn().unwrap());
        let is_asked = consents && !offline;
        child.run_until(|elapsed| {
            let is_shown = std::fs::read_to_string(&log).is_ok_and(|text| text.contains("AF_UNIX"));
            // A window that draws asks at once; one that does not is given time to.
            let settled = if is_asked {
                allowed.n_requests() > before + 3
            } else {
                elapsed > Duration::from_secs(10)
            };
            is_shown && settled
        });
        drop(child);
        let expected = if is_asked {
            BTreeSet::from([format!("127.0.0.1:{}", allowed.port)])
        } else {
            BTreeSet::new()
        };
        assert_eq!(
            addresses(&log),
            expected,
            "consent {consents}, offline {offline}"
        );
        assert_eq!(other.n_requests(), 0);
        if !is_asked {
            assert_eq!(allowed.n_requests(), before);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a small file that nobody misses")]
fn write_settings(folder: &Path, shown: &[&Server], allowed: Option<&Server>) {
    let mut layers: Vec<serde_json::Value> = shown
        .iter()
        .map(|server| {
            let tiles = server.tiles();
            serde_json::json!({
                "server": {"name": tiles.name, "template": tiles.template, "attribution": tiles.attribution,
                           "zoom_min": tiles.zoom_min, "zoom_max": tiles.zoom_max},
                "opacity": 1.0, "visible": true,
            })
        })
        .collect();
    layers.push(serde_json::json!({"embedded": true, "opacity": 1.0, "visible": true}));
    let hosts: Vec<serde_json::Value> = allowed
        .map(|server| serde_json::json!({"host": server.host().key()}))
        .into_iter()
        .collect();
    let settings = serde_json::json!({
        "version": 1,
        "ground": {"layers": layers},
        "network": {"allowed": hosts},
    });
    let path = folder.join("config").join("strabo");
    std::fs::create_dir_all(&path).unwrap();
    std::fs::write(path.join("settings.json"), settings.to_string()).unwrap();
}

/// A program that is ended with the test.
struct Running(Child);

impl Running {
    fn run_until(&mut self, is_over: impl Fn(Duration) -> bool) {
        let began = Instant::now();
        while !is_over(began.elapsed()) {
            assert!(began.elapsed() < PATIENCE, "the window has not come");
            let ended = self.0.try_wait().unwrap();
            assert!(
                ended.is_none(),
                "the window has closed by itself: {ended:?}"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // `strace` ends what it traces, and then itself.
        let id = self.0.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().ok();
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(10) {
            if matches!(self.0.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// A screen of its own.
struct Display {
    name: String,
    _server: Running,
}

impl Display {
    fn start() -> Option<Self> {
        if !is_there("Xvfb", "-help") {
            return None;
        }
        // Any number that nobody has.
        for number in 140..180 {
            if Path::new(&format!("/tmp/.X11-unix/X{number}")).exists() {
                continue;
            }
            let name = format!(":{number}");
            let server = Command::new("Xvfb")
                .args([&name, "-screen", "0", "1000x700x24", "-nolisten", "tcp"])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .ok()?;
            let mut server = Running(server);
            for _ in 0..100 {
                std::thread::sleep(Duration::from_millis(100));
                if Path::new(&format!("/tmp/.X11-unix/X{number}")).exists() {
                    return Some(Self {
                        name,
                        _server: server,
                    });
                }
                if server.0.try_wait().ok()?.is_some() {
                    break;
                }
            }
        }
        None
    }
}
