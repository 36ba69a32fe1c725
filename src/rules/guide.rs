//! How something is done: the steps of a procedure and the papers that it needs, for a person and a place.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::engine::condition::{Met, met};
use crate::model::person::Person;
use crate::model::selector::Selector;
use crate::model::words::Scheme;
use crate::rules::block::{Block, SourceUse};
use crate::rules::claim::{AtKey, unknown_region};
use crate::rules::enquiry::{Enquiry, missing};
use crate::rules::file::FileKind;
use crate::rules::note::Note;
use crate::rules::paying_in::Advice;
use crate::rules::region::Folder;
use crate::rules::reimburse::Outcome;
use crate::rules::shelf::Shelf;
use crate::rules::table::TableName;
use crate::rules::wait::gap_months;

/// A procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its table.
    pub table: TableName,
    /// Its name.
    pub name: &'static str,
    /// Its name in Chinese.
    pub zh: &'static str,
    /// Other names.
    also: &'static [&'static str],
    /// Whose procedure it is, where it is that of one scheme.
    pub scheme: Option<Scheme>,
}

/// Every procedure.
pub const TOPICS: [Topic; 6] = [
    Topic {
        table: TableName::GuideMutualAid,
        name: "mutual-aid",
        zh: "开通家庭共济",
        also: &["家庭共济", "共济"],
        scheme: None,
    },
    Topic {
        table: TableName::GuideFlexible,
        name: "flexible-first",
        zh: "灵活就业首次参保",
        also: &["灵活就业参保", "灵活就业", "flexible"],
        scheme: Some(Scheme::Flexible),
    },
    Topic {
        table: TableName::GuideOffSite,
        name: "off-site",
        zh: "异地就医备案",
        also: &["异地备案", "异地就医", "异地", "备案"],
        scheme: None,
    },
    Topic {
        table: TableName::GuideNewborn,
        name: "newborn",
        zh: "新生儿参保",
        also: &["新生儿"],
        scheme: Some(Scheme::Resident),
    },
    Topic {
        table: TableName::GuideRepair,
        name: "repair",
        zh: "断缴补缴",
        also: &["补缴", "断缴", "断保"],
        scheme: None,
    },
    Topic {
        table: TableName::GuideChronic,
        name: "chronic",
        zh: "慢特病认定",
        also: &["慢特病", "慢病认定", "慢病"],
        scheme: None,
    },
];

impl Topic {
    /// The procedure of a name.
    pub fn find(name: &str) -> Option<&'static Topic> {
        let name = name.trim().to_ascii_lowercase();
        TOPICS.iter().find(|topic| {
            topic.name == name || topic.zh == name || topic.also.contains(&name.as_str())
        })
    }
}

/// A step or a paper that nothing known speaks against.
#[derive(Debug)]
pub struct Point {
    /// What to do or to bring, and for whom.
    pub advice: Advice,
    /// Which one of its list it is, from 1.
    pub nth: usize,
    /// The documents that say it.
    pub sources: Vec<String>,
    /// Whether it is certainly meant for the person.
    pub is_sure: bool,
}

/// Something of a procedure that was looked for and not found.
#[derive(Debug)]
pub struct Unseen {
    /// What it is.
    pub what: String,
    /// Who publishes it.
    pub published: String,
}

/// An answer about a procedure.
#[derive(Debug)]
pub struct Guided {
    /// What was asked for.
    pub topic: &'static Topic,
    /// Whether its steps are known; not eligible where the rules say that it is not for the person.
    pub outcome: Outcome,
    /// The scheme that the person named, where the procedure is that of another.
    pub other_scheme: Option<Scheme>,
    /// Where the person is insured.
    pub folder: Folder,
    /// The day.
    pub on: NaiveDate,
    /// What to do, in order.
    pub steps: Vec<Point>,
    /// What to bring.
    pub papers: Vec<Point>,
    /// Why it is not for the person.
    pub not_for: Vec<Point>,
    /// What of it is known to be missing.
    pub unseen: Vec<Unseen>,
    /// Why it is not known.
    pub reason: Vec<Note>,
    /// Every block that the answer rests on.
    pub blocks: Vec<Arc<Block>>,
}

