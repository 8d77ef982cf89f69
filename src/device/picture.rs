//! Pictures that devices send: bytes that are what they claim to be. Nobody here looks into them any further.

use serde::{Deserialize, Serialize};

/// What a property with pictures says of the last message: there was a picture, of one of the [`Format`]s; or it was larger
/// than pictures may be; or it was none.
pub const TOO_LARGE: &str = "too large";
pub const NO_PICTURE: &str = "no picture";

/// How a picture is written. Nothing that could hold a program is among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    Png,
    Jpeg,
    Gif,
    WebP,
}

impl Format {
    /// By how the bytes begin, whatever they are said to be.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            _ => None,
        }
    }

    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_how_it_begins() {
        let webp = [&b"RIFF"[..], &[1, 2, 3, 4], b"WEBPVP8 "].concat();
        for (bytes, format) in [
            (&b"\x89PNG\r\n\x1a\n..."[..], Some(Format::Png)),
            (b"\xff\xd8\xff\xe0", Some(Format::Jpeg)),
            (b"GIF89a", Some(Format::Gif)),
            (&webp, Some(Format::WebP)),
            (b"", None),
            (b"\x89PNG", None),
            (b"RIFF....WAVE", None),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
            (b"<!DOCTYPE html><img>", None),
        ] {
            assert_eq!(Format::of(bytes), format, "{bytes:?}");
        }
    }
}
