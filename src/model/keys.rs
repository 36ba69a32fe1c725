//! The keys of a bill: one table for files, columns and flags.
//!
//! A key is written with underscores in files and with hyphens as a flag; its Chinese name stands for it everywhere,
//! and so do the column names that hospitals and the national interface use.

use super::selector::{Kind, Selector};

/// What a value of a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// Any text.
    Text,
    /// The name or code of a place.
    Region,
    /// A word of this selector.
    Word(Selector),
    /// A whole number of this selector.
    Count(Selector),
    /// A day of this selector.
    Date(Selector),
    /// Yes or no, of this selector.
    Flag(Selector),
    /// Yuan.
    Money,
    /// A fraction or a percentage.
    Rate,
    /// A day.
    Day,
    /// A month.
    Month,
    /// A year, or several.
    Years,
    /// A whole number.
    Number,
    /// A number with decimals of its own.
    Decimal,
}

/// Where a key may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In the head of a bill, and as a flag.
    Bill,
    /// In a charge line.
    Line,
    /// Of a person who pays in.
    Person,
    /// Of months in a row that somebody was covered.
    Stint,
    /// What a settlement or a receipt says was paid; beside the keys of its bill.
    Settlement,
}

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The name in files.
    pub name: &'static str,
    /// The name in Chinese, which is also its flag.
    pub zh: &'static str,
    /// Other column names.
    pub also: &'static [&'static str],
    /// What its values are.
    pub kind: ValueKind,
    /// Where it may stand.
    pub scope: Scope,
}

macro_rules! keys {
    ($($scope:ident $name:literal $zh:literal [$($also:literal),*] $kind:expr;)*) => {
        /// Every key that is not simply a selector, in the order of help and templates.
        const OWN: &[Key] = &[$(Key {
            name: $name, zh: $zh, also: &[$($also),*], kind: $kind, scope: Scope::$scope,
        }),*];
    };
}

use ValueKind::{Count, Day, Decimal, Money, Month, Number, Rate, Region, Text, Word, Years};

