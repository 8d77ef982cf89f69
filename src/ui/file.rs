//! Files of the person: one to be saved, one to be read.

use js_sys::{Array, JsString};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, File, HtmlElement, HtmlInputElement, Url};

use super::dom::el;
use crate::language::t;

/// No file of this page is larger, in bytes.
const LARGEST: f64 = 8e6;

/// Lets the browser save a text under this name.
pub(super) fn save(name: &str, text: &str) {
    save_parts(name, &Array::of1(&text.into()));
}

/// The same of texts that follow each other.
pub(super) fn save_parts(name: &str, texts: &Array) {
    let Ok(blob) = Blob::new_with_str_sequence(texts) else { return };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    let link = el("a").attr("href", &url).attr("download", name);
    link.node().unchecked_ref::<HtmlElement>().click();
    let _ = Url::revoke_object_url(&url);
}

/// The file that the person has chosen in this field, which is empty then.
pub(super) fn chosen(field: &HtmlInputElement) -> Option<File> {
    let chosen = field.files().and_then(|files| files.get(0));
    field.set_value("");
    chosen
}

/// Reads the file that the person has chosen in this field, or says why it cannot be read. The field is empty then, so that
/// the same file may be chosen again.
pub(super) fn read(field: &HtmlInputElement, take: impl FnOnce(Result<String, String>) + 'static) {
    let Some(file) = chosen(field) else { return };
    if file.size() > LARGEST {
        take(Err(t!("it is too large to be a file of this page").to_owned()));
        return;
    }
    spawn_local(async move {
        let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.dyn_into::<JsString>().ok());
        take(text.map(String::from).ok_or_else(|| t!("the browser could not read it").to_owned()));
    });
}
