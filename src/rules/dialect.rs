//! Codes of the settlement interface that only one region uses, as its `region.toml` declares them.

use crate::formats::raw::RawBill;
use crate::model::keys::ValueKind;
use crate::model::words::find;
use crate::rules::shelf::Shelf;

/// Whether a bill says something in a code that the vocabulary does not have.
pub fn has_strange_codes(bill: &RawBill) -> bool {
    bill.fields.iter().any(|field| match field.key.kind {
        ValueKind::Word(selector) => {
            is_code(&field.text) && find(selector, field.text.trim()).is_none()
        }
        _ => false,
    })
}

/// Puts words in the place of codes that the bill's region declares. A code that it does not declare stays.
pub fn translate(shelf: &Shelf, bill: &mut RawBill) {
    let Some(region) = bill.get("region") else {
        return;
    };
    let Ok(folder) = shelf.find_region(&region.text) else {
        return;
    };
    for folder in folder.chain() {
        let Some(region) = shelf.region(folder) else {
            continue;
        };
        for field in &mut bill.fields {
            let ValueKind::Word(selector) = field.key.kind else {
                continue;
            };
            let text = field.text.trim();
            let mut declared = region.codes.iter();
            let meant = declared.find(|(of, code, _)| *of == selector && code == text);
            if let Some((_, _, word)) = meant.filter(|_| is_code(text)) {
                field.text.clone_from(word);
            }
        }
    }
}

fn is_code(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
