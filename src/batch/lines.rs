//! Lines that are being written: a buffer with room ahead, so that short texts are stored and not copied byte by byte.

use crate::batch::amounts::{self, LONGEST};
use crate::money::Yuan;

/// Lines that are being written.
#[derive(Debug, Default)]
pub struct Lines {
    bytes: Vec<u8>,
    length: usize,
}

/// As many bytes as are stored at a time.
const STEP: usize = 16;

impl Lines {
    /// Empties them for others.
    pub fn clear(&mut self) {
        self.length = 0;
    }

    /// What was written.
    pub fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Makes room for so many bytes more.
    #[inline]
    fn ahead(&mut self, bytes: usize) {
        if self.length + bytes > self.bytes.len() {
            self.grow(bytes);
        }
    }

    #[cold]
    fn grow(&mut self, bytes: usize) {
        let more = self.bytes.len().max(1 << 16);
        self.bytes.resize(self.length + bytes + more, 0);
    }

    /// Writes a byte.
    #[inline]
    pub fn byte(&mut self, byte: u8) {
        self.ahead(1);
        self.bytes[self.length] = byte;
        self.length += 1;
    }

    /// Makes a line end of the comma behind the last cell.
    #[inline]
    pub fn end_line(&mut self) {
        if let Some(last) = self.length.checked_sub(1) {
            self.bytes[last] = b'\n';
        }
    }

    /// Writes any bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.ahead(bytes.len());
        self.bytes[self.length..self.length + bytes.len()].copy_from_slice(bytes);
        self.length += bytes.len();
    }

    /// Writes what stands at `start..end` of a buffer with padding behind it.
    #[inline]
    pub fn padded(&mut self, buffer: &[u8], start: usize, end: usize) {
        let length = end - start;
        self.ahead(length + STEP);
        let mut done = 0;
        while done < length {
            let (from, to) = (start + done, self.length + done);
            let Some(Ok(step)) = buffer.get(from..from + STEP).map(<&[u8; STEP]>::try_from) else {
                return self.bytes(&buffer[start..end]);
            };
            self.bytes[to..to + STEP].copy_from_slice(step);
            done += STEP;
        }
        self.length += length;
    }

    /// Writes an amount.
    #[inline]
    pub fn amount(&mut self, amount: Yuan) {
        self.ahead(LONGEST);
        if let Some(room) = self.bytes[self.length..].first_chunk_mut() {
            self.length += amounts::write(amount, room);
        }
    }

    /// Writes an amount and the comma behind it.
    #[inline]
    pub fn amount_cell(&mut self, amount: Yuan) {
        self.ahead(LONGEST);
        if let Some(room) = self.bytes[self.length..].first_chunk_mut() {
            // The comma is there already.
            self.length += amounts::write(amount, room) + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_every_length_come_out() {
        let mut buffer: Vec<u8> = (0..200).map(|place| b'a' + place % 26).collect();
        buffer.resize(200 + crate::batch::amounts::PADDING, 0);
        let (mut lines, mut expected) = (Lines::default(), Vec::new());
        for length in 0..200 {
            lines.padded(&buffer, 0, length);
            expected.extend_from_slice(&buffer[..length]);
            lines.byte(b',');
            expected.push(b',');
            lines.amount(Yuan::FEN);
            expected.extend_from_slice(b"0.01");
        }
        assert_eq!(lines.as_slice(), expected);
    }
}
