//! From the words of a row to what is kept for all rows like it: one step a word, no search.

/// Most places of a tree: of columns with thousands of words each, most pairs of them are never met.
const MOST_PLACES: usize = 1 << 20;

/// A tree of rows by their words; every way through it ends at a number.
#[derive(Debug, Default)]
pub struct Trie {
    levels: Vec<Level>,
    ends: u32,
}

#[derive(Debug)]
struct Level {
    width: usize,
    next: Vec<u32>,
    nodes: usize,
}

impl Trie {
    /// A tree of so many words.
    pub fn new(depth: usize) -> Trie {
        let level = |nodes| Level {
            width: 4,
            next: vec![0; 4 * nodes],
            nodes,
        };
        Trie {
            levels: (0..depth)
                .map(|depth| level(usize::from(depth == 0)))
                .collect(),
            ends: 0,
        }
    }

    /// The number at the end of a way that was gone before.
    #[inline]
    pub fn find(&self, words: &[u32]) -> Option<u32> {
        let mut node = 0;
        if self.ends == 0 {
            return None;
        }
        for (level, &word) in self.levels.iter().zip(words) {
            if word as usize >= level.width {
                return None;
            }
            node = level.next[node * level.width + word as usize].checked_sub(1)? as usize;
        }
        Some(node as u32)
    }

    /// Whether the tree stays small when this way is gone.
    pub fn has_room(&self, words: &[u32]) -> bool {
        let places =
            |(level, word): (&Level, &u32)| level.width_for(*word as usize) * (level.nodes + 1);
        let places: usize = self.levels.iter().zip(words).map(places).sum();
        places <= MOST_PLACES
    }

    /// The number at the end of a way; the next number where it is gone for the first time.
    pub fn enter(&mut self, words: &[u32]) -> u32 {
        let mut node = 0;
        for (depth, word) in words.iter().enumerate().take(self.levels.len()) {
            let word = *word as usize;
            self.levels[depth].widen(word);
            let nodes = match self.levels.get(depth + 1) {
                Some(below) => below.nodes as u32,
                None => self.ends,
            };
            let level = &mut self.levels[depth];
            let next = &mut level.next[node * level.width + word];
            if *next == 0 {
                *next = nodes + 1;
                match self.levels.get_mut(depth + 1) {
                    Some(below) => below.grow(),
                    None => self.ends += 1,
                }
            }
            let level = &self.levels[depth];
            node = level.next[node * level.width + word] as usize - 1;
        }
        // Without any word there is one way, and it has been gone now.
        self.ends = self.ends.max(1);
        node as u32
    }
}

impl Level {
    fn grow(&mut self) {
        self.nodes += 1;
        self.next.resize(self.nodes * self.width, 0);
    }

    fn width_for(&self, word: usize) -> usize {
        self.width.max((word + 1).next_power_of_two())
    }

    fn widen(&mut self, word: usize) {
        let width = self.width_for(word);
        if width == self.width {
            return;
        }
        let mut next = vec![0; self.nodes * width];
        for (old, new) in self.next.chunks(self.width).zip(next.chunks_mut(width)) {
            new[..old.len()].copy_from_slice(old);
        }
        self.width = width;
        self.next = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    #[test]
    fn rows_without_words_are_all_alike() {
        let mut trie = Trie::new(0);
        assert_eq!((trie.find(&[]), trie.ends as usize), (None, 0));
        assert_eq!(trie.enter(&[]), 0);
        assert_eq!((trie.find(&[]), trie.ends as usize), (Some(0), 1));
    }

    proptest! {
        #[test]
        fn every_way_has_its_own_end(ways in prop::collection::vec([0_u32..40, 0_u32..3, 0_u32..300], 1..200)) {
            let mut trie = Trie::new(3);
            let mut known: HashMap<[u32; 3], u32> = HashMap::new();
            for way in ways {
                prop_assert_eq!(trie.find(&way), known.get(&way).copied());
                let end = trie.enter(&way);
                prop_assert_eq!(*known.entry(way).or_insert(end), end);
                prop_assert_eq!(trie.ends as usize, known.len());
            }
        }
    }
}
