"""The discriminator learns to tell, and tells the maker which way to go."""

import torch

from dfm.models.discriminator import PatchDiscriminator, passing, telling_apart


def test_it_learns_to_tell_stripes_from_grey() -> None:
    torch.manual_seed(0)
    judge = PatchDiscriminator()
    optimiser = torch.optim.Adam(judge.parameters(), lr=2e-3)
    real = torch.zeros(4, 3, 32, 32)
    real[..., ::2] = 1
    made = torch.full_like(real, 0.5)
    assert judge(real).shape == (4, 1, 4, 4)
    before = float(telling_apart(judge(real), judge(made)).detach())
    for _ in range(30):
        optimiser.zero_grad()
        loss = telling_apart(judge(real), judge(made))
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    after = float(telling_apart(judge(real), judge(made)).detach())
    assert after < 0.5 * before
    assert passing(judge(real)) < passing(judge(made))


def test_verdicts_that_are_clear_enough_cost_nothing() -> None:
    assert float(telling_apart(torch.full((1, 1), 2.0), torch.full((1, 1), -2.0))) == 0
    assert float(telling_apart(torch.zeros(1, 1), torch.zeros(1, 1))) == 2
