//! The amounts of a settlement, by the names of the field.

use crate::engine::bounds::Bounds;
use crate::model::words::Layer;
use crate::money::Yuan;

macro_rules! amounts {
    ($($(#[$doc:meta])* $variant:ident = $name:literal $zh:literal;)*) => {
        /// An amount of a settlement. The names are those of the field; the national interface has its own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Amount { $($(#[$doc])* $variant),* }

        impl Amount {
            /// Every amount, in the order in which they are printed.
            pub const ALL: &'static [Amount] = &[$(Amount::$variant),*];

            /// The key in results.
            pub fn name(self) -> &'static str {
                match self { $(Amount::$variant => $name),* }
            }

            /// The name in Chinese.
            pub fn zh(self) -> &'static str {
                match self { $(Amount::$variant => $zh),* }
            }
        }
    };
}

amounts! {
    /// medfee_sumamt.
    Total = "total" "医疗费总额";
    /// fulamt_ownpay_amt.
    SelfFunded = "self_funded" "全自费";
    /// overlmt_selfpay.
    OverLimit = "over_limit" "超限价自费";
    /// preselfpay_amt.
    PreSelfPay = "pre_self_pay" "先行自付";
    /// inscp_scp_amt.
    Eligible = "eligible" "符合政策范围";
    /// act_pay_dedc.
    Deductible = "deductible" "实际支付起付线";
    /// hifp_pay.
    PoolPay = "pool_pay" "统筹基金支付";
    /// cvlserv_pay.
    CivilServantPay = "civil_servant_pay" "公务员医疗补助";
    /// hifes_pay.
    EnterprisePay = "enterprise_pay" "企业补充";
    /// hifmi_pay.
    CatastrophicPay = "catastrophic_pay" "居民大病保险";
    /// hifob_pay.
    LargeSumPay = "large_sum_pay" "职工大额补助";
    /// maf_pay.
    AssistancePay = "assistance_pay" "医疗救助";
    /// oth_pay.
    OtherPay = "other_pay" "其他基金";
    /// fund_pay_sumamt.
    FundPay = "fund_pay" "基金支付总额";
    /// hosp_part_amt.
    HospitalPay = "hospital_pay" "医院负担";
    /// psn_part_amt.
    PersonalPay = "personal_pay" "个人负担总额";
    /// acct_pay.
    AccountPay = "account_pay" "个人账户支付";
    /// acct_mulaid_pay.
    MutualAidPay = "mutual_aid_pay" "共济账户支付";
    /// psn_cash_pay.
    CashPay = "cash_pay" "个人现金支付";
}

impl Amount {
    /// Into which amount a layer pays.
    pub fn of(layer: Layer) -> Amount {
        match layer {
            Layer::Account => Amount::AccountPay,
            Layer::Pool => Amount::PoolPay,
            Layer::LargeSum => Amount::LargeSumPay,
            Layer::Catastrophic => Amount::CatastrophicPay,
            Layer::CivilServant => Amount::CivilServantPay,
            Layer::Enterprise => Amount::EnterprisePay,
            Layer::Assistance | Layer::LargeCostAssistance | Layer::TiltedAssistance => {
                Amount::AssistancePay
            }
            Layer::Other => Amount::OtherPay,
        }
    }

    /// The amount of that name.
    pub fn from_name(name: &str) -> Option<Amount> {
        Self::ALL
            .iter()
            .copied()
            .find(|amount| amount.name() == name)
    }
}

/// The payments of the funds, which add up to `fund_pay`.
pub const FUNDS: [Amount; 7] = [
    Amount::PoolPay,
    Amount::CivilServantPay,
    Amount::EnterprisePay,
    Amount::CatastrophicPay,
    Amount::LargeSumPay,
    Amount::AssistancePay,
    Amount::OtherPay,
];

/// The amounts of one settlement. What was not computed is not there: it is not zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// Zero where nothing was computed.
    amounts: [Yuan; Amount::ALL.len()],
    /// A bit for each that was.
    computed: u32,
}

impl Settlement {
    /// An amount, if it was computed.
    #[inline]
    pub fn get(&self, amount: Amount) -> Option<Yuan> {
        let is_computed = self.computed >> amount as u32 & 1 == 1;
        is_computed.then_some(self.sum(amount))
    }

    /// An amount; zero if it was not computed.
    #[inline]
    pub fn sum(&self, amount: Amount) -> Yuan {
        self.amounts[amount as usize]
    }

    /// States an amount.
    #[inline]
    pub fn set(&mut self, amount: Amount, value: Yuan) {
        self.amounts[amount as usize] = value;
        self.computed |= 1 << amount as u32;
    }

    /// Adds to an amount: two layers may pay into one.
    #[inline]
    pub fn add(&mut self, amount: Amount, value: Yuan) {
        self.set(amount, self.sum(amount) + value);
    }
}

impl Bounds<Settlement> {
    /// Takes in the amounts of one more corner.
    pub(crate) fn widen(&mut self, corner: &Settlement) {
        let bounds = self.low.amounts.iter_mut().zip(&mut self.high.amounts);
        for ((low, high), amount) in bounds.zip(&corner.amounts) {
            *low = (*low).min(*amount);
            *high = (*high).max(*amount);
        }
    }
}
