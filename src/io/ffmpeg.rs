//! Films as MP4 and `WebM`, by the ffmpeg that is found on the path.
//!
//! It is given pixels through a pipe and writes one file; it opens nothing else, asks nothing, and reaches no network.
//! The same frames give the same bytes by the same ffmpeg on the same machine. Without ffmpeg there is a clear word.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;

/// What a film is stored in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Container {
    /// H.264.
    Mp4,
    /// VP9.
    Webm,
}

/// A film before its first frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reel {
    pub container: Container,
    /// In pixels; both even.
    pub width: u32,
    pub height: u32,
    /// Frames per second.
    pub rate: u32,
    pub title: String,
    /// What the film shows and where it comes from.
    pub comment: String,
}

#[derive(Debug, thiserror::Error)]
pub enum FfmpegError {
    #[error("ffmpeg is not on the PATH; install it, or make a .gif, which needs none")]
    Missing,
    #[error("could not start ffmpeg: {0}")]
    Start(#[source] io::Error),
    #[error("ffmpeg failed: {0}")]
    Failed(String),
}

/// As much of ffmpeg's last words as is kept, in bytes.
const WORDS_MAX: usize = 2_000;
/// The letters of a comment: longer ones are cut, since a command line has an end.
const COMMENT_MAX: usize = 16_000;

/// An ffmpeg at work. Dropped before [`Encoder::finish`], it is stopped.
pub struct Encoder {
    child: Child,
    stdin: Option<ChildStdin>,
    words: Option<JoinHandle<String>>,
}

impl Encoder {
    /// Starts a film that goes into the file at `out`, which may be there and is written over.
    pub fn start(reel: &Reel, out: &Path) -> Result<Self, FfmpegError> {
        Self::start_as("ffmpeg", reel, out)
    }

    fn start_as(program: &str, reel: &Reel, out: &Path) -> Result<Self, FfmpegError> {
        let out = std::path::absolute(out).map_err(FfmpegError::Start)?;
        let mut command = Command::new(program);
        command
            .args(arguments(reel))
            .arg(out)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => FfmpegError::Missing,
            _ => FfmpegError::Start(error),
        })?;
        let stdin = child.stdin.take();
        let words = child.stderr.take().and_then(|stderr| {
            // Read all the while: a full pipe would hold ffmpeg up.
            let read = std::thread::Builder::new().name(String::from("ffmpeg words"));
            read.spawn(move || last_words(stderr)).ok()
        });
        Ok(Self {
            child,
            stdin,
            words,
        })
    }

    /// Takes the next frame: red, green, blue and alpha of every pixel, row by row.
    pub fn frame(&mut self, pixels: &[u8]) -> Result<(), FfmpegError> {
        let written = match &mut self.stdin {
            Some(stdin) => stdin.write_all(pixels),
            None => Err(io::Error::from(io::ErrorKind::BrokenPipe)),
        };
        // It has ended, and says why.
        written.map_err(|error| match self.end() {
            Err(reason) => reason,
            Ok(()) => FfmpegError::Failed(error.to_string()),
        })
    }

    /// Waits until the file is whole.
    pub fn finish(mut self) -> Result<(), FfmpegError> {
        self.end()
    }

    fn end(&mut self) -> Result<(), FfmpegError> {
        drop(self.stdin.take());
        let status = self.child.wait();
        let words = self.words.take().and_then(|words| words.join().ok());
        let status = status.map_err(|error| FfmpegError::Failed(error.to_string()))?;
        verdict(status, words.unwrap_or_default())
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        if self.stdin.take().is_some() {
            // Cancelled: what it has written is not wanted.
            self.child.kill().ok();
            self.child.wait().ok();
        }
    }
}

/// It is told to speak of errors alone, so any word is one: on a full disk it says so and yet ends as if all were well.
fn verdict(status: ExitStatus, words: String) -> Result<(), FfmpegError> {
    match (status.success(), words.is_empty()) {
        (true, true) => Ok(()),
        (false, true) => Err(FfmpegError::Failed(status.to_string())),
        (_, false) => Err(FfmpegError::Failed(words)),
    }
}

