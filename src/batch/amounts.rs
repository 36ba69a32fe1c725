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
    // Ten digits do not wrap.
    Yuan::from_fen(eight_digits(digits).wrapping_mul(100).wrapping_add(cents))
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

/// The longest amount that [`write()`] makes, with its sign and the comma behind it.
pub const LONGEST: usize = 24;

/// Writes an amount with two decimals to the front of `out`, and a comma behind it; gives the length without the comma.
#[inline]
pub fn write(amount: Yuan, out: &mut [u8; LONGEST]) -> usize {
    let fen = amount.fen();
    if !(0..10_000_000_000).contains(&fen) {
        return unusual(amount, out);
    }
    let (yuan, cents) = (fen as u64 / 100, fen as u64 % 100);
    let digits = digits_of(yuan);
    // The last digit stays, also of zero.
    let before = (digits | 1 << 56).trailing_zeros() & !7;
    let length = 8 - (before / 8) as usize;
    out[..8].copy_from_slice(&((digits | ZEROS) >> before).to_le_bytes());
    let decimals = (cents / 10) | (cents % 10) << 8 | ZEROS;
    let decimals = (decimals << 8) as u32 & 0x00ff_ff00 | u32::from_le_bytes([b'.', 0, 0, b',']);
    out[length..length + 4].copy_from_slice(&decimals.to_le_bytes());
    length + 3
}

/// The eight digits of a number below a hundred million, the first in the lowest byte. Nothing in it can wrap.
#[inline]
fn digits_of(number: u64) -> u64 {
    let above = number / 10_000;
    let fours = above | number.wrapping_sub(above.wrapping_mul(10_000)) << 32;
    // A hundredth of each half, and a tenth of each quarter: exact for what stands there.
    let hundreds = fours.wrapping_mul(5243) >> 19 & 0x0000_007f_0000_007f;
    let pairs = hundreds | fours.wrapping_sub(hundreds.wrapping_mul(100)) << 16;
    let tens = pairs.wrapping_mul(103) >> 10 & 0x000f_000f_000f_000f;
    tens | pairs.wrapping_sub(tens.wrapping_mul(10)) << 8
}

/// An amount below zero, or of a hundred million yuan and more.
#[cold]
fn unusual(amount: Yuan, out: &mut [u8; LONGEST]) -> usize {
    let text = format!("{amount},");
    out[..text.len()].copy_from_slice(text.as_bytes());
    text.len() - 1
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
            prop_assert_eq!(out[length], b',');
        }
    }
}
