//! What is on the patient's side, told apart by where it came from: each layer takes up just the pieces that its rule names.

use crate::engine::bounds::Bounds;
use crate::engine::plan::Piece;
use crate::money::Yuan;

/// What is on the patient's side, by where it came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pieces {
    pieces: [Yuan; Piece::ALL.len()],
}

impl Pieces {
    pub(crate) fn set(&mut self, piece: Piece, amount: Yuan) {
        self.pieces[piece as usize] = amount;
    }

    /// What is left of a piece.
    pub fn get(&self, piece: Piece) -> Yuan {
        self.pieces[piece as usize]
    }

    pub(crate) fn sum(&self, takes: &[Piece]) -> Yuan {
        takes.iter().map(|&piece| self.pieces[piece as usize]).sum()
    }

    /// Takes a payment off the pieces, in order.
    pub(crate) fn pay(&mut self, takes: &[Piece], payment: Yuan) {
        let mut left = payment;
        for &piece in takes {
            let part = left.min(self.pieces[piece as usize]);
            self.pieces[piece as usize] -= part;
            left -= part;
        }
    }
}

impl Bounds<Pieces> {
    /// What lies between the pieces of all corners; nothing without a corner.
    pub(crate) fn around(corners: Vec<Pieces>) -> Option<Bounds<Pieces>> {
        let mut corners = corners.into_iter();
        let mut bounds = Bounds::exactly(corners.next()?);
        for corner in corners {
            for piece in Piece::ALL {
                let amount = corner.get(piece);
                bounds.low.set(piece, bounds.low.get(piece).min(amount));
                bounds.high.set(piece, bounds.high.get(piece).max(amount));
            }
        }
        Some(bounds)
    }
}
