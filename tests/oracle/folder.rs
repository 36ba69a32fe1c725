//! The oracle's rules as a folder of rule files, so that what yibao reads is tried as well.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::number::{Number, decimal, whole, yuan};
use crate::rules::{
    Action, Adjust, Base, Bracket, Cap, Conditions, Figure, Item, Money, NO_END, OffSite, Part,
    Rules, Says, Table, Test,
};

pub(crate) const REGION: &str = "999900";

/// The file of the one document that every drawn rule rests on.
pub(crate) const SOURCES: &str = "[made-up]\ntitle = \"drawn by the oracle\"\nseen-at = \"nowhere\"\ngrade = \"unverified\"\n\
    checked = 2025-01-01\ngood-for-months = 60\n";

/// The files of the rules, with their names.
pub(crate) fn files(rules: &Rules) -> Vec<(&'static str, String)> {
    let mut resident = head("scheme = \"resident\"\n");
    let mut catastrophic = head("scheme = \"catastrophic\"\n");
    let mut common = head("");
    block(&mut common, "rounding");
    let first = rules
        .first_payment
        .map_or("rest".to_owned(), |rounding| rounding.name());
    let each = if rules.line_by_line { "line" } else { "bill" };
    let payments = rules.payments.name();
    let _ = writeln!(
        common,
        "payments = \"{payments}\"\nfirst-payment = \"{first}\"\neach = \"{each}\""
    );
    block(&mut common, "benefit-year");
    let _ = writeln!(common, "starts = \"01-01\"\nbelongs-by = \"discharge\"");
    if let Some(table) = &rules.off_site {
        block(&mut common, "off-site");
        rows(&mut common, table, off_site);
    }
    if let Some(table) = &rules.items {
        block(&mut common, "items");
        rows(&mut common, table, item);
    }
    if let Some(table) = &rules.graded {
        block(&mut resident, "graded");
        rows(&mut resident, table, |figure| {
            format!("share = {}", rate(figure))
        });
    }
    block(&mut resident, "layers");
    let _ = writeln!(resident, "stack = [");
    for entry in &rules.stack {
        let takes = match entry.takes.is_empty() {
            true => String::new(),
            false => format!(", takes = {:?}", entry.takes),
        };
        let when = conditions(&entry.when);
        let _ = writeln!(
            resident,
            "  {{ {when}layer = \"{}\"{takes} }},",
            entry.layer
        );
    }
    let _ = writeln!(resident, "]");
    for (name, part) in &rules.parts {
        let file = match *name {
            "catastrophic" => &mut catastrophic,
            "assistance" | "large-cost-assistance" | "tilted-assistance" => &mut common,
            _ => &mut resident,
        };
        write_part(file, name, part);
    }
    if let Some((shared, visits)) = &rules.shared_cap {
        block(&mut resident, "pool.cap.year");
        let _ = writeln!(resident, "visits = {visits:?}");
        cap(&mut resident, shared);
    }
    let region = format!(
        "code = \"{REGION}\"\nname = \"神谕市\"\n\n[words]\ngroup = [\"class-1\", \"class-2\"]\n"
    );
    vec![
        ("region.toml", region),
        ("sources.toml", SOURCES.to_owned()),
        ("common.toml", common),
        ("resident.toml", resident),
        ("catastrophic.toml", catastrophic),
    ]
}

pub(crate) fn write(rules: &Rules, root: &Path) {
    let folder = root.join("cn");
    fs::create_dir_all(&folder).expect("a folder for the rules");
    for (name, text) in files(rules) {
        fs::write(folder.join(name), text).expect("a rule file");
    }
}

pub(crate) fn head(more: &str) -> String {
    format!("region = \"{REGION}\"\n{more}")
}

pub(crate) fn block(file: &mut String, name: &str) {
    let _ = writeln!(
        file,
        "\n[[{name}]]\nfrom = 2020-01-01\nsources = [\"made-up\"]"
    );
}

