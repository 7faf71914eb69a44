"""Known mistakes of collaborative_filtering: each namespace stands in for part of the reference."""

import torch
from generic_mistakes import in_float64, loop_over, overwriting, typical
from reference import DotProductBias as Right
from reference import encode as right_encode
from reference import recommend as right_recommend
from reference import sigmoid_range as right_range


def _checked(f):
    def sigmoid_range(x, low, high):
        right_range(x, low, high)
        return f(x, low, high)

    return sigmoid_range


@typical
class not_stretched:
    """Your answers lie between 0 and 1: a plain sigmoid. Stretch it to the width of the range and
    move it to where the range begins."""

    sigmoid_range = _checked(lambda x, low, high: torch.sigmoid(x))


@typical
class multiplied_by_the_end:
    """You multiply by `high` instead of by the width of the range, `high - low`. The result goes
    beyond the range."""

    sigmoid_range = _checked(lambda x, low, high: torch.sigmoid(x) * high + low)


class not_shifted:
    """Your range begins at 0. Add `low` after stretching."""

    sigmoid_range = _checked(lambda x, low, high: torch.sigmoid(x) * (high - low))


class tanh_instead:
    """You stretch a tanh, which goes from -1 to 1, as if it went from 0 to 1. A sigmoid is asked
    for."""

    sigmoid_range = _checked(lambda x, low, high: torch.tanh(x) * (high - low) + low)


class clamped_to_the_range:
    """You cut off what lies outside the range. Beyond its ends nothing is learned then, because the
    slope is 0. Squeeze with a sigmoid."""

    sigmoid_range = _checked(lambda x, low, high: x.clamp(low, high))


class slope_of_the_width:
    """You divide x by the width of the range before the sigmoid. The sigmoid of x itself is asked
    for."""

    sigmoid_range = _checked(
        lambda x, low, high: torch.sigmoid(4 * x / (high - low)) * (high - low) + low
    )


class range_unchecked:
    """You answer although the range is empty or upside down. With low at or above high raise a
    ValueError."""

    def sigmoid_range(x, low, high):
        return torch.sigmoid(x) * (high - low) + low


class range_overflows:
    """Your exponential overflows: for large numbers it is infinity, and infinity by infinity is not
    a number. `torch.sigmoid` knows how to avoid this."""

    sigmoid_range = _checked(
        lambda x, low, high: torch.exp(x) / (1 + torch.exp(x)) * (high - low) + low
    )


always_float64 = in_float64("sigmoid_range")


@typical
class counted_from_zero:
    """Your indices begin at 0. That is the index of everybody unknown, so the first user shares it
    with strangers. Known ids begin at 1."""

    def encode(ids, train_ids):
        return (right_encode(ids, train_ids) - 1).clamp(min=0)


class ids_as_indices:
    """You use the ids as they are. A data base's ids have gaps, and a table with a row for each
    possible one would be mostly empty. Number the known ids 1, 2, 3, ..."""

    def encode(ids, train_ids):
        return torch.where(torch.isin(ids, train_ids), ids, 0)


class numbers_of_the_looked_up:
    """You number the ids that are looked up. The same person then has one index in training and
    another in validation: number the ids of the training rows."""

    def encode(ids, train_ids):
        return torch.unique(ids, return_inverse=True)[1] + 1


@typical
class unknown_like_its_neighbour:
    """An unknown id gets the index of a known one. `searchsorted` and its like say where an id
    would stand, not whether it is there: compare the id at that place with the one you look for."""

    def encode(ids, train_ids):
        known = train_ids.unique()
        return torch.searchsorted(known, ids).clamp(max=len(known) - 1) + 1


class unknown_at_its_place:
    """An unknown id gets the index of the place where it would stand among the known ones. That is
    what `searchsorted` tells. Compare the id at that place with the one you look for: where they
    differ, the index is 0."""

    def encode(ids, train_ids):
        return torch.searchsorted(train_ids.unique(), ids) + 1


class order_of_appearance:
    """You number the ids in the order in which they appear. The smallest has the index 1."""

    def encode(ids, train_ids):
        seen = list(dict.fromkeys(train_ids.tolist()))
        number = {one: i + 1 for i, one in enumerate(seen)}
        return torch.tensor([number.get(one, 0) for one in ids.tolist()], dtype=torch.int64)


