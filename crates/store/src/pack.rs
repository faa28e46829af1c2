//! Bytes as they are kept: Zstandard, told apart by their SHA-256.

use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::io;
use zstd::bulk::Decompressor;

/// Smaller by a seventh than at level 3; packing still takes a small part of the time of reading.
const LEVEL: i32 = 6;

/// The most bytes that are unpacked: more than any document may have (and its analysis may repeat).
const MOST: usize = 1 << 30;

/// A document's bytes, compressed.
pub(crate) fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    zstd::bulk::compress(bytes, LEVEL)
}

thread_local! {
    /// One for all: to make it takes longer than to unpack a few claims.
    static UNPACKER: RefCell<io::Result<Decompressor<'static>>> = RefCell::new(Decompressor::new());
}

/// The bytes of a document.
pub(crate) fn unpack(packed: &[u8]) -> io::Result<Vec<u8>> {
    UNPACKER.with_borrow_mut(|unpacker| match unpacker {
        Ok(unpacker) => unpacker.decompress(packed, MOST),
        Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
    })
}

/// A record of a document, compressed with the document as its dictionary: much of it is said there.
pub(crate) fn pack_record(json: &[u8], document: &[u8]) -> io::Result<Vec<u8>> {
    zstd::bulk::Compressor::with_dictionary(LEVEL, &dictionary(document))?.compress(json)
}

/// The record of a document.
pub(crate) fn unpack_record(packed: &[u8], document: &[u8]) -> io::Result<Vec<u8>> {
    Decompressor::with_dictionary(&dictionary(document))?.decompress(packed, MOST)
}

/// The first byte keeps a document from being taken for one of zstd's own dictionaries.
fn dictionary(document: &[u8]) -> Vec<u8> {
    [b"\n", document].concat()
}

pub(crate) fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        for document in [
            &b""[..],
            b"x",
            b"\x37\xa4\x30\xec no dictionary of zstd",
            &[7; 70_000],
        ] {
            assert_eq!(unpack(&pack(document).unwrap()).unwrap(), document);
            let record = [b"{\"text\": \"", document, b"\"}"].concat();
            let packed = pack_record(&record, document).unwrap();
            assert!(packed.len() < 60, "{} bytes", packed.len());
            assert_eq!(unpack_record(&packed, document).unwrap(), record);
        }
    }
}
