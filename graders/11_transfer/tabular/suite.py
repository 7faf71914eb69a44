"""Hidden suite of tabular. Run it on a file:

pytest graders/11_transfer/tabular/suite.py --submission FILE

A `Prep` does not cross the boundary: drivers make it beside the learner's code. Each check of task
2 draws tables in which only that occurs which it is about: gaps, strangers, flags.
"""

import statistics

import torch

from tutor.grading.checks import Contract, check, expect, expect_like, of_parts, require

NAN = float("nan")
WORDS = ("baker", "clerk", "Doctor", "farmer", "nurse", "Zookeeper", "priest", "smith")
TOWNS = (9, 10, 81, 200, 1000, 21, 7)


def some_of(rng, values, rows):
    return [values[rng.integer(0, len(values) - 1)] for _ in range(rows)]


def every_one(rng, values, rows):
    """Rows in which each of the values occurs."""
    column = [*values, *some_of(rng, values, rows - len(values))]
    order = torch.randperm(rows, generator=rng.generator).tolist()
    return [column[i] for i in order]


def amounts(rng, rows, middle=40.0, spread=15.0):
    """Numbers to two decimals, lopsided, so that mean and median differ."""
    return [round(middle + spread * float(rng.normal(1)) ** 2, 2) for _ in range(rows)]


def with_gaps(rng, column, count):
    """The column with missing values at some places, None and NaN in turn."""
    column = list(column)
    places = torch.randperm(len(column), generator=rng.generator)[:count].tolist()
    for turn, place in enumerate(places):
        column[place] = (None, NAN)[turn % 2]
    return column


def prepared(module, cat_names, cont_names, train, table):
    prep = module.Prep(cat_names, cont_names)
    prep.fit(train)
    return prep.transform(table)


def pair_of(result, rows, cats, conts):
    """The first columns of cats, and conts, once they have these many rows and columns. How many
    flags there are, and the dtypes, are judged by checks of their own."""
    found = of_parts(result, ("cats", "conts"), "transform")
    for name, part in zip(("cats", "conts"), found, strict=True):
        table = isinstance(part, torch.Tensor) and part.dim() == 2 and len(part) == rows
        require(table, f"{name} should be a tensor with two axes and a row for each row.")
    require(found[0].shape[1] >= cats, f"cats should have at least {cats} columns.", found[0])
    expect_like(found[1].float(), torch.zeros(rows, conts), "conts")
    return found[0][:, :cats].long(), found[1].float()


def codes_of(train, column):
    known = sorted({value for value in train if value is not None and value == value})
    return [known.index(value) + 1 if value in known else 0 for value in column]


def scaled(train, column):
    """The right amounts of a column, in float64."""
    there = [value for value in train if value is not None and value == value]
    middle = float(statistics.median(there))
    filled = [
        [middle if value is None or value != value else float(value) for value in values]
        for values in (train, column)
    ]
    known, asked = (torch.tensor(values, dtype=torch.float64) for values in filled)
    deviation = known.std(correction=0)
    return ((asked - known.mean()) / (deviation if deviation > 0 else 1.0)).float()


NEAR = 2e-5  # float32 numbers of ordinary size


@check(
    task=1,
    points=1,
    catches="few-numbers-are-amounts target-among-the-features card-of-all-rows lists-swapped "
    "limit-excluded",
)
def test_kinds(submission, rng):
    """Texts, few and many whole numbers, floats; without the target"""
    for rows, target in ((60, "income"), (45, "hours")):
        table = {
            "hours": every_one(rng, list(range(30, 60)), rows),
            "work": every_one(rng, WORDS, rows),
            "years": every_one(rng, TOWNS, rows),
            "wage": every_one(rng, [2.5, 4.0], rows),
            "stars": every_one(rng, [1.0, 2.0, 3.0], rows),
            "few": every_one(rng, list(range(20)), rows),
            "more": [20, *every_one(rng, list(range(1, 20)), rows - 2), 0],
            "income": every_one(rng, ["low", "high"], rows),
        }
        cats = [name for name in ("work", "years", "few", "income") if name != target]
        conts = [name for name in ("hours", "wage", "stars", "more") if name != target]
        expect_kinds(kinds(submission, table, target), table, target, cats, conts)


def kinds(submission, *arguments):
    return names_of(submission.column_kinds(*arguments))


def names_of(found):
    """The two lists of names."""
    parts = of_parts(found, ("cat_names", "cont_names"), "column_kinds")
    for what, names in zip(("cat_names", "cont_names"), parts, strict=True):
        known = isinstance(names, list | tuple) and all(isinstance(name, str) for name in names)
        require(known, f"{what} should be a list of names.")
    return tuple(list(names) for names in parts)


