//! Paths into tables, by examples over two choice lists.

use super::{check, refused};

#[test]
fn rows_are_found_by_their_columns() {
    for (expression, expected) in [
        ("count(instance('fruits')/root/item)", "4"),
        ("instance('fruits')/root/item[name = 'banana']/kind", "berry"),
        ("instance('fruits')/root/item[kind = 'none']/name", ""),
        ("join(' ', instance('fruits')/root/item[kind = 'berry']/name)", "banana tomato"),
        ("instance('fruits')/root/item[kind = 'berry'][2]/name", "tomato"),
        ("instance('fruits')/root/item[position() = 3]/name", "cherry"),
        ("instance('fruits')/root/item[position() = last()]/name", "tomato"),
        ("instance('fruits')/root/item[kind = 'berry' and name != 'banana']/name", "tomato"),
        ("instance('fruits')/root/item['berry' = kind and position() = 4]/name", "tomato"),
        ("count(instance('fruits')/root/item[selected('apple cherry', name)])", "2"),
        ("count(instance('fruits')/root/item[string-length(./name) = 6])", "3"),
        ("count(instance('fruits')/root/item[price = ''])", "4"),
        ("count-non-empty(instance('fruits')/root/item/kind)", "4"),
        ("count(instance('fruits')/root)", "1"),
        ("name(instance('fruits')/root/item/kind)", "kind"),
        ("count(instance('fruits')/root/item/kind[. = 'berry'])", "2"),
        ("position(instance('fruits')/root/item[name = 'cherry'])", "3"),
        ("count(instance('fruits')/root/item/@id)", "0"),
    ] {
        check(expression, expected);
    }
}

#[test]
fn predicates_look_beyond_their_rows() {
    for (expression, expected) in [
        ("instance('kinds')/root/item[name = instance('fruits')/root/item[name = 'apple']/kind]/max", "2"),
        ("count(instance('fruits')/root/item[kind = instance('kinds')/root/item[max = 9]/name])", "2"),
        ("count(instance('fruits')/root/item[${age} = 30])", "4"),
        ("count(instance('fruits')/root/item[current()/../age = 30 and kind = 'pome'])", "1"),
        ("count(/data/member[years = instance('kinds')/root/item[name = 'five']/max])", "1"),
        ("join(' ', ${years}[. > instance('kinds')/root/item[name = 'berry']/max])", "15 40"),
        ("count(instance('kinds')/root/item[max = ${years}[. = 5]])", "1"),
        ("count(instance('kinds')/root/item[../item[name = 'pome']/max = max])", "1"),
    ] {
        check(expression, expected);
    }
}

#[test]
fn pulldata_is_a_path() {
    for (expression, expected) in [
        ("pulldata('fruits', 'kind', 'name', 'tomato')", "berry"),
        ("pulldata('fruits.csv', 'kind', 'name', 'tomato')", "berry"),
        ("pulldata('kinds', 'name', 'max', 5)", "five"),
        ("pulldata('fruits', 'kind', 'name', 'plum')", ""),
        ("pulldata('fruits', 'price', 'name', 'apple')", ""),
        ("pulldata('none', 'kind', 'name', 'apple')", ""),
        ("pulldata(concat('fru', 'its'), 'kind', 'name', 'apple')", "pome"),
        // As in Collect's table: the size of letters tells nothing apart, in names of columns and in keys.
        ("pulldata('fruits', 'Kind', ' NAME ', 'Tomato')", "berry"),
        ("pulldata(concat('fru', 'its'), 'KIND', 'Name', 'APPLE')", "pome"),
        ("pulldata('fruits', 'kin d', 'name', 'apple')", ""),
    ] {
        check(expression, expected);
    }
}

/// The orders are JavaRosa's.
#[test]
fn randomize_gives_the_order_of_its_seed() {
    for (expression, expected) in [
        ("join(',', randomize(${years}, 5))", "5,15,40"),
        ("join(',', randomize(instance('fruits')/root/item/name, 42))", "apple,tomato,cherry,banana"),
        ("join(',', randomize(instance('fruits')/root/item/name, ''))", "cherry,banana,tomato,apple"),
        ("count(randomize(instance('fruits')/root/item))", "4"),
    ] {
        check(expression, expected);
    }
}

#[test]
fn faults_of_paths_into_tables() {
    for (expression, expected) in [
        (
            "instance('friuts')/root/item/name",
            "there is no list or attached file named 'friuts' - did you mean 'fruits'? (at character 1)",
        ),
        ("instance(${name})/root/item", "instance() needs one name in quotes as argument 1 (at character 1)"),
        ("instance('fruits')/@id", "'@id' in a path into a list or file is not supported (at character 20)"),
        ("${last-saved#age}", "${last-saved#age} is not supported (at character 1)"),
    ] {
        refused(expression, expected);
    }
}
