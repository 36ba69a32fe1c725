//! Figures one by one, each with the grade of what it rests on.

use chrono::NaiveDate;

use super::grade_of;
use crate::model::grade::Grade;
use crate::rules::file::FileKind;
use crate::rules::read;
use crate::rules::shelf::Shelf;
use crate::rules::table::TableName;
use crate::rules::text::Place;

/// A number in a rule file on which an answer may rest.
#[derive(Clone, Debug)]
pub struct CitedFigure {
    /// The folder of its file.
    pub folder: String,
    /// The table that it stands in.
    pub table: TableName,
    /// The key that it is the value of.
    pub key: String,
    /// The number as it is written.
    pub value: String,
    /// The first day that its block governs.
    pub from: NaiveDate,
    /// The last day that its block governs, if there is one.
    pub to: Option<NaiveDate>,
    /// The weakest grade of the block's sources.
    pub grade: Grade,
    /// Where it stands.
    pub place: Place,
}

/// Every figure of the library, in the order of the files.
pub fn figures(shelf: &Shelf) -> Vec<CitedFigure> {
    let mut all = Vec::new();
    for folder in shelf.folders().iter() {
        for kind in FileKind::ALL {
            let blocks = shelf.blocks(folder, kind);
            let texts = shelf.library().read(folder, kind.file_name());
            for text in texts.into_iter().flatten() {
                for figure in read::figures(&text, kind) {
                    let block = blocks.iter().find(|block| {
                        block.place.span.start == figure.block && block.place.text == text
                    });
                    // A block that cannot be read is a problem on the shelf.
                    let Some(block) = block else { continue };
                    let value = text.text.get(figure.span.clone()).unwrap_or_default();
                    all.push(CitedFigure {
                        folder: folder.clone(),
                        table: figure.table,
                        key: figure.key,
                        value: value.to_owned(),
                        from: block.from,
                        to: block.to,
                        grade: grade_of(shelf, folder, block),
                        place: Place {
                            text: text.clone(),
                            span: figure.span,
                        },
                    });
                }
            }
        }
    }
    all
}
