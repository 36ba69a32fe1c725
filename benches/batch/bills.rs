//! Made-up bills in the columns of the common work, the same on every run.

use std::fmt::Write;

/// The header of the bills.
pub(crate) const HEADER: &str = "id,scheme,hospital,aid,place,nth,total,self_funded,over_limit,pre_self_pay,ytd_pool_pay,ytd_burden\n";

/// A plain generator of numbers; good enough to spread bills, and the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end
    }

    fn one_of(&mut self, words: &[(u64, &'static str)]) -> &'static str {
        let roll = self.below(100);
        let found = words.iter().find(|(up_to, _)| roll < *up_to);
        found.map_or("", |(_, word)| word)
    }
}

/// The largest bill of each part of a hundred, in yuan.
const TOTALS: [(u64, u64); 6] = [
    (1, 100),
    (25, 2000),
    (70, 10_000),
    (92, 40_000),
    (98, 150_000),
    (100, 600_000),
];

/// So many bills as CSV. With `own_rules` each row names its region, scheme and day.
pub(crate) fn bills(count: u64, own_rules: bool) -> String {
    let (mut numbers, mut days) = (Numbers(0x005E_ED0F_B111), Numbers(0x00DA_7E50_F111));
    let mut csv = String::new();
    if own_rules {
        csv.push_str("region,on,");
    }
    csv.push_str(HEADER);
    for id in 1..=count {
        if own_rules {
            let day = 1 + days.below(28);
            let month = 1 + days.below(12);
            let _ = write!(csv, "bench,2025-{month:02}-{day:02},");
        }
        let hospital = numbers.one_of(&[(30, "level-1"), (70, "level-2"), (100, "level-3")]);
        let aid = numbers.one_of(&[(8, "low-income"), (100, "none")]);
        let place = numbers.one_of(&[(75, "local"), (92, "temporary"), (100, "unfiled")]);
        let nth = numbers.one_of(&[(60, "1"), (82, "2"), (93, "3"), (100, "4")]);
        let roll = numbers.below(100);
        let most = TOTALS.iter().find(|(up_to, _)| roll < *up_to);
        let total = 1 + numbers.below(most.map_or(1, |(_, most)| most * 100));
        let own = total * numbers.below(150) / 1000;
        let over = total * numbers.below(2) * numbers.below(50) / 1000;
        let pre = total * numbers.below(120) / 1000;
        let is_first = nth == "1";
        let paid = if is_first {
            0
        } else {
            numbers.below(10_500_000)
        };
        let burden = if is_first {
            0
        } else {
            numbers.below(9_000_000)
        };
        let _ = write!(csv, "B{id:08},resident,{hospital},{aid},{place},{nth}");
        for fen in [total, own, over, pre, paid, burden] {
            let _ = write!(csv, ",{}.{:02}", fen / 100, fen % 100);
        }
        csv.push('\n');
    }
    csv
}
