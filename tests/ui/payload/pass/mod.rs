//! Literals that compile, each case in a file, and the JSON that each one sends.

use serde::Serialize;
use serde_json::Value;

mod additional_properties;
mod any_json;
mod awaits;
mod base_alone;
mod base_at_the_beginning;
mod base_at_the_end;
mod base_inside;
mod base_is_an_expression;
mod base_of_a_map;
mod blocks_and_branches;
mod bodies_of_the_guide;
mod by_its_whole_path;
mod casts;
mod changes_convert;
mod changes_of_objects;
mod children_are_given_as_their_parent;
mod comments;
mod comparisons_and_shifts;
mod constants;
mod deprecated_properties;
mod exactly_one_of;
mod expressions_in_order;
mod files;
mod generic_functions;
mod generics_with_commas;
mod keys_are_bare_or_quoted;
mod keys_are_keywords;
mod keys_need_quotes;
mod keys_stand_in_any_order;
mod listed_values;
mod lists_convert;
mod lists_of_objects_convert;
mod literals_of_talkjs;
mod macros_of_the_user;
mod macros_of_the_user_with_literals;
mod maps_convert;
mod method_chains;
mod methods_and_closures;
mod moves_and_borrows;
mod names_that_the_macro_uses;
mod nested_without_type_names;
mod nothing_inside;
mod null_where_it_is_allowed;
mod numbers;
mod numbers_convert;
mod numbers_with_a_minus_before_an_expression;
mod options_convert;
mod options_for_changes;
mod options_with_a_word;
mod payload_in_payload;
mod qualified_paths;
mod question_mark;
mod recursive_types;
mod rules_at_their_edge;
mod shorthand;
mod shorthand_in_maps;
mod strings;
mod strings_convert;
mod strings_convert_into_named_ones;
mod tags_of_one_value;
mod the_value_is_typed;
mod trailing_commas;
mod tuples;
mod types_of_the_user_with_names_of_the_library;
mod unions;
mod unions_of_expressions;
mod values_of_closures;
mod values_of_macros;
mod whole_payloads;
mod without_warnings;

/// Compares what a payload sends.
#[track_caller]
fn sends(payload: impl Serialize, expected: &Value) {
    assert_eq!(serde_json::to_value(payload).unwrap(), *expected);
}
