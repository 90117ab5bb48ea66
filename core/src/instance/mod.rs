//! One filling-in of a form: answers, repeats, recalculation in dependency order, validity.