def kind_of(name, found):
    places = [
        kind for kind, names in zip(("category", "amount"), found, strict=True) if name in names
    ]
    return " and ".join(places) or "in neither list"


def describe(column):
    """What is in a column, for the learner."""
    values = {value for value in column if value is not None and value == value}
    if any(isinstance(value, str) for value in values):
        return "texts"
    if any(isinstance(value, float) for value in values):
        return "floats" if all(isinstance(v, float) for v in values) else "ints and floats"
    return f"{len(values)} different whole numbers in {len(column)} rows"


def expect_kinds(found, table, target, cats, conts):
    """Expect the kind of each column, and then the order of the names."""
    for name, column in table.items():
        what = "The target" if name == target else f"A column of {describe(column)}"
        expect(kind_of(name, found), kind_of(name, (cats, conts)), what)
    for what, names, right in zip(("cat_names", "cont_names"), found, (cats, conts), strict=True):
        require(names == right, f"{what} is not in the order of the table, each name once.")


@check(task=1, points=0.5, catches="gaps-are-values by-the-first-value nan-is-a-float")
def test_kinds_with_gaps(submission, rng):
    """Missing values do not count, whichever way they are written; one float is enough"""
    columns = {
        "code": [*every_one(rng, list(range(5)), 10), None],
        "town": [4, NAN, *every_one(rng, TOWNS[:4], 12)],
        "work": [None, NAN, *every_one(rng, WORDS, 8), None, NAN],
        "age": [None, *every_one(rng, list(range(8)), 8), 5, 6],
        "gone": [None, NAN, NAN, "a", None],
        "wage": [3, None, NAN, 4, 2.5, *[3] * 7],
    }
    seen = []
    for name, column in columns.items():
        there = [value for value in column if value is not None and value == value]
        # What a column without gaps is, is judged elsewhere.
        alone = kind_of(name, kinds(submission, {name: there}, "income", 5))
        found = kind_of(name, kinds(submission, {name: column}, "income", 5))
        gap = "None" if None in column else "NaN"
        told = (
            f"A column of {describe(column)}, some of them {gap}, compared with it without these,"
        )
        expect(found, alone, told)
        seen.append(alone)
    plain = kind_of("tip", kinds(submission, {"tip": [0.5, 1.5] * 4}, "income"))
    for column in ([2] * 7 + [2.5], [0.5] + [2] * 7):
        found = kind_of("tip", kinds(submission, {"tip": column}, "income"))
        expect(found, plain, "A column with one float, compared with a column of floats,")
    require(len(set(seen)) > 1, "All columns are of one kind, so this check cannot tell yet.")


@check(
    task=1,
    points=0.5,
    catches="limit-fixed limit-excluded table-changed few-numbers-are-amounts card-of-all-rows",
)
def test_other_limits(submission, rng):
    """Another max_card, a table without its target, and the table stays as it is"""
    table = {
        "b": every_one(rng, [3, 8, 5], 9),
        "a": every_one(rng, [1, 2, 6, 7], 9),
        "c": every_one(rng, [0.5], 9),
    }
    before = {name: list(column) for name, column in table.items()}
    for limit, cats in ((9, ["b", "a"]), (2, []), (3, ["b"]), (4, ["b", "a"])):
        found, after = submission.run(kinds_and_table, table, limit)
        conts = [name for name in table if name not in cats]
        expect_kinds(names_of(found), table, "y", cats, conts)
        require(after == before, "The call changes the table.", apart=True)


def kinds_and_table(module, table, limit):
    return module.column_kinds(table, "y", limit), table


@check(
    task=2,
    points=0.75,
    catches="counted-from-zero stranger-is-last stranger-fails codes-of-the-new-table "
    "codes-in-order-of-appearance numbers-sorted-as-texts",
)
def test_codes(submission, rng):
    """Categories have the codes of the training rows, and strangers 0"""
    for known in (5, 3):
        # The first and the last row have values of their own.
        towns = every_one(rng, TOWNS[1 : known - 1], 12)
        works = every_one(rng, WORDS[1:known], 12)
        train = {
            "town": [TOWNS[known - 1], *towns, TOWNS[0]],
            "work": [WORDS[known], *works, WORDS[0]],
        }
        table = {
            "town": every_one(rng, [TOWNS[0], *TOWNS[2:], 8], 9),
            "work": every_one(rng, WORDS[1:], 9),
        }
        for names in (["work", "town"], ["town"]):
            found = submission.run(prepared, names, [], train, table)
            cats, _ = pair_of(found, 9, len(names), 0)
            right = torch.tensor([codes_of(train[name], table[name]) for name in names]).T
            expect(cats, right, "cats")