fn write_part(file: &mut String, name: &str, part: &Part) {
    block(file, &format!("{name}.deductible"));
    let deductible = &part.deductible;
    let _ = writeln!(file, "per = \"{}\"", deductible.per);
    if !deductible.apart_by.is_empty() {
        let _ = writeln!(file, "apart-by = {:?}", deductible.apart_by);
    }
    if let Some(most) = &deductible.max_per_year {
        let _ = writeln!(file, "max-per-year = {}", yuan(most));
    }
    if deductible.continues {
        let _ = writeln!(file, "transfer = \"continues\"");
    }
    rows(file, &deductible.table, money);
    adjust(file, &deductible.table.adjust, yuan);
    block(file, &format!("{name}.ratio"));
    let ratio = &part.ratio;
    let mut says = ratio.table.rows.iter().map(|row| &row.says);
    let has_brackets = says.any(|says| matches!(says, Says::Value(brackets) if brackets.len() > 1));
    if has_brackets {
        let per = if ratio.per_year { "year" } else { "bill" };
        let _ = writeln!(file, "anchor = \"{}\"\nper = \"{per}\"", ratio.anchor);
    }
    rows(file, &ratio.table, |brackets| brackets_of(brackets));
    adjust(file, &ratio.table.adjust, decimal);
    for one in &part.caps {
        block(file, &format!("{name}.cap.{}", one.per));
        cap(file, one);
    }
    if let Some((table, per_year)) = &part.gate {
        block(file, &format!("{name}.gate"));
        let _ = writeln!(
            file,
            "per = \"{}\"",
            if *per_year { "year" } else { "bill" }
        );
        rows(file, table, money);
    }
    if let Some(table) = &part.floor {
        block(file, &format!("{name}.floor"));
        rows(file, table, money);
    }
}

fn cap(file: &mut String, cap: &Cap) {
    let _ = writeln!(file, "on = \"{}\"", cap.on);
    if !cap.apart_by.is_empty() {
        let _ = writeln!(file, "apart-by = {:?}", cap.apart_by);
    }
    rows(file, &cap.table, money);
    adjust(file, &cap.table.adjust, yuan);
}

pub(crate) fn rows<V>(file: &mut String, table: &Table<V>, value: impl Fn(&V) -> String) {
    let _ = writeln!(file, "rows = [");
    for row in &table.rows {
        let says = match &row.says {
            Says::Value(says) => value(says),
            Says::Announced => "announced = \"no figure\"".to_owned(),
            Says::NotCovered => "not-covered = \"nothing is due\"".to_owned(),
        };
        let _ = writeln!(file, "  {{ {}{says} }},", conditions(&row.when));
    }
    let _ = writeln!(file, "]");
}

fn conditions(when: &Conditions) -> String {
    let mut text = String::new();
    for (selector, test) in when {
        let test = match test {
            Test::Words(words) => format!("{words:?}"),
            Test::Band(from, None) => format!("{{ from = {from} }}"),
            Test::Band(from, Some(below)) => format!("{{ from = {from}, below = {below} }}"),
        };
        let _ = write!(text, "{selector} = {test}, ");
    }
    text
}

pub(crate) fn figure(figure: &Figure, write: impl Fn(&Number) -> String) -> String {
    match figure.low == figure.high {
        true => write(&figure.low),
        false if figure.high == whole(NO_END) => {
            format!("{{ at-least = {} }}", write(&figure.low))
        }
        false => format!(
            "{{ at-least = {}, at-most = {} }}",
            write(&figure.low),
            write(&figure.high)
        ),
    }
}

pub(crate) fn rate(of: &Figure) -> String {
    figure(of, decimal)
}

fn money(money: &Money) -> String {
    let mut text = match &money.base {
        Base::Unlimited => return "unlimited = true".to_owned(),
        Base::Amount(amount) => format!("amount = {}", figure(amount, yuan)),
        Base::Share(share, of) => format!("share = {}, of = \"{of}\"", rate(share)),
    };
    for (key, limit) in [("min", &money.min), ("max", &money.max)] {
        if let Some(limit) = limit {
            let _ = write!(text, ", {key} = {}", yuan(limit));
        }
    }
    if let Some(round) = money.round {
        let _ = write!(text, ", round = \"{}\"", round.name());
    }
    if let Some(days) = money.every_days {
        let _ = write!(text, ", every-days = {days}");
    }
    text
}

