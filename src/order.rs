//! Putting things in order. Whatever they are, what is sorted is a text or a number for each of them, so that the art of it is
//! compiled only once.

/// The number of something, behind what puts it in order.
pub type Keyed = (Vec<u8>, u32);

#[inline(never)]
pub fn sort(order: &mut [Keyed]) {
    order.sort_unstable();
}

/// The items in the order of their keys; those of the same key as they were.
#[must_use]
pub fn sorted<T>(items: Vec<T>, key: impl Fn(&T) -> Vec<u8>) -> Vec<T> {
    let mut order: Vec<Keyed> = items.iter().map(key).zip(0..).collect();
    sort(&mut order);
    taken(items, order.into_iter().map(|(_, place)| place as usize))
}

/// The items in the order of their texts, byte by byte.
#[must_use]
pub fn by_text<T>(items: Vec<T>, text: impl Fn(&T) -> &str) -> Vec<T> {
    sorted(items, |item| text(item).as_bytes().to_vec())
}

/// The items in the order of their numbers, such as times; those of the same number as they were. Most are in order already.
#[must_use]
pub fn by_number<T>(items: Vec<T>, number: impl Fn(&T) -> i64) -> Vec<T> {
    if items.is_sorted_by_key(&number) {
        return items;
    }
    let mut order: Vec<(i64, usize)> = items.iter().map(number).zip(0..).collect();
    sort_numbers(&mut order);
    taken(items, order.into_iter().map(|(_, place)| place))
}

#[inline(never)]
fn sort_numbers(order: &mut [(i64, usize)]) {
    order.sort_unstable();
}

fn taken<T>(items: Vec<T>, places: impl Iterator<Item = usize>) -> Vec<T> {
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    places.filter_map(|place| items[place].take()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_order_is_all_there_and_equals_stay_as_they_were() {
        let items = vec![(3, "c"), (-1, "b"), (3, "a"), (i64::MIN, "ä")];
        let numbers = by_number(items.clone(), |(number, _)| *number);
        assert_eq!(numbers, [(i64::MIN, "ä"), (-1, "b"), (3, "c"), (3, "a")]);
        let texts: Vec<_> = by_text(items, |(_, text)| text).into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["a", "b", "c", "ä"]);
        assert!(by_number(Vec::<i64>::new(), |number| *number).is_empty());
    }
}