@check(task=2, points=0.5, catches="missing-is-a-category")
def test_missing_categories(submission, rng):
    """A missing category is a stranger, and has no code of its own"""
    train = {"work": with_gaps(rng, every_one(rng, WORDS[:4], 11), 4)}
    train["town"] = with_gaps(rng, every_one(rng, TOWNS[:3], 11), 4)
    whole = {n: [v for v in column if v is not None and v == v] for n, column in train.items()}
    table = {"work": [None, "clerk", NAN, "farmer"], "town": [NAN, 81, None, 9]}
    strangers = {"work": ["pilot", "clerk", "pilot", "farmer"], "town": [5, 81, 5, 9]}
    names = ["work", "town"]
    right, _ = pair_of(submission.run(prepared, names, [], whole, strangers), 4, 2, 0)
    require(len(right.unique()) > 1, "All codes are the same, so this check cannot tell yet.")
    found, _ = pair_of(submission.run(prepared, names, [], train, table), 4, 2, 0)
    what = "The codes of missing values, compared with those of strangers and without missing ones,"
    expect(found, right, what)


@check(task=2, points=0.25, catches="amounts-in-float64 codes-as-floats")
def test_dtypes(submission, rng):
    """Codes are int64, amounts float32"""
    train = {"work": every_one(rng, WORDS[:3], 6), "age": amounts(rng, 6)}
    found = submission.run(prepared, ["work"], ["age"], train, train)
    cats, conts = pair_of(found, 6, 1, 1)
    varied = len(cats.unique()) > 1 and len(conts.unique()) > 1
    require(varied, "All numbers are the same, so this check cannot tell yet.")
    for name, part, dtype in zip(
        ("cats", "conts"), found, (torch.int64, torch.float32), strict=True
    ):
        expect_like(part, part.to(dtype), name, dtype=dtype)


@check(
    task=2,
    points=1,
    catches="unscaled sample-deviation statistics-of-the-new-table variance-instead "
    "mean-kept scaled-to-one",
)
def test_amounts(submission, rng):
    """Numbers are standardised by the mean and deviation of the training rows"""
    for rows in (7, 12):
        train = {"age": amounts(rng, 9), "hours": [int(a) for a in amounts(rng, 9, 10, 4)]}
        table = {"age": amounts(rng, rows, 60), "hours": [int(a) for a in amounts(rng, rows, 20)]}
        found = submission.run(prepared, [], ["hours", "age"], train, table)
        _, conts = pair_of(found, rows, 0, 2)
        right = [scaled(train[name], table[name]) for name in ("hours", "age")]
        expect(conts, torch.stack(right, dim=1), "conts", within=NEAR * 20)


@check(task=2, points=0.25, catches="zero-divides float32-too-early")
def test_special_columns(submission, rng):
    """A column that is constant in training, and one of large numbers"""
    train = {
        "same": [7] * 8,
        "second": [1_700_000_000.5 + n for n in (0, 90, 40, 77, 31, 8, 3, 55)],
    }
    table = {"same": [7, 9, 4], "second": [1_700_000_000.5 + n for n in (20, 61, 88)]}
    found = submission.run(prepared, [], ["same", "second"], train, table)
    _, conts = pair_of(found, 3, 0, 2)
    right = [torch.tensor([0.0, 2.0, -3.0]), scaled(train["second"], table["second"])]
    # A fault that concerns all columns is judged above.
    plain = {"age": amounts(rng, 8)}
    easy = submission.run(prepared, [], ["age"], plain, plain)
    _, easy = pair_of(easy, 8, 0, 1)
    if torch.allclose(easy[:, 0], scaled(plain["age"], plain["age"]), atol=1e-4):
        expect(conts, torch.stack(right, dim=1), "conts", within=1e-4)


@check(
    task=2,
    points=1,
    catches="filled-with-zero filled-with-the-mean lower-median upper-median "
    "median-of-the-new-table statistics-before-filling",
)
def test_gaps(submission, rng):
    """Missing numbers get the median of the training rows"""
    for there in (6, 7):
        train = {
            "age": with_gaps(rng, amounts(rng, there + 3), 3),
            "hours": with_gaps(rng, [int(a) for a in amounts(rng, there + 3, 10, 9)], 3),
        }
        table = {
            "age": with_gaps(rng, amounts(rng, 8, 60), 3),
            "hours": with_gaps(rng, [int(a) for a in amounts(rng, 8, 20)], 3),
        }
        names = ["age", "hours"]
        _, conts = pair_of(submission.run(prepared, [], names, train, table), 8, 0, 2)
        right = [scaled(train[name], table[name]) for name in names]
        expect(conts, torch.stack(right, dim=1), "conts", within=NEAR * 20)


