from guide.web.pace import Pace


def test_a_burst_is_let_through_and_then_so_much_a_second() -> None:
    pace = Pace(10, 20, 0)
    assert [pace.wait_for(10, 0) for _ in range(4)] == [0, 0, 1, 2]
    assert pace.wait_for(10, 3) == 0
    assert pace.wait_for(10, 100) == 0
