"""Networks whose inside the diagnosis does not know: general mistakes are named, all else is only placed."""

import numpy as np
import pytest

from elman.diagnosis import diagnose
from elman.diagnosis.findings import UNKNOWN
from elman.network import gru, lstm

RECURRENT = {lstm: "W_hf", gru: "W_hn"}


@pytest.mark.parametrize("network", [lstm, gru])
class TestOtherNetworks:
    def wrong(self, network, change):
        def backward(params, dY, cache):
            grads = network.backward(params, dY, cache)
            return grads | change(grads, len(dY))

        return diagnose(backward, network=network)

    def test_a_right_one_passes(self, network):
        assert diagnose(network.backward, network=network)

    def test_general_mistakes_are_named(self, network):
        name = RECURRENT[network]
        assert self.wrong(network, lambda g, T: {k: -v for k, v in g.items()}).names == ["sign"]
        assert self.wrong(network, lambda g, T: {k: v / T for k, v in g.items()}).names == ["mean in place of sum"]
        assert self.wrong(network, lambda g, T: {name: g[name].T}).names == [f"gradient of {name} transposed"]
        assert self.wrong(network, lambda g, T: {name: 0 * g[name]}).names == [f"gradient of {name} missing"]

    def test_nothing_is_guessed(self, network):
        name = RECURRENT[network]
        diagnosis = self.wrong(network, lambda g, T: {name: g[name] + 0.1 * (T > 2)})
        assert diagnosis.names == [UNKNOWN]
        [finding] = diagnosis.findings
        assert finding.params == (name,)
        assert "right up to T = 2, wrong from T = 3 on" in finding.words
        assert "does not depend on dY" in finding.words

    def test_one_frame(self, network):
        def backward(params, dY, cache):
            grads = network.backward(params, dY, cache)
            return grads | {"b_y": grads["b_y"] + (0.2 * dY[3] if len(dY) > 3 else 0)}

        [finding] = diagnose(backward, network=network, output="linear").findings
        assert finding.names == ()
        assert "the errors dY of frames 3 are handled wrongly" in finding.words or "already" not in finding.words
        assert "T = 1 is right" in finding.words


def test_the_elman_networks_mistakes_are_not_looked_for_elsewhere():
    diagnosis = diagnose(lambda p, dY, c: lstm.backward(p, dY * (np.arange(len(dY)) == 0)[:, None], c), network=lstm)
    assert diagnosis.names == [UNKNOWN]
