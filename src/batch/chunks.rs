//! A stream cut at line ends into chunks: at most a few are held at a time, however long the stream is.

use std::io::{self, Read};

use crate::batch::amounts::PADDING;
use crate::batch::cells::LONGEST_ROW;

/// As many bytes as are read at a time.
pub const SIZE: usize = 256 << 10;

/// Some whole rows.
#[derive(Debug, Default)]
pub struct Chunk {
    /// Its place in the stream.
    pub number: u64,
    /// The number of its first row; the header is row 1.
    pub first_row: u64,
    /// The rows, between [`PADDING`] bytes, ending with a line end.
    pub buffer: Vec<u8>,
    /// How far into the stream it goes.
    pub bytes_read: u64,
}

/// A stream of rows.
pub struct Chunks<R> {
    input: R,
    size: usize,
    /// What was read behind the last line end.
    rest: Vec<u8>,
    rows: u64,
    number: u64,
    bytes_read: u64,
    ended: bool,
}

impl<R: Read> Chunks<R> {
    /// The rows of a stream, read in pieces of `size` bytes.
    pub fn new(input: R, size: usize) -> Chunks<R> {
        Chunks {
            input,
            size: size.max(1),
            rest: Vec::new(),
            rows: 0,
            number: 0,
            bytes_read: 0,
            ended: false,
        }
    }

    /// Takes the first line off, without its end and a mark of UTF-8 before it.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn header(&mut self) -> io::Result<Vec<u8>> {
        let mut read = std::mem::take(&mut self.rest);
        let end = loop {
            if let Some(end) = read.iter().position(|byte| *byte == b'\n') {
                break end;
            }
            if self.ended || read.len() > LONGEST_ROW {
                break read.len();
            }
            self.read(&mut read)?;
        };
        self.rest = read.split_off((end + 1).min(read.len()));
        read.truncate(end);
        self.rows += 1;
        let text = read.strip_suffix(b"\r").unwrap_or(&read);
        Ok(text
            .strip_prefix("\u{feff}".as_bytes())
            .unwrap_or(text)
            .to_vec())
    }

    /// Puts a line back to the front, as row 1.
    pub fn put_back(&mut self, line: &[u8]) {
        let rest = std::mem::take(&mut self.rest);
        self.rest = [line, b"\n", &rest].concat();
        self.rows -= 1;
    }

    /// Reads the next chunk into a buffer that is used again; nothing at the end.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn next(&mut self, chunk: &mut Chunk) -> io::Result<bool> {
        let buffer = &mut chunk.buffer;
        buffer.clear();
        buffer.resize(PADDING, 0);
        buffer.append(&mut self.rest);
        let least = PADDING + self.size;
        loop {
            let end = memchr::memrchr(b'\n', buffer);
            let end = end.filter(|end| *end >= PADDING);
            if let Some(end) = end.filter(|_| buffer.len() >= least || self.ended) {
                self.rest.extend_from_slice(&buffer[end + 1..]);
                buffer.truncate(end + 1);
                break;
            }
            if self.ended {
                if buffer.len() == PADDING {
                    return Ok(false);
                }
                buffer.push(b'\n');
                break;
            }
            if end.is_none() && buffer.len() > PADDING + LONGEST_ROW {
                // Longer than any row: the rest of it is not kept.
                buffer.truncate(PADDING + LONGEST_ROW + 1);
                self.skip_line()?;
                buffer.push(b'\n');
                break;
            }
            self.read(buffer)?;
        }
        chunk.number = self.number;
        chunk.first_row = self.rows + 1;
        chunk.bytes_read = self.bytes_read;
        self.number += 1;
        let lines = memchr::memchr_iter(b'\n', buffer).count();
        self.rows += lines as u64;
        buffer.resize(buffer.len() + PADDING, 0);
        Ok(true)
    }

    fn skip_line(&mut self) -> io::Result<()> {
        let mut read = Vec::new();
        while !self.ended {
            read.clear();
            self.read(&mut read)?;
            if let Some(end) = memchr::memchr(b'\n', &read) {
                self.rest = read.split_off(end + 1);
                return Ok(());
            }
        }
        Ok(())
    }

    fn read(&mut self, into: &mut Vec<u8>) -> io::Result<()> {
        into.reserve(self.size);
        let count = self
            .input
            .by_ref()
            .take(self.size as u64)
            .read_to_end(into)?;
        self.ended |= count < self.size;
        self.bytes_read += count as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[u8], size: usize) -> Vec<(u64, String)> {
        let mut chunks = Chunks::new(text, size);
        assert_eq!(chunks.header().unwrap(), b"head");
        let mut chunk = Chunk::default();
        let mut found = Vec::new();
        while chunks.next(&mut chunk).unwrap() {
            let text = &chunk.buffer[PADDING..chunk.buffer.len() - PADDING];
            let text = String::from_utf8(text.to_vec()).unwrap();
            assert!(text.ends_with('\n'));
            let lines = text.lines().map(str::to_owned);
            found.extend((chunk.first_row..).zip(lines));
        }
        found
    }

    #[test]
    fn the_rows_are_the_same_whatever_the_chunks() {
        let long = "x".repeat(LONGEST_ROW * 3);
        let text = format!("\u{feff}head\r\na\nbb\n\n{long}\nccc");
        let cut = &long[..LONGEST_ROW + 1];
        for size in [1, 2, 3, 7, 64, 4096, 1 << 20] {
            let found = rows(text.as_bytes(), size);
            let texts: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
            assert_eq!(texts[..3], ["a", "bb", ""], "{size}");
            assert!(texts[3].starts_with(cut), "{size}");
            assert_eq!(texts[4..], ["ccc"], "{size}");
            assert_eq!(found.last().map(|(row, _)| *row), Some(6), "{size}");
        }
    }
}
