//! Which blocks of a long list are near what one sees. Only those have cards; the others keep their place empty.

use js_sys::Array;
use reactive_graph::owner::{LocalStorage, StoredValue, on_cleanup};
use reactive_graph::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

use super::cell::{Cell, Live};
use super::dom::Element;
use super::list::BlockKey;

/// Watches blocks come and go, for as long as its owner lives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// A screenful: a list is quick enough.
    near: Cell<Vec<BlockKey>>,
    /// How tall a block was when it was last full.
    heights: StoredValue<Vec<(BlockKey, f64)>>,
    blocks: StoredValue<Vec<(Element, BlockKey)>, LocalStorage>,
    observer: StoredValue<Option<Observer>, LocalStorage>,
}

#[derive(Debug)]
struct Observer {
    observer: IntersectionObserver,
    _notice: Closure<dyn Fn(Array)>,
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

impl Window {
    /// Blocks get ready so far beyond the screen, in CSS.
    pub(super) fn open(margin: &str) -> Self {
        let window = Self {
            near: Cell::default(),
            heights: StoredValue::default(),
            blocks: StoredValue::new_local(Vec::new()),
            observer: StoredValue::new_local(None),
        };
        let notice = Closure::<dyn Fn(Array)>::new(move |entries: Array| window.notice(&entries));
        let options = IntersectionObserverInit::new();
        options.set_root_margin(margin);
        if let Ok(observer) = IntersectionObserver::new_with_options(notice.as_ref().unchecked_ref(), &options) {
            window.observer.set_value(Some(Observer { observer, _notice: notice }));
        }
        window
    }

    /// Takes this for near until the browser has looked.
    pub(super) fn expect(self, block: BlockKey) {
        self.near.update(|near| near.push(block));
    }

    /// The blocks that are near now.
    pub(super) fn near(self) -> Live<Vec<BlockKey>> {
        *self.near
    }

    /// How tall a block was when it was last full.
    pub(super) fn height(self, block: &BlockKey) -> Option<f64> {
        self.heights.with_value(|heights| heights.iter().find(|(known, _)| known == block).map(|(_, height)| *height))
    }

    /// Watches the element that holds a block, for as long as the caller's owner lives.
    pub(super) fn watch(self, element: &Element, block: BlockKey) {
        self.observer.try_with_value(|observer| {
            if let Some(observer) = observer {
                observer.observer.observe(element.node());
            }
        });
        self.blocks.try_update_value(|blocks| blocks.push((element.clone(), block.clone())));
        on_cleanup(move || self.unwatch(&block));
    }

    fn unwatch(self, block: &BlockKey) {
        let found = self.blocks.try_update_value(|blocks| {
            let index = blocks.iter().position(|(_, other)| other == block)?;
            Some(blocks.swap_remove(index).0)
        });
        let Some(Some(element)) = found else { return };
        self.observer.try_with_value(|observer| {
            if let Some(observer) = observer {
                observer.observer.unobserve(element.node());
            }
        });
        if self.near.with_untracked(|near| near.contains(block)) {
            self.near.update(|near| near.retain(|other| other != block));
        }
    }

    /// Called by the browser, after it has scrolled.
    fn notice(self, entries: &Array) {
        let entries: Vec<IntersectionObserverEntry> = entries.iter().map(JsCast::unchecked_into).collect();
        let found = self.blocks.try_with_value(|blocks| {
            let block = |entry: &IntersectionObserverEntry| {
                blocks.iter().find(|(element, _)| *element.node() == entry.target()).map(|(_, block)| block.clone())
            };
            entries.iter().filter_map(|entry| Some((block(entry)?, entry))).collect::<Vec<_>>()
        });
        let Some(found) = found else { return };
        self.near.update(|near| {
            for (block, entry) in found {
                let before = near.len();
                near.retain(|other| *other != block);
                let was_near = near.len() < before;
                if entry.is_intersecting() {
                    near.push(block);
                } else if was_near {
                    self.remember(block, entry.bounding_client_rect().height());
                }
            }
        });
    }

    fn remember(self, block: BlockKey, height: f64) {
        self.heights.update_value(|heights| {
            heights.retain(|(other, _)| *other != block);
            heights.push((block, height));
        });
    }
}
