//! The language of the person: which one it is, its table, and how it writes numbers and dates.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use super::dom::{document, window};
use super::storage::{self, kept};
use crate::language::{self, Language};

const KEY: &str = "alicia.language";

/// What the person chose on this device; `None` leaves it to the browser.
pub(super) fn chosen() -> Option<Language> {
    kept(KEY).and_then(|tag| Language::of(&tag))
}

/// For every page that is loaded from now on.
pub(super) fn choose(language: Option<Language>) {
    storage::keep(KEY, language.map_or("", Language::tag));
}

/// Who reads no English is spoken to in their language from now on, if its table can be fetched.
pub(super) async fn learn() {
    let language = chosen().or_else(|| preferred().map(|(_, language)| language)).unwrap_or(Language::English);
    if language == Language::English {
        return;
    }
    if let Ok(table) = fetch(language).await {
        language::speak(table);
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("lang", language.tag());
        }
    }
}

/// For whom numbers and dates are written; nobody in particular where the browser knows best.
pub(super) fn locales() -> Array {
    let tag = chosen().map(|language| language.tag().to_owned()).or_else(|| preferred().map(|(tag, _)| tag));
    tag.iter().map(|tag| JsValue::from_str(tag)).collect()
}

/// The first of the browser's languages that the page speaks.
fn preferred() -> Option<(String, Language)> {
    let tags = window().navigator().languages();
    tags.iter().filter_map(|tag| tag.as_string()).find_map(|tag| Language::of(&tag).map(|language| (tag, language)))
}

async fn fetch(language: Language) -> Result<String, JsValue> {
    let file = file(language).ok_or(JsValue::UNDEFINED)?;
    let answer: Response = JsFuture::from(window().fetch_with_str(&file)).await?.dyn_into()?;
    let table = JsFuture::from(answer.text()?).await?.as_string();
    // A server may answer with a page where it has no such file.
    table.filter(|table| answer.ok() && !table.starts_with('<')).ok_or(JsValue::UNDEFINED)
}

/// One of those that `<meta name="languages">` names.
fn file(language: Language) -> Option<String> {
    let meta = document().query_selector("meta[name=languages]").ok()??;
    let names = meta.get_attribute("content")?;
    let start = format!("language-{}-", language.tag());
    names.split(',').find(|name| name.starts_with(&start)).map(str::to_owned)
}
