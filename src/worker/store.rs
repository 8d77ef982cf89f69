//! What is kept in IndexedDB: for each kind of it one database with one store, bytes under bytes. Opened when it is first asked
//! for something.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{
    DomException, IdbCursorDirection, IdbCursorWithValue, IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore,
    IdbOpenDbRequest, IdbRequest, IdbTransaction, IdbTransactionMode,
};

use super::clock;
use crate::history::{Entry, Range, Scan, StoreFailure, Stored, Transaction, Which};

/// Of what properties said over time.
pub(super) const HISTORY: Place = Place { database: "alicia-history", store: "history" };
/// Of what was last known.
pub(super) const LAST_KNOWN: Place = Place { database: "alicia-last-known", store: "topics" };

/// Of the databases. A browser does not open one that a newer version of this program has made.
const VERSION: u32 = 1;
const FORBIDDEN: &str = "this browser keeps nothing for this page: it is a private window, or its settings forbid it. \
                         What is heard is kept in memory until the page is closed";

/// What a database and the store in it are called.
#[derive(Clone, Copy)]
pub(super) struct Place {
    database: &'static str,
    store: &'static str,
}

/// Performs one transaction after another.
pub(super) struct Store {
    place: Place,
    state: RefCell<State>,
    answer: Rc<dyn Fn(Stored)>,
}

enum State {
    Closed,
    /// These wait for it.
    Opening(Vec<Transaction>),
    Open(IdbDatabase),
}

impl Store {
    pub(super) fn new(place: Place, answer: impl Fn(Stored) + 'static) -> Rc<Self> {
        Rc::new(Self { place, state: RefCell::new(State::Closed), answer: Rc::new(answer) })
    }

    /// What comes of it is answered later; what cannot even be begun, at once.
    pub(super) fn perform(self: &Rc<Self>, transaction: Transaction) -> Option<Stored> {
        let ticket = transaction.ticket;
        let fails = |failure| Some(Stored { ticket, outcome: Err(failure) });
        let state = &mut *self.state.borrow_mut();
        match state {
            State::Opening(waiting) => {
                waiting.push(transaction);
                None
            }
            State::Open(database) => match begin(database, self.place.store, transaction, &self.answer) {
                Ok(()) => None,
                Err(error) => {
                    *state = State::Closed;
                    fails(failure(&error))
                }
            },
            State::Closed => match self.open() {
                Ok(()) => {
                    *state = State::Opening(vec![transaction]);
                    None
                }
                Err(_) => fails(StoreFailure::Absent(FORBIDDEN.to_owned())),
            },
        }
    }

    fn open(self: &Rc<Self>) -> Result<(), JsValue> {
        let factory: IdbFactory = clock::scope().indexed_db()?.ok_or(JsValue::UNDEFINED)?;
        let Place { database, store } = self.place;
        let request = factory.open_with_u32(database, VERSION)?;
        let upgrading = request.clone();
        let on_upgrade = Closure::once_into_js(move || {
            let database: Option<IdbDatabase> = upgrading.result().ok().map(JsCast::unchecked_into);
            if let Some(database) = database.filter(|database| !database.object_store_names().contains(store)) {
                // A failure ends the opening, which is told.
                let _ = database.create_object_store(store);
            }
        });
        request.set_onupgradeneeded(Some(on_upgrade.unchecked_ref()));
        let (store, opening) = (Rc::clone(self), request.clone());
        let on_end: JsValue = Closure::once_into_js(move || store.opened(&opening));
        request.set_onsuccess(Some(on_end.unchecked_ref()));
        request.set_onerror(Some(on_end.unchecked_ref()));
        Ok(())
    }

    fn opened(self: &Rc<Self>, request: &IdbOpenDbRequest) {
        // The result of what has failed is nothing.
        let opened = request.result().ok().and_then(|opened| opened.dyn_into::<IdbDatabase>().ok());
        let next = match &opened {
            Some(database) => {
                self.watch(database);
                State::Open(database.clone())
            }
            None => State::Closed,
        };
        let State::Opening(waiting) = self.state.replace(next) else { return };
        for transaction in waiting {
            let ticket = transaction.ticket;
            let begun = match &opened {
                Some(database) => {
                    begin(database, self.place.store, transaction, &self.answer).map_err(|error| failure(&error))
                }
                None => Err(not_opened(request)),
            };
            if let Err(failure) = begun {
                (self.answer)(Stored { ticket, outcome: Err(failure) });
            }
        }
    }

    /// Another tab may want to change or to delete the database, and waits until everybody has let go of it.
    fn watch(self: &Rc<Self>, database: &IdbDatabase) {
        let (store, of_store) = (Rc::downgrade(self), database.clone());
        let on_change = Closure::<dyn FnMut()>::new(move || {
            of_store.close();
            if let Some(store) = store.upgrade() {
                store.state.replace(State::Closed);
            }
        });
        database.set_onversionchange(Some(on_change.as_ref().unchecked_ref()));
        database.set_onclose(Some(on_change.as_ref().unchecked_ref()));
        on_change.forget();
    }
}

