"""What requests cost at catalogue prices."""

from __future__ import annotations

from math import inf, nan
from typing import NamedTuple

import numpy as np

from engine.numerics.arrays import Array
from presets.prices.catalogue import CatalogueModel

HOUR_WRITE = 2.0
"""A token that is written to the cache for an hour costs so many times the input price (Anthropic)."""

_MILLION = 1e6


class Used(NamedTuple):
    """The tokens of requests: ``(requests,)`` each, or of one.

    Attributes:
        prompt: The whole prompt.
        output: Written.
        read: Of the prompt, from the cache.
        write: Of the prompt, to the cache.
        write_hour: Of these, kept for an hour.
    """

    prompt: Array
    output: Array
    read: Array
    write: Array
    write_hour: Array


def prices(model: CatalogueModel | None, *, by_length: bool = True) -> Array:
    """What a model's tokens cost: ``(11,)``, as ``listed_price`` takes it; NaN where the catalogue does not have it.

    Above a model's prompt length the long prices hold, and those of its cache rise as its input price does.

    Args:
        model: The model.
        by_length: Whether requests are single ones; of several together nobody knows the length.
    """
    if model is None:
        return np.full(11, nan)
    threshold = model.long_prompt_threshold if by_length and model.long_prompt_threshold is not None else inf
    long_input = model.input_price if model.long_input_price is None else model.long_input_price
    long_output = model.output_price if model.long_output_price is None else model.long_output_price
    dearer = long_input / model.input_price if model.input_price else 1.0
    read, write = model.cache_read_price, model.cache_write_price
    short = (model.input_price, read, write, HOUR_WRITE * model.input_price, model.output_price)
    return np.array([threshold, *short, long_input, read * dearer, write * dearer, HOUR_WRITE * long_input, long_output])


def listed_price(used: Used, held: Array) -> Array:
    """Dollars of requests.

    Args:
        used: Their tokens.
        held: The ``prices`` of the model of each: ``(requests, 11)``, or those of all of them.
    """
    plain = np.maximum(0.0, used.prompt - used.read - used.write)
    kinds = np.stack([plain, used.read, used.write - used.write_hour, used.write_hour, used.output], -1)
    long = np.greater(used.prompt, held[..., 0])[..., np.newaxis]
    dollars: Array = (kinds * np.where(long, held[..., 6:], held[..., 1:6])).sum(-1) / _MILLION
    return dollars