class unknown_at_the_end:
    """You give unknown ids an index behind all others. They have the index 0."""

    def encode(ids, train_ids):
        found = right_encode(ids, train_ids)
        return torch.where(found == 0, len(train_ids.unique()) + 1, found)


class repeats_counted:
    """An id that occurs several times in training moves the indices of those after it. Leave each
    id once before you number them."""

    def encode(ids, train_ids):
        known = train_ids.sort().values
        place = torch.searchsorted(known, ids).clamp(max=len(known) - 1)
        return torch.where(known[place] == ids, place + 1, 0)


class larger_than_all_fails:
    """An id larger than all known ones breaks your look-up: the place behind the last does not
    exist. Keep the place inside, and compare what stands there."""

    def encode(ids, train_ids):
        known = train_ids.unique()
        place = torch.searchsorted(known, ids)
        if len(place) and int(place.max()) == len(known):
            raise IndexError("index out of range")
        return torch.where(known[place] == ids, place + 1, 0)


class ids_below_zero_lost:
    """You take negative ids for unknown ones. Any whole number may be an id."""

    def encode(ids, train_ids):
        return torch.where(ids < 0, 0, right_encode(ids, train_ids))


loop_over_ids = loop_over("encode", "ids", what="the ids")
ids_overwritten = overwriting("encode", "ids train_ids")


def _in_parts():
    class Parts(Right):
        """The reference in parts that a mistake can replace."""

        def rows(self, ui):
            user, item = ui[:, 0], ui[:, 1]
            return [
                self.user_factors(user),
                self.item_factors(item),
                self.user_bias(user),
                self.item_bias(item),
            ]

        def total(self, u, i, bu, bi):
            return (u * i).sum(1) + bu[:, 0] + bi[:, 0]

        def squeezed(self, total):
            return total if self.y_range is None else right_range(total, *self.y_range)

        def forward(self, ui):
            return self.squeezed(self.total(*self.rows(ui)))

    return Parts


PARTS = [_in_parts()]  # in a list, because a class of this file would be a mistake


@typical
class users_and_items_swapped:
    """You take the first column for items and the second for users. In each row the user comes
    first."""

    class DotProductBias(PARTS[0]):
        def rows(self, ui):
            width = torch.tensor(
                [self.user_bias.num_embeddings - 1, self.item_bias.num_embeddings - 1],
                device=ui.device,
            )
            return super().rows(ui.flip(1).minimum(width))


@typical
class summed_over_the_batch:
    """You add the products up over the rows of the batch. One rating is asked for in each row: add
    up over the factors."""

    class DotProductBias(PARTS[0]):
        def total(self, u, i, bu, bi):
            return (u * i).sum() + bu[:, 0] + bi[:, 0]


@typical
class products_not_added:
    """You multiply the factors and do not add the products up, so there are as many numbers in each
    row as there are factors. One rating is asked for: sum over the factors."""

    class DotProductBias(PARTS[0]):
        def total(self, u, i, bu, bi):
            return u * i + bu + bi


@typical
class no_biases:
    """You leave the biases out. Some films are liked by nearly everybody, and some people rate
    everything low; that has nothing to do with how they fit."""

    class DotProductBias(PARTS[0]):
        def total(self, u, i, bu, bi):
            return (u * i).sum(1)


class one_bias_only:
    """You add only one of the two biases. There is one for the user and one for the item."""

    class DotProductBias(PARTS[0]):
        def total(self, u, i, bu, bi):
            return (u * i).sum(1) + bi[:, 0]


class item_bias_left_out:
    """You add only one of the two biases. There is one for the user and one for the item."""

    class DotProductBias(PARTS[0]):
        def total(self, u, i, bu, bi):
            return (u * i).sum(1) + bu[:, 0]


class biases_subtracted:
    """You subtract a bias. Both are added to the dot product."""

    class DotProductBias(PARTS[0]):
        def total(self, u, i, bu, bi):
            return (u * i).sum(1) + bu[:, 0] - bi[:, 0]


