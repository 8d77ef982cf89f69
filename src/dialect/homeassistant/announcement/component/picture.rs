//! Pictures: images and cameras.

use super::Component;
use crate::dialect::homeassistant::announcement::aspect::{Aspect, Holds};
use crate::dialect::homeassistant::announcement::options::Options;
use crate::dialect::homeassistant::announcement::row::{Kind, Row};
use crate::language::t;

pub(super) const IMAGE: Component = Component::new(
    "image",
    &[],
    &[
        Row::new("image", Kind::Anything).reads("image_topic", ""),
        Row::new("url", Kind::Anything).reads("url_topic", "url_template"),
    ],
)
.and(picture);

pub(super) const CAMERA: Component =
    Component::new("camera", &["topic"], &[Row::new("image", Kind::Anything).reads("topic", "")]).and(picture);

fn picture(options: &Options<'_>, aspects: &mut Vec<Aspect>) {
    let base64 = options.text("image_encoding").as_deref() == Some("b64");
    // What it is, its first bytes tell.
    let _ = options.get("content_type");
    if aspects.is_empty() {
        options.complain(t!("image_topic or url_topic is missing").to_owned());
    }
    for aspect in aspects {
        aspect.holds = match aspect.key {
            "url" => Holds::Link,
            _ => Holds::Image { base64 },
        };
    }
}
