//! Files of tiles, good ones and others.

#[path = "../../../tests/common/archive.rs"]
mod archive;

use std::io::Write as _;
use std::sync::LazyLock;
use std::sync::mpsc::channel;
use std::time::Duration;

use self::archive::{directory, header};
use super::*;
use crate::model::ground::VectorSchema;

static EMBEDDED: LazyLock<Vec<u8>> =
    LazyLock::new(|| crate::assets::basemap().unwrap().read_all().unwrap());

fn file_of(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

/// An MBTiles file as some program makes it.
fn mbtiles(made_by: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let connection = rusqlite::Connection::open(folder.path().join("map.mbtiles")).unwrap();
    connection.execute_batch(made_by).unwrap();
    folder
}

const TABLES: &str = "CREATE TABLE metadata (name TEXT, value TEXT);
    CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);";

fn tile(zoom: u8, x: u32, y: u32) -> TileAt {
    TileAt { zoom, x, y }
}

fn about_of(service: &TileFiles, path: &Path) -> AboutAnswer {
    let (sender, answers) = channel();
    let reply = Box::new(move |answer| sender.send(answer).unwrap());
    service.open(&TileSource::Archive(path.to_owned()), reply);
    answers.recv_timeout(Duration::from_secs(30)).unwrap()
}

fn tile_of(service: &TileFiles, path: &Path, at: TileAt) -> TileAnswer {
    let (sender, answers) = channel();
    let reply = Box::new(move |answer| sender.send(answer).unwrap());
    service.ask(&TileSource::Archive(path.to_owned()), at, reply);
    answers.recv_timeout(Duration::from_secs(30)).unwrap()
}

#[test]
fn the_embedded_archive_is_a_pmtiles_file_like_any_other() {
    let file = file_of(&EMBEDDED);
    let service = TileFiles::default();
    let about = about_of(&service, file.path()).unwrap();
    assert_eq!(about.kind, TileKind::Vector(VectorSchema::Other));
    assert_eq!(about.zoom_min, 0);
    assert!(
        !tile_of(&service, file.path(), tile(0, 0, 0))
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        tile_of(&service, file.path(), tile(14, 3, 3)),
        Err(TileMiss::Absent)
    );
    assert_eq!(
        tile_of(&service, file.path(), tile(3, 8, 0)),
        Err(TileMiss::Absent),
        "off the world"
    );
}

#[test]
fn rows_of_mbtiles_are_counted_from_the_south_and_unpacked() {
    let folder = mbtiles(&format!(
        "{TABLES}
        INSERT INTO metadata VALUES ('name', 'A town'), ('format', 'png'), ('minzoom', '3'), ('maxzoom', '3'),
            ('bounds', '10,20,30,40'), ('attribution', '<b>&copy; Someone</b>');
        INSERT INTO tiles VALUES (3, 2, 6, x'89504E470D0A1A0A01');"
    ));
    let path = folder.path().join("map.mbtiles");
    let service = TileFiles::default();
    let about = about_of(&service, &path).unwrap();
    assert_eq!(about.name, "A town");
    assert_eq!(about.kind, TileKind::Raster);
    assert_eq!(about.attribution, "© Someone");
    assert_eq!((about.zoom_min, about.zoom_max), (3, 3));
    assert_eq!((about.bounds.west, about.bounds.north), (10.0, 40.0));
    let bytes = tile_of(&service, &path, tile(3, 2, 1)).unwrap();
    assert_eq!(bytes, b"\x89PNG\r\n\x1a\n\x01");
    assert_eq!(
        tile_of(&service, &path, tile(3, 2, 6)),
        Err(TileMiss::Absent)
    );
}

#[test]
fn a_table_that_never_ends_is_given_up_on() {
    let folder = mbtiles(
        "CREATE TABLE metadata (name TEXT, value TEXT);
        CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
            SELECT i AS zoom_level, i AS tile_column, i AS tile_row, x'00' AS tile_data FROM n WHERE i < 0;",
    );
    let error = look_at(&folder.path().join("map.mbtiles")).unwrap_err();
    assert!(error.contains("too long"), "{error}");
}

#[test]
fn a_tile_that_is_a_bomb_is_refused_and_the_others_are_good() {
    let folder = mbtiles(&format!(
        "{TABLES}
        INSERT INTO metadata VALUES ('format', 'png');
        INSERT INTO tiles VALUES (0, 0, 0, x'89504E470D0A1A0A');
        INSERT INTO tiles VALUES (1, 0, 0, zeroblob(6000000));
        INSERT INTO tiles VALUES (1, 1, 0, zeroblob(60000000));
        INSERT INTO tiles VALUES (1, 0, 1, 'words');"
    ));
    let path = folder.path().join("map.mbtiles");
    let connection = rusqlite::Connection::open(&path).unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..64 {
        packed.write_all(&vec![0; 1024 * 1024]).unwrap();
    }
    connection
        .execute(
            "INSERT INTO tiles VALUES (1, 1, 1, ?1)",
            [packed.finish().unwrap()],
        )
        .unwrap();
    drop(connection);
    let service = TileFiles::default();
    assert!(tile_of(&service, &path, tile(0, 0, 0)).is_ok());
    for at in [tile(1, 0, 1), tile(1, 1, 1), tile(1, 1, 0)] {
        let answer = tile_of(&service, &path, at);
        assert!(
            matches!(answer, Err(TileMiss::Failed(_))),
            "{at:?} {answer:?}"
        );
    }
    assert_eq!(
        tile_of(&service, &path, tile(1, 0, 0)),
        Err(TileMiss::Absent),
        "words are no tile"
    );
}

