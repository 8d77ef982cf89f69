//! The runtime configuration: `config.json` beside the page. Every key may be missing; whatever is wrong with it becomes a
//! notice, never a failure.

use js_sys::{Array, JSON, JsString, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestInit, Response};

use super::dom::window;
use super::text;
use crate::app::Topics;
use crate::language::t;

const FILE: &str = "config.json";
const KEYS: [&str; 5] = ["title", "brokers", "discovery_prefixes", "subscribe", "demo"];
const DEFAULT_TITLE: &str = "Alicia";
const DEFAULT_USER: &str = "mobile_app";

/// What the people who serve this page have chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub title: String,
    /// Never empty.
    pub brokers: Vec<Broker>,
    pub topics: Topics,
    /// A path beside the page, where a recording is to be looked at.
    pub demo: Option<String>,
}

/// A broker to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broker {
    pub name: String,
    pub url: String,
    pub username: String,
}

/// Where the page was loaded from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Without the port.
    pub hostname: String,
    /// With the port, if it is not the usual one.
    pub host: String,
    pub is_secure: bool,
}

impl Origin {
    /// The address of a WebSocket at this path beside the page.
    fn socket(&self, path: &str) -> String {
        let scheme = if self.is_secure { "wss" } else { "ws" };
        format!("{scheme}://{}{path}", self.host)
    }

    /// An address as the file has it: whole, with `{host}` for the page's own, or only a path beside the page.
    fn resolve(&self, url: &str) -> String {
        if url.starts_with('/') {
            self.socket(url)
        } else {
            JsString::from(url).split("{host}").join(&self.hostname).into()
        }
    }
}

impl Config {
    /// What holds without a file.
    #[must_use]
    pub fn default_for(origin: &Origin) -> Self {
        let url = if origin.is_secure { origin.socket("/mqtt") } else { format!("ws://{}:9001/", origin.hostname) };
        let broker = Broker { name: t!("Home").to_owned(), url, username: DEFAULT_USER.to_owned() };
        Self { title: DEFAULT_TITLE.to_owned(), brokers: vec![broker], topics: Topics::default(), demo: None }
    }

    /// What the file says, and what the person should know about it.
    #[must_use]
    pub fn parse(file: &str, origin: &Origin) -> (Self, Vec<String>) {
        let mut config = Self::default_for(origin);
        let Some(object) = JSON::parse(file).ok().and_then(|value| value.dyn_into::<Object>().ok()) else {
            return (config, vec![t!("{file} is not valid JSON, so the page uses its defaults.", file = FILE)]);
        };
        if Array::is_array(&object) {
            return (
                config,
                vec![t!("{file} is a list instead of an object, so the page uses its defaults.", file = FILE)],
            );
        }
        let mut notices = unknown_keys(&object);
        if let Some(title) = string(&object, "title", &mut notices) {
            config.title = title;
        }
        if let Some(list) = list(&object, "brokers", &mut notices) {
            let default = config.brokers.remove(0);
            config.brokers.extend(list.iter().filter_map(|entry| broker(&entry, &default, origin, &mut notices)));
            if config.brokers.is_empty() {
                config.brokers.push(default);
            }
        }
        if let Some(filters) = list(&object, "subscribe", &mut notices) {
            config.topics.subscribe = filters.iter().filter_map(|filter| filter.as_string()).collect();
        }
        if let Some(prefixes) = list(&object, "discovery_prefixes", &mut notices) {
            let texts = prefixes.iter().filter_map(|prefix| prefix.as_string()).collect();
            if config.topics.announced_under(texts) < prefixes.length() as usize {
                notices
                    .push(t!("An entry of “discovery_prefixes” in {file} is no topic and was left out.", file = FILE));
            }
        }
        config.demo = string(&object, "demo", &mut notices);
        if config.demo.take_if(|path| is_elsewhere(path)).is_some() {
            notices.push(t!("“demo” in {file} is no path beside this page and was left out.", file = FILE));
        }
        (config, notices)
    }
}

/// The page loads nothing from other servers.
fn is_elsewhere(path: &str) -> bool {
    path.starts_with(['/', '\\']) && path[1..].starts_with(['/', '\\']) || path.contains(':')
}

/// Reads the file beside the page.
pub(super) async fn load(origin: &Origin) -> (Config, Vec<String>) {
    match fetch().await {
        // A server that answers every address with the page itself has no such file.
        Some(file) if !file.trim_start().starts_with('<') => Config::parse(&file, origin),
        _ => (
            Config::default_for(origin),
            vec![t!("There is no {file} beside this page, so it uses its defaults.", file = FILE)],
        ),
    }
}

async fn fetch() -> Option<String> {
    let answer = JsFuture::from(asked()).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    if !answer.ok() {
        return None;
    }
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
}

/// The page's HTML has asked for it already: whoever asks in the same way is given that answer. It is never an old one, as the
/// server says, or as is said here.
fn asked() -> Promise {
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoCache);
    window().fetch_with_str_and_init(FILE, &options)
}

/// Where this page was loaded from.
pub(super) fn origin() -> Origin {
    let location = window().location();
    let host = location.host().ok().filter(|host| !host.is_empty()).unwrap_or_else(|| "localhost".to_owned());
    let hostname = location.hostname().ok().filter(|name| !name.is_empty()).unwrap_or_else(|| host.clone());
    Origin { hostname, host, is_secure: location.protocol().is_ok_and(|protocol| protocol == "https:") }
}

fn broker(entry: &JsValue, default: &Broker, origin: &Origin, notices: &mut Vec<String>) -> Option<Broker> {
    let Some(entry) = entry.dyn_ref::<Object>() else {
        notices.push(t!("An entry of “brokers” in {file} is not an object and was left out.", file = FILE));
        return None;
    };
    let url = string(entry, "url", notices).map_or_else(|| default.url.clone(), |url| origin.resolve(&url));
    Some(Broker {
        name: string(entry, "name", notices).unwrap_or_else(|| url.clone()),
        username: string(entry, "username", notices).unwrap_or_else(|| default.username.clone()),
        url,
    })
}

fn unknown_keys(object: &Object) -> Vec<String> {
    Object::keys(object)
        .iter()
        .filter_map(|key| key.as_string())
        .filter(|key| !KEYS.contains(&key.as_str()))
        .map(|key| t!("{file} has a key “{key}” that this page does not know.", file = FILE, key = text::short(&key)))
        .collect()
}

fn string(object: &Object, key: &str, notices: &mut Vec<String>) -> Option<String> {
    let value = field(object, key)?;
    let string = value.as_string();
    if string.is_none() {
        notices.push(t!("“{key}” in {file} is not a text and was left out.", key, file = FILE));
    }
    string
}

fn list(object: &Object, key: &str, notices: &mut Vec<String>) -> Option<Array> {
    let value = field(object, key)?;
    let list = value.dyn_into::<Array>().ok();
    if list.is_none() {
        notices.push(t!("“{key}” in {file} is not a list and was left out.", key, file = FILE));
    }
    list
}

fn field(object: &Object, key: &str) -> Option<JsValue> {
    Reflect::get(object, &key.into()).ok().filter(|value| !value.is_null() && !value.is_undefined())
}
