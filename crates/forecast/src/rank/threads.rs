//! Work on several threads whose result does not depend on how many there are.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Items that a thread takes at once.
const BLOCK: usize = 8;

/// Maps each item; each thread works with a state of its own.
pub(crate) fn map<I: Sync, S, R: Send>(
    items: &[I],
    threads: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &I) -> R + Sync,
) -> Vec<R> {
    let threads = threads.min(items.len().div_ceil(BLOCK)).max(1);
    if threads == 1 {
        let mut state = state();
        return items.iter().map(|item| work(&mut state, item)).collect();
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Vec<R>)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut state = state();
                loop {
                    let block = next.fetch_add(1, Ordering::Relaxed);
                    let Some(items) = items.chunks(BLOCK).nth(block) else {
                        break;
                    };
                    let results = items.iter().map(|item| work(&mut state, item)).collect();
                    done.lock()
                        .expect("no thread panics with it")
                        .push((block, results));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("no thread panics with it");
    done.sort_by_key(|(block, _)| *block);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn order_is_kept() {
        let items: Vec<u32> = (0..1000).collect();
        for threads in [1, 2, 5] {
            let doubled = super::map(&items, threads, || (), |(), item| item * 2);
            assert!(doubled.iter().zip(&items).all(|(two, one)| *two == one * 2));
        }
    }
}
