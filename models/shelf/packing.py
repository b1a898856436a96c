"""Takes classifiers apart into plain arrays and JSON, and puts them together again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from scipy import sparse

from models.topics.classify import TextClassifier
from models.topics.features import Block, BlockSpec, FeatureSpace
from models.topics.levels import LabelClassifier, PathClassifier
from models.topics.vectors import VECTORS
from models.topics.views import VectorView, View

Arrays = dict[str, Any]
Plain = dict[str, Any]


def packed(words: LabelClassifier, fused: LabelClassifier | None) -> tuple[Arrays, Plain]:
    """Return arrays by name and a JSON value; spaces and views that are shared appear once."""
    packer = _Packer()
    shapes = {"words": packer.shape(words), "fused": packer.shape(fused) if fused else None}
    return packer.arrays, {
        "spaces": packer.spaces,
        "views": packer.views,
        "parts": packer.parts,
        **shapes,
    }


def unpacked(
    arrays: Mapping[str, Any], plain: Mapping[str, Any]
) -> tuple[LabelClassifier, LabelClassifier | None]:
    """Return what `packed` took apart: the words' classifier, and the fused one or None.

    Raises KeyError, TypeError or ValueError when the two do not fit.
    """
    spaces = [_space(each, arrays, f"space{i}.") for i, each in enumerate(plain["spaces"])]
    views = [_view(number, spaces, arrays, f"view{i}.") for i, number in enumerate(plain["views"])]
    parts = [_part(each, views, arrays[f"bias{i}"]) for i, each in enumerate(plain["parts"])]
    fused = plain["fused"]
    return _shaped(plain["words"], parts), None if fused is None else _shaped(fused, parts)


class _Packer:
    def __init__(self) -> None:
        self.arrays: Arrays = {}
        self.spaces: list[Plain] = []
        self.views: list[int | None] = []
        self.parts: list[Plain] = []
        self._space_numbers: dict[str, int] = {}
        self._view_numbers: dict[int, int] = {}

    def shape(self, model: LabelClassifier) -> int | Plain:
        """The number of a classifier among the parts, or a tree of such numbers."""
        if isinstance(model, PathClassifier):
            return {
                "top": self.shape(model.top),
                "below": {name: self.shape(each) for name, each in model.below.items()},
                "thresholds": model.thresholds,
            }
        if not isinstance(model, TextClassifier):
            raise TypeError(type(model).__name__)
        self.arrays[f"bias{len(self.parts)}"] = model.bias
        self.parts.append(
            {
                "labels": model.labels,
                "views": [self._view(view) for view in model.views],
                "sharpness": model.sharpness,
                "threshold": model.threshold,
                "odds": model.odds,
                "own_thresholds": model.own_thresholds,
            }
        )
        return len(self.parts) - 1

    def _view(self, view: View | VectorView) -> int:
        if id(view) in self._view_numbers:
            return self._view_numbers[id(view)]
        number = self._view_numbers[id(view)] = len(self.views)
        self.views.append(self._space(view.space) if isinstance(view, View) else None)
        self.arrays |= {f"view{number}.{name}": each for name, each in _arrays(view).items()}
        return number

    def _space(self, space: FeatureSpace) -> int:
        if space.digest in self._space_numbers:
            return self._space_numbers[space.digest]
        number = self._space_numbers[space.digest] = len(self.spaces)
        for j, block in enumerate(space.blocks):
            self.arrays[f"space{number}.keys{j}"] = block.keys
            self.arrays[f"space{number}.idf{j}"] = block.idf
        specs = [asdict(block.spec) for block in space.blocks]
        self.spaces.append({"blocks": specs, "emphasis": space.emphasis})
        return number


def _arrays(view: View | VectorView) -> Arrays:
    if isinstance(view, VectorView):
        return {"dense": view.weights}
    found: Arrays = {"slope": view.slope}
    if sparse.issparse(view.weights):
        csr = view.weights.tocsr()
        found |= {"data": csr.data, "indices": csr.indices, "indptr": csr.indptr}
    else:
        found["dense"] = view.weights
    if view.spread is not None:
        found["spread"] = view.spread
    return found


def _shaped(shape: Any, parts: list[TextClassifier]) -> LabelClassifier:
    if isinstance(shape, int):
        return parts[shape]
    below = {name: _shaped(each, parts) for name, each in shape["below"].items()}
    return PathClassifier(_shaped(shape["top"], parts), below, tuple(shape["thresholds"]))


def _part(plain: Plain, views: list[View | VectorView], bias: Any) -> TextClassifier:
    labels, (slope, shift) = tuple(plain["labels"]), plain["odds"]
    own = tuple(plain["own_thresholds"])
    if len(bias) != len(labels) or (own and len(own) != len(labels)):
        raise ValueError("bias and labels disagree")
    mine = tuple(views[number] for number in plain["views"])
    for view in mine:
        if _width(view) != len(labels):
            raise ValueError("views and labels disagree")
    return TextClassifier(
        labels, mine, bias, plain["sharpness"], plain["threshold"], (slope, shift), own
    )


def _width(view: View | VectorView) -> int:
    if isinstance(view, View) and view.spread is not None:
        return int(view.spread.shape[1])
    return int(view.weights.shape[1])


def _space(plain: Plain, arrays: Mapping[str, Any], own: str) -> FeatureSpace:
    blocks = tuple(
        Block(BlockSpec(**spec), arrays[f"{own}keys{j}"], arrays[f"{own}idf{j}"])
        for j, spec in enumerate(plain["blocks"])
    )
    return FeatureSpace(blocks, tuple((part, weight) for part, weight in plain["emphasis"]))


def _view(
    number: int | None, spaces: list[FeatureSpace], arrays: Mapping[str, Any], own: str
) -> View | VectorView:
    if number is None:
        return VectorView(VECTORS, arrays[f"{own}dense"])
    space, slope, spread = spaces[number], arrays[f"{own}slope"], arrays.get(f"{own}spread")
    shape = (space.width, len(slope) if spread is None else len(spread))
    weights: Any
    if f"{own}dense" in arrays:
        weights = arrays[f"{own}dense"].reshape(shape)
    else:
        parts = tuple(arrays[own + name] for name in ("data", "indices", "indptr"))
        weights = sparse.csr_matrix(parts, shape=shape)
    return View(space, weights, slope, spread)
