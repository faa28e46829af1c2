//! Compressed inputs: gzip and Zstandard, told by their first bytes.

use crate::Problem;
use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

const BUFFER: usize = 64 << 10;

/// Compressions inside one another that are undone: `.warc.gz` inside a `.zst`, but no quine.
const LAYERS: usize = 2;

/// An input without its compression. Nothing is unpacked before it is asked for, so that whoever
/// reads bounds what is held.
pub(crate) fn decompressed(
    reader: Box<dyn Read + Send>,
) -> Result<Box<dyn BufRead + Send>, Problem> {
    let mut reader: Box<dyn BufRead + Send> = Box::new(BufReader::with_capacity(BUFFER, reader));
    for _ in 0..LAYERS {
        let head = reader.fill_buf().map_err(Problem::Io)?;
        reader = if head.starts_with(b"\x1f\x8b") {
            Box::new(BufReader::with_capacity(
                BUFFER,
                MultiGzDecoder::new(reader),
            ))
        } else if head.starts_with(b"\x28\xb5\x2f\xfd") {
            Box::new(BufReader::with_capacity(BUFFER, Zstd::new(reader)?))
        } else {
            break;
        };
    }
    Ok(reader)
}

/// The name of a file without the ending of its compression.
pub(crate) fn uncompressed(path: &Path) -> Cow<'_, Path> {
    let packed = path.extension().is_some_and(|e| {
        ["gz", "zst", "zstd"]
            .iter()
            .any(|known| e.eq_ignore_ascii_case(known))
    });
    if packed {
        Cow::Owned(path.with_extension(""))
    } else {
        Cow::Borrowed(path)
    }
}

/// The frames of a Zstandard file, one after the other.
struct Zstd {
    frame: Option<StreamingDecoder<Box<dyn BufRead + Send>, ruzstd::decoding::FrameDecoder>>,
}

impl Zstd {
    fn new(reader: Box<dyn BufRead + Send>) -> Result<Zstd, Problem> {
        let frame = StreamingDecoder::new(reader)
            .map_err(|error| Problem::Broken(format!("is damaged Zstandard data ({error})")))?;
        Ok(Zstd { frame: Some(frame) })
    }
}

impl Read for Zstd {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(frame) = &mut self.frame {
            let read = frame.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let Some(done) = self.frame.take() else { break };
            let mut reader = done.into_inner();
            // A skippable frame: its mark, its length, and so many bytes.
            while let Some(length) = skippable(&mut reader)? {
                io::copy(
                    &mut reader.by_ref().take(u64::from(length)),
                    &mut io::sink(),
                )?;
            }
            if !reader.fill_buf()?.is_empty() {
                self.frame = Some(StreamingDecoder::new(reader).map_err(io::Error::other)?);
            }
        }
        Ok(0)
    }
}

/// The length of the skippable frame that begins here, if one does; its head is passed.
fn skippable(reader: &mut Box<dyn BufRead + Send>) -> io::Result<Option<u32>> {
    let head = reader.fill_buf()?;
    match head {
        [0x50..=0x5f, 0x2a, 0x4d, 0x18, a, b, c, d, ..] => {
            let length = u32::from_le_bytes([*a, *b, *c, *d]);
            reader.consume(8);
            Ok(Some(length))
        }
        _ => Ok(None),
    }
}