#[test]
fn what_is_no_map_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    for (bytes, expected) in [
        (&b""[..], "empty"),
        (b"hello, world, this is a text", "neither"),
        (b"PMTiles\x03", "broken"),
        (b"PMTiles\x02aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "broken"),
        (b"SQLite format 3\0 and nothing", "broken"),
        (&EMBEDDED[..130], "broken"),
    ] {
        let error = look_at(file_of(bytes).path()).unwrap_err();
        assert!(error.contains(expected), "{error} / {expected}");
    }
    assert!(look_at(folder.path()).is_err(), "a folder");
    let error = look_at(&folder.path().join("gone.pmtiles")).unwrap_err();
    assert_eq!(error, "the file is not there");
}

#[test]
fn a_file_that_comes_back_is_opened_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.pmtiles");
    let service = TileFiles::default();
    assert!(about_of(&service, &path).is_err());
    std::fs::copy(file_of(&EMBEDDED).path(), &path).unwrap();
    assert!(about_of(&service, &path).is_ok());
    assert!(tile_of(&service, &path, tile(0, 0, 0)).is_ok());
}

#[test]
fn a_file_that_is_cut_off_gives_the_tiles_that_it_has() {
    let file = file_of(&EMBEDDED[..EMBEDDED.len() / 2]);
    let service = TileFiles::default();
    if about_of(&service, file.path()).is_err() {
        // Its directories lie behind the cut.
        return;
    }
    for zoom in 0..6u8 {
        let answer = tile_of(&service, file.path(), tile(zoom, 0, 0));
        assert!(!matches!(answer, Err(TileMiss::NotAllowed)), "{answer:?}");
    }
}

#[test]
fn headers_full_of_nonsense_neither_hang_nor_allocate_without_bound() {
    // A small generator, so that every run tries the same.
    let mut seed = 0x9e37_79b9_7f4a_7c15u64;
    let mut random = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    let whole = &EMBEDDED[..EMBEDDED.len().min(200_000)];
    for _ in 0..300 {
        let mut bytes = whole.to_vec();
        for _ in 0..=random() % 24 {
            let reach = if random() % 2 == 0 { 127 } else { 16_384 };
            let idx = 7 + (random() as usize) % (reach - 7);
            bytes[idx] = match random() % 3 {
                0 => 0xff,
                1 => 0,
                _ => random() as u8,
            };
        }
        let file = file_of(&bytes);
        if let Ok(mut archive) = Archive::open(file.path()) {
            for at in [tile(0, 0, 0), tile(5, 19, 12), tile(9, 310, 203)] {
                archive.tile(at).ok();
            }
            let about = archive.about();
            assert!(about.zoom_min <= about.zoom_max && about.zoom_max <= ZOOM_MAX);
            assert!(about.bounds.south < about.bounds.north);
        }
    }
}

/// A gigabyte of tiles, most of which are holes; `real` is what the others hold.
fn a_gigabyte(real: &[u8]) -> tempfile::NamedTempFile {
    /// Tiles in one leaf directory, and leaf directories.
    const LEAF: u64 = 4_096;
    const LEAVES: u64 = 64;
    const BYTES: u64 = 1 << 30;
    // All of zoom 9 begins at this tile id, in the order of Hilbert's curve.
    let first_id: u64 = (0..9u32).map(|zoom| 4u64.pow(zoom)).sum();
    let leaf_offset = 16_384u64;
    let mut leaves = Vec::new();
    let mut root = Vec::new();
    let data_offset = 8 * 1024 * 1024u64;
    let stride = (BYTES - data_offset) / (LEAF * LEAVES);
    for leaf in 0..LEAVES {
        let entries: Vec<_> = (0..LEAF)
            .map(|n| {
                let n = leaf * LEAF + n;
                (first_id + n, 1, real.len() as u64, n * stride)
            })
            .collect();
        let bytes = directory(&entries);
        root.push((
            first_id + leaf * LEAF,
            0,
            bytes.len() as u64,
            leaves.len() as u64,
        ));
        leaves.extend(bytes);
    }
    let root = directory(&root);
    let n_tiles = LEAF * LEAVES;
    let sections = [
        127,
        root.len() as u64,
        data_offset - 2,
        2,
        leaf_offset,
        leaves.len() as u64,
        data_offset,
        BYTES - data_offset,
    ];
    let header = header(sections, n_tiles, [1, 2, 9]);

    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().set_len(BYTES).unwrap();
    let mut put = |at: u64, bytes: &[u8]| {
        use std::io::Seek as _;
        file.as_file_mut()
            .seek(std::io::SeekFrom::Start(at))
            .unwrap();
        file.as_file_mut().write_all(bytes).unwrap();
    };
    put(0, &header);
    put(127, &root);
    put(leaf_offset, &leaves);
    put(data_offset - 2, b"{}");
    // Every sixty-fourth tile is really there; the others are holes of the same length.
    for n in (0..n_tiles).step_by(64) {
        put(data_offset + n * stride, real);
    }
    assert_eq!(file.as_file().metadata().unwrap().len(), BYTES);
    file
}

