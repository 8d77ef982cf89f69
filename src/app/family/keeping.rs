//! What this browser keeps of what it shares: the name, the broker, and the version that was last the same here and there.

use super::items::Items;
use super::sharing::{Base, Sharing};
use crate::app::customs::quoted;
use crate::dialect::tree::{self, Tree};

pub(super) fn written(writer: &str, Sharing { name, house, base, .. }: &Sharing) -> String {
    let [writer, name, house, items] = [writer, name, house, &base.items.text("")].map(quoted);
    let revision = base.revision;
    format!(
        "{{\"writer\":{writer},\"name\":{name},\"house\":{house},\"revision\":\"{revision:016x}\",\"base\":{items}}}"
    )
}

/// The writer, and what is shared; an empty text says that nothing is.
pub(super) fn read(text: &str) -> (String, Option<Sharing>) {
    let told = tree::read(text).map_or(Tree::Null, |(tree, _)| tree);
    let text = |key: &str| told.text(key).unwrap_or_default().to_owned();
    let name = text("name");
    if super::sharing::check_name(&name).is_err() {
        return (text("writer"), None);
    }
    let revision = u64::from_str_radix(&text("revision"), 16).unwrap_or_default();
    let base = Base { revision, items: Items::of(&text("base")) };
    (text("writer"), Some(Sharing { base, ..Sharing::new(name, text("house")) }))
}