fn brackets_of(brackets: &[Bracket]) -> String {
    if let [flat] = brackets {
        return format!("ratio = {}", rate(&flat.ratio));
    }
    let brackets = brackets.iter().map(|bracket| {
        let edge = match &bracket.edge {
            None => String::new(),
            Some((edge, true)) => format!("below = {}, ", yuan(edge)),
            Some((edge, false)) => format!("up-to = {}, ", yuan(edge)),
        };
        format!("{{ {edge}ratio = {} }}", rate(&bracket.ratio))
    });
    format!("brackets = [ {} ]", brackets.collect::<Vec<_>>().join(", "))
}

/// Entries of `adjust`; limits, and what is added, are written like the figures that they change.
pub(crate) fn adjust(file: &mut String, entries: &[Adjust], like: impl Fn(&Number) -> String) {
    if entries.is_empty() {
        return;
    }
    let _ = writeln!(file, "adjust = [");
    for entry in entries {
        let mut keys = Vec::new();
        let points = |number: &Number| decimal(&(number * whole(100)));
        keys.extend(entry.action.as_ref().map(|action| match action {
            Action::Points(of) => format!("points = {}", figure(of, points)),
            Action::OwnShareTimes(of) => format!("own-share-times = {}", rate(of)),
            Action::Times(of) => format!("times = {}", rate(of)),
            Action::Plus(of) => format!("plus = {}", figure(of, &like)),
        }));
        if let Some(each) = &entry.each {
            keys.push(format!(
                "for-each = \"{}\", after = {}",
                each.selector, each.after
            ));
            keys.extend(each.most.map(|most| format!("count-max = {most}")));
        }
        keys.extend(entry.min.as_ref().map(|min| format!("min = {}", like(min))));
        keys.extend(entry.max.as_ref().map(|max| format!("max = {}", like(max))));
        keys.extend(
            entry
                .max_times
                .as_ref()
                .map(|times| format!("max-times = {}", decimal(times))),
        );
        let _ = writeln!(
            file,
            "  {{ {}{} }},",
            conditions(&entry.when),
            keys.join(", ")
        );
    }
    let _ = writeln!(file, "]");
}

fn off_site(off_site: &OffSite) -> String {
    let inline = |of: &Money| match (&of.base, &of.min, &of.max, of.round) {
        (Base::Amount(amount), None, None, None) => figure(amount, yuan),
        _ => format!("{{ {} }}", money(of)),
    };
    let mut keys = Vec::new();
    keys.extend(
        off_site
            .pre_pay
            .as_ref()
            .map(|of| format!("pre-pay = {}", inline(of))),
    );
    keys.extend(
        off_site
            .deductible
            .as_ref()
            .map(|of| format!("deductible = {}", inline(of))),
    );
    keys.extend(
        off_site
            .deductible_times
            .as_ref()
            .map(|of| format!("deductible-times = {}", rate(of))),
    );
    keys.extend(
        off_site
            .ratio
            .as_ref()
            .map(|of| format!("ratio = {}", rate(of))),
    );
    let points = |number: &Number| decimal(&(number * whole(100)));
    keys.extend(
        off_site
            .points
            .as_ref()
            .map(|of| format!("points = {}", figure(of, points))),
    );
    keys.extend(
        off_site
            .ratio_times
            .as_ref()
            .map(|of| format!("ratio-times = {}", rate(of))),
    );
    match keys.is_empty() {
        true => "as-local = true".to_owned(),
        false => keys.join(", "),
    }
}

fn item(item: &Item) -> String {
    match item {
        Item::SelfPayRate(rate) => format!("self-pay-rate = {}", decimal(rate)),
        Item::SelfFunded => "self-funded = true".to_owned(),
        Item::FundShare(share) => format!("fund-share = {}", decimal(share)),
        Item::FundAmount(amount) => format!("fund-amount = {}", yuan(amount)),
    }
}