@check(
    task=2,
    points=0.75,
    catches="no-flags flags-from-zero flags-turned-round flags-of-the-new-table "
    "a-flag-for-every-amount flags-first",
)
def test_flags(submission, rng):
    """A flag for each amount that had a missing value in training"""
    train = {
        "age": amounts(rng, 9),
        "wage": with_gaps(rng, amounts(rng, 9), 2),
        "hours": with_gaps(rng, amounts(rng, 9), 4),
        "work": every_one(rng, WORDS[:3], 9),
        "income": every_one(rng, ["low", "high"], 9),
    }
    table = {
        "income": every_one(rng, ["low", "high"], 6),
        "age": with_gaps(rng, amounts(rng, 6), 3),
        "wage": amounts(rng, 6),
        "hours": [4.0, None, 2.0, NAN, 3.5, 1],
        "work": every_one(rng, WORDS[:3], 6),
    }
    names = ["hours", "age", "wage"]
    found = submission.run(prepared, ["work"], names, train, table)
    require(
        isinstance(found, tuple | list) and found[0].shape[-1] == 3,
        "For one category, and two amounts with gaps in training, cats should have 3 columns.",
        found[0],
    )
    cats, _ = pair_of(found, 6, 3, 3)
    expect(cats[:, 1], torch.tensor([1, 2, 1, 2, 1, 1]), "The flags of hours")
    expect(cats[:, 2], torch.ones(6, dtype=torch.int64), "The flags of wage")


def in_pieces(module, cat_names, cont_names, train, table, other):
    """The same rows at once, one by one, after another table, by a second `fit` and with other
    columns beside them; a first row alone; no rows."""
    prep = module.Prep(cat_names, cont_names)
    prep.fit(train)
    rows = len(table[cat_names[0]])
    pieces = [{n: column[i : i + 1] for n, column in table.items()} for i in range(rows)]
    at_once = prep.transform(table)
    found = [[torch.cat(parts) for parts in zip(*map(prep.transform, pieces), strict=True)]]
    prep.transform(other)
    module.Prep(cat_names[:1], cont_names[:1]).fit(other)
    found.append(prep.transform(table))
    again = module.Prep(cat_names, cont_names)
    again.fit(other)
    again.fit(train)
    found.append(again.transform(table))
    more = {"income": ["?"] * rows, **table, "note": [None] * rows}
    found.append(prep.transform(more))
    return at_once, found, prep.transform({name: [] for name in table})


@check(
    task=2,
    points=0.5,
    catches="codes-of-the-new-table statistics-of-the-new-table fitted-again-adds shared-by-all",
)
def test_rows_alone(submission, rng):
    """A row gets the same numbers alone, later, and beside other columns"""
    train, table, other = (
        {
            "work": every_one(rng, words, 9),
            "town": every_one(rng, TOWNS[:3], 9),
            "age": amounts(rng, 9, middle),
            "hours": amounts(rng, 9, middle),
        }
        for words, middle in ((WORDS[:4], 40), (WORDS[1:5], 50), (WORDS[3:], 10))
    )
    arguments = ["work", "town"], ["age", "hours"], train, table, other
    at_once, found, none = submission.run(in_pieces, *arguments)
    for what, pair in zip(
        (
            "one row at a time",
            "after another table",
            "after a second `fit`",
            "with other columns in the table",
        ),
        found,
        strict=True,
    ):
        for name, part, right in zip(("cats", "conts"), pair, at_once, strict=True):
            expect_like(part, right, f"{name} {what}")
            told = f"{name} {what}, compared with the same rows at once,"
            expect(part, right, told, within=None if name == "cats" else 1e-6)
    for name, part, right in zip(("cats", "conts"), none, at_once, strict=True):
        expect_like(part, right[:0], f"{name} for a table without rows", dtype=right.dtype)


def refusals(module, cases):
    """For each case what `fit` and then `transform` do: answer, or raise which error."""
    seen = []
    for cat_names, cont_names, train, table in cases:
        prep = module.Prep(cat_names, cont_names)
        try:
            prep.fit(train)
            if table is not None:
                prep.transform(table)
            seen.append("an answer")
        except NotImplementedError:
            raise
        except ValueError:
            seen.append("ValueError")
        except Exception as error:
            seen.append(type(error).__name__)
    return seen