/// How a procedure goes for a person, by the rules of a day. A step falls away where something known speaks against it.
///
/// # Errors
/// Problems of the person: an unknown region or word, no region.
pub fn guide(
    shelf: &Shelf,
    topic: &'static Topic,
    person: &Person,
    on: NaiveDate,
) -> Result<Guided, Vec<AtKey>> {
    let Some(given) = person.region.as_deref() else {
        return Err(missing(vec!["region"], None));
    };
    let folder = shelf
        .find_region(given)
        .map_err(|near| vec![("region", unknown_region(given, near))])?;
    let said = person.word(Selector::Scheme).and_then(Scheme::from_name);
    let scheme = said.or(topic.scheme);
    let asked = scheme.unwrap_or(Scheme::Resident);
    let mut enquiry = Enquiry::new(shelf, &folder, asked, on, person)?;
    if scheme.is_none() {
        enquiry.case.set(Selector::Scheme, None);
    }
    facts(&mut enquiry, person, on);
    let mut answer = Guided {
        topic,
        outcome: Outcome::Unknown,
        other_scheme: said.filter(|said| topic.scheme.is_some_and(|its| its != *said)),
        folder: folder.clone(),
        on,
        steps: Vec::new(),
        papers: Vec::new(),
        not_for: Vec::new(),
        unseen: unseen(shelf, &folder, topic.table),
        reason: Vec::new(),
        blocks: Vec::new(),
    };
    match enquiry.asking.find(topic.table) {
        Err(note) => answer.reason.push(note),
        Ok(found) => {
            let keys = &found.block.keys.paying;
            answer.not_for = points(&enquiry, &found.block, &keys.not_for);
            // What is not known of somebody does not shut him out.
            answer.not_for.retain(|point| point.is_sure);
            answer.blocks = found.all();
            if !answer.not_for.is_empty() {
                answer.outcome = Outcome::NotEligible;
                return Ok(answer);
            }
            answer.steps = points(&enquiry, &found.block, &keys.steps);
            answer.papers = points(&enquiry, &found.block, &keys.papers);
            if answer.steps.is_empty() {
                answer.reason.push(Note::NoRow(Arc::clone(&found.block)));
            } else {
                answer.outcome = Outcome::Determined;
            }
        }
    }
    Ok(answer)
}

/// The age and the gap, counted to the day of the answer, where they follow from days that were given.
fn facts(enquiry: &mut Enquiry<'_>, person: &Person, on: NaiveDate) {
    let mut set = |selector, value: Option<i64>| {
        if enquiry.case.get(selector).is_none() && value.is_some() {
            enquiry.case.set(selector, value);
        }
    };
    let born = person.history.born.filter(|born| *born <= on);
    set(Selector::AgeDays, born.map(|born| (on - born).num_days()));
    let last = person.history.last_covered;
    set(Selector::GapMonths, last.map(|last| gap_months(last, on)));
}

/// What was looked for in vain, from the place up to where the procedure stands.
fn unseen(shelf: &Shelf, folder: &Folder, table: TableName) -> Vec<Unseen> {
    let mut all = Vec::new();
    for path in folder.chain() {
        let entries = shelf.not_found(path, FileKind::Guide).into_iter();
        let entries = entries.filter(|entry| entry.tables.contains(&table));
        all.extend(entries.map(|entry| Unseen {
            what: entry.what,
            published: entry.published,
        }));
        let blocks = shelf.blocks(path, FileKind::Guide);
        if blocks.iter().any(|block| block.table == table) {
            break;
        }
    }
    all
}

fn points(enquiry: &Enquiry<'_>, block: &Block, all: &[Advice]) -> Vec<Point> {
    let kept = all.iter().zip(1..).filter_map(|(advice, nth)| {
        let conditions = enquiry.asking.conditions(&advice.conditions);
        let met = met(&conditions, &enquiry.case);
        (met != Met::No).then(|| Point {
            advice: advice.clone(),
            nth,
            sources: match &advice.sources[..] {
                [] => ids(&block.sources),
                own => ids(own),
            },
            is_sure: met == Met::Yes,
        })
    });
    kept.collect()
}

fn ids(sources: &[SourceUse]) -> Vec<String> {
    sources.iter().map(|used| used.id.clone()).collect()
}