keys! {
    Bill "bill" "单号" ["结算单号", "setl_id"] Text;
    Bill "patient" "参保人" ["姓名", "人员编号", "psn_name", "psn_no"] Text;
    Bill "reverses" "冲销单号" ["原结算单号", "原单号", "init_setl_id"] Text;
    Bill "region" "地区" ["参保地", "统筹区", "insuplc_admdvs"] Region;
    Bill "scheme" "险种" ["insutype"] Word(Selector::Scheme);
    Bill "visit" "就医类别" ["医疗类别", "就诊类别", "med_type"] Word(Selector::Visit);
    Bill "hospital" "医院等级" ["医院级别", "hosp_lv"] Word(Selector::Hospital);
    Bill "hospital_for_deductible" "起付线医院等级" ["dedc_hosp_lv"] Word(Selector::Hospital);
    Bill "hospital_for_price" "限价医院等级" ["lmtpric_hosp_lv"] Word(Selector::Hospital);
    Bill "person" "人员类别" [] Word(Selector::Person);
    Bill "aid" "救助身份" [] Word(Selector::Aid);
    Bill "born" "出生" ["出生日期"] ValueKind::Date(Selector::Born);
    Bill "place" "就医地" ["备案类型"] Word(Selector::Place);
    Bill "at" "就医地区" ["医院所在地"] Region;
    Bill "institution" "医疗机构" ["定点医疗机构", "医院", "fixmedins_name", "fixmedins_code"] Text;
    Bill "nth" "年内第几次" ["住院次数"] Count(Selector::Nth);
    Bill "on" "日期" ["date", "就诊日期", "结算日期"] Day;
    Bill "admitted" "入院日期" ["begndate"] Day;
    Bill "discharged" "出院日期" ["enddate"] Day;
    Bill "total" "总额" ["医疗费总额", "总费用", "medfee_sumamt"] Money;
    Bill "self_funded" "全自费" ["自费金额", "全自费金额", "fulamt_ownpay_amt"] Money;
    Bill "over_limit" "超限价" ["超限价自费", "overlmt_selfpay"] Money;
    Bill "pre_self_pay" "先行自付" ["先行自付金额", "preselfpay_amt"] Money;
    Bill "eligible" "合规费用" ["符合政策范围", "符合政策范围金额", "inscp_scp_amt"] Money;
    Bill "months" "连续月数" ["连续缴费月数"] Count(Selector::PaidMonths);
    Bill "ytd_deductible" "年内起付线" [] Money;
    Bill "ytd_eligible" "年内合规费用" [] Money;
    Bill "ytd_pool_pay" "年内统筹支付" [] Money;
    Bill "ytd_burden" "年内自付" [] Money;
    Bill "ytd_visits" "年内次数" [] Number;
    Bill "burden" "年度自付" [] Money;
    Bill "hospital_pay" "医院负担" ["医院承担", "hosp_part_amt"] Money;
    Bill "account" "账户余额" [] Money;
    Bill "shared" "共济" ["共济账户"] Text;
    Person "region" "地区" ["参保地", "统筹区", "insuplc_admdvs"] Region;
    Person "month" "缴费月份" ["费款所属期"] Month;
    Person "year" "缴费年度" ["参保年度"] Years;
    Person "from" "自" [] Month;
    Person "to" "至" [] Month;
    Person "missed" "断保年度" [] Years;
    Person "last_covered" "最后参保月" ["最后缴费月份"] Month;
    Person "paid" "补缴日" ["实际缴费日"] Day;
    Person "repair" "修复" [] Number;
    Person "born" "出生" ["出生日期"] Day;
    Person "retire_at" "退休年龄" [] Number;
    Person "months_deemed" "视同缴费月数" [] Number;
    Person "on" "日期" ["缴费日期"] Day;
    Person "wage" "工资" ["月工资", "本人工资"] Money;
    Person "base" "缴费基数" ["基数"] Money;
    Person "months" "连续月数" ["连续缴费月数"] Count(Selector::PaidMonths);
    Person "insured_since" "参保起始月" [] Month;
    Person "due" "预产期" ["分娩日期"] Day;
    Person "children" "胎儿数" ["胎数"] Number;
    Person "employer_average_wage" "单位月均工资" ["单位上年度月均工资"] Money;
    Person "leave_days" "产假天数" [] Number;
    Person "total" "总额" ["医疗费总额", "总费用", "medfee_sumamt"] Money;
    Stint "from" "自" ["起始月份"] Month;
    Stint "to" "至" ["终止月份"] Month;
    Stint "scheme" "险种" ["insutype"] Word(Selector::Scheme);
    Stint "region" "地区" ["参保地", "统筹区", "insuplc_admdvs"] Region;
    Stint "paid" "缴费日" ["到账日期"] Day;
    Settlement "deductible" "起付线" ["实际支付起付线", "起付金额", "act_pay_dedc"] Money;
    Settlement "pool_pay" "统筹支付" ["统筹基金支付", "医保统筹基金支付", "hifp_pay"] Money;
    Settlement "civil_servant_pay" "公务员补助" ["公务员医疗补助", "cvlserv_pay"] Money;
    Settlement "enterprise_pay" "企业补充" ["hifes_pay"] Money;
    Settlement "catastrophic_pay" "居民大病" ["居民大病保险", "大病保险支付", "hifmi_pay"] Money;
    Settlement "large_sum_pay" "职工大额" ["职工大额补助", "大额支付", "hifob_pay"] Money;
    Settlement "assistance_pay" "医疗救助" ["医疗救助支付", "maf_pay"] Money;
    Settlement "other_pay" "其他基金" ["其他基金支付", "oth_pay", "othfund_pay"] Money;
    Settlement "fund_pay" "基金支付总额" ["基金支付", "报销总金额", "fund_pay_sumamt"] Money;
    Settlement "personal_pay" "个人负担总额" ["个人负担", "个人负担总金额", "psn_part_amt"] Money;
    Settlement "account_pay" "个人账户支付" ["acct_pay"] Money;
    Settlement "mutual_aid_pay" "共济账户支付" ["个人账户共济支付", "acct_mulaid_pay"] Money;
    Settlement "cash_pay" "个人现金支付" ["psn_cash_pay"] Money;
    Settlement "other_funds" "其他支付" ["其它支付", "其它医保支付", "其他医保支付"] Money;
    Settlement "self_pay" "个人自付" [] Money;
    Settlement "self_expense" "个人自费" [] Money;
    Settlement "self_borne" "个人自负" [] Money;
    Line "date" "日期" ["费用日期", "收费日期", "fee_ocur_time"] Day;
    Line "name" "项目名称" ["名称", "收费项目", "费用名称", "medins_list_name"] Text;
    Line "code" "项目编码" ["编码", "医保编码", "国家编码", "med_list_codg"] Text;
    Line "category" "费用类别" ["收费类别", "med_chrgitm_type"] Word(Selector::Category);
    Line "class" "甲乙类" ["甲乙丙类", "类别", "费用等级", "收费项目等级", "chrgitm_lv"] Word(Selector::Class);
    Line "quantity" "数量" ["cnt"] Decimal;
    Line "unit" "单位" [] Text;
    Line "price" "单价" ["pric"] Decimal;
    Line "amount" "金额" ["费用", "项目金额", "det_item_fee_sumamt"] Money;
    Line "self_pay_rate" "自付比例" ["先行自付比例", "selfpay_prop"] Rate;
    Line "price_limit" "限价" ["医保限价", "定价上限金额", "支付上限", "pric_uplmt_amt"] Decimal;
}