@check(task=2, points=0.25, catches="columns-unchecked empty-column-unchecked")
def test_refusals(submission):
    """A table that lacks a column, and a column without values, are refused"""
    good = {"work": ["baker", "smith"], "age": [30.0, 40.0]}
    names = ["work"], ["age"]
    cases = [
        (*names, good, {"work": ["baker"]}),
        (*names, good, {"age": [31.0]}),
        (*names, {"age": [31.0]}, None),
        (*names, {"work": ["smith"]}, None),
        (*names, {"work": ["baker", "smith"], "age": [None, None]}, None),
    ]
    seen = submission.run(refusals, [(*names, good, good), *cases])
    require(seen[0] == "an answer", "A table with all columns is refused.")
    told = (
        "`transform` answers although a column is missing",
        "`transform` answers although a column is missing",
        "`fit` answers although a column is missing",
        "`fit` answers although a column is missing",
        "`fit` answers although a continuous column has no values",
    )
    for what, happened in zip(told, seen[1:], strict=True):
        require(happened != "an answer", f"{what}.", apart=True)
        raised = f"Where {what.replace('answers', 'should refuse').split(' although')[0]}"
        require(
            happened == "ValueError",
            f"{raised}, it raises {happened}; it should raise a ValueError.",
            apart=True,
        )


def tables_after(module, cat_names, cont_names, train, table):
    prep = module.Prep(cat_names, cont_names)
    prep.fit(train)
    result = prep.transform(table)
    return result, [train, table]


def without_nan(table):
    return {name: [None if v != v else v for v in column] for name, column in table.items()}


@check(task=2, points=0.25, catches="tables-overwritten")
def test_tables_untouched(submission, rng):
    """Both tables are left as they were"""
    train = {"work": every_one(rng, WORDS[:3], 9), "age": [*amounts(rng, 8), NAN]}
    table = {"work": every_one(rng, WORDS[2:], 9), "age": [NAN, *amounts(rng, 8)]}
    before = [without_nan(each) for each in (train, table)]
    result, after = submission.run(tables_after, ["work"], ["age"], train, table)
    of_parts(result, ("cats", "conts"), "transform")
    for part in result:
        require(isinstance(part, torch.Tensor) and len(part) == 9, "There should be nine rows.")
    same = [without_nan(each) for each in after] == before
    require(same, "`fit` or `transform` changes its table.", apart=True)


def draw_features(rng, rows, categories, amounts_, dtype=torch.float64):
    """Codes, amounts and tables of different sizes; every code of a table may occur."""
    shapes = [(3 + (2 * k) % 5, 1 + (k + 1) % 4) for k in range(categories)]
    columns = [torch.randint(n, (rows,), generator=rng.generator) for n, _ in shapes]
    tables = [rng.away_from_zero(*shape, dtype=dtype) for shape in shapes]
    return torch.stack(columns, dim=1), rng.away_from_zero(rows, amounts_, dtype=dtype), tables


EMBED = Contract(
    "embed",
    draw_features,
    what="The table of features",
    truth=lambda cats, conts, tables: torch.cat(
        [*(table[cats[:, k]] for k, table in enumerate(tables)), conts], dim=1
    ),
)


@check(
    task=3,
    points=1.25,
    catches="amounts-first amounts-left-out one-table-for-all codes-from-one",
)
def test_features(subject):
    """The vectors of the codes, then the amounts"""
    subject(EMBED).agrees_on((5, 3, 2), (4, 2, 6), (7, 1, 3))


@check(task=3, points=0.25)
def test_few_features(subject):
    """No amounts, no rows, a single row"""
    subject(EMBED).fits((4, 2, 0), (0, 3, 2), (1, 2, 1), (0, 1, 0), ordinary=(5, 3, 2))


@check(task=3, points=0.5, catches="features-in-float32 features-on-the-cpu")
def test_features_dtype_and_device(subject):
    """The dtype and the device of the amounts"""
    subject(EMBED).keeps_dtype(torch.float32, (5, 3, 2))
    subject(EMBED).keeps_short_dtypes(5, 3, 2)
    subject(EMBED).stays_on_the_gpu(5, 3, 2)


@check(task=3, points=0.5, catches="loop-over-rows tables-cut-off features-overwritten")
def test_features_conduct(subject):
    """No loop over rows, nothing overwritten, and gradients reach tables and amounts"""
    subject(EMBED).has_no_loop(5, 3, 2, over=["rows", None, None])
    subject(EMBED).leaves_its_arguments(5, 3, 2)
    subject(EMBED).passes_gradients_back(5, 3, 2)