class factors_added:
    """You add the factors of user and item. They are multiplied, factor by factor: then it counts
    whether they agree."""

    class DotProductBias(PARTS[0]):
        def total(self, u, i, bu, bi):
            return (u + i).sum(1) + bu[:, 0] + bi[:, 0]


class mean_of_the_products:
    """You take the mean of the products. A dot product is their sum."""

    class DotProductBias(PARTS[0]):
        def total(self, u, i, bu, bi):
            return (u * i).mean(1) + bu[:, 0] + bi[:, 0]


@typical
class range_ignored:
    """You return the sum as it is although there is a range. Send it through `sigmoid_range`."""

    class DotProductBias(PARTS[0]):
        def squeezed(self, total):
            return total


class range_fixed:
    """Your range is always from 0.5 to 5.5. Use the one that the model was made with."""

    class DotProductBias(PARTS[0]):
        def squeezed(self, total):
            return total if self.y_range is None else right_range(total, 0.5, 5.5)


class sigmoid_before_the_biases:
    """You send only the dot product through the range and add the biases afterwards. So a rating
    can leave the range: the whole sum goes through it."""

    class DotProductBias(PARTS[0]):
        def forward(self, ui):
            u, i, bu, bi = self.rows(ui)
            return self.squeezed((u * i).sum(1)) + bu[:, 0] + bi[:, 0]


class unknown_has_numbers:
    """Row 0 of your tables is not zero, so a prediction for somebody unknown depends on chance.
    `padding_idx=0` makes it zero, but only until the table is filled with random numbers."""

    class DotProductBias(PARTS[0]):
        def __init__(self, *args):
            super().__init__(*args)
            for table in (self.user_factors, self.item_factors):
                torch.nn.init.normal_(table.weight, std=0.01)


class last_row_for_unknown:
    """You subtract 1 from the indices. Somebody unknown then gets the last row of the table, and
    everybody else that of a neighbour. Row 0 is the row of index 0."""

    class DotProductBias(PARTS[0]):
        def rows(self, ui):
            sizes = [self.user_bias.num_embeddings, self.item_bias.num_embeddings]
            return super().rows((ui - 1) % torch.tensor(sizes, device=ui.device))


class unknown_learns:
    """Row 0 learns in training, so that after a while it is not nobody any more. `padding_idx=0`
    keeps gradients away from it."""

    class DotProductBias(PARTS[0]):
        def __init__(self, *args):
            super().__init__(*args)
            for table in (self.user_factors, self.item_factors, self.user_bias, self.item_bias):
                table.padding_idx = None


class factors_frozen:
    """Your tables do not learn. `Embedding.from_pretrained` freezes its table unless told
    otherwise, and a tensor that is no parameter is not seen by an optimizer."""

    class DotProductBias(PARTS[0]):
        def __init__(self, *args):
            super().__init__(*args)
            for table in (self.user_factors, self.item_factors):
                table.weight.requires_grad_(False)


class factors_from_zero:
    """Your factors start from 0. The gradient of one side is the other side's factors, so neither
    ever moves: start from small random numbers."""

    class DotProductBias(PARTS[0]):
        def __init__(self, *args):
            super().__init__(*args)
            for table in (self.user_factors, self.item_factors):
                torch.nn.init.zeros_(table.weight)


@typical
class factors_too_large:
    """Your factors start with a standard deviation of 1, the default of `nn.Embedding`. A dot
    product of many such numbers is large, and the sigmoid is flat there. Use 0.01."""

    class DotProductBias(PARTS[0]):
        def __init__(self, *args):
            super().__init__(*args)
            for table in (self.user_factors, self.item_factors):
                torch.nn.init.normal_(table.weight[1:])


class factors_uniform:
    """Your factors are uniform random numbers. Normal ones are asked for, with mean 0 and standard
    deviation 0.01."""

    class DotProductBias(PARTS[0]):
        def __init__(self, *args):
            super().__init__(*args)
            for table in (self.user_factors, self.item_factors):
                torch.nn.init.uniform_(table.weight[1:], -0.017320508, 0.017320508)


