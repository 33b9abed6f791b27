//! A server of tiles on loopback, as good or bad as a test wants it.

use std::io::{Cursor, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use strabo::model::ground::TileServer;
use strabo::model::web_host::WebHost;

/// Answers one connection, whose request has been read.
type Answer = Arc<dyn Fn(&mut TcpStream, &str) -> std::io::Result<()> + Send + Sync>;

/// Listens until the test ends.
pub(crate) struct Server {
    pub(crate) port: u16,
    n_requests: Arc<AtomicUsize>,
    /// The heads of the requests that came.
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// A server that answers every request so; it may be asked once by a connection.
    pub(crate) fn start(
        answer: impl Fn(&mut TcpStream, &str) -> std::io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let n_requests = Arc::<AtomicUsize>::default();
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let answer: Answer = Arc::new(answer);
        let (counted, kept) = (Arc::clone(&n_requests), Arc::clone(&heads));
        let named = |name: &str| std::thread::Builder::new().name(name.to_owned());
        let listen = move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let (answer, counted, kept) =
                    (Arc::clone(&answer), Arc::clone(&counted), Arc::clone(&kept));
                let serve = move || {
                    let head = read_head(&mut stream);
                    counted.fetch_add(1, Ordering::SeqCst);
                    kept.lock().unwrap().push(head.clone());
                    // Whoever asked may be gone by now.
                    answer(&mut stream, &head).ok();
                };
                std::thread::Builder::new()
                    .name(String::from("connection"))
                    .spawn(serve)
                    .unwrap();
            }
        };
        named("listener").spawn(listen).unwrap();
        Self {
            port,
            n_requests,
            heads,
        }
    }

    /// A server that answers every request with the same bytes.
    pub(crate) fn of_bytes(bytes: Vec<u8>) -> Self {
        Self::start(move |stream, _| stream.write_all(&bytes))
    }

    /// A server that answers every request with a tile.
    pub(crate) fn of_tiles() -> Self {
        Self::of_bytes(ok("image/png", &png(256)))
    }

    pub(crate) fn n_requests(&self) -> usize {
        self.n_requests.load(Ordering::SeqCst)
    }

    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    pub(crate) fn host(&self) -> WebHost {
        WebHost::parse(&format!("http://127.0.0.1:{}", self.port)).unwrap()
    }

    /// As a user would name it, with a key.
    pub(crate) fn tiles(&self) -> TileServer {
        TileServer {
            name: String::from("Test"),
            template: format!(
                "http://127.0.0.1:{}/{{z}}/{{x}}/{{y}}.png?key=s3cret",
                self.port
            ),
            attribution: String::from("© Test"),
            zoom_min: 0,
            zoom_max: 19,
        }
    }
}

fn read_head(stream: &mut TcpStream) -> String {
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok();
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && head.len() < 10_000 {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => break,
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// A picture of one colour.
pub(crate) fn png(side: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(side, side, image::Rgb([40, 90, 140]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

/// An answer with status 200.
pub(crate) fn ok(content_type: &str, body: &[u8]) -> Vec<u8> {
    answer("200 OK", &format!("Content-Type: {content_type}\r\n"), body)
}

/// An answer with its length; `headers` end with a line break.
pub(crate) fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut bytes = format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n"
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}
