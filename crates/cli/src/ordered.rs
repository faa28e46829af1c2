//! Work on all cores, results in the order of the input, memory bounded.

use crossbeam_channel::{bounded, unbounded};
use std::any::Any;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// Items under way for each thread: one long report must not stop the others at once.
const AHEAD: usize = 16;

/// What a panic in `work` left.
pub type Panic = Box<dyn Any + Send>;

/// Gives each item of `input` to `work` on one of `threads` threads, and the results to `sink`, on
/// this thread, in the order of the input. No more than [`AHEAD`] items a thread are between
/// `input` and `sink`. Ends early when `sink` breaks. A panic in `work` is the result of its item.
pub fn map<T: Send, U: Send>(
    input: impl Iterator<Item = T> + Send,
    threads: NonZeroUsize,
    work: impl Fn(T) -> U + Sync,
    mut sink: impl FnMut(Result<U, Panic>) -> ControlFlow<()>,
) {
    let threads = threads.get();
    let stop = AtomicBool::new(false);
    let (permit, permits) = bounded::<()>(threads * AHEAD);
    let (give, items) = unbounded::<(usize, T)>();
    let (done, results) = unbounded::<(usize, Result<U, Panic>)>();
    thread::scope(|scope| {
        let (stop, work) = (&stop, &work);
        scope.spawn(move || {
            for item in input.enumerate() {
                // Blocks while as many items are under way as may be.
                let shut = permit.send(()).is_err() || stop.load(Ordering::Relaxed);
                if shut || give.send(item).is_err() {
                    break;
                }
            }
        });
        for _ in 0..threads {
            let (items, done) = (items.clone(), done.clone());
            scope.spawn(move || {
                for (i, item) in items {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let result = catch_unwind(AssertUnwindSafe(|| work(item)));
                    if done.send((i, result)).is_err() {
                        break;
                    }
                }
            });
        }
        drop((items, done));
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        'all: for (i, result) in &results {
            waiting.insert(i, result);
            while let Some(result) = waiting.remove(&next) {
                next += 1;
                let _ = permits.recv();
                if sink(result).is_break() {
                    stop.store(true, Ordering::Relaxed);
                    break 'all;
                }
            }
        }
        // Lets a feeder that waits for a permit see that nobody waits for it.
        drop(permits);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;
    use std::time::Duration;

    fn three() -> NonZeroUsize {
        NonZeroUsize::new(3).unwrap()
    }

    #[test]
    fn results_come_in_the_order_of_the_input() {
        let slow_first = |n: u64| {
            thread::sleep(Duration::from_micros(if n.is_multiple_of(7) {
                900
            } else {
                10
            }));
            n * 2
        };
        let mut seen = Vec::new();
        map(0..500, three(), slow_first, |n| {
            seen.push(n.ok().unwrap());
            ControlFlow::Continue(())
        });
        assert_eq!(seen, (0..500).map(|n| n * 2).collect::<Vec<_>>());
    }

    #[test]
    fn no_more_is_taken_in_than_may_be_under_way() {
        let (taken, given, most) = (
            AtomicUsize::new(0),
            AtomicUsize::new(0),
            AtomicUsize::new(0),
        );
        let input = (0..400).inspect(|_| {
            let under_way = taken.fetch_add(1, Ordering::SeqCst) + 1 - given.load(Ordering::SeqCst);
            most.fetch_max(under_way, Ordering::SeqCst);
        });
        map(
            input,
            three(),
            |n| n,
            |_| {
                given.fetch_add(1, Ordering::SeqCst);
                ControlFlow::Continue(())
            },
        );
        // One more is drawn from the input before its permit is asked for, and one permit is given
        // back before the sink counts.
        assert!(most.load(Ordering::SeqCst) <= 3 * AHEAD + 2, "{most:?}");
    }

    #[test]
    fn a_break_ends_an_endless_input() {
        let mut seen = 0;
        map(
            0..,
            three(),
            |n: u64| n,
            |_| {
                seen += 1;
                if seen == 10 {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            },
        );
        assert_eq!(seen, 10);
    }

    #[test]
    fn a_panic_is_the_result_of_its_item_alone() {
        let mut results = Vec::new();
        let work = |n: u32| if n == 5 { panic!("five") } else { n };
        map(0..10, three(), work, |n| {
            results.push(n.ok());
            ControlFlow::Continue(())
        });
        let want: Vec<Option<u32>> = (0..10).map(|n| (n != 5).then_some(n)).collect();
        assert_eq!(results, want);
    }
}
