//! What an audit says: sums that do not hold, verdicts, causes.

use super::{Lang, amount_name, labels::label_name, say};
use crate::engine::audit::{Checked, Identity};
use crate::rules::audit::{Named, Verdict};

/// What came of a settlement.
pub(crate) fn verdict_name(lang: Lang, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Agrees => lang.pick("相符", "agrees"),
        Verdict::Differs => lang.pick("有差异", "differs"),
        Verdict::NotCoverable => lang.pick("无法核对", "cannot be checked against rules"),
    }
}

/// What an amount is called.
pub(crate) fn named_amount(lang: Lang, named: Named) -> &'static str {
    match named {
        Named::Of(amount) => amount_name(lang, amount),
        Named::OtherFunds => lang.pick("其他支付", "other funds together"),
        Named::Label(label) => label_name(lang, label),
    }
}

/// A sum that does not hold.
pub(crate) fn sum_text(lang: Lang, checked: &Checked) -> String {
    let (stated, sum) = (checked.stated.grouped(), checked.sum.grouped());
    let by = (checked.stated - checked.sum).grouped();
    let line = checked.line.unwrap_or_default();
    match checked.identity {
        Identity::Parts => say!(
            lang,
            "医疗费总额 {stated}，各部分（全自费、超限价、先行自付、符合政策范围）之和 {sum}，差 {by}",
            "the total is {stated}, its parts (self-funded, over limit, first payment, eligible) are {sum}: {by} apart"
        ),
        Identity::Payers => say!(
            lang,
            "医疗费总额 {stated}，基金、个人、医院负担之和 {sum}，差 {by}",
            "the total is {stated}, funds, person and hospital pay {sum}: {by} apart"
        ),
        Identity::Funds => say!(
            lang,
            "基金支付总额 {stated}，各基金之和 {sum}，差 {by}",
            "all funds are said to pay {stated}, one by one they pay {sum}: {by} apart"
        ),
        Identity::Pockets => say!(
            lang,
            "个人负担总额 {stated}，账户与现金之和 {sum}，差 {by}",
            "the person's share is {stated}, accounts and cash are {sum}: {by} apart"
        ),
        Identity::DetailsOfFunds => say!(
            lang,
            "基金支付总额 {stated}，明细中各基金之和 {sum}，差 {by}",
            "all funds are said to pay {stated}, their details add up to {sum}: {by} apart"
        ),
        Identity::DetailsOfAccounts => say!(
            lang,
            "个人账户支付 {stated}，明细之和 {sum}，差 {by}",
            "accounts are said to pay {stated}, their details add up to {sum}: {by} apart"
        ),
        Identity::DetailsOfHospital => say!(
            lang,
            "医院负担 {stated}，明细之和 {sum}，差 {by}",
            "the hospital is said to bear {stated}, its details add up to {sum}: {by} apart"
        ),
        Identity::DeductibleInside => say!(
            lang,
            "起付线 {stated} 大于符合政策范围金额 {sum}：有的地方把起付线印在先行自付里，不算差异",
            "the deductible of {stated} is above the eligible {sum}: some places print it among the first payments; no difference"
        ),
        Identity::Receipt => say!(
            lang,
            "票据总额 {stated}，统筹、其他、账户、现金之和 {sum}，差 {by}",
            "the receipt's total is {stated}; pool, other funds, account and cash are {sum}: {by} apart"
        ),
        Identity::ReceiptOwn => say!(
            lang,
            "票据上自付加自费是 {stated}，账户加现金是 {sum}：各地印法不同，不算差异",
            "the receipt's own shares are {stated}, account and cash are {sum}: places print them differently; no difference"
        ),
        Identity::LineAmount => say!(
            lang,
            "第 {line} 条明细金额 {stated}，数量乘单价是 {sum}",
            "line {line} costs {stated}, quantity times price is {sum}"
        ),
        Identity::LineParts => say!(
            lang,
            "第 {line} 条明细金额 {stated}，各部分之和 {sum}",
            "line {line} costs {stated}, its parts are {sum}"
        ),
        Identity::LineFirst => say!(
            lang,
            "第 {line} 条明细先行自付 {stated}，按自付比例应为 {sum}",
            "line {line} has a first payment of {stated}, by its share it should be {sum}"
        ),
        Identity::LineOutside => say!(
            lang,
            "第 {line} 条明细是丙类，自费 {stated}，应为全额 {sum}",
            "line {line} is outside the catalogue: self-funded {stated}, it should be the whole {sum}"
        ),
    }
}
