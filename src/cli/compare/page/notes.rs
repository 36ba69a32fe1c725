//! What there is to say of a comparison beside its figures.

use super::Page;
use crate::cli::given;
use crate::cli::messages::compare::{contribution_text, typical_text};
use crate::cli::messages::{clean, note, say, word_name};
use crate::cli::output::NoteText;
use crate::model::bill::Bill;
use crate::model::selector::Selector;
use crate::rules::note::Note;
use crate::rules::reimburse::Outcome;

impl Page<'_> {
    /// The tables and figures that would make variants known.
    pub(super) fn missing(&self) -> Vec<String> {
        let mut missing: Vec<String> = Vec::new();
        let mut push = |key: String| {
            if !missing.contains(&key) {
                missing.push(key);
            }
        };
        for one in &self.answer.settled {
            if one.outcome == Outcome::Unknown {
                one.reasons()
                    .iter()
                    .for_each(|note| push(note.table().to_string()));
            }
            let paid = one
                .paid_in
                .as_ref()
                .filter(|paid| paid.individual.is_none());
            for note in paid.into_iter().flat_map(|paid| &paid.answer.reason) {
                given::keys_for(note.table())
                    .into_iter()
                    .for_each(&mut push);
            }
        }
        missing
    }

    pub(super) fn reasons(&self, notes: &[Note]) -> Option<String> {
        let reasons: Vec<String> = notes.iter().map(|one| note(self.lang, one)).collect();
        (!reasons.is_empty()).then(|| reasons.join(self.lang.pick("；", "; ")))
    }

    pub(super) fn notes(&self, cheapest: &[usize]) -> Vec<NoteText> {
        let lang = self.lang;
        let mut notes: Vec<NoteText> = Vec::new();
        let mut push = |code, text| notes.push(NoteText { code, text });
        // Variants with the same to say of them stand together.
        for (code, names, why) in self.why() {
            let names = names.join(lang.pick("、", ", "));
            push(code, say!(lang, "{names}：{why}", "{names}: {why}"));
        }
        if self.answer.with_contributions {
            let mut years: Vec<i32> = Vec::new();
            let paid = self
                .answer
                .settled
                .iter()
                .filter_map(|one| one.paid_in.as_ref());
            for year in paid.map(|paid| paid.year) {
                if !years.contains(&year) {
                    years.push(year);
                    push(
                        "contribution",
                        contribution_text(lang, year, self.has_account()),
                    );
                }
            }
        }
        if let Some(net) = self.cheapest_net().filter(|net| !cheapest.contains(net)) {
            let name = self.label(net);
            push(
                "net-of-account",
                say!(
                    lang,
                    "入账户的钱也算本人的话，{name}最省",
                    "with what goes into the own account counted as the person's, {name} is the cheapest"
                ),
            );
        }
        if let Some(found) = self.answer.break_evens.first() {
            let like = match self.bills {
                [_] => None,
                bills => Some(self.bill_name(&bills[self.answer.typical])),
            };
            push(
                "break-even",
                typical_text(
                    lang,
                    like.as_deref(),
                    found.up_to,
                    self.answer.is_all_eligible,
                ),
            );
        }
        notes
    }

    fn bill_name(&self, bill: &Bill) -> String {
        let lang = self.lang;
        let mut name: Vec<String> = bill.number.iter().map(|number| clean(number)).collect();
        for selector in [Selector::Visit, Selector::Hospital] {
            let word = bill.word(selector);
            name.extend(word.map(|word| word_name(lang, selector, word)));
        }
        name.join(" ")
    }

    /// Why variants are not known, not covered, or changed, with their names.
    fn why(&self) -> Vec<(&'static str, Vec<String>, String)> {
        let lang = self.lang;
        let mut found: Vec<(&'static str, Vec<String>, String)> = Vec::new();
        let mut add = |code: &'static str, name: &str, why: String| {
            let same = |(known, _, text): &&mut (&'static str, Vec<String>, String)| {
                *known == code && *text == why
            };
            match found.iter_mut().find(same) {
                Some((_, names, _)) => names.push(name.to_owned()),
                None => found.push((code, vec![name.to_owned()], why)),
            }
        };
        for (place, one) in self.answer.settled.iter().enumerate() {
            let name = self.label(place);
            if let Some(why) = self.reasons(&one.reasons()) {
                let code = match one.outcome {
                    Outcome::Unknown => "unknown-variant",
                    _ => "not-covered",
                };
                let why = match one.not_covered {
                    0 => why,
                    count if one.outcome != Outcome::Unknown && self.bills.len() > 1 => say!(
                        lang,
                        "{count} 张不予支付，全算个人负担：{why}",
                        "bills not covered, counted as the person's: {count}: {why}"
                    ),
                    _ => why,
                };
                add(code, &name, why);
            }
            if let Some(paid) = one
                .paid_in
                .as_ref()
                .filter(|paid| paid.individual.is_none())
            {
                let why = self.reasons(&paid.answer.reason).unwrap_or_default();
                add(
                    "unknown-contribution",
                    &name,
                    say!(
                        lang,
                        "缴费不明，{why}",
                        "what was paid in is not known, {why}"
                    ),
                );
            }
            if let Some(person) = &one.person_left_out {
                let person = word_name(lang, Selector::Person, person);
                add(
                    "person-left-out",
                    &name,
                    say!(
                        lang,
                        "没有“{person}”这一类人员，没有按它算",
                        "knows no `{person}`, it was left out"
                    ),
                );
            }
        }
        found
    }
}
