//! Everything the program says, in Chinese and in English. Nothing else in the program makes sentences.

mod asking;
mod audit;
mod batch;
mod bill;
mod blocks;
mod causes;
pub(crate) mod compare;
mod coverage;
pub(crate) mod curves;
mod examples;
mod expected;
mod explain;
mod files;
mod labels;
mod notes;
mod page;
mod paying_in;
mod people;
mod reading;
mod rules;
mod sheets;
mod steps;
mod story;
mod topics;
mod values;
mod whole;
mod writing;
mod year;

pub(crate) use asking::{must_be_said, not_taken, opening, question, rules_ask, the_command};
pub(crate) use audit::{named_amount, sum_text, verdict_name};
pub(crate) use batch::{
    gains, interrupted, joined, more_rejected, progress, rows, run_line, too_many_rejected,
};
pub(crate) use bill::bill_problem;
pub(crate) use blocks::block_lines;
pub(crate) use causes::{cause_text, kinds_text, no_cause, several};
pub(crate) use coverage::{known_days, topic_name};
pub(crate) use examples::{FIRST, examples, in_language};
pub(crate) use explain::page;
pub(crate) use labels::{label_line, label_name};
pub(crate) use notes::{
    amount_name, assumed, block_dates, grade_name, key_help, key_name, note, outcome_name,
    unknown_sum, word_name,
};
pub(crate) use page::{
    left_to_you, lower_side, picture_title, share_inside, shares_title, whose_stretch,
};
pub(crate) use paying_in::{advice_text, cover_text, procedure_name, step_line};
pub(crate) use people::{
    contribution_name, every_name, payment_name, payment_rule, rounding_name, stage_name, wait_text,
};
pub(crate) use reading::{
    columns_title, header_text, line_sum, plain_file, reading_notes, used_as,
};
pub(crate) use rules::rule_problem;
pub(crate) use sheets::{
    SheetName, amounts_columns, bills_columns, disputes_columns, disputes_title, documents_columns,
    no_end, reason_column, rules_columns, rules_title, seen_dates, sheet_name, steps_columns,
    up_to, yes,
};
pub(crate) use steps::{formula, label, money_range, part_name};
pub(crate) use story::{
    Told, dispute_text, ground_text, grounds_title, inside_name, nth_text, pool_name, story_title,
    told, told_benefit, told_cover, told_repair, told_step, told_wait,
};
pub(crate) use topics::{TOPICS, topic};
pub(crate) use writing::unwritten_problem;
pub(crate) use year::{counter_name, left_line, left_name};

/// The language of answers, errors and help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// 中文.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language of that name.
    pub fn from_name(name: &str) -> Option<Lang> {
        match name {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// The Chinese or the English text.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// One sentence in both languages; what stands in braces is taken from the scope.
macro_rules! say {
    ($lang:expr, $zh:literal, $en:literal $(,)?) => {
        match $lang {
            $crate::cli::messages::Lang::Zh => format!($zh),
            $crate::cli::messages::Lang::En => format!($en),
        }
    };
}
pub(crate) use say;

/// What is wrong, why, and what to do: the three parts of every error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    /// What is wrong.
    pub(crate) title: String,
    /// Why: what stands there and what should.
    pub(crate) cause: String,
    /// What to do.
    pub(crate) fix: String,
}

/// A list for people: `三级、二级` or `level-3, level-2`.
pub(crate) fn list(lang: Lang, items: &[String]) -> String {
    items.join(lang.pick("、", ", "))
}

/// Text from outside, safe to print: control and direction characters are shown, not obeyed; long texts are cut.
pub(crate) fn clean(text: &str) -> String {
    let end = text.char_indices().nth(80).map(|(end, _)| end);
    match end.and_then(|end| text.get(..end)) {
        Some(start) => clean_whole(start) + "…",
        None => clean_whole(text),
    }
}

/// Whether a character steers a terminal, or cannot be seen: control and direction characters, joiners, marks of no width.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// As [`clean`], but whole however long it is.
pub(crate) fn clean_whole(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if is_hidden(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_outside_cannot_steer_the_terminal() {
        assert_eq!(clean("a\u{1b}[31m\u{202e}b"), "a\\u{1b}[31m\\u{202e}b");
        assert_eq!(clean(&"长".repeat(100)).chars().count(), 81);
    }
}
