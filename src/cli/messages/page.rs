//! The words of the pictures of a page.

use super::Lang;
use crate::cli::output::paper::Kind;

/// The title of the bill as it falls.
pub(crate) fn picture_title(lang: Lang) -> &'static str {
    lang.pick("账单怎么一步步变少", "How the bill comes down")
}

/// The title of the bar of shares.
pub(crate) fn shares_title(lang: Lang) -> &'static str {
    lang.pick("谁付多少", "Who pays how much")
}

/// Whose a stretch of a picture is.
pub(crate) fn whose_stretch(lang: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::Whole => lang.pick("还要付的", "still to pay"),
        Kind::Patient => lang.pick("留给病人", "stays with the patient"),
        Kind::Funds => lang.pick("基金或医院付", "paid by funds or the hospital"),
        Kind::Account => lang.pick("个人账户付", "paid from accounts"),
        Kind::Cash => lang.pick("最后付的现金", "cash in the end"),
    }
}

/// What is left of the sums that the pool looks at, after it paid.
pub(crate) fn share_inside(lang: Lang) -> &'static str {
    lang.pick("范围内其余部分", "rest of what the pool looks at")
}

/// What is left to the patient of the whole before the later layers.
pub(crate) fn left_to_you(lang: Lang) -> &'static str {
    lang.pick("统筹付过以后还剩", "left after the pool")
}

/// What a picture of an open answer shows.
pub(crate) fn lower_side(lang: Lang) -> &'static str {
    lang.pick(
        "（规则原文含糊，按基金付得最少的一侧画）",
        "(the rule's text is vague; drawn for the least that the funds may pay)",
    )
}
