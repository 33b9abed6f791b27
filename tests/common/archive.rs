//! The parts of a PMTiles archive, for tests and measurements that make one of their own.

/// The header of an archive of the whole world by its sections (directory, metadata, leaves and tiles: where each
/// begins and how long it is), the number of its tiles, and how they are packed, what they are, and their zoom; as the
/// specification of PMTiles 3 has it.
pub(crate) fn header(sections: [u64; 8], n_tiles: u64, [packing, kind, zoom]: [u8; 3]) -> Vec<u8> {
    let mut header = b"PMTiles\x03".to_vec();
    for value in sections.into_iter().chain([n_tiles; 3]) {
        header.extend(value.to_le_bytes());
    }
    // Not clustered, directories not packed.
    header.extend([0, 1, packing, kind, zoom, zoom]);
    for degrees in [-180i32, -85, 180, 85] {
        header.extend((degrees * 10_000_000).to_le_bytes());
    }
    header.push(0);
    header.extend([0; 8]);
    assert_eq!(header.len(), 127);
    header
}

/// A directory of (tile id, run length, bytes, offset).
pub(crate) fn directory(entries: &[(u64, u64, u64, u64)]) -> Vec<u8> {
    let mut out = Vec::new();
    varint(&mut out, entries.len() as u64);
    let mut last = 0;
    for (id, ..) in entries {
        varint(&mut out, id - last);
        last = *id;
    }
    for (_, run, ..) in entries {
        varint(&mut out, *run);
    }
    for (_, _, length, _) in entries {
        varint(&mut out, *length);
    }
    for (.., offset) in entries {
        varint(&mut out, offset + 1);
    }
    out
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
