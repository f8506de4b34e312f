"""Makes reference.json: what scikit-learn says to the same data, split and penalty.

    node test/export-reference-data.ts /tmp/lab2-reference
    python3 -m venv /tmp/lab2-venv && /tmp/lab2-venv/bin/pip install scikit-learn
    /tmp/lab2-venv/bin/python test/reference.py /tmp/lab2-reference > test/reference.json
"""

import csv
import json
import pathlib
import sys

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix, precision_score, recall_score
from sklearn.preprocessing import MinMaxScaler, StandardScaler

FEATURES = ["Daily Time Spent on Site", "Age", "Area Income", "Daily Internet Usage", "Male"]


def run_case(description):
    case = json.loads(description.read_text())
    with open(description.with_suffix(".csv"), newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    x = np.array([[float(row[name]) for name in FEATURES] for row in rows])
    y = np.array([int(row["Clicked on Ad"]) for row in rows])
    train, test = case["split"]["train"], case["split"]["test"]
    min_max = MinMaxScaler().fit(x[train])
    standard = StandardScaler().fit(x[train])
    prepared = np.hstack([min_max.transform(x), standard.transform(x)])
    # The default solver stops at a gradient of 1e-4, which is too early to compare coefficients.
    model = LogisticRegression(C=case["c"], solver="newton-cholesky", tol=1e-12, max_iter=1000)
    model.fit(prepared[train], y[train])
    predicted = model.predict(prepared[test])
    ((tn, fp), (fn, tp)) = confusion_matrix(y[test], predicted).tolist()
    return {
        "seed": case["seed"],
        "rows": case["rows"],
        "c": case["c"],
        "csvSha256": case["csvSha256"],
        "minMax": {"min": min_max.data_min_.tolist(), "max": min_max.data_max_.tolist()},
        "standard": {"mean": standard.mean_.tolist(), "deviation": standard.scale_.tolist()},
        "intercept": float(model.intercept_[0]),
        "coefficients": model.coef_[0].tolist(),
        "firstProbabilities": model.predict_proba(prepared[test])[:5, 1].tolist(),
        "accuracy": accuracy_score(y[test], predicted),
        "precision": precision_score(y[test], predicted),
        "recall": recall_score(y[test], predicted),
        "confusion": {"truePositive": tp, "falsePositive": fp, "trueNegative": tn, "falseNegative": fn},
    }


folder = pathlib.Path(sys.argv[1])
cases = [run_case(description) for description in sorted(folder.glob("case-*.json"))]
print(json.dumps({"madeWith": f"scikit-learn {sklearn.__version__}", "cases": cases}, indent=2))
