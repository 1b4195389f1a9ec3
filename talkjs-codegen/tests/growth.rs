//! The work of the generator follows the size of a description, in each way in which one can be large. Allocations stand
//! for work: their number is the same on every machine.

#[path = "../examples/growth/dimensions.rs"]
mod dimensions;

use allocation_counter::{AllocationInfo, measure};
use talkjs_codegen::{Options, generate};

use dimensions::{DIMENSIONS, Make, source};

#[test]
fn four_times_the_description_takes_four_times_the_allocations() {
    for (name, make, large, _) in DIMENSIONS {
        // Levels of nesting are limited; of anything else, an eighth of what the example measures shows the same.
        let large = if large < 24 { 96 } else { large / 8 };
        let (few, many) = (allocations(make, large / 4), allocations(make, large));
        for (what, few, many) in
            [("number", few.count_total, many.count_total), ("bytes", few.bytes_total, many.bytes_total)]
        {
            assert!(many * 10 <= few * 42, "{name}: {what} of allocations, {few} and {many}");
        }
    }
}

/// All allocations of one run, also those that are freed.
fn allocations(make: Make, size: usize) -> AllocationInfo {
    let source = source(&make(size));
    measure(|| assert!(generate(&source, &Options::default()).is_ok()))
}