/// Fails where the database is closed.
fn begin(
    database: &IdbDatabase,
    store: &str,
    transaction: Transaction,
    answer: &Rc<dyn Fn(Stored)>,
) -> Result<(), JsValue> {
    let mode = if transaction.writes() { IdbTransactionMode::Readwrite } else { IdbTransactionMode::Readonly };
    let under_way = database.transaction_with_str_and_mode(store, mode)?;
    let store = under_way.object_store(store)?;
    let course = Rc::new(RefCell::new(Course::default()));
    let Transaction { ticket, guard, deletes, puts, scans } = transaction;

    let rest = {
        let (course, under_way, store) = (Rc::clone(&course), under_way.clone(), store.clone());
        move || match issue(&store, &deletes, &puts, &scans) {
            Ok(reads) => course.borrow_mut().reads = reads,
            Err(error) => {
                course.borrow_mut().failure = Some(failure(&error));
                let _ = under_way.abort();
            }
        }
    };
    match guard {
        None => rest(),
        Some((key, expected)) => {
            let request = store.get(&Uint8Array::from(key.as_slice()))?;
            let (course, under_way, found) = (Rc::clone(&course), under_way.clone(), request.clone());
            let on_found = Closure::once_into_js(move || {
                let found = found.result().ok().and_then(|found| bytes(&found));
                if found == expected {
                    return rest();
                }
                course.borrow_mut().failure = Some(StoreFailure::Otherwise(found));
                let _ = under_way.abort();
            });
            request.set_onsuccess(Some(on_found.unchecked_ref()));
        }
    }

    let (answer, of_course) = (Rc::clone(answer), under_way.clone());
    let on_end: JsValue = Closure::once_into_js(move |event: web_sys::Event| {
        let course = course.take();
        let outcome = if event.type_() == "complete" {
            Ok(course.reads.iter().map(Reading::entries).collect())
        } else {
            Err(course.failure.unwrap_or_else(|| aborted(&of_course)))
        };
        answer(Stored { ticket, outcome });
    });
    under_way.set_oncomplete(Some(on_end.unchecked_ref()));
    under_way.set_onabort(Some(on_end.unchecked_ref()));
    Ok(())
}

/// How far a transaction has come.
#[derive(Default)]
struct Course {
    reads: Vec<Reading>,
    failure: Option<StoreFailure>,
}

/// A scan under way.
enum Reading {
    First { keys: IdbRequest, values: IdbRequest },
    Last(IdbRequest),
}

impl Reading {
    fn entries(&self) -> Vec<Entry> {
        match self {
            Self::First { keys, values } => {
                let all = |request: &IdbRequest| request.result().ok().and_then(|all| all.dyn_into::<Array>().ok());
                let (Some(keys), Some(values)) = (all(keys), all(values)) else { return Vec::new() };
                keys.iter().zip(values.iter()).filter_map(|(key, value)| Some((bytes(&key)?, bytes(&value)?))).collect()
            }
            Self::Last(cursor) => {
                let cursor = cursor.result().ok().and_then(|cursor| cursor.dyn_into::<IdbCursorWithValue>().ok());
                let entry = cursor.and_then(|it| Some((bytes(&it.key().ok()?)?, bytes(&it.value().ok()?)?)));
                entry.into_iter().collect()
            }
        }
    }
}

fn issue(store: &IdbObjectStore, deletes: &[Range], puts: &[Entry], scans: &[Scan]) -> Result<Vec<Reading>, JsValue> {
    for deleted in deletes {
        store.delete(&range(deleted)?)?;
    }
    for (key, value) in puts {
        store.put_with_key(&Uint8Array::from(value.as_slice()), &Uint8Array::from(key.as_slice()))?;
    }
    let read = |scan: &Scan| {
        let range = range(&scan.range)?;
        Ok(match scan.which {
            Which::First(limit) => Reading::First {
                keys: store.get_all_keys_with_key_and_limit(&range, limit)?,
                values: store.get_all_with_key_and_limit(&range, limit)?,
            },
            Which::Last => Reading::Last(store.open_cursor_with_range_and_direction(&range, IdbCursorDirection::Prev)?),
        })
    };
    scans.iter().map(read).collect()
}

fn range(range: &Range) -> Result<JsValue, JsValue> {
    let [from, until] = [&range.from, &range.until].map(|key| Uint8Array::from(key.as_slice()));
    IdbKeyRange::bound_with_lower_open_and_upper_open(&from, &until, false, true).map(JsValue::from)
}

/// Keys come as buffers, values as they were put.
fn bytes(value: &JsValue) -> Option<Vec<u8>> {
    (value.is_object()).then(|| Uint8Array::new(value).to_vec())
}

fn not_opened(request: &IdbOpenDbRequest) -> StoreFailure {
    let error = request.error().ok().flatten();
    match error.as_ref().map(DomException::name).as_deref() {
        Some("VersionError") => StoreFailure::Newer,
        Some("QuotaExceededError") => StoreFailure::Full,
        _ => StoreFailure::Absent(FORBIDDEN.to_owned()),
    }
}

fn aborted(transaction: &IdbTransaction) -> StoreFailure {
    match transaction.error() {
        Some(error) => failure(&error),
        None => StoreFailure::Failed("it was broken off".to_owned()),
    }
}

fn failure(error: &JsValue) -> StoreFailure {
    match error.dyn_ref::<DomException>() {
        Some(error) if error.name() == "QuotaExceededError" => StoreFailure::Full,
        Some(error) => StoreFailure::Failed(error.message()),
        None => StoreFailure::Failed(
            error.dyn_ref::<js_sys::Error>().map_or_else(String::new, |error| error.message().into()),
        ),
    }
}