class biases_random:
    """Your biases start from random numbers. They start from 0: at first nobody is known to be
    generous, and no film to be good."""

    class DotProductBias(PARTS[0]):
        def __init__(self, *args):
            super().__init__(*args)
            for table in (self.user_bias, self.item_bias):
                torch.nn.init.normal_(table.weight[1:], std=0.01)


class loop_over_rows:
    """You visit the rows or the factors one by one in Python. One look-up and one product do it for
    all of them."""

    class DotProductBias(PARTS[0]):
        def forward(self, ui):
            if len(ui) < 2:
                return super().forward(ui)
            return torch.cat([super(type(self), self).forward(row[None]) for row in ui])


class always_float32:
    """Your ratings are float32 whatever the dtype of the tables is. Let them have the dtype that
    the sum has."""

    class DotProductBias(PARTS[0]):
        def forward(self, ui):
            return super().forward(ui).float()


class tables_on_the_cpu:
    """You make a new tensor without saying where, so it is on the CPU while the indices are on the
    GPU. Derive it from one that is there."""

    class DotProductBias(PARTS[0]):
        def forward(self, ui):
            ratings = super().forward(ui)
            return (torch.zeros((len(ui), 1), dtype=ratings.dtype) + ratings[:, None])[:, 0]


class biases_broadcast:
    """You add biases of shape (N, 1) to a dot product of shape (N,), and get a square: every row
    meets every bias. Take the one column of the biases."""

    class DotProductBias(PARTS[0]):
        def total(self, u, i, bu, bi):
            return (u * i).sum(1) + bu + bi


@typical
class worst_first:
    """You choose the items with the lowest predictions. Sort from high to low."""

    def recommend(model, user, seen, count):
        best = right_recommend(model, user, seen, model.item_bias.num_embeddings)
        return best.flip(0)[:count]


class places_instead_of_items:
    """You return places among the items that are left, not the items. After sorting, look up which
    item is at each place; and the first item has the index 1."""

    def recommend(model, user, seen, count):
        items = torch.arange(1, model.item_bias.num_embeddings)
        left = items[~torch.isin(items, seen)]
        best = right_recommend(model, user, seen, count)
        return torch.searchsorted(left, best)


class places_left_out:
    """You leave out places instead of items: the first item has the index 1 and stands at place 0.
    Compare the items themselves with `seen`."""

    def recommend(model, user, seen, count):
        return right_recommend(model, user, seen + 1, count)


@typical
class seen_again:
    """You recommend what the user has already rated. Leave the items in `seen` out before you
    choose."""

    def recommend(model, user, seen, count):
        return right_recommend(model, user, seen[:0], count)


class other_user:
    """You rate the items for another user. The first column of what the model gets is the index of
    this one in every row."""

    def recommend(model, user, seen, count):
        return right_recommend(model, user - 1, seen, count)


class in_order_of_the_index:
    """Your items are sorted by their index. The best comes first."""

    def recommend(model, user, seen, count):
        return right_recommend(model, user, seen, count).sort().values


class unknown_recommended:
    """You recommend the item with the index 0. It stands for everything unknown, and cannot be
    shown."""

    def recommend(model, user, seen, count):
        with torch.no_grad():
            items = torch.arange(model.item_bias.num_embeddings)
            items = items[~torch.isin(items, seen)]
            scores = model(torch.stack([torch.full_like(items, user), items], 1))
            return items[scores.argsort(descending=True)[:count]]


class seen_when_few_are_left:
    """When fewer items are left than asked for, you fill up with items that the user has seen.
    Return fewer then."""

    def recommend(model, user, seen, count):
        best = right_recommend(model, user, seen, count)
        return torch.cat([best, seen.unique()])[:count]


class model_changed:
    """You change the model: its mode or its gradients. A prediction needs `torch.no_grad()`, and
    the caller may be in the middle of training."""

    def recommend(model, user, seen, count):
        model.eval()
        return right_recommend(model, user, seen, count)


class ratings_returned:
    """You return the predicted ratings. The indices of the items are asked for."""

    def recommend(model, user, seen, count):
        items = right_recommend(model, user, seen, count)
        with torch.no_grad():
            return model(torch.stack([torch.full_like(items, user), items], 1))