/// All that ffmpeg is told, but for the name of the file.
fn arguments(reel: &Reel) -> Vec<String> {
    let size = format!("{}x{}", reel.width, reel.height);
    let rate = reel.rate.to_string();
    let mut all: Vec<String> = Vec::new();
    let mut add = |words: &[&str]| all.extend(words.iter().map(|word| (*word).to_owned()));
    add(&["-hide_banner", "-loglevel", "error", "-nostdin", "-y"]);
    add(&["-protocol_whitelist", "file,pipe"]);
    add(&["-f", "rawvideo", "-pix_fmt", "rgba", "-video_size", &size]);
    add(&["-framerate", &rate, "-i", "pipe:0", "-an", "-sn", "-dn"]);
    // Colours as every player takes them for granted, and arithmetic that is the same each time.
    add(&[
        "-vf",
        "scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int+bitexact",
    ]);
    add(&["-pix_fmt", "yuv420p", "-color_range", "tv"]);
    add(&["-colorspace", "bt709", "-color_primaries", "bt709"]);
    add(&["-color_trc", "bt709"]);
    match reel.container {
        Container::Mp4 => {
            add(&["-c:v", "libx264", "-preset", "medium", "-crf", "18"]);
            // Players of some years ago take this; the index in front lets it start before it is loaded.
            add(&["-profile:v", "high", "-movflags", "+faststart", "-f", "mp4"]);
        }
        Container::Webm => {
            add(&["-c:v", "libvpx-vp9", "-crf", "28", "-b:v", "0"]);
            add(&["-deadline", "good", "-cpu-used", "4", "-row-mt", "1"]);
            add(&["-f", "webm"]);
        }
    }
    add(&["-map_metadata", "-1", "-fflags", "+bitexact"]);
    add(&["-flags:v", "+bitexact"]);
    add(&["-metadata", &format!("title={}", plain(&reel.title))]);
    add(&["-metadata", &format!("comment={}", plain(&reel.comment))]);
    all
}

/// Without what a command line cannot hold.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|letter| *letter == '\n' || !letter.is_control())
        .take(COMMENT_MAX)
        .collect()
}

/// Reads all, and keeps the end.
fn last_words(mut from: impl io::Read) -> String {
    let mut words = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(n @ 1..) = from.by_ref().read(&mut piece) {
        words.extend_from_slice(&piece[..n]);
        let beyond = words.len().saturating_sub(WORDS_MAX);
        words.drain(..beyond);
    }
    String::from_utf8_lossy(&words).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reel() -> Reel {
        Reel {
            container: Container::Mp4,
            width: 16,
            height: 16,
            rate: 10,
            title: String::from("A\u{0} title"),
            comment: String::new(),
        }
    }

    #[test]
    fn without_ffmpeg_the_way_out_is_said() {
        let started = Encoder::start_as("no-such-ffmpeg", &reel(), Path::new("x.mp4"));
        let error = started.err().expect("it is not there").to_string();
        assert!(error.contains(".gif"), "{error}");
    }

    #[test]
    fn titles_do_not_break_the_command_line() {
        let arguments = arguments(&reel());
        assert!(arguments.contains(&String::from("title=A title")));
        assert!(arguments.iter().all(|argument| !argument.contains('\0')));
    }

    #[test]
    fn an_error_that_is_only_spoken_of_is_one() {
        let success = ExitStatus::default();
        assert!(verdict(success, String::new()).is_ok());
        let words = "Error writing trailer of a.mp4: No space left on device";
        let error = verdict(success, words.to_owned()).expect_err("the file is cut off");
        assert!(error.to_string().contains("No space left"), "{error}");
    }

    #[test]
    fn only_the_end_of_many_words_is_kept() {
        let words = format!("{}the end\n", "x".repeat(10_000));
        let kept = last_words(words.as_bytes());
        assert!(kept.len() <= WORDS_MAX && kept.ends_with("the end"));
    }
}
