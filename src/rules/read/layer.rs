//! Layers in the order of payment.

use super::conditions::conditions;
use super::fields::{Fields, Item, Reader};
use super::region::DeclaredWords;
use super::value::{text, texts};
use crate::engine::plan::Piece;
use crate::model::selector::Selector;
use crate::model::words::Layer;
use crate::rules::block::StackEntry;
use crate::rules::problem::{What, nearest};
use crate::rules::table::TableName;

/// A layer in the order of payment.
pub(super) fn read_layer(
    mut fields: Fields<'_, '_>,
    declared: &DeclaredWords,
    reader: &mut Reader,
) -> Option<StackEntry> {
    let place = reader.place(fields.span.clone());
    let conditions = conditions(&mut fields, TableName::Layers, declared, reader);
    let item = fields.need("layer", reader)?;
    let name = text(item, reader)?;
    let Some(layer) = Layer::from_name(name) else {
        let what = What::UnknownWord {
            selector: "layer",
            word: name.to_owned(),
            near: nearest(name, Layer::WORDS.iter().map(|word| word.name)),
        };
        reader.report(item.span(), what);
        return None;
    };
    let above_pool = !matches!(layer, Layer::Pool | Layer::Account);
    let takes = match fields.take("takes") {
        Some(item) => pieces(item, reader),
        None if above_pool => {
            reader.report(fields.span.clone(), What::MissingKey("takes"));
            Vec::new()
        }
        None => Vec::new(),
    };
    let known: Vec<&str> = ["layer", "takes"]
        .into_iter()
        .chain(Selector::ALL.iter().map(|selector| selector.name()))
        .collect();
    fields.finish(&known, reader);
    Some(StackEntry {
        layer,
        conditions,
        takes,
        place,
    })
}

fn pieces(item: &Item<'_>, reader: &mut Reader) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (word, item) in texts(item, reader) {
        match Piece::ALL.into_iter().find(|piece| piece.name() == word) {
            Some(piece) if !pieces.contains(&piece) => pieces.push(piece),
            _ => {
                let what = What::UnknownWord {
                    selector: "takes",
                    word: word.to_owned(),
                    near: Piece::ALL.map(|piece| piece.name().to_owned()).to_vec(),
                };
                reader.report(item.span(), what);
            }
        }
    }
    pieces
}
