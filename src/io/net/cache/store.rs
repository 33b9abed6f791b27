//! The `SQLite` file of the tiles while it is open: its table, and the room that its tiles take.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};

use super::KeptTile;
use crate::io::net::freshness::KEEP_FOR_MAX;
use crate::state::network::Kept;

/// What is deleted once the set size is reached, so that it is not done for every tile.
const SHARE_KEPT: f64 = 0.9;
/// Another Strabo may write at the same time.
const BUSY_MAX: Duration = Duration::from_secs(2);
/// Says that a file is one of these, in this shape.
const USER_VERSION: i64 = 1;

pub(super) struct Store {
    pub(super) connection: Connection,
    n_bytes: u64,
}

impl Store {
    pub(super) fn open(path: &Path) -> rusqlite::Result<Self> {
        if let Some(folder) = path.parent() {
            // Where it cannot be made, opening says so.
            std::fs::create_dir_all(folder).ok();
        }
        let connection = Connection::open(path)?;
        connection.busy_timeout(BUSY_MAX)?;
        // Full: the room of deleted tiles is given back to the system.
        connection.pragma_update(None, "auto_vacuum", "FULL")?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version != USER_VERSION {
            connection.execute_batch(
                "DROP TABLE IF EXISTS tiles;
                 CREATE TABLE tiles (
                   hash BLOB PRIMARY KEY, bytes BLOB NOT NULL, sha256 BLOB NOT NULL,
                   fresh_until INTEGER NOT NULL, used INTEGER NOT NULL);
                 CREATE INDEX tiles_used ON tiles (used);",
            )?;
            connection.pragma_update(None, "user_version", USER_VERSION)?;
        }
        let sum = "SELECT COALESCE(SUM(LENGTH(bytes)), 0) FROM tiles";
        let n_bytes: i64 = connection.query_row(sum, [], |row| row.get(0))?;
        Ok(Self {
            connection,
            n_bytes: n_bytes.max(0) as u64,
        })
    }

    /// How many tiles there are, and their size.
    pub(super) fn measure(&self) -> rusqlite::Result<Kept> {
        let count = "SELECT COUNT(*), COALESCE(SUM(LENGTH(bytes)), 0) FROM tiles";
        self.connection.query_row(count, [], |row| {
            Ok(Kept {
                n_tiles: row.get::<_, i64>(0)?.max(0) as u64,
                n_bytes: row.get::<_, i64>(1)?.max(0) as u64,
            })
        })
    }

    pub(super) fn get(&self, hash: &[u8; 32], now: i64) -> rusqlite::Result<Option<KeptTile>> {
        let select = "SELECT bytes, sha256, fresh_until, used FROM tiles WHERE hash = ?1";
        let found = self
            .connection
            .query_row(select, [hash.as_slice()], |row| {
                let bytes: Vec<u8> = row.get(0)?;
                let sha256: Vec<u8> = row.get(1)?;
                Ok((bytes, sha256, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?))
            })
            .optional()?;
        let Some((bytes, sha256, fresh_until, used)) = found else {
            return Ok(None);
        };
        if Sha256::digest(&bytes).as_slice() != sha256.as_slice() {
            let delete = "DELETE FROM tiles WHERE hash = ?1";
            self.connection.execute(delete, [hash.as_slice()])?;
            return Ok(None);
        }
        // To the minute is exact enough, and writes seldom.
        if now - used > 60 {
            let touch = "UPDATE tiles SET used = ?2 WHERE hash = ?1";
            self.connection
                .execute(touch, params![hash.as_slice(), now])?;
        }
        // A clock that was set back makes no tile fresh for years.
        let may_last = now + KEEP_FOR_MAX.as_secs() as i64;
        Ok(Some(KeptTile {
            bytes,
            is_fresh: now < fresh_until && fresh_until <= may_last,
        }))
    }

    pub(super) fn put(
        &mut self,
        hash: &[u8; 32],
        bytes: &[u8],
        fresh_until: i64,
        now: i64,
    ) -> rusqlite::Result<()> {
        let size = "SELECT LENGTH(bytes) FROM tiles WHERE hash = ?1";
        let before: Option<i64> = self
            .connection
            .query_row(size, [hash.as_slice()], |row| row.get(0))
            .optional()?;
        let sha256 = Sha256::digest(bytes);
        self.connection.execute(
            "INSERT OR REPLACE INTO tiles (hash, bytes, sha256, fresh_until, used) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![hash.as_slice(), bytes, sha256.as_slice(), fresh_until, now],
        )?;
        let before = before.unwrap_or_default().max(0) as u64;
        self.n_bytes = (self.n_bytes + bytes.len() as u64).saturating_sub(before);
        Ok(())
    }

    /// Deletes the longest unused until all fit.
    pub(super) fn shrink(&mut self, bytes_max: u64) -> rusqlite::Result<()> {
        if self.n_bytes <= bytes_max {
            return Ok(());
        }
        let wanted = (bytes_max as f64 * SHARE_KEPT) as u64;
        let mut victims: Vec<Vec<u8>> = Vec::new();
        {
            let select = "SELECT hash, LENGTH(bytes) FROM tiles ORDER BY used, rowid";
            let mut statement = self.connection.prepare(select)?;
            let mut rows = statement.query([])?;
            while self.n_bytes > wanted
                && let Some(row) = rows.next()?
            {
                victims.push(row.get(0)?);
                let n_bytes = row.get::<_, i64>(1)?.max(0) as u64;
                self.n_bytes = self.n_bytes.saturating_sub(n_bytes);
            }
        }
        let transaction = self.connection.transaction()?;
        for hash in victims {
            transaction.execute("DELETE FROM tiles WHERE hash = ?1", [hash])?;
        }
        transaction.commit()
    }
}

/// Whether the file itself is at fault.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode;
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => matches!(
            failure.code,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase
        ),
        // A table of another shape is none of ours.
        rusqlite::Error::InvalidColumnType(..) => true,
        _ => false,
    }
}

/// Deletes the file, and what `SQLite` keeps beside it.
pub(super) fn delete(path: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