/// What stays the same for a person from one question to the next: the keys of a profile.
pub const OF_PROFILE: [&str; 9] = [
    "region", "scheme", "person", "born", "sex", "aid", "mode", "months", "account",
];

/// Selectors that are no key of their own: they are derived, or stand under another name.
const NO_KEY: [Selector; 9] = [
    Selector::Layer,
    Selector::Pool,
    Selector::Class,
    Selector::Category,
    Selector::At,
    Selector::PaidMonths,
    Selector::Relation,
    Selector::Line,
    Selector::Payer,
];

/// Every key, those of the bill's own first, then the selectors under their own names.
pub fn all() -> impl Iterator<Item = Key> {
    let scopes = [Scope::Bill, Scope::Person].into_iter();
    let selectors = scopes.flat_map(|scope| {
        let own = move |key: &Key| key.scope == scope;
        let selectors = Selector::ALL.iter().filter(move |selector| {
            let mut own = OWN.iter().filter(|key| own(key));
            !NO_KEY.contains(selector) && !own.any(|key| key.name == selector.name())
        });
        selectors.map(move |&selector| Key {
            name: selector.name(),
            zh: selector.zh(),
            also: &[],
            kind: match selector.kind() {
                Kind::Word => Word(selector),
                Kind::Number => Count(selector),
                Kind::Date => ValueKind::Date(selector),
                Kind::Flag => ValueKind::Flag(selector),
            },
            scope,
        })
    });
    OWN.iter().copied().chain(selectors)
}

/// The keys of one scope.
pub fn of(scope: Scope) -> impl Iterator<Item = Key> {
    all().filter(move |key| key.scope == scope)
}

impl Key {
    /// The name as a flag, without the dashes.
    pub fn flag(&self) -> String {
        self.name.replace('_', "-")
    }

    /// Whether `text` names the key, in a file or as a column: blanks and case do not matter.
    pub fn is(&self, text: &str) -> bool {
        let hyphens = |name: &str| name.replace('_', "-");
        let text = text.trim();
        let plain = text.to_ascii_lowercase();
        hyphens(self.name) == hyphens(&plain)
            || self.zh == text
            || self.also.iter().any(|name| *name == text || *name == plain)
    }
}

/// The key that a name stands for. Where a bill stands, a settlement of it may stand too.
pub fn find(scope: Scope, name: &str) -> Option<Key> {
    let found = of(scope).find(|key| key.is(name));
    match scope {
        Scope::Bill => found.or_else(|| find(Scope::Settlement, name)),
        _ => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn no_name_stands_for_two_keys() {
        for scopes in [
            &[Scope::Bill, Scope::Settlement][..],
            &[Scope::Line],
            &[Scope::Person],
            &[Scope::Stint],
        ] {
            let mut seen = HashMap::new();
            for key in scopes.iter().flat_map(|scope| of(*scope)) {
                let flag = key.flag();
                for name in [key.name, key.zh, flag.as_str()]
                    .into_iter()
                    .chain(key.also.iter().copied())
                {
                    let before = seen.insert(name.to_owned(), key.name);
                    assert!(before.is_none_or(|before| before == key.name), "{name}");
                }
            }
        }
    }

    #[test]
    fn keys_are_found_by_every_name() {
        let name = |scope, text| find(scope, text).map(|key| key.name);
        assert_eq!(name(Scope::Bill, "self-funded"), Some("self_funded"));
        assert_eq!(name(Scope::Bill, "paid-months"), None);
        assert_eq!(name(Scope::Bill, "地区"), Some("region"));
        assert_eq!(name(Scope::Line, "DET_ITEM_FEE_SUMAMT"), Some("amount"));
        assert_eq!(name(Scope::Line, "日期"), Some("date"));
        assert_eq!(name(Scope::Bill, "disease"), Some("disease"));
    }
}
