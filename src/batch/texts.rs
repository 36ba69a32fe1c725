//! Texts by numbers of their own: each is looked at once, and known again by its bytes.

use std::collections::HashMap;

use hashbrown::HashTable;

/// Texts by numbers of their own. Those of less than `N` times eight bytes are compared eight bytes at a time.
#[derive(Default)]
pub struct Texts<const N: usize> {
    short: HashTable<([u64; N], u32)>,
    long: HashMap<Box<[u8]>, u32>,
    count: u32,
}

impl<const N: usize> Texts<N> {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.count as usize
    }

    /// The number of the text at `start..end` of a buffer, from 1; 0 where nothing stands there. One that was not met
    /// before gets the next number.
    #[inline]
    pub fn number(&mut self, buffer: &[u8], start: usize, end: usize) -> u32 {
        let length = end - start;
        if length == 0 {
            return 0;
        }
        let Some(text) = alone::<N>(buffer, start, length) else {
            return self.long(&buffer[start..end]);
        };
        let hash = hash(&text);
        match self.short.find(hash, |(known, _)| is_same(known, &text)) {
            Some((_, number)) => *number,
            None => self.meet(text),
        }
    }

    #[cold]
    fn meet(&mut self, text: [u64; N]) -> u32 {
        self.count += 1;
        let again = |(known, _): &([u64; N], u32)| hash(known);
        self.short
            .insert_unique(hash(&text), (text, self.count), again);
        self.count
    }

    /// A long text, or one so near to the end of the buffer that it cannot be looked at at once.
    #[cold]
    fn long(&mut self, bytes: &[u8]) -> u32 {
        if bytes.len() < 8 * N {
            let mut buffer = bytes.to_vec();
            buffer.resize(16 * N, 0);
            return self.number(&buffer, 0, bytes.len());
        }
        if let Some(number) = self.long.get(bytes) {
            return *number;
        }
        self.count += 1;
        self.long.insert(bytes.into(), self.count);
        self.count
    }
}

/// The longest text that is looked at at once is one byte shorter.
const LONGEST: usize = 48;

/// What is kept of a text of so many bytes: a window that begins as far before the middle.
const KEPT: [u8; 2 * LONGEST] = {
    let mut kept = [0; 2 * LONGEST];
    let mut place = 0;
    while place < LONGEST {
        kept[place] = 0xff;
        place += 1;
    }
    kept
};

/// A text of less than `N` times eight bytes with zeros behind it, and its length in the last byte.
#[inline]
fn alone<const N: usize>(buffer: &[u8], start: usize, length: usize) -> Option<[u64; N]> {
    const { assert!(8 * N <= LONGEST) };
    if length >= 8 * N {
        return None;
    }
    let bytes = buffer.get(start..start + 8 * N)?;
    let kept = &KEPT[LONGEST - length..LONGEST - length + 8 * N];
    let mut text = [0; N];
    let words = bytes.chunks_exact(8).zip(kept.chunks_exact(8));
    for (word, (bytes, kept)) in text.iter_mut().zip(words) {
        *word = eight(bytes) & eight(kept);
    }
    text[N - 1] |= (length as u64) << 56;
    Some(text)
}

/// Whether two are the same: without a way out in the middle, since nearly always they are.
#[inline]
fn is_same<const N: usize>(one: &[u64; N], other: &[u64; N]) -> bool {
    let words = one.iter().zip(other);
    words.fold(0, |apart, (one, other)| apart | (one ^ other)) == 0
}

#[inline]
fn eight(bytes: &[u8]) -> u64 {
    bytes
        .first_chunk()
        .map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// Each eight bytes by an odd number of their own; what is high in the sum hangs on all of them.
#[inline]
fn hash<const N: usize>(text: &[u64; N]) -> u64 {
    let (mut sum, mut factor) = (0_u64, 0x9e37_79b9_7f4a_7c15_u64);
    for word in text {
        sum = sum.wrapping_add((word ^ word >> 32).wrapping_mul(factor));
        factor = factor.wrapping_mul(0xd134_2543_de82_ef95);
    }
    sum ^ sum >> 32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    #[test]
    fn nothing_is_no_text() {
        let mut texts = Texts::<2>::default();
        assert_eq!((texts.number(b"abc", 1, 1), texts.count()), (0, 0));
    }

    proptest! {
        #[test]
        fn every_text_has_its_own_number(all in prop::collection::vec("[ab]{1,3}|[a,]{14,18}|b{40,60}", 1..80)) {
            let buffer = all.concat();
            let mut texts = Texts::<2>::default();
            let mut known: HashMap<&str, u32> = HashMap::new();
            let mut start = 0;
            for text in &all {
                let number = texts.number(buffer.as_bytes(), start, start + text.len());
                start += text.len();
                prop_assert_eq!(*known.entry(text).or_insert(number), number);
                prop_assert_eq!(texts.count(), known.len());
            }
        }
    }
}
