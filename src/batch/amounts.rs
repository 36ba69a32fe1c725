//! Amounts as most programs write them, read and written a machine word at a time.
//!
//! `1234.50`, `0.07`, `12`: up to eight digits before the point and none or two after it. Whatever else an amount looks
//! like (`1,234.5`, `１２元`, `1.2万`) is read by [`crate::typed::money`], which gives the same amount for these too.

use crate::money::Yuan;

/// How many bytes must follow and precede a text in its buffer.
pub const PADDING: usize = 32;

const ZEROS: u64 = 0x3030_3030_3030_3030;
const HIGH: u64 = 0xf0f0_f0f0_f0f0_f0f0;

/// Reads the plain amount that stands at `start..end` of a buffer with [`PADDING`] before and behind it; nothing where it is
/// not plain.
#[inline]
pub fn plain(buffer: &[u8], start: usize, end: usize) -> Option<Yuan> {
    let before = buffer.get(..end)?.last_chunk::<16>()?;
    let length = end - start;
    let (digits, word, cents) = if length > 3 && before[13] == b'.' {
        let [.., tens, ones] = before.map(|byte| byte ^ b'0');
        if tens > 9 || ones > 9 {
            return None;
        }
        let cents = i64::from(tens) * 10 + i64::from(ones);
        (length - 3, word_before::<5>(before), cents)
    } else {
        (length, word_before::<8>(before), 0)
    };
    if digits == 0 || digits > 8 {
        return None;
    }
    // The eight bytes that end with the last digit; what stands before the first one is taken for zeros.
    let foreign = 64 - 8 * digits as u32;
    let digits = ((word ^ ZEROS) >> foreign) << foreign;
    if (digits | digits.wrapping_add(0x0606_0606_0606_0606)) & HIGH != 0 {
        return None;
    }
    let yuan = eight_digits(digits);
    Yuan::from_fen(yuan * 100 + cents)
}

/// The eight bytes from a place on, the first one lowest.
#[inline]
fn word_before<const FROM: usize>(bytes: &[u8; 16]) -> u64 {
    let mut word = [0; 8];
    word.copy_from_slice(&bytes[FROM..FROM + 8]);
    u64::from_le_bytes(word)
}

/// Eight digits, the first in the lowest byte, as a number.
#[inline]
fn eight_digits(digits: u64) -> i64 {
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    let eight = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff;
    eight as i64
}

/// Two digits each of 0 to 99.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

/// The longest amount that [`write()`] makes, with its sign.
pub const LONGEST: usize = 24;

/// Writes an amount with two decimals to the front of `out`; gives the length.
#[inline]
pub fn write(amount: Yuan, out: &mut [u8; LONGEST]) -> usize {
    let fen = amount.fen().unsigned_abs();
    let (mut whole, cents) = (fen / 100, fen % 100);
    let mut first = 0;
    if amount.is_negative() {
        out[0] = b'-';
        first = 1;
    }
    let digits = whole.checked_ilog10().unwrap_or(0) as usize + 1;
    let mut at = (first + digits).min(LONGEST - 3);
    let length = at + 3;
    out[at] = b'.';
    out[at + 1..at + 3].copy_from_slice(&PAIRS[cents as usize]);
    while whole >= 10 && at >= 2 {
        at -= 2;
        out[at..at + 2].copy_from_slice(&PAIRS[(whole % 100) as usize]);
        whole /= 100;
    }
    if at > first {
        out[at - 1] = b'0' + (whole % 10) as u8;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typed;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<Yuan> {
        let mut buffer = vec![b'7'; PADDING];
        buffer.extend_from_slice(text.as_bytes());
        buffer.extend_from_slice(&[b'9'; PADDING]);
        plain(&buffer, PADDING, PADDING + text.len())
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_other_road() {
        for text in [
            "",
            ".",
            ".50",
            "-1.00",
            "1.5",
            "1,234.50",
            "123456789.00",
            "12a.00",
            "1.0a",
            "１.00",
            "1 .00",
            "/.00",
            ":1.00",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("12345678.99"), Yuan::from_fen(1_234_567_899));
        assert_eq!(read("007.07"), Yuan::from_fen(707));
        assert_eq!(read("12"), Yuan::from_fen(1200));
    }

    proptest! {
        #[test]
        fn both_roads_read_the_same(text in "[0-9]{0,9}[.]?[0-9]{0,3}") {
            if let Some(amount) = read(&text) {
                prop_assert_eq!(typed::money(&text).ok(), Some(amount), "{}", text);
            }
        }

        #[test]
        fn what_is_written_is_what_is_printed(fen in prop_oneof![-100_000_i64..100_000, -100_000_000_000_000..=100_000_000_000_000_i64]) {
            let amount = Yuan::from_fen(fen).unwrap();
            let mut out = [0; LONGEST];
            let length = write(amount, &mut out);
            prop_assert_eq!(std::str::from_utf8(&out[..length]).unwrap(), amount.to_string());
        }
    }
}