/// An archive of one tile.
fn of_one_tile(packing: u8, tile: &[u8]) -> tempfile::NamedTempFile {
    let root = directory(&[(0, 1, tile.len() as u64, 0)]);
    let (begin, length) = (127 + root.len() as u64, tile.len() as u64);
    let sections = [
        127,
        root.len() as u64,
        begin,
        2,
        begin + 2,
        0,
        begin + 2,
        length,
    ];
    let header = header(sections, 1, [packing, 2, 0]);
    file_of(&[&header[..], &root, b"{}", tile].concat())
}

#[test]
fn a_gigabyte_opens_by_its_first_bytes() {
    let tile_bytes: &[u8] = b"\x89PNG\r\n\x1a\n and so on";
    let file = a_gigabyte(tile_bytes);
    let began = std::time::Instant::now();
    let Archive::PmTiles(archive) = Archive::open(file.path()).unwrap() else {
        panic!("a PMTiles file");
    };
    let opened = began.elapsed();
    let read = archive.n_bytes_read();
    assert!(read <= 32 * 1024, "{read} bytes were read to open it");
    let mut n_found = 0;
    for x in 0..512 {
        let bytes = archive.tile(tile(9, x, 256)).unwrap();
        assert_eq!(bytes.len(), tile_bytes.len());
        n_found += usize::from(bytes == tile_bytes);
    }
    assert!(n_found > 0, "a tile that was written is read back");
    let read = archive.n_bytes_read() - read;
    assert!(
        read < 4 * 1024 * 1024,
        "{read} bytes were read for 512 tiles across the world"
    );
    eprintln!("opened in {opened:?}; {:?} with 512 tiles", began.elapsed());
}

#[test]
fn tiles_packed_with_gzip_and_brotli_are_unpacked_and_bombs_are_not() {
    const WORDS: &[u8] = b"a tile of words";
    const BROTLI: &[u8] =
        b"\x0b\x07\x80\x61\x20\x74\x69\x6c\x65\x20\x6f\x66\x20\x77\x6f\x72\x64\x73\x03";
    /// 64 MB of zeros.
    const BROTLI_BOMB: &[u8] = b"\xcb\xff\xff\x3f\xf8\x27\x00\xe2\xb1\x40\x20\xf7\xfe\x8f\xff\xff\x7f\xf0\x4f\x00\xc4\x61\x11\x80\xee\xfd\x1f\xff\xff\xff\xe0\x9f\x00\x88\xc3\x02\x00\xdd\xfb\x3f\xfe\xff\xff\xc1\x3f\x01\x10\x87\x05\x00\xba\xf7\x7f\xfc\xff\xff\x83\x7f\x02\x20\x0e\x0b\x00\x74\xef\xff\xf8\xff\xff\x07\xff\x04\x40\x1c\x16\x00\xe8\xde\xff\xf1\xff\xff\x0f\xfe\x09\x80\x38\x2c\x00\xd0\xbd\xff\xe3\xff\xff\x1f\xfc\x13\x00\x71\x58\x00\xa0\x7b\xff\x37";
    let gzipped = |bytes: &[u8]| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    };
    let answer = |packing: u8, tile_bytes: &[u8]| {
        let file = of_one_tile(packing, tile_bytes);
        tile_of(&TileFiles::default(), file.path(), tile(0, 0, 0))
    };
    for (packing, bytes) in [(1, WORDS), (2, &gzipped(WORDS)), (2, WORDS), (3, BROTLI)] {
        assert_eq!(answer(packing, bytes).as_deref(), Ok(WORDS), "{packing}");
    }
    let zeros = gzipped(&vec![0; 64 * 1024 * 1024]);
    for (packing, bytes) in [(2, &zeros[..]), (3, BROTLI_BOMB), (3, WORDS)] {
        let answer = answer(packing, bytes);
        assert!(matches!(answer, Err(TileMiss::Failed(_))), "{packing}");
    }
    let error = look_at(of_one_tile(4, WORDS).path()).unwrap_err();
    assert!(error.contains("Zstd"), "{error}");
}
