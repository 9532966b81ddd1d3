from elman.diagnosis.package import check_package, settings_to_check
from elman.network.networks import NETWORKS


def test_every_network_of_the_package_agrees_with_complex_steps():
    results = dict(check_package(seed=5))
    assert len(results) == 7 * len(NETWORKS)
    for title, result in results.items():
        assert result, f"{title}\n{result}"
        assert result.rtol == 1e-12
        assert all(row.status == "right" for row in result.rows)


def test_it_would_see_a_wrong_gradient(monkeypatch):
    network = NETWORKS["gru"]
    right = network.backward

    def wrong(params, dY, cache):
        return {name: value * (1 + 1e-9) for name, value in right(params, dY, cache).items()}

    monkeypatch.setattr(network, "backward", wrong)
    verdicts = {title: bool(result) for title, result in check_package()}
    assert [title for title, good in verdicts.items() if not good] == [
        t for t, s in settings_to_check() if s.network == "gru"
    ]
