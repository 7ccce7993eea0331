//! Strings of Lua in texts of errors. Those are made and passed on as Rust strings, which hold Unicode only, while a string of Lua
//! holds any bytes: what is no UTF-8 travels as characters that stand for bytes, and is itself again where a text leaves.

use std::borrow::Cow;

/// The character that stands for byte 0. Only bytes from 0x80 up need one: the last 128 characters that there are, which are for
/// private use. Should a string hold one of them, its bytes are stood for as well.
const FIRST: u32 = 0x10_ff00;

/// The text that stands for these bytes: the same, where they are UTF-8.
pub fn to_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let stand_in = |text: &mut String, bytes: &[u8]| {
        text.extend(bytes.iter().filter_map(|b| char::from_u32(FIRST + u32::from(*b))));
    };
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if stands_for(c).is_some() {
                stand_in(&mut text, c.encode_utf8(&mut [0; 4]).as_bytes());
            } else {
                text.push(c);
            }
        }
        stand_in(&mut text, chunk.invalid());
    }
    text
}

/// The bytes that a text stands for.
pub fn to_bytes(text: &str) -> Cow<'_, [u8]> {
    if !text.chars().any(|c| stands_for(c).is_some()) {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match stands_for(c) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Cow::Owned(bytes)
}

/// The byte that a character stands for, if it does.
fn stands_for(c: char) -> Option<u8> {
    let byte = u8::try_from(u32::from(c).checked_sub(FIRST)?).ok()?;
    (byte >= 0x80).then_some(byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_unicode_stays_as_it_is() {
        for text in ["", "plain", "gr\u{fc}n \u{1f600} \0", "\u{10ff7f}"] {
            assert_eq!(to_text(text.as_bytes()), text);
            assert!(matches!(to_bytes(text), Cow::Borrowed(_)));
        }
    }

    proptest! {
        #[test]
        fn all_bytes_come_back(bytes in prop::collection::vec(any::<u8>(), 0..20), c in 0x10_fe00_u32..=0x10_ffff) {
            let text: String = char::from_u32(c).into_iter().collect();
            for bytes in [bytes.clone(), [text.as_bytes(), &bytes].concat(), [&bytes, text.as_bytes()].concat()] {
                let text = to_text(&bytes);
                prop_assert_eq!(&*to_bytes(&text), &*bytes);
            }
        }
    }
}
